package main

import (
	"context"
	"slices"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/proto"

	"writ/protocol"
	"writ/worker"
)

// custody is how the tables call what is left of a Preservation after its
// answer.
const custody = "Custody"

func custodyOptions(id string) workflow.ChildWorkflowOptions {
	return workflow.ChildWorkflowOptions{WorkflowID: id, ParentClosePolicy: enumspb.PARENT_CLOSE_POLICY_ABANDON}
}

// cost is what one workflow, or several, cost.
type cost struct {
	workflows, events, bytes, tasks, actions int
	kinds                                    map[enumspb.EventType]int
}

func (c *cost) add(d cost) {
	c.workflows += d.workflows
	c.events += d.events
	c.bytes += d.bytes
	c.tasks += d.tasks
	c.actions += d.actions
	if c.kinds == nil {
		c.kinds = map[enumspb.EventType]int{}
	}
	for k, n := range d.kinds {
		c.kinds[k] += n
	}
}

// billable are the events that Temporal Cloud counts as actions: starts (also
// of children), updates, signals, timers, activities, upserts of search
// attributes, Nexus operations, and one for the local activities of a task. A
// child is counted by its own start, a signal where it arrives.
var billable = []enumspb.EventType{
	enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
	enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
	enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
	enumspb.EVENT_TYPE_TIMER_STARTED,
	enumspb.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
	enumspb.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
	enumspb.EVENT_TYPE_NEXUS_OPERATION_SCHEDULED,
	enumspb.EVENT_TYPE_MARKER_RECORDED,
}

func costOf(events []*historypb.HistoryEvent) cost {
	c := cost{workflows: 1, events: len(events), kinds: map[enumspb.EventType]int{}}
	for _, e := range events {
		c.bytes += proto.Size(e)
		c.kinds[e.EventType]++
		if e.EventType == enumspb.EVENT_TYPE_WORKFLOW_TASK_COMPLETED {
			c.tasks++
		}
		if slices.Contains(billable, e.EventType) {
			c.actions++
		}
	}
	return c
}

// history reads the history of a workflow that a watcher saw begin.
func history(ctx context.Context, clients *worker.Clients, e event) ([]*historypb.HistoryEvent, error) {
	c, err := clients.For(ctx, e.Namespace)
	if err != nil {
		return nil, err
	}
	var events []*historypb.HistoryEvent
	pages := c.GetWorkflowHistory(ctx, e.ID, e.RunID, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for pages.HasNext() {
		next, err := pages.Next()
		if err != nil {
			return nil, err
		}
		events = append(events, next)
	}
	return events, nil
}

// kindOf names a workflow in the tables.
func kindOf(e event) string {
	if in, ok := e.Input.(protocol.PreservationInput); ok && in.Custody {
		return custody
	}
	return e.Type
}

// sizes are the mean sizes of the engine's payloads in bytes, by what they are:
// "start Hop", "ask preserve", "answer preserve", "update Hop/apply", "updated
// Hop/apply".
type sizes map[string]int

// gauge is a sum of sizes on the way to their mean.
type gauge struct{ sum, n map[string]int }

func newGauge() gauge { return gauge{map[string]int{}, map[string]int{}} }

func (g gauge) mean() sizes {
	all := sizes{}
	for k, n := range g.n {
		all[k] = g.sum[k] / n
	}
	return all
}

func (g gauge) put(name string, payloads ...*commonpb.Payload) {
	g.n[name]++
	for _, p := range payloads {
		g.sum[name] += len(p.GetData())
	}
}

// take measures the payloads of a workflow's history.
func (g gauge) take(kind string, events []*historypb.HistoryEvent) {
	names := map[int64]string{} // of the operation or update that began with the event
	for _, e := range events {
		switch e.EventType {
		case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
			g.put("start "+kind, e.GetWorkflowExecutionStartedEventAttributes().GetInput().GetPayloads()...)
		case enumspb.EVENT_TYPE_NEXUS_OPERATION_SCHEDULED:
			a := e.GetNexusOperationScheduledEventAttributes()
			names[e.EventId] = a.GetOperation()
			g.put("ask "+a.GetOperation(), a.GetInput())
		case enumspb.EVENT_TYPE_NEXUS_OPERATION_COMPLETED:
			a := e.GetNexusOperationCompletedEventAttributes()
			g.put("answer "+names[a.GetScheduledEventId()], a.GetResult())
		case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
			in := e.GetWorkflowExecutionUpdateAcceptedEventAttributes().GetAcceptedRequest().GetInput()
			names[e.EventId] = kind + "/" + in.GetName()
			g.put("update "+names[e.EventId], in.GetArgs().GetPayloads()...)
		case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
			a := e.GetWorkflowExecutionUpdateCompletedEventAttributes()
			g.put("updated "+names[a.GetAcceptedEventId()], a.GetOutcome().GetSuccess().GetPayloads()...)
		}
	}
}
