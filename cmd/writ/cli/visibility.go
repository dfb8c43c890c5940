package cli

import (
	"context"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/enums/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"

	"writ/casefile"
	"writ/protocol"
)

// row is one workflow as visibility knows it: codes and instants, which the
// server answers even when no worker runs.
type row struct {
	ID       string
	Type     string
	Open     bool
	Ended    string // how it closed, in Temporal's words
	Started  time.Time
	Closed   time.Time
	Stage    string
	Awaiting casefile.PartyID
	Due      time.Time
	Lane     casefile.Lane
	Outcome  string
	Paper    string // the instrument
	Case     casefile.CaseID
	// Of a standing access: the party on the other side, and its refused uses.
	Grantor, Grantee casefile.PartyID
	RefusedUses      int64
}

// list asks visibility of a party's namespace, page after page. Of the runs of
// one workflow it keeps the latest.
func (s *session) list(ctx context.Context, p protocol.Party, query string) ([]row, error) {
	c, err := s.client(ctx, p)
	if err != nil {
		return nil, err
	}
	var rows []row
	place := map[string]int{}
	request := &workflowservice.ListWorkflowExecutionsRequest{Namespace: p.Namespace, PageSize: 200, Query: query}
	for {
		bounded, cancel := context.WithTimeout(ctx, answerWithin)
		answer, err := c.ListWorkflow(bounded, request)
		cancel()
		if err != nil {
			return nil, s.cause(ctx, p, err)
		}
		for _, info := range answer.Executions {
			r := rowOf(info)
			if i, known := place[r.ID]; !known {
				place[r.ID] = len(rows)
				rows = append(rows, r)
			} else if r.Started.After(rows[i].Started) {
				rows[i] = r
			}
		}
		if len(answer.NextPageToken) == 0 {
			return rows, nil
		}
		request.NextPageToken = answer.NextPageToken
	}
}

// describe asks the server for one workflow by its full id.
func (s *session) describe(ctx context.Context, p protocol.Party, workflowID string) (row, error) {
	c, err := s.client(ctx, p)
	if err != nil {
		return row{}, err
	}
	bounded, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	answer, err := c.DescribeWorkflowExecution(bounded, workflowID, "")
	if err != nil {
		return row{}, s.cause(ctx, p, err)
	}
	return rowOf(answer.WorkflowExecutionInfo), nil
}

func rowOf(info *workflowpb.WorkflowExecutionInfo) row {
	r := row{
		ID: info.GetExecution().GetWorkflowId(), Type: info.GetType().GetName(),
		Open:    info.GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING,
		Ended:   info.GetStatus().String(),
		Started: info.GetStartTime().AsTime(),
	}
	if info.GetCloseTime() != nil {
		r.Closed = info.GetCloseTime().AsTime()
	}
	fields := info.GetSearchAttributes().GetIndexedFields()
	attribute(fields, protocol.AttrStage.GetName(), &r.Stage)
	attribute(fields, protocol.AttrAwaiting.GetName(), &r.Awaiting)
	attribute(fields, protocol.AttrDue.GetName(), &r.Due)
	attribute(fields, protocol.AttrLane.GetName(), &r.Lane)
	attribute(fields, protocol.AttrOutcome.GetName(), &r.Outcome)
	attribute(fields, protocol.AttrInstrument.GetName(), &r.Paper)
	attribute(fields, protocol.AttrCase.GetName(), &r.Case)
	attribute(fields, protocol.AttrGrantor.GetName(), &r.Grantor)
	attribute(fields, protocol.AttrGrantee.GetName(), &r.Grantee)
	attribute(fields, protocol.AttrRefusedUses.GetName(), &r.RefusedUses)
	return r
}

// attribute reads a search attribute where it is set and of the right type; a
// listing that lacks one is still a listing.
func attribute[T any](fields map[string]*commonpb.Payload, name string, into *T) {
	payload := fields[name]
	if payload == nil || len(payload.Data) == 0 {
		return
	}
	var value T
	if converter.GetDefaultDataConverter().FromPayload(payload, &value) == nil {
		*into = value
	}
}
