package importer_test

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/ledger"
	"writ/ledger/importer"
)

// A bad row rejects its case, whole, and says why; the case after it is taken.
func TestABadRowRejectsItsCase(t *testing.T) {
	_, body, _ := strings.Cut(importer.Template, "\n")
	good := strings.ReplaceAll(body, "A-1,", "B-2,")
	line := func(n int) string { return strings.Split(importer.Template, "\n")[n-1] + "\n" }
	for _, x := range []struct {
		name, old, new string
		row            int
		column, reason string
	}{
		{"no zone", "2026-03-02T15:00:00-05:00", "2026-03-02T15:00:00", 5, "at", "RFC 3339"},
		{"no time", "A-1,hop-1,applied,2026-03-02T15:00:00-05:00", "A-1,hop-1,applied,", 5, "at", "at is empty"},
		{"the future", "2026-03-17T12:00:00-04:00", "2027-03-17T12:00:00-04:00", 17, "at", "future"},
		{"learned before", "2026-03-04T11:40:00-05:00,,,us", "2026-03-04T10:40:00-05:00,,,us", 6, "seen", "before at"},
		{"unknown kind", ",served,2026-03-04", ",delivered,2026-03-04", 7, "kind", "is not known"},
		{"a sentence", "manhattan-court,,us.2703d", "Judge A. Sample,,us.2703d", 5, "awaiting", "no enumerated name"},
		{"no authority", line(5) + line(6), strings.ReplaceAll(line(5), "manhattan-court", ""), 5, "awaiting", "name the authority"},
		{"no step", "A-1,hop-2,served", "A-1,,served", 13, "step", "name the hop"},
		{"case in a hop", "A-1,case,opened", "A-1,hop-1,opened", 3, "step", `want "case"`},
		{"not opened", line(3), "", 2, "kind", "opened"},
		{"opened twice", line(3), line(3) + line(3), 4, "kind", "stands twice"},
		{"no beginning", line(4), "", 4, "holder", "holder is empty"},
		{"from elsewhere", ",hop-1,,US", ",hop-7,,US", 10, "from", "no other hop"},
		{"after the end", line(17), line(17) + strings.Replace(line(16), "03-16", "03-18", 1), 18, "kind", "an end closes"},
		{"open hop", line(15), "", 14, "kind", "want a row of kind"},
		{"two jurisdictions", "subscriber,,,US", "subscriber,,,FR", 17, "jurisdiction", "a case has one"},
		{"true or not", ",true,US", ",yes,US", 14, "subscriber", "true or false"},
		{"too few fields", line(12), "A-1,hop-2\n", 12, "", "want 13 fields"},
		{"a stray quote", ",hop-2,granted", ",ho\"p-2,granted", 12, "", "RFC 4180"},
		{"no case", "A-1,hop-1,hop-started", ",hop-1,hop-started", 4, "case", "case is empty"},
	} {
		t.Run(x.name, func(t *testing.T) {
			require.Contains(t, importer.Template, x.old)
			bad := strings.Replace(importer.Template, x.old, x.new, 1)
			cases, rejects := imported(t, bad+good, importer.CSV)
			require.NotEmpty(t, rejects)
			r := rejects[0]
			require.Equal(t, x.row, r.Row, "%v", rejects)
			require.Equal(t, x.column, r.Column, "%v", rejects)
			require.Contains(t, r.Reason, x.reason)
			for _, r := range rejects {
				require.NotContains(t, r.Error()+r.Value, "Sample")
			}
			require.Positive(t, cases[0].Bad)
			require.Empty(t, cases[0].Batch.Events, "rejected whole")
			last := cases[len(cases)-1]
			require.Zero(t, last.Bad, "%v", rejects)
			require.Len(t, last.Batch.Events, 16)
		})
	}
}

