package access_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/access"
	"writ/casefile"
	"writ/legal/policy"
)

func arrived() casefile.LetterAnswer { return casefile.LetterAnswer{Delivered: true} }

func TestLettersGoOneAtATimeInOrder(t *testing.T) {
	g := grant(t)
	suspend(t, g, on(1))
	reinstate(t, g, on(2))
	require.Len(t, g.Outbox, 3)
	for i, o := range g.Outbox {
		require.Equal(t, casefile.LetterIDFor(theGrant, platform, i+1), o.ID)
		require.Equal(t, i+1, o.Notice.N)
		require.Equal(t, agency, o.To)
	}
	second := g.Outbox[1].ID
	require.Empty(t, g.Delivered(second, arrived(), on(2)), "it is not under way")
	require.Len(t, g.Outbox, 3)
	acts := decoded(t, g).Delivered(g.Outbox[0].ID, arrived(), on(2))
	require.Len(t, acts, 1, "a continued run goes on with the next")
	require.Equal(t, second, acts[0].Send.ID)
}

func TestALetterThatDoesNotArriveIsOnRecord(t *testing.T) {
	g := grant(t)
	suspend(t, g, on(1))
	acts := g.Delivered(g.Outbox[0].ID, casefile.LetterAnswer{Reason: "there is no channel"}, on(1))
	require.Len(t, acts, 2)
	require.Equal(t, platform, acts[0].Remind.To)
	require.Equal(t, 2, acts[1].Send.Notice.N)
	require.Equal(t, access.CodeUndelivered, lastEvent(g).Code)
	require.Equal(t, "there is no channel", lastEvent(g).Reason)
	require.Equal(t, casefile.StageAccessSuspended, g.Stage)
}

// While something is gone each notice says what may become of what was received; the
// harsher verdict stays, and a return ends it.
func TestNoticesSayWhatBecomesOfWhatWasReceived(t *testing.T) {
	g := onward(t)
	require.Empty(t, lastNotice(g).Received)
	ended := source(2, casefile.StageAccessSuspended, 2)
	ended.Received = policy.MayNotBeUsed
	g.FromAbove(ended, on(2))
	require.Equal(t, policy.MayNotBeUsed, lastNotice(g).Received)
	suspend(t, g, on(3))
	require.Equal(t, policy.MayNotBeUsed, lastNotice(g).Received)
	protest(t, g, on(4))
	propose(t, g, reseller, on(5), policy.BreakingNews)
	require.Equal(t, policy.MayNotBeUsed, lastNotice(g).Received)
	g.FromAbove(source(3, casefile.StageAccessActive, 6), on(6))
	reinstate(t, g, on(7))
	require.Empty(t, lastNotice(g).Received)
	suspend(t, g, on(8))
	require.Equal(t, policy.Held, lastNotice(g).Received, "a new end has its own")
}

func TestARefusedRequestEndsOnceItsGranteeKnows(t *testing.T) {
	g := ended(t)
	require.Equal(t, casefile.StageEnded, g.Stage)
	require.False(t, g.Done())
	require.Empty(t, g.Alarms)
	require.Equal(t, casefile.StageEnded, lastNotice(g).Stage)
	require.Empty(t, g.Open())
	g.Delivered(g.Outbox[0].ID, arrived(), on(2))
	require.True(t, g.Done())
}

func TestARequestIsRemindedOfAndNeverGrantedBySilence(t *testing.T) {
	g := grant(t, requested)
	require.Empty(t, g.Outbox, "the grantee knows what it asked for")
	require.Equal(t, platform, g.Awaiting)
	next, _ := g.Alarms.Next()
	require.Equal(t, casefile.Alarm{Name: access.AlarmRequest, At: g.Due}, next)
	require.Equal(t, platform, g.Ring(next, next.At)[0].Remind.To)
	require.Equal(t, casefile.StageAccessRequested, g.Stage)
	require.Empty(t, g.Alarms)
	g = grant(t, requested)
	answer(t, g, platform, casefile.AccessGrant, on(2))
	require.Empty(t, g.Alarms)
	require.True(t, g.Due.IsZero())
}

