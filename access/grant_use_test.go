package access_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

func TestTheGateNamesTheRule(t *testing.T) {
	for _, row := range []struct {
		name string
		want policy.Rule
		use  func(*casefile.DeclareUse)
	}{
		{"one incident", "", func(*casefile.DeclareUse) {}},
		{"one account", "", func(a *casefile.DeclareUse) { a.Shape, a.Target = legal.OneAccount, "@somebody" }},
		{"demonstrators", policy.RuleDemonstrators, func(a *casefile.DeclareUse) { a.Purpose = legal.TrackDemonstrators }},
		{"a gathering", policy.RuleDemonstrators, func(a *casefile.DeclareUse) { a.Shape, a.Target = legal.GroupShape, "group:march" }},
		{"a topic", policy.RuleTopic, func(a *casefile.DeclareUse) { a.Shape, a.Target = legal.TopicShape, "#march" }},
		{"a list", policy.RuleList, func(a *casefile.DeclareUse) { a.Shape, a.Target = legal.ListShape, "@one, @two" }},
		{"a topic that is declared as one account", policy.RuleTopic, func(a *casefile.DeclareUse) { a.Shape, a.Target = legal.OneAccount, "#march" }},
		{"not in the contract", policy.RuleNotStated, func(a *casefile.DeclareUse) { a.Purpose = legal.ProtectPerson }},
		{"unknown purpose", policy.RuleUnknownPurpose, func(a *casefile.DeclareUse) { a.Purpose = "curiosity" }},
		{"unknown shape", policy.RuleUnknownShape, func(a *casefile.DeclareUse) { a.Shape = "everything" }},
		{"one account without a target", policy.RuleNotOneAccount, func(a *casefile.DeclareUse) { a.Shape = legal.OneAccount }},
	} {
		t.Run(row.name, func(t *testing.T) {
			g := grant(t)
			a := use("")
			row.use(&a)
			require.Equal(t, row.want, declare(t, g, a, on(1)).Rule)
			e := lastEvent(g)
			require.Equal(t, casefile.Code(row.want), e.Code)
			require.Equal(t, agency, e.By)
			require.Equal(t, casefile.UseIDFor(theGrant, a.Key), e.Use)
			require.Equal(t, theGrant, e.Grant)
			if a.Target != "" {
				require.NotContains(t, plain(t, e), a.Target, "whom it looks at stays out of the record")
			}
			require.Equal(t, map[bool]int{true: 1, false: 0}[row.want != ""], g.RefusedUses())
			require.Equal(t, map[bool]int{true: 0, false: 1}[row.want != ""], g.Accepted)
		})
	}
}

// Nothing that a suspended grantee does with the date, the order or the key of a use
// has it accepted.
func TestASuspendedGranteeCannotGetAUseAccepted(t *testing.T) {
	between := func(from, to float64) func(*casefile.DeclareUse) {
		return func(a *casefile.DeclareUse) { a.NotBefore, a.At = on(from).At, on(to).At }
	}
	for _, row := range []struct {
		name  string
		want  policy.Rule
		stand func(*access.GrantMachine)
		m     casefile.Moment
		use   func(*casefile.DeclareUse)
	}{
		{"today", policy.RuleNotActive, nil, on(12), nil},
		{"dated to the days before", policy.RuleNotActive, nil, known(5, 12), nil},
		{"dated to the days before, in an exercise", policy.RuleNotActive, nil, on(5), nil},
		{"dated before the grant", policy.RuleNotActive, nil, known(-1, 12), nil},
		{"terminated", policy.RuleNotActive, func(g *access.GrantMachine) { terminate(t, g, on(11)) }, known(5, 12), nil},
		{"after it was given back, dated into the suspension", policy.RuleDatedBack, func(g *access.GrantMachine) { reinstate(t, g, on(20)) }, known(12, 21), nil},
		{"after it was given back, in an exercise", policy.RuleDatedBack, func(g *access.GrantMachine) { reinstate(t, g, on(20)) }, on(12), nil},
		{"after it was given back, from before until after", policy.RuleDatedBack, func(g *access.GrantMachine) { reinstate(t, g, on(20)) }, on(21), between(5, 21)},
		{"after it was given back, some day of the suspension or after", policy.RuleDatedBack, func(g *access.GrantMachine) { reinstate(t, g, on(20)) }, on(21), between(19, 21)},
		{"after it was given back, up to its first day", policy.RuleDatedBack, func(g *access.GrantMachine) { reinstate(t, g, on(20)) }, on(10), between(9, 10)},
		{"after it was given back, dated before the grant", policy.RuleDatedBack, func(g *access.GrantMachine) { reinstate(t, g, on(20)) }, known(-1, 21), nil},
		{"given back at some instant: the days in between are not", policy.RuleDatedBack, func(g *access.GrantMachine) {
			back := casefile.ReinstateAccess{AccessAct: act(platform, "reported")}
			back.NotBefore = on(15).At
			_, _, err := g.Reinstate(back, on(20))
			require.NoError(t, err)
		}, known(17, 21), nil},
		{"after it was given back, as of now", "", func(g *access.GrantMachine) { reinstate(t, g, on(20)) }, on(21), nil},
		{"after it was given back, of before the suspension", "", func(g *access.GrantMachine) { reinstate(t, g, on(20)) }, known(5, 21), nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			g := grant(t)
			suspend(t, g, on(10))
			if row.stand != nil {
				row.stand(g)
			}
			a := use("")
			if row.use != nil {
				row.use(&a)
			}
			require.Equal(t, row.want, declare(t, decoded(t, g), a, row.m).Rule, "after a continued run")
			require.Equal(t, row.want, declare(t, g, a, row.m).Rule)
			require.Equal(t, row.want, declare(t, g, a, on(30)).Rule, "the repeat")
		})
	}
}

