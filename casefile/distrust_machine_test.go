package casefile_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/clock"
)

// What a requester says of itself, of its paper and of the calendar moves
// nothing that the law puts between it and the data.

// lying is the demand of a hop, changed on its way to the platform.
func lying(t *testing.T, h *casefile.HopMachine, change func(*casefile.TaskStart, *casefile.Demand)) *casefile.DemandMachine {
	t.Helper()
	var sent casefile.Demand
	for _, o := range h.Open {
		if o.ID == h.InForce {
			sent = *o.Demand
		}
	}
	require.NotNil(t, sent.Order)
	order := *sent.Order
	sent.Order = &order
	s := deskOf(forum, "Europe/Dublin", sent.At)
	change(&s, &sent)
	return begun(must(casefile.NewDemand(s, sent, known)))
}

func defectsOf(x *casefile.DemandMachine) []string {
	var codes []string
	if x.Answer != nil {
		for _, d := range x.Answer.Defects {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

func TestThePaperIsJudgedByTheLawNotByWhatItSays(t *testing.T) {
	type change = func(*casefile.TaskStart, *casefile.Demand)
	for name, c := range map[string]struct {
		code string
		lie  change
	}{
		"an emergency only for the holder": {legal.CodeNotSuspended, func(_ *casefile.TaskStart, d *casefile.Demand) {
			d.Threat, d.Order.Suspends = &threat, false
		}},
		"a command of nobody": {legal.CodeNotSuspended, func(_ *casefile.TaskStart, d *casefile.Demand) {
			d.Order.Compels, d.Order.Suspends = "earlier", false
		}},
		"a command of another authority": {legal.CodeNotSuspended, func(_ *casefile.TaskStart, d *casefile.Demand) {
			d.Order.Compels, d.Order.Compeller, d.Order.Suspends = "earlier", parisJudge, false
		}},
		"a command by a party in no such office": {legal.CodeNotSuspended, func(_ *casefile.TaskStart, d *casefile.Demand) {
			d.Order.Compels, d.Order.Suspends = "earlier", false
			d.Order.Compeller = casefile.Decider{Party: dublin.Party, Role: legal.RoleJudge}
		}},
		"nobody notified":        {legal.CodeNotNotified, func(_ *casefile.TaskStart, d *casefile.Demand) { d.Order.Notified = "" }},
		"the requester notified": {legal.CodeNotNotified, func(_ *casefile.TaskStart, d *casefile.Demand) { d.Order.Notified = police.Party }},
		"the issuer notified":    {legal.CodeNotNotified, func(_ *casefile.TaskStart, d *casefile.Demand) { d.Order.Notified = parisJudge.Party }},
		"no authority of Ireland": {legal.CodeNotNotified, func(s *casefile.TaskStart, d *casefile.Demand) {
			s.Enforcing = map[string]casefile.Decider{"IE": dublin}
			d.Order.Notified = prosecutor.Party
		}},
		"no requester named": {legal.CodeRequesterElsewhere, func(s *casefile.TaskStart, d *casefile.Demand) {
			s.Sender.Jurisdiction, d.Order.Requester = "US", "FR"
		}},
		"dates beyond the order": {legal.CodeExceedsOrder, func(_ *casefile.TaskStart, d *casefile.Demand) {
			d.Range = &casefile.DateRange{From: lastDay.From.Add(-day), To: lastDay.To}
		}},
		"no dates":               {legal.CodeExceedsOrder, func(_ *casefile.TaskStart, d *casefile.Demand) { d.Range = nil }},
		"a validator of nowhere": {"unknown-validator", func(_ *casefile.TaskStart, d *casefile.Demand) { d.Order.Validator = police.Party }},
		"a paper with the emergency": {"order-in-emergency", func(_ *casefile.TaskStart, d *casefile.Demand) {
			d.Lane, d.Threat = casefile.LaneEmergency, &threat
		}},
		"an empty threat": {"no-threat", func(_ *casefile.TaskStart, d *casefile.Demand) {
			d.Lane, d.Threat, d.Order = casefile.LaneEmergency, &casefile.Threat{}, nil
		}},
	} {
		x := lying(t, suspended(), c.lie)
		require.Equal(t, casefile.Invalid, x.Status, name)
		require.Contains(t, defectsOf(x), c.code, name)
	}
	x := lying(t, suspended(), func(s *casefile.TaskStart, _ *casefile.Demand) {
		s.Enforcing = map[string]casefile.Decider{"IE": dublin}
	})
	require.Empty(t, defectsOf(x), "and the truth is accepted")
}

// The bar runs from when the request was here, by the holder's own calendars
// too: a date or a calendar that came with it ends it no earlier.
func TestNothingThatARequestBringsShortensTheBar(t *testing.T) {
	honest := alarm(t, lying(t, suspended(), func(*casefile.TaskStart, *casefile.Demand) {}), casefile.AlarmWindow).At

	back := lying(t, suspended(), func(_ *casefile.TaskStart, d *casefile.Demand) {
		d.At, d.Order.Issued = d.At.Add(-12*day), d.Order.Issued.Add(-12*day)
		d.Order.ValidUntil = d.Order.ValidUntil.Add(90 * day)
	})
	require.Empty(t, defectsOf(back))
	require.False(t, alarm(t, back, casefile.AlarmWindow).At.Before(honest), "it is not dated back")

	served := func(d time.Duration, calendars ...clock.CalendarData) *casefile.DemandMachine {
		return lying(t, suspended(), func(s *casefile.TaskStart, sent *casefile.Demand) {
			s.At, s.Seen, s.Calendars = s.At.Add(d), s.Seen.Add(d), calendars
			sent.At = sent.At.Add(d)
		})
	}
	// Served on Thursday 15 October, ten days end on Sunday 25 and roll over the
	// Irish October holiday to Tuesday 27, unless a calendar says that it is none.
	plain := served(5 * day)
	bare := mourning(t, "2026-12-01")
	bare.Version, bare.Days, bare.Rules = "9999-12", nil, nil
	short := served(5*day, bare)
	require.Empty(t, defectsOf(short))
	require.Equal(t, alarm(t, plain, casefile.AlarmWindow).At, alarm(t, short, casefile.AlarmWindow).At)
	require.Equal(t, short.Due, alarm(t, short, casefile.AlarmWindow).At)

	// A day that is off by what the request brings makes it longer, no shorter.
	long := served(0, mourning(t, "2026-10-20"))
	require.Equal(t, honest.Add(day), alarm(t, long, casefile.AlarmWindow).At)

	// What the holder itself lays over its edition counts.
	_, _, err := short.MoveLaw(move(forum, mourning(t, "2026-10-27")), at(6*day))
	require.NoError(t, err)
	require.Equal(t, alarm(t, plain, casefile.AlarmWindow).At.Add(day), alarm(t, short, casefile.AlarmWindow).At)
}

// The name of the company written in another way is the same company, and runs
// by the same calendar.
func TestTheNameOfTheCompanyChoosesNoCalendar(t *testing.T) {
	law := must(legal.Open(legal.CurrentEdition))
	for _, holder := range law.Holders() {
		for _, e := range holder.Companies() {
			for _, name := range []string{e.Name, " " + e.Name + "  "} {
				found, ok := holder.Company(name)
				require.True(t, ok)
				require.Equal(t, e.Jurisdiction, found.Jurisdiction)
			}
		}
	}
	h := suspended()
	want := alarm(t, lying(t, h, func(*casefile.TaskStart, *casefile.Demand) {}), casefile.AlarmWindow).At
	for _, name := range []string{"", "EXAMPLE  forum limited"} {
		x := lying(t, suspended(), func(_ *casefile.TaskStart, d *casefile.Demand) { d.Order.Entity = name })
		require.Empty(t, defectsOf(x), name)
		require.Equal(t, want, alarm(t, x, casefile.AlarmWindow).At, name)
	}
}

// A command of the notified authority itself needs no further wait.
func TestACommandOfTheNotifiedAuthorityLiftsTheBar(t *testing.T) {
	h := suspended()
	ring := alarm(t, h, casefile.AlarmWindow)
	h.Ring(ring, ring.At)
	for h.Rung < 3 {
		rung := alarm(t, h, casefile.AlarmLadder)
		h.Ring(rung, rung.At)
	}
	motion := h.Open[len(h.Open)-1]
	require.Equal(t, dublin.Party, motion.To)
	m := casefile.Moment{At: motion.Application.At.Add(day), Seen: motion.Application.At.Add(day)}
	x := begun(must(casefile.NewApplication(deskOf(dublin, "Europe/Dublin", motion.Application.At), *motion.Application)))
	must(x.Decide(casefile.DecideApplication{Act: by(dublin), Verdict: casefile.Granted}, m))
	h.Decided(motion.ID, *x.Decision, m)
	require.Equal(t, casefile.StageAwaitingDisclosure, h.Stage)
	require.Equal(t, dublin.Party, h.Order.Compeller.Party)
	y := received(t, h)
	require.Empty(t, defectsOf(y))
	require.Equal(t, casefile.StageAwaitingDisclosure, y.Stage)
}

// A matter is domestic, and an emergency is one, if the paper says so; its
// issuer is asked for that.
func TestTheIssuerAnswersForWhatThePaperStates(t *testing.T) {
	h := europeanHop()
	_, acts, err := h.Apply(heavy(func(a *casefile.Apply) { a.Domestic, a.Enforcing = true, "" }), at(hour))
	require.NoError(t, err)
	sent, _ := actionsOf(acts)
	require.True(t, sent[0].Application.Domestic, "the judge reads it")
	x := begun(must(casefile.NewApplication(deskOf(parisJudge, "Europe/Paris", at(hour).At), *sent[0].Application)))
	must(x.Decide(casefile.DecideApplication{Act: by(parisJudge), Verdict: casefile.Granted}, at(hour)))
	require.True(t, x.Decision.Order.Domestic)
	require.False(t, x.Decision.Order.Emergency)

	silent := *x.Decision
	order := *x.Decision.Order
	order.Domestic, silent.Order = false, &order
	h.Decided(sent[0].ID, silent, at(hour))
	require.False(t, h.Order.Domestic, "the requester does not add it")
	require.Contains(t, defectsOf(received(t, h)), legal.CodeNotNotified)
}

// A validation that a paper claims counts only as that of an authority that the
// directory knows in that office.
func TestAClaimedValidationIsNone(t *testing.T) {
	corps := casefile.Decider{Party: "gendarmerie", Role: legal.RoleAgency}
	signed := func(validator casefile.PartyID, by legal.Role) *casefile.DemandMachine {
		h := granted(europeanHop(), issueFirst(func(a *casefile.Apply) { a.BeforeValidation = false }), prosecutor, at(hour))
		demand, order := *h.Demand, *h.Demand.Order
		order.Issuer, order.Validator, order.ValidatedBy = corps, validator, by
		demand.Order = &order
		return begun(must(casefile.NewDemand(deskOf(forum, "Europe/Dublin", demand.At), demand, append([]casefile.Decider{corps}, known...))))
	}
	require.Empty(t, defectsOf(signed(prosecutor.Party, prosecutor.Role)))
	for name, x := range map[string]*casefile.DemandMachine{
		"of nobody":         signed("", prosecutor.Role),
		"of the requester":  signed(police.Party, prosecutor.Role),
		"in another office": signed(prosecutor.Party, legal.RoleJudge),
		"of nothing":        signed(prosecutor.Party, ""),
		"at all":            signed("", ""),
	} {
		require.Contains(t, defectsOf(x), legal.CodeNotValidated, name)
	}
}
