package access

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// Over a chain platform -> reseller -> reseller -> agency, with a second contract of
// the same agency beside it and another agency that asked: whatever its parties do,
// and in whatever order, however late and however often it arrives, once everything
// has arrived each contract may be used for exactly those purposes that are left on it
// and on every contract above. So what ends above ends all that hangs on it, and a
// contract for another purpose lives on.
func TestChain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newChain(t)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			c.step()
		}
		c.rest()
		for _, l := range c.links {
			c.requireSettled(l)
		}
	})
}

// step lets some time pass and has one thing happen.
func (c *chain) step() {
	c.now = c.now.Add(time.Duration(rapid.IntRange(1, 72).Draw(c.t, "hours")) * time.Hour)
	l := c.links[rapid.IntRange(0, len(c.links)-1).Draw(c.t, "link")]
	switch what := rapid.SampledFrom([]string{"arrive", "arrive", "arrive", "rest", "decide", "decide", "interrupt", "use", "use late", "use late", "talk", "lean", "ring", "again run"}).Draw(c.t, "what"); what {
	case "arrive":
		if len(c.underWay) > 0 {
			c.arrive()
		}
	case "rest":
		c.rest()
	case "decide":
		c.drawDecision(l)
	case "interrupt":
		c.interrupt(l)
	case "use":
		c.declare(l)
	case "use late": // once all is known of the time to which it may be dated
		c.rest()
		c.declare(l)
	case "talk":
		c.drawPosition(l)
	case "lean":
		c.lean(l)
	case "ring":
		if a, ok := l.g.Alarms.Next(); ok && !a.At.After(c.now) {
			c.carryOut(l, l.g.Ring(a, c.now))
		}
		if a, ok := l.s.Alarms.Next(); ok && !a.At.After(c.now) {
			c.carryOut(l, l.s.Ring(a, c.now))
		}
	case "again run":
		l.g, l.s = throughJSON(c.t, l.g), decoded(c.t, l.s)
		require.NoError(c.t, l.g.Bind())
	}
}

// instants draws when something was true: now, or before, and perhaps only within an
// interval.
func (c *chain) instants() (at, notBefore time.Time) {
	at = c.now
	if rapid.Bool().Draw(c.t, "dated back") {
		at = at.Add(-time.Duration(rapid.IntRange(0, 240).Draw(c.t, "hours ago")) * time.Hour)
	}
	if rapid.IntRange(0, 3).Draw(c.t, "interval") == 0 {
		notBefore = at.Add(-time.Duration(rapid.IntRange(0, 100).Draw(c.t, "hours before")) * time.Hour)
	}
	return at, notBefore
}

func (c *chain) drawPurposes() []legal.Purpose {
	return rapid.SliceOfNDistinct(rapid.SampledFrom([]legal.Purpose{policy.PublicSafety, policy.BreakingNews, legal.ProtectPerson}), 1, 3,
		func(p legal.Purpose) legal.Purpose { return p }).Draw(c.t, "purposes")
}

func (c *chain) drawTerms(l *link) casefile.AccessTerms {
	return casefile.AccessTerms{Purposes: c.drawPurposes(), Scope: l.mark() + "scope"}
}

// drawDecision has the grantor of a link decide something.
func (c *chain) drawDecision(l *link) {
	at, notBefore := c.instants()
	kind := rapid.SampledFrom([]string{"suspend", "restrict", "terminate", "reinstate", "reinstate", "new terms", "find", "clear", "policy", "maintain", "give back", "agree"}).Draw(c.t, "decision")
	c.decide(l, func(a casefile.AccessAct) (acts []casefile.Action, err error) {
		m := c.moment(a)
		answer := func(v casefile.AccessVerdict) {
			_, acts, err = l.g.Answer(casefile.AnswerAccess{AccessAct: a, Verdict: v}, m)
		}
		switch kind {
		case "suspend":
			_, acts, err = l.g.Suspend(casefile.SuspendAccess{AccessAct: a}, m)
		case "restrict":
			_, acts, err = l.g.Restrict(casefile.RestrictAccess{AccessAct: a, Purposes: c.drawPurposes()}, m)
		case "terminate":
			_, acts, err = l.g.Terminate(casefile.TerminateAccess{AccessAct: a}, m)
		case "reinstate":
			_, acts, err = l.g.Reinstate(casefile.ReinstateAccess{AccessAct: a}, m)
		case "new terms":
			terms := c.drawTerms(l)
			_, acts, err = l.g.Reinstate(casefile.ReinstateAccess{AccessAct: a, Terms: &terms}, m)
		case "find":
			_, acts, err = l.g.Report(casefile.ReportFinding{AccessAct: a, Kind: casefile.FindingPress, Intermediary: l.mark() + "name"}, m)
		case "policy":
			_, acts, err = l.g.MovePolicy(casefile.MovePolicy{AccessAct: a, Policy: "example-feed-2026-07-01"}, m)
		case "clear":
			answer(casefile.AccessClear)
		case "maintain":
			answer(casefile.AccessMaintain)
		case "give back":
			answer(casefile.AccessGiveBack)
		case "agree":
			answer(casefile.AccessAgree)
		}
		return acts, err
	}, at, notBefore)
}

