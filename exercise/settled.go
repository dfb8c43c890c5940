package exercise

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.temporal.io/sdk/client"

	"writ/casefile"
	"writ/protocol"
)

// This file waits until what was done to a standing access is known to all whom it
// concerns.

// side waits until both sides of a grant are there, and is the workflow of the side
// whose party acts.
func (p *player) side(ctx context.Context, act Act) (string, error) {
	g := p.standing(act.Grant)
	err := p.await(ctx, "the standing access has not arrived at both sides", func() (bool, error) {
		err := p.lookAt(ctx, g)
		return g.Access != nil && g.Subscription != nil, err
	})
	if act.Party == g.Grant.Grantor {
		return protocol.AccessWorkflowID(g.ID), err
	}
	return protocol.SubscriptionWorkflowID(g.ID), err
}

// settled waits until all letters between the two sides of a grant were delivered,
// and until all that hangs on it knows how it stands: the grants below it, and the
// case. So the next act finds the same wherever the play runs.
func (p *player) settled(ctx context.Context, g *Standing) error {
	err := p.await(ctx, "the two sides do not agree yet on how it stands", func() (bool, error) {
		if err := p.lookAt(ctx, g); err != nil {
			return false, err
		}
		return g.agreed(p.above(g)), nil
	})
	if err != nil {
		return err
	}
	for _, below := range p.grants {
		if below.opened && below.Grant.Under == g.Grant.Name {
			if err := p.settled(ctx, below); err != nil {
				return fmt.Errorf("grant %q below it: %w", below.Grant.Name, err)
			}
		}
	}
	if leaning := p.scenario.Case.Access; leaning != nil && leaning.Grant == g.Grant.Name {
		return p.caseKnows(ctx)
	}
	return nil
}

// above is the grant on which one hangs; nil where it hangs on none.
func (p *player) above(g *Standing) *Standing {
	if g.Grant.Under == "" {
		return nil
	}
	return p.standing(g.Grant.Under)
}

// agreed reports whether no letter is under way, the grantee has heard the latest
// notice, and the grantor the latest of the grant above.
func (g *Standing) agreed(above *Standing) bool {
	if g.Access == nil || g.Access.Access == nil || g.Subscription == nil || g.Subscription.Subscription == nil {
		return false
	}
	a, s := g.Access.Access, g.Subscription.Subscription
	if len(a.Outbox) > 0 || len(s.Outbox) > 0 || s.Stands == nil && a.Notices > 0 || s.Stands != nil && s.Stands.N != a.Notices {
		return false
	}
	if above == nil {
		return true
	}
	heard := above.Subscription.Subscription.Stands
	return heard == nil || a.Above != nil && a.Above.N == heard.N
}

// caseKnows waits until the case was told how the access stands on which it leans, and
// has drawn from that what it must.
func (p *player) caseKnows(ctx context.Context) error {
	if !p.opened {
		return nil
	}
	g := p.standing(p.scenario.Case.Access.Grant)
	return p.await(ctx, "the case does not know yet how its access stands", func() (bool, error) {
		err := p.look(ctx)
		stands := g.Subscription.Subscription.Stands
		return p.tellsCase(stands) && !p.readsOn(stands), err
	})
}

// readsOn reports whether a hop still goes by an access that does not permit it.
func (p *player) readsOn(n *casefile.AccessNotice) bool {
	if n == nil || n.Permits(p.in.Opening.Access.Purpose) {
		return false
	}
	return slices.ContainsFunc(casefile.Fold(p.record).Hops, func(h casefile.HopView) bool { return h.Stage == casefile.StageThroughAccess })
}

// tellsCase reports whether the case has a notice on record, or has ended.
func (p *player) tellsCase(n *casefile.AccessNotice) bool {
	for _, e := range slices.Backward(p.record.Events) {
		switch {
		case e.Step == casefile.StepCase && e.Stage == casefile.StageEnded:
			return true
		case e.Kind == casefile.EvAccessStands:
			return n == nil || e.Code == casefile.Code(n.Stage)
		}
	}
	return false
}

// await waits for a condition for as long as an act waits.
func (p *player) await(ctx context.Context, otherwise string, holds func() (bool, error)) error {
	for begun := time.Now(); time.Since(begun) < arriveWithin; {
		if ok, err := holds(); ok || err != nil {
			return err
		}
		if err := pause(ctx, p.stage.LookEvery); err != nil {
			return err
		}
	}
	return fmt.Errorf("given up after %s: %s", arriveWithin, otherwise)
}

// lookAtGrants reads both sides of every grant that is open.
func (p *player) lookAtGrants(ctx context.Context) error {
	p.looked = time.Now()
	for _, g := range p.grants {
		if !g.opened {
			continue
		}
		if err := p.lookAt(ctx, g); err != nil {
			return err
		}
	}
	return nil
}

// lookAt reads both sides of a grant and passes on what is new at its grantor.
func (p *player) lookAt(ctx context.Context, g *Standing) (err error) {
	if g.Access, err = p.task(ctx, g.Grant.Grantor, protocol.AccessWorkflowID(g.ID), g.Access); err != nil {
		return err
	}
	if g.Subscription, err = p.task(ctx, g.Grant.Grantee, protocol.SubscriptionWorkflowID(g.ID), g.Subscription); err != nil {
		return err
	}
	events := g.Events()
	for _, e := range events[min(g.told, len(events)):] {
		if p.stage.Stood != nil {
			p.stage.Stood(e, g.Grant)
		}
	}
	g.told = max(g.told, len(events))
	return nil
}

// task reads one side of a grant; what was known where nobody answers now.
func (p *player) task(ctx context.Context, id casefile.PartyID, workflowID string, known *protocol.Task) (*protocol.Task, error) {
	party, ok := p.stage.Directory.Party(id)
	if !ok {
		return known, fmt.Errorf("party %q is not in the directory", id)
	}
	c, err := p.stage.Client(ctx, party.Namespace)
	if err != nil {
		return known, err
	}
	return readTask(ctx, c, workflowID, known)
}

func readTask(ctx context.Context, c client.Client, workflowID string, known *protocol.Task) (*protocol.Task, error) {
	value, err := c.QueryWorkflow(ctx, workflowID, "", protocol.QueryTask)
	if err != nil {
		return known, ctx.Err() // no worker answers now, or it has not begun
	}
	var task protocol.Task
	if err := value.Get(&task); err != nil {
		return known, err
	}
	return &task, nil
}
