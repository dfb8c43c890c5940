package e2e_test

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/converter"

	"writ/casefile"
	"writ/exercise"
	"writ/internal/histories"
	"writ/protocol"
	"writ/worker"
)

// TestRecordedStanding plays the standing accesses whose histories are kept, and the
// cases that read by them: see [replayed].
func TestRecordedStanding(t *testing.T) {
	t.Parallel()
	r := &recording{feeds: newFeedsOf(t, ownScenario(t, "recorded-standing").Parties(protocol.Directory{}))}
	r.work(t, r.without("twitter", "agency")...)
	r.platform, r.agency = r.work(t, "twitter"), r.work(t, "agency")
	r.keepAll(t, histories.Standing, func(keep keeper) {
		r.keepChain(t, keep)
		r.keepReceived(t, keep)
		r.keepAccessContinued(t, keep)
		r.keepSubscriptionContinued(t, keep)
	})
	r.requireReplays(t)
	r.requireLedgers(t)
}

// recording is a world in which the workers of one side can be away.
type recording struct {
	*feeds
	platform, agency *worker.Workers
}

// newFeedsOf is a world of other parties than those of [newFeeds].
func newFeedsOf(t *testing.T, parties protocol.Directory) *feeds {
	t.Helper()
	return &feeds{world: newWorldOf(t, parties, slog.LevelWarn), belongs: map[string][]casefile.PartyID{}, knew: map[string][]casefile.PartyID{}}
}

// keepChain keeps what a scenario leaves behind in which most can happen to a contract:
// one is used, one is negotiated about, and a chain ends at its top while a case reads by
// its last link.
func (r *recording) keepChain(t *testing.T, keep keeper) {
	t.Helper()
	played := play(t, r.patiently(0), ownScenario(t, "recorded-standing"))
	requireWhole(t, played.Record)
	requireWholeGrants(t, played)
	ids := map[string]casefile.GrantID{}
	for _, g := range played.Grants {
		ids[g.Grant.Name] = g.ID
	}
	keep("Access-granted-and-used", "twitter", protocol.AccessWorkflowID(ids["used"]), "")
	keep("Access-suspended-protested", "twitter", protocol.AccessWorkflowID(ids["disputed"]), "")
	keep("Access-requested-refused", "twitter", protocol.AccessWorkflowID(ids["refused"]), "")
	keep("Access-onward", "reseller", protocol.AccessWorkflowID(ids["below"]), "")
	keep("Subscription-requested", "agency", protocol.SubscriptionWorkflowID(ids["used"]), "")
	keep("Subscription-passed-onward", "reseller", protocol.SubscriptionWorkflowID(ids["above"]), "")
	keep("Subscription-passed-on", "agency", protocol.SubscriptionWorkflowID(ids["below"]), "")
	keep("Identification-thrown-back", "agency", protocol.CaseWorkflowID(played.Case), "")
	keep("Hop-thrown-back", "agency", hopAt(played.Case, 1), "")

	requireKinds(t, played, "used", casefile.EvAccessRequested, casefile.EvAccessGranted, casefile.EvUseAccepted, casefile.EvUseRefused, casefile.EvReviewOpened, casefile.EvReviewCleared)
	requireKinds(t, played, "disputed", casefile.EvFinding, casefile.EvAccessSuspended, casefile.EvProtested, casefile.EvTermsProposed, casefile.EvAccessReinstated)
	requireKinds(t, played, "refused", casefile.EvAccessRequested, casefile.EvAccessRefused)
	requireKinds(t, played, "below", casefile.EvAccessGranted, casefile.EvReviewOpened, casefile.EvReviewCleared, casefile.EvUseAccepted, casefile.EvAccessTerminated)
	requireHappened(t, played.Record.Events, casefile.EvReceived, casefile.EvAccessStands, casefile.EvLeadMarked, casefile.EvThrownBack, casefile.EvDisclosed)
}

// keepReceived keeps a case that follows what was received by an access which is then
// terminated.
func (r *recording) keepReceived(t *testing.T, keep keeper) {
	t.Helper()
	played := play(t, r.patiently(0), ownScenario(t, "recorded-received"))
	requireWhole(t, played.Record)
	requireWholeGrants(t, played)
	keep("Identification-received-barred", "agency", protocol.CaseWorkflowID(played.Case), "")
	keep("Hop-received", "agency", hopAt(played.Case, 1), "")
	keep("Hop-barred", "agency", hopAt(played.Case, 2), "")
	requireHappened(t, played.Record.Events, casefile.EvReceived, casefile.EvLeadMarked, casefile.EvRestricted)
}

