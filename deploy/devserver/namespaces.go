package main

import (
	"context"
	"fmt"
	"time"

	namespacepb "go.temporal.io/api/namespace/v1"
	"go.temporal.io/api/workflowservice/v1"
	sqliteschema "go.temporal.io/server/schema/sqlite"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/durationpb"
)

const defaultNamespace = "default"

// createNamespaces registers what is missing while the server is still down.
// Through the API it would work as well, but the services would first see the
// server without these namespaces, complain, and remember for a second that
// they do not exist.
func (d *database) createNamespaces(names []string, retention time.Duration) error {
	var missing []*sqliteschema.NamespaceConfig
	for _, name := range names {
		ns, err := sqliteschema.NewNamespaceConfig(clusterName, name, false, nil)
		if err != nil {
			return fmt.Errorf("namespace %q: %w", name, err)
		}
		ns.Detail.Config.Retention = durationpb.New(retention)
		missing = append(missing, ns)
	}
	if err := sqliteschema.CreateNamespaces(d.serverConfig(), missing...); err != nil {
		return fmt.Errorf("the namespaces cannot be created: %w", err)
	}
	return nil
}

// raiseRetention takes care of namespaces that existed before with a shorter
// retention. It never shortens one: that would delete closed workflows.
// Namespaces registered by others keep the retention they were given; the
// server knows a lower bound for it, no upper one.
func raiseRetention(ctx context.Context, conn *grpc.ClientConn, names []string, retention time.Duration) error {
	client := workflowservice.NewWorkflowServiceClient(conn)
	for _, name := range names {
		err := retry(ctx, func(ctx context.Context) error {
			ns, err := client.DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: name})
			if err != nil || ns.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration() >= retention {
				return err
			}
			_, err = client.UpdateNamespace(ctx, &workflowservice.UpdateNamespaceRequest{
				Namespace: name,
				Config:    &namespacepb.NamespaceConfig{WorkflowExecutionRetentionTtl: durationpb.New(retention)},
			})
			return err
		})
		if err != nil {
			return fmt.Errorf("the retention of namespace %q cannot be set: %w", name, err)
		}
	}
	return nil
}
