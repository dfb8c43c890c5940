package segment

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/snappy"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// pageRows is how many rows a page has: in all columns of a table the same. A
// reader that merges many segments holds one page of each column of each.
const pageRows = 4096

// codec packs the pages of columns that have something to pack. Dictionaries and
// deltas are dense: on made-up cases it saved nothing, and took a tenth of the time.
var codec = &snappy.Codec{}

// sheet writes one table, as one row group. It puts the file together from the
// encodings and the metadata of parquet-go: the library's own writer takes a value
// at a time, numbers every value by a hash table, and packs bits where runs would
// do; an import spent twice as much in it as in all the rest.
type sheet[T any] struct {
	table    *table[T]
	file     *os.File
	row      T       // for whoever has none of its own
	now      []int64 // the values of a row
	before   []int64 // of the row before it, those of coded columns
	instants [][]int64
	chunks   []chunk // by place in the table
	scratch  *scratch
	rows     int // of the page at hand
	n        int64
}

func newSheet[T any](t *table[T]) *sheet[T] {
	s := &sheet[T]{
		table: t, now: make([]int64, len(t.columns)), before: make([]int64, t.words),
		instants: make([][]int64, len(t.columns)-t.words), chunks: make([]chunk, len(t.columns)), scratch: newScratch(),
	}
	for i, c := range t.columns {
		s.chunks[i].name, s.chunks[i].how = c.name, c.how
	}
	for i := range s.instants {
		s.instants[i] = make([]int64, pageRows)
	}
	return s
}

func (s *sheet[T]) begin(folder string) (err error) {
	s.rows, s.n = 0, 0
	for i := range s.chunks {
		s.chunks[i].reset()
	}
	s.file, err = os.OpenFile(file(folder, s.table), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	return err
}

// write takes a row; rows come by ascending case.
func (s *sheet[T]) write(row *T) error {
	s.table.values(row, s.now)
	first := s.n == 0
	for i, is := range s.now[:len(s.before)] {
		if is != s.before[i] || first {
			s.before[i] = is
			s.chunks[i].turn(is, s.rows)
		}
	}
	for i, is := range s.now[len(s.before):] {
		s.instants[i][s.rows] = is
	}
	s.rows++
	s.n++
	if s.rows < pageRows {
		return nil
	}
	return s.flush()
}

// flush encodes the rows at hand, column by column.
func (s *sheet[T]) flush() (err error) {
	if s.rows == 0 {
		return nil
	}
	for i := range s.chunks {
		if i < len(s.before) {
			err = s.chunks[i].addWords(s.rows, s.scratch)
		} else {
			err = s.chunks[i].add(s.instants[i-len(s.before)][:s.rows], s.scratch)
		}
		if err != nil {
			return fmt.Errorf("%s: %s: %w", s.table.name, s.table.columns[i].name, err)
		}
	}
	s.rows = 0
	return nil
}

// end brings the file to the disk.
func (s *sheet[T]) end() error {
	err := s.flush()
	if err == nil {
		err = s.put()
	}
	return errors.Join(err, s.file.Sync(), s.abandon())
}

// magic begins and ends a Parquet file.
const magic = "PAR1"

// put writes the file: the columns in the order of the schema, then the footer.
func (s *sheet[T]) put() error {
	out := bufio.NewWriterSize(s.file, 1<<16)
	_, err := out.WriteString(magic)
	group := format.RowGroup{Columns: make([]format.ColumnChunk, len(s.chunks)), NumRows: s.n, FileOffset: int64(len(magic))}
	group.SortingColumns = []format.SortingColumn{{ColumnIdx: int32(s.table.leaf[0])}} //nolint:gosec // few columns
	at := int64(len(magic))
	for leaf, i := range s.table.inFile {
		if s.n == 0 {
			break // a file without rows has no columns either
		}
		c := &s.chunks[i]
		words, encoding := c.dictionaryPage(s.scratch)
		_, first := out.Write(words)
		_, second := out.Write(c.pages)
		if err = errors.Join(err, encoding, first, second); err != nil {
			return err
		}
		group.Columns[leaf] = c.describe(at, len(words))
		at += group.Columns[leaf].MetaData.TotalCompressedSize
		group.TotalCompressedSize += group.Columns[leaf].MetaData.TotalCompressedSize
		group.TotalByteSize += group.Columns[leaf].MetaData.TotalUncompressedSize
	}
	about := s.table.about
	if s.n > 0 {
		about.NumRows, about.RowGroups = s.n, []format.RowGroup{group}
	}
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), about)
	if err != nil {
		return err
	}
	footer = binary.LittleEndian.AppendUint32(footer, uint32(len(footer))) //nolint:gosec // a footer
	_, err = out.Write(append(footer, magic...))
	return errors.Join(err, out.Flush())
}

func (s *sheet[T]) abandon() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	s.file = nil
	return err
}

// aboutOf is the footer of a file with this schema and no rows, as parquet-go
// writes it.
func aboutOf(schema *parquet.Schema) (format.FileMetaData, error) {
	var out bytes.Buffer
	w := parquet.NewGenericWriter[any](&out, schema, parquet.CreatedBy("writ", "1", ""))
	if err := w.Close(); err != nil {
		return format.FileMetaData{}, err
	}
	f, err := parquet.OpenFile(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		return format.FileMetaData{}, err
	}
	return *f.Metadata(), nil
}
