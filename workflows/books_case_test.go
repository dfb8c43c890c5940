package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"writ/casefile"
	"writ/protocol"
)

// What happens reaches the ledgers, whatever becomes of them, and never holds up
// the work.

var unfit = temporal.NewNonRetryableApplicationError("fact 1: kind \"x\" is not known", protocol.ErrUnfit, nil)

// told plays one case with an order, a challenge, two leads and a guard, and
// lets prepare say what becomes of the ledgers.
func told(t *testing.T, prepare func(*world)) (*world, casefile.Record) {
	t.Helper()
	w := newWorld(t)
	w.opening.Guard = true
	w.apply(hour, 1, "us.2703d-order")
	w.granted()
	w.onDisclose = func(d casefile.Demand) {
		w.acknowledge(d, hour)
		w.giveNotice(d, 2*hour)
		if d.Holder == "twitter" {
			w.challenge(d, 3*hour)
			w.answer(d, 30*hour, casefile.Disclosed, "", email)
			w.apply(34*hour, 2, "us.subpoena")
			return
		}
		w.answer(d, 30*hour, casefile.Disclosed, "", owner)
		w.standDown(31 * hour)
		w.conclude(20*day, casefile.LevelSubscriber, "")
	}
	w.onReview = func(c casefile.Challenge) { w.rule(c, 20*hour, casefile.Upheld) }
	if prepare != nil {
		prepare(w)
	}
	r := w.play()
	w.sound(r)
	return w, r
}

func TestLedgersHoldTheWholeCase(t *testing.T) {
	w, r := told(t, nil)
	w.requireWhole(r)
	require.Equal(t, w.ledger.asked, w.ledger.local, "a ledger that answers is told at once, and once")
}

// A ledger that is down for days changes no instant of the case; it is asked
// once by each workflow, not at every turn, and has everything in the end.
func TestALedgerThatIsDownHoldsUpNothing(t *testing.T) {
	_, up := told(t, nil)
	for name, how := range map[string]ledgerState{"down": refuses, "losing its answers": forgets} {
		t.Run(name, func(t *testing.T) {
			w, r := told(t, func(w *world) {
				w.ledger.behaves(always(how))
				w.at(6*day, func() { w.ledger.behaves(nil) })
			})
			require.Equal(t, tell(up), tell(r))
			w.requireWhole(r)
			require.Less(t, w.ledger.local, len(r.Events), "who was told that it is down does not ask again at each turn")
		})
	}
}

// A ledger that comes and goes.
func TestALedgerThatComesAndGoes(t *testing.T) {
	_, up := told(t, nil)
	w, r := told(t, func(w *world) {
		asked := 0
		w.ledger.behaves(func(bool) ledgerState {
			asked++
			return []ledgerState{refuses, takes, forgets, takes, takes}[asked%5]
		})
		w.at(16*day, func() { w.ledger.behaves(nil) })
	})
	require.Equal(t, tell(up), tell(r))
	w.requireWhole(r)
}

// What no ledger can hold is given up, and not tried for ever.
func TestFactsThatNeverFit(t *testing.T) {
	_, up := told(t, nil)
	w, r := told(t, func(w *world) { w.ledger.behaves(always(dislikes)) })
	require.Equal(t, tell(up), tell(r))
	require.Equal(t, w.ledger.asked, w.ledger.local, "no recording was started")
}

// A desk whose ledger hangs gives its answer all the same, after one wait.
func TestAHungLedgerDelaysAnAnswerOnce(t *testing.T) {
	e := newDesk(t)
	in := e.disclosure(servedDemand())
	in.Ledger = true
	e.id = protocol.DisclosureWorkflowID(in.Demand.ID)
	e.ledger.behaves(func(local bool) ledgerState {
		if local {
			return hangs
		}
		return refuses
	})
	e.acknowledge(in.Demand, hour)
	e.giveNotice(in.Demand, 2*hour)
	e.answer(in.Demand, 3*hour, casefile.Disclosed, "", owner)
	begun := time.Now()
	var a casefile.Answer
	e.run(protocol.Disclosure, in, &a)
	require.Equal(t, casefile.Disclosed, a.Status)
	require.Less(t, time.Since(begun), 2500*time.Millisecond)
	require.Equal(t, 1, e.ledger.local)
	require.True(t, e.Now().Before(caseStart.Add(3*hour+time.Minute)), "the answer goes out when it is given: %s", e.Now())
}
