package access_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// world drives a grant by random acts, letters, alarms and notices of its source.
type world struct {
	t      *rapid.T
	g      *access.GrantMachine
	today  float64
	above  int
	sent   []casefile.AccessNotice // in the order in which they were sent
	opens  []bool                  // which of them carry the opening
	opened bool                    // one has arrived
	under  int                     // letters under way
}

func newWorld(t *rapid.T) *world {
	w := &world{t: t}
	var change []func(*access.GrantStart)
	if rapid.Bool().Draw(t, "requested") {
		change = append(change, requested)
	}
	if rapid.Bool().Draw(t, "onward") {
		change = append(change, passedOn)
	}
	g, err := access.NewGrant(opening(change...))
	require.NoError(t, err)
	w.g = g
	w.took(g.Begin())
	return w
}

func (w *world) took(acts []casefile.Action) {
	for _, a := range acts {
		if a.Send != nil {
			w.under++
			w.sent = append(w.sent, *a.Send.Notice)
			w.opens = append(w.opens, !w.opened)
		}
	}
	require.LessOrEqual(w.t, w.under, 1, "one letter at a time")
}

func (w *world) moment() casefile.Moment {
	w.today += float64(rapid.IntRange(0, 5).Draw(w.t, "later"))
	return known(max(-1, w.today-float64(rapid.IntRange(0, 4).Draw(w.t, "back"))), w.today)
}

func (w *world) purposes() []legal.Purpose {
	return rapid.SliceOfNDistinct(rapid.SampledFrom([]legal.Purpose{policy.BreakingNews, policy.PublicSafety, legal.ProtectPerson, legal.Surveillance}), 1, 3,
		rapid.ID[legal.Purpose]).Draw(w.t, "purposes")
}

// acts are all acts of both sides, as the command line spells them; some reach the
// machine through the grantee.
var acts = []string{
	"grant", "refuse", "clear", "suspend", "restrict", "terminate", "reinstate", "give-back", "agree", "maintain", "propose",
	"protest", "use", "find", "their-propose", "their-agree", "their-maintain", "move",
}

func (w *world) do(name string, m casefile.Moment, purposes []legal.Purpose) (casefile.Receipt, []casefile.Action, error) {
	g := w.g
	own, their := act(g.Start.Desk.Party, "for a reason"), act(agency, "for a reason")
	switch name {
	case "suspend":
		return g.Suspend(casefile.SuspendAccess{AccessAct: own}, m)
	case "terminate":
		return g.Terminate(casefile.TerminateAccess{AccessAct: own}, m)
	case "restrict":
		return g.Restrict(casefile.RestrictAccess{AccessAct: own, Purposes: purposes}, m)
	case "reinstate":
		return g.Reinstate(casefile.ReinstateAccess{AccessAct: own}, m)
	case "move":
		return g.MovePolicy(casefile.MovePolicy{AccessAct: own, Policy: newTerms}, m)
	case "protest":
		return g.Protest(casefile.Protest{AccessAct: their}, m)
	case "propose":
		return g.Propose(casefile.ProposeTerms{AccessAct: own, Terms: casefile.AccessTerms{Purposes: purposes}}, m)
	case "their-propose":
		return g.Propose(casefile.ProposeTerms{AccessAct: their, Terms: casefile.AccessTerms{Purposes: purposes}}, m)
	case "their-agree":
		return g.Answer(casefile.AnswerAccess{AccessAct: their, Verdict: casefile.AccessAgree}, m)
	case "their-maintain":
		return g.Answer(casefile.AnswerAccess{AccessAct: their, Verdict: casefile.AccessMaintain}, m)
	case "find":
		return g.Report(casefile.ReportFinding{AccessAct: own, Kind: casefile.FindingAudit}, m)
	case "use":
		return g.Declare(casefile.DeclareUse{AccessAct: their, Purpose: purposes[0], Shape: policy.Incident}, m)
	}
	return g.Answer(casefile.AnswerAccess{AccessAct: own, Verdict: casefile.AccessVerdict(name)}, m)
}

// step is one random thing that happens. It reports whether it was an act that was
// refused.
func (w *world) step() (refused bool) {
	m := w.moment()
	g := w.g
	switch what := rapid.SampledFrom([]string{"act", "act", "act", "act", "ring", "above", "deliver", "decode"}).Draw(w.t, "what"); what {
	case "act":
		_, then, err := w.do(rapid.SampledFrom(acts).Draw(w.t, "act"), m, w.purposes())
		w.took(then)
		return err != nil
	case "ring":
		if next, ok := g.Alarms.Next(); ok {
			before := plain(w.t, []any{g.Usable(), g.Own == casefile.StageAccessUnderReview, g.Taken, g.Terms, g.Decided})
			w.took(g.Ring(next, m.Seen))
			after := plain(w.t, []any{g.Usable(), g.Own == casefile.StageAccessUnderReview && next.Name != access.AlarmReviewDate, g.Taken, g.Terms, g.Decided})
			require.Equal(w.t, before, after, "silence changes nothing")
		}
	case "above":
		w.above += rapid.IntRange(0, 1).Draw(w.t, "newer")
		stage := rapid.SampledFrom(append(casefile.AccessStages(), casefile.StageEnded)).Draw(w.t, "above")
		n := source(w.above, stage, 0, w.purposes()...)
		n.At = m.At
		w.took(g.FromAbove(n, m))
	case "deliver":
		if len(g.Outbox) > 0 {
			w.under--
			arrived := rapid.Bool().Draw(w.t, "arrived")
			w.opened = w.opened || arrived
			w.took(g.Delivered(g.Outbox[0].ID, casefile.LetterAnswer{Delivered: arrived}, m))
		}
	case "decode":
		w.g = decoded(w.t, g)
	}
	return false
}

func TestWhateverHappensTheRecordIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			w.step()
			g := w.g
			usable := g.Usable()
			require.Equal(t, casefile.AccessUsable(g.Stage), len(usable) > 0)
			for _, p := range usable {
				require.Contains(t, g.Terms.Purposes, p)
				require.NotContains(t, g.Taken, p)
				if g.Above != nil {
					require.Contains(t, g.Above.Usable, p)
				}
			}
			for i, e := range g.Events {
				require.Equal(t, i+1, e.Seq)
				require.Equal(t, theGrant, e.Grant)
				require.False(t, e.At.IsZero() || e.Seen.IsZero())
				require.Contains(t, []casefile.PartyID{g.Start.Desk.Party, agency}, e.By)
				if e.Code != "" {
					require.Contains(t, access.Codes(), e.Code)
				}
			}
			require.Equal(t, g.Stage, lastEvent(g).Stage, "the record shows how it stands")
			require.Equal(t, g.Awaiting, lastEvent(g).Awaiting)
			open := g.Review != nil || len(g.Talks) > 0 && g.Talks[len(g.Talks)-1].Result == "" || g.Own == casefile.StageAccessRequested
			require.Equal(t, open && g.Stage != casefile.StageEnded, g.Awaiting != casefile.Nobody)
			if all := notices(g); len(all) > 0 {
				last := all[len(all)-1]
				require.Equal(t, g.Notices, last.N)
				require.Equal(t, g.Stage, last.Stage, "the grantee is told of every change")
				require.Equal(t, plain(t, usable), plain(t, last.Usable))
			}
		}
		for i, n := range w.sent {
			require.Equal(t, i+1, n.N, "in order, each once")
			require.Equal(t, w.opens[i], n.Opening != nil, "each letter until one has arrived")
			require.NotContains(t, plain(t, n), upstream)
			require.NotContains(t, plain(t, n), "own words")
		}
	})
}

// A machine that was written and read behaves as the one that was not.
func TestAContinuedRunBehavesAsBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		for range rapid.IntRange(0, 25).Draw(t, "steps") {
			w.step()
		}
		a, b := decoded(t, w.g), decoded(t, decoded(t, w.g))
		name, m, purposes := rapid.SampledFrom(acts).Draw(t, "act"), w.moment(), w.purposes()
		from := keys
		ra, xa, errA := (&world{t: t, g: a}).do(name, m, purposes)
		keys = from
		rb, xb, errB := (&world{t: t, g: b}).do(name, m, purposes)
		require.Equal(t, errA, errB)
		require.Equal(t, plain(t, ra), plain(t, rb))
		require.Equal(t, plain(t, xa), plain(t, xb))
		require.Equal(t, plain(t, a), plain(t, b))
	})
}

// What is listed as open can be done now, and what is not listed cannot.
func TestOpenListsWhatCanBeDone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		for range rapid.IntRange(0, 25).Draw(t, "steps") {
			w.step()
		}
		w.today += 1000
		m := on(w.today)
		for _, name := range []string{
			"grant", "refuse", "clear", "suspend", "restrict", "terminate", "reinstate", "give-back", "agree", "maintain", "propose",
		} {
			x := &world{t: t, g: decoded(t, w.g)}
			purposes := []legal.Purpose{policy.PublicSafety}
			if left := without(w.g.Terms.Purposes, w.g.Taken); name == "restrict" && len(left) > 0 {
				purposes = left[:1]
			}
			_, _, err := x.do(name, m, purposes)
			require.Equal(t, slices.Contains(w.g.Open(), name), err == nil, "%s at %s: %v", name, w.g.Stage, err)
		}
	})
}

func without(all, others []legal.Purpose) []legal.Purpose {
	return slices.DeleteFunc(slices.Clone(all), func(p legal.Purpose) bool { return slices.Contains(others, p) })
}

// Whatever the order of decisions and declarations, a use that is accepted could be
// accepted by a second reading that knows nothing of the machine's own courses.
func TestNoOrderOfActsGetsAUseAcceptedOutOfTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := grant(t)
		usable := map[int]bool{} // by day, as decided
		stopped := false
		today := 0
		for d := range 60 {
			usable[d] = true
		}
		for range rapid.IntRange(1, 25).Draw(t, "acts") {
			today += rapid.IntRange(0, 3).Draw(t, "later")
			back := max(0, today-rapid.IntRange(0, 6).Draw(t, "back"))
			seen := today
			if rapid.Bool().Draw(t, "exercise") {
				seen = back
			}
			m := known(float64(back), float64(seen))
			switch rapid.SampledFrom([]string{"suspend", "reinstate", "use", "use", "decode"}).Draw(t, "what") {
			case "suspend", "reinstate":
				var err error
				if stopped {
					_, _, err = g.Reinstate(casefile.ReinstateAccess{AccessAct: act(platform, "so")}, m)
				} else {
					_, _, err = g.Suspend(casefile.SuspendAccess{AccessAct: act(platform, "so")}, m)
				}
				if err != nil {
					continue // dated before the decision that it follows
				}
				for d := back; d < 120; d++ {
					usable[d] = stopped
				}
				stopped = !stopped
			case "use":
				a := use("")
				from := max(0, back-rapid.IntRange(0, 3).Draw(t, "interval"))
				if from < back {
					a.NotBefore, a.At = on(float64(from)).At, m.At
				}
				want := !stopped
				for d := from; d <= back; d++ {
					want = want && usable[d]
				}
				require.Equal(t, want, declare(t, g, a, m).Accepted, "day %d to %d", from, back)
			case "decode":
				g = decoded(t, g)
			}
		}
		require.True(t, slices.IsSortedFunc(g.Events, func(x, y casefile.Event) int { return x.Seq - y.Seq }))
	})
}
