package workflows

import (
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"writ/protocol"
)

// CaseOptions are the options with which a case's Identification is started in
// its requester's namespace. The attributes make it visible before its first
// worker runs; opening the same case id again is refused by the server.
func CaseOptions(in protocol.CaseInput) client.StartWorkflowOptions {
	o := in.Opening
	return client.StartWorkflowOptions{
		ID:                                       protocol.CaseWorkflowID(o.Case),
		TaskQueue:                                protocol.TaskQueue,
		WorkflowIDReusePolicy:                    enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
		StaticSummary:                            CaseSummary(o),
		TypedSearchAttributes:                    caseView(in).attributes(),
	}
}

// AccessOptions are the options with which an Access is started in its grantor's
// namespace; opening the same grant id again is refused by the server.
func AccessOptions(in protocol.AccessInput) client.StartWorkflowOptions {
	o := in.Start.Opening
	return standingOptions(protocol.AccessWorkflowID(o.Grant), accessView(in))
}

// SubscriptionOptions are the options with which a Subscription is started in its
// grantee's namespace.
func SubscriptionOptions(in protocol.SubscriptionInput) client.StartWorkflowOptions {
	o := in.Start.Opening
	return standingOptions(protocol.SubscriptionWorkflowID(o.Grant), subscriptionView(in))
}

func standingOptions(id string, v view) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID:                                       id,
		TaskQueue:                                protocol.TaskQueue,
		WorkflowIDReusePolicy:                    enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
		StaticSummary:                            v.What,
		TypedSearchAttributes:                    v.attributes(),
	}
}
