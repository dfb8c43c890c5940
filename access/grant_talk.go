package access

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"writ/casefile"
)

// A protest opens a negotiation. Both sides put positions into it, and it ends by an
// answer of the grantor, or of the grantee to terms that the grantor proposed. When the
// time for it has passed without a result, that is put on record and it stays open.
//
// A position that is entered by the grantor's desk is the grantor's own, but for a
// protest, which only a grantee can make: that one came on paper.

// talk is the negotiation that is open; nil where none is.
func (g *GrantMachine) talk() *Talk { return openTalk(g.Talks) }

// other is the party on the other side.
func (g *GrantMachine) other(p casefile.PartyID) casefile.PartyID {
	return otherSide(g.Start.Opening, p)
}

// bySide refuses an act of a party that is on neither side, without telling it who is.
func (g *GrantMachine) bySide(a casefile.AccessAct) error {
	if p := a.By.Party; p != g.Start.Desk.Party && p != g.Start.Opening.Grantee {
		return casefile.Refuse("wrong-party", "", "party %q is on neither side of this access", p)
	}
	return nil
}

// onPaper reports whether the grantor's desk entered what the grantee did: then the
// grantee's own record does not know that it arrived.
func (g *GrantMachine) onPaper(a casefile.AccessAct) bool { return a.By.Party == g.Start.Desk.Party }

// Protest opens a negotiation, where something was decided against the grantee.
func (g *GrantMachine) Protest(a casefile.Protest, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	if err := g.mayProtest(a, m); err != nil {
		return casefile.Receipt{}, nil, err
	}
	by := a.By
	if g.onPaper(a.AccessAct) {
		by = casefile.Decider{Party: g.Start.Opening.Grantee}
	}
	until := g.policy.Add(g.policy.Negotiation, m.At, g.Start.Desk.Zone)
	g.Talks = append(g.Talks, Talk{Began: m.At, Until: until})
	g.Alarms.Set(AlarmNegotiation, "", until)
	t := g.talk()
	g.position(t, Position{By: by, Kind: casefile.EvProtested, Reason: a.Reason, At: m.At, Seen: m.Seen})
	g.note(m, casefile.Event{Kind: casefile.EvProtested, By: by.Party, Decider: &a.By, Reason: a.Reason, NotBefore: a.NotBefore, Source: a.Source})
	var acts []casefile.Action
	if g.onPaper(a.AccessAct) {
		acts = g.tell(m, casefile.AccessNotice{Kind: casefile.EvProtested, Reason: a.Reason, NotBefore: a.NotBefore})
	}
	return g.Accept(a.Act, m, "a negotiation is open; an answer is due "+instant(t.Due)), acts, nil
}

func (g *GrantMachine) mayProtest(a casefile.Protest, m casefile.Moment) error {
	if err := g.bySide(a.AccessAct); err != nil {
		return err
	}
	switch {
	case g.Stage == casefile.StageEnded:
		return casefile.Refuse("ended", "", "this access has ended")
	case !g.decidedAgainst():
		return casefile.Refuse("nothing-to-protest", "", "this access stands at %s: nothing was decided against its grantee", g.Stage)
	case g.talk() != nil:
		return casefile.Refuse("talk-open", "propose terms in it", "a negotiation is open since %s", instant(g.talk().Began))
	}
	return g.inTime(a.AccessAct, m, g.Decided, "what it protests against was decided")
}

// decidedAgainst reports whether the grantee has lost something of the access.
func (g *GrantMachine) decidedAgainst() bool {
	return g.Stage != casefile.StageAccessRequested && len(without(g.Terms.Purposes, g.Usable())) > 0
}

// positionsKept is how many positions of a negotiation are kept: the protest and the
// latest.
const positionsKept = 100

// say adds a position, and forgets the oldest after the first where there are too many.
func (t *Talk) say(p Position) {
	t.Positions = append(t.Positions, p)
	if drop := len(t.Positions) - positionsKept; drop > 0 {
		t.Positions = slices.Delete(t.Positions, 1, 1+drop)
	}
}

