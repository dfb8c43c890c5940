package workflows_test

import (
	"testing"
	"time"

	"github.com/nexus-rpc/sdk-go/nexus"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/worker"

	"writ/casefile"
	"writ/protocol"
)

// Waits are resumable: one that is cut after 30 days is taken up again with the
// same request, and the other side attaches it or returns its result. Here the
// other side is a stand-in that only keeps operations, because the environment
// cannot attach to a workflow after a cut (see uncut_test.go); that a holder
// attaches is tested against a real server.

// standIn answers the operation of one service in turn, and remembers what it was
// asked.
func (e *deskWorld) standIn(service, operation string, answers ...any) (asked *[]time.Time) {
	asked = &[]time.Time{}
	for i, a := range answers {
		call := e.OnNexusOperation(service, operation, mock.Anything, mock.Anything)
		if i == len(answers)-1 {
			call.Return(a, nil)
			break
		}
		call.Return(a, nil).Once()
	}
	e.SetOnNexusOperationStartedListener(func(_, op string, _ converter.EncodedValue) {
		if op == operation {
			*asked = append(*asked, e.Now())
		}
	})
	return asked
}

func token(s string) nexus.HandlerStartOperationResult[casefile.Decision] {
	return &nexus.HandlerStartOperationResultAsync{OperationToken: s}
}

var denial = casefile.Decision{Verdict: casefile.Denied, Reason: "no nexus", Decider: judge, At: caseStart.Add(45 * day)}

// waitingHop is a hop that applied and waits for a court that is a stand-in.
func waitingHop(t *testing.T, answers ...any) (*deskWorld, *[]time.Time, protocol.HopInput, *[]casefile.Event) {
	e := newDesk(t)
	e.SetWorkerOptions(worker.Options{}) // with the cut
	told := e.reports()
	in := e.hop()
	asked := e.standIn(protocol.ServiceAuthority, protocol.OpAuthorise, answers...)
	e.OnNexusOperation(protocol.ServiceHolder, protocol.OpPreserve, mock.Anything, mock.Anything).
		Return(&nexus.HandlerStartOperationResultSync[casefile.HoldAnswer]{Value: casefile.HoldAnswer{Status: casefile.Rejected, At: caseStart}}, nil)
	e.apply(hour, 1, "us.2703d-order")
	return e, asked, in, told
}

// The other side is still at work when the wait is cut: the second wait hears the
// answer, 45 days after the request.
func TestWaitIsCutAndTakenUpAgain(t *testing.T) {
	e, asked, in, told := waitingHop(t, token("first"), token("second"))
	require.NoError(t, e.RegisterNexusAsyncOperationCompletion(protocol.ServiceAuthority, protocol.OpAuthorise, "second", denial, nil, 15*day))
	e.abandon(50*day, 1, "")
	e.run(protocol.Hop, in, nil)
	require.Len(t, *asked, 2)
	require.Equal(t, 30*day, (*asked)[1].Sub((*asked)[0]), "cut after thirty days")
	requireOneAnswer(t, *told, caseStart.Add(45*day+hour))
}

// The other side ended while nobody waited: the second request returns its result
// at once.
func TestResultOfWorkThatEndedBeforeTheWaitWasTakenUp(t *testing.T) {
	e, asked, in, told := waitingHop(t, token("first"), &nexus.HandlerStartOperationResultSync[casefile.Decision]{Value: denialAt(caseStart.Add(20 * day))})
	e.abandon(50*day, 1, "")
	e.run(protocol.Hop, in, nil)
	require.Len(t, *asked, 2)
	requireOneAnswer(t, *told, caseStart.Add(30*day+hour))
}

// A wait may be cut as often as need be.
func TestWaitIsCutManyTimes(t *testing.T) {
	e, asked, in, told := waitingHop(t, token("first"), token("again"))
	e.abandon(365*day, 1, "")
	e.run(protocol.Hop, in, nil)
	const withdrawals = 12 // a stand-in hears none of them
	require.Len(t, *asked, 13+withdrawals)
	require.NotContains(t, kindsOf(*told), casefile.EvDenied)
}

func denialAt(at time.Time) casefile.Decision {
	d := denial
	d.At = at
	return d
}

// requireOneAnswer expects that the answer was taken once, when it came to be
// known.
func requireOneAnswer(t *testing.T, told []casefile.Event, seen time.Time) {
	t.Helper()
	var denied []casefile.Event
	for _, e := range told {
		if e.Kind == casefile.EvDenied {
			denied = append(denied, e)
		}
	}
	require.Len(t, denied, 1)
	require.True(t, denied[0].Seen.Equal(seen), "seen %s", denied[0].Seen)
	require.Equal(t, casefile.StageAwaitingApplication, denied[0].Stage)
}

// A failure of the other side's system is an answer without data; it is not
// retried for ever and never discloses.
func TestFailureOfTheOtherSideIsAnAnswerWithoutData(t *testing.T) {
	e := newDesk(t)
	e.isThreat()
	told := e.reports()
	in := e.hop()
	for _, op := range []string{protocol.OpDisclose, protocol.OpPreserve} {
		e.OnNexusOperation(protocol.ServiceHolder, op, mock.Anything, mock.Anything).
			Return(nil, nexus.NewHandlerErrorf(nexus.HandlerErrorTypeBadRequest, "no such thing"))
	}
	e.abandon(10*hour, 1, "")
	e.run(protocol.Hop, in, nil)
	require.ElementsMatch(t, []casefile.EventKind{ // the two failures come in any order
		casefile.EvHopStarted, casefile.EvPreserveAsked, casefile.EvEmergencyAsked, casefile.EvNotPreserved, casefile.EvRefused, casefile.EvHopEnded,
	}, kindsOf(*told))
	for _, ev := range *told {
		require.Empty(t, ev.Identifiers)
		if ev.Kind == casefile.EvRefused || ev.Kind == casefile.EvNotPreserved {
			require.Equal(t, casefile.CodeError, ev.Code)
		}
	}
}
