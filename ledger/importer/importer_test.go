package importer_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/ledger"
	"writ/ledger/importer"
	"writ/ledger/population"
	"writ/legal"
)

var (
	now  = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	made = population.Options{Seed: 3, Cases: 80, AsOf: now}
)

func keys(t testing.TB) ledger.Keyring {
	k, err := ledger.NewKeyring(bytes.Repeat([]byte{7}, 32))
	require.NoError(t, err)
	return k
}

// imported reads all cases, and what was rejected.
func imported(t testing.TB, text string, f importer.Format, set ...func(*importer.Options)) (cases []importer.Case, rejects []importer.Reject) {
	o := importer.Options{Keys: keys(t), Party: "nypd", Now: now, Rejected: func(r importer.Reject) error {
		rejects = append(rejects, r)
		return nil
	}}
	for _, s := range set {
		s(&o)
	}
	for c, err := range importer.Cases(strings.NewReader(text), f, o) {
		require.NoError(t, err)
		cases = append(cases, c)
	}
	return cases, rejects
}

// jsonRow is a fact as a row of JSON Lines.
type jsonRow struct {
	Case         string `json:"case"`
	Jurisdiction string `json:"jurisdiction"`
	Work         string `json:"work"`
	casefile.Fact
}

func asJSONL(t testing.TB, o population.Options) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for c := range population.Cases(o) {
		for _, d := range c.Deliveries {
			for _, f := range d.Facts {
				require.NoError(t, enc.Encode(jsonRow{string(c.ID), d.Jurisdiction, d.Work, f}))
			}
		}
	}
	return b.String()
}

// asCSV writes rows of JSON as CSV, with only some of the columns where names are
// given.
func asCSV(t testing.TB, jsonl string, only ...string) string {
	if only == nil {
		for _, c := range importer.Columns() {
			only = append(only, c.Name)
		}
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	require.NoError(t, w.Write(only))
	for line := range strings.Lines(jsonl) {
		var fields map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &fields))
		rec := make([]string, len(only))
		for i, name := range only {
			switch v := fields[name].(type) {
			case string:
				rec[i] = v
			case float64:
				rec[i] = strconv.Itoa(int(v))
			case bool:
				rec[i] = strconv.FormatBool(v)
			}
		}
		require.NoError(t, w.Write(rec))
	}
	w.Flush()
	return b.String()
}

// live are the rows that the same facts make when they are told live, without the
// run that told them.
func live(t testing.TB, o population.Options) map[ledger.Key][]ledger.Event {
	x := ledger.NewEncoder(keys(t))
	all := map[ledger.Key][]ledger.Event{}
	for c := range population.Cases(o) {
		for _, d := range c.Deliveries {
			b, err := x.Encode(d)
			require.NoError(t, err)
			for _, e := range b.Events {
				e.Run, e.Taken = 0, 0
				all[e.Case] = append(all[e.Case], e)
			}
		}
	}
	return all
}

func rowsOf(cases []importer.Case) map[ledger.Key][]ledger.Event {
	all := map[ledger.Key][]ledger.Event{}
	for _, c := range cases {
		for _, e := range c.Batch.Events {
			e.Run, e.Taken = 0, 0
			all[e.Case] = append(all[e.Case], e)
		}
	}
	return all
}

// Facts that are written to a file and imported are the same rows as live ones.
func TestImportedFactsAreTheLiveOnes(t *testing.T) {
	jsonl := asJSONL(t, made)
	want := live(t, made)
	for f, text := range map[importer.Format]string{importer.JSONL: jsonl, importer.CSV: asCSV(t, jsonl)} {
		cases, rejects := imported(t, text, f)
		require.Empty(t, rejects, f)
		require.Equal(t, want, rowsOf(cases), f)
		open := 0
		for _, c := range cases {
			require.Positive(t, c.Rows)
			require.NotEmpty(t, c.Batch.Labels)
			if c.Open {
				open++
			}
		}
		require.Positive(t, open)
		require.Less(t, open, len(cases)/2)

		tally, err := importer.Scan(strings.NewReader(text), f)
		require.NoError(t, err)
		require.Equal(t, len(cases), tally.Cases)
		again, _ := imported(t, text, f)
		require.Equal(t, cases, again, "the same file gives the same rows, to the run")
	}
}