// position puts what a side said into a negotiation: the other side is awaited.
func (g *GrantMachine) position(t *Talk, p Position) {
	t.say(p)
	t.Awaiting = g.other(p.By.Party)
	t.Due = g.policy.Add(g.policy.AnswerProtest, p.At, g.Start.Desk.Zone)
	g.Alarms.Clear(AlarmAnswer, "")
	if t.Awaiting == g.Start.Desk.Party {
		g.Alarms.Set(AlarmAnswer, "", t.Due) // the grantee's own clock is its subscription's
	}
	g.settle()
}

// Propose puts terms into the open negotiation.
func (g *GrantMachine) Propose(a casefile.ProposeTerms, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	err := g.bySide(a.AccessAct)
	if err == nil {
		err = g.inTalk(a.AccessAct, m)
	}
	if err == nil {
		err = g.allowed(a.Terms)
	}
	if err != nil {
		return casefile.Receipt{}, nil, err
	}
	t := g.talk()
	terms := a.Terms
	g.position(t, Position{By: a.By, Kind: casefile.EvTermsProposed, Reason: a.Reason, Terms: &terms, At: m.At, Seen: m.Seen})
	g.note(m, casefile.Event{Kind: casefile.EvTermsProposed, By: a.By.Party, Decider: &a.By, Reason: a.Reason, NotBefore: a.NotBefore, Source: a.Source})
	var acts []casefile.Action
	if a.By.Party == g.Start.Desk.Party {
		acts = g.tell(m, casefile.AccessNotice{Kind: casefile.EvTermsProposed, Reason: a.Reason, Terms: &terms, NotBefore: a.NotBefore})
	}
	return g.Accept(a.Act, m, fmt.Sprintf("proposed; an answer of %s is due %s", t.Awaiting, instant(t.Due))), acts, nil
}

// inTalk refuses what needs an open negotiation where there is none, and what is dated
// before the position that it answers.
func (g *GrantMachine) inTalk(a casefile.AccessAct, m casefile.Moment) error {
	t := g.talk()
	if t == nil {
		return casefile.Refuse("no-talk", "a protest opens one", "no negotiation is open")
	}
	return g.inTime(a, m, t.Positions[len(t.Positions)-1].At, "the position that it answers")
}

// Answer answers what waits: a request, a review, a position. Refusing a request and
// maintaining a decision need a reason.
func (g *GrantMachine) Answer(a casefile.AnswerAccess, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	acts, err := g.answer(a, m)
	if err != nil {
		return casefile.Receipt{}, nil, err
	}
	return g.Accept(a.Act, m, "answered: "+string(a.Verdict)), acts, nil
}

func (g *GrantMachine) answer(a casefile.AnswerAccess, m casefile.Moment) ([]casefile.Action, error) {
	if err := g.bySide(a.AccessAct); err != nil {
		return nil, err
	}
	if g.Stage == casefile.StageEnded {
		return nil, casefile.Refuse("ended", "", "this access has ended")
	}
	switch a.Verdict {
	case casefile.AccessGrant, casefile.AccessDecline:
		return g.answerRequest(a, m)
	case casefile.AccessClear:
		return g.clear(a, m)
	case casefile.AccessGiveBack, casefile.AccessAgree:
		return g.settleTalk(a, m)
	case casefile.AccessMaintain:
		return g.maintain(a, m)
	}
	return nil, casefile.Refuse("unknown-verdict", "want one of "+list(casefile.AccessVerdicts()), "verdict %q is unknown", a.Verdict)
}

// settleTalk ends a negotiation in the grantee's favour: the access as it was, or the
// terms that the other side proposed last.
func (g *GrantMachine) settleTalk(a casefile.AnswerAccess, m casefile.Moment) ([]casefile.Action, error) {
	if err := g.inTalk(a.AccessAct, m); err != nil {
		return nil, err
	}
	t := g.talk()
	var terms *casefile.AccessTerms
	if a.Verdict == casefile.AccessGiveBack {
		if err := g.byGrantor(a.AccessAct); err != nil {
			return nil, err
		}
	} else if terms = proposedBy(t, g.other(a.By.Party)); terms == nil {
		return nil, casefile.Refuse("no-terms", "propose some", "%s has proposed no terms", g.other(a.By.Party))
	}
	if err := g.inTime(a.AccessAct, m, g.Decided, "the decision that it follows"); err != nil {
		return nil, err
	}
	if err := g.mayAgree(terms); err != nil {
		return nil, err
	}
	return g.conclude(t, a.Verdict, a.AccessAct, terms, m), nil
}