// interrupt has the grantor of a link stop it and give it back a while later: both may be
// under way at once.
func (c *chain) interrupt(l *link) {
	c.decide(l, func(a casefile.AccessAct) ([]casefile.Action, error) {
		_, acts, err := l.g.Suspend(casefile.SuspendAccess{AccessAct: a}, c.moment(a))
		return acts, err
	}, c.now, time.Time{})
	c.now = c.now.Add(time.Duration(rapid.IntRange(1, 240).Draw(c.t, "hours stopped")) * time.Hour)
	c.decide(l, func(a casefile.AccessAct) ([]casefile.Action, error) {
		_, acts, err := l.g.Reinstate(casefile.ReinstateAccess{AccessAct: a}, c.moment(a))
		return acts, err
	}, c.now, time.Time{})
}

// drawPosition has the grantee of a link say something in a negotiation, or the grantor
// propose terms.
func (c *chain) drawPosition(l *link) {
	c.acts++
	a := casefile.AccessAct{
		Act:    casefile.Act{Key: fmt.Sprint("position ", c.acts), By: casefile.Decider{Party: l.grantee}},
		Reason: l.mark() + "reason",
	}
	m := c.moment(a)
	var acts []casefile.Action
	switch rapid.SampledFrom([]string{"protest", "propose", "answer", "grantor"}).Draw(c.t, "position") {
	case "protest":
		_, acts, _ = l.s.Protest(casefile.Protest{AccessAct: a}, m)
	case "propose":
		_, acts, _ = l.s.Propose(casefile.ProposeTerms{AccessAct: a, Terms: c.drawTerms(l)}, m)
	case "answer":
		v := rapid.SampledFrom([]casefile.AccessVerdict{casefile.AccessAgree, casefile.AccessMaintain}).Draw(c.t, "verdict")
		_, acts, _ = l.s.Answer(casefile.AnswerAccess{AccessAct: a, Verdict: v}, m)
	case "grantor":
		a.By.Party = l.grantor
		_, acts, _ = l.g.Propose(casefile.ProposeTerms{AccessAct: a, Terms: c.drawTerms(l)}, m)
	}
	c.carryOut(l, acts)
}

// declare has the grantee of a link declare a use, under a new key or one that it used
// before.
func (c *chain) declare(l *link) {
	at, notBefore := c.instants()
	a := casefile.DeclareUse{
		AccessAct: casefile.AccessAct{
			Act:       casefile.Act{Key: fmt.Sprint(l.index, " use ", rapid.IntRange(0, 30).Draw(c.t, "key")), By: casefile.Decider{Party: l.grantee}, At: at},
			NotBefore: notBefore, Reason: l.mark() + "reason",
		},
		Purpose: c.drawPurposes()[0], Shape: legal.OneAccount, Target: "@" + l.mark() + "target",
	}
	if rapid.Bool().Draw(c.t, "directly") { // entered under the grantee's name by an update
		_, acts, err := c.judge(l, a)
		require.NoError(c.t, err)
		c.carryOut(l, acts)
		return
	}
	if _, acts, err := l.s.Declare(a, c.moment(a.AccessAct)); err == nil {
		c.carryOut(l, acts)
	}
}

