package legal

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// longacre is the question of the first hop of the Longacre Theatre case.
func longacre() Ask {
	return Ask{
		Holder: "twitter", Asked: KindAccount, Categories: []Category{SubscriberData, UserIdentifyingData},
		Requester: "US-NY", Offence: Offence{Name: "making a threat"}, Emergency: true,
		At: time.Date(2012, time.August, 4, 4, 0, 0, 0, time.UTC),
	}
}

// winter is an instant at which everything in the edition of 2026 applies.
var winter = time.Date(2026, time.November, 23, 2, 15, 0, 0, time.UTC)

// paris is a French question to a platform whose Irish company answers for
// users in Europe.
func paris(categories ...Category) Ask {
	return Ask{
		Holder: "x", Asked: KindAccount, Categories: categories, Requester: "FR",
		Offence: Offence{Name: "menace de mort", MaxYears: 3, OverNetwork: true}, At: winter,
	}
}

func ways(r Requirement) string {
	var ids []InstrumentID
	for _, w := range r.Ways {
		ids = append(ids, w.Instrument.ID)
	}
	return list(ids)
}

func codes(reasons []Reason) string {
	var all []string
	for _, r := range reasons {
		all = append(all, r.Code)
	}
	return list(all)
}

func edition(t testing.TB, name string) *Law {
	t.Helper()
	l, err := Open(name)
	require.NoError(t, err)
	return l
}

func mustAsk(t testing.TB, l *Law, a Ask) Requirement {
	t.Helper()
	r, err := l.Requirement(a)
	require.NoError(t, err)
	return r
}

// against is why an instrument is excluded; "" when it is not.
func against(r Requirement, id InstrumentID) []Reason {
	for _, x := range r.Excluded {
		if x.Instrument == id {
			return x.Reasons
		}
	}
	return nil
}

func wayBy(t testing.TB, r Requirement, id InstrumentID) Way {
	t.Helper()
	n := slices.IndexFunc(r.Ways, func(w Way) bool { return w.Instrument.ID == id })
	require.GreaterOrEqual(t, n, 0, "%s is not among the ways %s: %+v", id, ways(r), against(r, id))
	return r.Ways[n]
}

// The first edition answers as it always did: cases are pinned to it.
func TestRequirementWaysOfTheFirstEdition(t *testing.T) {
	ask := func(change func(*Ask)) Ask {
		a := longacre()
		change(&a)
		return a
	}
	tests := []struct {
		name, want string
		ask        Ask
	}{
		{"threat stated: the emergency lane first", "us.emergency-disclosure, us.subpoena, us.2703d-order, us.search-warrant",
			longacre()},
		{"no threat: a subpoena is enough", "us.subpoena, us.2703d-order, us.search-warrant",
			ask(func(a *Ask) { a.Emergency = false })},
		{"traffic needs a judge", "us.2703d-order, us.search-warrant",
			ask(func(a *Ask) { a.Emergency = false; a.Categories = []Category{TrafficData, SubscriberData} })},
		{"content needs probable cause", "us.search-warrant",
			ask(func(a *Ask) { a.Emergency = false; a.Categories = []Category{StoredContentData} })},
		{"holder without an emergency lane", "us.subpoena, us.2703d-order, us.search-warrant",
			ask(func(a *Ask) { a.Holder, a.Asked = "example-isp-brief", KindIP })},
		{"foreign requester has no channel", "nothing",
			ask(func(a *Ask) { a.Requester = "FR" })},
		{"identifier that the holder cannot answer", "nothing",
			ask(func(a *Ask) { a.Asked = KindIP })},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, ways(mustAsk(t, edition(t, "2026-11"), tt.ask)))
		})
	}
}

