package casefile

import "fmt"

// This file bounds what people may write into an act on a standing access. An access
// lives for years and keeps much of it, and what a party writes must never be so much
// that the other side's work stops over it.

// The most bytes of a text.
const (
	reasonMost = 2000 // also of a target, and of all terms together
	sourceMost = 1000
	wordMost   = 200 // keys, purposes, shapes
)

// text is a field and what is written in it.
type text struct {
	field, value string
	most         int
}

// short refuses texts that are too long. It repeats none of them.
func short(texts ...text) error {
	for _, t := range texts {
		if len(t.value) > t.most {
			return fmt.Errorf("%s has %d bytes: want at most %d", t.field, len(t.value), t.most)
		}
	}
	return nil
}

// short refuses an act whose texts are too long.
func (a AccessAct) short() error {
	return short(text{"key", a.Key, wordMost}, text{"reason", a.Reason, reasonMost}, text{"source", a.Source, sourceMost},
		text{"by.name", a.By.Name, wordMost}, text{"by.role", string(a.By.Role), wordMost})
}

// short refuses terms that are too long.
func (t AccessTerms) short() error {
	all := t.Scope
	for _, c := range t.Conditions {
		all += c
	}
	return short(text{"scope and conditions", all, reasonMost})
}

// reviewsMost is how many review dates a contract may have.
const reviewsMost = 100

// Short refuses an opening whose texts are too long, or with too many review dates: it
// may have been written by the other side.
func (o AccessOpening) Short() error {
	if n := len(o.ReviewAt); n > reviewsMost {
		return fmt.Errorf("reviewAt has %d dates: want at most %d", n, reviewsMost)
	}
	return short(text{"contract", o.Contract, wordMost}, text{"source", o.Source, sourceMost},
		text{"by.name", o.By.Name, wordMost}, text{"by.role", string(o.By.Role), wordMost})
}
