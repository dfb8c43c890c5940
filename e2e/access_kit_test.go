package e2e_test

import (
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"writ/access"
	"writ/casefile"
	"writ/internal/devservertest"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
	"writ/worker"
	"writ/workflows"
)

// feeds is a world in which a platform grants standing access. Every text that is
// typed in it is a mark, and it keeps who may hold each: see [feeds.requireApart].
type feeds struct {
	*world
	mu     sync.Mutex
	marked int
	// belongs are the marks, and the ids of grants and uses, with the parties that
	// are a side of what they stand in.
	belongs map[string][]casefile.PartyID
	// knew are ids that a party knew without being a side: those who attack.
	knew map[string][]casefile.PartyID
}

// platformPolicy is the version under which all contracts of these tests stand: a
// suspension leaves what was received held.
const platformPolicy policy.ID = "twitter-2016-11-22"

func newFeeds(t *testing.T, level slog.Level, options ...devservertest.Option) *feeds {
	t.Helper()
	parties, err := worker.LoadDirectory("testdata/access.yaml")
	require.NoError(t, err)
	return &feeds{world: newWorldOf(t, parties, level, options...), belongs: map[string][]casefile.PartyID{}, knew: map[string][]casefile.PartyID{}}
}

// mark is a text that these parties, and no others, come to hold.
func (f *feeds) mark(who ...casefile.PartyID) string {
	f.mu.Lock()
	f.marked++
	word := fmt.Sprintf("zzmark%04d", f.marked)
	f.mu.Unlock()
	f.belong(word, who...)
	return word
}

func (f *feeds) belong(word string, who ...casefile.PartyID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.belongs[word] = who
}

// knows lets parties hold what is of a contract of which they are no side: they tell
// it to the engine themselves.
func (f *feeds) knows(word string, who ...casefile.PartyID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.knew[word] = append(f.knew[word], who...)
}

// contract is one standing access in a world.
type contract struct {
	*feeds
	casefile.AccessOpening
	exercise *protocol.Exercise
}

// sides are its two parties.
func (c *contract) sides() []casefile.PartyID { return []casefile.PartyID{c.Grantor, c.Grantee} }

// terms are for purposes, with marks for all that is typed beside them.
func (f *feeds) terms(sides []casefile.PartyID, purposes ...legal.Purpose) casefile.AccessTerms {
	return casefile.AccessTerms{Purposes: purposes, Scope: f.mark(sides...), Conditions: []string{f.mark(sides...)}}
}

// draft is a contract between two parties that began ten days ago.
func (f *feeds) draft(grantor, grantee casefile.PartyID, purposes ...legal.Purpose) *contract {
	c := &contract{feeds: f, AccessOpening: casefile.AccessOpening{
		Grant: casefile.NewGrantID(), Grantor: grantor, Grantee: grantee, Data: "twitter", Policy: platformPolicy,
		At: time.Now().Add(-10 * 24 * time.Hour),
	}}
	c.Contract, c.Source = f.mark(c.sides()...), f.mark(c.sides()...)
	c.Terms = f.terms(c.sides(), purposes...)
	f.belong(string(c.Grant), c.sides()...)
	return c
}

func (c *contract) desk(party casefile.PartyID) casefile.Desk {
	p, _ := c.dir.Party(party)
	return casefile.Desk{Party: p.ID, Office: p.Office, Zone: p.Zone, Jurisdiction: p.Jurisdiction}
}

// decider is somebody of a party, with a marked name.
func (c *contract) decider(party casefile.PartyID, held ...casefile.PartyID) casefile.Decider {
	return casefile.Decider{Party: party, Role: c.desk(party).Office, Name: c.mark(held...)}
}

// open has the grantor grant it, passing on what it has by a subscription of its own
// where one is named.
func (c *contract) open(t *testing.T, under casefile.GrantID) *contract {
	t.Helper()
	c.By = c.decider(c.Grantor, c.Grantor)
	in := protocol.AccessInput{Start: access.GrantStart{Opening: c.AccessOpening, Desk: c.desk(c.Grantor), Under: under}, Exercise: c.exercise, Ledger: true}
	_, err := c.client(t, c.Grantor).ExecuteWorkflow(t.Context(), workflows.AccessOptions(in), protocol.Access, in)
	require.NoError(t, err)
	return c
}