// An end of which only "reported by" is known counts from the earliest instant at which
// it can have been true.
func TestAnIntervalEndCountsFromItsBeginning(t *testing.T) {
	g := grant(t)
	before := use("")
	inside := use("")
	require.True(t, declare(t, g, before, on(3)).Accepted)
	require.True(t, declare(t, g, inside, on(7)).Accepted)
	a := casefile.SuspendAccess{AccessAct: act(platform, "reported")}
	a.NotBefore = on(5).At
	_, _, err := g.Suspend(a, on(9))
	require.NoError(t, err)
	e := lastEvent(g)
	require.Equal(t, on(9).At, e.At, "days count from here")
	require.Equal(t, on(5).At, e.NotBefore)
	require.Equal(t, on(5).At, lastNotice(g).NotBefore)

	require.True(t, g.Uses[0].Overtaken.IsZero())
	require.Equal(t, on(9).Seen, g.Uses[1].Overtaken, "it may have come after the end")
	require.True(t, g.Uses[1].Verdict.Accepted, "and was accepted in good faith")
	reinstate(t, g, on(20))
	require.Equal(t, policy.RuleDatedBack, declare(t, g, use(""), on(6)).Rule)
	require.True(t, declare(t, g, use(""), on(4)).Accepted)
}

func TestADecisionThatIsLearnedLateOvertakesUses(t *testing.T) {
	g := grant(t)
	require.True(t, declare(t, g, use(""), on(8)).Accepted)
	suspend(t, g, known(6, 9))
	require.Equal(t, on(9).At, g.Uses[0].Overtaken)
	require.Equal(t, 1, g.Accepted)
	require.Equal(t, 0, g.RefusedUses())
	reinstate(t, g, on(10))
	require.Equal(t, policy.RuleDatedBack, declare(t, g, use(""), on(7)).Rule)
}

func TestARestrictionStopsItsPurposesOnly(t *testing.T) {
	g := grant(t)
	restrict(t, g, on(5), policy.PublicSafety)
	require.Equal(t, []legal.Purpose{policy.BreakingNews}, g.Usable())
	require.Equal(t, policy.RuleTakenAway, declare(t, g, use(""), known(3, 6)).Rule)
	news := use("")
	news.Purpose = policy.BreakingNews
	require.True(t, declare(t, g, news, on(6)).Accepted)
	reinstate(t, g, on(8))
	require.Equal(t, policy.RuleDatedBack, declare(t, g, use(""), known(6, 9)).Rule, "it was taken away then")
	news = use("")
	news.Purpose = policy.BreakingNews
	require.True(t, declare(t, g, news, known(6, 9)).Accepted, "it was not")
}

func TestARequestedAccessCannotBeUsed(t *testing.T) {
	g := grant(t, requested)
	require.Equal(t, policy.RuleNotActive, declare(t, g, use(""), on(1)).Rule)
	answer(t, g, platform, casefile.AccessGrant, on(4))
	require.Equal(t, policy.RuleDatedBack, declare(t, g, use(""), on(2)).Rule)
	require.True(t, declare(t, g, use(""), on(4)).Accepted)
}

