package casefile_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// Hops at holders that have nothing of what is asked.

const (
	warrant   legal.InstrumentID = "us-ca.search-warrant"
	voluntary legal.InstrumentID = "us.emergency-disclosure"

	nothingOfContent = "WhatsApp holds nothing of StoredContentData (content of messages and calls, which are end-to-end encrypted; unconfirmed)"
	whatIsHeld       = "it holds SubscriberData (date of the account, name, an e-mail address where one was given), " +
		"UserIdentifyingData (last address with its time; name a range of dates), " +
		"TrafficData (address logs and correspondents; name a range of dates); nothing was sent, apply for what it holds"
)

var onlyContent = []legal.Category{legal.StoredContentData}

// messenger is a hop that asks about a telephone number at a messenger.
func messenger(s *casefile.HopStart) {
	s.Lead.Identifier, s.Lead.Holder = phone, "whatsapp"
	s.Jurisdiction, s.NoneHeld = "US-CA", true
}

func asItWas(s *casefile.HopStart) { s.NoneHeld = false }

func applyFor(instrument legal.InstrumentID, categories ...legal.Category) casefile.Apply {
	return casefile.Apply{Act: by(agent), Instrument: instrument, Categories: categories, Facts: "threats were sent"}
}

func TestApplyWhereNothingIsHeld(t *testing.T) {
	tests := []struct {
		name   string
		hop    *casefile.HopMachine
		act    casefile.Apply
		note   string
		asked  []legal.Category // nil: nothing was sent
		noted  []casefile.EventKind
		reason string
	}{
		{"content alone", hop(messenger), applyFor(warrant, onlyContent...), nothingOfContent + "; " + whatIsHeld,
			nil, []casefile.EventKind{casefile.EvNoneHeld}, nothingOfContent},
		{"content alone, twice named", hop(messenger), applyFor(warrant, legal.StoredContentData, legal.StoredContentData), nothingOfContent + "; " + whatIsHeld,
			nil, []casefile.EventKind{casefile.EvNoneHeld}, nothingOfContent},
		{"content alone, by a paper too light for content", hop(messenger), applyFor("us.subpoena", onlyContent...), nothingOfContent + "; " + whatIsHeld,
			nil, []casefile.EventKind{casefile.EvNoneHeld}, nothingOfContent},
		{"content beside the subscriber", hop(messenger), applyFor(warrant, legal.StoredContentData, legal.SubscriberData),
			"application for us-ca.search-warrant sent to manhattan-court without StoredContentData: " + nothingOfContent,
			light, []casefile.EventKind{casefile.EvNoneHeld, casefile.EvApplied}, nothingOfContent},
		{"the gate is that of what is left", hop(messenger), applyFor("us.subpoena", legal.SubscriberData, legal.StoredContentData),
			"application for us.subpoena sent to manhattan-court without StoredContentData: " + nothingOfContent,
			light, []casefile.EventKind{casefile.EvNoneHeld, casefile.EvApplied}, nothingOfContent},
		{"the subscriber", hop(messenger), applyFor(warrant, light...), "application for us-ca.search-warrant sent to manhattan-court",
			light, []casefile.EventKind{casefile.EvApplied}, ""},
		{"a holder that has a part of the category", hop(messenger, atPlatform("meta")), applyFor(warrant, onlyContent...),
			"application for us-ca.search-warrant sent to manhattan-court", onlyContent, []casefile.EventKind{casefile.EvApplied}, ""},
		{"a holder of which the registry says nothing", hop(messenger, atPlatform("pinterest")), applyFor(warrant, onlyContent...),
			"application for us-ca.search-warrant sent to manhattan-court", onlyContent, []casefile.EventKind{casefile.EvApplied}, ""},
		{"a hop that began before this was so", hop(messenger, asItWas), applyFor(warrant, onlyContent...),
			"application for us-ca.search-warrant sent to manhattan-court", onlyContent, []casefile.EventKind{casefile.EvApplied}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := len(tt.hop.Events)
			stood := standing(t, tt.hop)
			receipt, acts, err := tt.hop.Apply(tt.act, after(2*hour))
			require.NoError(t, err)
			require.Equal(t, tt.note, receipt.Note)
			require.Equal(t, tt.noted, kindsOf(tt.hop)[before:])
			if tt.reason != "" {
				requireNoneHeld(t, tt.hop.Events[before], tt.act.Instrument, tt.reason)
			}
			sent, _ := actionsOf(acts)
			if tt.asked == nil {
				require.Empty(t, acts)
				require.Equal(t, stood, standing(t, tt.hop), "stage, party awaited, clocks and alarms stay")
				return
			}
			require.Equal(t, tt.asked, sent[0].Application.Categories)
		})
	}
}

