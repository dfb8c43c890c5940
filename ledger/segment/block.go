package segment

import "fmt"

// Vector is a stretch of one column. Row i has Words[Places[i]], or where there is
// no dictionary Values[i].
type Vector struct {
	Values []int64
	Words  []int64
	Places []int32
}

// Len is the number of rows.
func (v Vector) Len() int { return max(len(v.Values), len(v.Places)) }

// Block is a stretch of rows, column by column; columns that are not decoded are
// empty.
type Block[T any] struct {
	Rows    int
	columns []Vector // by place in the table
	table   *table[T]
}

// Column is a column by its name.
func (b *Block[T]) Column(name string) Vector {
	for i := range b.table.columns {
		if b.table.columns[i].name == name {
			return b.columns[i]
		}
	}
	return Vector{}
}

// NextBlock is the next stretch of rows as they lie in the file, a page at most,
// good until the call after; io.EOF after the last. It takes a fraction of the
// time of [Stream.Next], which makes a row of every row.
func (s *Stream[T]) NextBlock() (*Block[T], error) {
	for s.left == 0 {
		if err := s.advance(); err != nil {
			return nil, err
		}
	}
	b := &Block[T]{Rows: int(s.left), columns: make([]Vector, len(s.table.columns)), table: s.table}
	for i, column := range s.columns {
		v, err := s.cursors[i].vector(b.Rows)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", s.table.name, s.table.columns[column].name, err)
		}
		b.Rows = min(b.Rows, v.Len())
		b.columns[column] = v
	}
	for i, column := range s.columns {
		s.cursors[i].at += b.Rows
		b.columns[column] = b.columns[column].upTo(b.Rows)
	}
	s.left -= int64(b.Rows)
	s.row += int64(b.Rows)
	return b, nil
}

func (v Vector) upTo(n int) Vector {
	if v.Places != nil {
		v.Places = v.Places[:n]
	} else {
		v.Values = v.Values[:n]
	}
	return v
}