// What a sparse log leaves out is filled in as it was: all that a log must have is
// the case, the hop, what happened and when.
func TestSparseLogsAreFilledIn(t *testing.T) {
	o := made
	o.Cases = 60
	jsonl := asJSONL(t, o)
	text := asCSV(t, jsonl, "case", "step", "kind", "at", "seen", "holder", "instrument", "request", "code", "level", "lane", "after", "from",
		"subscriber", "jurisdiction", "due", "until", "awaiting", "stage", "by")
	cases, rejects := imported(t, text, importer.CSV)
	require.Empty(t, rejects)
	require.Equal(t, live(t, o), rowsOf(cases), "numbers and turns follow from the rest")

	// Without stages, parties and who did it, cases are rejected only where it says
	// that this cannot be known, and the others are what they were.
	text = asCSV(t, jsonl, "case", "step", "kind", "at", "seen", "holder", "instrument", "request", "code", "level", "lane", "after", "from",
		"subscriber", "jurisdiction", "due", "until", "awaiting", "by")
	cases, rejects = imported(t, only(t, only(t, text, "awaiting", "applied"), "by", "opened"), importer.CSV)
	for _, r := range rejects {
		require.Contains(t, []string{"stage", "awaiting", "by"}, r.Column, "%v", r)
	}
	want, taken := live(t, o), rowsOf(cases)
	for key, rows := range taken {
		require.Equal(t, withoutBy(want[key]), withoutBy(rows))
	}
	require.Greater(t, len(taken), len(want)/2)
}

// withoutBy forgets who did it: a late fact can have been somebody else's.
func withoutBy(rows []ledger.Event) []ledger.Event {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].By = 0
	}
	return rows
}

// only keeps the value of a column in rows of one kind.
func only(t *testing.T, text, column, kind string) string {
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	c, k := slices.Index(all[0], column), slices.Index(all[0], "kind")
	for _, rec := range all[1:] {
		if rec[k] != kind {
			rec[c] = ""
		}
	}
	var b bytes.Buffer
	require.NoError(t, csv.NewWriter(&b).WriteAll(all))
	return b.String()
}

// The template is a case, and reads as its prose would.
func TestTemplateIsACase(t *testing.T) {
	cases, rejects := imported(t, importer.Template, importer.CSV)
	require.Empty(t, rejects)
	require.Len(t, cases, 1)
	require.False(t, cases[0].Open)
	labels := ledger.Dict{}
	for _, l := range cases[0].Batch.Labels {
		labels[l.Code] = l
	}
	type turn struct{ kind, stage, awaiting string }
	var turns []turn
	for _, e := range cases[0].Batch.Events {
		if e.Step != ledger.StepCase && e.Flags.Has(ledger.Turn) {
			turns = append(turns, turn{string(e.Kind.Name()), string(e.Stage.Name()), labels.Text(e.Awaiting)})
		}
	}
	require.Equal(t, []turn{
		{"hop-started", "AwaitingApplication", "nypd"}, {"applied", "AwaitingApproval", "manhattan-court"},
		{"granted", "AwaitingDisclosure", "nypd"}, {"served", "AwaitingDisclosure", "example-mail"},
		{"disclosed", "AwaitingDisclosure", "nypd"}, {"hop-ended", "Ended", "nobody"},
	}, turns[:6])
}

// The two cases of a file may each have a hop-1, and they are not the same hop.
func TestNamesOfHopsAreTheCasesOwn(t *testing.T) {
	_, body, _ := strings.Cut(importer.Template, "\n")
	cases, rejects := imported(t, importer.Template+strings.ReplaceAll(body, "A-1,", "B-2,"), importer.CSV)
	require.Empty(t, rejects)
	require.Len(t, cases, 2)
	steps := map[ledger.Key]ledger.Key{}
	for _, c := range cases {
		for _, e := range c.Batch.Events {
			if e.Step > ledger.StepGuard {
				if owner, ok := steps[e.Step]; ok {
					require.Equal(t, owner, e.Case)
				}
				steps[e.Step] = e.Case
			}
		}
	}
	require.Len(t, slices.Collect(maps.Keys(steps)), 4)
}

// Known decides which names are taken.
func TestUnknownNamesAreRejected(t *testing.T) {
	law, err := legal.Open("2026-11-22")
	require.NoError(t, err)
	known := func(o *importer.Options) {
		o.Known = func(kind ledger.LabelKind, text string) bool {
			switch kind {
			case ledger.HolderLabel:
				_, ok := law.Holder(legal.HolderID(text))
				return ok
			case ledger.PartyLabel:
				return text == "nypd"
			}
			return true
		}
	}
	_, rejects := imported(t, strings.ReplaceAll(importer.Template, "example-isp", "example-izp"), importer.CSV, known)
	require.Contains(t, rejects, importer.Reject{Row: 10, Column: "holder", Value: "e**********", Reason: "is not known: want a holder of the law"})
	for _, r := range rejects {
		if r.Column == "awaiting" {
			require.Empty(t, r.Value, "a party's column may hold a person's name")
		}
	}
}
