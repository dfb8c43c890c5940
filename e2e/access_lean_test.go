package e2e_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
	"writ/workflows"
)

// openCase opens a case of an agency that came to notice by a use of a standing
// access.
func (f *feeds) openCase(t *testing.T, agency casefile.PartyID, x *protocol.Exercise, origin casefile.Origin) casefile.CaseID {
	t.Helper()
	p, ok := f.dir.Party(agency)
	require.True(t, ok)
	at := time.Now().Add(-time.Hour)
	in := protocol.CaseInput{Ledger: true, Exercise: x, Opening: casefile.Opening{
		Case: casefile.NewCaseID(), Requester: p.ID, Account: casefile.Identifier{Kind: legal.KindAccount, Value: "@" + f.mark(agency, "twitter")},
		Holder: "twitter", Offence: legal.Offence{Name: "threat to kill", MaxYears: 10}, Strategy: casefile.StrategyChain,
		Detected: at, At: at, Zone: p.Zone, Jurisdiction: p.Jurisdiction, Authority: p.Authority, Edition: legal.CurrentEdition, Office: p.Office,
		Access: &origin, By: casefile.Decider{Party: p.ID, Role: p.Office},
	}}
	_, err := f.client(t, p.ID).ExecuteWorkflow(t.Context(), workflows.CaseOptions(in), protocol.Identification, in)
	require.NoError(t, err)
	return in.Opening.Case
}

// record is the record of a case now; false where it cannot be had.
func (w *world) record(t *testing.T, agency casefile.PartyID, c casefile.CaseID) (casefile.Record, bool) {
	t.Helper()
	var r casefile.Record
	value, err := w.client(t, agency).QueryWorkflow(t.Context(), protocol.CaseWorkflowID(c), "", protocol.QueryRecord)
	return r, err == nil && value.Get(&r) == nil
}

// thrownBack waits until a case has been thrown back on legal process, and returns its
// record: once, with its clock kept.
func (w *world) thrownBack(t *testing.T, agency casefile.PartyID, c casefile.CaseID, leads int) (casefile.Record, casefile.Event) {
	t.Helper()
	var r casefile.Record
	w.eventually(t, "the case is thrown back on legal process", func() bool {
		var there bool
		r, there = w.record(t, agency, c)
		return there && has(r.Events, casefile.EvThrownBack)
	})
	requireWhole(t, r)
	require.Len(t, codesOf(r.Events, casefile.EvThrownBack), 1)
	require.Len(t, codesOf(r.Events, casefile.EvLeadMarked), leads)
	hop := casefile.Fold(r).Hops[0]
	require.Equal(t, casefile.StageAwaitingApplication, hop.Stage)
	require.Equal(t, agency, hop.Awaiting)
	require.Equal(t, casefile.LaneOrdinary, hop.Lane)
	var started, back casefile.Event
	for _, e := range r.Events {
		switch e.Kind {
		case casefile.EvHopStarted:
			started = e
		case casefile.EvThrownBack:
			back = e
		}
	}
	require.Equal(t, casefile.StageThroughAccess, started.Stage)
	require.True(t, started.At.Equal(r.Opening.At), "its clock began when it did")
	return r, back
}

// A case that leans on an access that does not exist, on a use that was refused or
// that nobody declared, on a use for another purpose, or on an access that had ended
// before, is thrown back at once.
func leaningOnNothing(t *testing.T, f *feeds) {
	c := f.draft("twitter", "agency", news, safety).open(t, "")
	c.stands(t, casefile.StageAccessActive, casefile.Nobody, news, safety)
	good, bad := c.use(news), c.use(news)
	bad.Shape = legal.TopicShape
	require.True(t, c.declared(t, good).Accepted)
	require.False(t, c.declared(t, bad).Accepted)
	origin := func(key string, p legal.Purpose) casefile.Origin {
		return casefile.Origin{Grant: c.Grant, Use: casefile.UseIDFor(c.Grant, key), Purpose: p}
	}
	stands := f.openCase(t, "agency", nil, origin(good.Key, news))
	f.eventually(t, "a case that leans on an accepted use is told so", func() bool {
		r, there := f.record(t, "agency", stands)
		return there && has(r.Events, casefile.EvAccessStands)
	})
	for name, lean := range map[string]struct {
		origin casefile.Origin
		code   casefile.Code
	}{
		"no such access":  {casefile.Origin{Grant: casefile.NewGrantID(), Use: casefile.UseID(uuid.NewString()), Purpose: news}, casefile.CodeNoSuchAccess},
		"refused":         {origin(bad.Key, news), casefile.CodeUseNotAccepted},
		"never declared":  {origin("none", news), casefile.CodeUseNotAccepted},
		"another purpose": {origin(good.Key, safety), casefile.CodeUseNotAccepted},
	} {
		id := f.openCase(t, "agency", nil, lean.origin)
		r, back := f.thrownBack(t, "agency", id, 1)
		require.Equal(t, lean.code, back.Code, name)
		require.False(t, back.At.Before(r.Opening.At), name)
	}
	c.granted(t, protocol.UpdateSuspend, casefile.SuspendAccess{AccessAct: c.decides()})
	c.stands(t, casefile.StageAccessSuspended, casefile.Nobody)
	_, back := f.thrownBack(t, "agency", stands, 1)
	require.Equal(t, casefile.Code(casefile.StageAccessSuspended), back.Code)
	late := f.openCase(t, "agency", nil, origin(good.Key, news))
	r, back := f.thrownBack(t, "agency", late, 1)
	require.Equal(t, casefile.Code(casefile.StageAccessSuspended), back.Code)
	require.Equal(t, casefile.Code(policy.Held), codesOf(r.Events, casefile.EvLeadMarked)[0])
}

// passedOn: a reseller passes on what it has, and no more: nothing of an access that it
// does not have, nothing of one that has ended, and no purpose that its own lacks.
func passedOn(t *testing.T, f *feeds) {
	nothing := f.draft("reseller-a", "agency", news).open(t, casefile.NewGrantID())
	nothing.at(t, casefile.StageAccessTerminated, casefile.Nobody, 0)
	require.Equal(t, policy.RuleUpstream, nothing.declared(t, nothing.use(news)).Rule)

	own := f.draft("twitter", "reseller-a", news).open(t, "")
	own.stands(t, casefile.StageAccessActive, casefile.Nobody, news)
	more := f.draft("reseller-a", "agency", news, safety).open(t, own.Grant)
	more.at(t, casefile.StageAccessRestricted, casefile.Nobody, 0, news)
	require.True(t, more.declared(t, more.use(news)).Accepted)
	require.Equal(t, policy.RuleUpstream, more.declared(t, more.use(safety)).Rule)

	own.granted(t, protocol.UpdateSuspend, casefile.SuspendAccess{AccessAct: own.decides()})
	own.stands(t, casefile.StageAccessSuspended, casefile.Nobody)
	more.at(t, casefile.StageAccessSuspended, casefile.Nobody, 1)
	late := f.draft("reseller-a", "agency", news).open(t, own.Grant)
	late.at(t, casefile.StageAccessSuspended, casefile.Nobody, 0)
	require.Equal(t, policy.RuleUpstream, late.declared(t, late.use(news)).Rule)
}
