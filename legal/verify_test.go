package legal

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// subpoena is an order without defect: the one that Twitter obeyed.
func subpoena() Order {
	issued := time.Date(2012, time.August, 6, 20, 0, 0, 0, time.UTC)
	both := []Category{SubscriberData, UserIdentifyingData}
	return Order{
		Instrument: "us.subpoena", Holder: "twitter", ReceivedBy: "twitter", IssuerRole: RoleProsecutor,
		Issued: issued, ValidUntil: issued.AddDate(0, 0, 10), Received: issued.Add(time.Hour),
		Categories: both, Requested: slices.Clone(both), Asked: KindAccount, Offence: Offence{Name: "making a threat"},
	}
}

func defectCodes(defects []Defect) string {
	var all []string
	for _, d := range defects {
		all = append(all, d.Code)
	}
	return list(all)
}

func TestVerifyDefects(t *testing.T) {
	tests := []struct {
		name, want string
		change     func(*Order)
	}{
		{"none", "nothing", func(*Order) {}},
		{"asks for less than ordered", "nothing", func(o *Order) { o.Requested = o.Requested[:1] }},
		{"order without end", "nothing", func(o *Order) { o.ValidUntil = time.Time{} }},
		{"unknown instrument", CodeInstrumentUnknown, func(o *Order) { o.Instrument = "us.supboena" }},
		{"no instrument", CodeInstrumentUnknown, func(o *Order) { o.Instrument = "" }},
		{"unknown holder", CodeHolderUnknown, func(o *Order) { o.Holder, o.ReceivedBy = "twiter", "" }},
		{"wrong addressee", CodeWrongAddressee, func(o *Order) { o.ReceivedBy = "example-mail" }},
		{"issuer without power", CodeIssuer, func(o *Order) { o.Instrument = "us.2703d-order" }},
		{"no issuer", CodeIssuer, func(o *Order) { o.IssuerRole = "" }},
		{"category not unlocked", CodeNotUnlocked, func(o *Order) { o.Categories = append(o.Categories, TrafficData) }},
		{"unknown category", CodeNotUnlocked, func(o *Order) { o.Categories = append(o.Categories, "All") }},
		{"request exceeds order", CodeExceedsOrder, func(o *Order) { o.Categories = o.Categories[:1] }},
		{"expired to the instant", CodeExpired, func(o *Order) { o.Received = o.ValidUntil }},
		{"ends before it begins", CodeExpired, func(o *Order) { o.ValidUntil = o.Issued.Add(-time.Hour) }},
		{"issued after received", CodeIssuedLater, func(o *Order) { o.Received = o.Issued.Add(-time.Second) }},
		{"not dated", CodeUndated, func(o *Order) { o.Issued = time.Time{} }},
		{"not received", CodeIssuedLater + ", " + CodeUndated, func(o *Order) { o.Received = time.Time{} }},
		{"no offence", CodeNoOffence, func(o *Order) { o.Offence = Offence{Law: "18 USC 875(c)"} }},
		{"identifier not answered", CodeNotAnswered, func(o *Order) { o.Asked = KindIP }},
		{"topic as target", CodeNotAnswered, func(o *Order) { o.Asked = "topic" }},
		{"nothing requested", CodeNothing, func(o *Order) { o.Requested = nil }},
		{"preservation discloses nothing", CodeDisclosesNothing, func(o *Order) {
			o.Instrument, o.IssuerRole = "us.preservation", RoleAgency
		}},
		{"emergency not stated", CodeNoEmergency, func(o *Order) {
			o.Instrument, o.IssuerRole = "us.emergency-disclosure", RoleHolder
		}},
		{"emergency stated", "nothing", func(o *Order) {
			o.Instrument, o.IssuerRole, o.Emergency = "us.emergency-disclosure", RoleHolder, true
		}},
		{"no emergency lane", CodeNoEmergencyLane, func(o *Order) {
			o.Instrument, o.IssuerRole, o.Emergency = "us.emergency-disclosure", RoleHolder, true
			o.Holder, o.ReceivedBy, o.Asked = "example-isp-brief", "", KindIP
		}},
		{"a warrant lapses by law, whatever it says", CodeExpired, func(o *Order) {
			o.Instrument, o.IssuerRole = "us.search-warrant", RoleJudge
			o.ValidUntil, o.Received = time.Time{}, o.Issued.AddDate(0, 0, 14)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := subpoena()
			tt.change(&o)
			got := current(t).Verify(o)
			if defectCodes(got) != tt.want || got == nil {
				t.Errorf("defects %+v; want %s", got, tt.want)
			}
			for _, d := range got {
				if d.Text == "" || d.Source.Cite == "" {
					t.Errorf("a defect that does not explain itself: %+v", d)
				}
			}
		})
	}
}

func TestVerifyZeroOrder(t *testing.T) {
	want := "holder-unknown, instrument-unknown, no-offence, nothing-requested, undated"
	if got := defectCodes(current(t).Verify(Order{})); got != want {
		t.Errorf("got %s; want %s", got, want)
	}
}

