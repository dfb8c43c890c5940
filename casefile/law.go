package casefile

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"writ/legal"
	"writ/legal/clock"
)

// This file opens the law under which a machine stands, and moves it: to
// another edition, or to states of calendars that were published meanwhile.

// openLaw opens an edition with the published calendars laid over it.
func openLaw(edition string, published []clock.CalendarData) (*legal.Law, error) {
	law, err := legal.Open(edition)
	if err != nil || len(published) == 0 {
		return law, err
	}
	return law.WithCalendars(published...)
}

// Validate refuses a move of the law that is malformed: without a reason, to
// nothing, or to a calendar that is none.
func (a MoveLaw) Validate() error {
	if err := a.Act.Validate(); err != nil {
		return err
	}
	if strings.TrimSpace(a.Reason) == "" {
		return fmt.Errorf("reason is empty: a case is moved to another law for a reason that is recorded")
	}
	if a.Edition == "" && len(a.Calendars) == 0 {
		return fmt.Errorf("edition and calendars are empty: name the edition, or give the calendars that were published")
	}
	ids := map[string]bool{}
	for i, data := range a.Calendars {
		if ids[data.ID] {
			return fmt.Errorf("calendars[%d]: %q stands twice: give each calendar once", i, data.ID)
		}
		ids[data.ID] = true
		if data.Extends != "" {
			continue // built when it is laid over the law that has what it extends
		}
		if _, err := data.Build(); err != nil {
			return fmt.Errorf("calendars[%d]: %w", i, err)
		}
	}
	return nil
}

// lawState is where a machine's law stands: the edition, and the published
// calendars laid over it.
type lawState struct {
	edition   string
	calendars []clock.CalendarData
	law       *legal.Law
}

// move is the law after a move, with what the record says of it. It refuses
// what cannot be opened and what changes nothing.
//
// Calendars that were published for the case before stay laid over a new
// edition where they are newer than its own, by the names of their versions.
func (s lawState) move(a MoveLaw) (lawState, *LawMove, error) {
	next := lawState{edition: cmp.Or(a.Edition, s.edition)}
	base, err := legal.Open(next.edition)
	if err != nil {
		return s, nil, Refuse("unknown-edition", fmt.Sprintf("one of %v", legal.Editions()), "the law cannot be moved: %v", err)
	}
	for _, kept := range s.calendars {
		own, ok := base.Calendar(kept.ID)
		again := slices.ContainsFunc(a.Calendars, func(d clock.CalendarData) bool { return d.ID == kept.ID })
		if !again && (next.edition == s.edition || !ok || own.Version() < kept.Version) {
			next.calendars = append(next.calendars, kept)
		}
	}
	changed := []string{}
	for _, data := range a.Calendars {
		before, ok := s.law.Calendar(data.ID)
		if !ok || before.Version() != data.Version {
			changed = append(changed, data.ID+"@"+data.Version)
		}
		next.calendars = append(next.calendars, data)
	}
	slices.Sort(changed)
	if next.edition == s.edition && len(changed) == 0 {
		return s, nil, Refuse("nothing-changes", "name another edition, or a calendar of a new version",
			"the case stands under edition %s and these versions of its calendars already", s.edition)
	}
	if next.law, err = openLaw(next.edition, next.calendars); err != nil {
		return s, nil, Refuse("bad-calendar", "writ law check names what is wrong", "the law cannot be moved: %v", err)
	}
	return next, &LawMove{From: s.edition, To: next.edition, Calendars: changed}, nil
}

// changesNothing reports whether a move was refused only because all stands as
// it would be.
func changesNothing(err error) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Code == "nothing-changes"
}

// recounted is a clock after the law was moved.
type recounted struct {
	clock  *clock.Running
	was    legal.Deadline
	due    legal.Deadline
	moved  bool
	reason string // which day made the difference; empty where it did not move
}

// recount counts an open clock by another law. rule is the rule as the new law
// has it, nil where it has none: the clock then keeps its own. What was done to
// the clock (paused, resumed, extended) stays done.
func recount(before, after *legal.Law, r *clock.Running, rule *legal.Rule, seat legal.Seat) (recounted, error) {
	was, err := before.Explain(*r)
	if err != nil {
		return recounted{}, err
	}
	next := *r
	if rule != nil {
		started, err := after.Start(*rule, r.Trigger, seat)
		if err != nil {
			return recounted{}, err
		}
		started.Turns = r.Turns
		next = started
	}
	due, err := after.Explain(next)
	if err != nil {
		return recounted{}, err
	}
	counted := recounted{clock: &next, was: was, due: due, moved: !due.At.Equal(was.At)}
	if counted.moved {
		counted.reason = difference(before, after, r, was, due)
	}
	return counted, nil
}

// difference names what moved a count: another period, or the days that two
// states of a calendar see differently.
func difference(before, after *legal.Law, r *clock.Running, was, due legal.Deadline) string {
	if was.Period != due.Period || was.Regime != due.Regime {
		return fmt.Sprintf("the period is %s by %s; it was %s by %s", due.Period, due.Regime, was.Period, was.Regime)
	}
	old, _ := before.Calendar(r.Calendar)
	changed, _ := after.Calendar(r.Calendar)
	p, err := clock.Replan(*r, old, changed)
	if err != nil || len(p.Days) == 0 {
		return fmt.Sprintf("counted by %s; it was counted by %s", due.Calendar, was.Calendar)
	}
	var days []string
	for _, d := range p.Days {
		days = append(days, fmt.Sprintf("%s: %s, it was %s", d.On, d.Is, d.Was))
	}
	return strings.Join(days, "; ")
}
