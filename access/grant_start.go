package access

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"writ/casefile"
	"writ/legal"
	"writ/legal/clock"
	"writ/legal/policy"
)

// NewGrant makes the machine of a new grant. An error names the field that is wrong,
// its value and what would be right.
func NewGrant(s GrantStart) (*GrantMachine, error) {
	g := &GrantMachine{
		Start: s, Journal: casefile.Journal{Step: casefile.StepID(s.Opening.Grant)},
		Policy: s.Opening.Policy, Own: casefile.StageAccessActive, Terms: s.Opening.Terms,
	}
	if s.Opening.Requested {
		g.Own = casefile.StageAccessRequested
	}
	if err := g.Bind(); err != nil {
		return nil, err
	}
	return g, g.validate()
}

// Bind opens the version of the policy that holds now; call it after decoding.
func (g *GrantMachine) Bind() error {
	p, err := policy.Open(g.Policy)
	g.policy = p
	return err
}

// validate refuses a start that no contract can begin with.
func (g *GrantMachine) validate() error {
	o, desk := g.Start.Opening, g.Start.Desk
	if _, err := clock.Zone(desk.Zone); err != nil {
		return fmt.Errorf("desk.zone: %w", err)
	}
	switch {
	case desk.Party != o.Grantor:
		return fmt.Errorf("opening.grantor %q: want %q, whose desk this is", o.Grantor, desk.Party)
	case g.Start.Under == o.Grant:
		return fmt.Errorf("under %q is the grant itself: want the grantor's own subscription, or nothing", g.Start.Under)
	case g.Start.Under != "":
		if err := g.Start.Under.Validate(); err != nil {
			return fmt.Errorf("under: %w", err)
		}
	}
	if err := validateOpening(o, g.policy); err != nil {
		return err
	}
	if g.Start.Under == "" && !o.Requested && !ownData(o) {
		return fmt.Errorf("under is empty, and the data is that of %s: want the subscription of %s that is passed on; what happens above would not reach this access", o.Data, o.Grantor)
	}
	return nil
}

// ownData reports whether a grantor grants what is its own, and passes nothing on.
func ownData(o casefile.AccessOpening) bool { return o.Grantor == casefile.PartyID(o.Data) }

// validateOpening refuses an opening that is no contract under a policy.
func validateOpening(o casefile.AccessOpening, p *policy.Policy) error {
	if err := errors.Join(o.Grant.Validate(), o.Short()); err != nil {
		return err
	}
	switch {
	case o.Grantor == "":
		return fmt.Errorf("grantor is empty: name the party that grants")
	case o.Grantee == "" || o.Grantee == o.Grantor:
		return fmt.Errorf("grantee %q: want another party than the grantor %q", o.Grantee, o.Grantor)
	case strings.TrimSpace(o.Contract) == "":
		return fmt.Errorf("contract is empty: want a name that tells it from others between the same two, for example news alerts")
	case o.Data == "":
		return fmt.Errorf("data is empty: name whose data it is, for example %s", p.Holder)
	case p.Holder != o.Data:
		return fmt.Errorf("policy %q is one of %s: want one of %s, whose data it is", o.Policy, p.Holder, o.Data)
	}
	if err := o.Terms.Validate(); err != nil {
		return fmt.Errorf("terms: %w", err)
	}
	if breaches := p.Allows(o.Terms.Purposes); len(breaches) > 0 {
		return fmt.Errorf("terms.purposes %s: %s (%s); want some of %s", list(o.Terms.Purposes), breaches[0].Text, breaches[0].Rule, list(p.Purposes))
	}
	if err := validateTimes(o); err != nil {
		return err
	}
	return heldThen(p, o.At)
}

// heldThen refuses a version of a policy that did not hold yet at an instant, by the day
// in the policy's own zone.
func heldThen(p *policy.Policy, at time.Time) error {
	zone, err := clock.Zone(p.Zone)
	if err == nil && at.In(zone).Format(time.DateOnly) < p.From {
		err = casefile.Refuse("too-early", "name the version that held then", "policy %s holds from %s on", p.ID, p.From)
	}
	return err
}

