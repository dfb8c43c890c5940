package storage

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/ledger"
)

// The variables that make the test binary a process that is killed at its work.
const (
	victimFolder = "STORAGE_TEST_FOLDER"
	victimWork   = "STORAGE_TEST_WORK" // import or seal
	victimStep   = "STORAGE_TEST_STEP" // of a sealing, before which it waits to be killed; none: it goes on
	victimTurn   = "STORAGE_TEST_TURN" // at which time that the step comes
)

func killedCases() []ledger.Batch { return made(11, 64) }

// beVictim imports, or seals, and says what it has done.
func beVictim(where string) {
	l, err := Open(context.Background(), Options{Where: where, Party: "nypd"})
	if err != nil {
		panic(err)
	}
	turn, _ := strconv.Atoi(os.Getenv(victimTurn)) // 0 where it goes on
	small(l).folder.fail = func(step string) error {
		if step == os.Getenv(victimStep) {
			if turn--; turn == 0 {
				fmt.Println("waiting")
				select {}
			}
		}
		return nil
	}
	if os.Getenv(victimWork) == "seal" {
		_, err = l.Seal(context.Background(), 1)
	} else {
		err = l.Import(context.Background(), slices.Values(killedCases()), func(b ledger.Batch, _ ledger.Appended, err error) {
			fmt.Println("took", b.Events[0].Case, err)
		})
	}
	fmt.Println("ended", err)
}

// kill starts a victim and kills it when it waits, or once it has said so many
// lines. It answers the cases of which it was told that they were taken.
func kill(t *testing.T, where, work, step string, turn, lines int) (taken []ledger.Key) {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), victimFolder+"="+where, victimWork+"="+work, victimStep+"="+step, victimTurn+"="+strconv.Itoa(turn))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	said, waited, n := bufio.NewScanner(out), false, 0
	for said.Scan() {
		line := said.Text()
		require.False(t, strings.HasPrefix(line, "ended") && step != "", "it should have waited: %s", line)
		if fields := strings.Fields(line); fields[0] == "took" {
			require.Equal(t, "<nil>", fields[2])
			key, err := strconv.ParseInt(fields[1], 10, 64)
			require.NoError(t, err)
			taken = append(taken, ledger.Key(key))
		}
		if n++; line == "waiting" || n == lines {
			waited = true
			require.NoError(t, cmd.Process.Kill())
		}
	}
	require.True(t, waited || step == "", "it ended by itself")
	_ = cmd.Wait() // it was killed
	return taken
}

// A process that is killed at any moment of an import or a sealing has lost
// nothing that it said was taken, and doubled nothing; a second one comes to the
// end.
func TestKilledProcesses(t *testing.T) {
	batches := killedCases()
	live := open(t, t.TempDir())
	fill(t, live, batches)
	want, counts := answers(t, live, at(asOf)), count(t, live)
	all := events(t, live)
	check := func(t *testing.T, where string, taken []ledger.Key, whole bool) {
		l := small(open(t, where))
		there := events(t, l)
		require.Equal(t, int64(len(there)), count(t, l).Cases)
		for key, rows := range there {
			require.Equal(t, all[key], rows, "whole or not at all")
		}
		for _, key := range taken {
			require.Contains(t, there, key)
		}
		if whole {
			require.Equal(t, want, answers(t, l, at(asOf)))
		}
		sum := importAll(t, l, slices.Values(batches))
		require.Empty(t, sum.errors)
		require.Equal(t, len(batches), sum.cases)
		require.Equal(t, want, answers(t, l, at(asOf)))
		require.Equal(t, counts, count(t, l))
		_, err := l.Seal(t.Context(), 1)
		require.NoError(t, err)
		require.Equal(t, want, answers(t, l, at(asOf)))
		m, err := l.folder.manifest(t.Context())
		require.NoError(t, err)
		named, err := filepath.Glob(filepath.Join(where, "nypd", segmentsDir, "0*"))
		require.NoError(t, err)
		require.Len(t, named, len(m.segments), "what no manifest lists is gone")
	}
	for _, step := range []string{stepWrite, stepCommit, stepList, stepPublish} {
		t.Run("import/"+step, func(t *testing.T) {
			t.Parallel()
			where, turn := t.TempDir(), 2
			if step == stepPublish {
				turn = 1 // once for the whole import
			}
			check(t, where, kill(t, where, "import", step, turn, 0), false)
		})
		t.Run("seal/"+step, func(t *testing.T) {
			t.Parallel()
			where, turn := t.TempDir(), 2
			if step == stepPublish {
				turn = 1
			}
			l, err := Open(t.Context(), Options{Where: where, Party: "nypd"})
			require.NoError(t, err)
			fill(t, l, batches)
			require.NoError(t, l.Close())
			kill(t, where, "seal", step, turn, 0)
			check(t, where, nil, true)
		})
	}
	for _, lines := range []int{1, 40} {
		t.Run(fmt.Sprintf("import/after %d cases", lines), func(t *testing.T) {
			t.Parallel()
			where := t.TempDir()
			check(t, where, kill(t, where, "import", "", 0, lines), false)
		})
	}
}
