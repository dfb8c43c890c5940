package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// An order that the requester issues in an emergency before it is validated:
// Regulation (EU) 2023/1543, Article 4(5).

// validates decides as the prosecutor on the order that waits for validation.
func validates(t *testing.T, h *casefile.HopMachine, verdict casefile.Verdict, m casefile.Moment) []casefile.Action {
	t.Helper()
	for _, o := range h.Open {
		if o.Application != nil && o.Application.Validates != nil {
			x := begun(must(casefile.NewApplication(deskOf(prosecutor, "Europe/Paris", night.Add(hour)), *o.Application)))
			_, err := x.Decide(casefile.DecideApplication{Act: by(prosecutor), Verdict: verdict, Reason: "as said"}, m)
			require.NoError(t, err)
			return h.Decided(o.ID, *x.Decision, m)
		}
	}
	t.Fatal("nothing waits for validation")
	return nil
}

func TestIssuedBeforeValidation(t *testing.T) {
	h := refusedVoluntarily()
	receipt, acts, err := h.Apply(issueFirst(), at(hour/2))
	require.NoError(t, err)
	sent, _ := actionsOf(acts)
	require.Len(t, sent, 2, "the order goes to the holder, and to the prosecutor for validation")
	demand, app := sent[0].Demand, sent[1].Application
	require.Equal(t, casefile.PartyID("example-forum-ie"), sent[0].To)
	require.Equal(t, prosecutor.Party, sent[1].To)
	require.Equal(t, police.Party, demand.Order.Issuer.Party)
	require.Equal(t, legal.RoleAgency, demand.Order.Issuer.Role)
	require.Equal(t, "Example Forum Limited", demand.Order.Entity)
	require.Equal(t, "FR", demand.Order.Requester)
	require.Empty(t, demand.Order.ValidatedBy)
	require.Equal(t, demand.Order.ID, app.Validates.ID)

	require.Equal(t, casefile.StageAwaitingDisclosure, h.Stage)
	require.Equal(t, casefile.PartyID("example-forum-ie"), h.Awaiting)
	require.NotNil(t, h.Reply, "the reply runs by a clock of the law")
	require.Less(t, h.Demand.Due.Sub(night), 10*hour, "by that of the emergency")
	require.Equal(t, app.Due, alarm(t, h, casefile.AlarmValidation).At)
	require.Equal(t, app.Due, h.Validation.Due)
	// 48 hours from the next full hour, by Regulation 1182/71.
	require.Equal(t, night.Add(49*hour).UTC(), app.Due.UTC())
	require.Contains(t, receipt.Note, "validation is due by")
	kinds := kindsOf(h)
	require.Equal(t, []casefile.EventKind{casefile.EvIssuedUnvalidated, casefile.EvServed}, kinds[len(kinds)-2:])
	require.Equal(t, app.Due, h.Events[len(h.Events)-2].Until)
}