func acmeOrder() Order {
	o := subpoena()
	o.Holder, o.ReceivedBy, o.Offence.MaxYears = "acme", "acme", 5
	o.Categories, o.Requested = []Category{SubscriberData}, []Category{SubscriberData}
	return o
}

// Rules that the current edition has no instrument of.
func TestVerifyOtherRules(t *testing.T) {
	const source = "source: {cite: a law, basis: statute}"
	small := lawOf(t, "law.yaml", "", "")
	abroad := lawOf(t, "holders/acme.yaml", "jurisdiction: US", "jurisdiction: IE")
	validated := lawOf(t, "law.yaml", "issuers: [prosecutor]", "issuers: [prosecutor, agency]\n    validated_by: [prosecutor]\n"+
		"    ex_post_validation: {id: v, regime: CIVIL, from: ruling, term: {period: 48h, "+source+"}}")
	tests := []struct {
		name, want string
		law        *Law
		change     func(*Order)
	}{
		{"none", "nothing", small, func(*Order) {}},
		{"offence too light", CodeOffenceTooLight, small, func(o *Order) { o.Offence.MaxYears = 2 }},
		{"offence of unknown weight", CodeOffenceTooLight, small, func(o *Order) { o.Offence.MaxYears = 0 }},
		{"holder abroad", CodeHolderNotBound, abroad, func(*Order) {}},
		{"high issuer", "nothing", validated, func(*Order) {}},
		{"low issuer", CodeNotValidated, validated, func(o *Order) { o.IssuerRole = RoleAgency }},
		{"low issuer validates itself", CodeNotValidated, validated, func(o *Order) { o.IssuerRole, o.ValidatedBy = RoleAgency, RoleAgency }},
		{"low issuer, validated", "nothing", validated, func(o *Order) { o.IssuerRole, o.ValidatedBy = RoleAgency, RoleProsecutor }},
		{"low issuer, validation may follow", "nothing", validated, func(o *Order) { o.IssuerRole, o.Emergency = RoleAgency, true }},
	}
	for _, tt := range tests {
		o := acmeOrder()
		tt.change(&o)
		if got := defectCodes(tt.law.Verify(o)); got != tt.want {
			t.Errorf("%s: %s; want %s", tt.name, got, tt.want)
		}
	}
}

// orderOf is what an authority would write to grant an application for a way.
func orderOf(a Ask, i Instrument) Order {
	issued := time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	return Order{
		Instrument: i.ID, Holder: a.Holder, ReceivedBy: a.Holder, IssuerRole: i.Issuers[0],
		Issued: issued, Received: issued.Add(time.Hour), Categories: a.Categories, Requested: a.Categories,
		Offence: a.Offence, Asked: a.Asked, Emergency: a.Emergency,
	}
}

// Requester and holder never disagree: an order for any way has no defect, and
// one for any excluded instrument has one, unless it is excluded only because
// of where the requester is, which the paper does not show.
func TestVerifyAgreesWithRequirement(t *testing.T) {
	l := current(t)
	rapid.Check(t, func(t *rapid.T) {
		a := asks().Draw(t, "ask")
		r := mustRequire(t, l, a)
		for _, w := range r.Ways {
			if defects := l.Verify(orderOf(a, w.Instrument)); len(defects) > 0 {
				t.Fatalf("a way with defects: %+v", defects)
			}
		}
		for _, x := range r.Excluded {
			i, _ := l.Instrument(x.Instrument)
			defects := l.Verify(orderOf(a, i))
			if len(defects) == 0 && codes(x.Reasons) != CodeRequesterElsewhere {
				t.Fatalf("%s is excluded (%s) and yet without defect", x.Instrument, codes(x.Reasons))
			}
		}
	})
}

// Whatever an instrument stops unlocking becomes a defect of every order for it.
func TestVerifyFollowsUnlocks(t *testing.T) {
	l := current(t)
	for _, i := range l.Instruments() {
		for n, dropped := range i.Unlocks {
			narrow := *l
			narrow.instruments = maps.Clone(l.instruments)
			less := i.clone()
			less.Unlocks = slices.Delete(less.Unlocks, n, n+1)
			narrow.instruments[i.ID] = less

			a := longacre()
			a.Categories = []Category{dropped}
			if defects := l.Verify(orderOf(a, i)); len(defects) > 0 {
				t.Errorf("%s for %s: %+v", i.ID, dropped, defects)
			}
			if got := defectCodes(narrow.Verify(orderOf(a, less))); got != CodeNotUnlocked {
				t.Errorf("%s without %s: %s; want %s", i.ID, dropped, got, CodeNotUnlocked)
			}
		}
	}
}

func TestVerifySorts(t *testing.T) {
	o := subpoena()
	o.Requested = []Category{StoredContentData, TrafficData, TrafficData}
	o.Offence.Name = ""
	var lines []string
	for _, d := range current(t).Verify(o) {
		lines = append(lines, fmt.Sprintf("%s: %s", d.Code, d.Text))
	}
	if !slices.IsSorted(lines) || len(lines) != 5 {
		t.Errorf("want five sorted lines:\n%s", strings.Join(lines, "\n"))
	}
}
