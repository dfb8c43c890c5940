package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"
)

func TestOneLifeFromStartToStop(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "new folder", "50%?#.db")
	p := start(t, "--db", db, "--namespace", "one", "--namespace", "two")

	if p.info.PID != p.cmd.Process.Pid {
		t.Errorf("ready file has pid %d, want %d", p.info.PID, p.cmd.Process.Pid)
	}
	for _, ns := range []string{"default", "one", "two"} {
		if got := p.retention(ns); got != defaultRetention {
			t.Errorf("namespace %s keeps closed workflows for %v, want %v", ns, got, defaultRetention)
		}
	}
	if body := get(t, "http://"+p.info.HTTP+"/api/v1/namespaces"); !strings.Contains(body, `"two"`) {
		t.Errorf("the HTTP API does not list namespace two: %s", body)
	}
	if status := statusFor(t, "http://"+p.info.HTTP+"/api/v1/namespaces", "evil.example"); status != http.StatusForbidden {
		t.Errorf("the HTTP API answers to a foreign host name with %d", status)
	}
	if body := get(t, p.info.UI+"/"); !strings.Contains(body, "<html") {
		t.Errorf("the UI does not serve its page: %.200s", body)
	}
	if runsOnLinux {
		for _, addr := range listening(t, p.cmd.Process.Pid) {
			if !strings.HasPrefix(addr, loopback+":") {
				t.Errorf("listens on %s, reachable from outside", addr)
			}
		}
	}

	p.stop(syscall.SIGTERM)
	if p.stderr.Len() > 0 {
		t.Errorf("a quiet life has nothing to log, got: %s", p.stderr)
	}
	if _, err := os.Stat(p.readyFile); !os.IsNotExist(err) {
		t.Errorf("the ready file is still there: %v", err)
	}
	if info, err := os.Stat(db + "-wal"); err == nil && info.Size() > 0 {
		t.Errorf("%d bytes are left in the write-ahead log", info.Size())
	}
	if info, err := os.Stat(db); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the database is not private: %v %v", info, err)
	}
}

func TestStateSurvivesStopAndKill(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "t.db")
	p := start(t, "--db", db, "--headless", "--retention", "24h")
	if p.info.UI != "" {
		t.Errorf("a headless server announces a UI: %s", p.info.UI)
	}
	p.register("before-stop")
	p.stop(syscall.SIGINT)

	// The longer retention is taken over, on other ports than before.
	p = start(t, "--db", db, "--headless")
	if got := p.retention("before-stop"); got != time.Hour*24*7 {
		t.Errorf("a namespace registered by somebody else was changed: retention %v", got)
	}
	if got := p.retention("default"); got != defaultRetention {
		t.Errorf("retention of default is %v after the restart, want %v", got, defaultRetention)
	}
	p.register("before-kill")
	run, err := p.dial("before-stop").ExecuteWorkflow(p.ctx(), client.StartWorkflowOptions{ID: "w", TaskQueue: "q"}, "nobody-runs-this")
	must(t, err)
	p.kill()

	p = start(t, "--db", db, "--headless", "--retention", "24h")
	p.retention("before-kill")
	if got := p.retention("default"); got != defaultRetention {
		t.Errorf("retention of default was shortened to %v", got)
	}
	if _, err := p.dial("before-stop").DescribeWorkflowExecution(p.ctx(), "w", run.GetRunID()); err != nil {
		t.Errorf("the acknowledged workflow is lost: %v", err)
	}
}

func TestSecondServerOnTheSameFileIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db, link := filepath.Join(dir, "t.db"), filepath.Join(dir, "link.db")
	p := start(t, "--db", db, "--headless")
	must(t, os.Symlink(db, link))
	for _, name := range []string{db, link} {
		code, stderr := fails(t, "--db", name)
		want := fmt.Sprintf("%s is in use by another server (process %d)", name, p.cmd.Process.Pid)
		if code != exitFailure || !strings.Contains(stderr, want) || !strings.Contains(stderr, "--db") {
			t.Errorf("code %d, stderr %q, want %d and %q", code, stderr, exitFailure, want)
		}
	}
	p.retention("default") // the first one is unharmed
}

func TestTakenPortIsRefusedWithTheFlagThatHelps(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	for _, flag := range []string{"--port", "--http-port", "--ui-port"} {
		code, stderr := fails(t, "--db", inMemory, flag, fmt.Sprint(port))
		want := fmt.Sprintf("port %d is in use; choose another with %s", port, flag)
		if code != exitFailure || !strings.Contains(stderr, want) {
			t.Errorf("code %d, stderr %q, want %d and %q", code, stderr, exitFailure, want)
		}
	}
}

func TestTwoServersStartAtTheSameMoment(t *testing.T) {
	t.Parallel()
	for i := range 2 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			start(t, "--db", inMemory).stop(syscall.SIGTERM)
		})
	}
}

func TestMemoryLeavesNoFile(t *testing.T) {
	t.Parallel()
	p := start(t, "--db", inMemory, "--headless")
	p.register("for-now")
	if names, err := os.ReadDir(p.cmd.Dir); err != nil || len(names) > 0 {
		t.Errorf("files in the working directory: %v %v", names, err)
	}
	p.stop(syscall.SIGTERM)
}

