package legal

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func brief(t testing.TB, a Ask) Briefing {
	t.Helper()
	b, err := current(t).Briefing(a)
	require.NoError(t, err)
	return b
}

func guideBy(t testing.TB, b Briefing, id InstrumentID) Guide {
	t.Helper()
	for _, g := range b.Ways {
		if g.Instrument == id {
			return g
		}
	}
	t.Fatalf("no guide to %s among %+v", id, b.Ways)
	return Guide{}
}

// What an investigator in Paris is told at 03:15 local time.
func TestBriefing(t *testing.T) {
	a := paris(SubscriberData, UserIdentifyingData)
	a.Observed = winter.AddDate(0, 0, -3)
	b := brief(t, a)
	require.Len(t, b.Ways, len(b.Requirement.Ways))
	for n, w := range b.Requirement.Ways {
		require.Equal(t, w.Instrument.ID, b.Ways[n].Instrument)
	}
	light := guideBy(t, b, "eu.production-order-identification")
	require.Equal(t, "X Internet Unlimited Company", light.Entity)
	require.Equal(t, "issued by: judge, investigating-judge, prosecutor; signed by agency it needs validation by one of: judge, investigating-judge, prosecutor", light.FromWhom)
	require.Equal(t, "within 10d of service", light.HowFast)
	require.Equal(t, "reply", light.Clocks[0].Act)

	far := guideBy(t, b, "int.mutual-assistance")
	require.Contains(t, far.FromWhom, "executed by a central-authority of IE")
	require.Contains(t, far.HowFast, "no clock of the law")

	require.Equal(t, "X", b.House.Name)
	require.NotEmpty(t, b.House.Channel)
	require.NotEmpty(t, b.House.MustContain)
	require.NotEmpty(t, b.House.Known)
	require.NotNil(t, b.House.Emergency)
	require.True(t, b.Notice.Required)
	require.Contains(t, b.Notice.Except, ExceptGag)

	require.Equal(t, InstrumentID("eu.preservation-order"), b.Preserve.Way.Instrument.ID)
	require.Equal(t, "60d", b.Preserve.Hold.Period.String())
	require.Equal(t, "30d", b.Preserve.Renewals[0].Period.String())
	require.Equal(t, "90d", b.Preserve.Own.Hold.Period.String(), "the holder's own term, for comparison")

	require.Len(t, b.Perishing, 1, "who an account belongs to does not perish")
	require.Equal(t, UserIdentifyingData, b.Perishing[0].Category)
	require.Equal(t, "14d", b.Perishing[0].Retention.Period.String())
	require.Equal(t, a.Observed.AddDate(0, 0, 14), b.Perishing[0].Gone.UTC())
	require.True(t, b.Perishing[0].Retention.Source.Doubtful())
	at, _, _ := current(t).Perishes("x", KindAccount, a.Observed)
	require.Equal(t, at, b.Perishing[0].Gone)

	a.Observed = time.Time{}
	require.True(t, brief(t, a).Perishing[0].Gone.IsZero(), "nothing was observed")
}

func TestBriefingInAnEmergency(t *testing.T) {
	a := paris(SubscriberData, TrafficData)
	a.Emergency = true
	b := brief(t, a)
	voluntary := b.Ways[0]
	require.Equal(t, InstrumentID("us.emergency-disclosure"), voluntary.Instrument)
	require.Equal(t, "nobody: X Corp. decides by itself", voluntary.FromWhom)
	require.Contains(t, voluntary.HowFast, "waited for 24h")
	require.Contains(t, voluntary.HowFast, "(assumption)")
	require.Equal(t, "within 8h of service", guideBy(t, b, "eu.production-order").HowFast)
	require.False(t, b.Notice.Required, "the policy excepts a threat to life")

	a.Emergency = false
	require.Contains(t, guideBy(t, brief(t, a), "eu.production-order").HowFast, "delivery waits for the authority notified, up to 10d")
}

func TestBriefingRefuses(t *testing.T) {
	_, err := current(t).Briefing(Ask{})
	require.ErrorContains(t, err, "Ask.Holder")
}

