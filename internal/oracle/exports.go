package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"os"
	"path/filepath"
	"sync"
	"time"

	"writ/ledger"
	"writ/ledger/export"
	"writ/ledger/population"
)

// The population that is exported: large enough for many labels and for rare
// ones, small enough for a schema validator that reads a log whole.
const (
	exportSeed  = 20261122
	exportCases = 2000
)

var exportAsOf = time.Date(2026, 6, 30, 23, 59, 59, 0, time.UTC)

// madeUp is a ledger whose cases are made up as they are asked for.
type madeUp struct{ population.Options }

func newMadeUp() madeUp {
	return madeUp{population.Options{Seed: exportSeed, Cases: exportCases, AsOf: exportAsOf}}
}

// Cases makes up the cases.
func (m madeUp) Cases(context.Context, ...ledger.Key) iter.Seq2[ledger.CaseEvents, error] {
	return func(yield func(ledger.CaseEvents, error) bool) {
		for b := range population.Batches(m.Options, false) {
			if !yield(ledger.CaseEvents{Case: b.Events[0].Case, Events: b.Events}, nil) {
				return
			}
		}
	}
}

// Dict is the labels of all cases.
func (m madeUp) Dict(context.Context) (ledger.Dict, error) {
	d := ledger.Dict{}
	for b := range population.Batches(m.Options, false) {
		for _, l := range b.Labels {
			d[l.Code] = l
		}
	}
	return d, nil
}

// expected are the figures of the made-up cases, counted from the ledger's rows
// and not from what was exported. Days are those of an export that is not exact.
func expected(ctx context.Context, m madeUp) (events, spells figures, err error) {
	dict, err := m.Dict(ctx)
	if err != nil {
		return nil, nil, err
	}
	events, spells = figures{}, figures{}
	for c := range m.Cases(ctx) {
		for _, e := range c.Events {
			for kind, at := range map[string]int64{"seconds": e.At, "days": day(e.At)} {
				events.add(kind, "rows", 1)
				events.add(kind, "times", float64(at))
				events.add(kind, "rows of "+string(e.Kind.Name()), 1)
			}
			if e.Due != 0 {
				events.add("seconds", "with due", 1)
				events.add("days", "with due", 1)
				events.add("seconds", "due", float64(e.Due))
				events.add("days", "due", float64(day(e.Due)))
			}
		}
		p, err := ledger.Project(c, 0, dict)
		if err != nil {
			return nil, nil, err
		}
		for _, s := range p.Spells {
			for kind, lasted := range map[string]int64{"seconds": s.Leave - s.Enter, "days": day(s.Leave) - day(s.Enter)} {
				spells.add(kind, "rows", 1)
				spells.add(kind, "rows of "+string(s.Stage.Name()), 1)
				if s.Leave == 0 {
					spells.add(kind, "open", 1)
					continue
				}
				spells.add(kind, "seconds", float64(lasted))
				spells.add(kind, "seconds of "+string(s.Stage.Name()), float64(lasted))
			}
		}
	}
	return events, spells, nil
}

// day is the first second of an instant's day in UTC.
func day(second int64) int64 { return second - second%(24*60*60) }

func (f figures) add(kind, key string, value float64) {
	f.set(kind, key, f[kind][key]+value)
}

// same compares whole numbers: both sides have the same keys, and the same
// numbers under them.
func same(what string, ours, theirs map[string]float64) finding {
	f := finding{what: what}
	for key, want := range ours {
		f.figures++
		got, ok := theirs[key]
		difference := math.Abs(got - want)
		if !ok {
			difference = math.Inf(1)
		}
		if difference > f.largest {
			f.largest, f.where = difference, fmt.Sprintf("%s (ours %v, theirs %v)", key, want, got)
		}
	}
	for key, got := range theirs {
		if _, ok := ours[key]; !ok {
			f.largest, f.where = math.Inf(1), fmt.Sprintf("%s (not ours, theirs %v)", key, got)
		}
	}
	return f
}

// exported are exports of the made-up cases, in all formats, each exact and not.
// They are made once for all checks.
type exported struct {
	folder string
	events int64
}

var makeExports = sync.OnceValues(func() (*exported, error) {
	folder, err := os.MkdirTemp("", "writ-oracle-exports-")
	if err != nil {
		return nil, err
	}
	x := &exported{folder: folder}
	exportFolders = append(exportFolders, folder)
	for _, format := range export.Formats() {
		for _, exact := range []bool{true, false} {
			sum, err := export.Write(context.Background(), newMadeUp(), export.Options{Format: format, Exact: exact, Path: x.path(format, exact)})
			if err != nil {
				return nil, fmt.Errorf("export %s: %w", format, err)
			}
			x.events = sum.Events
		}
	}
	return x, nil
})

// exportsBeside are the exports, with a schema that they are held to as a file beside
// them.
func exportsBeside(name string, schema []byte) (x *exported, file string, err error) {
	if x, err = makeExports(); err != nil {
		return nil, "", err
	}
	file = filepath.Join(x.folder, name)
	return x, file, os.WriteFile(file, schema, 0o600)
}

// path is where an export is.
func (x *exported) path(format export.Format, exact bool) string {
	return filepath.Join(x.folder, fmt.Sprintf("%s-%s", precision(exact), format))
}

// precision names how exact an export is, as the expected figures are named.
func precision(exact bool) string {
	if exact {
		return "seconds"
	}
	return "days"
}

// exportFolders are what removeExports removes.
var exportFolders []string

// removeExports removes what the checks exported.
func removeExports() error {
	var err error
	for _, folder := range exportFolders {
		err = errors.Join(err, os.RemoveAll(folder))
	}
	return err
}
