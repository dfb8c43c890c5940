package worker

import (
	"context"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/types/known/durationpb"

	"writ/casefile"
	"writ/protocol"
)

// The kinds of things that [Provision] looks after.
const (
	KindNamespace = "namespace"
	KindEndpoint  = "endpoint"
	KindAttribute = "search attribute"
)

// Finding is one thing that the parties need from the cluster, and how it was
// found.
type Finding struct {
	Kind      string
	Name      string
	Namespace string // where it lives, or where an endpoint leads
	Made      bool   // by this run; else it was there
	Note      string // what a person should know about it
}

// usableWithin bounds each wait for the cluster, whose services learn of new
// things one after the other. A cluster of the default settings takes seconds.
const usableWithin = time.Minute

// Provision makes what the directory's parties need and a cluster lacks: a
// namespace for each party, the search attributes in each, and one Nexus
// endpoint for each party that another may call. It returns when all of it can
// be used.
//
// It changes nothing that is there: what differs and can be lived with is
// reported in a note, what cannot is an error. So it may run again at any time,
// and twice at once. report may be nil.
func Provision(ctx context.Context, cfg Config, dir protocol.Directory, report func(Finding)) error {
	if err := dir.Validate(); err != nil {
		return fmt.Errorf("directory: %w", err)
	}
	clients := NewClients(cfg)
	defer clients.Close()
	c, err := clients.For(ctx, dir.Parties[0].Namespace)
	if err != nil {
		return err
	}
	if report == nil {
		report = func(Finding) {}
	}
	p := provisioner{
		workflow:  c.WorkflowService(),
		operator:  c.OperatorService(),
		retention: cfg.Retention,
		report:    report,
	}
	return p.all(ctx, dir)
}

// all goes through the cluster step by step rather than namespace by namespace:
// while one thing spreads in the cluster the next is made.
func (p provisioner) all(ctx context.Context, dir protocol.Directory) error {
	for _, step := range []struct {
		kind string
		do   func(context.Context, string) error
	}{
		{KindNamespace, p.namespace},
		{KindAttribute + "s of namespace", p.attributes},
		{KindAttribute + "s of namespace", p.queryable},
	} {
		for _, party := range dir.Parties {
			if err := step.do(ctx, party.Namespace); err != nil {
				return provisionError(step.kind, party.Namespace, err)
			}
		}
	}
	for _, r := range relations(dir) {
		if err := p.endpoint(ctx, r); err != nil {
			return provisionError(KindEndpoint, r.endpoint(), err)
		}
	}
	return nil
}

type provisioner struct {
	workflow  workflowservice.WorkflowServiceClient
	operator  operatorservice.OperatorServiceClient
	retention time.Duration
	report    func(Finding)
}

// relation is one party that may call another.
type relation struct {
	caller casefile.PartyID
	callee protocol.Party
}

func (r relation) endpoint() string { return protocol.Endpoint(r.caller, r.callee.ID) }

func relations(dir protocol.Directory) []relation {
	var all []relation
	for _, caller := range dir.Parties {
		for _, id := range caller.Calls {
			callee, _ := dir.Party(id) // a valid directory names it
			all = append(all, relation{caller.ID, callee})
		}
	}
	return all
}

// namespace finds or registers a namespace. Two runs may register it at once;
// the one that comes second finds it.
func (p provisioner) namespace(ctx context.Context, name string) error {
	made := false
	var found *workflowservice.DescribeNamespaceResponse
	err := eventually(ctx, func(ctx context.Context) error {
		var err error
		found, err = p.workflow.DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: name})
		if !isType[*serviceerror.NamespaceNotFound](err) && !isType[*serviceerror.NotFound](err) {
			return err
		}
		if made {
			return err // registered, but not yet known everywhere
		}
		_, err = p.workflow.RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
			Namespace:                        name,
			WorkflowExecutionRetentionPeriod: durationpb.New(p.retention),
		})
		made = err == nil
		if err == nil || isType[*serviceerror.NamespaceAlreadyExists](err) {
			return errNotYet
		}
		return err
	})
	if err != nil {
		return err
	}
	if state := found.GetNamespaceInfo().GetState(); state != enumspb.NAMESPACE_STATE_REGISTERED {
		return fmt.Errorf("it is in state %s; wait until it is gone, or name another in the directory", state)
	}
	p.report(Finding{Kind: KindNamespace, Name: name, Namespace: name, Made: made,
		Note: p.retentionNote(name, found.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration())})
	return nil
}

func (p provisioner) retentionNote(name string, kept time.Duration) string {
	if kept >= p.retention {
		return ""
	}
	return fmt.Sprintf("keeps closed workflows for %s only, less than WRIT_RETENTION asks for (%s); raise it with: temporal operator namespace update --namespace %s --retention %s",
		kept, p.retention, name, p.retention)
}

// errNotYet asks [eventually] for another attempt.
var errNotYet = errors.New("not usable yet")

// eventually calls until there is no error, or the error will not pass by
// itself, or time is up. The pauses grow from 5 ms to 250 ms.
func eventually(ctx context.Context, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, usableWithin)
	defer cancel()
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, 250*time.Millisecond) {
		attempt, done := context.WithTimeout(ctx, 10*time.Second)
		err := call(attempt)
		done()
		if err == nil || isPermanent(err) {
			return err
		}
		again := time.NewTimer(pause)
		select {
		case <-again.C:
		case <-ctx.Done():
			again.Stop()
			return fmt.Errorf("%w (given up: %w)", err, context.Cause(ctx))
		}
	}
}

// conflictError says that something is there and is not what is needed.
type conflictError struct{ text string }

func (e *conflictError) Error() string { return e.text }

// isPermanent knows the errors that another attempt would meet again.
func isPermanent(err error) bool {
	return isType[*conflictError](err) || isForbidden(err) ||
		isType[*serviceerror.InvalidArgument](err)
}

func isForbidden(err error) bool {
	return isType[*serviceerror.PermissionDenied](err) || isType[*serviceerror.Unimplemented](err)
}

func isType[E error](err error) bool {
	var as E
	return errors.As(err, &as)
}

func provisionError(kind, name string, err error) error {
	if isForbidden(err) {
		return fmt.Errorf("%s %q: %w; the cluster does not let these credentials set it up: ask its operator to run writ setup", kind, name, err)
	}
	return fmt.Errorf("%s %q: %w", kind, name, err)
}
