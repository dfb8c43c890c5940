package e2e_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
)

// These tests try to have a use accepted that must not be. Whatever comes by whatever
// way, the grantor decides on it, once, and the refusal is on record with its rule.

// dated is a use that is dated some hours before now, or into an interval that ends
// then where from is set.
func (c *contract) dated(purpose legal.Purpose, from, to int) casefile.DeclareUse {
	use := c.use(purpose)
	if use.At = time.Now().Add(-time.Duration(to) * time.Hour); from != 0 {
		use.NotBefore = time.Now().Add(-time.Duration(from) * time.Hour)
	}
	return use
}

// submitter sends letters to grantors by a party's own endpoints, about one contract,
// in whosever name.
func (c *contract) submitter(t *testing.T, party casefile.PartyID) func(to, from casefile.PartyID, s casefile.AccessSubmission) reply {
	t.Helper()
	ask := c.asker(t, party)
	return func(to, from casefile.PartyID, s casefile.AccessSubmission) reply {
		t.Helper()
		s.Grant = c.Grant
		return ask(t, protocol.Endpoint(party, to), protocol.ServiceGrantor, protocol.OpSubmit,
			protocol.SubmitInput{Envelope: envelope(from), To: to, Submission: s})
	}
}

// answerOf is the answer to a letter.
func answerOf(t *testing.T, r reply) casefile.LetterAnswer {
	t.Helper()
	require.Empty(t, r.Refusal, "%+v", r)
	var answer casefile.LetterAnswer
	require.NoError(t, json.Unmarshal(r.Answer, &answer))
	return answer
}

// suspendedByReport is a contract of which it was reported two hours ago that it was
// suspended, at some instant since four hours ago. One use was accepted before.
func (f *feeds) suspendedByReport(t *testing.T) (*contract, casefile.DeclareUse) {
	t.Helper()
	c := f.draft("twitter", "agency", news, safety).open(t, "")
	c.stands(t, casefile.StageAccessActive, casefile.Nobody, news, safety)
	first := c.dated(news, 0, 20)
	require.True(t, c.declared(t, first).Accepted)
	a := c.decides()
	a.At, a.NotBefore = time.Now().Add(-2*time.Hour), time.Now().Add(-4*time.Hour)
	c.granted(t, protocol.UpdateSuspend, casefile.SuspendAccess{AccessAct: a})
	c.stands(t, casefile.StageAccessSuspended, casefile.Nobody)
	return c, first
}

// counts checks what the grantor has counted of uses, and that each decision is on
// record once with its rule, at both sides.
func (c *contract) counts(t *testing.T, accepted int, refused map[policy.Rule]int) {
	t.Helper()
	a := c.access(t)
	require.Equal(t, accepted, a.Access.Accepted)
	require.Len(t, codesOf(a.Events, casefile.EvUseAccepted), accepted)
	noted := map[policy.Rule]int{}
	for _, code := range codesOf(a.Events, casefile.EvUseRefused) {
		noted[policy.Rule(code)]++
	}
	require.Equal(t, refused, noted)
	require.True(t, maps.Equal(refused, a.Access.Refused), "%v", a.Access.Refused)
	requireNumbered(t, a)
	s := c.subscription(t)
	requireNumbered(t, s)
}

// requireNumbered checks that no event is missing or doubled.
func requireNumbered(t *testing.T, task protocol.Task) {
	t.Helper()
	for i, e := range task.Events {
		require.Equal(t, i+1, e.Seq, "%s at %s", e.Kind, task.Party)
	}
}

// A suspended grantee dates its use back, into the interval, before the contract and
// into the future. Once the access is back, the time in which it was away stays so.
func attacksByDate(t *testing.T, f *feeds) {
	c, _ := f.suspendedByReport(t)
	for name, use := range map[string]casefile.DeclareUse{
		"now": c.use(news), "before the suspension": c.dated(news, 0, 10), "into the interval": c.dated(news, 0, 3),
		"across its beginning": c.dated(news, 10, 3), "before the contract": c.dated(news, 0, 24*30),
	} {
		require.Equal(t, policy.RuleNotActive, c.declared(t, use).Rule, name)
	}
	future := c.use(news)
	future.At = time.Now().Add(time.Hour)
	_, refusal := c.enter(t, "agency", protocol.SubscriptionWorkflowID(c.Grant), protocol.UpdateDeclareUse, future)
	require.Equal(t, "future", refusal.Code)
	_, refusal = c.enter(t, "twitter", protocol.AccessWorkflowID(c.Grant), protocol.UpdateDeclareUse, future)
	require.Equal(t, "future", refusal.Code)
	c.counts(t, 1, map[policy.Rule]int{policy.RuleNotActive: 5})
	c.at(t, casefile.StageAccessSuspended, casefile.Nobody, 5)

	c.granted(t, protocol.UpdateReinstate, casefile.ReinstateAccess{AccessAct: c.decides()})
	c.stands(t, casefile.StageAccessReinstated, casefile.Nobody, news, safety)
	for name, use := range map[string]casefile.DeclareUse{
		"while it was suspended": c.dated(news, 0, 1), "when it may have been": c.dated(news, 0, 3),
		"at some time since before": c.dated(news, 10, 0), "before the contract": c.dated(news, 0, 24*30),
	} {
		require.Equal(t, policy.RuleDatedBack, c.declared(t, use).Rule, name)
	}
	require.True(t, c.declared(t, c.dated(news, 0, 5)).Accepted, "it stood then, and stands now")
	c.counts(t, 2, map[policy.Rule]int{policy.RuleNotActive: 5, policy.RuleDatedBack: 4})
	c.at(t, casefile.StageAccessUnderReview, "twitter", 9, news, safety)
	a := c.access(t)
	require.Equal(t, []casefile.Code{"future"}, codesOf(a.Events, casefile.EvRefusedUpdate))
	s := c.subscription(t)
	require.Equal(t, []casefile.Code{"future"}, codesOf(s.Events, casefile.EvRefusedUpdate))
}

