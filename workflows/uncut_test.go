package workflows_test

import (
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/workflow"
)

// The SDK's test environment panics when a workflow ends whose operation was cut
// before (its completion looks for the operation that has timed out). So the
// tests of whole cases take the cut away, and resume_test.go tests the cut by
// itself, against operations that are not workflows; on a real server the two
// come together.

type uncut struct {
	interceptor.WorkerInterceptorBase
}

func (*uncut) InterceptWorkflow(ctx workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	return &uncutInbound{interceptor.WorkflowInboundInterceptorBase{Next: next}}
}

type uncutInbound struct {
	interceptor.WorkflowInboundInterceptorBase
}

func (u *uncutInbound) Init(next interceptor.WorkflowOutboundInterceptor) error {
	return u.Next.Init(&uncutOutbound{interceptor.WorkflowOutboundInterceptorBase{Next: next}})
}

type uncutOutbound struct {
	interceptor.WorkflowOutboundInterceptorBase
}

func (u *uncutOutbound) ExecuteNexusOperation(ctx workflow.Context, in interceptor.ExecuteNexusOperationInput) workflow.NexusOperationFuture {
	in.Options.ScheduleToCloseTimeout = 0
	return u.Next.ExecuteNexusOperation(ctx, in)
}
