package access

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/casefile"
	"writ/legal"
)

// standings are what notices may say of an access.
var standings = []struct {
	kind  casefile.EventKind
	stage casefile.Stage
}{
	{casefile.EvAccessGranted, casefile.StageAccessActive},
	{casefile.EvReviewOpened, casefile.StageAccessUnderReview},
	{casefile.EvAccessRestricted, casefile.StageAccessRestricted},
	{casefile.EvAccessSuspended, casefile.StageAccessSuspended},
	{casefile.EvAccessTerminated, casefile.StageAccessTerminated},
	{casefile.EvAccessReinstated, casefile.StageAccessReinstated},
	{casefile.EvTermsProposed, casefile.StageAccessSuspended},
	{casefile.EvProtestAnswered, casefile.StageAccessTerminated},
	{casefile.EvNoResult, casefile.StageAccessSuspended},
}

// In whatever order notices arrive, and however often, the subscription stands at the
// latest; and what hangs on it is told of each notice that was news exactly once, in
// the order of their numbers.
func TestNoticesInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := usedOnce(t)
		s.Lean(leaning("k"), day(1))
		s.Lean(casefile.Leaning{Grant: feedGrant, Onward: onGrant}, day(1))
		numbers := rapid.SliceOfN(rapid.IntRange(-1, 9), 1, 30).Draw(t, "numbers")
		saying := rapid.SliceOfN(rapid.IntRange(0, len(standings)-1), 10, 10).Draw(t, "saying")
		told := map[string]int{}
		last := 1
		for i, n := range numbers {
			if rapid.Bool().Draw(t, "another run") {
				s = decoded(t, s)
			}
			say := standings[saying[max(n, 0)]]
			acts := s.Hear(notice(n, say.kind, say.stage, day(n).At), day(i))
			if n <= last {
				require.Empty(t, acts)
				continue
			}
			last = n
			require.Len(t, acts, 2)
			for _, a := range acts {
				told[fmt.Sprint(a.Pass.Case, a.Pass.Onward, a.Pass.Notice.N)]++
				require.Equal(t, n, a.Pass.Notice.N)
				require.Equal(t, say.stage, a.Pass.Notice.Stage)
				require.Equal(t, casefile.AccessUsable(say.stage), a.Pass.Notice.Permits(legal.ProtectPerson))
			}
		}
		for k, times := range told {
			require.Equal(t, 1, times, k)
		}
		require.Equal(t, last, s.Stands.N)
		if highest := slices.Max(numbers); highest > 1 {
			require.Equal(t, highest, last)
			require.Equal(t, standings[saying[highest]].stage, s.Stage)
		}
	})
}

// Whatever its people and its grantor do, in whatever order answers come, the machine
// keeps its book straight: one letter under way, each with its own id, events without
// gaps, a party to wait for, and no use accepted but by a verdict.
func TestSubscriptionKeepsItsBookStraight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := active(t)
		sent := map[casefile.RequestID]bool{}
		accepted := map[casefile.UseID]bool{}
		for i := range rapid.IntRange(1, 40).Draw(t, "steps") {
			m := day(i + 1)
			letters := len(s.Outbox)
			acts, answered := step(t, s, i, m, accepted)
			for _, a := range acts {
				if a.Send == nil {
					continue
				}
				require.False(t, sent[a.Send.ID], "each letter is sent once")
				sent[a.Send.ID] = true
				require.Equal(t, s.Outbox[0].ID, a.Send.ID, "the first goes out")
				require.True(t, answered || letters == 0, "one at a time")
			}
			requireStraight(t, s, accepted)
			s = decoded(t, s)
		}
	})
}

// step does one thing to a subscription, and reports whether a letter was answered.
func step(t *rapid.T, s *SubscriptionMachine, i int, m casefile.Moment, accepted map[casefile.UseID]bool) (acts []casefile.Action, answered bool) {
	key := fmt.Sprintf("key %d", rapid.IntRange(0, 20).Draw(t, "key"))
	act := byGrantee(key)
	switch rapid.SampledFrom([]string{"use", "protest", "propose", "answer", "hear", "deliver", "deliver", "repeat", "ring"}).Draw(t, "what") {
	case "use":
		_, acts, _ = s.Declare(declared(key), m)
	case "protest":
		_, acts, _ = s.Protest(casefile.Protest{AccessAct: act}, m)
	case "propose":
		_, acts, _ = s.Propose(casefile.ProposeTerms{AccessAct: act, Terms: lesser}, m)
	case "answer":
		v := rapid.SampledFrom(casefile.AccessVerdicts()).Draw(t, "verdict")
		_, acts, _ = s.Answer(casefile.AnswerAccess{AccessAct: act, Verdict: v}, m)
	case "hear":
		say := rapid.SampledFrom(standings).Draw(t, "saying")
		n := notice(rapid.IntRange(1, i+3).Draw(t, "n"), say.kind, say.stage, m.At)
		n.Awaiting = rapid.SampledFrom([]casefile.PartyID{"", "nypd", "example-feed"}).Draw(t, "awaiting")
		if n.Kind == casefile.EvTermsProposed {
			n.Terms = &lesser
		}
		acts = s.Hear(n, m)
	case "deliver":
		if len(s.Outbox) > 0 {
			return s.Delivered(s.Outbox[0].ID, drawAnswer(t, s.Outbox[0], m, accepted), m), true
		}
	case "repeat":
		old := casefile.LetterIDFor(feedGrant, "nypd", rapid.IntRange(1, 9).Draw(t, "letter"))
		if len(s.Outbox) == 0 || s.Outbox[0].ID != old {
			before := encoded(t, s)
			require.Empty(t, s.Delivered(old, taken(), m))
			require.JSONEq(t, before, encoded(t, s), "an answer that came before changes nothing")
		}
	case "ring":
		if alarm, ok := s.Alarms.Next(); ok {
			acts = s.Ring(alarm, m.Seen)
		}
	}
	return acts, false
}

func drawAnswer(t *rapid.T, o casefile.Outgoing, m casefile.Moment, accepted map[casefile.UseID]bool) casefile.LetterAnswer {
	a := rapid.SampledFrom([]casefile.LetterAnswer{taken(), refused("not-now"), {Reason: "no channel"}}).Draw(t, "answer")
	if u := o.Submission.Use; u != nil && rapid.Bool().Draw(t, "accepted") {
		accepted[casefile.UseIDFor(feedGrant, u.Key)] = true
		a = verdict(u.Key, "", m.At)
	}
	return a
}

func requireStraight(t *rapid.T, s *SubscriptionMachine, accepted map[casefile.UseID]bool) {
	for i, e := range s.Events {
		require.Equal(t, i+1, e.Seq)
		require.Equal(t, feedGrant, e.Grant)
	}
	require.Contains(t, []casefile.PartyID{"nypd", "example-feed", casefile.Nobody}, s.Awaiting)
	for _, u := range s.Uses {
		require.Equal(t, accepted[u.Use], u.Verdict != nil && u.Verdict.Accepted)
	}
	for i, talk := range s.Talks {
		require.NotEmpty(t, talk.Positions)
		require.True(t, talk.Result != "" || i == len(s.Talks)-1, "only the last is open")
		if talk.Result == "" {
			require.Equal(t, talk.Awaiting, s.Awaiting)
			require.True(t, slices.ContainsFunc(s.Alarms, func(a casefile.Alarm) bool { return a.Name == AlarmNegotiation }) || talk.Overdue)
		}
	}
	if s.talk() == nil {
		require.Empty(t, s.Alarms, "nothing is left to ring for")
	}
}
