package access

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

const (
	feedGrant casefile.GrantID = "11111111-1111-4111-8111-111111111111"
	onGrant   casefile.GrantID = "22222222-2222-4222-8222-222222222222"
	aCase     casefile.CaseID  = "33333333-3333-4333-8333-333333333333"
	otherCase casefile.CaseID  = "44444444-4444-4444-8444-444444444444"
)

// tb is what the helpers need of a test, be it one of package testing or of rapid.
type tb interface {
	require.TestingT
	Helper()
}

var feedStart = time.Date(2026, 2, 2, 9, 0, 0, 0, time.UTC)

// day is an instant some days after the feed began, learned an hour later.
func day(n int) casefile.Moment {
	at := feedStart.AddDate(0, 0, n)
	return casefile.Moment{At: at, Seen: at.Add(time.Hour)}
}

func feedOpening() casefile.AccessOpening {
	return casefile.AccessOpening{
		Grant: feedGrant, Grantor: "example-feed", Grantee: "nypd", Contract: "news alerts", Data: "example-feed",
		Policy: "example-feed-2026-01-01",
		Terms:  casefile.AccessTerms{Purposes: []legal.Purpose{policy.PublicSafety, legal.ProtectPerson}, Scope: "public posts"},
		At:     feedStart, Seen: feedStart.Add(time.Minute), By: casefile.Decider{Party: "example-feed"},
	}
}

func feedDesk() casefile.Desk { return casefile.Desk{Party: "nypd", Zone: "America/New_York"} }

// subscribed is a subscription that has not heard of its grantor.
func subscribed(t tb) *SubscriptionMachine {
	t.Helper()
	s, err := NewSubscription(SubscriptionStart{Opening: feedOpening(), Desk: feedDesk()})
	require.NoError(t, err)
	require.Empty(t, s.Begin())
	return s
}

// asked is a subscription that its grantee asked for.
func asked(t tb) (*SubscriptionMachine, []casefile.Action) {
	t.Helper()
	o := feedOpening()
	o.Requested, o.By.Party = true, "nypd"
	s, err := NewSubscription(SubscriptionStart{Opening: o, Desk: feedDesk()})
	require.NoError(t, err)
	return s, s.Begin()
}

// active is a subscription that may be used for all its purposes.
func active(t tb) *SubscriptionMachine {
	t.Helper()
	s := subscribed(t)
	s.Hear(grantedNotice(), casefile.Moment{At: feedStart, Seen: feedStart})
	return s
}

func grantedNotice() casefile.AccessNotice {
	o := feedOpening()
	return casefile.AccessNotice{
		Grant: feedGrant, N: 1, Kind: casefile.EvAccessGranted, Stage: casefile.StageAccessActive,
		Usable: o.Terms.Purposes, Opening: &o, At: feedStart,
	}
}

// notice is one that stops the access, or gives it back for all purposes.
func notice(n int, kind casefile.EventKind, stage casefile.Stage, at time.Time) casefile.AccessNotice {
	x := casefile.AccessNotice{Grant: feedGrant, N: n, Kind: kind, Stage: stage, Reason: "as it says", Talks: 1, At: at}
	if casefile.AccessUsable(stage) {
		x.Usable = feedOpening().Terms.Purposes
	}
	return x
}

func suspendedNotice(n int, at time.Time) casefile.AccessNotice {
	x := notice(n, casefile.EvAccessSuspended, casefile.StageAccessSuspended, at)
	x.Received = policy.Held
	return x
}

func byGrantee(key string) casefile.AccessAct {
	return casefile.AccessAct{Act: casefile.Act{Key: key, By: casefile.Decider{Party: "nypd"}}}
}

func declared(key string) casefile.DeclareUse {
	return casefile.DeclareUse{AccessAct: byGrantee(key), Purpose: legal.ProtectPerson, Shape: legal.OneAccount, Target: "@example"}
}

// verdict is the grantor's answer to a use.
func verdict(key string, rule policy.Rule, at time.Time) casefile.LetterAnswer {
	v := casefile.UseVerdict{Use: casefile.UseIDFor(feedGrant, key), Accepted: rule == "", Rule: rule, At: at}
	return casefile.LetterAnswer{Delivered: true, Receipt: &casefile.Receipt{At: at, Use: &v}, At: at}
}

func taken() casefile.LetterAnswer {
	return casefile.LetterAnswer{Delivered: true, Receipt: &casefile.Receipt{}}
}

