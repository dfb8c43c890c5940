package export

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"writ/casefile"
	"writ/ledger"
)

// Format is the form of an export.
type Format string

// The formats.
const (
	Parquet    Format = "parquet" // a folder: events, spells and labels
	CSV        Format = "csv"
	OCELSQLite Format = "ocel-sqlite"
	OCELJSON   Format = "ocel-json"
	XES        Format = "xes"
)

// Formats lists the formats.
func Formats() []Format { return []Format{Parquet, CSV, OCELSQLite, OCELJSON, XES} }

// Source is what an export reads of a ledger. Cases is read twice unless the
// export is exact: first to count what is rare.
type Source interface {
	Cases(ctx context.Context, only ...ledger.Key) iter.Seq2[ledger.CaseEvents, error]
	Dict(ctx context.Context) (ledger.Dict, error)
}

// Options say what is exported, and where to.
type Options struct {
	Format Format
	// Path is the file that is written, for Parquet a folder. Force replaces an
	// earlier export there.
	Path  string
	Force bool
	// Exact keeps times to the second and names what is rare.
	Exact bool
	// AsOf leaves out what was learned after it; zero leaves out nothing.
	AsOf time.Time
	// OpenedFrom and OpenedTo bound the openings of the cases, the second
	// exclusively; zero is no bound. A case without an opening counts from its first
	// event.
	OpenedFrom, OpenedTo time.Time
	// Progress is told after each case that was read, in each pass.
	Progress func()
}

// Passes is how often the cases are read.
func (o Options) Passes() int {
	if o.Exact {
		return 1
	}
	return 2
}

// Summary says what was exported and what was left out.
type Summary struct {
	Format Format `json:"format"`
	Path   string `json:"path"`
	Files  []File `json:"files"`
	Cases  int64  `json:"cases"`
	Events int64  `json:"events"`
	Spells int64  `json:"spells"` // of Parquet
	Exact  bool   `json:"exact"`
	// HiddenLabels and HiddenCells count what is written as other: labels, and
	// holders with an instrument, that fewer than FewestCases cases have. Of
	// Parquet the events and the spells are counted apart, and the larger stands.
	HiddenLabels int `json:"hidden_labels"`
	HiddenCells  int `json:"hidden_cells"`
}

// File is a file of an export.
type File struct {
	Name  string `json:"name"`
	Bytes int64  `json:"bytes"`
}

// sink is a format under construction.
type sink interface {
	put(*trace) error
	// close finishes the files. It is called once, also after an error, and then
	// what it finishes is thrown away.
	close() error
}

var kindOpened = func() ledger.Kind {
	k, err := ledger.KindOf(casefile.EvOpened)
	if err != nil {
		panic(err) // a test looks at every kind
	}
	return k
}()

// Write exports a ledger. It returns [ErrExists] where the target is there and
// Force is not set, the context's error when it was interrupted, and otherwise
// the ledger's or the disk's error; in every case of an error nothing new is left
// at the target.
func Write(ctx context.Context, from Source, o Options) (Summary, error) {
	if !slices.Contains(Formats(), o.Format) {
		return Summary{}, fmt.Errorf("format %q is not known: want one of %v", o.Format, Formats())
	}
	t, err := newTarget(o)
	if err != nil {
		return Summary{}, err
	}
	defer t.abandon()
	dict, err := from.Dict(ctx)
	if err != nil {
		return Summary{}, err
	}
	if err := checkDict(dict); err != nil {
		return Summary{}, err
	}
	x := newTracer(o, dict)
	if !o.Exact {
		if err := each(ctx, from, o, func(c ledger.CaseEvents) error {
			_, err := x.count(c)
			return err
		}); err != nil {
			return Summary{}, err
		}
	}
	sum := Summary{Format: o.Format, Path: o.Path, Exact: o.Exact}
	if err := fill(ctx, from, o, t.temporary, x, &sum); err != nil {
		return Summary{}, err
	}
	sum.hide(x)
	if sum.Files, err = t.keep(); err != nil {
		return Summary{}, err
	}
	return sum, nil
}

func newTracer(o Options, d ledger.Dict) *tracer {
	x := &tracer{
		exact: o.Exact, spells: o.Format == Parquet, events: newNames(d, o.Exact), spellings: newNames(d, o.Exact),
		projector: ledger.NewProjector(d), steps: map[ledger.Key]string{},
	}
	if !o.AsOf.IsZero() {
		x.asOf = o.AsOf.Unix()
	}
	if !o.OpenedFrom.IsZero() {
		x.from = o.OpenedFrom.Unix()
	}
	if !o.OpenedTo.IsZero() {
		x.to = o.OpenedTo.Unix()
	}
	return x
}

// fill writes all traces to the sink of the format.
func fill(ctx context.Context, from Source, o Options, path string, x *tracer, sum *Summary) (err error) {
	s, err := openSink(ctx, o, path)
	if err != nil {
		return err
	}
	defer func() {
		if closing := s.close(); err == nil {
			err = closing
		}
	}()
	return each(ctx, from, o, func(c ledger.CaseEvents) error {
		t, err := x.trace(c)
		if err != nil || t == nil {
			return err
		}
		sum.Cases++
		sum.Events += int64(len(t.Rows))
		sum.Spells += int64(len(t.Spells))
		return s.put(t)
	})
}

// each reads all cases once.
func each(ctx context.Context, from Source, o Options, do func(ledger.CaseEvents) error) error {
	for c, err := range from.Cases(ctx) {
		if err == nil {
			err = ctx.Err()
		}
		if err == nil {
			err = do(c)
		}
		if err != nil {
			return err
		}
		if o.Progress != nil {
			o.Progress()
		}
	}
	return ctx.Err()
}

func openSink(ctx context.Context, o Options, path string) (sink, error) {
	switch o.Format {
	case Parquet:
		return newParquetSink(path, o)
	case CSV:
		return newCSVSink(path)
	case XES:
		return newXESSink(path)
	case OCELJSON:
		return newJSONSink(path)
	case OCELSQLite:
		return newSQLiteSink(ctx, path)
	}
	return nil, fmt.Errorf("format %q is not known", o.Format)
}

func (s *Summary) hide(x *tracer) {
	s.HiddenLabels, s.HiddenCells = x.events.hidden()
	labels, cells := x.spellings.hidden()
	s.HiddenLabels, s.HiddenCells = max(s.HiddenLabels, labels), max(s.HiddenCells, cells)
}
