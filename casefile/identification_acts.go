package casefile

import (
	"fmt"
	"slices"
	"time"

	"writ/legal"
)

// Take takes a report of a hop or of the guard. Events already taken are
// ignored, so a report may arrive twice. It returns those that are new: for a
// disclosure, and for what was received by standing access, the workflow asks the
// directory for the holders of what may lead on and hands both to
// [CaseMachine.Found]; after that, and after a hop's end, it calls
// [CaseMachine.Next].
func (c *CaseMachine) Take(step StepID, events []Event) []Event {
	if c.Reported == nil {
		c.Reported = map[StepID]int{}
	}
	var fresh []Event
	for _, e := range events {
		if e.Seq <= c.Reported[step] {
			continue
		}
		c.Reported[step] = e.Seq
		c.Record = append(c.Record, e)
		c.mirror(e)
		fresh = append(fresh, e)
	}
	return fresh
}

// mirror keeps the case's own view of a hop in step with its events.
func (c *CaseMachine) mirror(e Event) {
	i := slices.IndexFunc(c.Hops, func(h CaseHop) bool { return StepID(h.ID) == e.Step })
	if i < 0 {
		return
	}
	h := &c.Hops[i]
	h.Stage, h.Awaiting, h.Due = e.Stage, e.Awaiting, e.Due
	if e.Lane != "" {
		h.Lane = e.Lane
	}
	switch e.Kind {
	case EvHopEnded:
		h.Outcome = e.Code
	case EvRestricted:
		c.restrict(h.ID)
		c.barReceived(Moment{At: e.At, Seen: e.Seen}) // what it had confirmed stands no more
	}
}

// Found follows what a disclosure leads to, or what was received by standing
// access: a lead from there says so. holders names the holder of each identifier, ""
// where nobody knows.
func (c *CaseMachine) Found(e Event, ids []Identifier, holders []legal.HolderID) []Action {
	if c.Done() || c.isRestricted(HopID(e.Step)) { // the report may have brought both at once
		return nil
	}
	var origin *Origin
	if e.Kind == EvReceived {
		origin = c.throughOf(HopID(e.Step))
		if a := c.accessOf(origin); a == nil || a.bars() { // it stays on record, and is not followed
			return nil
		}
	}
	var acts []Action
	m := Moment{At: e.At, Seen: e.Seen}
	for i, id := range ids {
		var holder legal.HolderID
		if i < len(holders) {
			holder = holders[i]
		}
		if c.known(id) {
			continue
		}
		lead := c.newLead(id, holder, HopID(e.Step), m)
		lead.Origin = origin
		acts = append(acts, c.follow(lead, m)...)
	}
	return acts
}

func (c *CaseMachine) known(id Identifier) bool {
	return slices.ContainsFunc(c.Hops, func(h CaseHop) bool { return h.Target.Equal(id) && !h.Restricted }) ||
		slices.ContainsFunc(c.Parked, func(l Lead) bool { return l.Identifier.Equal(id) })
}

// Next lets the chain go on: it ends the hops that stand on what may not be used
// any more, releases the hop whose turn it is, and records when no lead is left
// to follow. Call it when a hop has disclosed and when one has ended; a call too
// many does nothing.
func (c *CaseMachine) Next(m Moment, cause HopID) []Action {
	if c.Done() {
		return nil
	}
	acts := c.endRestricted(m)
	if c.running() {
		return acts
	}
	if !c.waiting() {
		if c.Stage != StageAwaitingConclusion {
			c.Move(StageAwaitingConclusion, c.Opening.Requester, c.Due)
			c.record(m, Event{Kind: EvLeadsSpent, By: c.Opening.Requester})
		}
		return acts
	}
	var queued []Lead
	var at []int
	for i, h := range c.Hops {
		if h.queued() {
			queued = append(queued, Lead{ID: h.Lead, Identifier: h.Target, Holder: h.Holder, At: h.At})
			at = append(at, i)
		}
	}
	h := &c.Hops[at[NextInChain(queued, c.kindOf)]]
	h.Stage, h.Awaiting = StageAwaitingApplication, c.Opening.Requester
	return append(acts, Action{Release: &Turn{Hop: h.ID, Cause: cause, At: m.At}})
}

func (c *CaseMachine) kindOf(id legal.HolderID) legal.HolderKind {
	h, _ := c.law.Holder(id)
	return h.Kind
}

// AddLead adds an identifier that a person found. One that was read by standing
// access makes the case lean on that access: the answer marks it at once where the
// access has ended.
func (c *CaseMachine) AddLead(a AddLead, m Moment) (Receipt, []Action, error) {
	if err := c.mayAct(a.Act, m); err != nil {
		return Receipt{}, nil, err
	}
	if _, ok := c.law.Holder(a.Holder); !ok {
		return Receipt{}, nil, Refuse("unknown-holder", "name a holder of the registry",
			"holder %q is not in the registry of edition %s", a.Holder, c.law.Edition())
	}
	if slices.ContainsFunc(c.Hops, func(h CaseHop) bool { return h.Target.Equal(a.Identifier) && h.Holder == a.Holder && !h.gaveUp() }) {
		return Receipt{}, nil, Refuse("known-lead", "writ case show lists the leads", "this lead is followed already")
	}
	if err := c.mayCite(a.Access); err != nil {
		return Receipt{}, nil, err
	}
	if c.onlyRestricted(a.Identifier) {
		return Receipt{}, nil, Refuse("restricted-data", "follow the lead that led to it anew, with another paper",
			"this identifier is known only from what may not be used")
	}
	lead := c.foundBy(a, m)
	c.Parked = slices.DeleteFunc(c.Parked, func(l Lead) bool { return l.Identifier.Equal(a.Identifier) })
	acts := c.follow(lead, m)
	r := c.Accept(a.Act, m, fmt.Sprintf("lead to %s added", a.Holder))
	r.Hop = c.Hops[len(c.Hops)-1].ID
	c.Receipts[a.Key] = r
	return r, acts, nil
}

