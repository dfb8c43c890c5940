package e2e_test

import (
	"context"
	"errors"

	"go.temporal.io/sdk/client"

	"writ/exercise"
)

// send sends one update.
type send func() (client.WorkflowUpdateHandle, error)

// meddler stands between a play and the server, and may bring about a disaster
// when an act is sent. The act is named as the play does: the scenario's id and
// the act's number.
type meddler struct {
	client.Client
	meddle func(act string, next send) (client.WorkflowUpdateHandle, error)
}

func (m meddler) UpdateWorkflow(ctx context.Context, o client.UpdateWorkflowOptions) (client.WorkflowUpdateHandle, error) {
	return m.meddle(o.UpdateID, func() (client.WorkflowUpdateHandle, error) { return m.Client.UpdateWorkflow(ctx, o) })
}

var errLost = errors.New("the answer was lost")

// disaster has two halves: kill ends something at once, revive brings it back.
type disaster struct{ kill, revive func() }

// struck makes disasters strike a stage once each: after the act was carried
// out but before its sender learned of it, or just before it is sent. Either
// way the play sends the act again.
func struck(stage exercise.Stage, d disaster, afterAct, beforeAct string) (exercise.Stage, *int) {
	strikes := 0
	meddle := func(act string, next send) (client.WorkflowUpdateHandle, error) {
		switch act {
		case afterAct:
			afterAct = ""
			strikes++
			if _, err := next(); err != nil {
				return nil, err
			}
			d.kill()
			d.revive()
			return nil, errLost
		case beforeAct:
			beforeAct = ""
			strikes++
			d.kill()
			done := make(chan struct{})
			var handle client.WorkflowUpdateHandle
			var err error
			go func() {
				defer close(done)
				handle, err = next()
			}()
			d.revive()
			<-done
			return handle, err
		}
		return next()
	}
	plain := stage.Client
	stage.Client = func(ctx context.Context, namespace string) (client.Client, error) {
		c, err := plain(ctx, namespace)
		return meddler{c, meddle}, err
	}
	return stage, &strikes
}
