package e2e_test

import (
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"writ/casefile"
	"writ/internal/devservertest"
	"writ/legal"
	"writ/protocol"
)

// Everything personal in the marked case, and the parties whose namespaces must
// hold it, in payloads. It must be nowhere else, and nowhere in the open.
var (
	asked   = []casefile.PartyID{"nypd", "manhattan-court", "twitter", "example-mail", "example-isp"}
	belongs = map[string][]casefile.PartyID{
		// What everybody is told who is asked.
		"zzmarkoffence": asked, "zzmarknature": asked, "zzmarkatrisk": asked, "zzmarkimminence": asked,
		// Each identifier goes to the holder who is asked about it, and to the court
		// where an order about it was sought.
		"zzmarkhandle":     {"nypd", "manhattan-court", "twitter"},
		"zzmarkmail":       {"nypd", "twitter", "example-mail"},
		"198.51.100.177":   {"nypd", "manhattan-court", "twitter", "example-isp"},
		"+1 555 0177":      {"nypd", "example-mail"},
		"zzmarksubscriber": {"nypd", "example-isp"},
		"zzmarkstreet":     {"nypd", "example-isp"},
		"zzmarkfirstfacts": {"nypd", "manhattan-court"},
		"zzmarkfacts":      {"nypd", "manhattan-court"},
		"zzmarklinefacts":  {"nypd", "manhattan-court"},
		"zzmarkreturned":   {"nypd", "manhattan-court"},
		"zzmarkgranted":    {"nypd", "manhattan-court"},
		"zzmarknotkept":    {"nypd", "twitter"},
		"zzmarkemergency":  {"nypd", "twitter"},
		"zzmarkcover":      {"nypd", "twitter"},
		"zzmarkgrounds":    {"nypd", "manhattan-court", "twitter"},
		"zzmarkupheld":     {"nypd", "manhattan-court", "twitter"},
		"zzmarknoline":     {"nypd", "example-isp"},
		"zzmarkstanddown":  {"nypd"},
		"zzmarkconclusion": {"nypd"},
		// What was refused went no further; what was malformed is nowhere.
		"zzmarkearly":         {"twitter"},
		"zzmarkrefusedreason": {"manhattan-court"},
		"zzmarkrefused":       {"manhattan-court", "twitter"},
		"zzmarkmalformed":     {},
		// Who decided travels with the decision.
		"zzmarkkeeper":     {"nypd", "twitter"},
		"zzmarknight":      {"nypd", "twitter"},
		"zzmarkofficer":    {"nypd", "manhattan-court"},
		"zzmarkjudge":      {"nypd", "manhattan-court"},
		"zzmarkissuer":     {"nypd", "manhattan-court", "twitter"},
		"zzmarkclerk":      {"twitter"},
		"zzmarkcounsel":    {"manhattan-court", "twitter"},
		"zzmarkreviewer":   {"manhattan-court", "twitter"},
		"zzmarkdiscloser":  {"nypd", "twitter"},
		"zzmarkpostmaster": {"nypd", "example-mail"},
		"zzmarklineman":    {"nypd", "example-isp"},
		"zzmarkdetective":  {"nypd", "manhattan-court"},
		"zzmarklineissuer": {"nypd", "manhattan-court", "example-isp"},
		"zzmarkconcluder":  {"nypd"},
	}
	marks = regexp.MustCompile(`(?i)zzmark|198\.51\.100\.177|555 0177`)
)

// Each party holds what was sent to it and nothing else of the case, and what
// is personal stands in payloads only: never in an id, an attribute, a memo, a
// summary, a failure or a log.
func TestPrivacy(t *testing.T) {
	t.Parallel()
	w := newWorldAt(t, slog.LevelDebug, devservertest.WithFlags("--log-level", "debug"))
	w.work(t)
	stage := w.patiently(0)
	stage.Happened = func(e casefile.Event, _ casefile.Record) { w.refusedActs(t, e) }
	played := play(t, stage, ownScenario(t, "marked"))
	all := map[casefile.PartyID]texts{}
	for _, p := range w.dir.Parties {
		all[p.ID] = w.scan(t, w.client(t, p.ID), p.Namespace)
	}

	for party, x := range all {
		for word := range belongs {
			require.Empty(t, find(word, x.open), "%s stands in the open at %s", word, party)
		}
		require.Empty(t, find("zzmark", x.open), "at %s", party)
	}
	require.False(t, marks.MatchString(w.logs.String()), "in the log of a worker: %s", around(marks, w.logs.String()))
	require.Contains(t, w.logs.String(), "level=DEBUG")
	require.False(t, marks.MatchString(w.server.Said()), "in the server's log: %s", around(marks, w.server.Said()))

	for word, where := range belongs {
		var held []casefile.PartyID
		for _, p := range w.dir.Parties {
			if len(find(word, all[p.ID].sealed)) > 0 {
				held = append(held, p.ID)
			}
		}
		require.ElementsMatch(t, where, held, "who holds %s", word)
	}
	requireApart(t, played.Record, all)
	w.requireLedgersApart(t, played.Record)
	plantedLeaks(t, w)
}

