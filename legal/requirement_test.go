package legal

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// longacre is the question of the first hop of the Longacre Theatre case.
func longacre() Ask {
	return Ask{
		Holder: "twitter", Asked: KindAccount, Categories: []Category{SubscriberData, UserIdentifyingData},
		Requester: "US-NY", Offence: Offence{Name: "making a threat"}, Emergency: true,
		At: time.Date(2012, time.August, 4, 4, 0, 0, 0, time.UTC),
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

func TestRequirementWays(t *testing.T) {
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
			got, err := current(t).Requirement(tt.ask)
			if err != nil || ways(got) != tt.want {
				t.Errorf("ways %s, %v; want %s", ways(got), err, tt.want)
			}
		})
	}
}

func TestRequirementExclusions(t *testing.T) {
	a := longacre()
	a.Emergency, a.Categories, a.Requester = false, []Category{TrafficData}, "US"
	got, err := current(t).Requirement(a)
	if err != nil {
		t.Fatal(err)
	}
	want := map[InstrumentID]string{
		"us.delayed-notice":       CodeDisclosesNothing,
		"us.emergency-disclosure": CodeNoEmergency,
		"us.gag-order":            CodeDisclosesNothing,
		"us.motion-to-compel":     CodeDisclosesNothing,
		"us.preservation":         CodeDisclosesNothing,
		"us.subpoena":             CodeNotUnlocked,
	}
	for _, x := range got.Excluded {
		if codes(x.Reasons) != want[x.Instrument] {
			t.Errorf("%s is excluded for %s; want %s", x.Instrument, codes(x.Reasons), want[x.Instrument])
		}
		delete(want, x.Instrument)
	}
	if len(want) > 0 {
		t.Errorf("not excluded: %v", want)
	}
}

// lawOf is a small pack with changes, for rules that the current edition has no
// instrument of.
func lawOf(t *testing.T, file, old, new string) *Law {
	t.Helper()
	files := smallPack()
	files[file] = strings.Replace(files[file], old, new, 1)
	l, err := load(files)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func acmeAsk() Ask {
	return Ask{Holder: "acme", Asked: KindAccount, Categories: []Category{SubscriberData}, Requester: "US",
		Offence: Offence{Name: "fraud", MaxYears: 5}}
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
		{"yes", small, acmeAsk(), "us.subpoena", "binds-holder, unlocks, issuers, standard"},
		{"offence too light", small, light, "us.subpoena", CodeOffenceTooLight},
		{"offence of unknown weight", small, unknown, "us.subpoena", CodeOffenceTooLight},
		{"holder abroad", abroad, acmeAsk(), "us.subpoena", CodeHolderNotBound},
		{"discloses nothing", small, acmeAsk(), "us.hold", CodeDisclosesNothing},
		{"unknown instrument", small, acmeAsk(), "us.supboena", CodeInstrumentUnknown},
		{"malformed", small, malformed, "us.subpoena", CodeMalformed},
	}
	for _, tt := range tests {
		ok, why := tt.law.Applicable(tt.ask, tt.id)
		if ok != (tt.name == "yes") || codes(why) != tt.want {
			t.Errorf("%s: %v, %s; want %s", tt.name, ok, codes(why), tt.want)
		}
	}
}

func TestRequirementNotHeld(t *testing.T) {
	a := longacre()
	a.Holder, a.Asked, a.Emergency = "example-isp", KindIP, false
	got, err := current(t).Requirement(a)
	if err != nil || !slices.Equal(got.NotHeld, []Category{UserIdentifyingData}) {
		t.Errorf("not held %v, %v", got.NotHeld, err)
	}
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
		{func(a *Ask) { a.Offence.Name = " " }, `Ask.Offence.Name`},
	}
	for _, tt := range tests {
		a := longacre()
		tt.change(&a)
		if _, err := current(t).Requirement(a); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v; want an error with %q", err, tt.want)
		}
	}
}

func asks() *rapid.Generator[Ask] {
	return rapid.Custom(func(t *rapid.T) Ask {
		return Ask{
			Holder:     rapid.SampledFrom([]HolderID{"twitter", "example-mail", "example-isp", "example-isp-brief"}).Draw(t, "holder"),
			Asked:      rapid.SampledFrom(IdentifierKinds()).Draw(t, "asked"),
			Categories: rapid.SliceOfN(rapid.SampledFrom(Categories()), 1, 5).Draw(t, "categories"),
			Requester:  rapid.SampledFrom([]string{"US", "US-NY", "FR"}).Draw(t, "requester"),
			Offence:    Offence{Name: "threat", MaxYears: rapid.IntRange(0, 10).Draw(t, "years")},
			Emergency:  rapid.Bool().Draw(t, "emergency"),
		}
	})
}

func mustRequire(t *rapid.T, l *Law, a Ask) Requirement {
	r, err := l.Requirement(a)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Every instrument is either a way or excluded with a reason, each once, and
// the order of the question's categories changes nothing.
func TestRequirementIsCompleteAndDeterministic(t *testing.T) {
	l := current(t)
	rapid.Check(t, func(t *rapid.T) {
		a := asks().Draw(t, "ask")
		r := mustRequire(t, l, a)
		var ids []InstrumentID
		for _, w := range r.Ways {
			ids = append(ids, w.Instrument.ID)
			if len(w.Reasons) == 0 {
				t.Fatalf("%s without a reason", w.Instrument.ID)
			}
		}
		for _, x := range r.Excluded {
			ids = append(ids, x.Instrument)
			if len(x.Reasons) == 0 {
				t.Fatalf("%s excluded without a reason", x.Instrument)
			}
		}
		slices.Sort(ids)
		var all []InstrumentID
		for _, i := range l.Instruments() {
			all = append(all, i.ID)
		}
		if !slices.Equal(ids, all) {
			t.Fatalf("%v, want each of %v once", ids, all)
		}
		slices.Reverse(a.Categories)
		if !reflect.DeepEqual(r, mustRequire(t, l, a)) {
			t.Fatal("the order of the categories matters")
		}
	})
}

// Asking for more never opens a lighter gate: the ways for more are among the
// ways for less, in the same order.
func TestRequirementIsMonotone(t *testing.T) {
	l := current(t)
	rapid.Check(t, func(t *rapid.T) {
		a := asks().Draw(t, "ask")
		less := mustRequire(t, l, a)
		a.Categories = append(a.Categories, rapid.SampledFrom(Categories()).Draw(t, "more"))
		more := mustRequire(t, l, a)
		rest := less.Ways
		for _, w := range more.Ways {
			n := slices.IndexFunc(rest, func(x Way) bool { return x.Instrument.ID == w.Instrument.ID })
			if n < 0 {
				t.Fatalf("%s opens more but not less (or in another order)", w.Instrument.ID)
			}
			rest = rest[n+1:]
		}
	})
}
