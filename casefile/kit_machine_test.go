package casefile_test

import (
	"encoding/json"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// The people and papers of the tests of the machines. The account is at the
// platform that tells its users before it discloses, unless a gag or a threat to
// life stands against it.

// opened is a Friday morning in New York.
var opened = time.Date(2026, 3, 6, 15, 0, 0, 0, time.UTC)

const theCase casefile.CaseID = "6f1b7f0e-6f57-4f0a-9a39-0d8b64f5a001"

var (
	agent = casefile.Decider{Party: "nypd", Role: legal.RoleAgency}
	judge = casefile.Decider{Party: "manhattan-court", Role: legal.RoleJudge}
	desk  = casefile.Decider{Party: "twitter", Role: legal.RoleHolder}

	account    = casefile.Identifier{Kind: legal.KindAccount, Value: "@somebody"}
	address    = casefile.Identifier{Kind: legal.KindEmail, Value: "someone@mail.example"}
	phone      = casefile.Identifier{Kind: legal.KindPhone, Value: "+1 555 0100"}
	subscriber = casefile.Identifier{Kind: legal.KindSubscriber, Subscriber: &casefile.Subscriber{Name: "a subscriber"}}
	offence    = legal.Offence{Name: "threat", Law: "18 USC 875(c)", MaxYears: 5}
	threat     = casefile.Threat{Nature: "shooting", AtRisk: "an audience", Imminence: "tonight"}
	both       = []legal.Category{legal.SubscriberData, legal.UserIdentifyingData}
	light      = []legal.Category{legal.SubscriberData}
)

func ip(at time.Time) casefile.Identifier {
	return casefile.Identifier{Kind: legal.KindIP, IP: &casefile.IPObservation{Address: netip.MustParseAddr("198.51.100.7"), Port: 51413, At: at}}
}

// after is the moment of a fact known at once.
func after(d time.Duration) casefile.Moment {
	return casefile.Moment{At: opened.Add(d), Seen: opened.Add(d)}
}

const hour, day = time.Hour, 24 * time.Hour

// by is an act of a party under a key of its own.
func by(d casefile.Decider) casefile.Act {
	return casefile.Act{Key: "key of " + string(d.Party), By: d}
}

func taskOf(d casefile.Decider, from casefile.PartyID, zone string) casefile.TaskStart {
	return casefile.TaskStart{
		Desk: casefile.Desk{Party: d.Party, Office: d.Role, Zone: zone}, From: from,
		Edition: legal.CurrentEdition, At: opened, Seen: opened,
	}
}

func application(change ...func(*casefile.Application)) *casefile.ApplicationMachine {
	a := casefile.Application{
		ID: "application-1", Requester: agent.Party, Authority: judge.Party, Instrument: "us.2703d-order", Holder: "twitter",
		Selector: account, Categories: both, Offence: offence, Facts: "threats were posted", Applicant: agent, At: opened,
	}
	for _, c := range change {
		c(&a)
	}
	return begun(must(casefile.NewApplication(taskOf(judge, agent.Party, "America/New_York"), a)))
}

// order is the paper that the court issued for the account.
func order(change ...func(*casefile.Order)) *casefile.Order {
	o := casefile.Order{
		ID: "application-1", Instrument: "us.2703d-order", Issuer: judge, Holder: "twitter", Selector: account,
		Categories: both, Offence: offence, Issued: opened.Add(-hour), ValidUntil: opened.Add(30 * day), ReplyBy: opened.Add(10 * day),
	}
	for _, c := range change {
		c(&o)
	}
	return &o
}

// demand is the request that came to the platform with an order.
func demand(change ...func(*casefile.Demand)) *casefile.DemandMachine {
	d := casefile.Demand{
		ID: "demand-1", Requester: agent.Party, Holder: "twitter", Lane: casefile.LaneOrdinary, Selector: account,
		Categories: both, Offence: offence, Order: order(), At: opened,
	}
	for _, c := range change {
		c(&d)
	}
	return begun(must(casefile.NewDemand(taskOf(desk, agent.Party, "America/Los_Angeles"), d, []casefile.Decider{judge})))
}

func emergency(d *casefile.Demand) {
	d.Lane, d.Order, d.Threat, d.Due = casefile.LaneEmergency, nil, &threat, opened.Add(day)
}

func gagged(d *casefile.Demand) { d.Order.Gag = &casefile.Gag{Until: opened.Add(90 * day)} }

func hold(round int) *casefile.HoldMachine {
	h := casefile.Hold{
		ID: "hold-1", Requester: agent.Party, Holder: "twitter", Instrument: "us.preservation", Selector: account,
		Offence: offence, Round: round, At: opened,
	}
	return begun(must(casefile.NewHold(taskOf(desk, agent.Party, "America/Los_Angeles"), h)))
}

func review() *casefile.ReviewMachine {
	c := casefile.Challenge{ID: "challenge-1", Holder: desk.Party, Authority: judge.Party, Order: *order(), Grounds: "too broad", By: desk, At: opened}
	return begun(must(casefile.NewReview(taskOf(judge, desk.Party, "America/New_York"), c)))
}

func guard() *casefile.GuardMachine {
	return begun(must(casefile.NewGuard(casefile.GuardStart{
		Case: theCase, Requester: agent.Party, Zone: "America/New_York", Edition: legal.CurrentEdition, At: opened, Seen: opened,
	})))
}

func newHop(change ...func(*casefile.HopStart)) *casefile.HopMachine {
	lead := casefile.LeadIDFor(theCase, 1)
	s := casefile.HopStart{
		Case: theCase, Hop: casefile.HopIDFor(theCase, lead), Requester: agent.Party, Jurisdiction: "US", Zone: "America/New_York",
		Authority: judge.Party, Edition: legal.CurrentEdition, Offence: offence,
		Lead: casefile.Lead{ID: lead, Identifier: account, Holder: "twitter", At: opened, Seen: opened}, At: opened, Seen: opened,
	}
	for _, c := range change {
		c(&s)
	}
	return must(casefile.NewHop(s))
}

func hop(change ...func(*casefile.HopStart)) *casefile.HopMachine { return begun(newHop(change...)) }

func threatened(s *casefile.HopStart) { s.Threat = &threat }

func opening() casefile.Opening {
	return casefile.Opening{
		Case: theCase, Requester: agent.Party, Account: account, Holder: "twitter", Offence: offence, Strategy: casefile.StrategyChain,
		Detected: opened.Add(-hour), At: opened, Seen: opened, Zone: "America/New_York", Jurisdiction: "US",
		Authority: judge.Party, Edition: legal.CurrentEdition, By: agent,
	}
}

func identification(change ...func(*casefile.Opening)) *casefile.CaseMachine {
	o := opening()
	for _, c := range change {
		c(&o)
	}
	return begun(must(casefile.NewCase(o)))
}

func sideBySide(o *casefile.Opening) { o.Strategy = casefile.StrategyParallel }

func begun[M interface{ Begin() []casefile.Action }](m M) M {
	m.Begin()
	return m
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// journalOf is the journal of a machine.
func journalOf(m any) *casefile.Journal {
	switch m := m.(type) {
	case *casefile.ApplicationMachine:
		return &m.Journal
	case *casefile.DemandMachine:
		return &m.Journal
	case *casefile.HoldMachine:
		return &m.Journal
	case *casefile.ReviewMachine:
		return &m.Journal
	case *casefile.GuardMachine:
		return &m.Journal
	case *casefile.HopMachine:
		return &m.Journal
	case *casefile.CaseMachine:
		return &m.Journal
	}
	panic("no machine")
}

// eventsOf are all events of a machine, the case's from its record.
func eventsOf(m any) []casefile.Event {
	if c, ok := m.(*casefile.CaseMachine); ok {
		return c.Record
	}
	return journalOf(m).Events
}

func kindsOf(m any) []casefile.EventKind {
	var kinds []casefile.EventKind
	for _, e := range eventsOf(m) {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

func lastEvent(m any) casefile.Event {
	events := eventsOf(m)
	return events[len(events)-1]
}

// plain is a value as JSON with every instant in UTC: the same instant reads the
// same whatever zone it was computed in.
func plain(t require.TestingT, v any) any {
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	var tree any
	require.NoError(t, json.Unmarshal(raw, &tree))
	return inUTC(tree)
}

func inUTC(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = inUTC(v[k])
		}
	case []any:
		for i := range v {
			v[i] = inUTC(v[i])
		}
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return at.UTC().Format(time.RFC3339Nano)
		}
	}
	return v
}

// without drops fields of a plain value.
func without(v any, fields ...string) any {
	m := v.(map[string]any)
	for _, f := range fields {
		delete(m, f)
	}
	return m
}

// requireKinds compares the kinds of a machine's events with those told.
func requireKinds(t *testing.T, m any, want ...casefile.EventKind) {
	t.Helper()
	require.Equal(t, want, kindsOf(m))
}
