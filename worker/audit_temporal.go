package worker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"

	"writ/casefile"
	"writ/ledger"
	"writ/protocol"
)

// This file asks Temporal what an [Audit] compares the ledger with: visibility
// for the workflows, and each workflow itself, by a query, for what happened. A
// closed workflow is replayed for its answer, by the party's own worker.

// list finds all cases of the party, in the order in which they began.
func (a Audit) list(ctx context.Context) ([]auditedCase, error) {
	latest := map[string]*workflowpb.WorkflowExecutionInfo{}
	request := &workflowservice.ListWorkflowExecutionsRequest{Namespace: a.Namespace, PageSize: 500, Query: a.query()}
	for {
		answer, err := a.Client.ListWorkflow(ctx, request)
		if err != nil {
			return nil, err
		}
		for _, info := range answer.GetExecutions() {
			id := info.GetExecution().GetWorkflowId()
			if was, ok := latest[id]; !ok || info.GetStartTime().AsTime().After(was.GetStartTime().AsTime()) {
				latest[id] = info
			}
		}
		if request.NextPageToken = answer.GetNextPageToken(); len(request.NextPageToken) == 0 {
			break
		}
	}
	return a.group(latest), nil
}

func (a Audit) query() string {
	kinds := map[protocol.Role][]string{
		protocol.RoleRequester: {protocol.Identification, protocol.Hop, protocol.Protection},
		protocol.RoleAuthority: {protocol.Authorisation, protocol.Review},
		protocol.RoleHolder:    {protocol.Disclosure, protocol.Preservation},
	}[a.Role]
	if a.Role.Grants() {
		kinds = append(kinds, protocol.Access)
	}
	if a.Role.Subscribes() {
		kinds = append(kinds, protocol.Subscription)
	}
	query := fmt.Sprintf("WorkflowType IN ('%s')", strings.Join(kinds, "', '"))
	if a.Case == "" {
		return query
	}
	if a.Role == protocol.RoleRequester {
		return query + fmt.Sprintf(" AND (%s = '%s' OR WorkflowId = '%s')",
			protocol.AttrCase.GetName(), a.Case, protocol.SubscriptionWorkflowID(casefile.GrantID(a.Case)))
	}
	id := casefile.RequestID(a.Case)
	return query + fmt.Sprintf(" AND WorkflowId IN ('%s')", strings.Join([]string{
		protocol.AuthorisationWorkflowID(id), protocol.ReviewWorkflowID(id), protocol.DisclosureWorkflowID(id),
		protocol.NoticeWorkflowID(id), protocol.PreservationWorkflowID(id), protocol.CustodyWorkflowID(id),
		protocol.AccessWorkflowID(casefile.GrantID(id)), protocol.SubscriptionWorkflowID(casefile.GrantID(id)),
	}, "', '"))
}

// group puts the workflows of one case together.
func (a Audit) group(latest map[string]*workflowpb.WorkflowExecutionInfo) []auditedCase {
	begun := map[string]time.Time{}
	cases := map[string]*auditedCase{}
	for id, info := range latest {
		subject := subjectOf(id)
		if a.Role == protocol.RoleRequester && info.GetType().GetName() != protocol.Subscription {
			subject = ""
			if p := info.GetSearchAttributes().GetIndexedFields()[protocol.AttrCase.GetName()]; p != nil {
				// One that does not decode is no case of writ.
				_ = converter.GetDefaultDataConverter().FromPayload(p, &subject)
			}
		}
		if subject == "" {
			continue
		}
		c, ok := cases[subject]
		if !ok {
			c = &auditedCase{subject: subject}
			cases[subject] = c
		}
		c.works = append(c.works, workOf(info))
		if at := info.GetStartTime().AsTime(); begun[subject].IsZero() || at.Before(begun[subject]) {
			begun[subject] = at
		}
	}
	all := make([]auditedCase, 0, len(cases))
	for _, c := range cases {
		slices.SortFunc(c.works, func(x, y auditedWork) int { return cmp.Compare(x.id, y.id) })
		all = append(all, *c)
	}
	slices.SortFunc(all, func(x, y auditedCase) int {
		return cmp.Or(begun[x.subject].Compare(begun[y.subject]), cmp.Compare(x.subject, y.subject))
	})
	return all
}

func workOf(info *workflowpb.WorkflowExecutionInfo) auditedWork {
	w := auditedWork{
		id: info.GetExecution().GetWorkflowId(), run: info.GetExecution().GetRunId(), kind: info.GetType().GetName(),
		closed: info.GetCloseTime().AsTime(),
	}
	switch info.GetStatus() {
	case enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, enumspb.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW:
		w.closing = ledger.Running
	case enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED, enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED:
		w.closing = ledger.Closed
	default:
		w.closing = ledger.Cut
	}
	return w
}

