package workflows

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

var feedOpening = casefile.AccessOpening{
	Grant: "3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c01", Grantor: "twitter", Grantee: "nypd", Contract: "what a person typed",
	Data: "twitter", Policy: "twitter-2016-02-01", Terms: casefile.AccessTerms{Purposes: []legal.Purpose{legal.ProtectPerson}},
	At: time.Date(2026, 3, 6, 15, 0, 0, 0, time.UTC),
}

// A standing access is visible before its first worker runs, and nothing of what people
// typed stands in what the server shows.
func TestAnAccessIsShownFromItsStart(t *testing.T) {
	desk := casefile.Desk{Party: "twitter", Zone: "America/Los_Angeles"}
	opened := protocol.AccessInput{Start: access.GrantStart{Opening: feedOpening, Desk: desk}}
	options := AccessOptions(opened)
	require.Equal(t, "access-3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c01", options.ID)
	require.Equal(t, "Access of nypd to data of twitter", options.StaticSummary)
	requireShown(t, accessView(opened), casefile.StageAccessActive)

	asked := protocol.SubscriptionInput{Start: access.SubscriptionStart{Opening: feedOpening, Desk: casefile.Desk{Party: "nypd", Zone: "America/New_York"}}}
	asked.Start.Opening.Requested = true
	options = SubscriptionOptions(asked)
	require.Equal(t, "subscription-3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c01", options.ID)
	require.Equal(t, "Subscription to data of twitter, granted by twitter", options.StaticSummary)
	requireShown(t, subscriptionView(asked), casefile.StageAccessRequested)

	opened.Start.Opening.Policy = "none" // its workflow says what is wrong with it
	require.Equal(t, view{What: "Access of nypd to data of twitter"}, accessView(opened))
}

func requireShown(t *testing.T, v view, stage casefile.Stage) {
	t.Helper()
	set := v.attributes()
	for key, want := range map[string]string{"grantor": "twitter", "grantee": "nypd"} {
		attribute := protocol.AttrGrantor
		if key == "grantee" {
			attribute = protocol.AttrGrantee
		}
		got, _ := set.GetKeyword(attribute)
		require.Equal(t, want, got, key)
	}
	got, _ := set.GetKeyword(protocol.AttrStage)
	require.Equal(t, string(stage), got)
	require.NotContains(t, v.markdown(), "typed")
	require.Contains(t, v.markdown(), stageMeans[stage])

	refused := v
	refused.RefusedUses = 3
	changes := refused.changes(v)
	require.Len(t, changes, 1)
	require.Contains(t, refused.markdown(), "| Refused uses | 3 |")
}

// Every stage of a standing access says what may happen at it.
func TestStagesOfAnAccessAreExplained(t *testing.T) {
	for _, stage := range casefile.AccessStages() {
		require.NotEmpty(t, stageMeans[stage], stage)
	}
}

// What a run hands to the next is bounded, and nothing goes that the ledger has not.
func TestShorten(t *testing.T) {
	for name, row := range map[string]struct {
		ledger   bool
		recorded int
		first    int // that is kept
	}{
		"recorded":     {true, 2500, 1501},
		"not recorded": {true, 100, 101},
		"no ledger":    {false, 0, 1501},
	} {
		j := casefile.Journal{Ledger: row.ledger, Recorded: row.recorded}
		for range 2500 {
			j.Note(casefile.Moment{}, casefile.Event{Kind: casefile.EvUseAccepted})
		}
		shorten(&j)
		require.Equal(t, row.first, j.Events[0].Seq, name)
		require.Equal(t, 2500, j.Events[len(j.Events)-1].Seq, name)
	}
	short := casefile.Journal{}
	shorten(&short)
	require.Empty(t, short.Events)
}

// Events in which much is written are dropped sooner.
func TestARecordIsShortenedByItsText(t *testing.T) {
	for recorded, kept := range map[int]int{200: 200, 400: textKept / 2000} {
		j := casefile.Journal{Ledger: true, Recorded: recorded}
		for range 400 {
			j.Note(casefile.Moment{}, casefile.Event{Kind: casefile.EvTermsProposed, Reason: strings.Repeat("r", 2000)})
		}
		shorten(&j)
		require.Equal(t, kept, len(j.Events), "what the ledger was not told stays")
		require.Equal(t, 400, j.Events[len(j.Events)-1].Seq)
	}
}
