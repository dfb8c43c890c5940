package access

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

func TestAUseIsDeclaredAndDecidedByTheGrantor(t *testing.T) {
	s := active(t)
	r, acts, err := s.Declare(declared("k"), day(1))
	require.NoError(t, err)
	require.Nil(t, r.Use, "nothing is decided here")
	require.Contains(t, r.Note, "example-feed, which decides")
	require.Len(t, acts, 1)
	sent := acts[0].Send.Submission.Use
	require.Equal(t, day(1).At, sent.At, "the grantor is told when it was")
	require.Equal(t, "@example", sent.Target)
	e := lastEvent(s)
	require.Equal(t, casefile.EvUseDeclared, e.Kind)
	require.Equal(t, casefile.UseIDFor(feedGrant, "k"), e.Use)
	require.Equal(t, acts[0].Send.ID, e.Request)
	require.Equal(t, casefile.Nobody, s.Awaiting)

	decided := day(2)
	decided.Seen = day(3).At
	require.Empty(t, answers(t, s, verdict("k", "", day(2).At), decided))
	e = lastEvent(s)
	require.Equal(t, casefile.EvUseAccepted, e.Kind)
	require.Equal(t, casefile.PartyID("example-feed"), e.By)
	require.Equal(t, day(2).At, e.At)
	require.Equal(t, day(3).At, e.Seen)
	require.True(t, s.Uses[0].Verdict.Accepted)

	again, acts, err := s.Declare(declared("k"), day(4))
	require.NoError(t, err)
	require.Empty(t, acts, "a repeat is not sent")
	require.True(t, again.Use.Accepted, "and is answered with the verdict")
	require.Len(t, s.Uses, 1)
}

// Only an acceptance of this very use is one.
func TestWhatIsNoAcceptanceIsARefusal(t *testing.T) {
	other := verdict("another", "", day(1).At)
	contradicting := verdict("k", policy.RuleTopic, day(1).At)
	contradicting.Receipt.Use.Accepted = true
	for name, c := range map[string]struct {
		answer casefile.LetterAnswer
		code   casefile.Code
	}{
		"by a rule":             {verdict("k", policy.RuleTopic, day(1).At), casefile.Code(policy.RuleTopic)},
		"a refusal":             {refused("wrong-party"), "wrong-party"},
		"no channel":            {casefile.LetterAnswer{Reason: "no channel"}, CodeUndelivered},
		"an empty answer":       {casefile.LetterAnswer{Delivered: true}, CodeUndelivered},
		"a receipt of nothing":  {taken(), CodeUndelivered},
		"of another use":        {other, CodeUndelivered},
		"accepted with a rule":  {contradicting, casefile.Code(policy.RuleTopic)},
		"undelivered, accepted": {casefile.LetterAnswer{Receipt: verdict("k", "", day(1).At).Receipt}, CodeUndelivered},
		"not accepted, no rule": {casefile.LetterAnswer{Delivered: true, Receipt: &casefile.Receipt{Use: &casefile.UseVerdict{Use: casefile.UseIDFor(feedGrant, "k")}}}, casefile.CodeRefused},
		"accepted, and refused": {casefile.LetterAnswer{Delivered: true, Receipt: verdict("k", "", day(1).At).Receipt, Refusal: refused("not-now").Refusal}, "not-now"},
	} {
		s := active(t)
		_, _, err := s.Declare(declared("k"), day(1))
		require.NoError(t, err)
		answers(t, s, c.answer, day(1))
		e := lastEvent(s)
		require.Equal(t, casefile.EvUseRefused, e.Kind, name)
		require.Equal(t, c.code, e.Code, name)
		require.Equal(t, casefile.UseIDFor(feedGrant, "k"), e.Use, name)
		require.False(t, s.Uses[0].Verdict.Accepted, name)
		require.Equal(t, 1, s.RefusedUses(), name)
		require.Len(t, s.Lean(casefile.Leaning{Grant: feedGrant, Case: aCase, Use: e.Use, Purpose: legal.ProtectPerson}, day(2)), 1)
		require.Empty(t, s.Leaning, name)
	}
}

