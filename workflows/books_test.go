package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"

	"writ/casefile"
	"writ/ledger"
	"writ/protocol"
)

// books are the ledgers of all parties in memory. They take a fact once, and can
// be down, hang, or lose the word that they took something.
type books struct {
	t *testing.T

	mu   sync.Mutex
	rows map[place][]casefile.Fact // in the order of their numbers
	// down says how the ledger behaves now; nil: it takes what it is told.
	down func(local bool) ledgerState
	// asked counts the emissions that came, local those in the workflow's own task.
	asked, local int
	conflicts    []string
}

// place is where a fact belongs.
type place struct {
	party   casefile.PartyID
	subject string
	work    string
	step    casefile.StepID
}

type ledgerState int

const (
	takes ledgerState = iota
	refuses
	hangs    // until its caller gives up
	forgets  // takes it, and says that it did not
	dislikes // says that it will never fit
)

func newBooks(t *testing.T) *books { return &books{t: t, rows: map[place][]casefile.Fact{}} }

func (b *books) record(ctx context.Context, e protocol.Emission) error {
	local := activity.GetInfo(ctx).IsLocalActivity
	switch b.state(local) {
	case refuses:
		return ledger.ErrUnavailable
	case hangs:
		<-ctx.Done()
		return ctx.Err()
	case forgets:
		b.take(e)
		return errors.New("the connection was lost before the answer came")
	case dislikes:
		return unfit
	}
	b.take(e)
	return nil
}

func (b *books) state(local bool) ledgerState {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	if local {
		b.local++
	}
	if b.down == nil {
		return takes
	}
	return b.down(local)
}

// behaves says how the ledgers behave from now on.
func (b *books) behaves(how func(local bool) ledgerState) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.down = how
}

func always(s ledgerState) func(bool) ledgerState { return func(bool) ledgerState { return s } }

func (b *books) take(e protocol.Emission) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e.Run == "" || e.Taken.IsZero() || e.Party == "" || e.Subject == "" || len(e.Facts) == 0 {
		b.t.Errorf("an emission lacks something: %+v", e)
	}
	for _, f := range e.Facts {
		at := place{e.Party, e.Subject, e.Work, f.Step}
		rows := b.rows[at]
		i, held := slices.BinarySearchFunc(rows, f.Seq, func(f casefile.Fact, seq int) int { return f.Seq - seq })
		switch {
		case !held:
			b.rows[at] = slices.Insert(rows, i, f)
		case said(rows[i]) != said(f):
			b.conflicts = append(b.conflicts, fmt.Sprintf("%v: %+v, and then %+v", at, rows[i], f))
		}
	}
}

// of are the facts of one step at one party.
func (b *books) of(party casefile.PartyID, subject, work string, step casefile.StepID) []casefile.Fact {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.rows[place{party, subject, work, step}])
}

// requireFacts checks that a step's facts are those of the events, each once and
// in order.
func (b *books) requireFacts(events []casefile.Event, party casefile.PartyID, subject, work string, step casefile.StepID) {
	b.t.Helper()
	require.NotEmpty(b.t, events)
	var want []string
	for _, e := range events {
		f := e.Fact()
		want = append(want, said(f))
	}
	var got []string
	for _, f := range b.of(party, subject, work, step) {
		got = append(got, said(f))
	}
	require.Equal(b.t, want, got, "%s of %s", step, party)
	require.Empty(b.t, b.conflicts)
}

// said is a fact as text, with instants that compare.
func said(f casefile.Fact) string {
	f.At, f.Seen, f.Due, f.Until = f.At.UTC(), f.Seen.UTC(), f.Due.UTC(), f.Until.UTC()
	return fmt.Sprintf("%+v", f)
}

// requireWhole checks that the requester's ledger holds the record of a case, and
// the ledgers of the others what their desks did.
func (w *world) requireWhole(r casefile.Record) {
	w.t.Helper()
	by := map[casefile.StepID][]casefile.Event{}
	for _, e := range r.Events {
		by[e.Step] = append(by[e.Step], e)
	}
	for step, events := range by {
		work := protocol.Hop
		switch step {
		case casefile.StepCase:
			work = protocol.Identification
		case casefile.StepProtection:
			work = protocol.Protection
		}
		w.ledger.requireFacts(events, r.Opening.Requester, string(r.Opening.Case), work, step)
	}
	for _, e := range r.Events {
		if id, party, work := deskOf(e); id != "" {
			task := w.task(id)
			w.ledger.requireFacts(task.Events, party, string(e.Request), work, casefile.StepID(e.Request))
		}
	}
}

// deskOf is the workflow at another party that an event set to work.
func deskOf(e casefile.Event) (id string, party casefile.PartyID, work string) {
	switch e.Kind {
	case casefile.EvApplied:
		return protocol.AuthorisationWorkflowID(e.Request), "manhattan-court", protocol.Authorisation
	case casefile.EvServed, casefile.EvEmergencyAsked:
		return protocol.DisclosureWorkflowID(e.Request), casefile.PartyID(e.Holder), protocol.Disclosure
	}
	return "", "", ""
}