// gaveUp reports whether the hop ended without an answer of its holder on the
// merits, so that the lead may be followed anew.
func (h CaseHop) gaveUp() bool {
	return h.Restricted || h.Stage == StageEnded && slices.Contains([]Code{CodeAbandoned, CodeRefused, CodeWithdrawn, CodeError, CodeForeign}, h.Outcome)
}

func (c *CaseMachine) mayAct(a Act, m Moment) error {
	if err := ByParty(a, c.Opening.Requester); err != nil {
		return err
	}
	if c.Done() {
		return Refuse("ended", "writ case show tells how it ended", "this case has ended: %s", c.Ending())
	}
	return NotBefore(m.At, c.Opening.At, "the case was opened")
}

// Ending is the outcome in one word: a level, a dead end, or withdrawn.
func (c *CaseMachine) Ending() string {
	if c.Level != "" && c.Level != LevelDeadEnd {
		return string(c.Level)
	}
	return string(c.DeadEnd)
}

// Conclude ends the case. An ISP's answer names a subscriber: going further
// needs a ground, and naming anybody needs a subscriber on record.
func (c *CaseMachine) Conclude(a Conclude, m Moment) (Receipt, []Action, error) {
	if err := c.mayAct(a.Act, m); err != nil {
		return Receipt{}, nil, err
	}
	if err := c.mayConclude(a, m); err != nil {
		return Receipt{}, nil, err
	}
	c.Level = a.Level
	if a.Level == LevelDeadEnd {
		c.DeadEnd = a.DeadEnd
	}
	acts := c.finish(EvConcluded, Event{By: c.Opening.Requester, Level: c.Level, Code: c.DeadEnd, Reason: a.Ground}, m)
	return c.Accept(a.Act, m, "case concluded: "+c.Ending()), acts, nil
}

func (c *CaseMachine) mayConclude(a Conclude, m Moment) error {
	switch a.Level {
	case LevelDeadEnd:
		if !slices.Contains(DeadEnds(), a.DeadEnd) {
			return Refuse("unknown-code", fmt.Sprintf("one of %v", DeadEnds()), "dead end %q has no name here", a.DeadEnd)
		}
		return c.notBeforeRecord(m)
	case LevelSubscriber, LevelAccountOwner, LevelAuthor:
	default:
		return Refuse("unknown-level", "subscriber, account-owner, author or dead-end", "level %q is unknown", a.Level)
	}
	if err := c.mayName(); err != nil {
		return err
	}
	if a.Level != LevelSubscriber && a.Ground == "" {
		return Refuse("no-ground", "say what ties the subscriber to the account (or to the authorship)",
			"a holder's answer names a subscriber: %q needs a ground", a.Level)
	}
	return c.notBeforeRecord(m)
}

// notBeforeRecord keeps an ending from being dated before what it rests on.
func (c *CaseMachine) notBeforeRecord(m Moment) error {
	var last time.Time
	for _, e := range c.Record {
		if e.Kind == EvDisclosed && e.At.After(last) {
			last = e.At
		}
	}
	return NotBefore(m.At, last, "the last disclosure")
}

// Withdraw ends the case without a conclusion; what is open is withdrawn.
func (c *CaseMachine) Withdraw(w Withdraw, m Moment) (Receipt, []Action, error) {
	if err := c.mayAct(w.Act, m); err != nil {
		return Receipt{}, nil, err
	}
	c.DeadEnd = CodeWithdrawn
	acts := c.finish(EvCaseWithdrawn, Event{By: c.Opening.Requester, Code: CodeWithdrawn, Reason: w.Reason}, m)
	return c.Accept(w.Act, m, "case withdrawn"), acts, nil
}

func (c *CaseMachine) finish(kind EventKind, e Event, m Moment) []Action {
	var acts []Action
	for _, h := range c.Hops {
		if h.Stage != StageEnded {
			acts = append(acts, Action{EndHop: &Ending{Hop: h.ID, Code: CodeWithdrawn, At: m.At}})
		}
	}
	c.Alarms = nil
	c.Move(StageEnded, Nobody, time.Time{})
	e.Kind = kind
	c.record(m, e)
	return acts
}

// Lost records that a hop's workflow is gone without having reported its end.
func (c *CaseMachine) Lost(id HopID, m Moment) {
	i := slices.IndexFunc(c.Hops, func(h CaseHop) bool { return h.ID == id })
	if i < 0 || c.Hops[i].Stage == StageEnded {
		return
	}
	c.Hops[i].Stage, c.Hops[i].Awaiting, c.Hops[i].Outcome = StageEnded, Nobody, CodeError
	c.record(m, Event{Kind: EvHopLost, By: c.Opening.Requester, Holder: c.Hops[i].Holder, Code: CodeError})
}

// Settled reports whether the case has ended and every hop has reported its
// end: nothing more will come.
func (c *CaseMachine) Settled() bool {
	return c.Done() && !slices.ContainsFunc(c.Hops, func(h CaseHop) bool { return h.Stage != StageEnded })
}