func refused(code string) casefile.LetterAnswer {
	return casefile.LetterAnswer{Delivered: true, Refusal: &casefile.Refusal{Code: code, Message: "not so"}}
}

// underWay is the letter that was sent.
func underWay(t tb, s *SubscriptionMachine) casefile.RequestID {
	t.Helper()
	require.NotEmpty(t, s.Outbox)
	return s.Outbox[0].ID
}

// answers has the grantor answer the letter under way.
func answers(t tb, s *SubscriptionMachine, a casefile.LetterAnswer, m casefile.Moment) []casefile.Action {
	t.Helper()
	return s.Delivered(underWay(t, s), a, m)
}

func lastEvent(s *SubscriptionMachine) casefile.Event { return s.Events[len(s.Events)-1] }

func kindsOf(s *SubscriptionMachine) (kinds []casefile.EventKind) {
	for _, e := range s.Events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func requireRefusal(t tb, err error, code string) {
	t.Helper()
	var r *casefile.Refusal
	require.ErrorAs(t, err, &r)
	require.Equal(t, code, r.Code, r.Message)
}

func TestSubscriptionStartIsWhole(t *testing.T) {
	for name, break_ := range map[string]func(*SubscriptionStart){
		"not a UUID":          func(s *SubscriptionStart) { s.Opening.Grant = "feed" },
		"no terms":            func(s *SubscriptionStart) { s.Opening.Terms.Purposes = nil },
		"unknown policy":      func(s *SubscriptionStart) { s.Opening.Policy = "nobody-2026" },
		"another's desk":      func(s *SubscriptionStart) { s.Desk.Party = "fbi" },
		"a grant to itself":   func(s *SubscriptionStart) { s.Opening.Grantor = "nypd" },
		"no grantor":          func(s *SubscriptionStart) { s.Opening.Grantor = "" },
		"a forbidden purpose": func(s *SubscriptionStart) { s.Opening.Terms.Purposes = []legal.Purpose{legal.Surveillance} },
	} {
		start := SubscriptionStart{Opening: feedOpening(), Desk: feedDesk()}
		break_(&start)
		_, err := NewSubscription(start)
		require.Error(t, err, name)
	}
}

func TestSubscriptionBeginsWithTheFirstNotice(t *testing.T) {
	s := subscribed(t)
	require.Equal(t, casefile.StageAccessRequested, s.Stage)
	require.Empty(t, s.Events)
	require.Empty(t, s.Open(), "nothing is known of it yet")

	require.Empty(t, s.Hear(grantedNotice(), casefile.Moment{At: feedStart, Seen: day(1).At}))
	require.Equal(t, casefile.StageAccessActive, s.Stage)
	require.Equal(t, casefile.Nobody, s.Awaiting)
	require.Equal(t, []string{"use"}, s.Open())
	e := lastEvent(s)
	require.Equal(t, casefile.EvAccessGranted, e.Kind)
	require.Equal(t, casefile.PartyID("example-feed"), e.By)
	require.Equal(t, feedGrant, e.Grant)
	require.Equal(t, feedStart, e.At)
	require.Equal(t, day(1).At, e.Seen)
}

func TestSubscriptionIsAskedFor(t *testing.T) {
	s, acts := asked(t)
	require.Equal(t, casefile.StageAccessRequested, s.Stage)
	require.Equal(t, casefile.PartyID("example-feed"), s.Awaiting)
	require.Equal(t, feedStart.AddDate(0, 0, 30).Format(time.DateOnly), s.Due.UTC().Format(time.DateOnly))
	require.Equal(t, []casefile.EventKind{casefile.EvAccessRequested}, kindsOf(s))
	require.Len(t, acts, 1)
	require.Equal(t, casefile.LetterIDFor(feedGrant, "nypd", 1), acts[0].Send.ID)
	require.Equal(t, casefile.PartyID("example-feed"), acts[0].Send.To)
	require.Equal(t, &s.Start.Opening, acts[0].Send.Submission.Opening)
	require.Equal(t, feedGrant, acts[0].Send.Submission.Grant)

	alarm, ok := s.Alarms.Next()
	require.True(t, ok)
	acts = s.Ring(alarm, alarm.At)
	require.Equal(t, casefile.PartyID("nypd"), acts[0].Remind.To)
	require.Equal(t, casefile.EvReminder, lastEvent(s).Kind)
	require.Equal(t, casefile.StageAccessRequested, s.Stage, "silence gives nothing")

	require.Empty(t, answers(t, s, taken(), day(1)))
	require.Empty(t, s.Hear(grantedNotice(), day(2)))
	require.Equal(t, casefile.StageAccessActive, s.Stage)
	require.Empty(t, s.Alarms)
}

func TestARequestThatIsNotTakenEndsIt(t *testing.T) {
	for name, c := range map[string]struct {
		answer casefile.LetterAnswer
		code   casefile.Code
	}{
		"no channel": {casefile.LetterAnswer{Reason: "the directory knows no channel"}, CodeUndelivered},
		"refused":    {refused("wrong-party"), "wrong-party"},
		"no answer":  {casefile.LetterAnswer{Delivered: true}, CodeUndelivered},
	} {
		s, _ := asked(t)
		s.Lean(casefile.Leaning{Grant: feedGrant, Onward: onGrant}, day(0))
		acts := answers(t, s, c.answer, day(1))
		require.True(t, s.Done(), name)
		e := lastEvent(s)
		require.Equal(t, casefile.EvAccessRefused, e.Kind, name)
		require.Equal(t, c.code, e.Code, name)
		require.NotEmpty(t, e.Reason, name)
		require.Empty(t, s.Alarms, name)
		require.Len(t, acts, 1, "what hangs on it is told")
		require.Equal(t, casefile.StageAccessTerminated, acts[0].Pass.Notice.Stage, name)
		_, _, err := s.Declare(declared("late"), day(2))
		requireRefusal(t, err, "ended")
	}
}

func TestARequestThatTheGrantorDeclinesEndsIt(t *testing.T) {
	s, _ := asked(t)
	answers(t, s, taken(), day(1))
	s.Lean(casefile.Leaning{Grant: feedGrant, Onward: onGrant}, day(1))
	n := notice(1, casefile.EvAccessRefused, casefile.StageEnded, day(3).At)
	acts := s.Hear(n, day(3))
	require.True(t, s.Done())
	require.Equal(t, casefile.EvAccessRefused, lastEvent(s).Kind)
	require.Len(t, acts, 1)
	require.Equal(t, casefile.StageAccessTerminated, acts[0].Pass.Notice.Stage)
	require.Empty(t, s.Hear(notice(2, casefile.EvAccessGranted, casefile.StageAccessActive, day(4).At), day(4)))
	require.True(t, s.Done(), "what has ended does not begin again")
	require.Equal(t, []string{}, s.Open())
}

func TestCancelledSubscriptionTellsWhatHangsOnIt(t *testing.T) {
	s := active(t)
	s.Lean(casefile.Leaning{Grant: feedGrant, Onward: onGrant}, day(1))
	_, _, err := s.Declare(declared("k"), day(1))
	require.NoError(t, err)
	acts := s.Cancelled(day(2))
	require.True(t, s.Done())
	require.Empty(t, s.Outbox)
	require.Len(t, acts, 1)
	n := acts[0].Pass.Notice
	require.Equal(t, casefile.StageAccessTerminated, n.Stage)
	require.Equal(t, 2, n.N, "it comes after all that was heard")
	require.Equal(t, policy.MayNotBeUsed, n.Received)
	require.Equal(t, casefile.CodeWithdrawn, lastEvent(s).Code)
	require.Empty(t, s.Cancelled(day(3)), "once")
}

func TestSubscriptionSurvivesItsEncoding(t *testing.T) {
	s := active(t)
	_, _, err := s.Declare(declared("k"), day(1))
	require.NoError(t, err)
	s.Lean(casefile.Leaning{Grant: feedGrant, Onward: onGrant, At: day(1).At}, day(1))
	s.Hear(suspendedNotice(2, day(2).At), day(2))
	_, _, err = s.Protest(casefile.Protest{AccessAct: byGrantee("p")}, day(3))
	require.NoError(t, err)
	again := decoded(t, s)
	require.JSONEq(t, encoded(t, s), encoded(t, again))
	require.Equal(t, s.Hear(suspendedNotice(3, day(4).At), day(4)), again.Hear(suspendedNotice(3, day(4).At), day(4)))
}

func encoded(t tb, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return string(data)
}

// decoded is the machine after a run that continued as new.
func decoded(t tb, s *SubscriptionMachine) *SubscriptionMachine {
	t.Helper()
	again := &SubscriptionMachine{}
	require.NoError(t, json.Unmarshal([]byte(encoded(t, s)), again))
	require.NoError(t, again.Bind())
	return again
}
