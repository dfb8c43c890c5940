package access

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// This file links the machines of several contracts as their workflows do: letters go
// between parties, passings and leanings within one. What is under way arrives in any
// order, and may arrive twice.

// owner is whose data it is that the chain passes on: everybody is told that.
const owner casefile.PartyID = "example-feed"

// chain is some contracts that hang on each other.
type chain struct {
	t     *rapid.T
	now   time.Time
	links []*link
	// underWay is what was sent and has not arrived; again what may arrive once more.
	underWay, again []parcel
	acts            int
	// reorders: what a party tells itself arrives in any order too.
	reorders bool
	// told is what each case was told last, by use.
	told map[casefile.UseID]casefile.AccessNotice
}

// parcel is one thing under way. Those that bring news of a standing are told apart.
type parcel struct {
	news bool
	lane string // parcels of one lane keep their order, where the chain does not reorder
	take func()
}

// link is one contract, with both of its machines.
type link struct {
	index            int
	grantor, grantee casefile.PartyID
	under            *link
	requested        bool
	g                *GrantMachine
	s                *SubscriptionMachine
	decided          []decision
}

// decision is what the grantor of a link decided, in the order in which it did.
type decision struct {
	usable        []legal.Purpose
	at, notBefore time.Time
}

func (l *link) grant() casefile.GrantID {
	return casefile.GrantID(fmt.Sprintf("%08d-0000-4000-8000-000000000000", l.index+1))
}

// mark stands in everything that is this contract's own.
func (l *link) mark() string { return fmt.Sprintf("marked-%d-", l.index) }

// sides reports whether a party is one of the contract.
func (l *link) sides(p casefile.PartyID) bool { return p == l.grantor || p == l.grantee }

func newChain(t *rapid.T) *chain {
	c := &chain{t: t, now: feedStart, told: map[casefile.UseID]casefile.AccessNotice{}, reorders: rapid.Bool().Draw(t, "reorders")}
	top := c.add(owner, "reseller-a", nil, false, policy.PublicSafety, policy.BreakingNews, legal.ProtectPerson)
	middle := c.add("reseller-a", "reseller-b", top, false, policy.PublicSafety, policy.BreakingNews, legal.ProtectPerson)
	c.add("reseller-b", "agency-c", middle, false, policy.PublicSafety, legal.ProtectPerson)
	c.add("reseller-b", "agency-c", middle, false, policy.BreakingNews)
	c.add("reseller-a", "agency-d", top, true, policy.PublicSafety, policy.BreakingNews)
	return c
}

// add begins a contract, and brings the chain to rest.
func (c *chain) add(grantor, grantee casefile.PartyID, under *link, requested bool, purposes ...legal.Purpose) *link {
	l := &link{index: len(c.links), grantor: grantor, grantee: grantee, under: under, requested: requested}
	c.links = append(c.links, l)
	o := casefile.AccessOpening{
		Grant: l.grant(), Grantor: grantor, Grantee: grantee, Contract: l.mark() + "contract", Data: legal.HolderID(owner),
		Policy: "example-feed-2026-01-01", Terms: casefile.AccessTerms{Purposes: purposes, Scope: l.mark() + "scope"},
		Requested: requested, At: c.now, Seen: c.now, By: casefile.Decider{Party: grantor}, Source: l.mark() + "source",
	}
	if requested {
		o.By.Party = grantee
		c.subscribe(l, o)
	} else {
		c.open(l, o)
	}
	c.rest()
	if requested {
		c.decide(l, func(a casefile.AccessAct) ([]casefile.Action, error) {
			_, acts, err := l.g.Answer(casefile.AnswerAccess{AccessAct: a, Verdict: casefile.AccessGrant, Under: under.grant()}, c.moment(a))
			return acts, err
		}, c.now, time.Time{})
		c.rest()
	}
	require.Equal(c.t, casefile.StageAccessActive, l.s.Stage)
	return l
}

func (c *chain) open(l *link, o casefile.AccessOpening) {
	start := GrantStart{Opening: o, Desk: casefile.Desk{Party: l.grantor, Zone: "America/New_York"}}
	if l.under != nil && !o.Requested {
		start.Under = l.under.grant()
	}
	g, err := NewGrant(start)
	require.NoError(c.t, err)
	l.g = g
	c.carryOut(l, g.Begin())
	if !o.Requested {
		l.decided = append(l.decided, decision{usable: o.Terms.Purposes, at: o.At})
	}
}

