package access_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

func TestAnOnwardGrantWaitsForItsSource(t *testing.T) {
	g, err := access.NewGrant(opening(passedOn))
	require.NoError(t, err)
	acts := g.Begin()
	require.Equal(t, []casefile.Action{{Lean: &casefile.Leaning{Grant: upstream, Onward: theGrant, Data: "twitter", At: begun}}}, acts)
	require.Equal(t, casefile.StageAccessRequested, g.Stage)
	require.Equal(t, casefile.Nobody, g.Awaiting)
	require.Equal(t, policy.RuleNotActive, declare(t, g, use(""), on(1)).Rule)

	g.FromAbove(source(0, casefile.StageAccessRequested, 0), on(0))
	require.Equal(t, casefile.StageAccessRequested, g.Stage, "the source waits too")
	acts = g.FromAbove(source(1, casefile.StageAccessActive, -30), on(-30))
	require.Len(t, acts, 1)
	require.Equal(t, casefile.StageAccessActive, g.Stage)
	require.Equal(t, casefile.EvAccessGranted, lastEvent(g).Kind)
	require.Equal(t, begun, lastEvent(g).At)
	require.Equal(t, begun, lastEvent(g).Seen)
	require.True(t, declare(t, g, use(""), on(1)).Accepted)
}

func TestAnOnwardGrantOfWhatIsGoneIsSuspendedAtOnce(t *testing.T) {
	g := grant(t, passedOn)
	g.FromAbove(source(7, casefile.StageAccessSuspended, -30), on(-30))
	require.Equal(t, casefile.StageAccessSuspended, g.Stage)
	require.Equal(t, []casefile.EventKind{casefile.EvAccessRequested, casefile.EvAccessGranted, casefile.EvAccessSuspended}, kindsOf(g.Events))
	require.Equal(t, begun, lastEvent(g).At, "before it began there was nothing to end")
	for _, n := range notices(g) {
		require.Equal(t, casefile.StageAccessSuspended, n.Stage)
		require.Empty(t, n.Usable)
	}
	require.Equal(t, policy.RuleUpstream, declare(t, g, use(""), on(1)).Rule)
	g.FromAbove(source(8, casefile.StageAccessActive, 5), on(5))
	require.Equal(t, casefile.StageAccessActive, g.Stage)
	require.Equal(t, policy.RuleDatedBack, declare(t, g, use(""), on(4)).Rule)
	require.True(t, declare(t, g, use(""), on(5)).Accepted)
}

func TestARequestedOnwardGrant(t *testing.T) {
	g := grant(t, requested, passedOn)
	require.Equal(t, []string{"refuse"}, g.Open())
	require.Empty(t, g.FromAbove(source(1, casefile.StageAccessActive, -30), on(1)))
	require.Equal(t, []string{"grant", "refuse"}, g.Open())
	answer(t, g, reseller, casefile.AccessGrant, on(3))
	require.Equal(t, casefile.StageAccessActive, g.Stage)
	require.Equal(t, on(3).At, lastEvent(g).At)
}

// How a grant stands by both: what its own grantor decided, and what the source allows.
func TestItStandsAtTheWorseOfTheTwo(t *testing.T) {
	safety, news := policy.PublicSafety, policy.BreakingNews
	own := map[casefile.Stage]func(*testing.T, *access.GrantMachine){
		casefile.StageAccessActive:      func(*testing.T, *access.GrantMachine) {},
		casefile.StageAccessUnderReview: func(t *testing.T, g *access.GrantMachine) { report(t, g, on(10)) },
		casefile.StageAccessRestricted:  func(t *testing.T, g *access.GrantMachine) { restrict(t, g, on(10), news) },
		casefile.StageAccessSuspended:   func(t *testing.T, g *access.GrantMachine) { suspend(t, g, on(10)) },
		casefile.StageAccessTerminated:  func(t *testing.T, g *access.GrantMachine) { terminate(t, g, on(10)) },
		casefile.StageAccessReinstated: func(t *testing.T, g *access.GrantMachine) {
			suspend(t, g, on(9))
			reinstate(t, g, on(10))
		},
	}
	const suspended, terminated = casefile.StageAccessSuspended, casefile.StageAccessTerminated
	for _, above := range []struct {
		stage  casefile.Stage
		usable []legal.Purpose
		kind   casefile.EventKind // of a grant that its own grantor leaves alone
		worse  casefile.Stage     // empty: as its own grantor has it
		left   []legal.Purpose
	}{
		{casefile.StageAccessUnderReview, []legal.Purpose{news, safety}, "", "", []legal.Purpose{news, safety}},
		{casefile.StageAccessRestricted, []legal.Purpose{safety, legal.ProtectPerson}, casefile.EvAccessRestricted, casefile.StageAccessRestricted, []legal.Purpose{safety}},
		{casefile.StageAccessRestricted, []legal.Purpose{legal.ProtectPerson}, casefile.EvAccessSuspended, suspended, nil},
		{casefile.StageAccessSuspended, nil, casefile.EvAccessSuspended, suspended, nil},
		{casefile.StageAccessTerminated, nil, casefile.EvAccessTerminated, terminated, nil},
		{casefile.StageEnded, nil, casefile.EvAccessTerminated, terminated, nil},
		{"Unheard-of", []legal.Purpose{news, safety}, casefile.EvAccessSuspended, suspended, nil},
	} {
		for stage, decide := range own {
			t.Run(string(stage)+" under "+string(above.stage), func(t *testing.T) {
				g := onward(t)
				decide(t, g)
				require.Equal(t, stage, g.Stage)
				before := g.Usable()
				events := len(g.Events)
				g.FromAbove(source(2, above.stage, 12, above.usable...), on(12))

				want := above.worse
				switch {
				case want == "", stage == terminated, stage == suspended && want != terminated,
					stage == casefile.StageAccessUnderReview && want == casefile.StageAccessRestricted:
					want = stage
				}
				require.Equal(t, want, g.Stage)
				if stage == casefile.StageAccessActive {
					require.Equal(t, above.kind != "", len(g.Events) > events)
					if above.kind != "" {
						require.Equal(t, above.kind, lastEvent(g).Kind)
					}
					require.ElementsMatch(t, above.left, g.Usable())
				}
				for _, p := range g.Usable() {
					require.Contains(t, before, p)
					require.Contains(t, above.left, p)
				}

				g = decoded(t, g)
				g.FromAbove(source(3, casefile.StageAccessReinstated, 14), on(14))
				require.Equal(t, stage, g.Stage, "it stands again as its own grantor had it")
				require.ElementsMatch(t, before, g.Usable())
				require.Equal(t, len(before) == 0 && stage == terminated || len(g.Events) == events,
					lastEvent(g).Code != casefile.Code(policy.RuleUpstream))
				if last := lastEvent(g); len(before) > 0 && len(g.Events) > events {
					require.Equal(t, casefile.EvAccessReinstated, last.Kind)
					require.Equal(t, "the source of the data is back", last.Reason)
				}
			})
		}
	}
}

