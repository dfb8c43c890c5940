// Package population makes up cases, so that reports can be shown, tested and
// timed where no real case may be used.
//
// Every case follows from the seed and its number alone: half of a population is
// the same as the first half of the whole, shards agree, and a longer one only
// adds cases. Its facts are those that the machines of package casefile would
// have told: the same kinds, stages, parties awaited, turns, due instants and
// numbers.
//
// Nothing in it is about anybody. Agencies, courts and holders are invented, and
// their ids begin with "example"; only the instruments are those of the law's
// packs. A figure over these cases says nothing about any company.
package population

import (
	"iter"
	"time"

	"writ/casefile"
	"writ/ledger"
)

// Party is the party in whose ledger a made-up population belongs. It is nobody's
// own, so that real and made-up cases never stand in one ledger.
const Party = casefile.Synthetic

// Options say which cases are made up.
type Options struct {
	Seed  uint64
	Cases int
	// First is the number of the first case, for shards. Cases are counted from 0.
	First int
	// The cases are opened in [From, Until), evenly. By default these are the five
	// years before AsOf.
	From, Until time.Time
	// AsOf cuts every case: what would have been learned after it has not happened
	// yet, and a case that was not opened by then has no facts. It must be set.
	AsOf time.Time
}

func (o Options) withDefaults() Options {
	if o.Until.IsZero() {
		o.Until = o.AsOf
	}
	if o.From.IsZero() {
		o.From = o.Until.AddDate(-5, 0, 0)
	}
	return o
}

// Case is one made-up case.
type Case struct {
	Number int
	ID     casefile.CaseID
	// Deliveries are what the workflows of the case would have told: one of the
	// case itself, then of each other step.
	Deliveries []ledger.Delivery
	Truth      Truth
}

// Truth is what was drawn for a case, whatever was known of it at AsOf.
type Truth struct {
	Detected, Opened, Ended time.Time
	End                     ledger.End
	Code                    casefile.Code // of a dead end, or of a withdrawal
	Hops                    int
}

// Facts are the facts of all steps, one step after the other.
func (c Case) Facts() []casefile.Fact {
	var facts []casefile.Fact
	for _, d := range c.Deliveries {
		facts = append(facts, d.Facts...)
	}
	return facts
}

// Record is the case as casefile reads it.
func (c Case) Record() casefile.Record {
	r := casefile.Record{Opening: casefile.Opening{Case: c.ID, Zone: "UTC", Detected: c.Truth.Detected, At: c.Truth.Opened, Seen: c.Truth.Opened}}
	for _, f := range c.Facts() {
		if f.Kind == casefile.EvOpened {
			r.Opening.Requester = f.By
		}
		r.Events = append(r.Events, f.Event())
	}
	return r
}

// Cases makes up the cases, one after the other.
func Cases(o Options) iter.Seq[Case] {
	o = o.withDefaults()
	return func(yield func(Case) bool) {
		s := &story{}
		for n := o.First; n < o.First+o.Cases; n++ {
			s.tell(o, n)
			if !yield(s.facts(o)) {
				return
			}
		}
	}
}

// Batches makes up the same cases as rows of a ledger, many times faster than
// encoding them: their keys are drawn, and made of no id and no secret. A case of
// which nothing is known at AsOf has none. With reuse a batch is good only until
// the next one is asked for; an import keeps batches, and needs it false.
func Batches(o Options, reuse bool) iter.Seq[ledger.Batch] {
	o = o.withDefaults()
	return func(yield func(ledger.Batch) bool) {
		s := &story{}
		for n := o.First; n < o.First+o.Cases; n++ {
			s.tell(o, n)
			if !reuse {
				s.rows, s.labels = nil, nil
			}
			b := s.batch(o)
			if len(b.Events) > 0 && !yield(b) {
				return
			}
		}
	}
}
