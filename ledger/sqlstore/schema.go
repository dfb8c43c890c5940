package sqlstore

import "strings"

// These number the schemas. A store that finds another number was written by
// another writ and is left alone. In SQLite's first, each sealed case had a row.
const (
	sqliteVersion   = 2
	postgresVersion = 1
)

// tables are the statements that make a ledger. Every column is an integer, but
// for the text of a label, and in SQLite the packed integers of sealed cases: no
// table has room for a word about a person.
func (d dialect) tables() []string {
	events := make([]string, len(columns))
	for i, c := range columns {
		kind := "BIG"
		if i >= firstSmall {
			kind = "SMALL"
		}
		events[i] = c + " " + kind + " NOT NULL"
	}
	list := strings.Join(events, ", ")
	made := append([]string{
		// What holds. The rows of a case lie together, in the order in which they are read.
		"CREATE TABLE event (" + list + ", PRIMARY KEY (case_key, step_key, seq)) CLUSTERED",
		// What does not: rows that a reset superseded and rows that contradict their own run.
		"CREATE TABLE aside (" + list + ", nth SMALL NOT NULL, place SMALL NOT NULL, found_s BIG NOT NULL, PRIMARY KEY (case_key, step_key, seq, nth)) CLUSTERED",
		// Under which secret the pseudonyms were made: its mark, in the only row.
		"CREATE TABLE secret (id SMALL NOT NULL PRIMARY KEY, mark BIG NOT NULL) CLUSTERED",
		"CREATE TABLE label (code BIG NOT NULL PRIMARY KEY, kind SMALL NOT NULL, label text NOT NULL) CLUSTERED",
	}, d.more...)
	words := strings.NewReplacer("BIG", d.big, "SMALL", d.small, " CLUSTERED", d.clustered)
	for i := range made {
		made[i] = words.Replace(made[i])
	}
	return made
}
