package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// What may not be used, in the case: the hop that delivered it, everything that
// was found by it, and the conclusion.

// pendingIn reports that the nth hop has disclosed and waits for the validation
// of its paper; fallIn, that the paper fell.
func pendingIn(c *casefile.CaseMachine, n int, m casefile.Moment, ids ...casefile.Identifier) []casefile.Event {
	step := casefile.StepID(c.Hops[n].ID)
	return []casefile.Event{{
		Seq: c.Reported[step] + 1, Step: step, Kind: casefile.EvDisclosed, At: m.At, Seen: m.Seen, By: "example-forum-ie", Turn: true,
		Identifiers: ids, Stage: casefile.StageAwaitingValidation, Awaiting: prosecutor.Party, Due: m.At.Add(2 * day),
	}}
}

func fallIn(c *casefile.CaseMachine, n int, m casefile.Moment) []casefile.Event {
	step := casefile.StepID(c.Hops[n].ID)
	e := casefile.Event{Step: step, At: m.At, Seen: m.Seen, By: police.Party, Awaiting: police.Party, Stage: casefile.StageAwaitingValidation}
	first, second, third := e, e, e
	first.Seq, first.Kind = c.Reported[step]+1, casefile.EvNotValidated
	second.Seq, second.Kind = first.Seq+1, casefile.EvRestricted
	third.Seq, third.Kind, third.Code, third.Stage, third.Awaiting = first.Seq+2, casefile.EvHopEnded, casefile.CodeNotValidated, casefile.StageEnded, casefile.Nobody
	return []casefile.Event{first, second, third}
}

// onward does with a report what the workflow does, the chain going on at a
// disclosure too.
func onward(c *casefile.CaseMachine, events []casefile.Event, holders ...legal.HolderID) []casefile.Action {
	var acts []casefile.Action
	for _, e := range c.Take(events[0].Step, events) {
		m := casefile.Moment{At: e.Seen, Seen: e.Seen}
		switch e.Kind {
		case casefile.EvDisclosed:
			acts = append(acts, c.Found(e, casefile.LeadsIn(e.Identifiers), holders)...)
			acts = append(acts, c.Next(m, casefile.HopID(e.Step))...)
		case casefile.EvHopEnded:
			acts = append(acts, c.Next(m, casefile.HopID(e.Step))...)
		}
	}
	return begunIn(c, acts)
}

// begunIn puts on record what the hops that are started begin with, as the
// workflow of the case does.
func begunIn(c *casefile.CaseMachine, acts []casefile.Action) []casefile.Action {
	for _, a := range acts {
		if a.Hop != nil {
			h := begun(must(casefile.NewHop(*a.Hop)))
			c.Take(h.Step, h.Untold())
		}
	}
	return acts
}

// The chain does not wait for the validation: leads are followed at once, and a
// queued hop has its turn.
func TestTheChainDoesNotWaitForTheValidation(t *testing.T) {
	c := europeanCase(t)
	_, acts, err := c.AddLead(casefile.AddLead{Act: by(police), Identifier: phone, Holder: "example-mail-de"}, at(hour))
	require.NoError(t, err)
	begunIn(c, acts)
	require.Equal(t, casefile.StageWaiting, c.Hops[1].Stage)
	acts = onward(c, pendingIn(c, 0, at(6*hour)))
	require.Len(t, acts, 1)
	require.Equal(t, c.Hops[1].ID, acts[0].Release.Hop)

	c = europeanCase(t)
	acts = onward(c, pendingIn(c, 0, at(6*hour), address), "example-mail-de")
	require.Len(t, acts, 1)
	require.False(t, acts[0].Hop.Wait)
	require.Equal(t, legal.RoleAgency, acts[0].Hop.Office)
	require.Empty(t, c.Next(at(7*hour), c.Hops[0].ID), "a call too many does nothing")
}

// With nothing left to follow the case awaits its conclusion, once, whatever is
// still to be validated.
func TestLeadsAreSpentOnce(t *testing.T) {
	c := europeanCase(t)
	onward(c, pendingIn(c, 0, at(6*hour), subscriber))
	require.Equal(t, casefile.StageAwaitingConclusion, c.Stage)
	_, _, err := c.Conclude(casefile.Conclude{Act: by(police), Level: casefile.LevelSubscriber}, at(7*hour))
	require.Equal(t, "validation-pending", codeOf(err))
	step := casefile.StepID(c.Hops[0].ID)
	onward(c, []casefile.Event{{
		Seq: c.Reported[step] + 1, Step: step, Kind: casefile.EvHopEnded, Code: casefile.CodeSubscriber, At: at(day).At, Seen: at(day).At,
		Stage: casefile.StageEnded, Awaiting: casefile.Nobody, By: police.Party,
	}})
	spent := 0
	for _, e := range c.Record {
		if e.Kind == casefile.EvLeadsSpent {
			spent++
		}
	}
	require.Equal(t, 1, spent)
	_, _, err = c.Conclude(casefile.Conclude{Act: by(police), Level: casefile.LevelSubscriber}, at(day))
	require.NoError(t, err)
}