func TestACancelledGrantTellsItsGrantee(t *testing.T) {
	for _, row := range []struct {
		name  string
		from  func(*testing.T) *access.GrantMachine
		kind  casefile.EventKind
		stage casefile.Stage
	}{
		{"active", active, casefile.EvAccessTerminated, casefile.StageAccessTerminated},
		{"suspended and protested", protested, casefile.EvAccessTerminated, casefile.StageAccessTerminated},
		{"under review", reviewed, casefile.EvAccessTerminated, casefile.StageAccessTerminated},
		{"requested", asked, casefile.EvAccessRefused, casefile.StageEnded},
	} {
		t.Run(row.name, func(t *testing.T) {
			g := row.from(t)
			acts := g.Cancelled(on(20))
			require.Len(t, acts, 1)
			require.Len(t, g.Outbox, 1)
			require.Equal(t, g.Outbox[0].ID, acts[0].Send.ID)
			n := acts[0].Send.Notice
			require.Equal(t, g.Notices, n.N)
			require.Equal(t, row.kind, n.Kind)
			require.Equal(t, row.stage, n.Stage)
			require.Empty(t, n.Usable)
			require.NotNil(t, n.Opening, "the letters before it are not sent any more")
			require.Equal(t, row.kind, lastEvent(g).Kind)
			require.Equal(t, casefile.StageEnded, g.Stage)
			require.Equal(t, casefile.Nobody, g.Awaiting)
			require.Empty(t, g.Alarms)
			require.Equal(t, plain(t, acts), plain(t, g.Cancelled(on(21))), "twice is once")
			g.Delivered(g.Outbox[0].ID, arrived(), on(21))
			require.True(t, g.Done())
			require.Empty(t, g.FromAbove(source(9, casefile.StageAccessActive, 22), on(22)))
		})
	}
}

// Where a review and a negotiation are open, whoever has to act first is awaited.
func TestWhoHasToActFirstIsAwaited(t *testing.T) {
	g := grant(t)
	restrict(t, g, on(1), policy.PublicSafety)
	protest(t, g, on(2))
	talk := g.Due
	report(t, g, on(3))
	require.Equal(t, platform, g.Awaiting)
	require.Equal(t, talk, g.Due, "the answer is due before the review")
	propose(t, g, platform, on(4), policy.BreakingNews)
	require.Equal(t, platform, g.Awaiting, "the review is due before the other side's answer")
	require.Equal(t, g.Review.Due, g.Due)
	answer(t, g, platform, casefile.AccessClear, on(5))
	require.Equal(t, agency, g.Awaiting)
	require.Equal(t, casefile.StageAccessRestricted, g.Stage)
	answer(t, g, agency, casefile.AccessMaintain, on(6))
	require.Equal(t, platform, g.Awaiting)
}

// Where only the interval is known in which the contract began, acts of that interval
// are no older than the contract, and uses of it are.
func TestAContractThatBeganAtSomeInstant(t *testing.T) {
	g := grant(t, func(s *access.GrantStart) { s.Opening.NotBefore = on(-30).At })
	require.Equal(t, on(-30).At, lastEvent(g).NotBefore)
	require.Equal(t, on(-30).At, lastNotice(g).NotBefore)
	require.Equal(t, policy.RuleDatedBack, declare(t, g, use(""), on(-10)).Rule)
	report(t, g, on(-10))
	a := casefile.SuspendAccess{AccessAct: act(platform, "reported")}
	a.NotBefore = on(-20).At
	_, _, err := g.Suspend(a, on(5))
	require.NoError(t, err)
	require.Nil(t, g.Review)
}

// Where the first letter did not arrive, the next one begins the subscription: whatever
// waits already, or is written later.
func TestTheOpeningIsSentUntilItArrives(t *testing.T) {
	lost := casefile.LetterAnswer{Reason: "no channel"}
	g := grant(t)
	suspend(t, g, on(1))
	acts := g.Delivered(g.Outbox[0].ID, lost, on(1))
	next := acts[len(acts)-1].Send.Notice
	require.Equal(t, 2, next.N)
	require.Equal(t, opening().Opening, *next.Opening)
	require.Equal(t, casefile.StageAccessSuspended, next.Stage)

	g = decoded(t, g)
	g.Delivered(g.Outbox[0].ID, lost, on(1))
	g = decoded(t, g)
	reinstate(t, g, on(2))
	require.NotNil(t, lastNotice(g).Opening)
	g.Delivered(g.Outbox[0].ID, casefile.LetterAnswer{Delivered: true}, on(2))
	suspend(t, g, on(3))
	require.Nil(t, lastNotice(g).Opening)
}
