package casefile_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/clock"
)

// The people and papers of a case under Regulation (EU) 2023/1543: French
// police, an Irish platform, and the authorities of both States.

// night is a Saturday, 02:00 in Paris and 01:00 in Dublin.
var night = time.Date(2026, 10, 10, 0, 0, 0, 0, time.UTC)

const (
	lightOrder legal.InstrumentID = "eu.production-order-identification"
	heavyOrder legal.InstrumentID = "eu.production-order"
)

var (
	police     = casefile.Decider{Party: "police-fr", Role: legal.RoleAgency}
	prosecutor = casefile.Decider{Party: "paris-prosecutor", Role: legal.RoleProsecutor}
	parisJudge = casefile.Decider{Party: "paris-judge", Role: legal.RoleInvestigating}
	dublin     = casefile.Decider{Party: "dublin-prosecutor", Role: legal.RoleProsecutor}
	forum      = casefile.Decider{Party: "example-forum-ie", Role: legal.RoleHolder}

	death   = legal.Offence{Name: "threat of death", Law: "Code pénal 222-17", MaxYears: 3, OverNetwork: true}
	lastDay = casefile.DateRange{From: night.Add(-day), To: night}
	traffic = []legal.Category{legal.TrafficData}
)

// deskOf is where a request of the French police lies from an instant on.
func deskOf(d casefile.Decider, zone string, from time.Time) casefile.TaskStart {
	s := taskOf(d, police.Party, zone)
	s.At, s.Seen = from, from
	s.Sender = casefile.Desk{Party: police.Party, Office: police.Role, Zone: "Europe/Paris", Jurisdiction: "FR"}
	return s
}

// known are the authorities that the platform's directory names.
var known = []casefile.Decider{prosecutor, parisJudge, dublin}

// at is the moment of a fact of the European case, known at once.
func at(d time.Duration) casefile.Moment {
	return casefile.Moment{At: night.Add(d), Seen: night.Add(d)}
}

// europeanHop is a hop to the Irish platform, with a threat to life stated.
func europeanHop(change ...func(*casefile.HopStart)) *casefile.HopMachine {
	lead := casefile.LeadIDFor(theCase, 1)
	s := casefile.HopStart{
		Case: theCase, Hop: casefile.HopIDFor(theCase, lead), Requester: police.Party, Jurisdiction: "FR", Zone: "Europe/Paris",
		Authority: prosecutor.Party, Edition: legal.CurrentEdition, Offence: death, Office: legal.RoleAgency,
		Lead: casefile.Lead{ID: lead, Identifier: account, Holder: "example-forum-ie", At: night, Seen: night}, At: night, Seen: night,
	}
	for _, c := range change {
		c(&s)
	}
	return begun(must(casefile.NewHop(s)))
}

// refusedVoluntarily is a hop under a threat whose holder has declined to
// answer without an order, after a quarter of an hour.
func refusedVoluntarily(change ...func(*casefile.HopStart)) *casefile.HopMachine {
	h := europeanHop(append(change, threatened)...)
	h.Answered(h.InForce, casefile.Answer{Status: casefile.Rejected, Decider: forum, Reason: "orders only", At: night.Add(hour / 4)}, at(hour/4))
	return h
}

// issueFirst is an application for a paper that is to be issued before its
// validation.
func issueFirst(change ...func(*casefile.Apply)) casefile.Apply {
	a := casefile.Apply{
		Act: by(police), Instrument: lightOrder, Categories: light, Facts: "nobody could be reached", BeforeValidation: true,
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

// unvalidated is a hop whose order was issued at half past two, before anybody
// validated it.
func unvalidated() *casefile.HopMachine {
	h := refusedVoluntarily()
	_, _, err := h.Apply(issueFirst(), at(hour/2))
	return must(h, err)
}

// disclosedBefore is one whose holder has answered on it, six hours on.
func disclosedBefore() *casefile.HopMachine {
	h := unvalidated()
	h.Answered(h.InForce, casefile.Answer{Status: casefile.Disclosed, Delivered: []casefile.Identifier{address}, Decider: forum, At: night.Add(6 * hour)}, at(6*hour))
	return h
}

// heavy is an application for traffic data, of which Dublin is to be notified.
func heavy(change ...func(*casefile.Apply)) casefile.Apply {
	a := casefile.Apply{
		Act: by(police), Instrument: heavyOrder, Categories: traffic, Range: &lastDay, Facts: "who wrote with the account",
		Authority: parisJudge.Party, Enforcing: dublin.Party,
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

// granted applies and grants as the authority would.
func granted(h *casefile.HopMachine, a casefile.Apply, who casefile.Decider, m casefile.Moment) *casefile.HopMachine {
	_, acts, err := h.Apply(a, m)
	must(h, err)
	sent, _ := actionsOf(acts)
	x := begun(must(casefile.NewApplication(deskOf(who, "Europe/Paris", m.Seen), *sent[0].Application)))
	must(x.Decide(casefile.DecideApplication{Act: by(who), Verdict: casefile.Granted}, m))
	h.Decided(sent[0].ID, *x.Decision, m)
	return h
}

// suspended is a hop whose order was served an hour after its beginning and
// waits for Dublin.
func suspended() *casefile.HopMachine { return granted(europeanHop(), heavy(), parisJudge, at(hour)) }

// objectable is one whose holder has answered in an emergency while Dublin may
// still object.
func objectable() *casefile.HopMachine {
	h := granted(refusedVoluntarily(), heavy(), parisJudge, at(hour))
	h.Answered(h.InForce, casefile.Answer{Status: casefile.Disclosed, Delivered: []casefile.Identifier{ip(night.Add(-hour))}, Decider: forum, At: night.Add(6 * hour)}, at(6*hour))
	return h
}

// received is the demand of a hop as the platform receives it.
func received(t require.TestingT, h *casefile.HopMachine) *casefile.DemandMachine {
	for _, o := range h.Open {
		if o.Demand != nil && o.ID == h.InForce {
			return begun(must(casefile.NewDemand(deskOf(forum, "Europe/Dublin", o.Demand.At), *o.Demand, known)))
		}
	}
	require.Fail(t, "no demand is open")
	return nil
}

// mourning is the Irish calendar with a day of mourning that was proclaimed
// late.
func mourning(t require.TestingT, on string) clock.CalendarData {
	law := must(legal.Open(legal.CurrentEdition))
	cal, ok := law.Calendar("ie")
	require.True(t, ok)
	data := cal.Data()
	data.Version += "-late"
	data.Days = append(data.Days, clock.SingleDay{
		On: on, Name: "day of mourning", Kind: clock.SpecialHoliday, Source: legal.Source{Cite: "a test", Basis: legal.BasisAssumption},
	})
	return data
}

func europeanOpening() casefile.Opening {
	o := opening()
	o.Requester, o.By, o.Office, o.Holder, o.Offence = police.Party, police, legal.RoleAgency, "example-forum-ie", death
	o.Detected, o.At, o.Seen, o.Zone, o.Jurisdiction, o.Authority = night.Add(-hour), night, night, "Europe/Paris", "FR", prosecutor.Party
	o.Threat = &threat
	return o
}

func europeanCase(t *testing.T, change ...func(*casefile.Opening)) *casefile.CaseMachine {
	t.Helper()
	o := europeanOpening()
	for _, c := range change {
		c(&o)
	}
	c := must(casefile.NewCase(o))
	begunIn(c, c.Begin())
	return c
}
