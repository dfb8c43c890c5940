package devservertest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"

	"writ/internal/devservertest"
)

func dial(t *testing.T, address string) client.Client {
	t.Helper()
	c, err := client.DialContext(t.Context(), client.Options{HostPort: address})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

func TestStateAndPortsSurviveAKill(t *testing.T) {
	server := devservertest.Start(t, devservertest.WithUI())
	address, http, ui := server.Address, server.HTTP, server.UI
	require.NotEmpty(t, ui)
	register(t, address)

	server.Kill()
	server.Restart()

	require.Equal(t, []string{address, http, ui}, []string{server.Address, server.HTTP, server.UI})
	_, err := describe(t, address)
	require.NoError(t, err, "the namespace registered before the kill")
}

func TestMemoryForgets(t *testing.T) {
	server := devservertest.Start(t, devservertest.InMemory())
	address := server.Address
	require.Empty(t, server.UI)
	register(t, address)

	server.Restart()

	require.Equal(t, address, server.Address)
	_, err := describe(t, address)
	require.Error(t, err)
}

func register(t *testing.T, address string) {
	t.Helper()
	_, err := dial(t, address).WorkflowService().RegisterNamespace(t.Context(), &workflowservice.RegisterNamespaceRequest{
		Namespace: "kept", WorkflowExecutionRetentionPeriod: durationpb.New(100 * time.Hour),
	})
	require.NoError(t, err)
}

func describe(t *testing.T, address string) (*workflowservice.DescribeNamespaceResponse, error) {
	t.Helper()
	return dial(t, address).WorkflowService().DescribeNamespace(t.Context(),
		&workflowservice.DescribeNamespaceRequest{Namespace: "kept"})
}
