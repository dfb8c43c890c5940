package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"writ/casefile"
)

// Closing is how the workflow of a step stands.
type Closing uint8

// The ways in which a workflow stands.
const (
	Running Closing = iota
	// Closed: it came to its end, or was withdrawn on record.
	Closed
	// Cut: it was terminated, timed out or failed, and could not say so.
	Cut
)

// Audit is one step as its workflow's own history tells it, beside what the
// ledger holds of it.
type Audit struct {
	// Told are the events of the history as rows; their Run and Taken count for
	// nothing. Held are the rows of the ledger. Both in any order.
	Told, Held []Event
	Closing    Closing
	// Unfit are the numbers of told events that no ledger can hold.
	Unfit []int64
}

// Finding is what is wrong with a step; the zero Finding is nothing. The numbers
// are those of events, ascending.
type Finding struct {
	Missing []int64 `json:"missing,omitempty"` // told, and not in the ledger
	Other   []int64 `json:"other,omitempty"`   // in the ledger with another content
	Surplus []int64 `json:"surplus,omitempty"` // in the ledger, and never told
	// Gaps are numbers that the history itself lacks: what it told cannot be known
	// any more.
	Gaps []int64 `json:"gaps,omitempty"`
	// NoEnd: the workflow is closed, and the ledger holds no event that ends the
	// step, so that it would count as open for ever.
	NoEnd bool `json:"noEnd,omitempty"`
	// Unread: the workflow does not answer, so nobody knows what it told.
	Unread bool `json:"unread,omitempty"`
}

// OK reports whether nothing is wrong.
func (f Finding) OK() bool {
	return len(f.Missing)+len(f.Other)+len(f.Surplus)+len(f.Gaps) == 0 && !f.NoEnd && !f.Unread
}

// String says what is wrong, with the numbers as ranges.
func (f Finding) String() string {
	var parts []string
	add := func(what string, numbers []int64) {
		if len(numbers) > 0 {
			parts = append(parts, what+" "+ranges(numbers))
		}
	}
	add("missing", f.Missing)
	add("other", f.Other)
	add("surplus", f.Surplus)
	add("unknown", f.Gaps)
	if f.NoEnd {
		parts = append(parts, "closed without an end")
	}
	if f.Unread {
		parts = append(parts, "its workflow does not answer")
	}
	return strings.Join(parts, "; ")
}

// ranges writes ascending numbers shortly: 1-3, 7.
func ranges(numbers []int64) string {
	var parts []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		if i == j {
			parts = append(parts, fmt.Sprint(numbers[i]))
		} else {
			parts = append(parts, fmt.Sprintf("%d-%d", numbers[i], numbers[j]))
		}
		i = j + 1
	}
	return strings.Join(parts, ", ")
}

// Check compares a step's rows with what its history tells.
func (a Audit) Check() Finding {
	var f Finding
	told, held := byNumber(a.Told), byNumber(a.Held)
	for _, n := range numbersOf(told) {
		row, ok := held[n]
		switch {
		case !ok:
			f.Missing = append(f.Missing, n)
		case !same(row, told[n]):
			f.Other = append(f.Other, n)
		}
	}
	for _, n := range a.Unfit {
		told[n] = Event{Seq: n}
		if _, ok := held[n]; !ok {
			f.Missing = append(f.Missing, n)
		}
	}
	slices.Sort(f.Missing)
	known := numbersOf(told)
	for _, n := range numbersOf(held) {
		if _, ok := told[n]; !ok {
			f.Surplus = append(f.Surplus, n)
		}
	}
	for n := int64(1); len(known) > 0 && n < known[len(known)-1]; n++ {
		if _, ok := told[n]; ok {
			continue
		}
		if _, ok := held[n]; ok { // the ledger remembers what the history dropped
			f.Surplus = slices.DeleteFunc(f.Surplus, func(x int64) bool { return x == n })
			continue
		}
		f.Gaps = append(f.Gaps, n)
	}
	f.NoEnd = a.Closing != Running && !slices.ContainsFunc(a.Held, Event.ends)
	return f
}

// ends reports whether an event ends its step; for a preservation, what is left
// after its answer is custody.
func (e Event) ends() bool {
	return e.Stage.Name() == casefile.StageEnded || e.Kind.Name() == casefile.EvPreserved && e.Work.Name() == "Preservation"
}

// unlisted are the codes of the name that stands for names that were not known.
var unlisted = func() map[LabelKind]Code {
	codes := map[LabelKind]Code{}
	for _, kind := range []LabelKind{PartyLabel, HolderLabel, InstrumentLabel, JurisdictionLabel, CauseLabel} {
		l, _ := NewLabel(kind, Unlisted) // it has the form of a name
		codes[kind] = l.Code
	}
	return codes
}()

// same reports whether a row says what was told. Where the ledger did not know a
// name, it may have become known since: a party that joined the directory.
func same(held, told Event) bool {
	for _, c := range []struct {
		kind       LabelKind
		held, told *Code
	}{
		{PartyLabel, &held.By, &told.By},
		{PartyLabel, &held.Awaiting, &told.Awaiting},
		{HolderLabel, &held.Holder, &told.Holder},
		{InstrumentLabel, &held.Instrument, &told.Instrument},
		{JurisdictionLabel, &held.Jurisdiction, &told.Jurisdiction},
		{CauseLabel, &held.Cause, &told.Cause},
	} {
		if *c.held == unlisted[c.kind] && *c.told != 0 {
			*c.told = *c.held
		}
	}
	return said(held) == said(told)
}

// said is an event apart from who said it when.
func said(e Event) Event {
	e.Run, e.Taken = 0, 0
	return e
}

func byNumber(events []Event) map[int64]Event {
	m := make(map[int64]Event, len(events))
	for _, e := range events {
		m[e.Seq] = e
	}
	return m
}

func numbersOf(m map[int64]Event) []int64 {
	numbers := make([]int64, 0, len(m))
	for n := range m {
		numbers = append(numbers, n)
	}
	slices.SortFunc(numbers, cmp.Compare)
	return numbers
}
