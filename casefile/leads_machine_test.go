package casefile_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/casefile"
	"writ/legal"
)

// disclosedBy reports that the nth hop of a case disclosed something and ended.
func disclosedBy(c *casefile.CaseMachine, n int, m casefile.Moment, ids ...casefile.Identifier) []casefile.Event {
	step := casefile.StepID(c.Hops[n].ID)
	e := casefile.Event{Step: step, At: m.At, Seen: m.Seen, By: casefile.PartyID(c.Hops[n].Holder), Awaiting: agent.Party}
	first, second := e, e
	first.Seq, first.Kind, first.Identifiers, first.Stage = c.Reported[step]+1, casefile.EvDisclosed, ids, casefile.StageAwaitingDisclosure
	second.Seq, second.Kind, second.Stage, second.Awaiting = first.Seq+1, casefile.EvHopEnded, casefile.StageEnded, casefile.Nobody
	return []casefile.Event{first, second}
}

// follow does with a report what the workflow does.
func follow(c *casefile.CaseMachine, events []casefile.Event, holders ...legal.HolderID) []casefile.Action {
	var acts []casefile.Action
	for _, e := range c.Take(events[0].Step, events) {
		switch e.Kind {
		case casefile.EvDisclosed:
			acts = append(acts, c.Found(e, casefile.LeadsIn(e.Identifiers), holders)...)
		case casefile.EvHopEnded:
			acts = append(acts, c.Next(casefile.Moment{At: e.Seen, Seen: e.Seen}, casefile.HopID(e.Step))...)
		}
	}
	return acts
}

func TestCaseOpens(t *testing.T) {
	c := must(casefile.NewCase(func() casefile.Opening { o := opening(); o.Guard = true; return o }()))
	acts := c.Begin()
	require.Len(t, acts, 2)
	require.NotNil(t, acts[0].Guard, "the guard stands from the first minute")
	require.Equal(t, account, acts[1].Hop.Lead.Identifier)
	require.False(t, acts[1].Hop.Wait)
	requireKinds(t, c, casefile.EvDetected, casefile.EvOpened, casefile.EvLead)
}

// In chain order one lead is followed at once and the other waits; a number whose
// holder nobody knows is parked.
func TestLeadsAreFollowedOneByOne(t *testing.T) {
	c := identification()
	acts := follow(c, disclosedBy(c, 0, after(day), ip(opened), phone, address), "example-mail", "", "example-isp")
	require.Len(t, acts, 2)
	require.Equal(t, legal.HolderID("example-mail"), acts[0].Hop.Lead.Holder)
	require.False(t, acts[0].Hop.Wait)
	require.Equal(t, legal.HolderID("example-isp"), acts[1].Hop.Lead.Holder)
	require.True(t, acts[1].Hop.Wait, "its data is preserved meanwhile")
	require.Equal(t, c.Hops[0].ID, acts[1].Hop.Cause)
	require.Len(t, c.Parked, 1)
	require.Equal(t, phone, c.Parked[0].Identifier)

	acts = follow(c, disclosedBy(c, 1, after(2*day)))
	require.Len(t, acts, 1)
	require.Equal(t, casefile.Turn{Hop: c.Hops[2].ID, Cause: c.Hops[1].ID, At: opened.Add(2 * day)}, *acts[0].Release)

	require.Empty(t, follow(c, disclosedBy(c, 2, after(3*day), subscriber)))
	require.Equal(t, casefile.StageAwaitingConclusion, c.Stage)
	require.Equal(t, casefile.EvLeadsSpent, lastEvent(c).Kind)
}

func TestLeadsAreFollowedSideBySide(t *testing.T) {
	c := identification(sideBySide)
	acts := follow(c, disclosedBy(c, 0, after(day), ip(opened), address), "example-mail", "example-isp")
	require.Len(t, acts, 2)
	require.False(t, acts[0].Hop.Wait || acts[1].Hop.Wait)
	require.Empty(t, follow(c, disclosedBy(c, 1, after(2*day))), "the other runs on")
	require.Equal(t, casefile.StageFollowing, c.Stage)
}

// What is followed or parked already is not followed again.
func TestLeadsAreFollowedOnce(t *testing.T) {
	c := identification()
	follow(c, disclosedBy(c, 0, after(day), address, address, phone, account), "", "example-mail", "")
	require.Len(t, c.Hops, 2)
	require.Len(t, c.Parked, 1)
	follow(c, disclosedBy(c, 1, after(2*day), phone, address), "example-mail", "")
	require.Len(t, c.Hops, 2)
	require.Len(t, c.Parked, 1)
}