// Across borders: direct orders before what another State's authority executes.
func TestRequirementWaysAcrossBorders(t *testing.T) {
	content := []Category{SubscriberData, StoredContentData}
	all := paris(content...)
	petty, forum, home, danger, early, first, late := all, all, all, paris(SubscriberData), paris(SubscriberData), all, all
	petty.Offence.MaxYears = 2
	forum.Holder, forum.Requester = "deutsche-telekom", "FR"
	forum.Asked, forum.Categories = KindIP, []Category{SubscriberData}
	home.Holder, home.Asked, home.Categories = "orange-fr", KindIP, []Category{SubscriberData}
	danger.Emergency = true
	early.At = time.Date(2026, time.August, 17, 21, 59, 59, 0, time.UTC) // 22:59:59 in Dublin
	first.At = early.At.Add(time.Second + time.Hour)
	late.Requester, late.Offence.MaxYears = "GB", 5
	tests := []struct {
		name, want string
		ask        Ask
	}{
		{"identification: the light order", "eu.production-order-identification, eu.production-order, int.mutual-assistance",
			paris(SubscriberData, UserIdentifyingData)},
		{"content: the heavy order", "eu.production-order, int.mutual-assistance", all},
		{"content for a petty offence", "int.mutual-assistance", petty},
		{"no Irish company is bound by an investigation order, a German one is",
			"eu.production-order-identification, eu.production-order, eu.investigation-order, int.mutual-assistance", forum},
		{"a threat: the provider may give it at once",
			"us.emergency-disclosure, eu.production-order-identification, eu.production-order, int.mutual-assistance", danger},
		{"the day before the Regulation applies", "int.mutual-assistance", early},
		{"the first day, as it begins in Dublin", "eu.production-order, int.mutual-assistance", first},
		{"a British order under the agreement", "gb.cloud-act-order, int.mutual-assistance", late},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, ways(mustAsk(t, current(t), tt.ask)))
		})
	}
	r := mustAsk(t, current(t), home)
	require.True(t, strings.HasPrefix(ways(r), "fr."), "at home by national law: %s", ways(r))
	require.Contains(t, codes(against(r, "eu.production-order-identification")), CodeDomestic)
}

func TestRequirementExclusions(t *testing.T) {
	a := longacre()
	a.Emergency, a.Categories, a.Requester = false, []Category{TrafficData}, "US"
	got := mustAsk(t, edition(t, "2026-11"), a)
	want := map[InstrumentID]string{
		"us.delayed-notice":       CodeDisclosesNothing,
		"us.emergency-disclosure": CodeNoEmergency,
		"us.gag-order":            CodeDisclosesNothing,
		"us.motion-to-compel":     CodeDisclosesNothing,
		"us.preservation":         CodeDisclosesNothing,
		"us.subpoena":             CodeNotUnlocked,
	}
	for _, x := range got.Excluded {
		require.Equal(t, want[x.Instrument], codes(x.Reasons), x.Instrument)
		delete(want, x.Instrument)
	}
	require.Empty(t, want)
}

// Every obstacle that the edition of 2026 can raise, each with its own code.
func TestRequirementObstacles(t *testing.T) {
	tests := []struct {
		name       string
		ask        func(*Ask)
		instrument InstrumentID
		want       string
		text       string
	}{
		{"before it applied", func(a *Ask) { a.At = winter.AddDate(-1, 0, 0) }, "eu.production-order-identification",
			CodeNotInForce, "applies since 2026-08-18; the question is of 2025-11-23 in Europe/Dublin"},
		{"requester of no State that takes part", func(a *Ask) { a.Requester = "DK" }, "eu.production-order-identification",
			CodeRequesterElsewhere, "the requester is in DK"},
		{"no company where it binds", func(a *Ask) { a.Holder = "snap" }, "eu.production-order-identification",
			CodeHolderNotBound, "binds in eu-production; snap has"},
		{"at home", func(a *Ask) { a.Requester = "IE" }, "eu.production-order-identification",
			CodeDomestic, "use national law"},
		{"the name was not yet taken", func(a *Ask) { a.Requester, a.At = "US", longacre().At }, "us.subpoena",
			CodeNameNotInUse, "since 2023-07-24"},
		{"protected data by mutual assistance", func(a *Ask) { a.Protected = []Protection{LawyerData} }, "int.mutual-assistance",
			CodeNoRaisedDecider, "names nobody to decide on that"},
		{"protected data by the holder's leave", func(a *Ask) { a.Protected, a.Emergency = []Protection{JournalistSource}, true },
			"us.emergency-disclosure", CodeNoRaisedDecider, "no raised decider is foreseen"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := paris(SubscriberData)
			tt.ask(&a)
			why := against(mustAsk(t, current(t), a), tt.instrument)
			require.Equal(t, tt.want, codes(why))
			require.Contains(t, why[0].Text, tt.text)
		})
	}
}

