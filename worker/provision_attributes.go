package worker

import (
	"context"
	"fmt"
	"strings"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"

	"writ/protocol"
)

// attributes finds or adds the search attributes of a namespace. The missing
// ones are added in one request, because each request rewrites the namespace.
// Where two runs add at once the server refuses one, which looks again.
func (p provisioner) attributes(ctx context.Context, namespace string) error {
	made := map[string]bool{}
	err := eventually(ctx, func(ctx context.Context) error {
		missing, err := p.missingAttributes(ctx, namespace)
		if err != nil || len(missing) == 0 {
			return err
		}
		_, err = p.operator.AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{
			Namespace: namespace, SearchAttributes: missing,
		})
		if err != nil && !isType[*serviceerror.AlreadyExists](err) {
			return err
		}
		for name := range missing {
			made[name] = err == nil
		}
		return errNotYet
	})
	if err != nil {
		return err
	}
	for _, key := range protocol.Attributes() {
		p.report(Finding{Kind: KindAttribute, Name: key.GetName(), Namespace: namespace, Made: made[key.GetName()]})
	}
	return nil
}

func (p provisioner) missingAttributes(ctx context.Context, namespace string) (map[string]enumspb.IndexedValueType, error) {
	listed, err := p.operator.ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: namespace})
	if err != nil {
		return nil, err
	}
	missing := map[string]enumspb.IndexedValueType{}
	for _, key := range protocol.Attributes() {
		name, want := key.GetName(), key.GetValueType()
		switch has, ok := listed.GetCustomAttributes()[name]; {
		case !ok:
			missing[name] = want
		case has != want:
			return nil, &conflictError{fmt.Sprintf("%s is of type %s, want %s; it was not changed. Remove it with: temporal operator search-attribute remove --namespace %s --name %s",
				name, has, want, namespace, name)}
		}
	}
	return missing, nil
}

// queryable waits until a question that names every attribute is understood:
// the services that answer queries learn of attributes later than the one that
// lists them.
func (p provisioner) queryable(ctx context.Context, namespace string) error {
	var terms []string
	for _, key := range protocol.Attributes() {
		terms = append(terms, key.GetName()+" IS NOT NULL")
	}
	return eventually(ctx, func(ctx context.Context) error {
		_, err := p.workflow.CountWorkflowExecutions(ctx, &workflowservice.CountWorkflowExecutionsRequest{
			Namespace: namespace, Query: strings.Join(terms, " AND "),
		})
		if isType[*serviceerror.InvalidArgument](err) {
			return fmt.Errorf("%w: %s", errNotYet, err.Error()) // not wrapped: here it will pass
		}
		return err
	})
}