// requireKinds checks that a grant's record has an event of each kind.
func requireKinds(t *testing.T, played exercise.Played, name string, kinds ...casefile.EventKind) {
	t.Helper()
	i := slices.IndexFunc(played.Grants, func(g exercise.Standing) bool { return g.Grant.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	requireHappened(t, played.Grants[i].Events(), kinds...)
}

func requireHappened(t *testing.T, events []casefile.Event, kinds ...casefile.EventKind) {
	t.Helper()
	for _, kind := range kinds {
		require.True(t, slices.ContainsFunc(events, func(e casefile.Event) bool { return e.Kind == kind }), "no event %s", kind)
	}
}

// brief is a contract of the platform with the agency whose sides continue as new after
// some tens of events.
func (r *recording) brief() *contract {
	c := r.draft("twitter", "agency", news, safety)
	c.At = c.At.Truncate(time.Second)
	c.exercise = &protocol.Exercise{Epoch: time.Now(), Start: time.Now(), Speed: 1, Long: 30}
	return c
}

// keepAccessContinued keeps a grant that continues as new while its letters wait for a
// grantee that is away, and the run in which they arrive.
func (r *recording) keepAccessContinued(t *testing.T, keep keeper) {
	t.Helper()
	r.agency.Stop()
	c := r.brief().open(t, "")
	id := protocol.AccessWorkflowID(c.Grant)
	for len(r.runs(t, "twitter", id)) == 1 {
		c.granted(t, protocol.UpdateSuspend, casefile.SuspendAccess{AccessAct: c.decides()})
		c.granted(t, protocol.UpdateReinstate, casefile.ReinstateAccess{AccessAct: c.decides()})
	}
	c.granted(t, protocol.UpdateSuspend, casefile.SuspendAccess{AccessAct: c.decides()})
	r.agency = r.work(t, "agency")
	c.stands(t, casefile.StageAccessSuspended, casefile.Nobody)
	var handed protocol.AccessInput
	first, next := r.continued(t, "twitter", id, &handed)
	require.Greater(t, len(handed.Resume.Outbox), 1, "letters wait")
	keep("Access-continued", "twitter", id, first)
	keep("Access-resumed", "twitter", id, next)
}

// keepSubscriptionContinued keeps a subscription that continues as new while the uses
// that it declared wait for a grantor that is away, and the run in which they arrive.
func (r *recording) keepSubscriptionContinued(t *testing.T, keep keeper) {
	t.Helper()
	c := r.brief().open(t, "")
	c.stands(t, casefile.StageAccessActive, casefile.Nobody, news, safety)
	r.platform.Stop()
	id := protocol.SubscriptionWorkflowID(c.Grant)
	var uses []casefile.DeclareUse
	declare := func() {
		uses = append(uses, c.use(news))
		c.subscribed(t, protocol.UpdateDeclareUse, uses[len(uses)-1])
	}
	for declare(); len(r.runs(t, "agency", id)) == 1; declare() {
	}
	r.platform = r.work(t, "twitter")
	for _, use := range uses {
		require.True(t, c.verdict(t, use.Key).Accepted)
	}
	c.stands(t, casefile.StageAccessActive, casefile.Nobody, news, safety)
	var handed protocol.SubscriptionInput
	first, next := r.continued(t, "agency", id, &handed)
	require.Greater(t, len(handed.Resume.Outbox), 1, "letters wait")
	keep("Subscription-continued", "agency", id, first)
	keep("Subscription-resumed", "agency", id, next)
}

// continued are the first run of a workflow and the one that it continued as, in which
// another party answered; handed is what the one gave to the other.
func (w *world) continued(t *testing.T, party casefile.PartyID, workflowID string, handed any) (first, next string) {
	t.Helper()
	runs := w.runs(t, party, workflowID)
	require.Greater(t, len(runs), 1)
	first, next = runs[len(runs)-1], runs[len(runs)-2]
	begun := historyOf(t, w.client(t, party), workflowID, next)
	started := begun[0].GetWorkflowExecutionStartedEventAttributes()
	require.NoError(t, converter.GetDefaultDataConverter().FromPayloads(started.GetInput(), handed))
	answered := 0
	for _, e := range begun {
		if e.GetEventType() == enumspb.EVENT_TYPE_NEXUS_OPERATION_COMPLETED {
			answered++
		}
	}
	require.Positive(t, answered, "letters that waited were answered")
	return first, next
}
