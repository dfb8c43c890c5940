package legal

import (
	"maps"
	"slices"
)

// This file decides what a pack may say of working targets and of ladders.

// practices lists the working targets that every edition has.
func practices() []string {
	return []string{
		PracticeApplyReminder, PracticeDecisionTarget, PracticeHearingTarget, PracticePreserveReply,
		PracticeRenewalAlarm, PracticeReview, PracticeCaseTarget, PracticePerishAlarm,
		PracticeReplyDefault, PracticeValidityDefault,
	}
}

func (s spot) practice(p Practice) {
	member(s.in("id"), "practice", p.ID, practices())
	s.in("term").term(p.Term, RegimeCivil)
	if s.once("practice", p.ID, "two clocks for one act") {
		s.c.law.practices[p.ID] = p.Term
	}
}

func (s spot) ladder(l Ladder) {
	s.in("jurisdiction").place("jurisdiction", l.Jurisdiction)
	if len(l.Steps) == 0 {
		s.in("steps").refuse("ladder without steps")
	}
	var compels bool
	for n, step := range l.Steps {
		at := s.in("steps", n)
		member(at.in("action"), "action", step.Action, []LadderAction{Remind, SecondNotice, Compel})
		at.in("after").term(step.After, RegimeCivil)
		compels = compels || step.Action == Compel
		if n > 0 {
			at.rung(step, l.Steps[:n])
		}
	}
	switch {
	case compels && l.CompelWith == "":
		s.refuse("ladder compels, but compel_with names no instrument")
	case compels || l.CompelWith != "":
		s.c.later = append(s.c.later, func() { s.in("compel_with").compelWith(l) })
	}
	s.c.later = append(s.c.later, func() { s.in("jurisdiction").alone(l) })
	if s.once("ladder", l.Jurisdiction, "two clocks for one act") {
		s.c.law.ladders[l.Jurisdiction] = l
	}
}

// rung checks one step against those before it: each action once, each later
// than the last.
func (s spot) rung(step LadderStep, before []LadderStep) {
	for _, b := range before {
		if b.Action == step.Action {
			s.in("action").refuse("two clocks for one act: %s comes twice", step.Action)
		}
	}
	last := before[len(before)-1]
	if step.After.Period.Validate() == nil && last.After.Period.Validate() == nil && !longer(step.After, last.After) {
		s.in("after").refuse("%s comes after %s, not later than the step before it", step.Action, step.After.Period)
	}
}

// compelWith checks the reference of a ladder, when all instruments are known.
func (s spot) compelWith(l Ladder) {
	i, known := s.c.law.instruments[l.CompelWith]
	switch {
	case !known:
		s.refuse("dangling reference: no instrument %q", l.CompelWith)
	case i.Nature != NatureEnforcement:
		s.refuse("%s is an instrument of %s: want one of enforcement", i.ID, i.Nature)
	case !s.c.law.Within(l.Jurisdiction, i.Jurisdiction):
		s.refuse("%s is an instrument of %s, the ladder is of %s", i.ID, i.Jurisdiction, l.Jurisdiction)
	}
}

// alone refuses a ladder for an area of which another area's ladder has a
// member too: nobody could say which of them runs there.
func (s spot) alone(l Ladder) {
	for _, id := range slices.Sorted(maps.Keys(s.c.law.ladders)) {
		if id >= l.Jurisdiction { // each pair once
			break
		}
		for _, m := range s.c.law.members(l.Jurisdiction) {
			if slices.Contains(s.c.law.members(id), m) {
				s.refuse("two clocks for one act: %s lies in %s and in %s, which has a ladder too", m, l.Jurisdiction, id)
				break
			}
		}
	}
}