// The holder accepts the requester's own signature in an emergency, and only
// then.
func TestHolderAcceptsAnUnvalidatedOrderInAnEmergency(t *testing.T) {
	h := unvalidated()
	x := received(t, h)
	require.False(t, x.Done(), "%+v", x.Answer)
	require.Equal(t, h.Demand.Due, x.Demand.Due, "both sides count the same")

	for name, spoil := range map[string]func(*casefile.Demand){
		"no emergency":   func(d *casefile.Demand) { d.Threat = nil },
		"nobody's paper": func(d *casefile.Demand) { d.Order.Issuer.Party = "somebody" },
		"of no office":   func(d *casefile.Demand) { d.Order.Issuer.Role = legal.RoleHolder },
		"heavier":        func(d *casefile.Demand) { d.Order.Instrument = heavyOrder },

		"heavier, as if a judge had validated it": func(d *casefile.Demand) {
			d.Order.Instrument, d.Order.Validator, d.Order.ValidatedBy = heavyOrder, parisJudge.Party, parisJudge.Role
			d.Order.Notified = dublin.Party
		},
		"as if it were a judge":              func(d *casefile.Demand) { d.Order.Issuer.Role = legal.RoleJudge },
		"by a paper that states no threat":   func(d *casefile.Demand) { d.Order.Emergency = false },
		"on a threat of nothing":             func(d *casefile.Demand) { d.Threat = &casefile.Threat{} },
		"with a gag of its own":              func(d *casefile.Demand) { d.Order.Gag = &casefile.Gag{Until: night.Add(30 * day)} },
		"that nobody is to validate":         func(d *casefile.Demand) { d.Order.Validator = "" },
		"to be validated by the requester":   func(d *casefile.Demand) { d.Order.Validator = police.Party },
		"by its own word validated":          func(d *casefile.Demand) { d.Order.ValidatedBy, d.Threat = legal.RoleProsecutor, nil },
		"for a company that does not exist":  func(d *casefile.Demand) { d.Order.Entity = "Example Forum Inc." },
		"for a source of a journalist":       func(d *casefile.Demand) { d.Order.Protected = []legal.Protection{legal.JournalistSource} },
		"beside an emergency without papers": func(d *casefile.Demand) { d.Lane = casefile.LaneEmergency },
	} {
		order := *h.Demand.Order
		demand := *h.Demand
		demand.Order = &order
		spoil(&demand)
		y := begun(must(casefile.NewDemand(deskOf(forum, "Europe/Dublin", demand.At), demand, known)))
		require.Equal(t, casefile.Invalid, y.Status, name)
	}
}

// Validated before the holder has answered, the hop goes on as if it had been
// from the first.
func TestValidatedBeforeTheAnswer(t *testing.T) {
	h := unvalidated()
	sent := plain(t, h.Open[:1])
	require.Empty(t, validates(t, h, casefile.Granted, at(5*hour)))
	require.Equal(t, casefile.EvValidated, lastEvent(h).Kind)
	require.False(t, lastEvent(h).Turn)
	require.Equal(t, legal.RoleProsecutor, h.Order.ValidatedBy)
	require.Nil(t, h.Validation)
	require.Equal(t, sent, plain(t, h.Open[:1]), "what was sent stays as it was sent")
	h.Answered(h.InForce, casefile.Answer{Status: casefile.Disclosed, Delivered: []casefile.Identifier{address}, Decider: forum, At: night.Add(6 * hour)}, at(6*hour))
	require.True(t, h.Done())
	require.Equal(t, casefile.CodeLeads, h.Outcome)
	require.False(t, h.Restricted)
}

// A hop that has disclosed waits for the validation, and ends with it.
func TestValidatedAfterTheAnswer(t *testing.T) {
	h := disclosedBefore()
	require.Equal(t, casefile.StageAwaitingValidation, h.Stage)
	require.Equal(t, prosecutor.Party, h.Awaiting)
	require.Equal(t, h.Validation.Due, h.Due)
	require.Equal(t, casefile.EvDisclosed, lastEvent(h).Kind, "leads are followed from here on")
	require.Equal(t, casefile.StageAwaitingValidation, lastEvent(h).Stage)
	require.Len(t, h.Open, 1)
	require.Len(t, h.Alarms, 1)

	validates(t, h, casefile.Granted, at(30*hour))
	require.Equal(t, casefile.CodeLeads, h.Outcome)
	require.False(t, h.Restricted)
	kinds := kindsOf(h)
	require.Equal(t, []casefile.EventKind{casefile.EvDisclosed, casefile.EvValidated, casefile.EvHopEnded}, kinds[len(kinds)-3:])
}

