package importer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"os"
	"strings"
)

// Format is how a file is written.
type Format string

// The formats.
const (
	CSV   Format = "csv"
	JSONL Format = "jsonl"
)

// Set makes the format a flag that refuses unknown values.
func (f *Format) Set(s string) error {
	switch Format(s) {
	case CSV, JSONL:
		*f = Format(s)
		return nil
	}
	return errors.New("want csv or jsonl")
}

// String and Type make the format a flag.
func (f *Format) String() string { return string(*f) }

// Type names the flag's values in help.
func (f *Format) Type() string { return "csv|jsonl" }

// FormatOf tells the format by the end of a file's name: .csv, .jsonl or .ndjson,
// and .gz after it.
func FormatOf(name string) (Format, error) {
	plain := strings.TrimSuffix(strings.ToLower(name), ".gz")
	switch {
	case strings.HasSuffix(plain, ".csv"):
		return CSV, nil
	case strings.HasSuffix(plain, ".jsonl"), strings.HasSuffix(plain, ".ndjson"):
		return JSONL, nil
	}
	return "", errors.New("the name ends in neither .csv nor .jsonl")
}

// Open opens a file, and unpacks it where its name ends in .gz. Read counts the
// bytes of the file that were read, packed as they are.
func Open(name string) (r io.ReadCloser, size int64, read func() int64, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, nil, errors.Join(err, f.Close())
	}
	n := &counter{r: f}
	if !strings.HasSuffix(strings.ToLower(name), ".gz") {
		return &opened{n, f, nil}, info.Size(), n.count, nil
	}
	z, err := gzip.NewReader(bufio.NewReader(n))
	if err != nil {
		return nil, 0, nil, errors.Join(fmt.Errorf("it does not unpack: %w", err), f.Close())
	}
	return &opened{z, f, z}, info.Size(), n.count, nil
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *counter) count() int64 { return c.n }

type opened struct {
	io.Reader
	file *os.File
	zip  *gzip.Reader
}

func (o *opened) Close() error {
	if o.zip != nil {
		return errors.Join(o.zip.Close(), o.file.Close())
	}
	return o.file.Close()
}

// Tally is what a file holds.
type Tally struct{ Rows, Cases int }

// Scan counts a file and makes sure that the rows of each case follow each other,
// before anything of it is taken. It remembers eight bytes of each case. Its error
// is [ErrApart] where they do not: the file must then be sorted by its case column,
// keeping the order of the rows of a case.
func Scan(r io.Reader, f Format) (Tally, error) {
	rows, err := f.open(r, true)
	if err != nil {
		return Tally{}, err
	}
	var t Tally
	seed := maphash.MakeSeed()
	seen := map[uint64]bool{}
	last := ""
	for {
		rec, err := rows.next()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return t, err
		}
		t.Rows++
		id := rec.text[colCase]
		if rec.fault != nil || id == "" || id == last {
			continue
		}
		h := maphash.String(seed, id)
		if seen[h] {
			return t, fmt.Errorf("row %d: %w: an earlier row is of the same case, and rows of others stand between them", rec.row, ErrApart)
		}
		seen[h] = true
		t.Cases++
		last = id
	}
}

// record is a row as text.
type record struct {
	row   int
	text  [numColumns]string
	fault *Reject // it could not be read
}

// rows reads records; io.EOF after the last one.
type rows interface{ next() (record, error) }

// open reads the rows of a file; with casesOnly, no more of each than it needs to
// tell its case.
func (f Format) open(r io.Reader, casesOnly bool) (rows, error) {
	switch f {
	case CSV:
		return openCSV(r)
	case JSONL:
		return openJSONL(r, casesOnly), nil
	}
	return nil, fmt.Errorf("format %q: want csv or jsonl", string(f))
}

type csvRows struct {
	r     *csv.Reader
	bound *bound
	place []int // of the fields, among the columns
}

func openCSV(r io.Reader) (rows, error) {
	in := bufio.NewReader(r)
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3) // spreadsheets write it; it was peeked, so it is there
	}
	b := &bound{r: in}
	c := &csvRows{r: csv.NewReader(b), bound: b}
	c.r.ReuseRecord = true
	head, err := c.r.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the file is empty: it begins with a header; writ ledger template prints one")
	}
	if err != nil {
		return nil, fmt.Errorf("header: %w", plain(err))
	}
	used := [numColumns]bool{}
	for _, name := range head {
		i, ok := columnOf(name)
		if !ok {
			return nil, fmt.Errorf("header: column %d is not known: want some of %s", len(c.place)+1, columnNames())
		}
		if used[i] {
			return nil, fmt.Errorf("header: column %q stands twice", columns[i].Name)
		}
		used[i] = true
		c.place = append(c.place, i)
	}
	for i, col := range columns {
		if col.Needed && !used[i] {
			return nil, fmt.Errorf("header: column %q is missing; needed are case, kind and at", col.Name)
		}
	}
	return c, nil
}

// bound refuses a row that is longer than any can be, such as one with a quote that
// never ends, before it fills the memory.
type bound struct {
	r io.Reader
	n int // bytes since the last row
}

var errLongRow = fmt.Errorf("it is longer than %d bytes, which no row is: does a quotation not end?", longestLine)

func (b *bound) Read(p []byte) (int, error) {
	if b.n > longestLine {
		return 0, errLongRow
	}
	n, err := b.r.Read(p)
	b.n += n
	return n, err
}

// plain is a CSV error without a quotation of the file.
func plain(err error) error {
	if p := (*csv.ParseError)(nil); errors.As(err, &p) {
		return p.Err
	}
	return err
}

func (c *csvRows) next() (record, error) {
	c.bound.n = 0
	fields, err := c.r.Read()
	var rec record
	if errors.Is(err, errLongRow) {
		line, _ := c.r.FieldPos(0)
		return rec, fmt.Errorf("the row after line %d: %w", line, errLongRow)
	}
	if p := (*csv.ParseError)(nil); errors.As(err, &p) {
		rec.row, rec.fault = p.StartLine, &Reject{Row: p.StartLine, Reason: fmt.Sprintf("%v: want %d fields, quoted by RFC 4180", p.Err, len(c.place))}
		return rec, nil
	}
	if err != nil {
		return rec, err
	}
	rec.row, _ = c.r.FieldPos(0)
	for i, text := range fields {
		rec.text[c.place[i]] = strings.TrimSpace(text)
	}
	return rec, nil
}
