package export

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"os"
)

// csvSink writes RFC 4180 with a line of column names. Readers have to be told
// that time:timestamp and due are instants; they are RFC 3339 in UTC.
type csvSink struct {
	file io.Closer
	w    *csv.Writer
	line []string
}

func newCSVSink(path string) (*csvSink, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	s := &csvSink{file: f, w: csv.NewWriter(bufio.NewWriterSize(f, 1<<16)), line: make([]string, len(fields))}
	for i, c := range fields {
		s.line[i] = c.name
	}
	return s, s.w.Write(s.line)
}

func (s *csvSink) put(t *trace) error {
	for i := range t.Rows {
		for j, c := range fields {
			s.line[j] = c.text(&t.Rows[i])
		}
		if err := s.w.Write(s.line); err != nil {
			return err
		}
	}
	return nil
}

func (s *csvSink) close() error {
	s.w.Flush()
	return errors.Join(s.w.Error(), s.file.Close())
}
