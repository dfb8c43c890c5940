package e2e_test

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"writ/casefile"
	"writ/ledger/storage"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
	"writ/worker"
	"writ/workflows"
)

// words finds marks and ids, in any case of letters.
var words = regexp.MustCompile(`(?i)zzmark\d{4}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// requireApart looks through the namespaces of all parties, and through all logs. What
// was typed stands in payloads alone, at those who are a side of that contract; and
// nobody else holds so much as the contract's id.
func (f *feeds) requireApart(t *testing.T) {
	t.Helper()
	held := map[string][]casefile.PartyID{}
	for _, p := range f.dir.Parties {
		x := f.scan(t, f.client(t, p.ID), p.Namespace)
		open, sealed := wordsIn(x.open), wordsIn(x.sealed)
		for word, where := range open {
			require.NotContains(t, word, "zzmark", "in the open at %s: %s", p.ID, where)
		}
		maps.Copy(sealed, open)
		for word, where := range sealed {
			side, known := f.belongs[word]
			if !known {
				continue
			}
			require.Contains(t, slices.Concat(side, f.knew[word]), p.ID, "%s is held by %s: %s", word, p.ID, where)
			held[word] = append(held[word], p.ID)
		}
	}
	for word, who := range f.belongs {
		require.Subset(t, held[word], who, "%s has to be held by all of them", word)
	}
	require.NotEmpty(t, held)
	require.NotContains(t, strings.ToLower(f.logs.String()), "zzmark", "in the log of a worker")
	require.NotContains(t, strings.ToLower(f.server.Said()), "zzmark", "in the server's log")
}

// wordsIn are the marks and ids in texts, in clear or as base64, each with one place
// where it stands.
func wordsIn(in []text) map[string]string {
	found := map[string]string{}
	for _, x := range in {
		for _, s := range []string{x.value, decoded(x.value)} {
			for _, word := range words.FindAllString(s, -1) {
				found[strings.ToLower(word)] = x.where
			}
		}
	}
	return found
}

// requireWholeLedgers checks that the ledgers of all parties, of what was played and of
// what was not, hold what the histories say.
func (f *feeds) requireWholeLedgers(t *testing.T, kept ...casefile.PartyID) {
	t.Helper()
	known, err := worker.KnownNames(f.dir, "")
	require.NoError(t, err)
	for _, p := range f.dir.Parties {
		cases := 0
		for _, played := range []bool{false, true} {
			books := p.ID
			if played {
				books = protocol.ExerciseBooks(p.ID)
			}
			var report worker.AuditReport
			f.eventually(t, "the ledger "+string(books)+" is whole", func() bool {
				l, err := worker.OpenLedger(t.Context(), f.cfg, books, true)
				if errors.Is(err, storage.ErrNone) {
					return true
				}
				require.NoError(t, err)
				defer func() { require.NoError(t, l.Close()) }()
				report, err = worker.Audit{
					Exercise: played, Known: known, Client: f.client(t, p.ID), Namespace: p.Namespace, Party: p.ID, Role: p.Role, Books: l,
				}.Run(t.Context())
				require.NoError(t, err)
				return len(report.Steps) == 0
			})
			require.Equal(t, report.Cases, report.Complete)
			require.Zero(t, report.Conflicts, books)
			require.Zero(t, report.Elsewhere, books)
			cases += report.Cases
		}
		require.True(t, cases > 0 || !slices.Contains(kept, p.ID), "%s has no ledger", p.ID)
	}
}

// typedAnywhere types marks wherever words are chosen and not written: in place of
// purposes and shapes, where they are refused.
func typedAnywhere(t *testing.T, f *feeds) {
	c := f.draft("twitter", "agency", news, safety).open(t, "")
	c.stands(t, casefile.StageAccessActive, casefile.Nobody, news, safety)
	word := func(held ...casefile.PartyID) legal.Purpose { return legal.Purpose(c.mark(held...)) }

	use := c.use(word(c.sides()...))
	require.Equal(t, policy.RuleUnknownPurpose, c.declared(t, use).Rule)
	use = c.use(news)
	use.Shape = legal.Shape(c.mark(c.sides()...))
	require.Equal(t, policy.RuleUnknownShape, c.declared(t, use).Rule)
	use = c.use(news)
	use.Target = "#" + strings.TrimPrefix(use.Target, "@")
	require.Equal(t, policy.RuleTopic, c.declared(t, use).Rule)
	c.at(t, casefile.StageAccessUnderReview, "twitter", 3, news, safety)

	// What is malformed is nowhere.
	unsaid := func(party casefile.PartyID) casefile.AccessAct {
		a := c.act(party)
		c.belong(a.By.Name)
		return a
	}
	c.unheard(t, "twitter", protocol.AccessWorkflowID(c.Grant), protocol.UpdateRestrict, casefile.RestrictAccess{
		AccessAct: unsaid("twitter"), Purposes: []legal.Purpose{word()}})
	c.granted(t, protocol.UpdateSuspend, casefile.SuspendAccess{AccessAct: c.decides()})
	c.stands(t, casefile.StageAccessSuspended, casefile.Nobody)
	terms := func() casefile.AccessTerms {
		return casefile.AccessTerms{Purposes: []legal.Purpose{word()}, Scope: c.mark()}
	}
	theirs := terms()
	c.unheard(t, "twitter", protocol.AccessWorkflowID(c.Grant), protocol.UpdateReinstate, casefile.ReinstateAccess{
		AccessAct: unsaid("twitter"), Terms: &theirs})
	c.subscribed(t, protocol.UpdateProtest, casefile.Protest{AccessAct: c.says()})
	c.stands(t, casefile.StageAccessSuspended, "twitter")
	c.unheard(t, "twitter", protocol.AccessWorkflowID(c.Grant), protocol.UpdateProposeTerms, casefile.ProposeTerms{
		AccessAct: unsaid("twitter"), Terms: terms()})
	c.unheard(t, "agency", protocol.SubscriptionWorkflowID(c.Grant), protocol.UpdateProposeTerms, casefile.ProposeTerms{
		AccessAct: unsaid("agency"), Terms: terms()})
}

// unheard enters an act that is malformed: it leaves no trace.
func (w *world) unheard(t *testing.T, party casefile.PartyID, workflowID, update string, act any) {
	t.Helper()
	handle, err := w.client(t, party).UpdateWorkflow(t.Context(), client.UpdateWorkflowOptions{
		WorkflowID: workflowID, UpdateName: update, Args: []any{act}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	require.NoError(t, err)
	var refused *temporal.ApplicationError
	require.ErrorAs(t, handle.Get(t.Context(), nil), &refused)
	require.Equal(t, workflows.ErrMalformed, refused.Type())
}
