package workflows

import (
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"writ/casefile"
	"writ/protocol"
)

// CaseOptions are the options with which a case's Identification is started in
// its requester's namespace. The attributes make it visible before its first
// worker runs; opening the same case id again is refused by the server.
func CaseOptions(in protocol.CaseInput) client.StartWorkflowOptions {
	o := in.Opening
	lane := casefile.LaneOrdinary
	if o.Threat != nil {
		lane = casefile.LaneEmergency
	}
	return client.StartWorkflowOptions{
		ID:                                       protocol.CaseWorkflowID(o.Case),
		TaskQueue:                                protocol.TaskQueue,
		WorkflowIDReusePolicy:                    enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
		StaticSummary:                            CaseSummary(o),
		TypedSearchAttributes: temporal.NewSearchAttributes(
			protocol.AttrCase.ValueSet(string(o.Case)),
			protocol.AttrStage.ValueSet(string(casefile.StageFollowing)),
			protocol.AttrAwaiting.ValueSet(string(o.Requester)),
			protocol.AttrLane.ValueSet(string(lane)),
		),
	}
}