// What fell before an answer is withdrawn, and a proper order may be sought.
func TestNotValidatedBeforeTheAnswer(t *testing.T) {
	fall := map[string]func(*casefile.HopMachine) []casefile.Action{
		"denied": func(h *casefile.HopMachine) []casefile.Action { return validates(t, h, casefile.Denied, at(5*hour)) },
		"silent": func(h *casefile.HopMachine) []casefile.Action {
			ring := alarm(t, h, casefile.AlarmValidation)
			return h.Ring(ring, ring.At)
		},
	}
	for name, do := range fall {
		t.Run(name, func(t *testing.T) {
			h := unvalidated()
			asked := h.InForce
			_, cancelled := actionsOf(do(h))
			require.Contains(t, cancelled, asked)
			require.Equal(t, casefile.StageAwaitingApplication, h.Stage)
			require.Nil(t, h.Validation)
			kinds := kindsOf(h)
			require.Equal(t, []casefile.EventKind{casefile.EvNotValidated, casefile.EvRequestWithdrawn}, kinds[len(kinds)-2:])
			require.Equal(t, casefile.CodeNotValidated, lastEvent(h).Code)
			require.False(t, h.Restricted, "nothing came back")
			require.Empty(t, h.Answered(asked, casefile.Answer{Status: casefile.Disclosed, Delivered: []casefile.Identifier{address}, Decider: forum}, at(60*hour)))
			require.Empty(t, h.Delivered, "an answer to what was withdrawn is not taken")

			_, _, err := h.Apply(issueFirst(func(a *casefile.Apply) { a.BeforeValidation, a.Key = false, "properly" }), at(60*hour))
			require.NoError(t, err)
			require.Equal(t, casefile.StageAwaitingApproval, h.Stage)
		})
	}
}

// What fell after an answer is restricted, and the hop ends.
func TestNotValidatedAfterTheAnswer(t *testing.T) {
	for _, verdict := range []casefile.Verdict{casefile.Denied, casefile.Narrowed, casefile.Returned, casefile.Withdrawn, "GRANTED", ""} {
		h := disclosedBefore()
		h.Decided(h.Validation.Request, casefile.Decision{Verdict: verdict, Decider: prosecutor, Reason: "as said", At: night.Add(7 * hour)}, at(7*hour))
		requireFell(t, h, casefile.EvNotValidated, casefile.CodeNotValidated)
	}
	h := disclosedBefore()
	ring := alarm(t, h, casefile.AlarmValidation)
	_, cancelled := actionsOf(h.Ring(ring, ring.At.Add(hour)))
	require.Len(t, cancelled, 1, "the prosecutor is told that it is too late")
	requireFell(t, h, casefile.EvNotValidated, casefile.CodeNotValidated)
}

// requireFell requires that a hop ended on restricted data; what was delivered
// stays on record.
func requireFell(t *testing.T, h *casefile.HopMachine, why casefile.EventKind, code casefile.Code) {
	t.Helper()
	require.True(t, h.Done())
	require.True(t, h.Restricted)
	require.Equal(t, code, h.Outcome)
	require.NotEmpty(t, h.Delivered)
	kinds := kindsOf(h)
	require.Equal(t, []casefile.EventKind{why, casefile.EvRestricted, casefile.EvHopEnded}, kinds[len(kinds)-3:])
	require.Empty(t, h.Open)
	require.Empty(t, h.Alarms)
}

// A grant counts only as the asked authority's own word, in time, on this
// order.
func TestValidationIsTheAuthoritysOwnWordInTime(t *testing.T) {
	for name, spoil := range map[string]func(*casefile.Decision){
		"of another":        func(d *casefile.Decision) { d.Decider.Party = "another" },
		"of another order":  func(d *casefile.Decision) { d.Order.ID = "another" },
		"without a paper":   func(d *casefile.Decision) { d.Order = nil },
		"without an office": func(d *casefile.Decision) { d.Decider.Role, d.Order.ValidatedBy = "", "" },
		"signed by another": func(d *casefile.Decision) { d.Order.ValidatedBy = legal.RoleJudge },
	} {
		h := disclosedBefore()
		order := *h.Order
		order.ValidatedBy = prosecutor.Role
		d := casefile.Decision{Verdict: casefile.Granted, Order: &order, Decider: prosecutor, At: night.Add(7 * hour)}
		spoil(&d)
		h.Decided(h.Validation.Request, d, at(7*hour))
		require.True(t, h.Restricted, name)
	}
	h := disclosedBefore()
	order := *h.Order
	order.ValidatedBy = prosecutor.Role
	late := casefile.Moment{At: h.Validation.Due, Seen: h.Validation.Due}
	h.Decided(h.Validation.Request, casefile.Decision{Verdict: casefile.Granted, Order: &order, Decider: prosecutor, At: late.At}, late)
	require.True(t, h.Restricted, "at the due instant it is late")
}

