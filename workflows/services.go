package workflows

import (
	"cmp"
	"context"
	"errors"

	"github.com/nexus-rpc/sdk-go/nexus"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporalnexus"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/protocol"
)

// Register registers the workflows of a role under their names. It reads the
// editions of the law first.
func Register(r worker.WorkflowRegistry, role protocol.Role) {
	readLaw()
	add := func(name string, fn any) {
		r.RegisterWorkflowWithOptions(fn, workflow.RegisterOptions{Name: name})
	}
	// Several roles have these, and a replayer plays all roles.
	shared := func(name string, fn any) {
		r.RegisterWorkflowWithOptions(fn, workflow.RegisterOptions{Name: name, DisableAlreadyRegisteredCheck: true})
	}
	shared(protocol.Recording, Recording)
	if role.Grants() {
		shared(protocol.Access, Access)
	}
	if role.Subscribes() {
		shared(protocol.Subscription, Subscription)
	}
	switch role {
	case protocol.RoleRequester:
		add(protocol.Identification, Identification)
		add(protocol.Hop, Hop)
		add(protocol.Protection, Protection)
	case protocol.RoleAuthority:
		add(protocol.Authorisation, Authorisation)
		add(protocol.Review, Review)
	case protocol.RoleHolder:
		add(protocol.Disclosure, Disclosure)
		add(protocol.Preservation, Preservation)
	}
}

// Services are the Nexus services that a role offers to other parties. With ledger,
// the work that they start tells its party's ledger what happens.
func Services(role protocol.Role, dir protocol.Directory, ledger bool) []*nexus.Service {
	return ServicesWith(role, dir, ledger, byClient{})
}

// ServicesWith is [Services] with another way to reach the party's own work, for the
// SDK's test environment, whose client can neither signal nor update.
func ServicesWith(role protocol.Role, dir protocol.Directory, ledger bool, inside Inside) []*nexus.Service {
	var all []*nexus.Service
	switch role {
	case protocol.RoleRequester:
		all = append(all, service(protocol.ServiceRequester, notify(dir, inside)))
	case protocol.RoleAuthority:
		all = append(all, service(protocol.ServiceAuthority, authorise(dir, ledger), reviewOp(dir, ledger)))
	case protocol.RoleHolder:
		all = append(all, service(protocol.ServiceHolder, preserve(dir, ledger), disclose(dir, ledger)))
	}
	if role.Grants() {
		all = append(all, service(protocol.ServiceGrantor, submit(dir, ledger, inside)))
	}
	if role.Subscribes() {
		all = append(all, service(protocol.ServiceGrantee, inform(dir, ledger, inside)))
	}
	return all
}

func service(name string, ops ...nexus.RegisterableOperation) *nexus.Service {
	s := nexus.NewService(name)
	s.MustRegister(ops...)
	return s
}

// admit checks who calls. The server sets the endpoint of a call, and each
// relation has its own, so the caller named in the message must be the one that
// the endpoint names; and a request sent to the wrong party is not answered by
// the one it reached.
func admit(ctx context.Context, dir protocol.Directory, env protocol.Envelope, sender, addressee casefile.PartyID) (protocol.Party, error) {
	endpoint := temporalnexus.GetOperationInfo(ctx).Endpoint
	caller, callee, ok := protocol.EndpointParties(endpoint)
	if !ok || !dir.MayCall(caller, callee) {
		return protocol.Party{}, nexus.NewHandlerErrorf(nexus.HandlerErrorTypeUnauthorized, "endpoint %q is no relation of the directory", endpoint)
	}
	if env.From != caller || sender != caller {
		return protocol.Party{}, nexus.NewHandlerErrorf(nexus.HandlerErrorTypeUnauthorized, "the request names another sender than the endpoint's caller %q", caller)
	}
	if addressee != callee {
		return protocol.Party{}, nexus.NewHandlerErrorf(nexus.HandlerErrorTypeBadRequest, "the request is addressed to %q, not to %q", addressee, callee)
	}
	self, ok := dir.Party(callee)
	if !ok {
		return protocol.Party{}, nexus.NewHandlerErrorf(nexus.HandlerErrorTypeNotFound, "party %q is not in the directory", callee)
	}
	return self, nil
}

