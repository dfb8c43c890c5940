package export

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
)

// jsonSink writes OCEL 2.0 as JSON. A log has its events before its objects, and
// both come case by case, so the objects wait in a second file. Values are
// strings and are written also where they are empty, as the standard's schema
// asks.
type jsonSink struct {
	file    *os.File
	w       *bufio.Writer
	spool   *os.File
	objects *bufio.Writer
	holders holders
	events  int64
	things  int64
}

type jsonType struct {
	Name       string          `json:"name"`
	Attributes []jsonAttribute `json:"attributes"`
}

type jsonAttribute struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

type jsonValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Time  string `json:"time,omitempty"` // of objects
}

type jsonRelation struct {
	Object    string `json:"objectId"`
	Qualifier string `json:"qualifier"`
}

type jsonEvent struct {
	ID         string         `json:"id"`
	Type       string         `json:"type"`
	Time       string         `json:"time"`
	Attributes []jsonValue    `json:"attributes"`
	Relations  []jsonRelation `json:"relationships"`
}

type jsonObject struct {
	ID         string         `json:"id"`
	Type       string         `json:"type"`
	Attributes []jsonValue    `json:"attributes"`
	Relations  []jsonRelation `json:"relationships"`
}

func newJSONSink(path string) (*jsonSink, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	spool, err := os.OpenFile(path+".objects", os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	s := &jsonSink{file: f, w: bufio.NewWriterSize(f, 1<<16), spool: spool, objects: bufio.NewWriterSize(spool, 1<<16), holders: holders{}}
	if err := s.types(); err != nil {
		return nil, errors.Join(err, s.discard())
	}
	return s, nil
}

// types declares all types, so that a question about one never fails for the
// want of cases.
func (s *jsonSink) types() error {
	var ofEvents, ofObjects []jsonType
	attributes := make([]jsonAttribute, len(eventAttributes))
	for i, a := range eventAttributes {
		attributes[i] = jsonAttribute{a.name, string(a.kind)}
	}
	for _, m := range Meanings {
		ofEvents = append(ofEvents, jsonType{m.Event, attributes})
	}
	for _, o := range objectTypes {
		t := jsonType{Name: o.name}
		for _, a := range o.attributes {
			t.Attributes = append(t.Attributes, jsonAttribute{a, string(stringField)})
		}
		ofObjects = append(ofObjects, t)
	}
	events, err := json.Marshal(ofEvents)
	if err != nil {
		return err
	}
	objects, err := json.Marshal(ofObjects)
	if err != nil {
		return err
	}
	_, err = s.w.WriteString("{\n\"eventTypes\":" + string(events) + ",\n\"objectTypes\":" + string(objects) + ",\n\"events\":[")
	return err
}

func (s *jsonSink) put(t *trace) error {
	s.holders.add(t)
	for i := range t.Rows {
		e := jsonEvent{
			ID: eventID(t, i), Type: t.about[i].meaning.Event, Time: instantText(&t.Rows[i].Time),
			Attributes: make([]jsonValue, len(eventAttributes)), Relations: jsonRelations(relationsOf(t, i)),
		}
		for j, a := range eventAttributes {
			e.Attributes[j] = jsonValue{Name: a.name, Value: a.text(&t.Rows[i])}
		}
		if err := element(s.w, &s.events, e); err != nil {
			return err
		}
	}
	return s.putObjects(objectsOf(t))
}

func (s *jsonSink) putObjects(objects []object) error {
	for _, o := range objects {
		v := jsonObject{ID: o.id, Type: o.kind, Attributes: []jsonValue{}, Relations: jsonRelations(o.relations)}
		for _, t := range objectTypes {
			if t.name != o.kind {
				continue
			}
			for i, a := range t.attributes {
				v.Attributes = append(v.Attributes, jsonValue{a, o.values[i], beginningJSON})
			}
		}
		if err := element(s.objects, &s.things, v); err != nil {
			return err
		}
	}
	return nil
}

// close puts the objects behind the events.
func (s *jsonSink) close() error {
	err := s.finish()
	return errors.Join(err, s.discard())
}

func (s *jsonSink) finish() error {
	if err := s.putObjects(s.holders.objects()); err != nil {
		return err
	}
	if err := s.objects.Flush(); err != nil {
		return err
	}
	if _, err := s.spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := s.w.WriteString("\n],\n\"objects\":["); err != nil {
		return err
	}
	if _, err := io.Copy(s.w, s.spool); err != nil {
		return err
	}
	if _, err := s.w.WriteString("\n]\n}\n"); err != nil {
		return err
	}
	return s.w.Flush()
}

func (s *jsonSink) discard() error {
	return errors.Join(s.spool.Close(), os.Remove(s.spool.Name()), s.file.Close())
}

// element writes one value of a list, n of which were written.
func element(w *bufio.Writer, n *int64, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	comma := ",\n"
	if *n == 0 {
		comma = "\n"
	}
	*n++
	if _, err := w.WriteString(comma); err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

func jsonRelations(relations []relation) []jsonRelation {
	out := make([]jsonRelation, len(relations))
	for i, r := range relations {
		out[i] = jsonRelation{r.to, r.qualifier}
	}
	return out
}