// A hop that ends while its paper is not validated leaves what it delivered
// restricted: it never will be.
func TestEndedBeforeValidationIsRestricted(t *testing.T) {
	h := disclosedBefore()
	h.EndCase(casefile.Ending{Code: casefile.CodeWithdrawn}, at(8*hour))
	require.True(t, h.Restricted)
	require.Equal(t, casefile.CodeWithdrawn, h.Outcome)
	h = disclosedBefore()
	_, _, err := h.Abandon(casefile.Withdraw{Act: by(police)}, at(8*hour))
	require.NoError(t, err)
	require.True(t, h.Restricted)
}

// Once nothing stands on the paper, nobody is asked to validate it any more.
func TestRefusedOrderIsNotValidatedAnyMore(t *testing.T) {
	h := unvalidated()
	request := h.Validation.Request
	_, cancelled := actionsOf(h.Answered(h.InForce, casefile.Answer{Status: casefile.Rejected, Decider: forum, At: night.Add(6 * hour)}, at(6*hour)))
	require.Equal(t, []casefile.RequestID{request}, cancelled)
	require.Nil(t, h.Validation)
	require.Equal(t, casefile.StageAwaitingApplication, h.Stage)
}

// A challenge to the requester's own order goes to the authority that is to
// validate it, never to the requester.
func TestChallengeOfAnUnvalidatedOrderGoesToTheValidator(t *testing.T) {
	h := unvalidated()
	x := received(t, h)
	_, acts, err := x.Challenge(casefile.MakeChallenge{Act: by(forum), Grounds: "no emergency"}, at(hour))
	require.NoError(t, err)
	sent, _ := actionsOf(acts)
	require.Equal(t, prosecutor.Party, sent[0].To)
	h.Hear(casefile.Progress{Request: h.InForce, N: 1, Kind: casefile.Challenged, At: night.Add(hour)}, at(hour))
	require.Equal(t, prosecutor.Party, h.Awaiting)
}

// A jump over two thresholds fires the first one first: a worker that was away
// over a whole week takes the reminders before the lapse, and each is dated when
// it was due.
func TestAJumpOverTwoThresholdsFiresTheFirstOneFirst(t *testing.T) {
	h := unvalidated()
	now := night.Add(7 * day)
	var rung []casefile.AlarmName
	for {
		next, ok := h.Alarms.Next()
		if !ok || next.At.After(now) {
			break
		}
		rung = append(rung, next.Name)
		before := h.Last
		h.Ring(next, now)
		if h.Last > before {
			require.True(t, now.Equal(lastEvent(h).Seen) || lastEvent(h).Kind == casefile.EvRequestWithdrawn)
		}
	}
	ladder, validation := -1, -1
	for i, name := range rung {
		if name == casefile.AlarmLadder && ladder < 0 {
			ladder = i
		}
		if name == casefile.AlarmValidation {
			validation = i
		}
	}
	require.GreaterOrEqual(t, ladder, 0)
	require.Greater(t, validation, ladder, "the reply was late before the validation was: %v", rung)
	var last casefile.Event
	for _, e := range h.Events {
		if e.Kind == casefile.EvReminder || e.Kind == casefile.EvSecondNotice || e.Kind == casefile.EvNotValidated {
			require.False(t, e.At.Before(last.At), "%s at %s after %s at %s", e.Kind, e.At, last.Kind, last.At)
			last = e
		}
	}
}