// atPlatform moves the hop to an account at a platform.
func atPlatform(holder legal.HolderID) func(*casefile.HopStart) {
	return func(s *casefile.HopStart) { s.Lead.Identifier, s.Lead.Holder = account, holder }
}

// standing is where a hop stands, without what was said on the way.
func standing(t *testing.T, h *casefile.HopMachine) any {
	return without(plain(t, h), "events", "last", "receipts", "keys")
}

func requireNoneHeld(t *testing.T, e casefile.Event, instrument legal.InstrumentID, reason string) {
	t.Helper()
	require.Equal(t, casefile.EvNoneHeld, e.Kind)
	require.Equal(t, casefile.CodeNoneOfCategory, e.Code)
	require.Equal(t, agent.Party, e.By)
	require.Equal(t, legal.HolderID("whatsapp"), e.Holder)
	require.Equal(t, instrument, e.Instrument)
	require.Equal(t, reason, e.Reason)
	require.False(t, e.Turn, "it charges nobody")
	require.Equal(t, after(2*hour).At, e.At)
}

// The hop goes on as if nothing had been asked: the reminder still rings when it was
// to ring, and what the holder has can be applied for, dated before the answer too.
func TestNothingIsSpentWhereNothingIsHeld(t *testing.T) {
	h := hop(messenger)
	reminder := alarm(t, h, casefile.AlarmApply)
	_, _, err := h.Apply(applyFor(warrant, onlyContent...), after(5*hour))
	require.NoError(t, err)
	require.Equal(t, reminder, alarm(t, h, casefile.AlarmApply))
	require.Equal(t, agent.Party, h.Awaiting)
	again := applyFor("us.subpoena", light...)
	again.Key = "another act"
	_, acts, err := h.Apply(again, after(4*hour))
	require.NoError(t, err)
	sent, _ := actionsOf(acts)
	require.Equal(t, light, sent[0].Application.Categories)
}

// What is refused leaves no word of what is not held: a part is left out only of an
// application that is made.
func TestRefusedApplicationNotesNothing(t *testing.T) {
	h := hop(messenger)
	before := len(h.Events)
	_, _, err := h.Apply(applyFor("us.subpoena", legal.TrafficData, legal.StoredContentData), after(hour))
	require.ErrorContains(t, err, `instrument "us.subpoena" does not open this gate`)
	require.Len(t, h.Events, before)
	other := applyFor(warrant, onlyContent...)
	other.By.Party = "somebody-else"
	_, _, err = h.Apply(other, after(hour))
	require.ErrorContains(t, err, "cannot act here")
	require.Len(t, h.Events, before)
}

