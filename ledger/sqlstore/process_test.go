package sqlstore

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/ledger"
)

// The variables that make the test binary a process that writes until it is killed.
const (
	writerFile = "SQLSTORE_TEST_FILE"
	writerCase = "SQLSTORE_TEST_CASE"
)

const writerBatch = 5

// writeForever appends the facts of one case and says after each batch how many
// rows were taken.
func writeForever(path string) {
	c, err := strconv.ParseInt(os.Getenv(writerCase), 10, 64)
	if err != nil {
		panic(err)
	}
	s, err := OpenSQLite(context.Background(), path)
	if err != nil {
		panic(err)
	}
	for n := int64(0); ; n += writerBatch {
		if _, err := s.Append(context.Background(), ledger.Batch{Events: rows(ledger.Key(c), 1, n+1, n+writerBatch)}); err != nil {
			panic(err)
		}
		fmt.Println(n + writerBatch)
	}
}

// writer is such a process.
type writer struct {
	cmd  *exec.Cmd
	said *bufio.Scanner
}

func startWriter(t *testing.T, path string, c ledger.Key) *writer {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), writerFile+"="+path, fmt.Sprintf("%s=%d", writerCase, c))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return &writer{cmd, bufio.NewScanner(out)}
}

// reach waits until the process says that so many rows were taken.
func (w *writer) reach(t *testing.T, n int) {
	t.Helper()
	for w.said.Scan() {
		if taken, err := strconv.Atoi(w.said.Text()); err == nil && taken >= n {
			return
		}
	}
	t.Fatalf("the writing process ended before it had written %d rows", n)
}

// kill kills the process, and tells how many rows it was told that were taken.
func (w *writer) kill(t *testing.T) (taken int) {
	t.Helper()
	require.NoError(t, w.cmd.Process.Kill())
	for w.said.Scan() {
		taken, _ = strconv.Atoi(w.said.Text())
	}
	_ = w.cmd.Wait()
	return taken
}

// Two processes and this one write one file. The two are killed in the middle.
// What they were told was taken is there, and whole batches only.
func TestKilledProcessesLoseNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.sqlite")
	s, err := OpenSQLite(t.Context(), path)
	require.NoError(t, err)
	defer s.Close()
	writers := map[ledger.Key]*writer{11: startWriter(t, path, 11), 12: startWriter(t, path, 12)}
	for _, w := range writers {
		w.reach(t, 50)
	}
	for n := range int64(20) {
		require.Equal(t, 1, appended(t, s, row(13, 1, n+1)).New)
	}
	for c, w := range writers {
		taken := w.kill(t)
		held := rowsOf(t, s, c)
		require.GreaterOrEqual(t, len(held), taken)
		require.Zero(t, len(held)%writerBatch, "half a batch")
		require.Equal(t, rows(c, 1, 1, int64(len(held))), held)
		// Its successor tells everything again, and goes on.
		done := appended(t, s, rows(c, 1, 1, int64(len(held)+1))...)
		require.Equal(t, ledger.Appended{New: 1, Repeated: len(held)}, done)
	}
	var verdict string
	require.NoError(t, s.read.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&verdict))
	require.Equal(t, "ok", verdict)
}
