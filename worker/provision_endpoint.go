package worker

import (
	"context"
	"fmt"

	nexuspb "go.temporal.io/api/nexus/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"

	"writ/protocol"
)

// endpoint finds or creates the Nexus endpoint of a relation. One that leads
// elsewhere is never bent: it may carry the traffic of others.
func (p provisioner) endpoint(ctx context.Context, r relation) error {
	name, made := r.endpoint(), false
	err := eventually(ctx, func(ctx context.Context) error {
		listed, err := p.operator.ListNexusEndpoints(ctx, &operatorservice.ListNexusEndpointsRequest{Name: name})
		if err != nil {
			return err
		}
		if found := listed.GetEndpoints(); len(found) > 0 {
			return r.verify(found[0].GetSpec().GetTarget())
		}
		if made {
			return errNotYet
		}
		_, err = p.operator.CreateNexusEndpoint(ctx, &operatorservice.CreateNexusEndpointRequest{
			Spec: &nexuspb.EndpointSpec{Name: name, Target: r.target()},
		})
		made = err == nil
		if err == nil || isType[*serviceerror.AlreadyExists](err) {
			return errNotYet
		}
		return err
	})
	if err != nil {
		return err
	}
	p.report(Finding{Kind: KindEndpoint, Name: name, Namespace: r.callee.Namespace, Made: made})
	return nil
}

func (r relation) target() *nexuspb.EndpointTarget {
	return &nexuspb.EndpointTarget{Variant: &nexuspb.EndpointTarget_Worker_{Worker: &nexuspb.EndpointTarget_Worker{
		Namespace: r.callee.Namespace, TaskQueue: protocol.TaskQueue,
	}}}
}

func (r relation) verify(target *nexuspb.EndpointTarget) error {
	worker := target.GetWorker()
	if worker.GetNamespace() == r.callee.Namespace && worker.GetTaskQueue() == protocol.TaskQueue {
		return nil
	}
	leads := fmt.Sprintf("namespace %q, task queue %q", worker.GetNamespace(), worker.GetTaskQueue())
	if worker == nil {
		leads = fmt.Sprintf("%q", target.GetExternal().GetUrl())
	}
	return &conflictError{fmt.Sprintf("it leads to %s, want namespace %q, task queue %q; it was not changed. If nobody uses it, remove it with: temporal operator nexus endpoint delete --name %s",
		leads, r.callee.Namespace, protocol.TaskQueue, r.endpoint())}
}
