package e2e_test

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
)

// chain is one way from the platform over two resellers to an agency, with a case that
// leans on its end.
type chain struct {
	name                 string
	declared             casefile.DeclareUse // while a link was away
	exercise             *protocol.Exercise
	above, middle, below *contract
	leads                int
	leaning              casefile.CaseID
}

// threeLinks ends and gives back what stands three links above a running case, while
// the workers of those between are killed as processes and the server dies. Nothing is
// lost and nothing counts twice, also where waits are cut every three seconds and runs
// continue after twenty events. What the same agency has by another chain, for another
// purpose, lives on.
func threeLinks(t *testing.T) {
	t.Parallel()
	f := newFeeds(t, slog.LevelWarn)
	f.work(t, f.without("reseller-a", "reseller-b")...)
	a, b := f.workProcessOf(t, "", "reseller-a"), f.workProcessOf(t, "", "reseller-b")
	now := time.Now()
	chains := []*chain{
		{name: "in earnest"},
		{name: "cut and continued", exercise: &protocol.Exercise{Epoch: now, Start: now, Speed: 1, Cut: cut, Long: 20}},
	}
	for _, c := range chains {
		c.open(t, f)
	}
	other := f.draft("twitter", "reseller-b", news).open(t, "")
	other.stands(t, casefile.StageAccessActive, casefile.Nobody, news)
	alerts := f.draft("reseller-b", "agency", news).open(t, other.Grant)
	alerts.stands(t, casefile.StageAccessActive, casefile.Nobody, news)
	for _, c := range chains {
		c.lean(t, f)
	}

	suspendedAbove(t, f, b, chains)
	alerts.stands(t, casefile.StageAccessActive, casefile.Nobody, news)
	require.True(t, alerts.declared(t, alerts.use(news)).Accepted, "revocation is by use")

	a = backAgain(t, f, a, chains)
	endedForGood(t, f, a, chains)
	requireNames(t, f)
	f.requireApart(t)
	f.requireReplays(t)
	f.requireWholeLedgers(t, "twitter", "reseller-a", "reseller-b", "agency")
}

// suspendedAbove suspends the access above while the second of the resellers is away,
// and the server dies with its letters under way.
func suspendedAbove(t *testing.T, f *feeds, b *process, chains []*chain) {
	t.Helper()
	b.kill()
	for _, c := range chains {
		c.above.granted(t, protocol.UpdateSuspend, casefile.SuspendAccess{AccessAct: c.above.decides()})
	}
	for _, c := range chains {
		c.above.stands(t, casefile.StageAccessSuspended, casefile.Nobody)
		c.waitsAt(t, c.middle, casefile.StageAccessSuspended)
		c.below.subscribed(t, protocol.UpdateDeclareUse, c.late(person))
		s, there := c.below.atGrantee(t)
		require.True(t, there)
		require.Equal(t, string(casefile.StageAccessActive), s.Stage, "the agency cannot know yet")
	}
	f.server.Kill()
	f.server.Restart()
	f.workProcessOf(t, "", "reseller-b")
	for _, c := range chains {
		c.stand(t, casefile.StageAccessSuspended)
		r, back := f.thrownBack(t, "agency", c.leaning, c.leads)
		require.Equal(t, casefile.Code(policy.RuleUpstream), back.Code, c.name)
		require.Equal(t, []casefile.Code{casefile.Code(policy.Held), casefile.Code(policy.Held)}, codesOf(r.Events, casefile.EvLeadMarked), c.name)
		require.Equal(t, []casefile.Code{"AccessActive", "AccessSuspended"}, codesOf(r.Events, casefile.EvAccessStands), c.name)
		require.Equal(t, policy.RuleUpstream, c.below.declared(t, c.below.use(person)).Rule, c.name)
		c.requireLate(t)
	}
}

// backAgain reinstates it while the first of the resellers is away.
func backAgain(t *testing.T, f *feeds, a *process, chains []*chain) *process {
	t.Helper()
	a.kill()
	for _, c := range chains {
		c.above.granted(t, protocol.UpdateReinstate, casefile.ReinstateAccess{AccessAct: c.above.decides()})
	}
	a = f.workProcessOf(t, "", "reseller-a")
	for _, c := range chains {
		c.above.stands(t, casefile.StageAccessReinstated, casefile.Nobody, safety, person)
		c.middle.stands(t, casefile.StageAccessActive, casefile.Nobody, safety, person)
		c.below.stands(t, casefile.StageAccessActive, casefile.Nobody, person)
		c.requireKept(t)
	}
	return a
}

// endedForGood terminates the access above while the first of the resellers is away: a
// case that leans on the chain since it is back learns what the platform says may become
// of what it received.
func endedForGood(t *testing.T, f *feeds, a *process, chains []*chain) {
	t.Helper()
	for _, c := range chains {
		c.lean(t, f)
	}
	a.kill()
	for _, c := range chains {
		c.above.granted(t, protocol.UpdateTerminate, casefile.TerminateAccess{AccessAct: c.above.decides()})
	}
	f.workProcessOf(t, "", "reseller-a")
	for _, c := range chains {
		c.stand(t, casefile.StageAccessTerminated)
		r, back := f.thrownBack(t, "agency", c.leaning, c.leads)
		require.Equal(t, casefile.Code(policy.RuleUpstream), back.Code, c.name)
		barred := casefile.Code(policy.MayNotBeUsed)
		require.Equal(t, []casefile.Code{barred, barred}, codesOf(r.Events, casefile.EvLeadMarked), c.name)
	}
}