// A house is asked by the name that it bears on that day.
func TestNameInUse(t *testing.T) {
	l := lawOf(t, "holders/acme.yaml", "zone: America/New_York",
		"zone: America/New_York\n    in_force: {until: 2026-11-22, source: {cite: a page, basis: unconfirmed, note: Zenith since}}")
	a := acmeAsk() // 22 November, 21:15 in New York
	require.Equal(t, "us.subpoena", ways(mustAsk(t, l, a)))
	a.At = a.At.Add(3 * time.Hour)
	r := mustAsk(t, l, a)
	require.Empty(t, r.Ways)
	require.Len(t, r.Excluded, 3)
	for _, x := range r.Excluded {
		require.Equal(t, CodeNameNotInUse, codes(x.Reasons))
		require.Equal(t, "the house goes by the name of acme (Acme, Inc.) until 2026-11-22; the question is of 2026-11-23: Zenith since (unconfirmed)", x.Reasons[0].Text)
	}
}

func TestThresholds(t *testing.T) {
	threat := func(years int, network bool, kind string) Offence {
		return Offence{Name: "menace", MaxYears: years, OverNetwork: network, Kind: kind}
	}
	light, more := []Category{SubscriberData, UserIdentifyingData}, []Category{SubscriberData, TrafficData}
	tests := []struct {
		name       string
		instrument InstrumentID
		categories []Category
		offence    Offence
		want       bool
		text       string
	}{
		{"long enough", "eu.production-order", more, threat(3, false, ""), true, "met is an offence with a maximum of at least 3 years"},
		{"too short", "eu.production-order", more, threat(2, false, ""), false, "this one has 2 (unconfirmed)"},
		{"unknown is not met", "eu.production-order", more, threat(0, true, ""), false, "the maximum is not stated"},
		{"a listed kind", "eu.production-order", more, threat(0, false, "terrorism"), true, "met is an offence of the kind terrorism"},
		{"another kind", "eu.production-order", more, threat(1, false, "insult"), false, "this one is of the kind insult"},
		{"no threshold", "eu.production-order-identification", light, threat(0, false, ""), true, ""},
		{"one year over a network, to identify", "fr.requisition-traffic", light, threat(1, true, ""), true, "committed over a network"},
		{"one year, but not over a network", "fr.requisition-traffic", light, threat(1, false, ""), false, "over a network is not stated"},
		{"one year over a network, but for more", "fr.requisition-traffic", more, threat(1, true, ""), false, "TrafficData is asked for too"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := paris(tt.categories...)
			a.Offence = tt.offence
			if strings.HasPrefix(string(tt.instrument), "fr.") {
				a.Holder, a.Asked = "orange-fr", KindIP
			}
			ok, why := current(t).Applicable(a, tt.instrument)
			require.Equal(t, tt.want, ok, "%+v", why)
			if !ok {
				require.Subset(t, []string{CodeOffenceTooLight}, strings.Split(codes(why), ", "))
			}
			var texts []string
			for _, r := range why {
				texts = append(texts, r.Text)
			}
			require.Contains(t, strings.Join(texts, "\n"), tt.text)
		})
	}
}

// lawOf is a small pack with changes, for rules that the current edition has no
// instrument of.
func lawOf(t *testing.T, file, old, new string) *Law {
	t.Helper()
	files := smallPack()
	changed := strings.Replace(files[file], old, new, 1)
	require.True(t, old == new || changed != files[file], "%s does not say %q", file, old)
	files[file] = changed
	l, err := load(files)
	require.NoError(t, err)
	return l
}

func acmeAsk() Ask {
	return Ask{Holder: "acme", Asked: KindAccount, Categories: []Category{SubscriberData}, Requester: "US",
		Offence: Offence{Name: "fraud", MaxYears: 5}, At: winter}
}

