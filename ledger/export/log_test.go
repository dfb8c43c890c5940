package export_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/ledger"
	"writ/ledger/export"
)

// records reads a CSV export as maps by column.
func records(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var out []map[string]string
	for _, line := range lines[1:] {
		record := map[string]string{}
		for i, name := range lines[0] {
			record[name] = line[i]
		}
		out = append(out, record)
	}
	return out
}

// Every kind of event has a meaning, and no two share a type of event: a kind
// that is added must be given one.
func TestEveryKindHasAMeaning(t *testing.T) {
	meant := map[casefile.EventKind]bool{}
	events := map[string]bool{}
	for _, m := range export.Meanings {
		require.False(t, meant[m.Kind], "%s stands twice", m.Kind)
		require.False(t, events[m.Event], "%s stands twice", m.Event)
		require.NotEmpty(t, m.Activities, m.Kind)
		meant[m.Kind], events[m.Event] = true, true
	}
	n := 0
	for k := ledger.Kind(1); k.Name() != ""; k++ {
		require.True(t, meant[k.Name()], "event kind %q has no meaning in an event log", k.Name())
		n++
	}
	require.Len(t, export.Meanings, n)
}

// What can be completed can be started, and by an event of the same activity.
func TestWhatEndsCanStart(t *testing.T) {
	started := map[string]bool{}
	for _, m := range export.Meanings {
		if m.Transition == export.Start {
			started[m.Activities[0]] = true
		}
	}
	for _, m := range export.Meanings {
		if m.Transition == export.Complete && len(m.Activities) > 1 {
			for _, a := range m.Activities {
				require.True(t, started[a], "%s completes %q, which nothing starts", m.Kind, a)
			}
		}
	}
}

func TestRowsOfOneCase(t *testing.T) {
	m := newMemory(t)
	m.add(t, chain("one", monday, "twitter", true))
	path, sum := write(t, m, export.Options{Format: export.CSV, Exact: true})
	rows := records(t, path)
	require.EqualValues(t, 1, sum.Cases)
	require.EqualValues(t, m.events(), sum.Events)
	require.Len(t, rows, m.events())

	byEvent := map[string]map[string]string{}
	for i, r := range rows {
		require.Equal(t, strconv.Itoa(i+1), r["seq"])
		byEvent[r["event"]+" "+r["gate"]] = r
	}
	instance := func(event string) string { return byEvent[event]["concept:instance"] }

	applied, refused := byEvent["applied hop-1"], byEvent["refused hop-1"]
	require.Equal(t, "application", applied["concept:name"])
	require.Equal(t, "start", applied["lifecycle:transition"])
	require.Equal(t, "2026-03-02T16:30:15Z", applied["time:timestamp"])
	require.Equal(t, "nypd", applied["org:resource"])
	require.Equal(t, "us", applied["jurisdiction"])
	require.Equal(t, "twitter", applied["holder"])
	require.Equal(t, "us.warrant", applied["instrument"])

	require.Equal(t, "disclosure", refused["concept:name"])
	require.Equal(t, "complete", refused["lifecycle:transition"])
	require.Equal(t, "refused", refused["cause"])
	require.Equal(t, instance("emergency-asked hop-1"), instance("refused hop-1"), "a refusal ends what was asked, not what was applied for meanwhile")
	require.Equal(t, instance("served hop-1"), instance("disclosed hop-1"))
	require.NotEqual(t, instance("served hop-1"), instance("emergency-asked hop-1"))
	require.Equal(t, instance("applied hop-1"), instance("granted hop-1"))
	require.Equal(t, instance("preservation-asked hop-1"), instance("preserved hop-1"))
	require.Equal(t, instance("hop-started hop-2"), instance("hop-ended hop-2"))
	require.Equal(t, instance("opened case"), instance("concluded case"))
	require.Equal(t, "author", byEvent["concluded case"]["level"])
	require.Equal(t, "2026-03-17T18:30:15Z", byEvent["served hop-1"]["due"])
	require.Empty(t, byEvent["detected case"]["due"])
}

// An instance starts at most once and completes at most once, and is unique in
// the log.
func TestInstancesAreUnique(t *testing.T) {
	path, _ := write(t, many(t, 12), export.Options{Format: export.CSV, Exact: true})
	type life struct{ starts, completes int }
	lives := map[string]*life{}
	owner := map[string]string{}
	for _, r := range records(t, path) {
		id := r["concept:instance"]
		if lives[id] == nil {
			lives[id] = &life{}
			owner[id] = r["case:concept:name"]
		}
		require.Equal(t, owner[id], r["case:concept:name"])
		if r["lifecycle:transition"] == "start" {
			lives[id].starts++
		} else {
			lives[id].completes++
		}
		require.LessOrEqual(t, lives[id].starts, 1)
		require.LessOrEqual(t, lives[id].completes, 1)
	}
}