func (c *chain) subscribe(l *link, o casefile.AccessOpening) {
	s, err := NewSubscription(SubscriptionStart{Opening: o, Desk: casefile.Desk{Party: l.grantee, Zone: "Europe/London"}})
	require.NoError(c.t, err)
	l.s = s
	c.carryOut(l, s.Begin())
}

// carryOut does what a machine of a link asks for: each thing is under way from then
// on.
func (c *chain) carryOut(l *link, acts []casefile.Action) {
	for _, a := range acts {
		switch {
		case a.Send != nil && a.Send.Notice != nil:
			o := throughJSON(c.t, *a.Send)
			require.Equal(c.t, l.grantee, o.To)
			c.keepsToItself(l, o.To, o)
			c.send(parcel{news: true, take: func() { c.inform(l, o) }})
		case a.Send != nil:
			o := throughJSON(c.t, *a.Send)
			require.Equal(c.t, l.grantor, o.To, "a grantee writes to its own grantor only")
			c.keepsToItself(l, o.To, o)
			c.send(parcel{take: func() { c.submit(l, o) }})
		case a.Lean != nil:
			lean := throughJSON(c.t, *a.Lean)
			on := c.find(lean.Grant)
			require.Equal(c.t, on.grantee, l.grantor, "leaning is within a party")
			c.send(parcel{news: true, take: func() { c.carryOut(on, on.s.Lean(lean, c.learn(lean.At))) }})
		case a.Pass != nil:
			p := throughJSON(c.t, *a.Pass)
			c.send(parcel{news: true, lane: fmt.Sprint(l.index, p.Onward, p.Case), take: func() { c.pass(p) }})
		}
	}
}

// throughJSON is a value as it arrives.
func throughJSON[V any](t tb, v V) (out V) {
	data, err := json.Marshal(v)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &out))
	return out
}

func (c *chain) send(p parcel) { c.underWay = append(c.underWay, p) }

func (c *chain) find(g casefile.GrantID) *link {
	return c.links[slices.IndexFunc(c.links, func(l *link) bool { return l.grant() == g })]
}

func (c *chain) pass(p casefile.Passing) {
	if p.Onward != "" {
		on := c.find(p.Onward)
		c.carryOut(on, on.g.FromAbove(p.Notice, c.learn(p.Notice.At)))
		return
	}
	if known := c.told[p.Notice.Use]; p.Notice.N > known.N {
		c.told[p.Notice.Use] = p.Notice
	}
}

// inform brings a notice to the grantee, whose first begins the subscription.
func (c *chain) inform(l *link, o casefile.Outgoing) {
	if l.s == nil {
		require.NotNil(c.t, o.Notice.Opening)
		c.subscribe(l, *o.Notice.Opening)
	}
	c.carryOut(l, l.s.Hear(*o.Notice, c.learn(o.Notice.At)))
	answer := casefile.LetterAnswer{Delivered: true, At: c.now}
	c.send(parcel{take: func() { c.carryOut(l, l.g.Delivered(o.ID, answer, c.learn(answer.At))) }})
}

// submit brings an act of the grantee to the grantor, as its workflow takes an update.
func (c *chain) submit(l *link, o casefile.Outgoing) {
	answer := throughJSON(c.t, c.take(l, *o.Submission))
	c.keepsToItself(l, l.grantee, answer)
	c.send(parcel{take: func() { c.carryOut(l, l.s.Delivered(o.ID, answer, c.learn(answer.At))) }})
}

func (c *chain) take(l *link, x casefile.AccessSubmission) casefile.LetterAnswer {
	answer := casefile.LetterAnswer{Delivered: true, At: c.now}
	var r casefile.Receipt
	var acts []casefile.Action
	var err error
	switch {
	case x.Opening != nil:
		if l.g == nil {
			c.open(l, *x.Opening)
		}
	case x.Use != nil:
		r, acts, err = c.judge(l, *x.Use)
	default:
		a := actOf(x)
		known, repeated := l.g.Repeated(a.Key)
		if r = known; !repeated {
			r, acts, err = c.negotiate(l, x, c.moment(casefile.AccessAct{Act: a}))
		}
	}
	c.carryOut(l, acts)
	if err != nil {
		require.True(c.t, errors.As(err, &answer.Refusal), "%v", err)
		return answer
	}
	answer.Receipt = &r
	return answer
}