func TestApplicable(t *testing.T) {
	small := lawOf(t, "law.yaml", "", "")
	light, unknown := acmeAsk(), acmeAsk()
	light.Offence.MaxYears, unknown.Offence.MaxYears = 2, 0
	abroad := lawOf(t, "holders/acme.yaml", "jurisdiction: US", "jurisdiction: IE")
	malformed := acmeAsk()
	malformed.Offence.Name = ""
	tests := []struct {
		name string
		law  *Law
		ask  Ask
		id   InstrumentID
		want string
	}{
		{"yes", small, acmeAsk(), "us.subpoena", "binds-holder, unlocks, issuers, standard, offence-grave-enough, reply-clock"},
		{"offence too light", small, light, "us.subpoena", CodeOffenceTooLight},
		{"offence of unknown weight", small, unknown, "us.subpoena", CodeOffenceTooLight},
		{"holder abroad", abroad, acmeAsk(), "us.subpoena", CodeHolderNotBound},
		{"discloses nothing", small, acmeAsk(), "us.hold", CodeDisclosesNothing},
		{"unknown instrument", small, acmeAsk(), "us.supboena", CodeInstrumentUnknown},
		{"malformed", small, malformed, "us.subpoena", CodeMalformed},
	}
	for _, tt := range tests {
		ok, why := tt.law.Applicable(tt.ask, tt.id)
		require.Equal(t, tt.name == "yes", ok, tt.name)
		require.Equal(t, tt.want, codes(why), tt.name)
		w, isWay := tt.law.WayOf(tt.ask, tt.id)
		require.Equal(t, ok, isWay, tt.name)
		if ok {
			require.Equal(t, why, w.Reasons)
		}
	}
}

func TestRequirementFacts(t *testing.T) {
	a := longacre()
	a.Holder, a.Asked, a.Emergency = "example-isp", KindIP, false
	r := mustAsk(t, edition(t, "2026-11"), a)
	require.Equal(t, []Category{UserIdentifyingData}, r.NotHeld)
	require.Empty(t, r.NeedsRange)

	a = paris(SubscriberData, UserIdentifyingData, StoredContentData)
	a.Holder = "example-forum-ie"
	r = mustAsk(t, current(t), a)
	require.Equal(t, []Category{UserIdentifyingData, StoredContentData}, r.NeedsRange)

	a.Holder, a.Asked = "whatsapp", KindPhone
	r = mustAsk(t, current(t), a)
	require.NotEmpty(t, r.Lacks)
	require.Equal(t, StoredContentData, r.Lacks[0].Category)
	a.Categories = []Category{SubscriberData}
	require.Empty(t, mustAsk(t, current(t), a).Lacks)
}

func TestRequirementRefuses(t *testing.T) {
	tests := []struct {
		change func(*Ask)
		want   string
	}{
		{func(a *Ask) { a.Holder = "twiter" }, `Ask.Holder "twiter": want one of example-isp, example-isp-brief, example-mail, twitter`},
		{func(a *Ask) { a.Asked = "topic" }, `Ask.Asked "topic": want one of account, email, phone, ip, subscriber`},
		{func(a *Ask) { a.Categories = []Category{"All"} }, `Ask.Categories "All": want one of SubscriberData`},
		{func(a *Ask) { a.Categories = nil }, `Ask.Categories "": want at least one`},
		{func(a *Ask) { a.Requester = "" }, `Ask.Requester "": want the requester's jurisdiction`},
		{func(a *Ask) { a.Requester = "usa" }, `Ask.Requester "usa"`},
		{func(a *Ask) { a.Requester = "EU" }, `Ask.Requester "EU"`},
		{func(a *Ask) { a.Offence.Name = " " }, `Ask.Offence.Name`},
		{func(a *Ask) { a.Protected = []Protection{"friend"} }, `Ask.Protected "friend": want one of journalist-source, lawyer-data`},
		{func(a *Ask) { a.At = time.Time{} }, `Ask.At "": want the instant of the question`},
	}
	for _, tt := range tests {
		a := longacre()
		tt.change(&a)
		_, err := edition(t, "2026-11").Requirement(a)
		require.ErrorContains(t, err, tt.want)
	}
}
