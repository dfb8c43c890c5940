package casefile_test

import (
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// A case that reads by standing access, and its hops, driven as the workflows do.

var (
	theGrant = casefile.GrantID("7b0c8a51-55c7-4b0e-8a3c-1f0e6a9d2b01")
	feed     = casefile.Origin{Grant: theGrant, Use: casefile.UseIDFor(theGrant, "alert"), Purpose: policy.PublicSafety}
	feed2    = casefile.Origin{Grant: theGrant, Use: casefile.UseIDFor(theGrant, "another"), Purpose: policy.PublicSafety}
)

// byFeed opens a case on an account that came to notice by the feed.
func byFeed(o *casefile.Opening) { f := feed; o.Access = &f }

// byFeedHop lets a hop go by the feed.
func byFeedHop(s *casefile.HopStart) { f := feed; s.Through = &f; s.Lead.Origin = &f }

// notice tells how the feed stands from an instant on.
func notice(n int, stage casefile.Stage, at time.Time, change ...func(*casefile.AccessNotice)) casefile.AccessNotice {
	x := casefile.AccessNotice{Grant: theGrant, N: n, Stage: stage, At: at}
	switch stage {
	case casefile.StageAccessActive, casefile.StageAccessReinstated, casefile.StageAccessUnderReview:
		x.Kind, x.Usable = casefile.EvAccessGranted, []legal.Purpose{policy.PublicSafety, policy.BreakingNews}
	case casefile.StageAccessRestricted:
		x.Kind, x.Usable, x.Received = casefile.EvAccessRestricted, []legal.Purpose{policy.BreakingNews}, policy.Held
	case casefile.StageAccessSuspended:
		x.Kind, x.Received = casefile.EvAccessSuspended, policy.Held
	default:
		x.Kind, x.Received = casefile.EvAccessTerminated, policy.MayNotBeUsed
	}
	for _, c := range change {
		c(&x)
	}
	return x
}

func becomes(v policy.Verdict) func(*casefile.AccessNotice) {
	return func(n *casefile.AccessNotice) { n.Received = v }
}

func ofUse(u casefile.UseID) func(*casefile.AccessNotice) {
	return func(n *casefile.AccessNotice) { n.Use = u }
}

// house is a case with its hops.
type house struct {
	t     require.TestingT
	c     *casefile.CaseMachine
	hops  map[casefile.HopID]*casefile.HopMachine
	leans []casefile.Leaning
	sent  int
	// holders are those that the directory names for what is found.
	holders map[legal.IdentifierKind]legal.HolderID
}

func newHouse(t require.TestingT, change ...func(*casefile.Opening)) *house {
	o := opening()
	for _, c := range change {
		c(&o)
	}
	h := &house{
		t: t, c: must(casefile.NewCase(o)), hops: map[casefile.HopID]*casefile.HopMachine{},
		holders: map[legal.IdentifierKind]legal.HolderID{legal.KindEmail: "example-mail", legal.KindIP: "example-isp"},
	}
	h.do(h.c.Begin())
	return h
}

// do carries out what the case asks for.
func (h *house) do(acts []casefile.Action) {
	for _, a := range acts {
		switch {
		case a.Hop != nil:
			m := must(casefile.NewHop(*a.Hop))
			h.hops[a.Hop.Hop] = m
			h.of(m, m.Begin())
		case a.Lean != nil:
			h.leans = append(h.leans, *a.Lean)
		case a.Pass != nil && a.Pass.Hop != "":
			m := h.hops[a.Pass.Hop]
			h.of(m, m.AccessStands(a.Pass.Notice, moment(a.Pass.Notice.At, h.c)))
		case a.Release != nil:
			m := h.hops[a.Release.Hop]
			h.of(m, m.Release(*a.Release, casefile.Moment{At: a.Release.At, Seen: a.Release.At}))
		case a.EndHop != nil:
			m := h.hops[a.EndHop.Hop]
			h.of(m, m.EndCase(*a.EndHop, casefile.Moment{At: a.EndHop.At, Seen: a.EndHop.At}))
		}
	}
}

// moment is when the case and its hops learn of a fact: at once, and never before
// what is on record.
func moment(at time.Time, c *casefile.CaseMachine) casefile.Moment {
	m := casefile.Moment{At: at, Seen: at}
	for _, e := range c.Record {
		if e.Seen.After(m.Seen) {
			m.Seen = e.Seen
		}
	}
	return m
}

// of reports to the case what a hop has noted, and does what follows.
func (h *house) of(m *casefile.HopMachine, acts []casefile.Action) {
	for _, a := range acts {
		if a.Send != nil {
			h.sent++
		}
	}
	for _, e := range h.c.Take(m.Step, m.Untold()) {
		at := casefile.Moment{At: e.Seen, Seen: e.Seen}
		switch e.Kind {
		case casefile.EvDisclosed, casefile.EvReceived:
			leads := casefile.LeadsIn(e.Identifiers)
			holders := make([]legal.HolderID, len(leads))
			for i, id := range leads {
				holders[i] = h.holders[id.Kind]
			}
			h.do(h.c.Found(e, leads, holders))
			if e.Stage == casefile.StageAwaitingValidation {
				h.do(h.c.Next(at, casefile.HopID(e.Step)))
			}
		case casefile.EvHopEnded:
			h.do(h.c.Next(at, casefile.HopID(e.Step)))
		}
	}
}

// hop is the nth hop of the case, from 0.
func (h *house) hop(n int) *casefile.HopMachine { return h.hops[h.c.Hops[n].ID] }

// tell hands the case a notice, known at once.
func (h *house) tell(n casefile.AccessNotice) { h.do(h.c.AccessStands(n, moment(n.At, h.c))) }

// receive reads by the access of a hop.
func (h *house) receive(n int, m casefile.Moment, more bool, ids ...casefile.Identifier) {
	x := h.hop(n)
	_, acts, err := x.Receive(casefile.Receive{Act: by(agent), Identifiers: ids, More: more}, m)
	require.NoError(h.t, err)
	h.of(x, acts)
}

// discloses has the holder of a hop deliver under an order, granted and served.
func (h *house) discloses(n int, m casefile.Moment, ids ...casefile.Identifier) {
	x := h.hop(n)
	_, acts, err := x.Apply(casefile.Apply{Act: by(agent), Instrument: "us.2703d-order", Facts: "threats were posted"}, m)
	require.NoError(h.t, err)
	h.of(x, acts)
	app := applicationOf(x)
	order := casefile.Order{
		ID: app.ID, Instrument: app.Instrument, Issuer: judge, Holder: app.Holder, Entity: app.Entity, Selector: app.Selector,
		Categories: app.Categories, Offence: app.Offence, Issued: m.At, ValidUntil: m.At.Add(30 * day),
	}
	h.of(x, x.Decided(app.ID, casefile.Decision{Verdict: casefile.Granted, Order: &order, Decider: judge, At: m.At}, m))
	h.of(x, x.Answered(x.InForce, casefile.Answer{
		Status: casefile.Disclosed, Delivered: ids, Decider: casefile.Decider{Party: casefile.PartyID(app.Holder)}, At: m.At,
	}, m))
}

// applicationOf is the one that a hop has open.
func applicationOf(x *casefile.HopMachine) casefile.Application {
	for _, o := range x.Open {
		if o.Application != nil {
			return *o.Application
		}
	}
	panic("the hop has no application open")
}

// marks are the marks on record, in order.
func (h *house) marks() []casefile.Code {
	var marks []casefile.Code
	for _, e := range h.c.Record {
		if e.Kind == casefile.EvLeadMarked {
			marks = append(marks, e.Code)
		}
	}
	return marks
}

// concludes tries to name the subscriber, and gives the code of the refusal.
func (h *house) concludes(m casefile.Moment) string {
	_, _, err := h.c.Conclude(casefile.Conclude{Act: by(agent), Level: casefile.LevelSubscriber}, m)
	return codeOf(err)
}
