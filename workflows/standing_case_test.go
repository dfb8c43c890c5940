package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// Cases that read by a standing access, and what becomes of them when it ends.

// reads opens a case, some time after a use was declared, that came to notice by it.
func (f *feed) reads(after time.Duration, g casefile.GrantID, useKey string) {
	f.opening.Access = &casefile.Origin{Grant: g, Use: casefile.UseIDFor(g, useKey), Purpose: legal.ProtectPerson}
	f.opening.At = caseStart.Add(after)
	f.at(after, func() {
		f.begin(f.caseID(), protocol.Identification, protocol.CaseInput{Opening: f.opening, Ledger: true}, "", nil)
	})
}

// receives records what was read by the access of the first hop.
func (f *feed) receives(after time.Duration, more bool, ids ...casefile.Identifier) string {
	r := casefile.Receive{Act: casefile.Act{By: f.me}, Identifiers: ids, More: more}
	return f.update(after, f.hopID(1), protocol.UpdateReceive, &r.Act, func() any { return r })
}

// A case reads by an access until that is suspended: it is told at once, its lead is
// marked, and the hop needs a paper from there on, with its clock kept.
func TestACaseIsThrownBackOnLegalProcess(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
	use := f.declares(hour, direct, agent, legal.OneAccount, "@somebody")
	f.reads(2*hour, direct, use)
	f.receives(day, true)
	f.at(day+hour, func() {
		hop := f.task(f.hopID(1))
		require.Equal(t, string(casefile.StageThroughAccess), hop.Stage)
		require.Contains(t, hop.Actions, "receive")
	})
	f.suspends(2*day, direct, platform)
	f.granted()
	late := f.receives(2*day+hour, false)
	f.apply(2*day+5*hour, 1, "us.2703d-order")
	f.onDisclose = func(d casefile.Demand) {
		f.giveNotice(d, hour)
		f.answer(d, 2*hour, casefile.Disclosed, "", owner)
	}
	f.reinstates(10*day, direct, platform)
	f.conclude(20*day, casefile.LevelSubscriber, "")
	f.live(30 * day)
	require.Equal(t, "not-now", f.refusal(late))
	require.Len(t, f.refused, 1)
	r := f.record()
	require.Equal(t, []casefile.EventKind{
		casefile.EvHopStarted, casefile.EvReceived, casefile.EvThrownBack, casefile.EvRefusedUpdate, casefile.EvApplied,
		casefile.EvGranted, casefile.EvServed, casefile.EvNoticeGiven, casefile.EvDisclosed, casefile.EvHopEnded,
	}, f.hopKinds(r, 1), tell(r))
	back := f.event(r, 1, casefile.EvThrownBack)
	require.True(t, back.At.Equal(caseStart.Add(2*day)))
	require.True(t, f.event(r, 1, casefile.EvHopStarted).At.Equal(f.opening.At))
	require.Equal(t, 1, count(r, casefile.EvLeadMarked))
	require.Equal(t, 3, count(r, casefile.EvAccessStands), "active, suspended, reinstated: the case is told, and the hop stays with its paper")
	f.sound(r)
	f.requireWhole(r)
}

// What is read by an access leads on, and the hop ends with it.
func TestWhatIsReceivedLeadsOn(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
	use := f.declares(hour, direct, agent, legal.OneAccount, "@somebody")
	f.reads(2*hour, direct, use)
	f.receives(day, false, email)
	f.withdraw(3 * day)
	f.live(10 * day)
	require.Empty(t, f.refused)
	r := f.record()
	require.Equal(t, casefile.CodeLeads, f.event(r, 1, casefile.EvHopEnded).Code)
	lead := f.event(r, 2, casefile.EvHopStarted).Lead
	require.Equal(t, legal.HolderID("example-mail"), lead.Holder)
	require.Equal(t, direct, lead.Origin.Grant)
	f.sound(r)
	f.requireWhole(r)
}

// A case cannot lean on a use that was not accepted, nor on an access that its party does
// not have: it needs a paper from the beginning.
func TestACaseLeansOnNothing(t *testing.T) {
	for name, row := range map[string]struct {
		shape legal.Shape
		open  bool
		code  casefile.Code
	}{
		"a refused use":  {legal.TopicShape, true, "use-not-accepted"},
		"no such access": {legal.OneAccount, false, "no-such-access"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFeed(t)
			key := "the-use"
			if row.open {
				f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
				key = f.declares(hour, direct, agent, row.shape, "#march")
			}
			f.reads(2*hour, direct, key)
			f.withdraw(day)
			f.live(5 * day)
			require.Empty(t, f.refused)
			r := f.record()
			require.Equal(t, row.code, f.event(r, 1, casefile.EvThrownBack).Code)
			f.sound(r)
		})
	}
}

// A revocation at the beginning of a chain reaches a case three links further on.
func TestARevocationReachesACaseThroughAChain(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(source, platform, reseller), ""))
	f.opens(hour, f.accessTo(opening(onward, reseller, agent), source))
	use := f.declares(2*hour, onward, agent, legal.OneAccount, "@somebody")
	f.reads(3*hour, onward, use)
	f.terminates(day, source, platform)
	f.withdraw(2 * day)
	f.live(10 * day)
	require.Empty(t, f.refused)
	r := f.record()
	back := f.event(r, 1, casefile.EvThrownBack)
	require.True(t, back.At.Equal(caseStart.Add(day)), "%s\n%s", back.At, tell(r))
	require.Equal(t, onward, back.Grant)
	f.sound(r)
}

// A subscription whose workflow an operator cancels is over for what hangs on it.
func TestACancelledSubscriptionThrowsItsCasesBack(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
	use := f.declares(hour, direct, agent, legal.OneAccount, "@somebody")
	f.reads(2*hour, direct, use)
	f.at(day, func() { f.SignalWorkflow("begin", beginning{ID: protocol.SubscriptionWorkflowID(direct)}) })
	f.suspends(2*day, direct, platform) // nobody hears it any more
	f.withdraw(3 * day)
	f.live(10 * day)
	require.Empty(t, f.refused)
	r := f.record()
	require.True(t, f.event(r, 1, casefile.EvThrownBack).At.Equal(caseStart.Add(day)), tell(r))
	require.Empty(t, f.access(direct).Outbox)
	f.sound(r)
}
