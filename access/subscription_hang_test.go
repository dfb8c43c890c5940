package access

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// usedOnce is an active subscription with one accepted use, of key "k".
func usedOnce(t tb) *SubscriptionMachine {
	t.Helper()
	s := active(t)
	_, _, err := s.Declare(declared("k"), day(1))
	require.NoError(t, err)
	answers(t, s, verdict("k", "", day(1).At), day(1))
	return s
}

func leaning(key string) casefile.Leaning {
	return casefile.Leaning{Grant: feedGrant, Case: aCase, Use: casefile.UseIDFor(feedGrant, key), Purpose: legal.ProtectPerson, At: day(1).At}
}

func TestACaseLeansOnAnAcceptedUse(t *testing.T) {
	s := usedOnce(t)
	acts := s.Lean(leaning("k"), day(2))
	require.Len(t, acts, 1)
	n := acts[0].Pass.Notice
	require.Equal(t, aCase, acts[0].Pass.Case)
	require.Equal(t, casefile.UseIDFor(feedGrant, "k"), n.Use)
	require.Equal(t, 1, n.N)
	require.True(t, n.Permits(legal.ProtectPerson))
	require.Nil(t, n.Opening, "the contract is not the case's to keep")

	repeat := leaning("k")
	repeat.At = day(3).At
	require.Equal(t, acts, s.Lean(repeat, day(3)), "a repeat is answered")
	require.Len(t, s.Leaning, 1, "and noted once")

	cut := suspendedNotice(2, day(4).At)
	acts = s.Hear(cut, day(4))
	require.Len(t, acts, 1)
	require.False(t, acts[0].Pass.Notice.Permits(legal.ProtectPerson))
	require.Equal(t, policy.Held, acts[0].Pass.Notice.Received)
	require.Equal(t, "as it says", acts[0].Pass.Notice.Reason)

	late := leaning("k")
	late.Case = otherCase
	acts = s.Lean(late, day(5))
	require.Equal(t, 2, acts[0].Pass.Notice.N, "who leans late is told at once how it stands")
	require.Len(t, s.Hear(suspendedNotice(3, day(6).At), day(6)), 2)

	s.Unlean(*acts[0].Pass)
	require.Len(t, s.Hear(suspendedNotice(4, day(7).At), day(7)), 1)
}

func TestACaseCannotLeanOnAnythingElse(t *testing.T) {
	s := usedOnce(t)
	_, _, err := s.Declare(declared("waiting"), day(2))
	require.NoError(t, err)
	otherPurpose := leaning("k")
	otherPurpose.Purpose = policy.PublicSafety
	for name, l := range map[string]casefile.Leaning{
		"of another purpose": otherPurpose, "without a verdict": leaning("waiting"), "unknown": leaning("none"),
	} {
		acts := s.Lean(l, day(3))
		require.Len(t, acts, 1, name)
		n := acts[0].Pass.Notice
		require.Equal(t, casefile.StageAccessSuspended, n.Stage, name)
		require.Equal(t, casefile.CodeUseNotAccepted, n.Code, name)
		require.Equal(t, l.Use, n.Use, name)
		require.False(t, n.Permits(l.Purpose), name)
		require.Empty(t, s.Leaning, name)
	}
	require.Empty(t, answers(t, s, verdict("waiting", "", day(4).At), day(4)), "a late verdict is passed to nobody")
	require.Len(t, s.Lean(leaning("waiting"), day(5)), 1)
	require.Len(t, s.Leaning, 1)

	elsewhere := leaning("k")
	elsewhere.Grant = onGrant
	acts := s.Lean(elsewhere, day(5))
	require.Equal(t, casefile.CodeNoSuchAccess, acts[0].Pass.Notice.Code)
	require.Equal(t, onGrant, acts[0].Pass.Notice.Grant)
	require.False(t, casefile.AccessUsable(acts[0].Pass.Notice.Stage))
	for name, l := range map[string]casefile.Leaning{
		"a case": leaning("k"), "an onward grant": {Grant: feedGrant, Onward: onGrant, At: day(1).At},
	} {
		l.Data = "twitter"
		before := len(s.Leaning)
		acts := s.Lean(l, day(5))
		require.Equal(t, casefile.CodeNoSuchAccess, acts[0].Pass.Notice.Code, "%s: of data of another", name)
		require.Len(t, s.Leaning, before, name)
		l.Data = feedOpening().Data
		require.True(t, casefile.AccessUsable(s.Lean(l, day(5))[0].Pass.Notice.Stage), name)
	}
	s.Leaning = s.Leaning[:1]
	require.Empty(t, s.Lean(casefile.Leaning{Grant: feedGrant}, day(5)), "of nobody")
	require.Empty(t, s.Lean(casefile.Leaning{Grant: feedGrant, Case: aCase, Onward: onGrant}, day(5)), "of two")
}