// What a grantee is told of its source: that it has ended, never whose contract that
// was, why, or on what terms.
func TestAGranteeLearnsNothingOfTheContractAbove(t *testing.T) {
	g := onward(t)
	ended := source(2, casefile.StageAccessTerminated, 5)
	ended.Kind, ended.Code, ended.Received = casefile.EvAccessTerminated, "their-code", policy.MayNotBeUsed
	ended.Terms = &casefile.AccessTerms{Purposes: []legal.Purpose{"their-purpose"}}
	ended.Opening = &casefile.AccessOpening{Grant: upstream, Grantor: platform, Contract: "their contract"}
	ended.Policy = "their-policy"
	ended.Awaiting = platform
	acts := g.FromAbove(ended, on(5))
	require.Empty(t, acts, "the first letter is under way")
	text := plain(t, notices(g))
	require.NotContains(t, text, upstream)
	require.NotContains(t, text, `"`+platform+`"`+`,"contract"`)
	require.NotContains(t, text, "their")
	require.NotContains(t, text, "own words")
	n := lastNotice(g)
	require.Equal(t, casefile.AccessNotice{
		Grant: theGrant, N: 2, Kind: casefile.EvAccessTerminated, Stage: casefile.StageAccessTerminated, Usable: []legal.Purpose{},
		Code: casefile.Code(policy.RuleUpstream), Reason: "the source of the data has ended", Received: policy.MayNotBeUsed, At: on(5).At, Written: on(5).At,
	}, n)
	require.NotContains(t, plain(t, g.Events), "own words", "nor does the record of the grant repeat it")
	require.Equal(t, reseller, lastEvent(g).By)
	require.NotContains(t, plain(t, g.Above), "their contract")
}

func TestRepeatsAndOldNoticesOfTheSourceAreIgnored(t *testing.T) {
	g := onward(t)
	g.FromAbove(source(4, casefile.StageAccessSuspended, 5), on(5))
	before := plain(t, g)
	for _, n := range []casefile.AccessNotice{
		source(4, casefile.StageAccessSuspended, 5), source(3, casefile.StageAccessActive, 6),
		source(4, casefile.StageAccessActive, 6), source(0, casefile.StageAccessActive, 6),
	} {
		require.Empty(t, g.FromAbove(n, on(6)))
		require.Equal(t, before, plain(t, g))
	}
	g.FromAbove(source(5, casefile.StageAccessActive, 7), on(7))
	require.Equal(t, casefile.StageAccessActive, g.Stage)
	g.FromAbove(source(5, casefile.StageAccessTerminated, 8), on(8))
	require.Equal(t, casefile.StageAccessTerminated, g.Stage, "an end is believed")

	own := grant(t)
	require.Empty(t, own.FromAbove(source(1, casefile.StageAccessTerminated, 1), on(1)))
	require.Equal(t, casefile.StageAccessActive, own.Stage, "it hangs on nothing")
}

