package workflows

import (
	"math"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

const (
	// cutWait is how long one Nexus operation waits for another party before it
	// is cut and taken up again. Temporal Cloud ends operations at 60 days.
	cutWait = 30 * 24 * time.Hour
	// tellPatience is how long an ending task lets its last progress messages
	// arrive: the answer itself must not wait for a requester that is away.
	tellPatience = 10 * time.Second
	// withdrawPatience is how long a cancelled workflow stays to see its own
	// requests withdrawn and its hops' last reports.
	withdrawPatience = time.Minute
	// withdrawTries is how many more cuts a withdrawal is brought to a party that
	// is away: a year.
	withdrawTries = 12
	// letterPause is how long a letter waits after a failure before it is sent again;
	// it doubles each time, up to letterPauseMost.
	letterPause     = 5 * time.Second
	letterPauseMost = time.Hour
	// takePatience is how long a grantor's own work has to take what a grantee
	// submits. The server gives a handler ten seconds.
	takePatience = 8 * time.Second
	// recordPatience is how long the ledger has to take what it is told before the
	// work goes on without it.
	recordPatience = time.Second
	// eventsKept is how many events of a standing access a run hands to the next at
	// most: some hundred kilobytes of the two megabytes that the server takes.
	eventsKept = 1000
	// textKept is how many bytes people have written into those events at most.
	textKept = 300_000
	// manyEvents is where a run continues as new even if the server does not
	// suggest it yet.
	manyEvents = 10_000
)

// cutOf is [cutWait], or what an exercise sets in its place.
func cutOf(x *protocol.Exercise) time.Duration {
	if x == nil || x.Cut <= 0 {
		return cutWait
	}
	return time.Duration(x.Cut * float64(time.Second))
}

// longOf is [manyEvents], or what an exercise sets in its place.
func longOf(x *protocol.Exercise) int {
	if x == nil || x.Long <= 0 {
		return manyEvents
	}
	return x.Long
}

// waitForParty is for operations that people of another party answer: no limit
// but the cut.
func waitForParty(cut time.Duration, summary string) workflow.NexusOperationOptions {
	return workflow.NexusOperationOptions{
		ScheduleToCloseTimeout: cut,
		// The caller goes on once the withdrawal was delivered; the other side
		// records it in its own time.
		CancellationType: workflow.NexusOperationCancellationTypeWaitRequested,
		Summary:          summary,
	}
}

// tellParty is for a message that another party's worker takes in at once.
func tellParty(summary string) workflow.NexusOperationOptions {
	return workflow.NexusOperationOptions{
		ScheduleToCloseTimeout: 24 * time.Hour,
		CancellationType:       workflow.NexusOperationCancellationTypeTryCancel,
		Summary:                summary,
	}
}

// lookUp is for a quick, local question.
func lookUp(summary string) workflow.LocalActivityOptions {
	return workflow.LocalActivityOptions{
		Summary:             summary,
		StartToCloseTimeout: 5 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: 200 * time.Millisecond, MaximumInterval: 10 * time.Second},
	}
}

// remindPeople is for a notice to people: tried for a day, then given up, since
// the deadline itself is kept by the workflow.
func remindPeople(summary string) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		StartToCloseTimeout:    30 * time.Second,
		ScheduleToCloseTimeout: 24 * time.Hour,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: 10 * time.Minute},
		Summary:                summary,
	}
}

// recordNow is for telling the ledger in the same breath: tried once, and never
// for longer than the work can wait for it.
func recordNow() workflow.LocalActivityOptions {
	return workflow.LocalActivityOptions{
		Summary:                "to the ledger",
		ScheduleToCloseTimeout: recordPatience,
		RetryPolicy:            &temporal.RetryPolicy{MaximumAttempts: 1},
	}
}

// recordLater is for the run that brings to the ledger what it did not take. It
// outlives the run that started it.
func recordLater(id string, party casefile.PartyID) workflow.ChildWorkflowOptions {
	return workflow.ChildWorkflowOptions{
		WorkflowID:            id,
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		ParentClosePolicy:     enumspb.PARENT_CLOSE_POLICY_ABANDON,
		StaticSummary:         recordingSummary(party),
	}
}

// recordUntilTaken is for the ledger's catching up: for as long as it takes. A
// ledger that hangs is given up soon each time, and one that is back is found
// within minutes. The number of attempts is said although none would be as many:
// the SDK's test environment takes none for ten.
func recordUntilTaken(party casefile.PartyID) workflow.ActivityOptions {
	return workflow.ActivityOptions{
		StartToCloseTimeout: 30 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: 10 * time.Minute, MaximumAttempts: math.MaxInt32},
		Summary:             "to the ledger of " + string(party),
	}
}

// ownChild is for a part of the case that outlives a run of its parent: the
// parent may continue as new, and reports come by signal.
func ownChild(id string, v view) workflow.ChildWorkflowOptions {
	return workflow.ChildWorkflowOptions{
		WorkflowID:            id,
		WorkflowIDReusePolicy: enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		ParentClosePolicy:     enumspb.PARENT_CLOSE_POLICY_ABANDON,
		StaticSummary:         v.What,
		TypedSearchAttributes: v.attributes(),
	}
}
