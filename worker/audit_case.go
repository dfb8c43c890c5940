package worker

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"writ/casefile"
	"writ/ledger"
	"writ/protocol"
)

// toldStep is one step as the histories of its workflows tell it.
type toldStep struct {
	head    protocol.Emission
	events  map[int]casefile.Event
	closing ledger.Closing
	known   bool // closing is that of a workflow of this step
	before  bool
}

func (t *toldStep) delivery() ledger.Delivery {
	e := t.head
	for _, event := range t.events {
		e.Facts = append(e.Facts, event.Fact())
	}
	slices.SortFunc(e.Facts, func(x, y casefile.Fact) int { return cmp.Compare(x.Seq, y.Seq) })
	return DeliveryOf(e)
}

// first is the lowest number among the events.
func (t *toldStep) first() int { return slices.Min(slices.Collect(maps.Keys(t.events))) }

// auditedCase is one case with the workflows that work on it.
type auditedCase struct {
	subject string
	works   []auditedWork
}

type auditedWork struct {
	id, run, kind string
	closing       ledger.Closing
	closed        time.Time
}

// step is that of a case, or of whatever the workflow is about.
func (w auditedWork) step() casefile.StepID {
	switch w.kind {
	case protocol.Identification:
		return casefile.StepCase
	case protocol.Protection:
		return casefile.StepProtection
	}
	return casefile.StepID(subjectOf(w.id))
}

// moves reports whether something of the case may still be on its way.
func (c auditedCase) moves(now time.Time) bool {
	return slices.ContainsFunc(c.works, func(w auditedWork) bool {
		return w.closing == ledger.Running || now.Sub(w.closed) < justEnded
	})
}

// subjectOf is what a workflow of a desk is about: its id says so.
func subjectOf(workflowID string) string {
	_, subject, _ := strings.Cut(workflowID, "-")
	return subject
}