func validateTimes(o casefile.AccessOpening) error {
	switch {
	case o.At.IsZero():
		return fmt.Errorf("at is empty: say when it began, for example 2016-02-01T09:00:00-08:00")
	case o.NotBefore.After(o.At):
		return fmt.Errorf("notBefore %s lies after at %s: an interval ends after it begins", instant(o.NotBefore), instant(o.At))
	}
	for i, at := range o.ReviewAt {
		switch {
		case !at.After(o.At):
			return fmt.Errorf("reviewAt[%d] %s: want a date after the access began at %s", i, instant(at), instant(o.At))
		case slices.ContainsFunc(o.ReviewAt[:i], at.Equal):
			return fmt.Errorf("reviewAt[%d] %s stands twice: want each date once", i, instant(at))
		}
	}
	return nil
}

// Begin opens the grant: active at once, or requested where the grantee asks for it or
// the grantor has not heard yet how its own access stands.
func (g *GrantMachine) Begin() []casefile.Action {
	o := g.Start.Opening
	m := casefile.Moment{At: o.At, Seen: o.Seen}
	var acts []casefile.Action
	if g.Start.Under != "" {
		acts = append(acts, casefile.Action{Lean: &casefile.Leaning{Grant: g.Start.Under, Onward: o.Grant, Data: o.Data, At: o.At}})
	}
	if o.Requested {
		due := g.policy.Add(g.policy.AnswerRequest, o.At, g.Start.Desk.Zone)
		g.Alarms.Set(AlarmRequest, "", due)
		g.RequestDue = due
		g.settle()
		g.note(m, casefile.Event{Kind: casefile.EvAccessRequested, By: o.Grantee, NotBefore: o.NotBefore, Source: o.Source})
		return acts
	}
	g.decided(m, time.Time{})
	if g.Start.Under != "" {
		g.settle()
		g.note(m, casefile.Event{Kind: casefile.EvAccessRequested, By: o.Grantor, NotBefore: o.NotBefore, Source: o.Source})
		return acts
	}
	return append(acts, g.start(m, o.NotBefore)...)
}

// grant is the moment from which it is active.
func (g *GrantMachine) grant(m casefile.Moment, notBefore time.Time) []casefile.Action {
	g.settle()
	g.nextReviewDate(m.At)
	g.note(m, casefile.Event{Kind: casefile.EvAccessGranted, By: g.Start.Desk.Party, NotBefore: notBefore, Source: g.Start.Opening.Source})
	return g.tell(m, casefile.AccessNotice{Kind: casefile.EvAccessGranted, NotBefore: notBefore})
}

// nextReviewDate arms the first of the contract's review dates that comes after an
// instant.
func (g *GrantMachine) nextReviewDate(after time.Time) {
	var next time.Time
	for _, at := range g.Start.Opening.ReviewAt {
		if at.After(after) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	g.Alarms.Set(AlarmReviewDate, "", next)
}

// note puts an event of this access on record.
func (g *GrantMachine) note(m casefile.Moment, e casefile.Event) {
	e.Grant, e.Holder = g.Start.Opening.Grant, g.Start.Opening.Data
	g.Note(m, e)
}

// RefuseAct records that an act was refused. The clocks and the party awaited do not
// change.
func (g *GrantMachine) RefuseAct(a casefile.Act, r *casefile.Refusal, now time.Time) {
	g.Journal.RefuseAct(a, r, now)
	e := &g.Events[len(g.Events)-1]
	e.Grant, e.Holder = g.Start.Opening.Grant, g.Start.Opening.Data
}

// list writes names with commas, for people.
func list[T ~string](names []T) string {
	if len(names) == 0 {
		return "none"
	}
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = string(n)
	}
	return strings.Join(texts, ", ")
}

// instant writes an instant, for people.
func instant(at time.Time) string { return at.Format(time.RFC3339) }

// without are the purposes that are not among others; never nil.
func without(purposes, others []legal.Purpose) []legal.Purpose {
	left := []legal.Purpose{}
	for _, p := range purposes {
		if !slices.Contains(others, p) {
			left = append(left, p)
		}
	}
	return left
}

// within are the purposes that are among others too; never nil.
func within(purposes, others []legal.Purpose) []legal.Purpose {
	return without(purposes, without(purposes, others))
}