// The Parquet files say what the CSV file says, and the spells add up.
func TestParquetReadsBack(t *testing.T) {
	m := many(t, 12)
	folder, sum := write(t, m, export.Options{Format: export.Parquet, Exact: true})
	rows, err := parquet.ReadFile[export.Row](filepath.Join(folder, "events.parquet"))
	require.NoError(t, err)
	require.Len(t, rows, m.events())
	path, _ := write(t, m, export.Options{Format: export.CSV, Exact: true})
	for i, r := range records(t, path) {
		require.Equal(t, r["case:concept:name"], rows[i].Case)
		require.Equal(t, r["concept:name"], rows[i].Activity)
		require.Equal(t, r["time:timestamp"], time.UnixMicro(rows[i].Time).UTC().Format(time.RFC3339))
		require.Equal(t, r["concept:instance"], rows[i].Instance)
		require.Equal(t, r["due"] == "", rows[i].Due == nil)
	}

	spells, err := parquet.ReadFile[export.SpellRow](filepath.Join(folder, "spells.parquet"))
	require.NoError(t, err)
	require.NotEmpty(t, spells)
	require.EqualValues(t, sum.Spells, len(spells))
	open := 0
	for _, s := range spells {
		if s.Leave == nil {
			open++
			require.Nil(t, s.Seconds, "how long an open spell lasts depends on when one asks")
			continue
		}
		require.Equal(t, (*s.Leave-s.Enter)/1e6, *s.Seconds)
	}
	require.Positive(t, open)

	labels, err := parquet.ReadFile[export.LabelRow](filepath.Join(folder, "labels.parquet"))
	require.NoError(t, err)
	require.Contains(t, labels, export.LabelRow{Kind: "holder", Label: "twitter", Cases: 12})
	require.Contains(t, labels, export.LabelRow{Kind: "holder", Label: "sonic", Cases: 13})
	require.Contains(t, labels, export.LabelRow{Kind: "holder", Label: "smallhost", Cases: 1})
}

// The columns that other tools look for have the types that they look for.
func TestParquetSchema(t *testing.T) {
	folder, _ := write(t, many(t, 1), export.Options{Format: export.Parquet})
	f, err := os.Open(filepath.Join(folder, "events.parquet"))
	require.NoError(t, err)
	defer f.Close()
	info, err := f.Stat()
	require.NoError(t, err)
	file, err := parquet.OpenFile(f, info.Size())
	require.NoError(t, err)
	var names []string
	for _, c := range file.Schema().Fields() {
		names = append(names, c.Name())
		switch c.Name() {
		case "time:timestamp", "due":
			require.Equal(t, "TIMESTAMP(isAdjustedToUTC=true,unit=MICROS)", c.Type().LogicalType().String(), c.Name())
		case "seq":
		default:
			require.Equal(t, "STRING", c.Type().LogicalType().String(), c.Name())
		}
	}
	require.Equal(t, []string{
		"case:concept:name", "concept:name", "time:timestamp", "lifecycle:transition", "concept:instance", "org:resource",
		"event", "gate", "holder", "instrument", "jurisdiction", "due", "cause", "level", "lane", "seq",
	}, names)
	times, ok := file.Lookup("writ.times")
	require.True(t, ok)
	require.Equal(t, "days, UTC", times)
}

// What is missing is null in the file, at every length of a case: a library wrote
// 1970 now and then.
func TestMissingIsNull(t *testing.T) {
	m := newMemory(t)
	for n := range 400 {
		d := chain(fmt.Sprintf("case-%03d", n), monday, "twitter", n%2 == 0)
		d.Facts = d.Facts[:1+n%len(d.Facts)]
		m.add(t, d)
	}
	folder, _ := write(t, m, export.Options{Format: export.Parquet, Exact: true})
	f, err := os.Open(filepath.Join(folder, "events.parquet"))
	require.NoError(t, err)
	defer f.Close()
	info, err := f.Stat()
	require.NoError(t, err)
	file, err := parquet.OpenFile(f, info.Size())
	require.NoError(t, err)
	due, ok := file.Schema().Lookup("due")
	require.True(t, ok)
	pages := file.RowGroups()[0].ColumnChunks()[due.ColumnIndex].Pages()
	defer pages.Close()
	nulls, zeros := 0, 0
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		values := make([]parquet.Value, page.NumValues())
		_, err = page.Values().ReadValues(values)
		require.True(t, err == nil || errors.Is(err, io.EOF))
		for _, v := range values {
			switch {
			case v.IsNull():
				nulls++
			case v.Int64() == 0:
				zeros++
			}
		}
	}
	require.Positive(t, nulls)
	require.Zero(t, zeros)
}
