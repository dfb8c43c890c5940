package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/casefile"
)

// Silence never discloses and never grants: whatever alarms ring, in whatever
// order, nothing is given away. One test per machine, from every place where it
// may be left to wait.

func TestSilenceOfAuthorityGrantsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := application()
		silence(t, x)
		require.Nil(t, x.Decision)

		r := review()
		silence(t, r)
		require.Nil(t, r.Ruling)

		for _, onAnOrder := range []*casefile.ApplicationMachine{validation(), notification()} {
			silence(t, onAnOrder)
			require.Nil(t, onAnOrder.Decision)
		}
	})
}

func TestSilenceOfHolderDisclosesNothing(t *testing.T) {
	from := map[string]func() *casefile.DemandMachine{
		"served":     func() *casefile.DemandMachine { return demand() },
		"emergency":  func() *casefile.DemandMachine { return demand(emergency) },
		"noticed":    func() *casefile.DemandMachine { return noticed() },
		"challenged": challenged,
		"gagged":     func() *casefile.DemandMachine { return demand(gagged) },
		"suspended":  func() *casefile.DemandMachine { return received(panics{}, suspended()) },
		"unvalidated": func() *casefile.DemandMachine {
			return received(panics{}, unvalidated())
		},
	}
	for name, begin := range from {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				x := begin()
				silence(t, x)
				require.Nil(t, x.Answer)
				require.Equal(t, casefile.AwaitingDisclosure, x.Status)
			})
		})
	}
}

func TestSilenceOfHolderPreservesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := hold(0)
		silence(t, x)
		require.Nil(t, x.Answer)
		require.Equal(t, casefile.AwaitingPreservation, x.Status)
	})
}

func TestSilenceLeavesTheGuardUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := guard()
		silence(t, g)
		require.False(t, g.Done())
	})
}

func TestSilenceInHopDisclosesNothing(t *testing.T) {
	from := map[string]func() *casefile.HopMachine{
		"asked to apply": func() *casefile.HopMachine { return hop() },
		"queued":         func() *casefile.HopMachine { return hop(func(s *casefile.HopStart) { s.Wait = true }) },
		"emergency":      func() *casefile.HopMachine { return hop(threatened) },
		"applied":        applied,
		"served":         served,
		"under review":   underReview,
		"unvalidated":    unvalidated,
		"suspended":      suspended,
	}
	for name, begin := range from {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				h := begin()
				silence(t, h)
				require.Empty(t, h.Delivered)
				require.Empty(t, h.Outcome)
				require.False(t, h.Done())
			})
		})
	}
}

// Of a hop that has disclosed, silence validates nothing: what was delivered
// falls. Where the authority was only notified, its silence lets the hop end, and
// delivers nothing more.
func TestSilenceOverWhatWasDelivered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := disclosedBefore()
		silence(t, h)
		require.True(t, h.Done())
		require.True(t, h.Restricted)
		require.Equal(t, casefile.CodeNotValidated, h.Outcome)

		o := objectable()
		delivered := len(o.Delivered)
		silence(t, o)
		require.True(t, o.Done())
		require.False(t, o.Restricted)
		require.Len(t, o.Delivered, delivered)
	})
}

func TestSilenceInCaseConcludesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := identification()
		silence(t, c)
		require.Empty(t, c.Level)
		require.False(t, c.Done())
	})
}

// applied is a hop that waits for the court, served one that waits for the
// holder under an order, underReview one whose order the holder challenged.
func applied() *casefile.HopMachine {
	h := hop()
	_, _, err := h.Apply(casefile.Apply{Act: by(agent), Instrument: "us.2703d-order", Facts: "threats were posted"}, after(hour))
	return must(h, err)
}

func served() *casefile.HopMachine {
	h := applied()
	id := h.Open[len(h.Open)-1].ID
	h.Decided(id, casefile.Decision{Verdict: casefile.Granted, Order: order(), Decider: judge, At: opened.Add(2 * hour)}, after(2*hour))
	return h
}

func underReview() *casefile.HopMachine {
	h := served()
	h.Hear(casefile.Progress{
		Request: h.Demand.ID, N: 1, Kind: casefile.Challenged, Awaiting: judge.Party, Due: opened.Add(14 * day), At: opened.Add(3 * hour),
	}, after(3*hour))
	return h
}