// Each clock has its due instant, or says why it has none; none runs out before
// it begins.
func TestBriefingClocks(t *testing.T) {
	l := current(t)
	counted := 0
	light := Ask{
		Holder: "x", Asked: KindAccount, Categories: []Category{SubscriberData}, Requester: "FR",
		Offence: Offence{Name: "menace de mort"}, At: winter,
	}
	rapid.Check(t, func(t *rapid.T) {
		// One question that has clocks is always among them.
		a := rapid.OneOf(rapid.Just(light), asks(l)).Draw(t, "ask")
		b, err := l.Briefing(a)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range b.Ways {
			for _, c := range g.Clocks {
				if c.Problem != "" {
					t.Fatalf("%s, %s: %s", g.Instrument, c.Rule.ID, c.Problem)
				}
				if !c.Due.After(a.At) {
					t.Fatalf("%s, %s is due %s, before it begins", g.Instrument, c.Rule.ID, c.Due)
				}
				counted++
			}
		}
		for n, p := range b.Perishing[min(1, len(b.Perishing)):] {
			if longer(b.Perishing[n].Retention, p.Retention) {
				t.Fatalf("%+v perishes before %+v", p, b.Perishing[n])
			}
		}
	})
	require.Positive(t, counted)
}

func TestBriefingJSON(t *testing.T) {
	data, err := json.Marshal(brief(t, paris(SubscriberData, StoredContentData)))
	require.NoError(t, err)
	for _, field := range []string{`"holder":{"id":"x"`, `"mustContain":[`, `"fromWhom":`, `"howFast":`, `"split":{"light":`, `"perishing":[`, `"preserve":{`} {
		require.Contains(t, string(data), field)
	}
	require.NotRegexp(t, `"[A-Z][A-Za-z]*":`, string(data), "a field without a name of its own")
	var again Briefing
	require.NoError(t, json.Unmarshal(data, &again))
	require.Equal(t, brief(t, paris(SubscriberData, StoredContentData)).Ways[0].FromWhom, again.Ways[0].FromWhom)
}

func TestPreservationWay(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Ask)
		want   InstrumentID // empty: none
		entity string
	}{
		{"from France at X", func(*Ask) {}, "eu.preservation-order", "X Internet Unlimited Company"},
		{"from the United States at X", func(a *Ask) { a.Requester = "US-NY" }, "us.preservation", "X Corp."},
		{"protected data is kept like any other", func(a *Ask) { a.Protected = []Protection{LawyerData} }, "eu.preservation-order", "X Internet Unlimited Company"},
		{"before the Regulation applied: as the provider does abroad", func(a *Ask) { a.At = winter.AddDate(-1, 0, 0) }, "us.preservation", "X Corp."},
		{"at home in France", func(a *Ask) { a.Holder, a.Asked = "orange-fr", KindIP }, "fr.rapid-preservation", "Orange"},
		{"from the United States in Germany", func(a *Ask) { a.Holder, a.Asked, a.Requester = "deutsche-telekom", KindIP, "US" }, "", ""},
		{"malformed", func(a *Ask) { a.At = time.Time{} }, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := paris(UserIdentifyingData)
			tt.change(&a)
			w, ok := current(t).PreservationWay(a)
			require.Equal(t, tt.want != "", ok)
			require.Equal(t, tt.want, w.Instrument.ID)
			require.True(t, strings.HasPrefix(w.Entity.Name, tt.entity), w.Entity.Name)
			if ok {
				require.NotEmpty(t, w.Issuers)
				require.NotContains(t, codes(w.Reasons), CodeUnlocks, "nothing is disclosed")
			}
		})
	}
}

// The company that answers for the requester's users is asked to keep the data,
// whichever instrument comes first by name.
func TestPreservationWayServes(t *testing.T) {
	files := smallPack()
	hold := "  - id: at.hold\n    name: Hold\n    jurisdiction: AT\n    nature: preservation\n    requesters: [any]\n    issuers: [agency]\n    standard: none\n" +
		"    hold: {period: 30d, source: {cite: a law, basis: statute}}\n    sources: [{cite: a law, basis: statute}]\n"
	files["law.yaml"] = strings.Replace(files["law.yaml"], "instruments:\n", "instruments:\n"+hold, 1)
	files["law.yaml"] = strings.Replace(files["law.yaml"], "name: Preservation letter", "name: Preservation letter\n    requesters: [any]", 1)
	files["holders/acme.yaml"] = strings.Replace(files["holders/acme.yaml"], "jurisdiction: US", "jurisdiction: AT\n    entities:\n"+
		"      - {name: Acme America, jurisdiction: US, zone: America/New_York, serves: [FR], source: {cite: a page, basis: policy}}", 1)
	l, err := load(files)
	require.NoError(t, err)
	a := acmeAsk()
	for requester, want := range map[string]InstrumentID{"FR": "us.hold", "ES": "at.hold"} {
		a.Requester = requester
		w, ok := l.PreservationWay(a)
		require.True(t, ok)
		require.Equal(t, want, w.Instrument.ID, requester)
	}
}