// requireNames checks that the end of the chain does not so much as know the name of
// whoever stands behind its own grantor.
func requireNames(t *testing.T, f *feeds) {
	t.Helper()
	x := f.scan(t, f.client(t, "agency"), "agency")
	require.Empty(t, find("reseller-a", slices.Concat(x.open, x.sealed)))
}

// open opens the three links.
func (c *chain) open(t *testing.T, f *feeds) {
	t.Helper()
	link := func(grantor, grantee casefile.PartyID, under casefile.GrantID, purposes ...legal.Purpose) *contract {
		l := f.draft(grantor, grantee, purposes...)
		if l.exercise = c.exercise; c.exercise != nil {
			l.At = c.exercise.Epoch
		}
		l.open(t, under)
		l.stands(t, casefile.StageAccessActive, casefile.Nobody, purposes...)
		return l
	}
	c.above = link("twitter", "reseller-a", "", safety, person)
	c.middle = link("reseller-a", "reseller-b", c.above.Grant, safety, person)
	c.below = link("reseller-b", "agency", c.middle.Grant, person)
}

// lean opens a case that reads by the end of the chain, and has received something.
func (c *chain) lean(t *testing.T, f *feeds) {
	t.Helper()
	use := c.below.use(person)
	require.True(t, c.below.declared(t, use).Accepted)
	c.leaning = f.openCase(t, "agency", c.exercise, casefile.Origin{
		Grant: c.below.Grant, Use: casefile.UseIDFor(c.below.Grant, use.Key), Purpose: person})
	f.eventually(t, "the case knows how its access stands, and its hop reads by it", func() bool {
		r, there := f.record(t, "agency", c.leaning)
		return there && has(r.Events, casefile.EvAccessStands) && has(r.Events, casefile.EvHopStarted)
	})
	f.taken(t, "agency", hopAt(c.leaning, 1), protocol.UpdateReceive, casefile.Receive{
		Act:         casefile.Act{Key: uuid.NewString(), By: c.below.decider("agency", "agency")},
		Identifiers: []casefile.Identifier{{Kind: legal.KindEmail, Value: f.mark("agency") + "@nowhere.example"}}, More: true,
	})
	c.leads = 2
	f.eventually(t, "the case has what was received", func() bool {
		r, there := f.record(t, "agency", c.leaning)
		return there && len(codesOf(r.Events, casefile.EvLead)) == c.leads
	})
}

// late is a use that is declared while the agency cannot know that the chain has ended.
func (c *chain) late(p legal.Purpose) casefile.DeclareUse {
	c.declared = c.below.use(p)
	return c.declared
}

// requireLate checks that it was refused, or else is marked: the link that is asked may
// hear of it before it hears of the end.
func (c *chain) requireLate(t *testing.T) {
	t.Helper()
	v := c.below.verdict(t, c.declared.Key)
	a := c.below.access(t)
	i := slices.IndexFunc(a.Access.Uses, func(u access.Use) bool { return u.Key == c.declared.Key })
	require.Equal(t, v, a.Access.Uses[i].Verdict)
	require.Equal(t, v.Accepted, !a.Access.Uses[i].Overtaken.IsZero(), c.name)
	if !v.Accepted {
		require.Equal(t, policy.RuleUpstream, v.Rule, c.name)
	}
}

// waitsAt waits until a grantor has it at a stage, with a letter that the grantee has
// not taken.
func (c *chain) waitsAt(t *testing.T, link *contract, stage casefile.Stage) {
	t.Helper()
	link.eventually(t, c.name+": the letter to the next link waits", func() bool {
		a, there := link.atGrantor(t)
		return there && a.Stage == string(stage) && len(a.Access.Outbox) == 1
	})
}

// stand waits until all links are at a stage at which nothing may be used.
func (c *chain) stand(t *testing.T, stage casefile.Stage) {
	t.Helper()
	for _, link := range []*contract{c.above, c.middle, c.below} {
		link.stands(t, stage, casefile.Nobody)
	}
}

// requireKept checks that the case stays with legal process though the access is back,
// that each side has what happened once, and that runs were continued where they were
// to be.
func (c *chain) requireKept(t *testing.T) {
	t.Helper()
	c.below.eventually(t, c.name+": the case is told that the access is back", func() bool {
		r, there := c.below.record(t, "agency", c.leaning)
		return there && len(codesOf(r.Events, casefile.EvAccessStands)) == 3
	})
	r, _ := c.below.thrownBack(t, "agency", c.leaning, c.leads)
	require.Equal(t, []casefile.Code{"AccessActive", "AccessSuspended", "AccessActive"}, codesOf(r.Events, casefile.EvAccessStands), c.name)
	for _, link := range []*contract{c.above, c.middle, c.below} {
		a := link.access(t)
		s := link.subscription(t)
		for _, task := range []protocol.Task{a, s} {
			requireNumbered(t, task)
			for _, kind := range []casefile.EventKind{casefile.EvAccessGranted, casefile.EvAccessSuspended, casefile.EvAccessReinstated} {
				require.Len(t, codesOf(task.Events, kind), 1, "%s: %s at %s", c.name, kind, task.Party)
			}
		}
		if c.exercise == nil {
			continue
		}
		require.Greater(t, len(link.runs(t, link.Grantor, protocol.AccessWorkflowID(link.Grant))), 1)
		require.Greater(t, len(link.runs(t, link.Grantee, protocol.SubscriptionWorkflowID(link.Grant))), 1)
	}
	if c.exercise != nil {
		require.Greater(t, len(c.below.runs(t, "agency", protocol.CaseWorkflowID(c.leaning))), 1)
	}
}