// request has the grantee ask for it.
func (c *contract) request(t *testing.T) *contract {
	t.Helper()
	c.By, c.Requested = c.decider(c.Grantee, c.sides()...), true
	in := protocol.SubscriptionInput{Start: access.SubscriptionStart{Opening: c.AccessOpening, Desk: c.desk(c.Grantee)}, Exercise: c.exercise, Ledger: true}
	_, err := c.client(t, c.Grantee).ExecuteWorkflow(t.Context(), workflows.SubscriptionOptions(in), protocol.Subscription, in)
	require.NoError(t, err)
	return c
}

// atGrantor and atGrantee are how the two sides have it; false where they cannot be
// asked just now.
func (c *contract) atGrantor(t *testing.T) (protocol.Task, bool) {
	return c.look(t, c.Grantor, protocol.AccessWorkflowID(c.Grant))
}

func (c *contract) atGrantee(t *testing.T) (protocol.Task, bool) {
	return c.look(t, c.Grantee, protocol.SubscriptionWorkflowID(c.Grant))
}

// access and subscription are how they have it, with patience.
func (c *contract) access(t *testing.T) protocol.Task {
	t.Helper()
	return c.task(t, c.Grantor, protocol.AccessWorkflowID(c.Grant))
}

func (c *contract) subscription(t *testing.T) protocol.Task {
	t.Helper()
	return c.task(t, c.Grantee, protocol.SubscriptionWorkflowID(c.Grant))
}

// look asks a workflow what it is about; false where it does not answer now.
func (w *world) look(t *testing.T, party casefile.PartyID, workflowID string) (protocol.Task, bool) {
	t.Helper()
	var task protocol.Task
	value, err := w.client(t, party).QueryWorkflow(t.Context(), workflowID, "", protocol.QueryTask)
	return task, err == nil && value.Get(&task) == nil
}

// stands waits until both sides have it at a stage, usable for the same purposes,
// under the same terms, with nothing left to tell, and one party awaited.
func (c *contract) stands(t *testing.T, stage casefile.Stage, awaiting casefile.PartyID, usable ...legal.Purpose) {
	t.Helper()
	var a, s protocol.Task
	defer func() {
		if t.Failed() {
			t.Logf("the grantor has %s awaiting %q, the grantee %s awaiting %q", a.Stage, a.Awaiting, s.Stage, s.Awaiting)
		}
	}()
	c.eventually(t, fmt.Sprintf("both sides have the access at %s, awaiting %s", stage, awaiting), func() bool {
		var thereA, thereS bool
		a, thereA = c.atGrantor(t)
		s, thereS = c.atGrantee(t)
		return thereA && thereS && a.Stage == string(stage) && s.Stage == string(stage) && a.Awaiting == awaiting && s.Awaiting == awaiting &&
			len(a.Access.Outbox) == 0 && len(s.Subscription.Outbox) == 0
	})
	require.Equal(t, a.Access.Terms, s.Subscription.Terms)
	require.ElementsMatch(t, usable, a.Access.Usable())
	heard := []legal.Purpose{}
	if s.Subscription.Stands != nil {
		heard = append(heard, s.Subscription.Stands.Usable...)
	}
	require.ElementsMatch(t, usable, heard)
	if !s.Due.IsZero() {
		require.WithinDuration(t, a.Due, s.Due, time.Minute, "both expect the answer by the same instant")
	}
}

// act is an act of a party now, with a marked reason that these parties hold. Who it was
// that acted stands in a grantee's letter, and not in a grantor's notice.
func (c *contract) act(party casefile.PartyID, held ...casefile.PartyID) casefile.AccessAct {
	named := []casefile.PartyID{party}
	if party == c.Grantee {
		named = c.sides()
	}
	return casefile.AccessAct{
		Act:    casefile.Act{Key: uuid.NewString(), By: c.decider(party, named...)},
		Reason: c.mark(held...),
	}
}

