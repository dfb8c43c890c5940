package legal

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
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
			got := edition(t, "2026-11").Verify(o)
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
	if got := defectCodes(edition(t, "2026-11").Verify(Order{})); got != want {
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

// orderOf is what an authority would write to grant an application for an
// instrument: signed by whoever may, or by a lower office and validated.
func orderOf(a Ask, i Instrument, w Way) Order {
	o := Order{
		Instrument: i.ID, Holder: a.Holder, ReceivedBy: a.Holder, Requester: a.Requester, Entity: w.Entity.Name,
		Issued: a.At, Received: a.At.Add(time.Hour), Categories: a.Categories, Requested: a.Categories,
		Offence: a.Offence, Asked: a.Asked, Target: "somebody", Emergency: a.Emergency, Protected: a.Protected,
		From: a.At.AddDate(0, -1, 0), To: a.At, IssuerRole: i.Issuers[0],
		Domestic: a.Domestic, Notified: w.Notifies != nil, Suspended: w.Suspends,
	}
	switch {
	case len(w.Issuers) > 0:
		o.IssuerRole = w.Issuers[0]
	case len(w.Signers) > 0:
		o.IssuerRole, o.ValidatedBy = w.Signers[0], w.ValidatedBy[0]
	}
	return o
}

// Requester and holder never disagree: an order for any way has no defect, and
// one for any excluded instrument has one, whoever signs it.
func TestVerifyAgreesWithRequirement(t *testing.T) {
	for _, name := range Editions() {
		t.Run(name, func(t *testing.T) {
			l := edition(t, name)
			rapid.Check(t, func(t *rapid.T) {
				a := asks(l).Draw(t, "ask")
				r := mustRequire(t, l, a)
				for _, w := range r.Ways {
					if defects := l.Verify(orderOf(a, w.Instrument, w)); len(defects) > 0 {
						t.Fatalf("a way with defects: %+v", defects)
					}
				}
				for _, x := range r.Excluded {
					i, _ := l.Instrument(x.Instrument)
					defects := l.Verify(orderOf(a, i, Way{}))
					for _, why := range x.Reasons { // each obstacle is a defect, word for word
						if !slices.Contains(defects, Defect(why)) {
							t.Fatalf("%s is excluded for %+v, which is no defect: %+v", x.Instrument, why, defects)
						}
					}
				}
			})
		})
	}
}

// Who may sign by the way is who may sign by the paper: nobody else's signature
// goes through, and none of theirs is refused.
func TestVerifyAgreesOnSigners(t *testing.T) {
	l := current(t)
	rapid.Check(t, func(t *rapid.T) {
		a := asks(l).Draw(t, "ask")
		for _, w := range mustRequire(t, l, a).Ways {
			for _, role := range roles() {
				o := orderOf(a, w.Instrument, w)
				o.IssuerRole, o.ValidatedBy = role, ""
				alone := len(l.Verify(o)) == 0
				if want := slices.Contains(w.Issuers, role) || slices.Contains(w.Signers, role) && w.ValidateAfter != nil; alone != want {
					t.Fatalf("%s signs %s alone: %v; the way says %v", role, w.Instrument.ID, alone, want)
				}
				if len(w.ValidatedBy) == 0 {
					continue
				}
				o.ValidatedBy = w.ValidatedBy[0]
				if validated := len(l.Verify(o)) == 0; validated != slices.Contains(w.Signers, role) {
					t.Fatalf("%s signs %s, validated by %s: %v", role, w.Instrument.ID, o.ValidatedBy, validated)
				}
			}
		}
	})
}

// dublin is an order without defect to the Irish company of X.
func dublin() Order {
	return Order{
		Instrument: "eu.production-order-identification", Holder: "x", ReceivedBy: "x", Requester: "FR",
		Entity: "X Internet Unlimited Company", IssuerRole: RoleProsecutor, Issued: winter, Received: winter.Add(time.Hour),
		Categories: []Category{SubscriberData}, Requested: []Category{SubscriberData},
		Offence: Offence{Name: "menace de mort", MaxYears: 3}, Asked: KindAccount, Target: "@somebody",
	}
}

// The defects that the first edition cannot show.
func TestVerifyDefectsAcrossBorders(t *testing.T) {
	month := func(n int) time.Time { return time.Date(2026, time.Month(n), 1, 0, 0, 0, 0, time.UTC) }
	forum := func(o *Order) {
		o.Holder, o.ReceivedBy, o.Entity = "example-forum-ie", "", ""
		o.Categories, o.Requested = []Category{UserIdentifyingData}, []Category{UserIdentifyingData}
	}
	heavy := func(o *Order) {
		o.Instrument, o.IssuerRole = "eu.production-order", RoleJudge
		o.Categories, o.Requested, o.Notified, o.Suspended = []Category{TrafficData}, []Category{TrafficData}, true, true
	}
	earlier := func(e Earlier) func(*Order) {
		return func(o *Order) {
			o.From, o.To = month(3), month(5)
			o.Earlier = []Earlier{{ID: "elsewhere", Instrument: o.Instrument, Target: "@other", Categories: Categories()}, e}
		}
	}
	same := Earlier{ID: "req-1", Instrument: dublin().Instrument, Target: "@somebody", Categories: Categories()}
	with := func(change func(*Earlier)) Earlier { e := same; change(&e); return e }
	tests := []struct {
		name, want, text string
		change           func(*Order)
	}{
		{"none", "nothing", "", func(*Order) {}},
		{"names no company", "nothing", "", func(o *Order) { o.Entity = "" }},
		{"company in other letters", "nothing", "", func(o *Order) { o.Entity = "  x internet  unlimited company " }},
		{"company that the order does not bind", CodeWrongEntity, "names X Corp., which is in US; eu.production-order-identification binds in eu-production: want X Internet Unlimited Company",
			func(o *Order) { o.Entity = "X Corp." }},
		{"company of another house", CodeWrongEntity, `names "Twitter, Inc."; x has X Corp. in US; X Internet Unlimited Company in IE`,
			func(o *Order) { o.Entity = "Twitter, Inc." }},
		{"requester of no State that takes part", CodeRequesterElsewhere, "", func(o *Order) { o.Requester = "US" }},
		{"requester that is no jurisdiction", CodeRequesterElsewhere, "want the jurisdiction", func(o *Order) { o.Requester = "France" }},
		{"requester not stated", "nothing", "", func(o *Order) { o.Requester = "" }},
		{"at home", CodeDomestic, "use national law", func(o *Order) { o.Requester = "IE" }},
		{"the company at home, though one abroad is bound", CodeDomestic, "names X Corp., which is in US, as is the requester", func(o *Order) {
			o.Instrument, o.IssuerRole, o.Requester, o.Entity = "int.mutual-assistance", RoleCentral, "US", "X Corp."
		}},
		{"before it applied", CodeNotInForce, "", func(o *Order) { o.Issued = month(8); o.Received = month(8) }},
		{"agency, not validated", CodeNotValidated, "", func(o *Order) { o.IssuerRole = RoleAgency }},
		{"agency, validated", "nothing", "", func(o *Order) { o.IssuerRole, o.ValidatedBy = RoleAgency, RoleProsecutor }},
		{"agency, in an emergency", "nothing", "", func(o *Order) { o.IssuerRole, o.Emergency = RoleAgency, true }},
		{"a journalist's source by a prosecutor", CodeRaisedDecider, "protected data may be touched (journalist-source)",
			func(o *Order) { o.Protected = []Protection{JournalistSource} }},
		{"a journalist's source by a judge", "nothing", "", func(o *Order) { o.Protected, o.IssuerRole = []Protection{JournalistSource}, RoleJudge }},
		{"a journalist's source in an emergency", CodeRaisedDecider, "", func(o *Order) {
			o.Protected, o.Emergency, o.IssuerRole = []Protection{JournalistSource}, true, RoleAgency
		}},
		{"an unknown protection", CodeNoRaisedDecider, "", func(o *Order) { o.Protected = []Protection{"friend"} }},
		{"no range where the holder needs one", CodeNoRange, "UserIdentifyingData without a range of dates", forum},
		{"half a range", CodeNoRange, "", func(o *Order) { forum(o); o.From = month(3) }},
		{"a range", "nothing", "", func(o *Order) { forum(o); o.From, o.To = month(3), month(4) }},
		{"a range that ends first", CodeRangeInverted, "", func(o *Order) { o.From, o.To = month(4), month(3) }},
		{"duplicate", CodeDuplicate, "request req-1 does not: it is still open", earlier(same)},
		{"duplicate of an answered one", CodeDuplicate, "it is answered", earlier(with(func(e *Earlier) { e.Answered = true }))},
		{"part of an earlier range", CodeDuplicate, "", earlier(with(func(e *Earlier) { e.From, e.To = month(1), month(5) }))},
		{"later than the earlier range", "nothing", "", earlier(with(func(e *Earlier) { e.From, e.To = month(1), month(4) }))},
		{"earlier than the earlier range", "nothing", "", earlier(with(func(e *Earlier) { e.From, e.To = month(4), month(6) }))},
		{"more than the earlier categories", "nothing", "", earlier(with(func(e *Earlier) { e.Categories = []Category{TrafficData} }))},
		{"by another instrument", "nothing", "", earlier(with(func(e *Earlier) { e.Instrument = "eu.production-order" }))},
		{"gag without end", CodeGagWithoutEnd, "", func(o *Order) { o.GagOrdered = true }},
		{"notified and suspended", "nothing", "", heavy},
		{"nobody was notified", CodeNotNotified, "and nobody was", func(o *Order) { heavy(o); o.Notified = false }},
		{"notified, and delivery does not wait", CodeNotSuspended, "", func(o *Order) { heavy(o); o.Suspended = false }},
		{"in an emergency delivery does not wait", "nothing", "", func(o *Order) { heavy(o); o.Suspended, o.Emergency = false, true }},
		{"at home nobody is notified", "nothing", "", func(o *Order) { heavy(o); o.Notified, o.Suspended, o.Domestic = false, false, true }},
		{"gag with an end", "nothing", "", func(o *Order) { o.GagOrdered, o.Gag = true, month(12) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := dublin()
			tt.change(&o)
			got := current(t).Verify(o)
			require.Equal(t, tt.want, defectCodes(got), "%+v", got)
			if tt.text != "" {
				require.Contains(t, got[0].Text, tt.text)
			}
		})
	}
}

// A gag is measured by what the order's own instrument allows, and only by that.
func TestVerifyGagTerm(t *testing.T) {
	secrecy := "secrecy: {max_term: {period: 90d, source: {cite: a law, basis: statute}}, grounds: danger, source: {cite: a law, basis: statute}}"
	l := lawOf(t, "law.yaml", "standard: relevance", "standard: relevance\n    "+secrecy)
	o := acmeOrder()
	o.GagOrdered, o.Gag = true, o.Issued.AddDate(0, 0, 89)
	require.Empty(t, l.Verify(o))
	o.Gag = o.Issued.AddDate(0, 0, 91)
	require.Equal(t, CodeGagTooLong, defectCodes(l.Verify(o)))
	require.Empty(t, lawOf(t, "law.yaml", "", "").Verify(o), "no term, no measure")
}

// Whatever an instrument stops unlocking becomes a defect of every order for it.
func TestVerifyFollowsUnlocks(t *testing.T) {
	l := edition(t, "2026-11")
	for _, i := range l.Instruments() {
		for n, dropped := range i.Unlocks {
			narrow := *l
			narrow.instruments = maps.Clone(l.instruments)
			less := i.clone()
			less.Unlocks = slices.Delete(less.Unlocks, n, n+1)
			narrow.instruments[i.ID] = less

			a := longacre()
			a.Categories = []Category{dropped}
			if defects := l.Verify(orderOf(a, i, Way{})); len(defects) > 0 {
				t.Errorf("%s for %s: %+v", i.ID, dropped, defects)
			}
			if got := defectCodes(narrow.Verify(orderOf(a, less, Way{}))); got != CodeNotUnlocked {
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
	for _, d := range edition(t, "2026-11").Verify(o) {
		lines = append(lines, fmt.Sprintf("%s: %s", d.Code, d.Text))
	}
	if !slices.IsSorted(lines) || len(lines) != 5 {
		t.Errorf("want five sorted lines:\n%s", strings.Join(lines, "\n"))
	}
}
