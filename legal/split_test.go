package legal

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// One content item beside an identification moves the hop from a prosecutor
// without notification to a judge with notification and suspended delivery: the
// split is proposed.
func TestSplitOfIdentificationAndContent(t *testing.T) {
	l := current(t)
	for _, holder := range []HolderID{"x", "example-forum-ie"} {
		t.Run(string(holder), func(t *testing.T) {
			light := paris(SubscriberData, UserIdentifyingData)
			light.Holder = holder
			first := mustAsk(t, l, light).Ways[0]
			require.Equal(t, InstrumentID("eu.production-order-identification"), first.Instrument.ID)
			require.Contains(t, first.Issuers, RoleProsecutor)
			require.Nil(t, first.Notifies)
			require.False(t, first.Suspends)
			require.Nil(t, mustAsk(t, l, light).Split, "nothing is gained by splitting what is light")

			both := paris(SubscriberData, UserIdentifyingData, StoredContentData)
			both.Holder = holder
			answer := mustAsk(t, l, both)
			heavy := answer.Ways[0]
			require.Equal(t, InstrumentID("eu.production-order"), heavy.Instrument.ID)
			require.NotContains(t, heavy.Issuers, RoleProsecutor)
			require.NotNil(t, heavy.Notifies)
			require.True(t, heavy.Suspends)

			s := answer.Split
			require.NotNil(t, s)
			require.Equal(t, []Category{SubscriberData, UserIdentifyingData}, s.Light)
			require.Equal(t, InstrumentID("eu.production-order-identification"), s.LightInstrument)
			require.Equal(t, []Category{StoredContentData}, s.Heavy)
			require.Equal(t, InstrumentID("eu.production-order"), s.HeavyInstrument)
			require.Equal(t, "spared-issuer, spared-notification, spared-suspension, spared-threshold", codes(s.Reasons))
			require.Equal(t, "a prosecutor suffices: eu.production-order needs a judge or investigating-judge", s.Reasons[0].Text)
			require.Contains(t, s.Reasons[1].Text, "no notification")
			require.Contains(t, s.Reasons[2].Text, "delivery is not suspended")
			require.Contains(t, s.Reasons[2].Text, "10d")
			require.Contains(t, s.Reasons[3].Text, "every offence will do: eu.production-order asks for an offence with a maximum of at least 3 years")
			require.Contains(t, s.Reasons[3].Text, "(unconfirmed)")
		})
	}
}

func TestSplit(t *testing.T) {
	all := paris(SubscriberData, UserIdentifyingData, TrafficData, StoredContentData)
	urgent, petty, home, one, abroad := all, all, all, paris(StoredContentData), paris(UserIdentifyingData, TrafficData)
	urgent.Emergency = true
	petty.Offence.MaxYears = 1
	home.Requester, home.Offence.MaxYears = "US-NY", 5
	abroad.Holder = "snap"
	tests := []struct {
		name         string
		ask          Ask
		light, heavy []Category
		by, rest     InstrumentID
		spared       string
	}{
		{"traffic and content go together", all, []Category{SubscriberData, UserIdentifyingData}, []Category{TrafficData, StoredContentData},
			"eu.production-order-identification", "eu.production-order", "spared-issuer, spared-notification, spared-suspension, spared-threshold"},
		{"in an emergency nothing is suspended", urgent, []Category{SubscriberData, UserIdentifyingData}, []Category{TrafficData, StoredContentData},
			"eu.production-order-identification", "eu.production-order", "spared-issuer, spared-notification, spared-threshold"},
		{"for a petty offence content goes by mutual assistance", petty, []Category{SubscriberData, UserIdentifyingData}, []Category{TrafficData, StoredContentData},
			"eu.production-order-identification", "int.mutual-assistance", "spared-issuer, spared-channel"},
		{"at home a subpoena", home, []Category{SubscriberData, UserIdentifyingData}, []Category{TrafficData, StoredContentData},
			"us.subpoena", "us.search-warrant", "spared-issuer"},
		{"one category cannot be split", one, nil, nil, "", "", ""},
		{"one channel for all", abroad, nil, nil, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := mustAsk(t, current(t), tt.ask).Split
			if tt.by == "" {
				require.Nil(t, s)
				return
			}
			require.NotNil(t, s)
			require.Equal(t, []any{tt.light, tt.by, tt.heavy, tt.rest, tt.spared},
				[]any{s.Light, s.LightInstrument, s.Heavy, s.HeavyInstrument, codes(s.Reasons)})
		})
	}
}

// A proposal is lawful: its parts make the whole, and each instrument opens its
// part.
func TestSplitIsLawful(t *testing.T) {
	l := current(t)
	proposed := 0
	rapid.Check(t, func(t *rapid.T) {
		a := asks(l).Draw(t, "ask")
		s := mustRequire(t, l, a).Split
		if s == nil {
			return
		}
		proposed++
		if got := len(s.Light) + len(s.Heavy); got != len(sortedCategories(a.Categories)) || len(s.Light) == 0 || len(s.Heavy) == 0 {
			t.Fatalf("%v and %v are not the parts of %v", s.Light, s.Heavy, a.Categories)
		}
		light, heavy := a, a
		light.Categories, heavy.Categories = s.Light, s.Heavy
		if ok, why := l.Applicable(light, s.LightInstrument); !ok {
			t.Fatalf("%s does not open %v: %+v", s.LightInstrument, s.Light, why)
		}
		if ok, why := l.Applicable(heavy, s.HeavyInstrument); !ok {
			t.Fatalf("%s does not open %v: %+v", s.HeavyInstrument, s.Heavy, why)
		}
		if ok, _ := l.Applicable(a, s.LightInstrument); ok {
			t.Fatalf("%s opens everything: nothing is gained", s.LightInstrument)
		}
	})
	require.Positive(t, proposed, "no question led to a proposal")
}