func TestKeptFor(t *testing.T) {
	tests := []struct {
		name       string
		holder     HolderID
		requester  string
		instrument InstrumentID
		want       string
	}{
		{"the law's terms", "example-mail", "US", "us.preservation", "90d + 90d"},
		{"Snap at home", "snap", "US-CA", "us.preservation", "90d + 90d"},
		{"Snap for police abroad", "snap", "FR", "us.preservation", "1y + 180d"},
		{"Snap, requester unknown", "snap", "", "us.preservation", "90d + 90d"},
		{"an order of the Union ends by the law of the Union", "x", "FR", "eu.preservation-order", "60d + 30d"},
		{"an unknown holder keeps what the law asks", "nobody", "US", "us.preservation", "90d + 90d"},
		{"no preservation", "snap", "US", "us.subpoena", ""},
		{"unknown instrument", "snap", "US", "us.hold", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			hold, renewals := current(t).KeptFor(tt.holder, tt.requester, tt.instrument)
			var got []string
			if hold != nil {
				got = append(got, hold.Period.String())
			}
			for _, r := range renewals {
				got = append(got, r.Period.String())
			}
			require.Equal(t, tt.want, strings.Join(got, " + "))
		})
	}
	shorter := lawOf(t, "holders/acme.yaml", "sources: [", "preservation: {hold: {period: 30d, source: {cite: a page, basis: policy}}, source: {cite: a page, basis: policy}}\n    sources: [")
	hold, _ := shorter.KeptFor("acme", "US", "us.hold")
	require.Equal(t, "90d", hold.Period.String(), "a policy cannot shorten the law")
}

// FuzzAsk asks anything of anybody: the answer is a refusal that names a field,
// or complete.
func FuzzAsk(f *testing.F) {
	f.Add("x", "account", "SubscriberData", "StoredContentData", "FR", "threat", "", 3, byte(0), int64(1795400100))
	f.Add("twitter", "account", "UserIdentifyingData", "", "US-NY", "threat", "", 0, byte(1), int64(1344052800))
	f.Add("orange-fr", "ip", "TrafficData", "TrafficData", "EU", " ", "terrorism", -1, byte(255), int64(0))
	f.Fuzz(func(t *testing.T, holder, asked, c1, c2, requester, offence, kind string, years int, bits byte, unix int64) {
		l := current(t)
		if unix < -62135596800 || unix > 253402300799 { // years 1 to 9999, as RFC 3339 writes them
			return
		}
		a := Ask{
			Holder: HolderID(holder), Asked: IdentifierKind(asked), Categories: []Category{Category(c1)}, Requester: requester,
			Offence:   Offence{Name: offence, MaxYears: years, OverNetwork: bits&1 > 0, Kind: kind},
			Emergency: bits&2 > 0, Domestic: bits&4 > 0, At: time.Unix(unix, 0).UTC(),
		}
		if c2 != "" {
			a.Categories = append(a.Categories, Category(c2))
		}
		if bits&8 > 0 {
			a.Protected = append(a.Protected, LawyerData)
		}
		b, err := l.Briefing(a)
		if err != nil {
			if !strings.Contains(err.Error(), "Ask.") {
				t.Fatalf("refused without a field: %v", err)
			}
			return
		}
		if n := len(b.Requirement.Ways) + len(b.Requirement.Excluded); n != len(l.instrumentIDs) {
			t.Fatalf("%d of %d instruments are accounted for", n, len(l.instrumentIDs))
		}
		for _, w := range b.Requirement.Ways {
			if defects := l.Verify(orderOf(a, w.Instrument, w)); len(defects) > 0 {
				t.Fatalf("a way with defects: %+v", defects)
			}
		}
	})
}
