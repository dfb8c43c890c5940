// Package segment keeps cases that rest in immutable Parquet files: closed ones,
// and past ones that were imported open. What is open in them has left_at 0, and
// no row depends on when one asks.
//
// A segment is a folder with four files, events, subjects, spells and charges,
// each sorted by case_key. Every column is a 64-bit integer: a pseudonym, a code
// of the dictionary, the number of an enumeration or a Unix second in UTC, 0 for
// none. Any engine that reads Parquet can read all segments of a ledger at once,
// as in DuckDB's read_parquet('segments/*/spells.parquet'); labels.parquet beside
// them has the words that the codes stand for.
//
// A segment is written under a temporary name, brought to the disk, and renamed;
// it never changes after that. Which segments count is not for this package to
// say: a manifest lists them.
package segment

import (
	"fmt"
	"path/filepath"

	"writ/ledger"
)

// Each row of a derived table repeats when the first and the last event of its
// case was learned. A case of which all was known at an instant counts as it is
// stored; of which nothing was known, not at all; the others are projected from
// their events.

// SubjectRow is a row of subjects.parquet.
type SubjectRow struct {
	ledger.Subject
	FirstSeen, LastSeen int64
}

// SpellRow is a row of spells.parquet.
type SpellRow struct {
	ledger.Spell
	FirstSeen, LastSeen int64
}

// ChargeRow is a row of charges.parquet.
type ChargeRow struct {
	ledger.Charge
	FirstSeen, LastSeen int64
}

// Summary says what a segment holds.
type Summary struct {
	Cases, Events, Subjects, Spells, Charges int64
	OpenedFrom, OpenedTo                     int64 // of the cases, both in; 0 when unknown
}

// Folder is the name of a segment's folder.
func Folder(id int64) string { return fmt.Sprintf("%08d", id) }

func file[T any](folder string, t *table[T]) string { return filepath.Join(folder, t.name+".parquet") }
