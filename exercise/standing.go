package exercise

import (
	"context"
	"fmt"
	"slices"
	"time"

	"writ/access"
	"writ/casefile"
	"writ/protocol"
	"writ/workflows"
)

// Standing is one standing access of a play, as each side has it. Access and
// Subscription are nil until that side was read.
type Standing struct {
	Grant        Grant
	ID           casefile.GrantID
	Access       *protocol.Task // at the grantor
	Subscription *protocol.Task // at the grantee

	opened bool
	told   int // events that were passed on
}

// Events are those at its grantor, in the order in which it learned of them.
func (g Standing) Events() []casefile.Event {
	if g.Access == nil {
		return nil
	}
	return g.Access.Events
}

// step is one thing that the script has happen: a grant or an act by its number, or
// else, where both are -1, the opening of the case.
type step struct {
	at         time.Time
	grant, act int
}

// steps is the script in the order of its dates. At one instant grants come first,
// those above before those below, then the case, then the acts.
func (s Scenario) steps() []step {
	steps := make([]step, 0, len(s.Grants)+1+len(s.Acts))
	for i, g := range s.Grants {
		steps = append(steps, step{at: g.At.Time, grant: i, act: -1})
	}
	steps = append(steps, step{at: s.Case.At.Time, grant: -1, act: -1})
	for i, a := range s.Acts {
		steps = append(steps, step{at: a.At.Time, grant: -1, act: i})
	}
	slices.SortStableFunc(steps, func(a, b step) int { return a.at.Compare(b.at) })
	return steps
}

// standing finds a grant of the play by its name, which was validated.
func (p *player) standing(name string) *Standing {
	return p.grants[slices.IndexFunc(p.grants, func(g *Standing) bool { return g.Grant.Name == name })]
}

// origin is the accepted use by which the case came to notice; nil where it leans on
// none.
func (p *player) origin() *casefile.Origin {
	leaning := p.scenario.Case.Access
	if leaning == nil {
		return nil
	}
	n, id := p.scenario.use(*leaning), p.standing(leaning.Grant).ID
	return &casefile.Origin{Grant: id, Use: casefile.UseIDFor(id, p.key(n)), Purpose: p.scenario.Acts[n].Purpose}
}

// grant opens one standing access where it begins: at its grantor, or at the grantee
// that asks for it.
func (p *player) grant(ctx context.Context, g *Standing) error {
	by := g.Grant.Grantor
	if g.Grant.Requested {
		by = g.Grant.Grantee
	}
	party, ok := p.stage.Directory.Party(by)
	if !ok {
		return fmt.Errorf("party %q is not in the directory", by)
	}
	c, err := p.stage.Client(ctx, party.Namespace)
	if err != nil {
		return err
	}
	opening := g.opening(casefile.Decider{Party: party.ID, Role: party.Office})
	desk := casefile.Desk{Party: party.ID, Office: party.Office, Zone: party.Zone, Calendar: party.Calendar, Jurisdiction: party.Jurisdiction}
	if g.Grant.Requested {
		in := protocol.SubscriptionInput{Exercise: &p.exercise, Ledger: p.stage.Ledger, Start: access.SubscriptionStart{Opening: opening, Desk: desk}}
		_, err = c.ExecuteWorkflow(ctx, workflows.SubscriptionOptions(in), protocol.Subscription, in)
	} else {
		start := access.GrantStart{Opening: opening, Desk: desk}
		if g.Grant.Under != "" {
			start.Under = p.standing(g.Grant.Under).ID
		}
		in := protocol.AccessInput{Exercise: &p.exercise, Ledger: p.stage.Ledger, Start: start}
		_, err = c.ExecuteWorkflow(ctx, workflows.AccessOptions(in), protocol.Access, in)
	}
	if err != nil {
		return err
	}
	g.opened = true
	return p.settled(ctx, g)
}

func (g *Standing) opening(by casefile.Decider) casefile.AccessOpening {
	x := g.Grant
	opening := casefile.AccessOpening{
		Grant: g.ID, Grantor: x.Grantor, Grantee: x.Grantee, Contract: x.Contract, Data: x.Data, Policy: x.Policy, Terms: x.terms(),
		Requested: x.Requested, At: x.At.Time, NotBefore: x.NotBefore.Time, Seen: x.At.Time, By: by, Source: x.Source,
	}
	for _, at := range x.ReviewAt {
		opening.ReviewAt = append(opening.ReviewAt, at.Time)
	}
	return opening
}
