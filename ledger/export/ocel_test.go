package export_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"writ/ledger/export"
	"writ/ledger/export/schema"
)

// ocel is an object-centric log as its JSON has it.
type ocel struct {
	EventTypes  []ocelType  `json:"eventTypes"`
	ObjectTypes []ocelType  `json:"objectTypes"`
	Events      []ocelThing `json:"events"`
	Objects     []ocelThing `json:"objects"`
}

type ocelType struct {
	Name       string `json:"name"`
	Attributes []struct{ Name, Type string }
}

type ocelThing struct {
	ID         string `json:"id"`
	Type       string `json:"type"`
	Time       string `json:"time"`
	Attributes []struct{ Name, Value, Time string }
	Relations  []struct {
		Object    string `json:"objectId"`
		Qualifier string `json:"qualifier"`
	} `json:"relationships"`
}

func (x ocelThing) attribute(name string) string {
	for _, a := range x.Attributes {
		if a.Name == name {
			return a.Value
		}
	}
	return "missing"
}

func (x ocelThing) related(qualifier string) []string {
	var to []string
	for _, r := range x.Relations {
		if r.Qualifier == qualifier {
			to = append(to, r.Object)
		}
	}
	return to
}

func ocelSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.OCELJSON))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource("ocel2.json", parsed))
	s, err := c.Compile("ocel2.json")
	require.NoError(t, err)
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, path string) error {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	v, err := jsonschema.UnmarshalJSON(f)
	require.NoError(t, err)
	return s.Validate(v)
}

func TestOCELJSONHasItsSchema(t *testing.T) {
	s := ocelSchema(t)
	for name, m := range map[string]*memory{"empty": newMemory(t), "one": many(t, 0), "many": many(t, 12)} {
		for _, exact := range []bool{true, false} {
			path, _ := write(t, m, export.Options{Format: export.OCELJSON, Exact: exact})
			require.NoError(t, validate(t, s, path), name)
		}
	}
}

// The schema can fail: a log that lacks a value is refused.
func TestOCELSchemaRefuses(t *testing.T) {
	s := ocelSchema(t)
	path, _ := write(t, many(t, 1), export.Options{Format: export.OCELJSON, Exact: true})
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, broken := range []struct{ old, new string }{
		{`,"value":""`, ``},
		{`"eventTypes"`, `"eventtypes"`},
		{`T09:30:15Z`, ` 09:30:15`},
		{`"qualifier":"case"`, `"qualifier":""`},
	} {
		require.Contains(t, string(raw), broken.old)
		bad := path + ".bad"
		require.NoError(t, os.WriteFile(bad, []byte(strings.ReplaceAll(string(raw), broken.old, broken.new)), 0o600))
		require.Error(t, validate(t, s, bad), "%s as %s", broken.old, broken.new)
	}
}

// Objects exist once, relations lead to objects, and types are declared.
func TestOCELJSONHangsTogether(t *testing.T) {
	m := many(t, 12)
	path, sum := write(t, m, export.Options{Format: export.OCELJSON, Exact: true})
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	var log ocel
	require.NoError(t, json.Unmarshal(raw, &log))
	require.Len(t, log.Events, m.events())
	require.EqualValues(t, sum.Events, len(log.Events))

	declared := map[string]bool{}
	for _, x := range append(log.EventTypes, log.ObjectTypes...) {
		require.False(t, declared[x.Name], "type %q stands twice", x.Name)
		declared[x.Name] = true
	}
	objects := map[string]ocelThing{}
	count := map[string]int{}
	for _, o := range log.Objects {
		require.NotContains(t, objects, o.ID)
		require.True(t, declared[o.Type], o.Type)
		objects[o.ID] = o
		count[o.Type]++
		for _, a := range o.Attributes {
			require.Equal(t, "1970-01-01T00:00:00Z", a.Time)
		}
	}
	require.Equal(t, map[string]int{"case": 13, "gate": 26, "holder": 3, "request": 13 * 5}, count)
	ids := map[string]bool{}
	for _, e := range log.Events {
		require.False(t, ids[e.ID], "event %s stands twice", e.ID)
		ids[e.ID] = true
		require.True(t, declared[e.Type], e.Type)
		require.Len(t, e.related("case"), 1)
		require.LessOrEqual(t, len(e.related("gate")), 1)
		if e.attribute("activity") == "disclosure" {
			require.Len(t, e.related("gate"), 1)
			require.Len(t, e.related("request"), 1)
			require.Len(t, e.related("addressee"), 1)
		}
		for _, r := range e.Relations {
			require.Contains(t, objects, r.Object)
		}
	}
	follows := 0
	for _, o := range log.Objects {
		for _, r := range o.Relations {
			require.Contains(t, objects, r.Object)
		}
		if o.Type == "gate" {
			follows += len(o.related("follows"))
			require.Len(t, o.related("addressee"), 1)
		}
	}
	require.Equal(t, 13, follows)
}

