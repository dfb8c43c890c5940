package pgtest

import (
	"context"
	"net"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) {
	if os.Getenv("PGTEST_ABANDON") != "" {
		abandon()
	}
	os.Exit(Main(m))
}

func TestServerKeepsItsRowsOverAStop(t *testing.T) {
	s := Start(t)
	ask(t, s, "CREATE TABLE kept (n integer)")
	ask(t, s, "INSERT INTO kept VALUES (1)")
	s.Stop(t)
	_, err := pgx.Connect(t.Context(), s.URL)
	require.Error(t, err)
	s.Restart(t)
	conn, err := pgx.Connect(t.Context(), s.URL)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	var n int
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT n FROM kept").Scan(&n))
	require.Equal(t, 1, n)
}

func TestRemovedServerLeavesNothing(t *testing.T) {
	s := Start(t)
	s.remove()
	require.NoDirExists(t, s.folder)
	requireSilent(t, s.port)
}

// A test process that is killed cannot clean up. Its server must end all the same.
func TestServerEndsWithAKilledTest(t *testing.T) {
	if _, err := find(); err != nil {
		check(t, err)
	}
	program, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "PGTEST_ABANDON=1")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	said := make([]byte, 256)
	n, err := out.Read(said)
	require.NoError(t, err)
	var port, folder = split(t, string(said[:n]))
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	requireSilent(t, port)
}

// abandon starts a server, says where it is, and waits to be killed.
func abandon() {
	s, err := start()
	if err != nil {
		panic(err)
	}
	os.Stdout.WriteString(strconv.Itoa(s.port) + " " + s.folder)
	select {}
}

func split(t *testing.T, said string) (port int, folder string) {
	for i, c := range said {
		if c == ' ' {
			port, err := strconv.Atoi(said[:i])
			require.NoError(t, err)
			return port, said[i+1:]
		}
	}
	t.Fatalf("the other process said %q", said)
	return 0, ""
}

func requireSilent(t *testing.T, port int) {
	t.Helper()
	require.Eventually(t, func() bool {
		conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			conn.Close()
		}
		return err != nil
	}, 20*time.Second, 20*time.Millisecond, "a server still listens on port %d", port)
}

func ask(t *testing.T, s *Server, query string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.URL)
	require.NoError(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), query)
	require.NoError(t, err)
}