// decides is an act of the grantor of which the grantee reads the reason.
func (c *contract) decides() casefile.AccessAct { return c.act(c.Grantor, c.sides()...) }

// says is an act of the grantee.
func (c *contract) says() casefile.AccessAct { return c.act(c.Grantee, c.sides()...) }

// use is a use of the grantee's, of one account.
func (c *contract) use(purpose legal.Purpose) casefile.DeclareUse {
	return casefile.DeclareUse{AccessAct: c.says(), Purpose: purpose, Shape: legal.OneAccount, Target: "@" + c.mark(c.sides()...)}
}

// granted enters an act at the grantor, and subscribed one at the grantee; both have
// to be taken.
func (c *contract) granted(t *testing.T, update string, act any) casefile.Receipt {
	t.Helper()
	return c.taken(t, c.Grantor, protocol.AccessWorkflowID(c.Grant), update, act)
}

func (c *contract) subscribed(t *testing.T, update string, act any) casefile.Receipt {
	t.Helper()
	return c.taken(t, c.Grantee, protocol.SubscriptionWorkflowID(c.Grant), update, act)
}

// declared declares a use at the grantee and returns what the grantor decided on it.
func (c *contract) declared(t *testing.T, use casefile.DeclareUse) casefile.UseVerdict {
	t.Helper()
	c.subscribed(t, protocol.UpdateDeclareUse, use)
	return c.verdict(t, use.Key)
}

// verdict waits for what the grantor decided on a use, as the grantee heard it.
func (c *contract) verdict(t *testing.T, key string) casefile.UseVerdict {
	t.Helper()
	id := casefile.UseIDFor(c.Grant, key)
	c.belong(string(id), c.sides()...)
	var v casefile.UseVerdict
	c.eventually(t, "the grantor has decided on the use", func() bool {
		s, there := c.atGrantee(t)
		if !there {
			return false
		}
		i := slices.IndexFunc(s.Subscription.Uses, func(u access.OwnUse) bool { return u.Use == id && u.Verdict != nil })
		if i >= 0 {
			v = *s.Subscription.Uses[i].Verdict
		}
		return i >= 0
	})
	return v
}

// taken enters an act that has to be accepted.
func (w *world) taken(t *testing.T, party casefile.PartyID, workflowID, update string, act any) casefile.Receipt {
	t.Helper()
	receipt, refusal := w.enter(t, party, workflowID, update, act)
	require.Nil(t, refusal, "%s: %+v", update, refusal)
	return receipt
}

// enter sends an act as an update, under an update id of its own, and returns its
// receipt or why it was refused. What is refused is on record.
func (w *world) enter(t *testing.T, party casefile.PartyID, workflowID, update string, act any) (casefile.Receipt, *casefile.Refusal) {
	t.Helper()
	return w.enterAs(t, party, workflowID, update, uuid.NewString(), act)
}

func (w *world) enterAs(t *testing.T, party casefile.PartyID, workflowID, update, updateID string, act any) (casefile.Receipt, *casefile.Refusal) {
	t.Helper()
	var receipt casefile.Receipt
	err := answered(t, func() error {
		handle, err := w.client(t, party).UpdateWorkflow(t.Context(), client.UpdateWorkflowOptions{
			WorkflowID: workflowID, UpdateName: update, UpdateID: updateID, Args: []any{act}, WaitForStage: client.WorkflowUpdateStageCompleted,
		})
		if err == nil {
			err = handle.Get(t.Context(), &receipt)
		}
		return err
	})
	if err == nil {
		return receipt, nil
	}
	var refused *temporal.ApplicationError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, workflows.ErrRefused, refused.Type(), refused.Error())
	refusal := new(casefile.Refusal)
	require.NoError(t, refused.Details(refusal))
	return casefile.Receipt{}, refusal
}
