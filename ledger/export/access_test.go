package export_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/ledger"
	"writ/ledger/export"
)

// standing is a standing access that was used, looked into, suspended and given back
// after a protest.
func standing(id string) ledger.Delivery {
	s := &story{at: monday}
	step := casefile.StepID(id)
	tell := func(hours int, kind casefile.EventKind, stage casefile.Stage, code casefile.Code) {
		s.tell(hours, step, kind, func(f *casefile.Fact) {
			f.Stage, f.Code, f.Turn, f.By, f.Awaiting = stage, code, true, "twitter", casefile.Nobody
		})
	}
	tell(0, casefile.EvAccessGranted, casefile.StageAccessActive, "")
	tell(5, casefile.EvUseAccepted, casefile.StageAccessActive, "")
	tell(5, casefile.EvUseRefused, casefile.StageAccessActive, "no-tracking-of-a-list")
	tell(50, casefile.EvFinding, casefile.StageAccessActive, "press")
	tell(0, casefile.EvReviewOpened, casefile.StageAccessUnderReview, "finding")
	tell(24*156, casefile.EvAccessSuspended, casefile.StageAccessSuspended, "")
	tell(10, casefile.EvProtested, casefile.StageAccessSuspended, "")
	tell(90, casefile.EvProtestAnswered, casefile.StageAccessSuspended, "give-back")
	tell(0, casefile.EvAccessReinstated, casefile.StageAccessReinstated, "")
	return ledger.Delivery{Subject: id, Work: "Access", Jurisdiction: "us", Holder: "twitter", Run: "run-" + id, Taken: monday, Facts: s.facts}
}

// In a log, a standing access is a case by itself with one gate; what lasts of it are
// the access, a review and a negotiation.
func TestAStandingAccessInALog(t *testing.T) {
	m := newMemory(t)
	m.add(t, standing("grant-1"))
	path, sum := write(t, m, export.Options{Format: export.CSV, Exact: true})
	require.EqualValues(t, 1, sum.Cases)
	byEvent := map[string]map[string]string{}
	for _, r := range records(t, path) {
		require.Equal(t, "access", r["gate"])
		require.Equal(t, "twitter", r["holder"])
		byEvent[r["event"]] = r
	}
	require.Len(t, byEvent, 9)
	instance := func(event string) string { return byEvent[event]["concept:instance"] }
	require.Equal(t, instance("access-granted"), instance("access-suspended"))
	require.NotEqual(t, instance("access-granted"), instance("access-reinstated"), "given back, it is a stretch of its own")
	require.Equal(t, instance("access-protested"), instance("protest-answered"))
	require.Equal(t, "start", byEvent["access-review-opened"]["lifecycle:transition"])
	require.Equal(t, "no-tracking-of-a-list", byEvent["use-refused"]["cause"])
	require.Equal(t, "give-back", byEvent["protest-answered"]["cause"])
}

// The formats of other tools take a log of standing accesses too.
func TestLogsOfStandingAccessKeepTheirSchemas(t *testing.T) {
	m := newMemory(t)
	for i := range 12 {
		m.add(t, standing(fmt.Sprintf("grant-%d", i)))
		m.add(t, chain(fmt.Sprintf("case-%d", i), monday, "twitter", true))
	}
	path, _ := write(t, m, export.Options{Format: export.OCELJSON, Exact: true})
	require.NoError(t, validate(t, ocelSchema(t), path))
	path, _ = write(t, m, export.Options{Format: export.OCELSQLite, Exact: true})
	require.Empty(t, broken(t, openSQLite(t, path)))
	path, sum := write(t, m, export.Options{Format: export.XES, Exact: true})
	require.Len(t, readXES(t, path).named("trace"), int(sum.Cases))
}
