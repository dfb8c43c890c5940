package importer_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/ledger"
	"writ/ledger/importer"
)

// Whatever stands in a file: it is refused, rejected row by row, or taken as cases
// that are opened once, numbered without gaps and learned in order. What is
// rejected says so without more of the row than a code, a number or an instant, or
// what hides it.
func FuzzCases(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string, json bool) {
		format := importer.CSV
		if json {
			format = importer.JSONL
		}
		_, err := importer.Scan(strings.NewReader(text), format)
		if err != nil {
			return
		}
		bad := map[int]bool{}
		o := importer.Options{Keys: keys(t), Party: "nypd", Now: now, Rejected: func(r importer.Reject) error {
			bad[r.Row] = true
			require.NotEmpty(t, r.Reason)
			require.LessOrEqual(t, len(r.Value), 40)
			require.NotContains(t, r.Value, " ")
			if r.Column == "holder" || r.Column == "instrument" || r.Column == "jurisdiction" {
				require.NotRegexp(t, `^.+[^*]`, r.Value, "masked where no list says what is known")
			}
			return nil
		}}
		rejected := 0
		for c, err := range importer.Cases(strings.NewReader(text), format, o) {
			require.NoError(t, err, "what was scanned can be read")
			rejected += c.Bad
			if c.Bad > 0 {
				require.Empty(t, c.Batch.Events)
				continue
			}
			require.Len(t, c.Batch.Events, c.Rows)
			lawful(t, c)
		}
		require.Len(t, bad, rejected)
	})
}

func lawful(t *testing.T, c importer.Case) {
	opening, err := ledger.KindOf(casefile.EvOpened)
	require.NoError(t, err)
	opened := 0
	before := ledger.Event{}
	for _, e := range c.Batch.Events {
		require.Equal(t, c.Batch.Events[0].Case, e.Case)
		if e.Step != before.Step {
			before = ledger.Event{Step: e.Step}
		}
		require.Equal(t, before.Seq+1, e.Seq)
		require.GreaterOrEqual(t, e.Seen, e.At)
		require.GreaterOrEqual(t, e.Seen, before.Seen)
		require.LessOrEqual(t, e.Seen, now.Unix())
		require.NotZero(t, e.Stage)
		require.NotZero(t, e.Awaiting)
		require.NotZero(t, e.By)
		if e.Kind == opening {
			opened++
		}
		before = e
	}
	require.Equal(t, 1, opened)
}
