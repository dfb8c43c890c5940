package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// A hop and a guard by themselves. Their case does not run: what they report to
// it is collected.

// reports collects what is reported to the case.
func (e *deskWorld) reports() *[]casefile.Event {
	told := &[]casefile.Event{}
	e.OnSignalExternalWorkflow(mock.Anything, e.caseID(), mock.Anything, protocol.SignalReport, mock.Anything).
		Return(func(_, _, _, _ string, arg any) error {
			*told = append(*told, arg.(protocol.Report).Events...)
			return nil
		})
	return told
}

func (e *deskWorld) hop(change ...func(*casefile.HopStart)) protocol.HopInput {
	lead := casefile.LeadIDFor(e.opening.Case, 1)
	s := casefile.HopStart{
		Case: e.opening.Case, Hop: casefile.HopIDFor(e.opening.Case, lead), Requester: "nypd", Jurisdiction: "US", Zone: "America/New_York",
		Authority: "manhattan-court", Edition: legal.CurrentEdition, Offence: e.opening.Offence, Threat: e.opening.Threat,
		Lead: casefile.Lead{ID: lead, Identifier: e.opening.Account, Holder: "twitter", At: caseStart, Seen: caseStart}, At: caseStart, Seen: caseStart,
	}
	for _, c := range change {
		c(&s)
	}
	e.id = e.hopID(1)
	return protocol.HopInput{Start: s}
}

// An operator who cancels a hop's workflow ends the hop on record, and what it
// had open is withdrawn at the other side before the workflow closes.
func TestCancelledHopIsOnRecord(t *testing.T) {
	e := newDesk(t)
	e.isThreat()
	told := e.reports()
	var demand casefile.Demand
	e.onDisclose = func(d casefile.Demand) { demand = d }
	e.at(day/2, e.CancelWorkflow)
	e.start(protocol.Hop, e.hop())
	require.Error(t, e.GetWorkflowError())
	require.Equal(t, []casefile.EventKind{
		casefile.EvHopStarted, casefile.EvPreserveAsked, casefile.EvEmergencyAsked, casefile.EvPreserved, casefile.EvHopEnded,
	}, kindsOf(*told))
	require.Equal(t, casefile.CodeWithdrawn, (*told)[4].Code)
	require.Equal(t, string(casefile.Cancelled), e.task(protocol.DisclosureWorkflowID(demand.ID)).Outcome)
}

// An operator who cancels the guard's workflow lifts the guard on record.
func TestCancelledGuardIsOnRecord(t *testing.T) {
	e := newDesk(t)
	told := e.reports()
	e.at(day/2, e.CancelWorkflow)
	e.start(protocol.Protection, e.guard())
	require.Error(t, e.GetWorkflowError())
	require.Equal(t, []casefile.EventKind{casefile.EvGuardPosted, casefile.EvGuardLifted}, kindsOf(*told))
}

// A hop that was queued preserves its data at once and waits for its turn.
func TestQueuedHopWaitsForItsTurn(t *testing.T) {
	e := newDesk(t)
	told := e.reports()
	in := e.hop(func(s *casefile.HopStart) { s.Wait = true })
	tooSoon := e.apply(hour+hour/2, 1, "us.2703d-order")
	e.at(2*hour, func() {
		e.SignalWorkflow(protocol.SignalRelease, casefile.Turn{Hop: in.Start.Hop, Cause: "the first", At: caseStart.Add(2 * hour)})
		e.SignalWorkflow(protocol.SignalRelease, casefile.Turn{Hop: in.Start.Hop, Cause: "the first", At: caseStart.Add(2 * hour)})
	})
	e.abandon(3*hour, 1, casefile.CodeGone)
	e.run(protocol.Hop, in, nil)
	require.Equal(t, "not-now", e.refusal(tooSoon))
	require.Equal(t, []casefile.EventKind{
		casefile.EvHopQueued, casefile.EvPreserveAsked, casefile.EvPreserved, casefile.EvRefusedUpdate, casefile.EvHopStarted, casefile.EvHopEnded,
	}, kindsOf(*told))
}

// Progress is believed from the holder that is asked, and from nobody else.
func TestProgressFromAnotherHolderIsIgnored(t *testing.T) {
	e := newDesk(t)
	e.isThreat()
	told := e.reports()
	e.onDisclose = func(d casefile.Demand) {
		say := func(from casefile.PartyID, kind casefile.ProgressKind) {
			in := protocol.NotifyInput{To: "nypd", Progress: casefile.Progress{Request: d.ID, N: 1, Kind: kind, At: caseStart.Add(hour)}}
			in.From = from
			e.at(hour, func() { e.SignalWorkflow(protocol.SignalProgress, in) })
		}
		say("example-mail", casefile.NoticeGiven)
		say("twitter", casefile.Acknowledged)
	}
	e.at(2*hour, func() {
		e.SignalWorkflow(protocol.SignalEnd, casefile.Ending{Code: casefile.CodeWithdrawn, At: caseStart.Add(2 * hour)})
	})
	e.run(protocol.Hop, e.hop(), nil)
	require.Contains(t, kindsOf(*told), casefile.EvAcknowledged)
	require.NotContains(t, kindsOf(*told), casefile.EvNoticeGiven)
}

// What cannot be a case, a hop or a request is refused for good.
func TestMalformedInputsFail(t *testing.T) {
	e := newDesk(t)
	for workflowType, in := range map[string]any{
		protocol.Identification: protocol.CaseInput{},
		protocol.Hop:            protocol.HopInput{},
		protocol.Protection:     protocol.ProtectionInput{},
		protocol.Authorisation:  protocol.AuthorisationInput{},
		protocol.Review:         protocol.ReviewTask{},
		protocol.Disclosure:     protocol.DisclosureInput{},
		protocol.Preservation:   protocol.PreservationInput{},
	} {
		e = newDesk(t)
		e.start(workflowType, in)
		require.ErrorContains(t, e.GetWorkflowError(), "type: Malformed, retryable: false", workflowType)
	}
}