// A report that comes twice is taken once: no second lead, no second release, and
// the case does not run out of leads twice.
func TestReportsAreTakenOnce(t *testing.T) {
	c := identification()
	report := disclosedBy(c, 0, after(day), address)
	require.NotEmpty(t, follow(c, report, "example-mail"))
	before := plain(t, c)
	require.Empty(t, follow(c, report, "example-mail"))
	require.Equal(t, before, plain(t, c))

	last := disclosedBy(c, 1, after(2*day))
	follow(c, last)
	before = plain(t, c)
	follow(c, last)
	require.Equal(t, before, plain(t, c))
}

// A person names the holder of a parked lead, and it is parked no longer.
func TestParkedLeadIsFollowedOnceSomebodyKnowsItsHolder(t *testing.T) {
	c := identification()
	follow(c, disclosedBy(c, 0, after(day), phone), "")
	require.Equal(t, casefile.StageAwaitingConclusion, c.Stage)
	receipt, acts, err := c.AddLead(casefile.AddLead{Act: by(agent), Identifier: phone, Holder: "example-mail"}, after(2*day))
	require.NoError(t, err)
	require.Len(t, acts, 1)
	require.Equal(t, acts[0].Hop.Hop, receipt.Hop)
	require.Empty(t, c.Parked)
	require.Equal(t, casefile.StageFollowing, c.Stage)
	kept, _ := c.Repeated(by(agent).Key)
	require.Equal(t, receipt, kept, "sent twice, it names the same hop")
}

// The end of a case ends its hops, and it is settled when all have said so.
func TestCaseIsSettledWhenItsHopsHaveEnded(t *testing.T) {
	c := identification(sideBySide)
	follow(c, disclosedBy(c, 0, after(day), ip(opened), address), "example-mail", "example-isp")
	_, acts, err := c.Withdraw(casefile.Withdraw{Act: by(agent), Reason: "hoax"}, after(2*day))
	require.NoError(t, err)
	require.Len(t, acts, 2)
	require.Equal(t, casefile.Ending{Hop: c.Hops[1].ID, Code: casefile.CodeWithdrawn, At: opened.Add(2 * day)}, *acts[0].EndHop)
	require.False(t, c.Settled())
	for n := 1; n <= 2; n++ {
		require.Empty(t, follow(c, disclosedBy(c, n, after(2*day), phone), "example-mail"), "a case that is over follows nothing")
	}
	require.True(t, c.Settled())
	require.Equal(t, "withdrawn", c.Ending())
}

// A hop that is gone without a word is recorded as lost, once, and the case is
// settled without it.
func TestLostHop(t *testing.T) {
	c := identification()
	_, _, err := c.Withdraw(casefile.Withdraw{Act: by(agent)}, after(day))
	require.NoError(t, err)
	c.Lost(c.Hops[0].ID, after(day))
	c.Lost(c.Hops[0].ID, after(2*day))
	requireKinds(t, c, casefile.EvDetected, casefile.EvOpened, casefile.EvLead, casefile.EvCaseWithdrawn, casefile.EvHopLost)
	require.True(t, c.Settled())
}

// The refusals of a case stand in its record, between its other events.
func TestRefusalsOfCaseAreOnItsRecord(t *testing.T) {
	c := identification()
	c.RefuseAct(by(desk), &casefile.Refusal{Code: "wrong-party", Message: "no"}, opened.Add(hour))
	follow(c, disclosedBy(c, 0, after(day)))
	requireKinds(t, c, casefile.EvDetected, casefile.EvOpened, casefile.EvLead, casefile.EvRefusedUpdate,
		casefile.EvDisclosed, casefile.EvHopEnded, casefile.EvLeadsSpent)
}

// Each level of conclusion, and the word in which the case ends.
func TestConclusions(t *testing.T) {
	for _, level := range []casefile.Level{casefile.LevelSubscriber, casefile.LevelAccountOwner, casefile.LevelAuthor} {
		c := named()
		_, _, err := c.Conclude(casefile.Conclude{Act: by(agent), Level: level, Ground: "recognised", DeadEnd: casefile.CodeGone}, after(day))
		require.NoError(t, err)
		require.Equal(t, string(level), c.Ending())
		require.Empty(t, lastEvent(c).Code, "who was identified is no dead end")
	}
	for _, code := range casefile.DeadEnds() {
		c := identification()
		_, _, err := c.Conclude(casefile.Conclude{Act: by(agent), Level: casefile.LevelDeadEnd, DeadEnd: code}, after(day))
		require.NoError(t, err)
		require.Equal(t, string(code), c.Ending())
		require.Equal(t, code, lastEvent(c).Code)
	}
}