func TestACaseThatLeansByTwoUsesIsToldOfEach(t *testing.T) {
	s := usedOnce(t)
	_, _, err := s.Declare(declared("k2"), day(2))
	require.NoError(t, err)
	answers(t, s, verdict("k2", "", day(2).At), day(2))
	s.Lean(leaning("k"), day(3))
	s.Lean(leaning("k2"), day(3))
	acts := s.Hear(suspendedNotice(2, day(4).At), day(4))
	require.Len(t, acts, 2)
	require.NotEqual(t, acts[0].Pass.Notice.Use, acts[1].Pass.Notice.Use)
}

// An onward grant learns how its source stands, and not why.
func TestAnOnwardGrantHangsOnIt(t *testing.T) {
	s := subscribed(t)
	on := casefile.Leaning{Grant: feedGrant, Onward: onGrant, At: day(0).At}
	require.Empty(t, s.Lean(on, day(0)), "nothing is known yet")
	acts := s.Hear(grantedNotice(), day(0))
	require.Len(t, acts, 1)
	require.Equal(t, onGrant, acts[0].Pass.Onward)

	n := suspendedNotice(2, day(1).At)
	n.Code, n.Reason, n.Terms, n.Policy = "marked-code", "marked reason", &lesser, "example-feed-2026-07-01"
	n.Awaiting, n.NotBefore = "nypd", day(0).At
	acts = s.Hear(n, day(1))
	told := acts[0].Pass.Notice
	require.Equal(t, casefile.AccessNotice{
		Grant: feedGrant, N: 2, Kind: casefile.EvAccessSuspended, Stage: casefile.StageAccessSuspended,
		Received: policy.Held, At: day(1).At, NotBefore: day(0).At,
	}, told)
	data, err := json.Marshal(told)
	require.NoError(t, err)
	require.NotContains(t, string(data), "marked")
	require.Equal(t, policy.ID("example-feed-2026-07-01"), s.Policy)
}

func TestWhatIsLateOrRepeatedIsIgnored(t *testing.T) {
	s := active(t)
	s.Lean(casefile.Leaning{Grant: feedGrant, Onward: onGrant}, day(1))
	require.Len(t, s.Hear(suspendedNotice(4, day(4).At), day(4)), 1, "a later one stands for those between")
	events := len(s.Events)
	for _, n := range []int{-1, 0, 1, 2, 3, 4} {
		require.Empty(t, s.Hear(notice(n, casefile.EvAccessReinstated, casefile.StageAccessReinstated, day(5).At), day(5)))
	}
	foreign := notice(9, casefile.EvAccessReinstated, casefile.StageAccessReinstated, day(5).At)
	foreign.Grant = onGrant
	require.Empty(t, s.Hear(foreign, day(5)))
	require.Len(t, s.Events, events)
	require.Equal(t, casefile.StageAccessSuspended, s.Stage)
}

