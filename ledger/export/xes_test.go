package export_test

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/ledger/export"
)

// element is an XML element with what is below it.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// values are the attributes of a trace or an event, by key.
func (e element) values() map[string]string {
	found := map[string]string{}
	for _, c := range e.Children {
		if key := c.attr("key"); key != "" {
			found[key] = c.attr("value")
		}
	}
	return found
}

func (e element) named(name string) []element {
	var found []element
	for _, c := range e.Children {
		if c.XMLName.Local == name {
			found = append(found, c)
		}
	}
	return found
}

func readXES(t *testing.T, path string) element {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	d := xml.NewDecoder(f)
	var log element
	require.NoError(t, d.Decode(&log))
	_, err = d.Token()
	if err == nil {
		_, err = d.Token() // the line end behind the log
	}
	require.ErrorIs(t, err, io.EOF)
	return log
}

func TestXESStructure(t *testing.T) {
	m := many(t, 3)
	path, sum := write(t, m, export.Options{Format: export.XES, Exact: true})
	log := readXES(t, path)
	require.Equal(t, "log", log.XMLName.Local)
	require.Empty(t, log.XMLName.Space, "the schema has no target namespace")
	require.Equal(t, "1849.2016", log.attr("xes.version"))

	order := []string{"extension", "global", "classifier", "string", "trace"}
	last := 0
	for _, c := range log.Children {
		i := 0
		for i < len(order) && order[i] != c.XMLName.Local {
			i++
		}
		require.Less(t, i, len(order), c.XMLName.Local)
		require.GreaterOrEqual(t, i, last, "%s stands too late", c.XMLName.Local)
		last = i
	}
	require.Len(t, log.named("trace"), 4)

	globals := map[string]map[string]string{}
	for _, g := range log.named("global") {
		globals[g.attr("scope")] = g.values()
	}
	prefixes := map[string]bool{}
	for _, x := range log.named("extension") {
		prefixes[x.attr("prefix")] = true
	}
	events := 0
	for _, trace := range log.named("trace") {
		for key := range globals["trace"] {
			require.Contains(t, trace.values(), key)
		}
		for _, e := range trace.named("event") {
			events++
			values := e.values()
			for key := range globals["event"] {
				require.Contains(t, values, key, "a global attribute stands in every event")
			}
			for key := range values {
				if prefix, _, ok := strings.Cut(key, ":"); ok {
					require.True(t, prefixes[prefix], "%s is of no declared extension", key)
				}
			}
		}
	}
	require.EqualValues(t, sum.Events, events)
}

// What XES says is what CSV says.
func TestXESAgreesWithCSV(t *testing.T) {
	m := many(t, 3)
	path, _ := write(t, m, export.Options{Format: export.XES, Exact: true})
	log := readXES(t, path)
	path, _ = write(t, m, export.Options{Format: export.CSV, Exact: true})
	rows := records(t, path)
	i := 0
	for _, trace := range log.named("trace") {
		for _, e := range trace.named("event") {
			want := rows[i]
			require.Equal(t, want["case:concept:name"], trace.values()["concept:name"])
			delete(want, "case:concept:name")
			for key, value := range want {
				require.Equal(t, value, e.values()[key], key)
			}
			i++
		}
	}
	require.Len(t, rows, i)
}

// The schema beside the tests accepts what is written; make oracle asks it of a
// population, and fails where xmllint is missing.
func TestXESHasItsSchema(t *testing.T) {
	lint, err := exec.LookPath("xmllint")
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("xmllint is not installed")
	}
	for name, m := range map[string]*memory{"empty": newMemory(t), "many": many(t, 12)} {
		path, _ := write(t, m, export.Options{Format: export.XES})
		out, err := exec.Command(lint, "--noout", "--nonet", "--schema", "schema/xes.xsd", path).CombinedOutput()
		require.NoError(t, err, "%s: %s", name, out)
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, broken := range []struct{ old, new string }{
			{`1849.2016`, `2.0`},
			{`<log `, `<log xmlns="http://www.xes-standard.org/" `},
			{`<string key="lifecycle:model" value="standard"/>`, `<extension name="X" prefix="x" uri="x"/>`},
			{`<int key="seq" value="0"/>`, `<int key="seq" value="none"/>`},
		} {
			require.Contains(t, string(raw), broken.old)
			bad := path + ".bad"
			require.NoError(t, os.WriteFile(bad, []byte(strings.Replace(string(raw), broken.old, broken.new, 1)), 0o600))
			require.Error(t, exec.Command(lint, "--noout", "--nonet", "--schema", "schema/xes.xsd", bad).Run(), broken.new)
		}
	}
}