func TestClosingStdinStopsTheServer(t *testing.T) {
	t.Parallel()
	p := start(t, "--db", inMemory, "--headless")
	must(t, p.stdin.Close())
	if code := p.wait(); code != exitOK {
		t.Errorf("exit code %d: %s", code, p.stderr)
	}
}

func TestKillingTheParentStopsTheServer(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "t.db")
	parent := command(t, "--db", db, "--headless", "--stop-on-stdin-close")
	parent.Env = append(os.Environ(), modeEnv+"="+modeParent)
	stdout, err := parent.StdoutPipe()
	must(t, err)
	must(t, parent.Start())
	_, err = bufio.NewReader(stdout).ReadString('\n')
	must(t, err)
	must(t, parent.Process.Kill())
	waitUnlocked(t, db)
	_ = parent.Wait()
}

func TestSecondSignalLeavesAtOnce(t *testing.T) {
	t.Parallel()
	p := start(t, "--db", inMemory, "--headless")
	must(t, p.cmd.Process.Signal(syscall.SIGINT))
	must(t, p.cmd.Process.Signal(syscall.SIGTERM)) // a clean stop takes a second
	if code := p.wait(); code != exitFailure || !strings.Contains(p.stderr.String(), "second signal") {
		t.Errorf("exit code %d: %s", code, p.stderr)
	}
}

func TestUIOnlyShowsUnlessAskedOtherwise(t *testing.T) {
	t.Parallel()
	for flag, disabled := range map[string]bool{"--ui-write-actions=false": true, "--ui-write-actions": false} {
		t.Run(flag, func(t *testing.T) {
			t.Parallel()
			p := start(t, "--db", inMemory, flag)
			want := fmt.Sprintf(`"DisableWriteActions":%t`, disabled)
			if body := get(t, p.info.UI+"/api/v1/settings"); !strings.Contains(body, want) {
				t.Errorf("settings lack %s: %s", want, body)
			}
			resp, err := http.Post(p.info.UI+"/api/v1/namespaces/default/workflows/w/terminate", "application/json", strings.NewReader("{}"))
			must(t, err)
			resp.Body.Close()
			if refused := resp.StatusCode == http.StatusMethodNotAllowed; refused && !disabled {
				t.Errorf("a write through the UI is refused although allowed: %s", resp.Status)
			} else if resp.StatusCode < 400 {
				t.Errorf("a write without a token went through: %s", resp.Status)
			}
		})
	}
}

func TestWrongUseIsToldFromFailure(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "text"), []byte(strings.Repeat("no database ", 200)), 0o600))
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--nope"}, exitUsage, "-nope"},
		{[]string{"start"}, exitUsage, `unexpected argument "start"`},
		{[]string{"--port", "70000"}, exitUsage, "use 1 to 65535"},
		{[]string{"--port", "7000", "--ui-port", "7000"}, exitUsage, "give them different ports"},
		{[]string{"--sqlite-synchronous", "maybe"}, exitUsage, "use FULL, NORMAL, OFF"},
		{[]string{"--log-level", "loud"}, exitUsage, "use debug, info, warn, error"},
		{[]string{"--retention", "1m"}, exitUsage, "use at least 1h"},
		{[]string{"--db", ""}, exitUsage, "--db must name a file"},
		{[]string{"--db", dir}, exitFailure, "not a regular file"},
		{[]string{"--db", filepath.Join(dir, "text", "t.db")}, exitFailure, "choose another file with --db"},
		{[]string{"--db", filepath.Join(dir, "text")}, exitFailure, "not a database"},
		{[]string{"--db", inMemory, "--ready-file", filepath.Join(dir, "none", "r")}, exitFailure, "choose another with --ready-file"},
	} {
		if code, stderr := fails(t, c.args...); code != c.code || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: code %d, stderr %q, want %d and %q", c.args, code, stderr, c.code, c.want)
		}
	}
}

func TestVersionAndHelp(t *testing.T) {
	t.Parallel()
	for flag, want := range map[string]string{"--version": "Temporal server 1.32.1, Temporal UI 2.54.1", "--help": "--stop-on-stdin-close"} {
		out, err := command(t, flag).Output()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v: %s", flag, err, out)
		}
	}
}

func (p *process) register(namespace string) {
	p.t.Helper()
	nc, err := client.NewNamespaceClient(client.Options{HostPort: p.info.Address, Logger: silent{}})
	must(p.t, err)
	defer nc.Close()
	must(p.t, nc.Register(p.ctx(), &workflowservice.RegisterNamespaceRequest{
		Namespace:                        namespace,
		WorkflowExecutionRetentionPeriod: durationpb.New(7 * 24 * time.Hour),
	}))
}

func (p *process) retention(namespace string) time.Duration {
	p.t.Helper()
	nc, err := client.NewNamespaceClient(client.Options{HostPort: p.info.Address, Logger: silent{}})
	must(p.t, err)
	defer nc.Close()
	ns, err := nc.Describe(p.ctx(), namespace)
	must(p.t, err)
	return ns.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration()
}

// statusFor asks under another host name, as a browser does after its name
// server was told a lie.
func statusFor(t *testing.T, url, host string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	must(t, err)
	req.Host = host
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	resp.Body.Close()
	return resp.StatusCode
}

func get(t *testing.T, url string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	must(t, err)
	resp, err := http.DefaultClient.Do(req)
	must(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	must(t, err)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s: %s", url, resp.Status, body)
	}
	return string(body)
}
