package segment

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"writ/ledger"
)

// Writer writes segments, one after the other, in memory that it uses again. It
// is not safe for use by several goroutines; each may have its own.
type Writer struct {
	events   *sheet[ledger.Event]
	subjects *sheet[SubjectRow]
	spells   *sheet[SpellRow]
	charges  *sheet[ChargeRow]
	last     ledger.Key
	temp     string
	finished bool
	summary  Summary
}

// NewWriter makes a writer.
func NewWriter() *Writer {
	return &Writer{events: newSheet(eventTable), subjects: newSheet(subjectTable), spells: newSheet(spellTable), charges: newSheet(chargeTable)}
}

// Begin begins a segment in a temporary folder beside its place.
func (w *Writer) Begin(root string) (err error) {
	w.summary, w.last, w.finished = Summary{}, 0, false
	if w.temp, err = os.MkdirTemp(root, ".writing-*"); err != nil {
		return err
	}
	return errors.Join(w.events.begin(w.temp), w.subjects.begin(w.temp), w.spells.begin(w.temp), w.charges.begin(w.temp))
}

// Write takes a case with its projection of [ledger.Everything]; cases come by
// ascending key, each once. Of a case that has not ended the charges are left out.
func (w *Writer) Write(c ledger.CaseEvents, p ledger.Projection) error {
	if c.Case <= w.last {
		return fmt.Errorf("segment: case %d comes after case %d: a segment has each case once, by ascending key", c.Case, w.last)
	}
	w.last = c.Case
	if n := len(p.Charges); n > 0 && p.Charges[n-1].Open {
		p.Charges = nil // they depend on when one asks
	}
	w.count(c, p)
	for i := range c.Events {
		if err := w.events.write(&c.Events[i]); err != nil {
			return err
		}
	}
	for i := range p.Subjects {
		w.subjects.row = SubjectRow{p.Subjects[i], p.First, p.Last}
		if err := w.subjects.write(&w.subjects.row); err != nil {
			return err
		}
	}
	for i := range p.Spells {
		w.spells.row = SpellRow{p.Spells[i], p.First, p.Last}
		if err := w.spells.write(&w.spells.row); err != nil {
			return err
		}
	}
	for i := range p.Charges {
		w.charges.row = ChargeRow{p.Charges[i], p.First, p.Last}
		if err := w.charges.write(&w.charges.row); err != nil {
			return err
		}
	}
	return nil
}

func (w *Writer) count(c ledger.CaseEvents, p ledger.Projection) {
	s := &w.summary
	s.Cases++
	s.Events += int64(len(c.Events))
	s.Subjects += int64(len(p.Subjects))
	s.Spells += int64(len(p.Spells))
	s.Charges += int64(len(p.Charges))
	if len(p.Subjects) == 0 || p.Subjects[0].Opened == 0 {
		return
	}
	opened := p.Subjects[0].Opened
	if s.OpenedFrom == 0 || opened < s.OpenedFrom {
		s.OpenedFrom = opened
	}
	s.OpenedTo = max(s.OpenedTo, opened)
}

// Finish brings the files to the disk, which takes the longest of it, so that
// [Writer.Commit] may come when nobody else writes.
func (w *Writer) Finish() error {
	w.finished = true
	if err := errors.Join(w.events.end(), w.subjects.end(), w.spells.end(), w.charges.end()); err != nil {
		return errors.Join(err, w.Abandon())
	}
	if err := syncFolder(w.temp); err != nil {
		return errors.Join(err, w.Abandon())
	}
	return nil
}

// Commit finishes the segment and gives it its name. Nobody counts it before the
// manifest lists it.
func (w *Writer) Commit(root string, id int64) (Summary, error) {
	if !w.finished {
		if err := w.Finish(); err != nil {
			return Summary{}, err
		}
	}
	if err := os.Rename(w.temp, filepath.Join(root, Folder(id))); err != nil {
		return Summary{}, errors.Join(err, w.Abandon())
	}
	w.temp = ""
	return w.summary, syncFolder(root)
}

// Abandon removes what was begun and not committed.
func (w *Writer) Abandon() error {
	if w.temp == "" {
		return nil
	}
	err := errors.Join(w.events.abandon(), w.subjects.abandon(), w.spells.abandon(), w.charges.abandon(), os.RemoveAll(w.temp))
	w.temp = ""
	return err
}

// syncFolder brings the names in a folder to the disk.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