// In the emergency lane it is the same: content alone is answered at once and nothing
// goes to the holder, what stands beside it goes without it.
func TestEmergencyWhereNothingIsHeld(t *testing.T) {
	refused := func() *casefile.HopMachine {
		h := hop(messenger, threatened)
		require.Equal(t, casefile.StageAwaitingDisclosure, h.Stage, "what the holder has is asked at once")
		require.Equal(t, both, h.Open[len(h.Open)-1].Demand.Categories)
		h.Answered(h.InForce, casefile.Answer{Status: casefile.Rejected, Reason: "no imminent harm",
			Decider: casefile.Decider{Party: "whatsapp", Role: legal.RoleHolder}, At: opened.Add(hour)}, after(hour))
		return h
	}
	h := refused()
	stood := standing(t, h)
	receipt, acts, err := h.Apply(applyFor(voluntary, onlyContent...), after(2*hour))
	require.NoError(t, err)
	require.Empty(t, acts)
	require.Equal(t, nothingOfContent+"; "+whatIsHeld, receipt.Note)
	requireNoneHeld(t, lastEvent(h), voluntary, nothingOfContent)
	require.Equal(t, stood, standing(t, h))

	h = refused()
	receipt, acts, err = h.Apply(applyFor(voluntary, legal.StoredContentData, legal.SubscriberData), after(2*hour))
	require.NoError(t, err)
	require.Equal(t, "emergency request sent to whatsapp without StoredContentData: "+nothingOfContent, receipt.Note)
	sent, _ := actionsOf(acts)
	require.Equal(t, light, sent[0].Demand.Categories)
	requireNoneHeld(t, h.Events[len(h.Events)-2], voluntary, nothingOfContent)
	require.Equal(t, casefile.EvEmergencyAsked, lastEvent(h).Kind)
}

// sealed is a made-up messenger that answers emergencies and has nothing to answer
// with.
const sealed = `holders:
  - id: example-sealed
    name: Sealed
    entity: Sealed Example, Inc.
    kind: platform
    jurisdiction: US
    zone: America/New_York
    policy_date: "2026-11-01"
    emergency:
      test: danger
      source: {cite: made up, basis: assumption}
      expect: {period: 24h, source: {cite: made up, basis: assumption}}
    holdings: []
    lacks:
      - {category: SubscriberData, what: who its users are, source: {cite: its page, basis: policy}}
    sources: [{cite: made up, basis: assumption}]
`

// A holder that has nothing at all gets no emergency request: the requester learns it
// when the hop begins, and is awaited. Before this was so the request went out.
func TestEmergencyAtAHolderOfNothing(t *testing.T) {
	edition, err := legal.Extend(legal.CurrentEdition, fstest.MapFS{"holders.yaml": {Data: []byte(sealed)}})
	require.NoError(t, err)
	atSealed := func(s *casefile.HopStart) {
		messenger(s)
		s.Lead.Holder, s.Edition = "example-sealed", edition
	}
	const nothing = "Sealed holds nothing of SubscriberData (who its users are)"
	h := hop(atSealed, threatened)
	require.Equal(t, casefile.StageAwaitingApplication, h.Stage)
	require.Equal(t, agent.Party, h.Awaiting)
	require.Equal(t, casefile.LaneOrdinary, h.Lane)
	require.Equal(t, casefile.EvNoneHeld, lastEvent(h).Kind)
	require.Equal(t, nothing, lastEvent(h).Reason)
	require.False(t, lastEvent(h).Turn)
	require.Equal(t, h.Due, lastEvent(h).Due, "the requester is reminded as ever")
	require.Equal(t, h.Due, alarm(t, h, casefile.AlarmApply).At)
	for _, out := range h.Open {
		require.Nil(t, out.Demand)
	}
	receipt, acts, err := h.Apply(applyFor(voluntary), after(hour))
	require.NoError(t, err)
	require.Empty(t, acts)
	require.Equal(t, nothing+"; nothing is known that it holds of a lead of the kind phone; nothing was sent", receipt.Note)

	h = hop(atSealed, threatened, asItWas)
	require.Equal(t, casefile.EvEmergencyAsked, lastEvent(h).Kind)
}

// The address of a server that logs nothing is a dead end that is known at once.
func TestAddressOfAServerThatLogsNothing(t *testing.T) {
	h := hop(func(s *casefile.HopStart) {
		s.Lead.Identifier, s.Lead.Holder, s.NoneHeld = ip(opened), "proton-vpn", true
	})
	receipt, acts, err := h.Apply(applyFor("us.subpoena", both...), after(hour))
	require.NoError(t, err)
	require.Empty(t, acts)
	require.Equal(t, "Proton VPN holds nothing of SubscriberData (who used the address of a server at a given instant), "+
		"UserIdentifyingData (from which address a server was used at a given instant); "+
		"nothing is known that it holds of a lead of the kind ip; nothing was sent", receipt.Note)
}
