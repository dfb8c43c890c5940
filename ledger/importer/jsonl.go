package importer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// longestLine bounds a row, in bytes.
const longestLine = 1 << 20

type jsonRows struct {
	s         *bufio.Scanner
	row       int
	casesOnly bool
}

func openJSONL(r io.Reader, casesOnly bool) rows {
	s := bufio.NewScanner(r)
	s.Buffer(nil, longestLine)
	return &jsonRows{s: s, casesOnly: casesOnly}
}

func (j *jsonRows) next() (record, error) {
	for j.s.Scan() {
		j.row++
		line := bytes.TrimSpace(j.s.Bytes())
		if len(line) == 0 {
			continue
		}
		rec := record{row: j.row}
		if err := rec.decode(line, j.casesOnly); err != nil {
			rec.fault = &Reject{Row: j.row, Reason: err.Error()}
		}
		return rec, nil
	}
	if errors.Is(j.s.Err(), bufio.ErrTooLong) {
		return record{}, fmt.Errorf("line %d is longer than %d bytes: JSON Lines has one row on each line", j.row+1, longestLine)
	}
	if j.s.Err() != nil {
		return record{}, j.s.Err()
	}
	return record{}, io.EOF
}

// value is a text, a number, true or false, as text.
type value string

var errNoValue = errors.New("a field of this row holds an object or a list: want a text, a number, true or false")

// UnmarshalJSON takes the values that have one line of text.
func (v *value) UnmarshalJSON(data []byte) error {
	switch data[0] {
	case '"':
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		*v = value(strings.TrimSpace(text))
	case '{', '[':
		return errNoValue
	case 'n': // null
	default:
		*v = value(data)
	}
	return nil
}

// jsonRow has the columns as fields.
type jsonRow struct {
	Case         value `json:"case"`
	Step         value `json:"step"`
	Seq          value `json:"seq"`
	Kind         value `json:"kind"`
	At           value `json:"at"`
	Seen         value `json:"seen"`
	By           value `json:"by"`
	Awaiting     value `json:"awaiting"`
	Turn         value `json:"turn"`
	Stage        value `json:"stage"`
	Due          value `json:"due"`
	Until        value `json:"until"`
	Lane         value `json:"lane"`
	Holder       value `json:"holder"`
	Instrument   value `json:"instrument"`
	Request      value `json:"request"`
	Code         value `json:"code"`
	Level        value `json:"level"`
	After        value `json:"after"`
	From         value `json:"from"`
	Subscriber   value `json:"subscriber"`
	Jurisdiction value `json:"jurisdiction"`
	Work         value `json:"work"`
}

// decode reads a row. Its error quotes nothing of it.
func (r *record) decode(line []byte, casesOnly bool) error {
	if line[0] != '{' {
		return errors.New("this line is no JSON object")
	}
	if casesOnly {
		var only struct {
			Case value `json:"case"`
		}
		err := json.Unmarshal(line, &only)
		r.text[colCase] = string(only.Case)
		return plainJSON(err)
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	var j jsonRow
	if err := d.Decode(&j); err != nil {
		return plainJSON(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value stands on this line")
	}
	for i, v := range [numColumns]value{
		j.Case, j.Step, j.Seq, j.Kind, j.At, j.Seen, j.By, j.Awaiting, j.Turn, j.Stage, j.Due, j.Until,
		j.Lane, j.Holder, j.Instrument, j.Request, j.Code, j.Level, j.After, j.From, j.Subscriber, j.Jurisdiction, j.Work,
	} {
		r.text[i] = string(v)
	}
	return nil
}

// plainJSON says what is wrong with a row in words of its own: those of the
// decoder quote it.
func plainJSON(err error) error {
	var syntax *json.SyntaxError
	switch {
	case err == nil, errors.Is(err, errNoValue):
		return err
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("this line is no JSON object")
	}
	return errors.New("a field of this row is not known: want some of " + columnNames())
}
