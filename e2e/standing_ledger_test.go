package e2e_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"

	"writ/casefile"
	"writ/protocol"
)

// What became of every contract is whole in the ledgers of both of its sides, and can
// be made anew from the histories, also where a side has dropped its oldest events.
func TestLedgersOfStandingAccess(t *testing.T) {
	t.Parallel()
	f := newFeedsOf(t, ownScenario(t, "recorded-standing").Parties(protocol.Directory{}))
	f.work(t)
	stage := f.patiently(0)
	stage.Twice = true
	requireWholeGrants(t, play(t, stage, ownScenario(t, "recorded-standing")))
	for party, cases := range map[casefile.PartyID]int{
		"twitter":  4 + 2, // four grants, a preservation and a disclosure
		"reseller": 1 + 1,
		"agency":   4 + 1, // four subscriptions and a case
	} {
		require.Equal(t, cases, f.whole(t, party, "").Cases, party)
		f.requireRebuilt(t, party, "")
	}
	long := f.longContract(t)
	for _, party := range long.sides() {
		f.requireRebuilt(t, party, string(long.Grant))
	}
	f.requireLedgers(t)
	long.requireForgotten(t)
}

// longContract is one of which both sides have dropped their oldest events when they
// continued as new: so much was written.
func (f *feeds) longContract(t *testing.T) *contract {
	t.Helper()
	c := f.draft("twitter", "agency", news, safety)
	c.exercise = &protocol.Exercise{Epoch: time.Now(), Start: time.Now(), Speed: 1, Long: 100}
	c.open(t, "")
	c.stands(t, casefile.StageAccessActive, casefile.Nobody, news, safety)
	wordy := func() casefile.AccessAct {
		act := c.decides()
		act.Reason = strings.Repeat(act.Reason+" ", 180)
		return act
	}
	for begun := time.Now(); ; {
		for range 10 {
			c.granted(t, protocol.UpdateSuspend, casefile.SuspendAccess{AccessAct: wordy()})
			c.granted(t, protocol.UpdateReinstate, casefile.ReinstateAccess{AccessAct: wordy()})
		}
		c.stands(t, casefile.StageAccessReinstated, casefile.Nobody, news, safety)
		a, s := c.task(t, c.Grantor, protocol.AccessWorkflowID(c.Grant)), c.task(t, c.Grantee, protocol.SubscriptionWorkflowID(c.Grant))
		if a.Events[0].Seq > 1 && s.Events[0].Seq > 1 {
			return c
		}
		require.Less(t, time.Since(begun), within, "both sides continue as new, and drop what is oldest")
	}
}

// requireForgotten takes the runs away in which a contract's oldest events were told. Its
// ledgers still are whole; of one that is made anew it is said what nobody knows any more.
func (c *contract) requireForgotten(t *testing.T) {
	t.Helper()
	for party, id := range map[casefile.PartyID]string{
		c.Grantor: protocol.AccessWorkflowID(c.Grant), c.Grantee: protocol.SubscriptionWorkflowID(c.Grant),
	} {
		dropped := int64(c.task(t, party, id).Events[0].Seq) - 1
		for _, run := range c.runs(t, party, id)[1:] {
			c.forget(t, party, &commonpb.WorkflowExecution{WorkflowId: id, RunId: run})
		}
		require.Equal(t, 1, c.whole(t, party, string(c.Grant)).Complete)
		report, _ := c.rebuilt(t, party, string(c.Grant))
		require.Zero(t, report.Complete)
		require.Len(t, report.Steps, 1)
		require.Len(t, report.Steps[0].Gaps, int(dropped))
		require.Equal(t, fmt.Sprintf("unknown 1-%d", dropped), report.Steps[0].String())
	}
}