// A suspended grantee declares again what was accepted, and other uses under the key
// of that: at its own desk, by its own letter, and at the grantor's desk.
func attacksByKey(t *testing.T, f *feeds) {
	c, first := f.suspendedByReport(t)
	letter := c.submitter(t, "agency")
	submit := func(use casefile.DeclareUse) casefile.Receipt {
		return *answerOf(t, letter("twitter", "agency", casefile.AccessSubmission{Use: &use})).Receipt
	}
	a := c.access(t)
	kept, sent := a.Access.Uses[0].Receipt, a.Access.Uses[0].DeclareUse

	// The same again is the same, and no other use.
	require.Equal(t, kept.Use, c.subscribed(t, protocol.UpdateDeclareUse, first).Use)
	require.Equal(t, kept, submit(sent))
	require.Equal(t, kept, c.granted(t, protocol.UpdateDeclareUse, sent))
	c.counts(t, 1, map[policy.Rule]int{})

	// Under its key nothing else passes.
	other := map[string]func(*casefile.DeclareUse){
		"another target":  func(u *casefile.DeclareUse) { u.Target = "@" + c.mark(c.sides()...) },
		"another purpose": func(u *casefile.DeclareUse) { u.Purpose = safety },
		"another instant": func(u *casefile.DeclareUse) { u.At = u.At.Add(time.Minute) },
		"no instant":      func(u *casefile.DeclareUse) { u.At = time.Time{} },
	}
	for name, change := range other {
		use := sent
		change(&use)
		if !use.At.IsZero() { // else, at the grantee's own desk, it is the same
			_, refusal := c.enter(t, "agency", protocol.SubscriptionWorkflowID(c.Grant), protocol.UpdateDeclareUse, use)
			require.Equal(t, string(policy.RuleKeyUsed), refusal.Code, name)
		}
		refused := submit(use)
		require.Equal(t, policy.RuleKeyUsed, refused.Use.Rule, name)
		require.False(t, refused.Use.Accepted, name)
		require.Equal(t, refused, submit(use), name)
		require.Equal(t, refused, c.granted(t, protocol.UpdateDeclareUse, use), name)
	}
	c.counts(t, 1, map[policy.Rule]int{policy.RuleKeyUsed: len(other)})
	s := c.subscription(t)
	require.Len(t, s.Subscription.Uses, 1)
	require.Equal(t, slices.Repeat([]casefile.Code{casefile.Code(policy.RuleKeyUsed)}, 3), codesOf(s.Events, casefile.EvRefusedUpdate))
}

// A grantee that takes the key of its grantor's next decision first does not prevent it.
func attacksOnTheGrantorsKey(t *testing.T, f *feeds) {
	c, _ := f.suspendedByReport(t)
	decision, protest := c.decides(), casefile.Protest{AccessAct: c.says()}
	protest.Key = decision.Key
	answer := answerOf(t, c.submitter(t, "agency")("twitter", "agency", casefile.AccessSubmission{Protest: &protest}))
	require.NotNil(t, answer.Receipt)
	_, refusal := c.enterAs(t, "twitter", protocol.AccessWorkflowID(c.Grant), protocol.UpdateTerminate, decision.Key, casefile.TerminateAccess{AccessAct: decision})
	require.Nil(t, refusal)
	a := c.access(t)
	require.Equal(t, string(casefile.StageAccessTerminated), a.Stage)
	require.Len(t, a.Access.Talks, 1)
	c.eventually(t, "the grantee is told", func() bool {
		s := c.subscription(t)
		return s.Stage == string(casefile.StageAccessTerminated)
	})
}