// What was typed could be anybody's name, in any column. A code that is known, a
// number and an instant are none.
func TestRejectsMaskWhatWasTyped(t *testing.T) {
	known := func(o *importer.Options) {
		o.Known = func(_ ledger.LabelKind, text string) bool {
			return slices.Contains([]string{"example-mail", "us.subpoena", "US", "FR"}, text)
		}
	}
	const row = `{"case":"a","step":"hop-1","kind":"hop-started","at":"2026-01-01T00:00:00Z"`
	for _, x := range []struct{ column, typed, told string }{
		{"holder", "Sample", "S*****"}, {"instrument", "A.Sample", "A*******"}, {"jurisdiction", "Sample", "S*****"},
		{"kind", "Sample", "S*****"}, {"stage", "Sample", "S*****"}, {"lane", "Sample", "S*****"}, {"level", "Sample", "S*****"},
		{"work", "Sample", "S*****"}, {"turn", "Sample", "S*****"}, {"subscriber", "Sample", "S*****"}, {"seq", "Sample", "S*****"},
		{"at", "Sample", "S*****"}, {"due", "5551234567", "5*********"}, {"seq", "0", "0"},
		{"seen", "2026-01-01", "2026-01-01"}, {"until", "1981-Sample", "1**********"},
		{"seen", "2026-01-01T09:30:00.5+0100", "2026-01-01T09:30:00.5+0100"}, {"due", "2026-13-41T25:00Z", "2026-13-41T25:00Z"},
		{"at", "5550-1234567", "5***********"}, {"due", "2026-01-01T5551234567", "2********************"}, {"until", "2026-01-01-55512345", "2******************"},
		{"holder", "Anna Sample", ""}, {"by", "Sample", ""}, {"awaiting", "Sample", ""}, {"code", "Sample", ""},
		{"jurisdiction", "ß", ""}, {"holder", "S", "S"},
	} {
		line := strings.Replace(row, `"case"`, `"`+x.column+`":"`+x.typed+`","case"`, 1)
		if strings.Contains(row, `"`+x.column+`"`) { // the last one holds
			line = row + `,"` + x.column + `":"` + x.typed + `"`
		}
		_, rejects := imported(t, line+"}\n", importer.JSONL, known)
		i := slices.IndexFunc(rejects, func(r importer.Reject) bool { return r.Column == x.column })
		require.GreaterOrEqual(t, i, 0, "%s %q: %v", x.column, x.typed, rejects)
		require.Equal(t, x.told, rejects[i].Value, "%s %q", x.column, x.typed)
		require.NotContains(t, rejects[i].Reason, "Sample")
	}
	two := row + `,"jurisdiction":"US","holder":"example-mail"}` + "\n" + row + `,"jurisdiction":"FR"}`
	_, rejects := imported(t, two, importer.JSONL, known)
	require.Equal(t, "FR", rejects[0].Value, "a code of the law is repeated")
	_, rejects = imported(t, two, importer.JSONL)
	require.Equal(t, "F*", rejects[0].Value, "unless every name is taken")
}

// Numbers are looked at where there are any.
func TestNumbersHaveNoGaps(t *testing.T) {
	const head = "case,step,seq,kind,at\n"
	for body, want := range map[string]string{
		"a,,1,opened,2026-01-01T00:00:00Z\na,,3,leads-spent,2026-01-02T00:00:00Z\n":          "want 2: the events",
		"a,,1,opened,2026-01-01T00:00:00Z\na,,1,leads-spent,2026-01-02T00:00:00Z\n":          "want 2: the events",
		"a,,1,opened,2026-01-01T00:00:00Z\na,,,leads-spent,2026-01-02T00:00:00Z\n":           "number all of them or none",
		"a,,one,opened,2026-01-01T00:00:00Z\n":                                               "want a whole number",
		"a,,1,opened,2026-01-03T00:00:00Z\na,,2,leads-spent,2026-01-02T00:00:00Z\n":          "",
		"a,,2,leads-spent,2026-01-02T00:00:00Z\na,,1,opened,2026-01-01T00:00:00Z\n":          "",
		"a,,1,opened,1969-01-03T00:00:00Z\n":                                                 "1970 to 2199",
		"a,protection,1,guard-lifted,2026-01-02T00:00:00Z\na,,1,opened,2026-01-01T00:00:00Z": "begins with",
	} {
		_, rejects := imported(t, head+body, importer.CSV)
		if want == "" {
			require.Empty(t, rejects, body)
			continue
		}
		require.NotEmpty(t, rejects, body)
		require.Contains(t, rejects[0].Reason, want)
	}
}