// told asks the workflows of a case what happened in each step, and lists those
// that cannot answer: one that was terminated before its first task, say, or
// failed before it could. The others are no less complete for that.
func (a Audit) told(ctx context.Context, c auditedCase) (map[casefile.StepID]*toldStep, []auditedWork, error) {
	steps := map[casefile.StepID]*toldStep{}
	var unread []auditedWork
	for _, w := range c.works {
		var err error
		if w.kind == protocol.Identification {
			err = a.toldByCase(ctx, w, steps)
		} else {
			err = a.toldByTask(ctx, w, steps)
		}
		switch {
		case isGone(err): // its retention has just passed
		case isUnreadable(err):
			unread = append(unread, w)
		case err != nil:
			return nil, nil, fmt.Errorf("%s: %w", w.id, err)
		}
	}
	return steps, unread, nil
}

func (a Audit) toldByCase(ctx context.Context, w auditedWork, steps map[casefile.StepID]*toldStep) error {
	var r casefile.Record
	if err := a.ask(ctx, w, protocol.QueryRecord, &r); err != nil {
		return err
	}
	in, err := a.inputOf(ctx, w)
	if err != nil {
		return err
	}
	o := r.Opening
	for _, e := range r.Events {
		head := protocol.HeadOfHop(o.Requester, o.Case, o.Jurisdiction, e.Holder)
		switch e.Step {
		case casefile.StepCase:
			head = protocol.HeadOfCase(o)
		case casefile.StepProtection:
			head = protocol.HeadOfGuard(o.Requester, o.Case)
		}
		head.Exercise = in.Exercise != nil
		s := add(steps, e, head)
		s.before = s.before || !in.Ledger
	}
	if s := steps[casefile.StepCase]; s != nil {
		s.closing, s.known = w.closing, true
	}
	return nil
}

// inputOf is with what the latest run of a case was started.
func (a Audit) inputOf(ctx context.Context, w auditedWork) (in protocol.CaseInput, err error) {
	started, err := a.begun(ctx, w)
	if err != nil || started == nil {
		return in, err
	}
	err = converter.GetDefaultDataConverter().FromPayloads(started.GetInput(), &in)
	return in, err
}

func (a Audit) toldByTask(ctx context.Context, w auditedWork, steps map[casefile.StepID]*toldStep) error {
	var t protocol.Task
	if err := a.ask(ctx, w, protocol.QueryTask, &t); err != nil {
		return err
	}
	if t.Head == nil {
		return errors.New("the worker that answers is of a version of writ that has no ledger")
	}
	var s *toldStep
	for _, e := range t.Events {
		s = add(steps, e, *t.Head)
	}
	if s != nil && (w.kind == protocol.Access || w.kind == protocol.Subscription) {
		if err := a.toldBefore(ctx, w, s); err != nil {
			return err
		}
	}
	if s == nil { // it dropped what it has told
		if s = steps[w.step()]; s == nil {
			return nil
		}
	}
	s.before = s.before || !t.Ledger
	// Of two workflows on one step, such as an answer and the custody after it, the
	// step is open while one of them is.
	if !s.known || s.closing != ledger.Running {
		s.closing, s.known = w.closing, true
	}
	return nil
}

// add adds an event to its step.
func add(steps map[casefile.StepID]*toldStep, e casefile.Event, head protocol.Emission) *toldStep {
	s, ok := steps[e.Step]
	if !ok {
		s = &toldStep{head: head, events: map[int]casefile.Event{}}
		steps[e.Step] = s
	}
	s.events[e.Seq] = e
	return s
}

// lastEvent is when the latest event of a case's histories was written. What is
// taken later, is taken after it.
func (a Audit) lastEvent(ctx context.Context, c auditedCase) (time.Time, error) {
	var last time.Time
	for _, w := range c.works {
		answer, err := a.Client.WorkflowService().GetWorkflowExecutionHistoryReverse(ctx, &workflowservice.GetWorkflowExecutionHistoryReverseRequest{
			Namespace: a.Namespace, Execution: &commonpb.WorkflowExecution{WorkflowId: w.id, RunId: w.run}, MaximumPageSize: 1,
		})
		if err != nil {
			return last, err
		}
		for _, e := range answer.GetHistory().GetEvents() {
			if at := e.GetEventTime().AsTime(); at.After(last) {
				last = at
			}
		}
	}
	return last, nil
}