// task is what the work on a request begins with at this party's desk.
func task(self protocol.Party, env protocol.Envelope) casefile.TaskStart {
	return casefile.TaskStart{
		Desk: casefile.Desk{Party: self.ID, Office: self.Office, Zone: self.Zone, Jurisdiction: self.Jurisdiction, Calendar: self.Calendar},
		From: env.From, Edition: env.Edition, Calendars: env.Calendars,
	}
}

// startOrAttach starts the workflow that answers a request; when it runs
// already the caller is attached to it, and when it has ended its result is
// returned.
func startOrAttach[O any](ctx context.Context, nc temporalnexus.NexusClient, id, workflowType string, v view, in any) (temporalnexus.TemporalOperationResult[O], error) {
	result, err := temporalnexus.StartUntypedWorkflow[O](ctx, nc, client.StartWorkflowOptions{
		ID:                       id,
		StaticSummary:            v.What,
		TypedSearchAttributes:    v.attributes(),
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
	}, workflowType, in)
	var ended *serviceerror.WorkflowExecutionAlreadyStarted
	if !errors.As(err, &ended) {
		return result, err
	}
	var out O
	if err := nc.GetWorkflowClient().GetWorkflow(ctx, id, "").Get(ctx, &out); err != nil {
		// It ended without an answer, so no answer will ever come.
		return result, &nexus.OperationError{State: nexus.OperationStateFailed, Message: "the work on this request ended without an answer", Cause: err}
	}
	return temporalnexus.NewSyncResult(out), nil
}

func operation[I, O any](name string, start func(context.Context, temporalnexus.NexusClient, I) (temporalnexus.TemporalOperationResult[O], error)) nexus.RegisterableOperation {
	return temporalnexus.MustNewTemporalOperation(temporalnexus.TemporalOperationOptions[I, O]{
		Name: name,
		Start: func(ctx context.Context, nc temporalnexus.NexusClient, in I, _ temporalnexus.StartTemporalOperationOptions) (temporalnexus.TemporalOperationResult[O], error) {
			return start(ctx, nc, in)
		},
	})
}

type result[O any] = temporalnexus.TemporalOperationResult[O]

func authorise(dir protocol.Directory, ledger bool) nexus.RegisterableOperation {
	return operation(protocol.OpAuthorise, func(ctx context.Context, nc temporalnexus.NexusClient, in protocol.AuthoriseInput) (result[casefile.Decision], error) {
		self, err := admit(ctx, dir, in.Envelope, in.Application.Requester, in.Application.Authority)
		if err != nil {
			return result[casefile.Decision]{}, err
		}
		start := task(self, in.Envelope)
		start.At = in.Application.At
		work := protocol.AuthorisationInput{Envelope: in.Envelope, Start: start, Application: in.Application, Ledger: ledger}
		return startOrAttach[casefile.Decision](ctx, nc, protocol.AuthorisationWorkflowID(in.Application.ID), protocol.Authorisation, applicationView(work), work)
	})
}

func reviewOp(dir protocol.Directory, ledger bool) nexus.RegisterableOperation {
	return operation(protocol.OpReview, func(ctx context.Context, nc temporalnexus.NexusClient, in protocol.ReviewInput) (result[casefile.Ruling], error) {
		// A paper that its requester issued itself is reviewed by who validates it.
		o := in.Challenge.Order
		self, err := admit(ctx, dir, in.Envelope, in.Challenge.Holder, cmp.Or(o.Validator, o.Issuer.Party))
		if err != nil {
			return result[casefile.Ruling]{}, err
		}
		start := task(self, in.Envelope)
		start.At = in.Challenge.At
		work := protocol.ReviewTask{Envelope: in.Envelope, Start: start, Challenge: in.Challenge, Ledger: ledger}
		return startOrAttach[casefile.Ruling](ctx, nc, protocol.ReviewWorkflowID(in.Challenge.ID), protocol.Review, challengeView(work), work)
	})
}

