package legal

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What a way says beside its instrument, as the question changes.
func TestWay(t *testing.T) {
	l := current(t)
	light := wayBy(t, mustAsk(t, l, paris(SubscriberData)), "eu.production-order-identification")
	require.Equal(t, "X Internet Unlimited Company", light.Entity.Name)
	require.Contains(t, light.Issuers, RoleProsecutor)
	require.NotContains(t, light.Issuers, RoleAgency)
	require.Contains(t, light.Signers, RoleAgency)
	require.Contains(t, light.ValidatedBy, RoleProsecutor)
	require.Equal(t, "10d", light.Reply.Term.Period.String())
	require.Nil(t, light.Notifies)
	require.Nil(t, light.ValidateAfter)

	ask := paris(TrafficData)
	heavy := wayBy(t, mustAsk(t, l, ask), "eu.production-order")
	require.NotContains(t, heavy.Issuers, RoleProsecutor)
	require.NotNil(t, heavy.Notifies)
	require.True(t, heavy.Suspends)
	require.Equal(t, "10d", heavy.Window.Term.Period.String())

	ask.Domestic = true
	require.Nil(t, wayBy(t, mustAsk(t, l, ask), "eu.production-order").Notifies)

	ask.Domestic, ask.Emergency = false, true
	heavy = wayBy(t, mustAsk(t, l, ask), "eu.production-order")
	require.NotNil(t, heavy.Notifies)
	require.False(t, heavy.Suspends)
	require.Equal(t, "96h", heavy.Window.Term.Period.String())
	require.Equal(t, "8h", heavy.Reply.Term.Period.String())
	require.Nil(t, heavy.ValidateAfter)

	ask = paris(SubscriberData)
	ask.Emergency = true
	light = wayBy(t, mustAsk(t, l, ask), "eu.production-order-identification")
	require.Equal(t, "48h", light.ValidateAfter.Term.Period.String())

	// Data of a journalist's source: the judge decides instead, beforehand.
	ask.Protected = []Protection{JournalistSource}
	light = wayBy(t, mustAsk(t, l, ask), "eu.production-order-identification")
	require.NotContains(t, light.Signers, RoleProsecutor)
	require.Nil(t, light.ValidateAfter)
	require.Contains(t, codes(light.Reasons), CodeRaised)
}

// Who is told does not depend on where the case is, where the law does not say
// so; and an urgent order binds a holder that has no lane of its own.
func TestWayByOtherLaws(t *testing.T) {
	l := lawOf(t, "law.yaml", "standard: relevance", "standard: relevance\n"+
		"    notification: {to: prosecutor, suspends: true, source: {cite: a law, basis: statute}}\n"+
		"    refusal_window: {id: us.subpoena.window, regime: CIVIL, from: service, term: {period: 3d, source: {cite: a law, basis: statute}}}")
	a := acmeAsk()
	a.Domestic = true
	w, ok := l.WayOf(a, "us.subpoena")
	require.True(t, ok)
	require.NotNil(t, w.Notifies)
	require.True(t, w.Suspends)

	urgent := paris(SubscriberData)
	urgent.Requester, urgent.Holder, urgent.Asked, urgent.Emergency = "GB", "bt", KindIP, true
	bt, _ := current(t).Holder("bt")
	require.Nil(t, bt.Emergency)
	require.Contains(t, ways(mustAsk(t, current(t), urgent)), "gb.communications-data-urgent")
	urgent.Emergency = false
	require.Contains(t, codes(against(mustAsk(t, current(t), urgent), "gb.communications-data-urgent")), CodeNoEmergency)
}

// The company addressed is the one that the instrument binds.
func TestWayEntity(t *testing.T) {
	l := current(t)
	a := paris(SubscriberData)
	require.Equal(t, "X Internet Unlimited Company", wayBy(t, mustAsk(t, l, a), "int.mutual-assistance").Entity.Name)
	a.Requester, a.Emergency = "US-CA", true
	for _, w := range mustAsk(t, l, a).Ways {
		if strings.HasPrefix(string(w.Instrument.ID), "us") {
			require.Equal(t, "X Corp.", w.Entity.Name, w.Instrument.ID)
		}
	}
	require.Contains(t, ways(mustAsk(t, l, a)), "us-ca.search-warrant")
	a.Requester = "US-NY"
	require.NotContains(t, ways(mustAsk(t, l, a)), "us-ca.search-warrant")
}

// The marks of doubtful figures reach every reason.
func TestDoubtIsSaid(t *testing.T) {
	l := current(t)
	seen := 0
	for _, h := range l.Holders() {
		for _, requester := range []string{"US-CA", "FR", "GB"} {
			a := paris(UserIdentifyingData)
			a.Holder, a.Requester, a.Emergency = h.ID, requester, true
			r := mustAsk(t, l, a)
			var all []Reason
			for _, w := range r.Ways {
				all = append(all, w.Reasons...)
			}
			for _, x := range r.Excluded {
				all = append(all, x.Reasons...)
			}
			for _, why := range all {
				require.NotEmpty(t, why.Source.Cite, why.Text)
				if why.Source.Doubtful() {
					seen++
					require.Contains(t, why.Text, "("+string(why.Source.Basis)+")")
				}
			}
		}
	}
	require.Greater(t, seen, 20)
}
