package export

import (
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The dictionary is checked before anything is written, and the writers do not
// count on it: whatever a text holds, it stays a text.
var hostile = []string{
	`"><event/><string key="x" value="`, `</log>`, `&amp;&lt;`, "a,b;\"c\"\r\nd", `'); DROP TABLE event; --`, "\x00\x01\uFFFE", "é\u2028\U0001F600", `{"a":1}`, " spaced ", `\`,
}

func hostileTrace() *trace {
	t := &trace{Case: "1", Work: "Identification", Jurisdiction: hostile[0]}
	for i, text := range hostile {
		m := &Meanings[i]
		t.Rows = append(t.Rows, Row{
			Case: "1", Activity: text, Time: 1e15, Transition: Start, Instance: "1.1", Resource: text, Event: string(m.Kind),
			Gate: text, Holder: text, Instrument: text, Jurisdiction: text, Cause: text, Lane: text, Seq: int64(i + 1),
		})
		t.about = append(t.about, about{m, -1, -1})
	}
	return t
}

func put(t *testing.T, format Format) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	s, err := openSink(context.Background(), Options{Format: format}, path)
	require.NoError(t, err)
	require.NoError(t, s.put(hostileTrace()))
	require.NoError(t, s.close())
	return path
}

func TestHostileTextInCSV(t *testing.T) {
	f, err := os.Open(put(t, CSV))
	require.NoError(t, err)
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	require.Len(t, lines, len(hostile)+1)
	for i, text := range hostile {
		require.Equal(t, strings.ReplaceAll(text, "\r\n", "\n"), lines[i+1][1]) // as encoding/csv reads line ends
	}
}

func TestHostileTextInXES(t *testing.T) {
	f, err := os.Open(put(t, XES))
	require.NoError(t, err)
	defer f.Close()
	d := xml.NewDecoder(f)
	events, holders := 0, []string{}
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if e.Name.Local == "event" {
			events++
		}
		if e.Name.Local == "string" && e.Attr[0].Value == "holder" {
			holders = append(holders, e.Attr[1].Value)
		}
	}
	require.Equal(t, len(hostile), events)
	for i, text := range hostile {
		// What XML cannot hold at all is replaced.
		require.Equal(t, strings.NewReplacer("\x00", "\uFFFD", "\x01", "\uFFFD", "\uFFFE", "\uFFFD").Replace(text), holders[i])
	}
}

func TestHostileTextInOCELJSON(t *testing.T) {
	raw, err := os.ReadFile(put(t, OCELJSON))
	require.NoError(t, err)
	var log struct {
		Events  []struct{ Attributes []jsonValue }
		Objects []struct{ Attributes []jsonValue }
	}
	require.NoError(t, json.Unmarshal(raw, &log))
	require.Len(t, log.Events, len(hostile))
	for i, text := range hostile {
		require.Equal(t, text, log.Events[i].Attributes[0].Value)
	}
	require.Len(t, log.Objects, len(hostile)+1)
}

func TestHostileTextInOCELSQLite(t *testing.T) {
	db, err := sql.Open("sqlite", put(t, OCELSQLite))
	require.NoError(t, err)
	defer db.Close()
	for i, text := range hostile {
		var got string
		require.NoError(t, db.QueryRow(`SELECT activity FROM "event_`+tableName(Meanings[i].Event)+`"`).Scan(&got))
		require.Equal(t, text, got)
	}
	var n int
	require.NoError(t, db.QueryRow(`SELECT count(*) FROM object_Holder`).Scan(&n))
	require.Equal(t, len(hostile), n)
}