func preserve(dir protocol.Directory, ledger bool) nexus.RegisterableOperation {
	return operation(protocol.OpPreserve, func(ctx context.Context, nc temporalnexus.NexusClient, in protocol.PreserveInput) (result[casefile.HoldAnswer], error) {
		self, err := admit(ctx, dir, in.Envelope, in.Hold.Requester, casefile.PartyID(in.Hold.Holder))
		if err != nil {
			return result[casefile.HoldAnswer]{}, err
		}
		start := task(self, in.Envelope)
		start.At = in.Hold.At
		work := protocol.PreservationInput{Envelope: in.Envelope, Start: start, Hold: in.Hold, Ledger: ledger}
		return startOrAttach[casefile.HoldAnswer](ctx, nc, protocol.PreservationWorkflowID(in.Hold.ID), protocol.Preservation, holdView(work), work)
	})
}

func disclose(dir protocol.Directory, ledger bool) nexus.RegisterableOperation {
	return operation(protocol.OpDisclose, func(ctx context.Context, nc temporalnexus.NexusClient, in protocol.DiscloseInput) (result[casefile.Answer], error) {
		self, err := admit(ctx, dir, in.Envelope, in.Demand.Requester, casefile.PartyID(in.Demand.Holder))
		if err != nil {
			return result[casefile.Answer]{}, err
		}
		start := task(self, in.Envelope)
		start.At = in.Demand.At
		start.Sender, start.Enforcing = sender(dir, in.From), enforcing(dir)
		work := protocol.DisclosureInput{Envelope: in.Envelope, Start: start, Demand: in.Demand, Authorities: authorities(dir), Ledger: ledger}
		return startOrAttach[casefile.Answer](ctx, nc, protocol.DisclosureWorkflowID(in.Demand.ID), protocol.Disclosure, demandView(work), work)
	})
}

// sender is who asks, as the directory describes it.
func sender(dir protocol.Directory, id casefile.PartyID) casefile.Desk {
	p, ok := dir.Party(id)
	if !ok {
		return casefile.Desk{}
	}
	return casefile.Desk{Party: p.ID, Office: p.Office, Zone: p.Zone, Jurisdiction: p.Jurisdiction, Calendar: p.Calendar}
}

// enforcing are the authorities that are notified of foreign orders, by
// jurisdiction.
func enforcing(dir protocol.Directory) map[string]casefile.Decider {
	var known map[string]casefile.Decider
	for _, p := range dir.Parties {
		if p.Role != protocol.RoleAuthority || !p.Enforcing {
			continue
		}
		if known == nil {
			known = map[string]casefile.Decider{}
		}
		known[p.Jurisdiction] = casefile.Decider{Party: p.ID, Role: p.Office}
	}
	return known
}

// authorities are the deciders that the directory knows.
func authorities(dir protocol.Directory) []casefile.Decider {
	var known []casefile.Decider
	for _, p := range dir.Parties {
		if p.Role == protocol.RoleAuthority {
			known = append(known, casefile.Decider{Party: p.ID, Role: p.Office})
		}
	}
	return known
}

// notify delivers progress as a signal to the hop. A hop that has ended needs it no
// longer.
func notify(dir protocol.Directory, inside Inside) nexus.RegisterableOperation {
	return operation(protocol.OpNotify, func(ctx context.Context, _ temporalnexus.NexusClient, in protocol.NotifyInput) (result[protocol.NotifyResult], error) {
		if _, err := admit(ctx, dir, in.Envelope, in.From, in.To); err != nil {
			return result[protocol.NotifyResult]{}, err
		}
		delivered, err := inside.Signal(ctx, in.ReplyTo, protocol.SignalProgress, in)
		if err != nil {
			return result[protocol.NotifyResult]{}, err
		}
		return temporalnexus.NewSyncResult(protocol.NotifyResult{Delivered: delivered}), nil
	})
}