func TestWhatIsNotUnderstoodPermitsNothing(t *testing.T) {
	for name, change := range map[string]func(*casefile.AccessNotice){
		"an unknown stage":        func(n *casefile.AccessNotice) { n.Stage = "AccessRegained" },
		"the stage of a hop":      func(n *casefile.AccessNotice) { n.Stage = casefile.StageFollowing },
		"an unknown kind":         func(n *casefile.AccessNotice) { n.Kind = "access-widened" },
		"a kind of the grantor's": func(n *casefile.AccessNotice) { n.Kind = casefile.EvFinding },
		"purposes and no access":  func(n *casefile.AccessNotice) { n.Stage = casefile.StageAccessTerminated },
	} {
		s := active(t)
		s.Lean(casefile.Leaning{Grant: feedGrant, Onward: onGrant}, day(1))
		n := notice(2, casefile.EvAccessReinstated, casefile.StageAccessReinstated, day(2).At)
		n.Received = "as you like"
		change(&n)
		acts := s.Hear(n, day(2))
		require.Contains(t, casefile.AccessStages(), s.Stage, name)
		require.NotContains(t, s.Open(), "use", name)
		require.Empty(t, acts[0].Pass.Notice.Usable, name)
		require.Equal(t, policy.Held, acts[0].Pass.Notice.Received, name)
	}
}

func TestAReviewIsAwaitedOfTheGrantor(t *testing.T) {
	s := active(t)
	n := notice(2, casefile.EvReviewOpened, casefile.StageAccessUnderReview, day(2).At)
	n.Due = day(16).At
	s.Hear(n, day(2))
	require.Equal(t, casefile.PartyID("example-feed"), s.Awaiting)
	require.Equal(t, day(16).At, s.Due)
	require.Equal(t, []string{"use"}, s.Open(), "it goes on meanwhile")
}

// An interval that ends before it begins is none.
func TestAnIntervalOfANoticeHasItsEndsInOrder(t *testing.T) {
	s := active(t)
	n := suspendedNotice(2, day(2).At)
	n.NotBefore = day(3).At
	s.Hear(n, day(4))
	require.Zero(t, lastEvent(s).NotBefore)
	require.Zero(t, s.Stands.NotBefore)
}

// A grantor whose record was set back counts its notices anew: what it ends is heard all
// the same, and what it says after that. A repeat, and a letter that comes late, are not
// taken for that.
func TestAnEndIsHeardFromARecordThatWasSetBack(t *testing.T) {
	hears := func(s *SubscriptionMachine, n casefile.AccessNotice, written int) []casefile.Action {
		n.Written = day(written).At
		return s.Hear(n, day(written))
	}
	back := func(n, at int) casefile.AccessNotice {
		return notice(n, casefile.EvAccessReinstated, casefile.StageAccessReinstated, day(at).At)
	}
	s := usedOnce(t)
	s.Lean(leaning("k"), day(1))
	require.NotEmpty(t, hears(s, suspendedNotice(2, day(2).At), 2))
	require.NotEmpty(t, hears(s, back(4, 4), 4))
	require.Empty(t, hears(s, suspendedNotice(3, day(3).At), 3), "late")
	require.Empty(t, hears(s, suspendedNotice(2, day(2).At), 2), "a repeat")
	require.Equal(t, casefile.StageAccessReinstated, s.Stage)

	require.Empty(t, hears(s, back(2, 5), 5), "nothing is given back by it")
	acts := hears(s, suspendedNotice(3, day(6).At), 6)
	require.Len(t, acts, 1)
	require.Equal(t, 5, acts[0].Pass.Notice.N, "what hangs here has to take it")
	require.Equal(t, casefile.StageAccessSuspended, s.Stage)
	s = decoded(t, s)
	require.Empty(t, hears(s, suspendedNotice(3, day(6).At), 6), "a repeat")
	require.Equal(t, 6, hears(s, back(4, 7), 7)[0].Pass.Notice.N)
	require.Empty(t, hears(subscribed(t), suspendedNotice(0, day(1).At), 1), "a letter without a number")
	require.Equal(t, casefile.StageAccessReinstated, s.Stage)
}