func openSQLite(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// broken lists which rules a file breaks.
func broken(t *testing.T, db *sql.DB) []string {
	t.Helper()
	var found []string
	for _, r := range schema.OCELRules() {
		rows, err := db.Query(r.Breaks)
		require.NoError(t, err, r.Name)
		if rows.Next() {
			found = append(found, r.Name)
		}
		require.NoError(t, rows.Err(), r.Name)
		require.NoError(t, rows.Close())
	}
	return found
}

func TestOCELSQLiteKeepsTheRules(t *testing.T) {
	for name, m := range map[string]*memory{"empty": newMemory(t), "one": many(t, 0), "many": many(t, 12)} {
		path, _ := write(t, m, export.Options{Format: export.OCELSQLite})
		require.Empty(t, broken(t, openSQLite(t, path)), name)
	}
}

// The rules can be broken.
func TestOCELRulesBite(t *testing.T) {
	for _, c := range []struct{ change, breaks string }{
		{`DROP TABLE object_object`, "the six fixed tables are there"},
		{`DROP TABLE event_GateOpened`, "every type of events has a table"},
		{`DROP TABLE object_Holder`, "every type of objects has a table"},
		{`CREATE TABLE event_more (x)`, "no other table has the prefix event_"},
		{`CREATE TABLE object_more (x)`, "no other table has the prefix object_"},
		{`UPDATE event_map_type SET ocel_type_map = 'GateOpened' WHERE ocel_type = 'gate closed'`, "types have tables of their own"},
		{`ALTER TABLE event_GateOpened RENAME COLUMN ocel_time TO happened`, "columns of the tables of events"},
		{`ALTER TABLE object_Gate RENAME COLUMN ocel_changed_field TO changed`, "columns of the tables of objects"},
		{`DROP TABLE event_GateOpened; CREATE TABLE event_GateOpened (ocel_id TEXT, ocel_time TEXT)`, "keys of the tables of events"},
		{`DROP TABLE object_Gate; CREATE TABLE object_Gate (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT)`, "tables of objects lead to object"},
		{`DROP TABLE event_object; CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT)`, "key of event_object"},
		{`DELETE FROM object WHERE ocel_type = 'holder'`, "no reference dangles"},
	} {
		path, _ := write(t, many(t, 1), export.Options{Format: export.OCELSQLite, Exact: true})
		db := openSQLite(t, path)
		for _, s := range strings.Split(c.change, ";") {
			_, err := db.Exec(s)
			require.NoError(t, err, s)
		}
		require.Contains(t, broken(t, db), c.breaks, c.change)
	}
}

// SQLite and JSON are one log in two forms.
func TestOCELFormsAgree(t *testing.T) {
	m := many(t, 12)
	path, _ := write(t, m, export.Options{Format: export.OCELJSON, Exact: true})
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	var log ocel
	require.NoError(t, json.Unmarshal(raw, &log))
	path, _ = write(t, m, export.Options{Format: export.OCELSQLite, Exact: true})
	db := openSQLite(t, path)

	relations := 0
	tables := map[string]string{}
	rows, err := db.Query(`SELECT ocel_type, ocel_type_map FROM event_map_type`)
	require.NoError(t, err)
	for rows.Next() {
		var kind, table string
		require.NoError(t, rows.Scan(&kind, &table))
		tables[kind] = table
	}
	require.NoError(t, rows.Err())
	for _, e := range log.Events {
		var time, activity string
		require.NoError(t, db.QueryRow(`SELECT CAST(ocel_time AS TEXT), activity FROM event_`+tables[e.Type]+` WHERE ocel_id = ?`, e.ID).Scan(&time, &activity))
		require.Equal(t, strings.NewReplacer("T", " ", "Z", "").Replace(e.Time), time)
		require.Equal(t, e.attribute("activity"), activity)
		relations += len(e.Relations)
	}
	links := 0
	for _, o := range log.Objects {
		links += len(o.Relations)
	}
	for query, want := range map[string]int{
		`SELECT count(*) FROM event`:         len(log.Events),
		`SELECT count(*) FROM object`:        len(log.Objects),
		`SELECT count(*) FROM event_object`:  relations,
		`SELECT count(*) FROM object_object`: links,
		`SELECT count(*) FROM object_Case WHERE CAST(ocel_time AS TEXT) = '1970-01-01 00:00:00' AND ocel_changed_field IS NULL`: 13,
	} {
		var n int
		require.NoError(t, db.QueryRow(query).Scan(&n))
		require.Equal(t, want, n, query)
	}
}
