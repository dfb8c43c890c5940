package export

import (
	"cmp"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/parquet-go/parquet-go"
)

// rowGroup bounds what a Parquet writer keeps in memory, in rows.
const rowGroup = 1 << 17

// parquetSink writes three tables into a folder.
type parquetSink struct {
	events *table[Row]
	spells *table[SpellRow]
	labels *table[LabelRow]
	cases  map[LabelRow]int64 // of labels, by kind and text
	inCase map[LabelRow]bool
}

// newParquetSink says in the files' metadata what was done to them.
func newParquetSink(folder string, o Options) (s *parquetSink, err error) {
	s = &parquetSink{cases: map[LabelRow]int64{}, inCase: map[LabelRow]bool{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.events, err = newTable[Row](filepath.Join(folder, eventsFile), o); err != nil {
		return s, err
	}
	if s.spells, err = newTable[SpellRow](filepath.Join(folder, spellsFile), o); err != nil {
		return s, err
	}
	s.labels, err = newTable[LabelRow](filepath.Join(folder, labelsFile), o)
	return s, err
}

func (s *parquetSink) put(t *trace) error {
	clear(s.inCase)
	for i := range t.Rows {
		r := &t.Rows[i]
		for _, l := range [...]LabelRow{
			{Kind: "party", Label: r.Resource}, {Kind: "holder", Label: r.Holder}, {Kind: "instrument", Label: r.Instrument},
			{Kind: "jurisdiction", Label: r.Jurisdiction}, {Kind: "cause", Label: r.Cause},
		} {
			if l.Label != "" {
				s.inCase[l] = true
			}
		}
	}
	for l := range s.inCase {
		s.cases[l]++
	}
	if err := s.events.write(t.Rows); err != nil {
		return err
	}
	return s.spells.write(t.Spells)
}

func (s *parquetSink) close() error {
	var err error
	if s.labels != nil {
		rows := slices.SortedFunc(maps.Keys(s.cases), func(a, b LabelRow) int {
			return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Label, b.Label))
		})
		for i := range rows {
			rows[i].Cases = s.cases[rows[i]]
		}
		err = s.labels.write(rows)
	}
	return errors.Join(err, s.events.close(), s.spells.close(), s.labels.close())
}

// table is one Parquet file under construction.
type table[T any] struct {
	file *os.File
	w    *parquet.GenericWriter[T]
}

func newTable[T any](path string, o Options) (*table[T], error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	asOf := "everything known"
	if !o.AsOf.IsZero() {
		asOf = o.AsOf.UTC().Format(time.RFC3339)
	}
	times := "days, UTC"
	if o.Exact {
		times = "seconds, UTC"
	}
	return &table[T]{f, parquet.NewGenericWriter[T](f,
		parquet.Compression(&parquet.Zstd), parquet.MaxRowsPerRowGroup(rowGroup), parquet.CreatedBy("writ", "", ""),
		parquet.KeyValueMetadata("writ.times", times), parquet.KeyValueMetadata("writ.as_of", asOf),
	)}, nil
}

func (t *table[T]) write(rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := t.w.Write(rows)
	return err
}

func (t *table[T]) close() error {
	if t == nil {
		return nil
	}
	return errors.Join(t.w.Close(), t.file.Close())
}
