package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"writ/exercise"
	"writ/scenarios"
	"writ/worker"
)

// fakeServer writes a program that stands for writ-devserver. It sees its flags
// as "$*"; ready is where --ready-file points.
func fakeServer(t *testing.T, script string) func(string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "server")
	const prologue = `#!/bin/sh
while [ $# -gt 0 ]; do case "$1" in --ready-file) ready=$2; shift;; esac; shift; done
`
	if err := os.WriteFile(path, []byte(prologue+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return func(key string) string {
		if key == "WRIT_DEVSERVER" {
			return path
		}
		return ""
	}
}

func TestTheServerIsReadyWhenItSaysSo(t *testing.T) {
	getenv := fakeServer(t, `
echo '{"address":"127.0.0.1:4711","ui":"http://127.0.0.1:4712","pid":1}' > "$ready.tmp"
mv "$ready.tmp" "$ready"
cat >/dev/null # until our standard input is closed
`)
	state := filepath.Join(t.TempDir(), "state")
	s, err := startDevserver(t.Context(), getenv, devserverOptions{state: state})
	if err != nil {
		t.Fatal(err)
	}
	if s.Address != "127.0.0.1:4711" || s.UI != "http://127.0.0.1:4712" {
		t.Errorf("read %+v", s)
	}
	if err := s.stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
	if err := s.stop(); err != nil {
		t.Errorf("stopping twice: %v", err)
	}
	if err := s.serve(t.Context()); err == nil || explain(err).Code != "devserver-died" {
		t.Errorf("serving a server that has ended: %v", err)
	}
}

func TestAServerThatDiesEarlySaysWhatItSaidLast(t *testing.T) {
	getenv := fakeServer(t, "for i in 1 2 3 4 5 6 7; do echo line $i >&2; done; exit 1")
	_, err := startDevserver(t.Context(), getenv, devserverOptions{state: t.TempDir()})
	if err == nil {
		t.Fatal("it was taken for ready")
	}
	f := explain(err)
	if want := "it said: line 3 | line 4 | line 5 | line 6 | line 7"; f.Code != "devserver-died" || f.Hint != want {
		t.Errorf("%s: hint %q, want %q", f.Code, f.Hint, want)
	}
}

func TestWaitingForAServerCanBeInterrupted(t *testing.T) {
	getenv := fakeServer(t, "cat >/dev/null")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	canceled, stop := context.WithCancelCause(ctx)
	time.AfterFunc(50*time.Millisecond, func() { stop(nil) })
	_, err := startDevserver(canceled, getenv, devserverOptions{state: t.TempDir()})
	if !errors.Is(err, context.Canceled) || explain(err).exit != exitInterrupted {
		t.Errorf("interrupted start: %v", err)
	}
}

func TestOfAnEarlierServerNothingIsBelieved(t *testing.T) {
	state := t.TempDir()
	if err := os.WriteFile(filepath.Join(state, "ready.json"), []byte(`{"address":"stale:1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := startDevserver(t.Context(), fakeServer(t, "exit 3"), devserverOptions{state: state})
	if err == nil || !strings.Contains(err.Error(), "ended before it was ready") {
		t.Errorf("a stale ready file was believed: %v", err)
	}
}

func TestTheDirectoryOfADemoIsLeftToLookFurther(t *testing.T) {
	parties, err := worker.ReadDirectory(scenarios.Files, "directories/eu.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d := demoStage{app: &app{self: "writ"}, dir: parties, state: t.TempDir()}
	if d.parties, err = d.keepParties(); err != nil {
		t.Fatal(err)
	}
	back, err := worker.LoadDirectory(d.parties)
	if err != nil || !reflect.DeepEqual(back, parties) {
		t.Errorf("read back %+v, %v", back, err)
	}
	if got := strings.Join(d.lookFurther(exercise.Played{Case: testCase}, ""), "\n"); !strings.Contains(got, "WRIT_DIRECTORY="+d.parties+" TEMPORAL_ADDRESS") {
		t.Errorf("got\n%s", got)
	}
}

func TestWhatCanBeLookedAtFurtherIsExact(t *testing.T) {
	d := demoStage{app: &app{self: "bin/writ"}, server: &devserver{UI: "http://127.0.0.1:4712"}}
	d.cfg = d.cfg.ForServer("127.0.0.1:4711")
	got := strings.Join(d.lookFurther(exercise.Played{Case: testCase}, ""), "\n")
	if !strings.Contains(got, "\n  TEMPORAL_ADDRESS=127.0.0.1:4711 bin/writ case show 3f0c2f6e\n") {
		t.Errorf("got\n%s", got)
	}
}
