package casefile_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// Each open clock is explained; a date that no law counts says where it comes
// from.
func TestDeadlines(t *testing.T) {
	names := func(list []casefile.Deadline, err error) []string {
		require.NoError(t, err)
		var names []string
		for _, d := range list {
			require.NotEmpty(t, d.Explained.Steps, d.Name)
			require.False(t, d.Explained.At.IsZero(), d.Name)
			names = append(names, d.Name)
		}
		return names
	}
	require.Empty(t, names(europeanHop().Deadlines()))
	require.Equal(t, []string{"reply", "validation"}, names(unvalidated().Deadlines()))
	require.Equal(t, []string{"validation"}, names(disclosedBefore().Deadlines()))
	require.Equal(t, []string{"reply", "refusal-window"}, names(suspended().Deadlines()))
	require.Equal(t, []string{"reply", "refusal-window"}, names(received(t, suspended()).Deadlines()))
	require.Equal(t, []string{"reply"}, names(demand().Deadlines()))
	require.Empty(t, names(answered().Deadlines()))

	fixed, err := served().Deadlines()
	require.NoError(t, err)
	require.Contains(t, fixed[0].Explained.Steps[0].Why, "return date")
	require.Equal(t, legal.HolderID("twitter"), fixed[0].Holder)
	working, err := demand(func(d *casefile.Demand) { d.Order.ReplyBy = time.Time{} }).Deadlines()
	require.NoError(t, err)
	require.Contains(t, working[0].Explained.Steps[0].Why, "working target")
	voluntary, err := demand(emergency).Deadlines()
	require.NoError(t, err)
	require.Contains(t, voluntary[0].Explained.Steps[0].Why, "voluntary")
}

// Two clocks on one service: a Coloradan warrant is to be acknowledged within
// 8 hours and answered within 24. Silence reminds; an acknowledgement stops the
// first clock and not the second. Both sides count the same.
func TestTwoClocksOnOneService(t *testing.T) {
	colorado := func(s *casefile.HopStart) {
		s.Jurisdiction, s.Zone, s.Lead.Holder, s.Offence = "US-CO", "America/Denver", "x", offence
		s.Authority = judge.Party
	}
	serve := func() *casefile.HopMachine {
		a := casefile.Apply{Act: by(police), Instrument: "us-co.search-warrant", Categories: light, Range: &lastDay, Facts: "threats were posted"}
		return granted(europeanHop(colorado), a, judge, at(hour))
	}
	h := serve()
	acknowledge := alarm(t, h, casefile.AlarmAcknowledge)
	require.True(t, night.Add(9*hour).Equal(acknowledge.At), "%s", acknowledge.At)
	require.True(t, night.Add(25*hour).Equal(h.Demand.Due), "%s", h.Demand.Due)
	x := begun(must(casefile.NewDemand(casefile.TaskStart{
		Desk: casefile.Desk{Party: "x", Office: legal.RoleHolder, Zone: "America/Los_Angeles"}, From: police.Party,
		Edition: legal.CurrentEdition, At: night.Add(hour), Seen: night.Add(hour),
	}, *h.Demand, []casefile.Decider{judge})))
	require.False(t, x.Done(), "%+v", x.Answer)
	require.True(t, acknowledge.At.Equal(alarm(t, x, casefile.AlarmAcknowledge).At))
	require.True(t, h.Demand.Due.Equal(x.Demand.Due))
	open, err := x.Deadlines()
	require.NoError(t, err)
	require.Len(t, open, 2)

	acts := h.Ring(acknowledge, acknowledge.At)
	require.Equal(t, casefile.PartyID("x"), acts[0].Remind.To)
	require.Equal(t, casefile.StageAwaitingDisclosure, h.Stage)

	h = serve()
	_, _, err = x.Acknowledge(by(casefile.Decider{Party: "x", Role: legal.RoleHolder}), at(2*hour))
	require.NoError(t, err)
	h.Hear(casefile.Progress{Request: h.InForce, N: 1, Kind: casefile.Acknowledged, At: night.Add(2 * hour)}, at(2*hour))
	for _, m := range []any{h, x} {
		for _, a := range journalOf(m).Alarms {
			require.NotEqual(t, casefile.AlarmAcknowledge, a.Name)
		}
	}
	require.Nil(t, h.ToAcknowledge)
	require.NotNil(t, h.Reply)
}

// The doors of the law stand at the opening of a case; the refusal names the
// rule.
func TestDoorsOfTheLaw(t *testing.T) {
	require.NoError(t, europeanOpening().Validate())
	for purpose, want := range map[legal.Purpose]string{
		legal.TrackDemonstrators: "demonstrators", legal.TrackTopic: "topic", "fishing": "purpose",
	} {
		o := europeanOpening()
		o.Purpose = purpose
		require.ErrorContains(t, o.Validate(), "refused at the door by rule", purpose)
		require.ErrorContains(t, o.Validate(), want, purpose)
	}
	o := europeanOpening()
	o.Account.Value = "from:someone since:2026-01-01"
	require.ErrorContains(t, o.Validate(), "refused at the door")
	o = europeanOpening()
	o.Purpose = legal.ProtectPerson
	require.NoError(t, o.Validate())
}
