package segment

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/parquet-go/parquet-go"

	"writ/ledger"
)

// batchRows is how many rows are read at once.
const batchRows = 1024

// Scan says what of a file is wanted.
type Scan struct {
	// Columns are the names of those that are decoded; the others stay 0. None: all.
	Columns []string
	// Cases are the only ones that are wanted, ascending. None: all.
	Cases []ledger.Key
	// Keep looks at the bounds of the columns of a row group, both in, and leaves it
	// out by answering false. Nil keeps all.
	Keep func(bounds func(column string) (low, high int64)) bool
	// Refine chooses the columns by these bounds, in the place of Columns.
	Refine func(bounds func(column string) (low, high int64)) []string
}

// Events streams the events of a segment.
func Events(root string, id int64, s Scan) (*Stream[ledger.Event], error) {
	return open(eventTable, root, id, s)
}

// Subjects streams its subjects.
func Subjects(root string, id int64, s Scan) (*Stream[SubjectRow], error) {
	return open(subjectTable, root, id, s)
}

// Spells streams its spells.
func Spells(root string, id int64, s Scan) (*Stream[SpellRow], error) {
	return open(spellTable, root, id, s)
}

// Charges streams its charges.
func Charges(root string, id int64, s Scan) (*Stream[ChargeRow], error) {
	return open(chargeTable, root, id, s)
}

// Stream reads the rows of one file in order, in batches. It decodes the columns
// that are wanted a page at a time, without memory per row.
type Stream[T any] struct {
	table   *table[T]
	scan    Scan
	file    *os.File
	groups  []parquet.RowGroup
	columns []int // wanted, places in the table
	cursors []cursor
	open    bool      // the cursors stand in a row group
	left    int64     // rows of the stretch at hand
	more    []stretch // further stretches of the row group
	row     int64     // where the cursors stand
	rows    []T
	values  []int64
}

// stretch is a range of rows.
type stretch struct{ from, to int64 }

func open[T any](t *table[T], root string, id int64, scan Scan) (_ *Stream[T], err error) {
	s := &Stream[T]{table: t, scan: scan, rows: make([]T, batchRows), values: make([]int64, batchRows)}
	path := file(filepath.Join(root, Folder(id)), t)
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("segment %d: %s: %w", id, t.name, err), s.Close())
		}
	}()
	if s.file, err = os.Open(path); err != nil {
		return nil, err
	}
	info, err := s.file.Stat()
	if err != nil {
		return nil, err
	}
	const readBytes = 16 << 10
	f, err := parquet.OpenFile(s.file, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(readBytes))
	if err != nil {
		return nil, err
	}
	if !parquet.EqualNodes(f.Schema(), t.schema) {
		return nil, fmt.Errorf("its columns are not those of this version of writ")
	}
	s.groups = f.RowGroups()
	s.choose(scan.Columns)
	return s, nil
}

// choose sets the columns that are decoded.
func (s *Stream[T]) choose(names []string) {
	s.columns = s.columns[:0]
	for i, c := range s.table.columns {
		if len(names) == 0 || slices.Contains(names, c.name) {
			s.columns = append(s.columns, i)
		}
	}
}

// Next is the next batch, good until the call after; io.EOF after the last.
func (s *Stream[T]) Next() ([]T, error) {
	for s.left == 0 {
		if err := s.advance(); err != nil {
			return nil, err
		}
	}
	n := int(min(s.left, batchRows))
	for i, column := range s.columns {
		if err := s.cursors[i].read(s.values[:n]); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", s.table.name, s.table.columns[column].name, err)
		}
		set := s.table.columns[column].set
		for r, v := range s.values[:n] {
			set(&s.rows[r], v)
		}
	}
	s.left -= int64(n)
	s.row += int64(n)
	return s.rows[:n], nil
}

// advance goes to the next stretch of rows that are wanted.
func (s *Stream[T]) advance() error {
	for len(s.more) == 0 {
		s.closeGroup()
		if len(s.groups) == 0 {
			return io.EOF
		}
		group := s.groups[0]
		s.groups = s.groups[1:]
		if s.scan.Keep != nil && !s.scan.Keep(s.bounds(group)) {
			continue
		}
		if err := s.enter(group); err != nil {
			return err
		}
	}
	next := s.more[0]
	s.more = s.more[1:]
	if next.from != s.row {
		for i := range s.cursors {
			if err := s.cursors[i].seek(next.from); err != nil {
				return err
			}
		}
	}
	s.row, s.left = next.from, next.to-next.from
	return nil
}

// enter opens the columns of a row group, and finds the rows that are wanted.
func (s *Stream[T]) enter(group parquet.RowGroup) error {
	s.more = []stretch{{0, group.NumRows()}}
	if len(s.scan.Cases) > 0 {
		var err error
		if s.more, err = s.find(group); err != nil {
			return err
		}
	}
	if s.scan.Refine != nil {
		s.choose(s.scan.Refine(s.bounds(group)))
		clear(s.rows) // a column of the group before may not be one of this
	}
	s.cursors = make([]cursor, len(s.columns))
	chunks := group.ColumnChunks()
	for i, column := range s.columns {
		s.cursors[i] = cursor{pages: chunks[s.table.leaf[column]].Pages()}
	}
	s.open, s.row = true, 0
	return nil
}

// find reads the column of cases alone, to learn which rows are those of the
// cases that are wanted.
func (s *Stream[T]) find(group parquet.RowGroup) ([]stretch, error) {
	c := cursor{pages: group.ColumnChunks()[s.table.leaf[0]].Pages()}
	defer c.close()
	var found []stretch
	var row int64
	wanted := s.scan.Cases
	for total := group.NumRows(); row < total && len(wanted) > 0; {
		n := min(total-row, batchRows)
		if err := c.read(s.values[:n]); err != nil {
			return nil, err
		}
		for _, v := range s.values[:n] {
			for len(wanted) > 0 && int64(wanted[0]) < v {
				wanted = wanted[1:]
			}
			if len(wanted) > 0 && int64(wanted[0]) == v {
				if k := len(found); k > 0 && found[k-1].to == row {
					found[k-1].to++
				} else {
					found = append(found, stretch{row, row + 1})
				}
			}
			row++
		}
	}
	return found, nil
}

// bounds looks up the least and the greatest value of a column.
func (s *Stream[T]) bounds(group parquet.RowGroup) func(string) (int64, int64) {
	return func(name string) (low, high int64) {
		i := slices.IndexFunc(s.table.columns, func(c column[T]) bool { return c.name == name })
		const none, all = -1 << 63, 1<<63 - 1
		if i < 0 {
			return none, all
		}
		chunk, ok := group.ColumnChunks()[s.table.leaf[i]].(*parquet.FileColumnChunk)
		if !ok {
			return none, all
		}
		least, greatest, ok := chunk.Bounds()
		if !ok {
			return none, all
		}
		return least.Int64(), greatest.Int64()
	}
}

func (s *Stream[T]) closeGroup() {
	if !s.open {
		return
	}
	for i := range s.cursors {
		s.cursors[i].close()
	}
	s.open = false
}

// Close closes the file.
func (s *Stream[T]) Close() error {
	s.closeGroup()
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	s.file = nil
	return err
}
