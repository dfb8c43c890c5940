package export

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver
)

// sqliteSink writes OCEL 2.0 as a SQLite file: six fixed tables, and one table
// for each type of events and of objects. Times are text in naive UTC, in the
// one form that the common readers take for a time.
type sqliteSink struct {
	db      *sql.DB
	tx      *sql.Tx
	holders holders

	event, object, eventObject, objectObject *sql.Stmt
	eventOf, objectOf                        map[string]*sql.Stmt // by type
}

const ocelTables = `
CREATE TABLE event_map_type (ocel_type TEXT NOT NULL PRIMARY KEY, ocel_type_map TEXT NOT NULL);
CREATE TABLE object_map_type (ocel_type TEXT NOT NULL PRIMARY KEY, ocel_type_map TEXT NOT NULL);
CREATE TABLE event (ocel_id TEXT NOT NULL PRIMARY KEY, ocel_type TEXT NOT NULL,
	FOREIGN KEY (ocel_type) REFERENCES event_map_type (ocel_type));
CREATE TABLE object (ocel_id TEXT NOT NULL PRIMARY KEY, ocel_type TEXT NOT NULL,
	FOREIGN KEY (ocel_type) REFERENCES object_map_type (ocel_type));
CREATE TABLE event_object (ocel_event_id TEXT NOT NULL, ocel_object_id TEXT NOT NULL, ocel_qualifier TEXT NOT NULL,
	PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier),
	FOREIGN KEY (ocel_event_id) REFERENCES event (ocel_id), FOREIGN KEY (ocel_object_id) REFERENCES object (ocel_id));
CREATE TABLE object_object (ocel_source_id TEXT NOT NULL, ocel_target_id TEXT NOT NULL, ocel_qualifier TEXT NOT NULL,
	PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier),
	FOREIGN KEY (ocel_source_id) REFERENCES object (ocel_id), FOREIGN KEY (ocel_target_id) REFERENCES object (ocel_id));
`

// newSQLiteSink builds a file that is only renamed when it is whole, so it needs
// no journal.
func newSQLiteSink(ctx context.Context, path string) (_ *sqliteSink, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	// The path is escaped: a question mark in it would begin the driver's options.
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	s := &sqliteSink{db: db, holders: holders{}, eventOf: map[string]*sql.Stmt{}, objectOf: map[string]*sql.Stmt{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	for _, pragma := range []string{"journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"} {
		if _, err = db.ExecContext(ctx, "PRAGMA "+pragma); err != nil {
			return nil, err
		}
	}
	// Not the caller's context: it would cost a goroutine for every row. Whoever
	// feeds the sink looks at the context between cases.
	if s.tx, err = db.BeginTx(context.Background(), nil); err != nil {
		return nil, err
	}
	return s, s.prepare()
}

// prepare makes the tables of all types and a statement for each.
func (s *sqliteSink) prepare() error {
	if _, err := s.tx.Exec(ocelTables); err != nil {
		return err
	}
	attributes := make([]string, len(eventAttributes))
	for i, a := range eventAttributes {
		attributes[i] = a.name
	}
	for _, m := range Meanings {
		stmt, err := s.typed("event", m.Event, attributes)
		if err != nil {
			return err
		}
		s.eventOf[m.Event] = stmt
	}
	for _, o := range objectTypes {
		stmt, err := s.typed("object", o.name, o.attributes)
		if err != nil {
			return err
		}
		s.objectOf[o.name] = stmt
	}
	for _, p := range []struct {
		into **sql.Stmt
		sql  string
	}{
		{&s.event, "INSERT INTO event VALUES (?, ?)"},
		{&s.object, "INSERT INTO object VALUES (?, ?)"},
		{&s.eventObject, "INSERT INTO event_object VALUES (?, ?, ?)"},
		{&s.objectObject, "INSERT INTO object_object VALUES (?, ?, ?)"},
	} {
		var err error
		if *p.into, err = s.tx.Prepare(p.sql); err != nil {
			return err
		}
	}
	return nil
}

// typed makes the table of one type of events or objects. Objects may change, so
// they have a column that says what did, and no key by id alone.
func (s *sqliteSink) typed(what, kind string, attributes []string) (*sql.Stmt, error) {
	name := tableName(kind)
	if _, err := s.tx.Exec(fmt.Sprintf("INSERT INTO %s_map_type VALUES (?, ?)", what), kind, name); err != nil {
		return nil, err
	}
	columns := []string{`"ocel_id" TEXT NOT NULL`, `"ocel_time" TIMESTAMP NOT NULL`}
	if what == "object" {
		columns = append(columns, `"ocel_changed_field" TEXT`)
	}
	for _, a := range attributes {
		columns = append(columns, `"`+a+`" TEXT`)
	}
	table := `"` + what + "_" + name + `"`
	key := `PRIMARY KEY ("ocel_id")`
	if what == "object" {
		key = `PRIMARY KEY ("ocel_id", "ocel_time", "ocel_changed_field")`
	}
	_, err := s.tx.Exec(fmt.Sprintf(`CREATE TABLE %s (%s, %s, FOREIGN KEY ("ocel_id") REFERENCES %s ("ocel_id"))`,
		table, strings.Join(columns, ", "), key, what))
	if err != nil {
		return nil, err
	}
	return s.tx.Prepare("INSERT INTO " + table + " VALUES (?" + strings.Repeat(", ?", len(columns)-1) + ")")
}

func (s *sqliteSink) put(t *trace) error {
	s.holders.add(t)
	if err := s.putObjects(objectsOf(t)); err != nil {
		return err
	}
	values := make([]any, 2+len(eventAttributes))
	for i := range t.Rows {
		id, kind := eventID(t, i), t.about[i].meaning.Event
		if _, err := s.event.Exec(id, kind); err != nil {
			return err
		}
		values[0], values[1] = id, sqliteInstant(t.Rows[i].Time)
		for j, a := range eventAttributes {
			values[2+j] = a.text(&t.Rows[i])
		}
		if _, err := s.eventOf[kind].Exec(values...); err != nil {
			return err
		}
		for _, r := range relationsOf(t, i) {
			if _, err := s.eventObject.Exec(id, r.to, r.qualifier); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *sqliteSink) putObjects(objects []object) error {
	for _, o := range objects {
		if _, err := s.object.Exec(o.id, o.kind); err != nil {
			return err
		}
		values := []any{o.id, beginningSQLite, nil}
		for _, v := range o.values {
			values = append(values, v)
		}
		if _, err := s.objectOf[o.kind].Exec(values...); err != nil {
			return err
		}
		for _, r := range o.relations {
			if _, err := s.objectObject.Exec(o.id, r.to, r.qualifier); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *sqliteSink) close() error {
	err := s.putObjects(s.holders.objects())
	if err == nil {
		err = s.tx.Commit()
	}
	return errors.Join(err, s.db.Close())
}