func actOf(x casefile.AccessSubmission) casefile.Act {
	switch {
	case x.Protest != nil:
		return x.Protest.Act
	case x.Terms != nil:
		return x.Terms.Act
	}
	return x.Answer.Act
}

func (c *chain) negotiate(l *link, x casefile.AccessSubmission, m casefile.Moment) (r casefile.Receipt, acts []casefile.Action, err error) {
	before := l.ownCourses()
	switch {
	case x.Protest != nil:
		r, acts, err = l.g.Protest(*x.Protest, m)
	case x.Terms != nil:
		r, acts, err = l.g.Propose(*x.Terms, m)
	default:
		r, acts, err = l.g.Answer(*x.Answer, m)
	}
	if l.ownCourses() > before { // agreed to the grantor's terms
		l.decided = append(l.decided, decision{usable: l.g.ownUsable(), at: m.At})
	}
	return r, acts, err
}

func (c *chain) moment(a casefile.AccessAct) casefile.Moment {
	m, err := casefile.NewMoment(a.At, c.now, false)
	require.NoError(c.t, err)
	return m
}

func (c *chain) learn(at time.Time) casefile.Moment { return casefile.Moment{At: at, Seen: c.now} }

// decide enters a decision of the grantor of a link, and keeps it where it was taken.
func (c *chain) decide(l *link, do func(casefile.AccessAct) ([]casefile.Action, error), at, notBefore time.Time) {
	c.acts++
	a := casefile.AccessAct{
		Act:       casefile.Act{Key: fmt.Sprint("decision ", c.acts), By: casefile.Decider{Party: l.grantor}, At: at},
		NotBefore: notBefore, Reason: l.mark() + "reason", Source: l.mark() + "source",
	}
	before := l.ownCourses()
	acts, err := do(a)
	if err == nil && l.ownCourses() > before {
		l.decided = append(l.decided, decision{usable: l.g.ownUsable(), at: c.moment(a).At, notBefore: notBefore})
	}
	c.carryOut(l, acts)
}

// ownCourses counts what the grantor of a link has decided.
func (l *link) ownCourses() (n int) {
	for _, c := range l.g.Courses {
		if !c.Above {
			n++
		}
	}
	return n
}

// keepsToItself refuses what tells a party of a contract that it is no side of.
func (c *chain) keepsToItself(on *link, to casefile.PartyID, v any) {
	text := encoded(c.t, v)
	for _, l := range c.links {
		if l.sides(to) {
			continue
		}
		require.NotContains(c.t, text, string(l.grant()), "the id of another's contract")
		require.NotContains(c.t, text, l.mark(), "what is another contract's own")
		for _, p := range []casefile.PartyID{l.grantor, l.grantee} {
			secret := !on.sides(p) && p != owner
			require.False(c.t, secret && strings.Contains(text, string(p)), "a party of another's contract: %s", p)
		}
	}
}

// arrive has one thing under way arrive; now and then it will arrive once more.
func (c *chain) arrive() {
	i := rapid.IntRange(0, len(c.underWay)-1).Draw(c.t, "which")
	if lane := c.underWay[i].lane; lane != "" && !c.reorders {
		i = slices.IndexFunc(c.underWay, func(p parcel) bool { return p.lane == lane })
	}
	p := c.underWay[i]
	c.underWay = slices.Delete(c.underWay, i, i+1)
	if rapid.IntRange(0, 3).Draw(c.t, "twice") == 0 {
		c.again = append(c.again, p)
	}
	p.take()
}

// rest has everything arrive.
func (c *chain) rest() {
	for len(c.underWay)+len(c.again) > 0 {
		if len(c.again) > 0 && (len(c.underWay) == 0 || rapid.Bool().Draw(c.t, "again")) {
			p := c.again[0]
			c.again = c.again[1:]
			p.take()
			continue
		}
		c.arrive()
	}
}

// settledNews reports whether no news of a standing is under way.
func (c *chain) settledNews() bool {
	return !slices.ContainsFunc(c.underWay, func(p parcel) bool { return p.news }) &&
		!slices.ContainsFunc(c.links, func(l *link) bool { return len(l.g.Outbox) > 0 })
}
