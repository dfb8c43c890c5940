package export

import (
	"bufio"
	"encoding/xml"
	"errors"
	"os"
)

// xesSink writes XES as IEEE Std 1849-2016 has it. Its schema has no target
// namespace, its version is a decimal, and the parts of a log stand in a fixed
// order: extensions, globals, classifiers, attributes, traces.
type xesSink struct {
	file *os.File
	w    *bufio.Writer
}

const xesHead = xml.Header + `<log xes.version="1849.2016">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace">
<string key="concept:name" value="unknown"/>
</global>
<global scope="event">
<string key="concept:name" value="unknown"/>
<date key="time:timestamp" value="1970-01-01T00:00:00Z"/>
<string key="lifecycle:transition" value="complete"/>
<string key="concept:instance" value="unknown"/>
<string key="event" value="unknown"/>
<string key="gate" value="unknown"/>
<int key="seq" value="0"/>
</global>
<classifier name="Activity" scope="event" keys="concept:name"/>
<classifier name="Event" scope="event" keys="event"/>
<string key="lifecycle:model" value="standard"/>
`

const xesFoot = "</log>\n"

func newXESSink(path string) (*xesSink, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	s := &xesSink{f, bufio.NewWriterSize(f, 1<<16)}
	s.raw(xesHead)
	return s, nil
}

func (s *xesSink) put(t *trace) error {
	s.raw("<trace>\n")
	s.attribute(stringField, "concept:name", t.Case)
	s.attribute(stringField, "work", t.Work)
	s.attribute(stringField, "jurisdiction", t.Jurisdiction)
	for i := range t.Rows {
		s.raw("<event>\n")
		for _, c := range fields[1:] { // the first is the trace's
			s.attribute(c.kind, c.name, c.text(&t.Rows[i]))
		}
		s.raw("</event>\n")
	}
	s.raw("</trace>\n")
	_, err := s.w.Write(nil) // the first error of a writer stays
	return err
}

func (s *xesSink) close() error {
	s.raw(xesFoot)
	return errors.Join(s.w.Flush(), s.file.Close())
}

// attribute leaves out what is none.
func (s *xesSink) attribute(kind fieldKind, key, value string) {
	if value == "" {
		return
	}
	s.raw("<" + string(kind) + ` key="` + key + `" value="`)
	_ = xml.EscapeText(s.w, []byte(value)) // the writer keeps its first error
	s.raw("\"/>\n")
}

func (s *xesSink) raw(text string) { _, _ = s.w.WriteString(text) }