func TestAKeyIsOneUse(t *testing.T) {
	g := grant(t)
	a := use("one")
	first, _, err := g.Declare(a, on(1))
	require.NoError(t, err)
	require.True(t, first.Use.Accepted)
	suspend(t, g, on(2))
	events := len(g.Events)
	again, acts, err := decoded(t, g).Declare(a, on(3))
	require.NoError(t, err)
	require.Empty(t, acts)
	require.Equal(t, plain(t, first), plain(t, again), "the same receipt: it was accepted then")

	for _, change := range []func(*casefile.DeclareUse){
		func(a *casefile.DeclareUse) { a.Purpose = policy.BreakingNews },
		func(a *casefile.DeclareUse) { a.Shape, a.Target = legal.OneAccount, "@somebody" },
		func(a *casefile.DeclareUse) { a.At = on(1.5).At },
		func(a *casefile.DeclareUse) { a.At, a.NotBefore = on(1).At, on(0.5).At },
		func(a *casefile.DeclareUse) { a.By.Name = "another officer" },
		func(a *casefile.DeclareUse) { a.Reason = "another" },
	} {
		other := a
		change(&other)
		v := declare(t, g, other, on(3))
		require.Equal(t, policy.RuleKeyUsed, v.Rule)
		require.Equal(t, v, declare(t, g, other, on(4)), "the same refusal")
	}
	require.Len(t, g.Events, events+6, "each other content is on record once")
	require.Equal(t, map[policy.Rule]int{policy.RuleKeyUsed: 6}, g.Refused)
	require.Equal(t, 1, g.Accepted)
	require.Empty(t, g.Receipts["one"], "the loop must not answer for the gate")
}

func TestTheSameInstantInAnotherZoneIsTheSameUse(t *testing.T) {
	g := grant(t)
	a := use("one")
	a.At = on(1).At
	require.True(t, declare(t, g, a, on(1)).Accepted)
	a.At = a.At.In(time.FixedZone("there", 3600))
	require.True(t, declare(t, g, a, on(1)).Accepted)
	require.Equal(t, 1, g.Accepted)
}

// The state stays small, and a key is not forgotten with its use.
func TestOldUsesLeaveTheirKeys(t *testing.T) {
	g := grant(t)
	for i := range 520 {
		require.True(t, declare(t, g, use(fmt.Sprintf("use-%d", i)), on(1)).Accepted)
	}
	require.Len(t, g.Uses, 500)
	require.Len(t, g.Spent, 20)
	require.Equal(t, 520, g.Accepted)
	a := use("use-3")
	require.Equal(t, policy.RuleKeyUsed, declare(t, decoded(t, g), a, on(2)).Rule)
	require.Equal(t, policy.RuleKeyUsed, declare(t, g, a, on(2)).Rule)

	g.Spent = make([]string, 10000)
	declare(t, g, use("use-521"), on(2))
	require.Len(t, g.Spent, 10000, "and the keys have an end")
	raw, err := json.Marshal(g.Spent)
	require.NoError(t, err)
	require.Less(t, len(raw), 250_000)
}

func TestRepeatedRefusalsOpenAReview(t *testing.T) {
	bad := func() casefile.DeclareUse {
		a := use("")
		a.Purpose = legal.TrackDemonstrators
		return a
	}
	g := grant(t)
	declare(t, g, bad(), on(0))
	declare(t, g, bad(), on(31))
	same := bad()
	declare(t, g, same, on(32))
	declare(t, g, same, on(33))
	require.Equal(t, casefile.StageAccessActive, g.Stage, "three within 30 days, and a repeat counts once")
	declare(t, g, bad(), known(1, 34))
	require.Equal(t, casefile.StageAccessUnderReview, g.Stage, "they count when they became known")
	require.Equal(t, casefile.CodeRefusedUses, lastEvent(g).Code)
	require.Equal(t, on(34), casefile.Moment{At: lastEvent(g).At, Seen: lastEvent(g).Seen}, "a review is no older than its cause")
	require.Equal(t, platform, g.Awaiting)
	require.Equal(t, casefile.CodeRefusedUses, lastNotice(g).Code)
	require.Empty(t, lastNotice(g).Reason)
	require.True(t, declare(t, g, use(""), on(34)).Accepted, "the access goes on meanwhile")

	events := len(g.Events)
	for range 5 {
		declare(t, g, bad(), on(35))
	}
	require.Len(t, g.Events, events+5, "one review is enough")
	answer(t, g, platform, casefile.AccessClear, on(36))
	require.Equal(t, casefile.StageAccessActive, g.Stage)

	suspend(t, g, on(37))
	for range 5 {
		declare(t, g, bad(), on(38))
	}
	require.Equal(t, casefile.StageAccessSuspended, g.Stage, "what is suspended is not reviewed")
	require.Nil(t, g.Review)
}