// fallen is a case of three hops, each found by the one before; the paper of the
// first fell after the last had named a subscriber.
func fallen(t *testing.T) *casefile.CaseMachine {
	c := europeanCase(t)
	onward(c, pendingIn(c, 0, at(6*hour), address, phone), "example-mail-de", "")
	onward(c, disclosedBy(c, 1, at(7*hour), ip(night)), "example-isp-fr")
	step := casefile.StepID(c.Hops[2].ID)
	onward(c, []casefile.Event{{
		Seq: c.Reported[step] + 1, Step: step, Kind: casefile.EvDisclosed, At: at(8 * hour).At, Seen: at(8 * hour).At, By: "example-isp-fr",
		Identifiers: []casefile.Identifier{subscriber}, Stage: casefile.StageAwaitingDisclosure, Awaiting: police.Party,
	}})
	_, _, err := c.Conclude(casefile.Conclude{Act: by(police), Level: casefile.LevelSubscriber}, at(9*hour))
	require.Equal(t, "validation-pending", codeOf(err), "the subscriber stands on what may still fall")
	return c
}

func TestWhatStandsOnRestrictedDataEnds(t *testing.T) {
	c := fallen(t)
	acts := onward(c, fallIn(c, 0, at(2*day)))
	require.Len(t, acts, 1, "the second hop had ended, the third is ended")
	require.Equal(t, casefile.Ending{Hop: c.Hops[2].ID, Code: casefile.CodeRestricted, At: at(2 * day).At}, *acts[0].EndHop)
	for _, h := range c.Hops {
		require.True(t, h.Restricted)
	}
	require.Empty(t, c.Next(at(3*day), c.Hops[0].ID), "it is told once")
	require.Empty(t, c.Parked, "a lead that was found by it is parked no longer")

	_, _, err := c.Conclude(casefile.Conclude{Act: by(police), Level: casefile.LevelSubscriber}, at(3*day))
	require.Equal(t, "restricted-data", codeOf(err))
	_, _, err = c.Conclude(casefile.Conclude{Act: by(police), Level: casefile.LevelAuthor, Ground: "recognised"}, at(3*day))
	require.Equal(t, "restricted-data", codeOf(err))

	s := casefile.Fold(c.Whole())
	for _, h := range s.Hops {
		require.True(t, h.Restricted, "the view marks %s", h.Holder)
	}
	require.False(t, s.Leads[0].Restricted, "the account itself was there before")
	require.True(t, s.Leads[1].Restricted)
	require.Contains(t, kindsOf(c), casefile.EvDisclosed, "it stays on record")
}

// What may not be used does not come in by another hand; what is found anew by
// another paper is followed as if it had never been.
func TestRestrictedLeadsComeBackOnlyByAnotherPaper(t *testing.T) {
	c := fallen(t)
	onward(c, fallIn(c, 0, at(2*day)))
	for _, id := range []casefile.Identifier{address, phone} {
		_, _, err := c.AddLead(casefile.AddLead{Act: casefile.Act{Key: "again", By: police}, Identifier: id, Holder: "example-mail-de"}, at(3*day))
		require.Equal(t, "restricted-data", codeOf(err))
	}
	receipt, acts, err := c.AddLead(casefile.AddLead{Act: casefile.Act{Key: "anew", By: police}, Identifier: account, Holder: "example-forum-ie"}, at(3*day))
	require.NoError(t, err, "the account is followed anew")
	require.Len(t, acts, 1)
	require.False(t, acts[0].Hop.Wait)
	begunIn(c, acts)
	n := len(c.Hops) - 1
	require.Equal(t, receipt.Hop, c.Hops[n].ID)
	acts = onward(c, disclosedBy(c, n, at(4*day), address), "example-mail-de")
	require.Len(t, acts, 1)
	require.Equal(t, address, acts[0].Hop.Lead.Identifier)
	onward(c, disclosedBy(c, n+1, at(5*day), subscriber))
	_, _, err = c.Conclude(casefile.Conclude{Act: by(police), Level: casefile.LevelSubscriber}, at(5*day))
	require.NoError(t, err)
}

// A hop that was queued on restricted data never has its turn.
func TestQueuedHopOnRestrictedDataHasNoTurn(t *testing.T) {
	c := europeanCase(t)
	onward(c, pendingIn(c, 0, at(6*hour), address, ip(night)), "example-mail-de", "example-isp-fr")
	require.Equal(t, casefile.StageWaiting, c.Hops[2].Stage)
	acts := onward(c, fallIn(c, 0, at(2*day)))
	require.Len(t, acts, 2)
	for _, a := range acts {
		require.NotNil(t, a.EndHop)
	}
	require.Equal(t, casefile.StageAwaitingConclusion, c.Stage)
}

// A parked lead whose holder a person names stands on the hop that found it
// while that may still fall.
func TestParkedLeadStandsOnWhatFoundIt(t *testing.T) {
	c := europeanCase(t)
	onward(c, pendingIn(c, 0, at(6*hour), phone), "")
	_, _, err := c.AddLead(casefile.AddLead{Act: by(police), Identifier: phone, Holder: "example-mail-de"}, at(7*hour))
	require.NoError(t, err)
	acts := onward(c, fallIn(c, 0, at(2*day)))
	require.Len(t, acts, 1)
	require.Equal(t, c.Hops[1].ID, acts[0].EndHop.Hop)
}