// A link above that comes back gives nothing back for the time in which another link,
// or the own grantor, had it stopped.
func TestNothingIsGivenBackForThePast(t *testing.T) {
	g := onward(t)
	g.FromAbove(source(2, casefile.StageAccessSuspended, 10), on(10))
	suspend(t, g, on(15))
	reinstate(t, g, on(30))
	require.Equal(t, casefile.StageAccessSuspended, g.Stage)
	require.Equal(t, casefile.Code(policy.RuleUpstream), lastNotice(g).Code)
	require.Equal(t, policy.RuleUpstream, declare(t, g, use(""), on(31)).Rule)
	g.FromAbove(source(3, casefile.StageAccessReinstated, 25), known(25, 40))
	require.Equal(t, casefile.StageAccessReinstated, g.Stage)
	require.Equal(t, on(25).At, lastEvent(g).At)
	require.Equal(t, on(30).At, lastNotice(g).At, "whoever hangs on this may count from here")
	require.Equal(t, on(25).At, lastNotice(g).NotBefore)
	for day, want := range map[float64]policy.Rule{9: "", 12: policy.RuleDatedBack, 20: policy.RuleDatedBack, 27: policy.RuleDatedBack, 31: ""} {
		require.Equal(t, want, declare(t, g, use(""), known(day, 41)).Rule, "day %v", day)
	}
	g.FromAbove(source(4, casefile.StageAccessReinstated, 12), known(12, 42))
	require.Equal(t, policy.RuleDatedBack, declare(t, g, use(""), known(20, 43)).Rule, "a notice that is dated back gives nothing back")
	g.FromAbove(source(5, casefile.StageAccessRestricted, 12, policy.PublicSafety), known(12, 44))
	require.Equal(t, policy.RuleDatedBack, declare(t, g, use(""), known(20, 45)).Rule)
	require.True(t, declare(t, g, use(""), known(31, 45)).Accepted)
}

// A restriction above that is dated back ends its purposes from its own date on.
func TestAPurposeThatIsLostAboveIsLostFromItsDate(t *testing.T) {
	g := onward(t)
	g.FromAbove(source(2, casefile.StageAccessUnderReview, 20), on(20))
	restricted := source(3, casefile.StageAccessRestricted, 12, policy.PublicSafety)
	restricted.NotBefore = on(11).At
	g.FromAbove(restricted, known(12, 30))
	require.Equal(t, on(11).At, lastEvent(g).NotBefore)
	require.Equal(t, on(12).At, lastEvent(g).At)
	g.FromAbove(source(4, casefile.StageAccessActive, 31), on(31))
	news := func() casefile.DeclareUse {
		a := use("")
		a.Purpose = policy.BreakingNews
		return a
	}
	require.True(t, declare(t, g, news(), known(10, 40)).Accepted)
	require.Equal(t, policy.RuleDatedBack, declare(t, g, news(), known(11.5, 40)).Rule)
	require.Equal(t, policy.RuleDatedBack, declare(t, g, news(), known(15, 40)).Rule)
	require.True(t, declare(t, g, use(""), known(15, 40)).Accepted)
	require.True(t, declare(t, g, news(), known(31, 40)).Accepted)

	g = onward(t)
	g.FromAbove(source(2, casefile.StageAccessUnderReview, 20), on(20))
	g.FromAbove(source(3, casefile.StageAccessRestricted, 12, policy.PublicSafety), known(12, 30))
	g.FromAbove(source(4, casefile.StageAccessActive, 31), on(31))
	require.Equal(t, policy.RuleDatedBack, declare(t, g, news(), known(15, 40)).Rule)
}

func TestAnEndAboveIsNeverDatedBeforeTheGrant(t *testing.T) {
	for _, row := range []struct{ from, at, wantFrom, want float64 }{
		{-20, -10, 0, 0}, {-20, 4, 0, 4}, {2, 4, 2, 4},
	} {
		g := onward(t)
		n := source(2, casefile.StageAccessSuspended, row.at)
		n.NotBefore = on(row.from).At
		g.FromAbove(n, known(row.at, 5))
		e := lastEvent(g)
		require.Equal(t, on(row.want).At, e.At)
		if row.wantFrom == row.want {
			require.True(t, e.NotBefore.IsZero())
		} else {
			require.Equal(t, on(row.wantFrom).At, e.NotBefore)
		}
		require.Equal(t, e.At, lastNotice(g).At)
		require.Equal(t, e.NotBefore, lastNotice(g).NotBefore)
	}
}

// One purpose lost and another won is a restriction, not a return.
func TestASwapAboveIsARestriction(t *testing.T) {
	g := onward(t)
	g.FromAbove(source(2, casefile.StageAccessRestricted, 2, policy.PublicSafety), on(2))
	g.FromAbove(source(3, casefile.StageAccessRestricted, 3, policy.BreakingNews), on(3))
	require.Equal(t, casefile.EvAccessRestricted, lastEvent(g).Kind)
	require.Equal(t, []legal.Purpose{policy.BreakingNews}, g.Usable())
	require.Empty(t, g.FromAbove(source(2, casefile.StageAccessSuspended, 4), on(4)), "an older end was known already")
	require.Equal(t, []legal.Purpose{policy.BreakingNews}, g.Usable())
}
