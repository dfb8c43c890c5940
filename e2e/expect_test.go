package e2e_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
)

// tell is a record as text that two plays of one scenario share: the steps by
// name instead of by id, each with its events in order. How steps interleave is
// left out, since they go on side by side.
func tell(r casefile.Record) string {
	names := stepNames(r)
	events := slices.Clone(r.Events)
	slices.SortStableFunc(events, func(a, b casefile.Event) int {
		return cmp.Or(cmp.Compare(names[a.Step], names[b.Step]), cmp.Compare(a.Seq, b.Seq))
	})
	var lines []string
	for _, e := range events {
		due := "-"
		if !e.Due.IsZero() {
			due = e.Due.UTC().Format("2006-01-02T15:04")
		}
		lines = append(lines, fmt.Sprintf("%s %d: %s %s by %s -> %s %s turn=%v due=%s %s", names[e.Step], e.Seq,
			e.At.UTC().Format("2006-01-02T15:04"), e.Kind, e.By, e.Awaiting, e.Stage, e.Turn, due, e.Code))
	}
	return strings.Join(lines, "\n") + "\n"
}

// stepNames names hops by their holders.
func stepNames(r casefile.Record) map[casefile.StepID]string {
	names := map[casefile.StepID]string{casefile.StepCase: "case", casefile.StepProtection: "protection"}
	for _, h := range casefile.Fold(r).Hops {
		names[casefile.StepID(h.ID)] = string(h.Holder)
	}
	return names
}

// record writes expected records and recorded histories anew.
var record = flag.Bool("record", false, "write testdata and the recorded histories of package replay anew")

// requireAsExpected compares a record with the one that a scenario is expected
// to come to, event by event.
func requireAsExpected(t *testing.T, name string, r casefile.Record) {
	t.Helper()
	requireTold(t, name, tell(r))
}

// requireTold compares a text with the one that a scenario is expected to come to.
func requireTold(t *testing.T, name, told string) {
	t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *record {
		require.NoError(t, os.WriteFile(file, []byte(told), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), told)
}

// requireWhole checks that no event of a step is missing or doubled.
func requireWhole(t *testing.T, r casefile.Record) {
	t.Helper()
	last := map[casefile.StepID]int{}
	for _, e := range r.Events {
		require.Equal(t, last[e.Step]+1, e.Seq, "%s in step %s", e.Kind, e.Step)
		last[e.Step] = e.Seq
	}
}

// byParty is the account of a case as durations by party.
func byParty(t *testing.T, r casefile.Record) map[casefile.PartyID]time.Duration {
	t.Helper()
	account := accountOf(t, r)
	days := map[casefile.PartyID]time.Duration{}
	for _, s := range account.ByParty {
		days[s.Party] = s.Elapsed
	}
	return days
}

// byStep is the account of a case as durations by step, hops under the names of
// their holders.
func byStep(t *testing.T, r casefile.Record) map[string]time.Duration {
	t.Helper()
	names := stepNames(r)
	days := map[string]time.Duration{}
	for _, s := range accountOf(t, r).BySteps {
		days[names[s.Step]] = s.Elapsed
	}
	return days
}

func accountOf(t *testing.T, r casefile.Record) casefile.Account {
	t.Helper()
	account, err := casefile.AccountOf(r, r.Opening.At) // now is not used: the case has ended
	require.NoError(t, err)
	require.NoError(t, account.Check())
	require.False(t, account.Provisional)
	return account
}

// span adds up days, hours and minutes as a person would write them.
func span(days, hours, minutes int) time.Duration {
	return time.Duration(days)*24*time.Hour + time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
}
