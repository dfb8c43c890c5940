package exercise

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"writ/casefile"
)

// request waits for the workflow that the act is done to.
func (p *player) request(ctx context.Context, act Act) (string, error) {
	if act.Grant != "" {
		return p.side(ctx, act)
	}
	for begun := time.Now(); time.Since(begun) < arriveWithin; {
		if id := p.find(verbs[act.Do], act); id != "" {
			return id, nil
		}
		if err := p.lookAgain(ctx); err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("given up after %s: the request that it answers has not arrived", arriveWithin)
}

// deliver sends an act until it is accepted or refused. A worker or a server
// that is away is waited for.
func (p *player) deliver(ctx context.Context, c client.Client, id string, n int, act Act, body any) error {
	var last error
	for begun := time.Now(); time.Since(begun) < arriveWithin; {
		last = p.send(ctx, c, id, verbs[act.Do].update, n, body)
		var refused *temporal.ApplicationError
		if last == nil || errors.As(last, &refused) {
			return last
		}
		if err := p.lookAgain(ctx); err != nil {
			return err
		}
	}
	return fmt.Errorf("given up after %s: %w", arriveWithin, last)
}

func (p *player) lookAgain(ctx context.Context) error {
	if err := pause(ctx, p.stage.LookEvery); err != nil {
		return err
	}
	return p.look(ctx)
}

func (p *player) find(v verb, act Act) string {
	if len(p.record.Events) == 0 {
		return ""
	}
	s := casefile.Fold(p.record)
	if act.Hop == "" {
		return v.target(s, p.record, casefile.HopView{})
	}
	for _, h := range s.Hops {
		if h.Holder != act.Hop {
			continue
		}
		if id := v.target(s, p.record, h); id != "" {
			return id
		}
	}
	return ""
}

func (p *player) send(ctx context.Context, c client.Client, id, update string, n int, body any) error {
	bounded, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	handle, err := c.UpdateWorkflow(bounded, client.UpdateWorkflowOptions{
		WorkflowID: id, UpdateName: update, UpdateID: p.key(n), Args: []any{body},
		WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err != nil {
		return err
	}
	return handle.Get(bounded, nil)
}