// proposedBy are the terms that a side proposed last; nil where it proposed none, or
// where they have fallen.
func proposedBy(t *Talk, p casefile.PartyID) *casefile.AccessTerms {
	for _, x := range slices.Backward(t.Positions) {
		if x.By.Party == p && x.Terms != nil && !x.Fallen {
			return x.Terms
		}
	}
	return nil
}

// fall lets the terms fall that a side offered, and reports whether there were any.
func (t *Talk) fall(p casefile.PartyID) bool {
	fell := false
	for i := range t.Positions {
		if x := &t.Positions[i]; x.By.Party == p && x.Terms != nil && !x.Fallen {
			x.Fallen, fell = true, true
		}
	}
	return fell
}

// dropOffer lets fall what the grantor offered before it decided anew: otherwise its
// grantee could undo by an older offer what was ended after it. The grantor is awaited
// again.
func (g *GrantMachine) dropOffer(m casefile.Moment) {
	t := g.talk()
	if t == nil || !t.fall(g.Start.Desk.Party) || t.Awaiting == g.Start.Desk.Party {
		return
	}
	t.Awaiting = g.Start.Desk.Party
	t.Due = g.policy.Add(g.policy.AnswerProtest, m.At, g.Start.Desk.Zone)
	g.Alarms.Set(AlarmAnswer, "", t.Due)
}

// maintain leaves everything as it is. The grantor's ends the negotiation; the
// grantee's declines the terms that were proposed to it, and the grantor is awaited
// again.
func (g *GrantMachine) maintain(a casefile.AnswerAccess, m casefile.Moment) ([]casefile.Action, error) {
	if err := g.inTalk(a.AccessAct, m); err != nil {
		return nil, err
	}
	t := g.talk()
	if a.By.Party == g.Start.Desk.Party {
		if strings.TrimSpace(a.Reason) == "" {
			return nil, casefile.Refuse("no-reason", "give a reason", "a decision that is maintained has a reason")
		}
		return g.answered(t, casefile.AccessMaintain, a.AccessAct, m), nil
	}
	if t.Awaiting != a.By.Party {
		return nil, casefile.Refuse("no-terms", "wait for an answer", "no terms wait for an answer of %s", a.By.Party)
	}
	g.position(t, Position{By: a.By, Kind: casefile.EvProtestAnswered, Reason: a.Reason, At: m.At, Seen: m.Seen})
	g.note(m, casefile.Event{Kind: casefile.EvProtestAnswered, By: a.By.Party, Decider: &a.By, Code: casefile.Code(a.Verdict), Reason: a.Reason, NotBefore: a.NotBefore, Source: a.Source})
	return nil, nil
}

// conclude ends a negotiation with its result, and gives the access back.
func (g *GrantMachine) conclude(t *Talk, v casefile.AccessVerdict, a casefile.AccessAct, terms *casefile.AccessTerms, m casefile.Moment) []casefile.Action {
	return append(g.answered(t, v, a, m), g.giveBack(a, terms, v, m)...)
}

// answered ends a negotiation, and tells the grantee unless it is its own answer.
func (g *GrantMachine) answered(t *Talk, v casefile.AccessVerdict, a casefile.AccessAct, m casefile.Moment) []casefile.Action {
	t.say(Position{By: a.By, Kind: casefile.EvProtestAnswered, Reason: a.Reason, At: m.At, Seen: m.Seen})
	t.Result, t.Ended, t.Awaiting, t.Due = v, m.At, casefile.Nobody, time.Time{}
	g.Alarms.Clear(AlarmAnswer, "")
	g.Alarms.Clear(AlarmNegotiation, "")
	g.settle()
	g.note(m, casefile.Event{Kind: casefile.EvProtestAnswered, By: a.By.Party, Decider: &a.By, Code: casefile.Code(v), Reason: a.Reason, NotBefore: a.NotBefore, Source: a.Source})
	if a.By.Party != g.Start.Desk.Party {
		return nil
	}
	return g.tell(m, casefile.AccessNotice{Kind: casefile.EvProtestAnswered, Code: casefile.Code(v), Reason: a.Reason, NotBefore: a.NotBefore})
}