func TestAKeyStandsForOneUse(t *testing.T) {
	s := active(t)
	_, _, err := s.Declare(declared("k"), day(1))
	require.NoError(t, err)
	for name, change := range map[string]func(*casefile.DeclareUse){
		"purpose":  func(a *casefile.DeclareUse) { a.Purpose = policy.PublicSafety },
		"shape":    func(a *casefile.DeclareUse) { a.Shape = policy.Incident },
		"target":   func(a *casefile.DeclareUse) { a.Target = "@other" },
		"at":       func(a *casefile.DeclareUse) { a.At = day(0).At },
		"interval": func(a *casefile.DeclareUse) { a.NotBefore = day(0).At },
	} {
		a := declared("k")
		change(&a)
		_, _, err := s.Declare(a, day(2))
		requireRefusal(t, err, string(policy.RuleKeyUsed))
		require.Len(t, s.Uses, 1, name)
	}
	s.Hear(suspendedNotice(2, day(3).At), day(3))
	_, _, err = s.Protest(casefile.Protest{AccessAct: byGrantee("p")}, day(4))
	require.NoError(t, err)
	_, _, err = s.Declare(declared("p"), day(4))
	requireRefusal(t, err, string(policy.RuleKeyUsed))
}

// The grantor decides, also where the grantee should know better.
func TestAUseIsSentWhateverTheStanding(t *testing.T) {
	s := active(t)
	s.Hear(suspendedNotice(2, day(1).At), day(1))
	require.Equal(t, []string{"protest"}, s.Open())
	_, acts, err := s.Declare(declared("k"), day(2))
	require.NoError(t, err)
	require.Len(t, acts, 1)

	requested, _ := asked(t)
	_, acts, err = requested.Declare(declared("k"), day(2))
	require.NoError(t, err)
	require.Empty(t, acts, "behind the request")
	require.Len(t, answers(t, requested, taken(), day(3)), 1)
}

func TestLettersGoOneAtATime(t *testing.T) {
	s := active(t)
	_, first, err := s.Declare(declared("1"), day(1))
	require.NoError(t, err)
	_, second, err := s.Declare(declared("2"), day(1))
	require.NoError(t, err)
	require.Len(t, first, 1)
	require.Empty(t, second)

	waiting := s.Outbox[1].ID
	require.Empty(t, s.Delivered(waiting, verdict("2", "", day(1).At), day(1)), "not sent yet")
	require.Nil(t, s.Uses[1].Verdict)
	acts := answers(t, s, verdict("1", "", day(1).At), day(2))
	require.Equal(t, waiting, acts[0].Send.ID)
	require.Empty(t, s.Delivered(first[0].Send.ID, verdict("1", policy.RuleTopic, day(3).At), day(3)), "answered before")
	require.True(t, s.Uses[0].Verdict.Accepted)
}

func TestActsOfAnotherParty(t *testing.T) {
	s := active(t)
	s.Hear(suspendedNotice(2, day(1).At), day(1))
	stranger := byGrantee("k")
	stranger.By.Party = "example-feed"
	_, _, err := s.Declare(casefile.DeclareUse{AccessAct: stranger}, day(2))
	requireRefusal(t, err, "wrong-party")
	_, _, err = s.Protest(casefile.Protest{AccessAct: stranger}, day(2))
	requireRefusal(t, err, "wrong-party")
	_, _, err = s.Propose(casefile.ProposeTerms{AccessAct: stranger}, day(2))
	requireRefusal(t, err, "wrong-party")
	_, _, err = s.Answer(casefile.AnswerAccess{AccessAct: stranger}, day(2))
	requireRefusal(t, err, "wrong-party")
	require.Empty(t, s.Outbox)
}

// The machine keeps the latest uses; what is kept never grows without bound.
func TestOldUsesAreForgotten(t *testing.T) {
	s := active(t)
	for i := range ownUsesKept + 10 {
		key := string(rune('a'+i%26)) + string(rune('0'+i/26))
		_, _, err := s.Declare(declared(key), day(1))
		require.NoError(t, err)
		answers(t, s, verdict(key, policy.RuleTopic, day(1).At), day(1))
	}
	require.Len(t, s.Uses, ownUsesKept)
	require.Empty(t, s.Receipts)
	require.Equal(t, ownUsesKept+10, s.RefusedUses())
}