// A file that is none of ours is refused before anything is taken.
func TestFilesThatAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "the file is empty",
		"case,kind\n":                  `"at" is missing`,
		"case,kind,at,name\n":          "column 4 is not known",
		"case,kind,at,kind\n":          `"kind" stands twice`,
		"case,\"kind,at\nx,opened,x\n": "header",
	} {
		_, err := importer.Scan(strings.NewReader(text), importer.CSV)
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "name ", "the header may hold a name")
	}
	apart := "case,kind,at\na,opened,2026-01-01T00:00:00Z\nb,opened,2026-01-01T00:00:00Z\na,leads-spent,2026-01-02T00:00:00Z\n"
	_, err := importer.Scan(strings.NewReader(apart), importer.CSV)
	require.ErrorIs(t, err, importer.ErrApart)
	require.ErrorContains(t, err, "row 4")
	_, err = importer.Scan(strings.NewReader(strings.Repeat("x", 2<<20)), importer.JSONL)
	require.ErrorContains(t, err, "longer than")
}

// Rows of JSON say what is wrong with them, and quote nothing.
func TestRowsOfJSON(t *testing.T) {
	for line, want := range map[string]string{
		`{"case":"a","kind":"opened","at":"2026-01-01T00:00:00Z","victim":"A. Sample"}`: "field of this row is not known",
		`{"case":"a","kind":"opened","at":{"Sample":1}}`:                                "want a text",
		`["Sample"]`: "no JSON object",
		`{"case":"a","kind":"opened","at":"A. Sample"}`:        "RFC 3339",
		`{"case":"a","kind":"Sample said so","at":1767225600}`: "RFC 3339",
		`{"case":"a","kind":"opened"`:                          "no JSON object",
	} {
		cases, rejects := imported(t, line+"\n\n", importer.JSONL)
		require.Len(t, cases, 1, line)
		require.NotEmpty(t, rejects, line)
		require.Contains(t, rejects[0].Reason, want)
		for _, r := range rejects {
			require.NotContains(t, r.Error()+r.Value, "Sample")
		}
	}
	cases, rejects := imported(t, `{"case":"a","kind":"opened","at":"2026-01-01T00:00:00Z","seq":1,"turn":true,"due":null}`, importer.JSONL)
	require.Empty(t, rejects)
	require.True(t, cases[0].Open)
}

func TestOpenUnpacks(t *testing.T) {
	folder := t.TempDir()
	plain, packed := filepath.Join(folder, "cases.csv"), filepath.Join(folder, "cases.CSV.gz")
	require.NoError(t, os.WriteFile(plain, []byte(importer.Template), 0o600))
	f, err := os.Create(packed)
	require.NoError(t, err)
	z := gzip.NewWriter(f)
	_, err = z.Write([]byte(importer.Template))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	require.NoError(t, f.Close())
	for _, name := range []string{plain, packed} {
		format, err := importer.FormatOf(name)
		require.NoError(t, err)
		require.Equal(t, importer.CSV, format)
		r, size, read, err := importer.Open(name)
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		require.Equal(t, importer.Template, string(text))
		require.Equal(t, size, read())
		require.NoError(t, r.Close())
	}
	bad := filepath.Join(folder, "bad.jsonl.gz")
	require.NoError(t, os.WriteFile(bad, []byte("no"), 0o600))
	_, _, _, err = importer.Open(bad)
	require.ErrorContains(t, err, "does not unpack")
	_, _, _, err = importer.Open(filepath.Join(folder, "none.csv"))
	require.ErrorIs(t, err, os.ErrNotExist)
	for _, name := range []string{"cases.txt", "cases.gz"} {
		_, err = importer.FormatOf(name)
		require.Error(t, err)
	}
	format := importer.CSV
	require.NoError(t, format.Set("jsonl"))
	require.Error(t, format.Set("xml"))
}