// refusedActs enters acts that are refused on record, or as malformed: what they
// say is as personal as what is accepted.
func (w *world) refusedActs(t *testing.T, e casefile.Event) {
	switch {
	case e.Kind == casefile.EvApplied && e.Holder == "twitter":
		w.refused(t, "manhattan-court", protocol.AuthorisationWorkflowID(e.Request), protocol.UpdateDecide, casefile.DecideApplication{
			Act:     casefile.Act{Key: "marked-refused-1", By: casefile.Decider{Party: "manhattan-court", Role: "judge", Name: "zzmarkrefused"}, At: e.At},
			Verdict: casefile.Narrowed, Reason: "zzmarkrefusedreason", Categories: []legal.Category{legal.StoredContentData},
		})
	case e.Kind == casefile.EvServed && e.Holder == "twitter":
		early := casefile.Act{Key: "marked-refused-2", By: casefile.Decider{Party: "twitter", Role: "holder", Name: "zzmarkrefused"}, At: e.At.Add(-time.Hour)}
		w.refused(t, "twitter", protocol.DisclosureWorkflowID(e.Request), protocol.UpdateDecide, casefile.DecideDisclosure{
			Act: early, Status: casefile.Disclosed, Delivered: []casefile.Identifier{{Kind: "email", Value: "zzmarkearly@mail.example"}},
		})
		w.refused(t, "twitter", protocol.DisclosureWorkflowID(e.Request), protocol.UpdateDecide, casefile.DecideDisclosure{
			Act: early, Status: casefile.Disclosed, Delivered: []casefile.Identifier{{Kind: "email", Value: "zzmarkmalformed"}},
		})
	}
}

func (w *world) refused(t *testing.T, party casefile.PartyID, workflowID, update string, body any) {
	t.Helper()
	handle, err := w.client(t, party).UpdateWorkflow(t.Context(), client.UpdateWorkflowOptions{
		WorkflowID: workflowID, UpdateName: update, Args: []any{body}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	require.NoError(t, err)
	var refusal *temporal.ApplicationError
	require.ErrorAs(t, handle.Get(t.Context(), nil), &refusal)
	require.NotContains(t, strings.ToLower(refusal.Message()), "zzmark")
}

// requireApart checks that no holder's namespace has a trace of another
// holder's part in the case, nor of the case itself: no id by which the two
// could be linked, and not the other's name.
func requireApart(t *testing.T, r casefile.Record, all map[casefile.PartyID]texts) {
	t.Helper()
	ids := map[casefile.PartyID][]string{}
	state := casefile.Fold(r)
	for _, h := range state.Hops {
		party := casefile.PartyID(h.Holder)
		ids[party] = append(ids[party], string(h.ID), string(h.Lead.ID), string(party))
	}
	for _, e := range r.Events {
		if e.Request == "" {
			continue
		}
		party := casefile.PartyID(e.Holder)
		ids[party] = append(ids[party], string(e.Request), string(casefile.ChallengeIDFor(e.Request, 1)))
	}
	require.Len(t, ids, 3, "holders that were asked")
	for holder := range ids {
		everything := slices.Concat(all[holder].open, all[holder].sealed)
		require.Empty(t, find(string(r.Opening.Case), everything), "the case's id at %s", holder)
		require.NotEmpty(t, find(ids[holder][0], everything), "its own hop, as the address for progress, at %s", holder)
		for other, traces := range ids {
			if other == holder {
				continue
			}
			for _, trace := range traces {
				require.Empty(t, find(trace, everything), "a trace of %s at %s", other, holder)
			}
		}
	}
	require.Empty(t, all["example-isp-brief"].sealed, "it was not asked")
	require.Empty(t, find(string(r.Opening.Case), slices.Concat(all["manhattan-court"].open, all["manhattan-court"].sealed)), "the case's id at the court")
	require.NotEmpty(t, find(string(r.Opening.Case), all["nypd"].open))
}

// around shows what surrounds a match.
func around(r *regexp.Regexp, s string) string {
	at := r.FindStringIndex(s)
	if at == nil {
		return ""
	}
	return s[max(0, at[0]-200):min(len(s), at[1]+200)]
}
