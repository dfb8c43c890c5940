package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// clock is case time. In earnest it is the workflow's time; in an exercise it
// runs faster, from a past epoch.
type clock struct {
	exercise *protocol.Exercise

	// armed is the one timer of the workflow and the instant it rings for.
	armed  time.Time
	timer  workflow.Future
	cancel workflow.CancelFunc
}

// now is case time.
func (c *clock) now(ctx workflow.Context) time.Time {
	return CaseTime(c.exercise, workflow.Now(ctx))
}

// temporalTime is the workflow's time, for what has nothing to do with the case:
// it orders the runs of a workflow, which no exercise makes run faster.
func temporalTime(ctx workflow.Context) time.Time { return workflow.Now(ctx) }

// CaseTime is the case time at a real instant; in earnest they are the same.
func CaseTime(x *protocol.Exercise, real time.Time) time.Time {
	if x == nil {
		return real
	}
	return x.Epoch.Add(time.Duration(float64(real.Sub(x.Start)) * x.Speed))
}

// act dates a person's act, refusing the future.
func (c *clock) act(ctx workflow.Context, at time.Time) (casefile.Moment, error) {
	return casefile.NewMoment(at, c.now(ctx), c.exercise != nil)
}

// learn dates a fact that another party or workflow reports: it was true at its
// own instant, and is known from now on. In an exercise it is known at once, so
// that an exercise counts the same days on every machine.
func (c *clock) learn(ctx workflow.Context, at time.Time) casefile.Moment {
	now := c.now(ctx)
	if at.IsZero() {
		return casefile.Moment{At: now, Seen: now}
	}
	if c.exercise != nil {
		return casefile.Moment{At: at, Seen: at}
	}
	return casefile.Moment{At: at, Seen: now}
}

// rung is when the engine learned of an alarm that rang for an instant.
func (c *clock) rung(ctx workflow.Context, at time.Time) time.Time {
	if now := c.now(ctx); c.exercise == nil && now.After(at) {
		return now
	}
	return at
}

// arm keeps one timer for the earliest alarm, and starts a new one only when
// that changes: an unchanged timer costs no history.
func (c *clock) arm(ctx workflow.Context, alarms casefile.Alarms) {
	next, ok := alarms.Next()
	if c.timer != nil && ok && next.At.Equal(c.armed) {
		return
	}
	if c.timer != nil {
		c.cancel()
		c.timer = nil
	}
	if !ok {
		return
	}
	timerCtx, cancel := workflow.WithCancel(ctx)
	wait := max(next.At.Sub(c.now(ctx)), 0)
	if c.exercise != nil {
		wait = time.Duration(float64(wait)/c.exercise.Speed + c.exercise.Patience*float64(time.Second))
	}
	c.armed, c.cancel = next.At, cancel
	c.timer = workflow.NewTimerWithOptions(timerCtx, wait, workflow.TimerOptions{Summary: string(next.Name) + " due " + next.At.UTC().Format(time.RFC3339)})
}

// ringing reports whether the timer has run out.
func (c *clock) ringing() bool { return c.timer != nil && c.timer.IsReady() }

// take clears the timer that has run out and reports whether it ran to its end.
func (c *clock) take(ctx workflow.Context) bool {
	err := c.timer.Get(ctx, nil)
	c.timer = nil
	return err == nil
}

// patience waits for a condition for some real time and reports whether it came
// true.
func patience(ctx workflow.Context, d time.Duration, cond func() bool) bool {
	if cond() {
		return true // without a timer
	}
	ok, err := workflow.AwaitWithTimeout(ctx, d, cond)
	return ok && err == nil
}

// rest waits some real time, for what has nothing to do with the case.
func rest(ctx workflow.Context, d time.Duration, summary string) error {
	return workflow.NewTimerWithOptions(ctx, d, workflow.TimerOptions{Summary: summary}).Get(ctx, nil)
}

// refusalOf finds the refusal in an error.
func refusalOf(err error) (*casefile.Refusal, bool) {
	var r *casefile.Refusal
	return r, errors.As(err, &r)
}