// judge has the grantor's use gate judge a use. Whatever it accepts could be used at
// each instant to which it is dated, and can now, by all that its own grantor has
// decided; and, where no news is under way, by all that was decided above.
func (c *chain) judge(l *link, a casefile.DeclareUse) (casefile.Receipt, []casefile.Action, error) {
	m := c.moment(a.AccessAct)
	id := casefile.UseIDFor(l.grant(), a.Key)
	before := slices.ContainsFunc(l.g.Uses, func(u Use) bool { return u.Verdict.Use == id && u.Verdict.Accepted })
	r, acts, err := l.g.Declare(a, m)
	if err != nil || !r.Use.Accepted || before {
		return r, acts, err
	}
	for on := l; on != nil && (on == l || c.settledNews()); on = on.under {
		require.Contains(c.t, on.decided[len(on.decided)-1].usable, a.Purpose, "accepted, and cannot be used now by link %d", on.index)
		for _, at := range on.instantsIn(a.NotBefore, m.At) {
			require.True(c.t, on.stood(a.Purpose, at), "accepted, and could not be used at %s by link %d", at, on.index)
		}
	}
	return r, acts, err
}

// instantsIn are those at which the standing of a link may differ within a time.
func (l *link) instantsIn(notBefore, at time.Time) []time.Time {
	if notBefore.IsZero() {
		return []time.Time{at}
	}
	all := []time.Time{notBefore, at}
	for _, d := range l.decided {
		for _, x := range []time.Time{d.at, d.notBefore, d.at.Add(-1), d.notBefore.Add(-1)} {
			if !x.Before(notBefore) && !x.After(at) {
				all = append(all, x)
			}
		}
	}
	return all
}

// stood is the rule by which a past instant is judged, written down once more: the
// latest decision that reaches back to it counts; one that takes away does from the
// earliest instant at which it can have been true.
func (l *link) stood(p legal.Purpose, at time.Time) bool {
	for _, d := range slices.Backward(l.decided) {
		begins := d.at
		if !d.notBefore.IsZero() && !slices.Contains(d.usable, p) {
			begins = d.notBefore
		}
		if !at.Before(begins) {
			return slices.Contains(d.usable, p)
		}
	}
	return false
}

// lean has a case lean on one of the uses that the grantee of a link declared.
func (c *chain) lean(l *link) {
	if len(l.s.Uses) == 0 {
		return
	}
	u := rapid.SampledFrom(l.s.Uses).Draw(c.t, "of use")
	lean := casefile.Leaning{Grant: l.grant(), Case: aCase, Use: u.Use, Purpose: u.Purpose, At: c.now}
	c.send(parcel{take: func() { c.carryOut(l, l.s.Lean(lean, c.learn(lean.At))) }})
}

// requireSettled holds once everything has arrived: both sides know the same, and a
// purpose can be used exactly if it is left on this contract and can be used above.
func (c *chain) requireSettled(l *link) {
	usable := l.g.Usable()
	want := l.decided[len(l.decided)-1].usable
	if l.under != nil {
		want = within(want, l.under.g.Usable())
	}
	require.ElementsMatch(c.t, want, usable, "link %d", l.index)
	require.ElementsMatch(c.t, usable, l.s.Stands.Usable, "link %d at its grantee", l.index)
	require.Equal(c.t, l.g.Stage, l.s.Stage, "link %d", l.index)
	require.Empty(c.t, l.g.Outbox)
	require.Empty(c.t, l.s.Outbox)
	require.Equal(c.t, l.g.talk() == nil, l.s.talk() == nil, "link %d: a negotiation is open at both or at neither", l.index)
	for _, lean := range l.s.Leaning {
		if lean.Case != "" {
			told := c.told[lean.Use]
			require.Equal(c.t, l.s.Stands.N, told.N, "a case knows how its access stands")
			// One that leaned before its use was accepted stays without.
			require.True(c.t, !told.Permits(lean.Purpose) || l.s.Stands.Permits(lean.Purpose))
		}
	}
	for _, u := range l.s.Uses {
		require.NotNil(c.t, u.Verdict, "each use has its verdict")
		known, _ := l.g.underKey(u.DeclareUse)
		require.True(c.t, known == nil || known.Verdict.Accepted == u.Verdict.Accepted)
	}
}
