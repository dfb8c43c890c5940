package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"

	"writ/casefile"
	"writ/protocol"
)

// The ledger across the ends of runs: continued as new, cancelled, and what goes
// on after the answer. Nothing is lost or told under another number.

// A hop that continues as new while its ledger is down hands what is left to a
// Recording, and carries no fact over.
func TestAContinuedHopLosesNoFact(t *testing.T) {
	for name, how := range map[string]ledgerState{"up": takes, "down": refuses} {
		t.Run(name, func(t *testing.T) {
			e := newDesk(t)
			e.isThreat()
			told := e.reports()
			e.heldHolds()
			e.heldDemands()
			e.heldApplications()
			in := e.hop()
			in.Ledger = true
			e.ledger.behaves(always(how))
			e.apply(25*hour, 1, "us.2703d-order")
			e.at(30*hour, func() { e.SetContinueAsNewSuggested(true) })
			e.at(30*hour, func() { e.ledger.behaves(nil) })
			e.apply(31*hour, 1, "us.subpoena") // wakes it
			e.start(protocol.Hop, in)
			var handed protocol.HopInput
			e.continues(&handed)
			require.True(t, handed.Ledger)
			require.Equal(t, handed.Resume.Last, handed.Resume.Recorded)
			require.Empty(t, handed.Resume.Events)

			n := e.next()
			n.ledger = e.ledger
			n.SetWorkerOptions(worker.Options{})
			rest := n.reports()
			n.heldHolds()
			n.heldDemands()
			n.heldApplications()
			n.abandon(60*hour, 1, casefile.CodeGone)
			n.run(protocol.Hop, handed, nil)
			all := append(*told, *rest...)
			n.ledger.requireFacts(all, "nypd", string(e.opening.Case), protocol.Hop, all[0].Step)
		})
	}
}

// A desk that continues as new with its ledger down at the very moment.
func TestAContinuedDeskLosesNoFact(t *testing.T) {
	e := newDesk(t)
	in := e.authorisation()
	in.Ledger = true
	e.id = protocol.AuthorisationWorkflowID(in.Application.ID)
	e.at(25*hour, func() {
		e.SetContinueAsNewSuggested(true)
		e.ledger.behaves(func(local bool) ledgerState {
			if local {
				return refuses
			}
			return takes
		})
	})
	e.decide(in.Application, 26*hour, casefile.Denied, func(d *casefile.DecideApplication) { d.Reason = "" }) // refused; wakes it
	e.start(protocol.Authorisation, in)
	var handed protocol.AuthorisationInput
	e.continues(&handed)

	n := e.next()
	n.ledger = e.ledger
	n.SetDetachedChildWait(true)
	n.decide(in.Application, hour, casefile.Granted)
	n.run(protocol.Authorisation, handed, nil)
	events := n.task(n.id).Events
	require.Len(t, events, 4)
	n.requireDesk(events, "manhattan-court", in.Application.ID, protocol.Authorisation)
}

// What goes on after the answer counts on in the ledger: the custody of what was
// preserved, and the notice that a gag deferred.
func TestCustodyAndNoticeCountOn(t *testing.T) {
	e := newDesk(t)
	in := e.preservation()
	in.Ledger = true
	e.id = protocol.PreservationWorkflowID(in.Hold.ID)
	e.SetDetachedChildWait(true)
	e.preserve(in.Hold, hour)
	e.run(protocol.Preservation, in, nil)
	events := e.task(protocol.CustodyWorkflowID(in.Hold.ID)).Events
	require.Equal(t, casefile.EvPreserveLapsed, events[len(events)-1].Kind)
	e.requireDesk(events, "twitter", in.Hold.ID, protocol.Preservation)

	d := servedDemand()
	d.Order.Gag = &casefile.Gag{Until: caseStart.Add(90 * day)}
	e = newDesk(t)
	asked := e.disclosure(d)
	asked.Ledger = true
	e.id = protocol.DisclosureWorkflowID(d.ID)
	e.SetDetachedChildWait(true)
	e.answer(d, hour, casefile.Disclosed, "", owner)
	told := casefile.Act{By: holderOf("twitter")}
	e.update(95*day, protocol.NoticeWorkflowID(d.ID), protocol.UpdateGiveNotice, &told, func() any { return told })
	e.run(protocol.Disclosure, asked, nil)
	all := append(e.task(e.id).Events, e.task(protocol.NoticeWorkflowID(d.ID)).Events...)
	require.Equal(t, []casefile.EventKind{casefile.EvServed, casefile.EvDisclosed, casefile.EvNoticeDeferred, casefile.EvNoticeDue, casefile.EvNoticeGiven}, kindsOf(all))
	e.requireDesk(all, "twitter", d.ID, protocol.Disclosure)
}

// A request that is taken back while the ledger is down.
func TestAWithdrawalIsRecorded(t *testing.T) {
	e := newDesk(t)
	in := e.disclosure(servedDemand())
	in.Ledger = true
	e.id = protocol.DisclosureWorkflowID(in.Demand.ID)
	e.ledger.behaves(always(refuses))
	e.at(day, e.CancelWorkflow)
	e.at(day, func() { e.ledger.behaves(nil) })
	e.SetDetachedChildWait(true)
	e.start(protocol.Disclosure, in)
	events := e.task(e.id).Events
	require.Equal(t, casefile.EvRequestWithdrawn, events[len(events)-1].Kind)
	e.requireDesk(events, "twitter", in.Demand.ID, protocol.Disclosure)
}

// requireDesk checks that a party's ledger holds what its desk did on a request.
func (e *deskWorld) requireDesk(events []casefile.Event, party casefile.PartyID, id casefile.RequestID, work string) {
	e.t.Helper()
	e.ledger.requireFacts(events, party, string(id), work, casefile.StepID(id))
}

// Work that began before the ledger tells it nothing, whatever becomes of it.
func TestWorkWithoutALedgerTellsNothing(t *testing.T) {
	e := newDesk(t)
	in := e.authorisation()
	e.decide(in.Application, hour, casefile.Granted)
	e.id = protocol.AuthorisationWorkflowID(in.Application.ID)
	e.run(protocol.Authorisation, in, nil)
	require.Zero(t, e.ledger.asked)
	require.Empty(t, e.ledger.rows)
}
