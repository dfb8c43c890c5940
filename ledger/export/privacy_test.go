package export_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"

	"writ/ledger"
	"writ/ledger/export"
)

// Unless it is asked to be exact, an export says no time of day and names
// nothing that fewer than ten cases have, in any format.
func TestRareIsHidden(t *testing.T) {
	m := many(t, 12)
	for _, format := range export.Formats() {
		t.Run(string(format), func(t *testing.T) {
			path, sum := write(t, m, export.Options{Format: format})
			require.Positive(t, sum.HiddenLabels)
			for _, file := range files(t, path) {
				raw, err := os.ReadFile(file)
				require.NoError(t, err)
				if format != export.Parquet { // whose pages are compressed
					require.NotContains(t, string(raw), "smallhost", "%s names what one case has", file)
				}
			}
			path, sum = write(t, m, export.Options{Format: format, Exact: true})
			require.Zero(t, sum.HiddenLabels)
			require.Zero(t, sum.HiddenCells)
			require.True(t, sum.Exact)
			if format != export.Parquet {
				raw, err := os.ReadFile(path)
				require.NoError(t, err)
				require.Contains(t, string(raw), "smallhost")
			}
		})
	}
}

func files(t *testing.T, path string) []string {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	if !info.IsDir() {
		return []string{path}
	}
	names, err := filepath.Glob(filepath.Join(path, "*"))
	require.NoError(t, err)
	return names
}

func TestRareIsHiddenInParquet(t *testing.T) {
	folder, _ := write(t, many(t, 12), export.Options{Format: export.Parquet})
	rows, err := parquet.ReadFile[export.Row](filepath.Join(folder, "events.parquet"))
	require.NoError(t, err)
	hidden := 0
	for _, r := range rows {
		require.NotContains(t, []string{r.Holder, r.Resource}, "smallhost")
		require.Zero(t, r.Time%(24*time.Hour).Microseconds())
		if r.Due != nil {
			require.Zero(t, *r.Due%(24*time.Hour).Microseconds())
		}
		if r.Holder == export.Other {
			hidden++
		}
	}
	require.Positive(t, hidden)
	spells, err := parquet.ReadFile[export.SpellRow](filepath.Join(folder, "spells.parquet"))
	require.NoError(t, err)
	for _, s := range spells {
		require.NotContains(t, []string{s.Holder, s.Party}, "smallhost")
		require.Zero(t, s.Enter%(24*time.Hour).Microseconds())
		if s.Leave != nil {
			require.Zero(t, *s.Leave%(24*time.Hour).Microseconds())
		}
	}
}

// A holder and an instrument may each be common and together be rare.
func TestRarePairsAreHidden(t *testing.T) {
	m := newMemory(t)
	for i := range 24 {
		d := chain(fmt.Sprintf("c-%d", i), monday, "twitter", true)
		for j := range d.Facts {
			f := &d.Facts[j]
			switch {
			case i >= 21 && f.Instrument == "us.subpoena":
				f.Instrument = "us.warrant" // common by itself, at sonic in three cases
			case i < 11 && f.Instrument == "us.warrant":
				f.Instrument = "us.subpoena"
			}
		}
		m.add(t, d)
	}
	path, sum := write(t, m, export.Options{Format: export.CSV})
	require.Zero(t, sum.HiddenLabels)
	require.Equal(t, 1, sum.HiddenCells)
	seen := map[string]bool{}
	for _, r := range records(t, path) {
		seen[r["holder"]+" "+r["instrument"]] = true
	}
	require.False(t, seen["sonic us.warrant"])
	require.True(t, seen["other other"])
	require.True(t, seen["sonic us.subpoena"])
	require.True(t, seen["twitter us.warrant"])
}

// Coarsening to days keeps the order of a case.
func TestOrderSurvivesCoarsening(t *testing.T) {
	m := many(t, 12)
	coarse, _ := write(t, m, export.Options{Format: export.CSV})
	exact, _ := write(t, m, export.Options{Format: export.CSV, Exact: true})
	a, b := records(t, coarse), records(t, exact)
	require.Len(t, b, len(a))
	for i := range a {
		require.Equal(t, b[i]["event"], a[i]["event"])
		require.Equal(t, b[i]["seq"], a[i]["seq"])
		require.Equal(t, b[i]["time:timestamp"][:10]+"T00:00:00Z", a[i]["time:timestamp"])
	}
}

// A dictionary entry that no encoder made was put there by other hands; neither
// it nor its text leaves.
func TestTamperedDictionaryIsRefused(t *testing.T) {
	for _, text := range []string{`"><script>`, "a sentence with a name", "=HYPERLINK(1)", "line\nbreak", "\x00", "", strings.Repeat("x", 65)} {
		m := many(t, 1)
		m.dict[77] = ledger.Label{Code: 77, Kind: ledger.HolderLabel, Text: text}
		path := filepath.Join(t.TempDir(), "out.csv")
		_, err := export.Write(t.Context(), m, export.Options{Format: export.CSV, Path: path, Exact: true})
		require.ErrorContains(t, err, "holder label 77 is no enumerated name")
		if len(text) > 1 {
			require.NotContains(t, err.Error(), text)
		}
		requireNothing(t, path)
	}
	m := many(t, 1)
	l, err := ledger.NewLabel(ledger.HolderLabel, "fine")
	require.NoError(t, err)
	m.dict[l.Code+1] = l
	_, err = export.Write(t.Context(), m, export.Options{Format: export.CSV, Path: filepath.Join(t.TempDir(), "x")})
	require.ErrorContains(t, err, "no enumerated name of that code")
}
