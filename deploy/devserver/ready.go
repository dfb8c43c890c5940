package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// readyInfo is the content of the ready file.
type readyInfo struct {
	Address string `json:"address"` // for Temporal clients
	HTTP    string `json:"http"`
	UI      string `json:"ui"` // empty without a UI
	PID     int    `json:"pid"`
}

func newReadyInfo(p *ports) readyInfo {
	info := readyInfo{Address: hostPort(p.grpc), HTTP: hostPort(p.http), PID: os.Getpid()}
	if p.ui != 0 {
		info.UI = "http://" + hostPort(p.ui)
	}
	return info
}

// waitUntilAnswering returns when every part has answered a real request, not
// merely opened its port: the first request of a caller must not be the one
// that finds out that a service is still loading.
func waitUntilAnswering(ctx context.Context, conn *grpc.ClientConn, info readyInfo) error {
	checks := []struct {
		what  string
		check func(context.Context) error
	}{
		{"the history service", func(ctx context.Context) error { return checkHistory(ctx, conn) }},
		{"the matching service", func(ctx context.Context) error { return checkMatching(ctx, conn) }},
		{"the HTTP API", func(ctx context.Context) error { return checkHTTP(ctx, "http://"+info.HTTP+"/api/v1/cluster-info") }},
	}
	if info.UI != "" {
		checks = append(checks, struct {
			what  string
			check func(context.Context) error
			// The UI passes this on to the frontend, so both are asked at once.
		}{"the web UI", func(ctx context.Context) error { return checkHTTP(ctx, info.UI+"/api/v1/cluster-info") }})
	}
	for _, c := range checks {
		if err := retry(ctx, c.check); err != nil {
			return fmt.Errorf("%s does not answer: %w", c.what, err)
		}
	}
	return nil
}

// retry calls until there is no error or ctx ends, and then returns the last error.
func retry(ctx context.Context, call func(context.Context) error) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		attempt, cancel := context.WithTimeout(ctx, 2*time.Second)
		err := call(attempt)
		cancel()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// checkHistory asks for a workflow that does not exist. "Not found" proves that
// the service has loaded its part of the database.
func checkHistory(ctx context.Context, conn *grpc.ClientConn) error {
	_, err := workflowservice.NewWorkflowServiceClient(conn).DescribeWorkflowExecution(ctx,
		&workflowservice.DescribeWorkflowExecutionRequest{
			Namespace: defaultNamespace,
			Execution: &commonpb.WorkflowExecution{WorkflowId: "writ-devserver-ready-check"},
		})
	if status.Code(err) == codes.NotFound {
		return nil
	}
	return err
}

// checkMatching lists Nexus endpoints, which the matching service owns.
func checkMatching(ctx context.Context, conn *grpc.ClientConn) error {
	_, err := operatorservice.NewOperatorServiceClient(conn).ListNexusEndpoints(ctx, &operatorservice.ListNexusEndpointsRequest{PageSize: 1})
	return err
}

func checkHTTP(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, resp.Status)
	}
	return nil
}

// announce tells the caller that the server can be used: first the file, which
// appears complete or not at all, then one line on stdout.
func announce(info readyInfo, readyFile string, stdout io.Writer) error {
	if readyFile != "" {
		if err := writeReadyFile(readyFile, info); err != nil {
			return fmt.Errorf("the ready file cannot be written (%w); choose another with --ready-file", err)
		}
	}
	ui := "no UI"
	if info.UI != "" {
		ui = "UI at " + info.UI
	}
	_, err := fmt.Fprintf(stdout, "writ-devserver ready: Temporal at %s, %s\n", info.Address, ui)
	return err
}

func writeReadyFile(path string, info readyInfo) error {
	content, err := json.Marshal(info)
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".ready-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // gone already when the rename worked
	_, err = tmp.Write(append(content, '\n'))
	if err := errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