// A case under random reports, leads and alarms ends as its JSON copy ends.
func TestCaseWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := identification(func(o *casefile.Opening) {
			o.Strategy = rapid.SampledFrom([]casefile.Strategy{casefile.StrategyChain, casefile.StrategyParallel}).Draw(t, "strategy")
		})
		w := walk[casefile.CaseMachine, *casefile.CaseMachine]{t: t, m: c, now: opened}
		for range 12 {
			w.pass()
			switch rapid.SampledFrom([]string{"ring", "report", "report", "lead", "end"}).Draw(t, "what") {
			case "ring":
				w.ring()
			case "report":
				w.report()
			case "lead":
				a := casefile.AddLead{Act: w.act(agent), Identifier: rapid.SampledFrom([]casefile.Identifier{address, phone, account}).Draw(t, "lead"), Holder: "example-mail"}
				w.try(a.Act, func(c *casefile.CaseMachine) (casefile.Receipt, []casefile.Action, error) {
					return c.AddLead(a, w.moment())
				})
			case "end":
				if rapid.IntRange(0, 6).Draw(t, "really") == 0 {
					a := casefile.Withdraw{Act: w.act(agent)}
					w.try(a.Act, func(c *casefile.CaseMachine) (casefile.Receipt, []casefile.Action, error) {
						return c.Withdraw(a, w.moment())
					})
				}
			}
			running := 0
			for _, h := range c.Hops {
				if h.Stage != casefile.StageEnded && h.Stage != casefile.StageWaiting {
					running++
				}
			}
			require.True(t, c.Opening.Strategy == casefile.StrategyParallel || running <= 1, "one by one in chain order")
		}
	})
}

// report reports, for one of the hops that run, a disclosure and the end; some
// reports come twice.
func (w *walk[M, P]) report() {
	c := any(w.m).(*casefile.CaseMachine)
	var running []int
	for i, h := range c.Hops {
		if h.Stage != casefile.StageEnded && h.Stage != casefile.StageWaiting {
			running = append(running, i)
		}
	}
	if len(running) == 0 {
		return
	}
	n := rapid.SampledFrom(running).Draw(w.t, "hop")
	ids := rapid.SampledFrom([][]casefile.Identifier{nil, {address}, {phone, ip(opened)}, {subscriber}}).Draw(w.t, "ids")
	events := disclosedBy(c, n, w.moment(), ids...)
	holders := rapid.SliceOfN(rapid.SampledFrom([]legal.HolderID{"example-mail", "example-isp", ""}), 2, 2).Draw(w.t, "holders")
	for range rapid.IntRange(1, 2).Draw(w.t, "times") {
		w.take(func(m *M) (casefile.Receipt, []casefile.Action, error) {
			return casefile.Receipt{}, follow(any(m).(*casefile.CaseMachine), events, holders...), nil
		})
	}
}

// The events of all steps of a case come back from JSON as they went.
func TestCaseRoundTrip(t *testing.T) {
	c := named()
	raw, err := json.Marshal(c)
	require.NoError(t, err)
	var back casefile.CaseMachine
	require.NoError(t, json.Unmarshal(raw, &back))
	require.NoError(t, back.Bind())
	require.Equal(t, plain(t, c.Whole()), plain(t, back.Whole()))
}

// A lead whose hop was given up may be followed anew, as a hop of its own; one
// that its holder answered may not.
func TestGivenUpLeadIsFollowedAnew(t *testing.T) {
	again := func(outcome casefile.Code) (*casefile.CaseMachine, error) {
		c := identification()
		first := c.Hops[0].ID
		step := casefile.StepID(first)
		follow(c, []casefile.Event{{
			Seq: c.Reported[step] + 1, Step: step, Kind: casefile.EvHopEnded, Code: outcome, At: after(day).At, Seen: after(day).Seen,
			Stage: casefile.StageEnded, Awaiting: casefile.Nobody, By: agent.Party,
		}})
		_, _, err := c.AddLead(casefile.AddLead{Act: casefile.Act{Key: "again", By: agent}, Identifier: account, Holder: "twitter"}, after(2*day))
		return c, err
	}
	c, err := again(casefile.CodeAbandoned)
	require.NoError(t, err)
	require.Len(t, c.Hops, 2)
	require.NotEqual(t, c.Hops[0].ID, c.Hops[1].ID)
	for _, outcome := range []casefile.Code{casefile.CodeLeads, casefile.CodeGone, casefile.CodeNoRecord} {
		_, err := again(outcome)
		require.ErrorContains(t, err, "followed already", "%s", outcome)
	}
}
