package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// The authorities count their own time: who asks can neither gain any for a
// validation nor take any from whoever may refuse.
func TestAuthoritiesCountTheirOwnTime(t *testing.T) {
	asked := func(h *casefile.HopMachine, request casefile.RequestID) casefile.Application {
		for _, o := range h.Open {
			if o.ID == request {
				return *o.Application
			}
		}
		t.Fatal("nothing is asked")
		return casefile.Application{}
	}
	u := unvalidated()
	app := asked(u, u.Validation.Request)
	due := app.Due
	app.Due = due.Add(30 * day)
	x := begun(must(casefile.NewApplication(deskOf(prosecutor, "Europe/Paris", night.Add(hour/2)), app)))
	require.Equal(t, due, x.Due.In(due.Location()))
	_, err := x.Decide(casefile.DecideApplication{Act: by(prosecutor), Verdict: casefile.Granted}, casefile.Moment{At: due, Seen: due})
	require.Equal(t, "too-late", codeOf(err))

	s := suspended()
	app = asked(s, s.Window.Request)
	due = app.Due
	app.Due = app.At.Add(hour)
	y := begun(must(casefile.NewApplication(deskOf(dublin, "Europe/Dublin", app.At), app)))
	require.Equal(t, due, y.Due.In(due.Location()))
	_, err = y.Decide(casefile.DecideApplication{Act: by(dublin), Verdict: casefile.Denied, Reason: "the press"}, at(5*day))
	require.NoError(t, err)
}

// Nothing is validated afterwards but what the law lets be, and no other order
// than the one described.
func TestOnlyTheOrderDescribedIsUpheld(t *testing.T) {
	for name, c := range map[string]struct {
		code string
		lie  func(*casefile.Application)
	}{
		"heavy":              {"validation-first", func(a *casefile.Application) { a.Instrument, a.Validates.Instrument = heavyOrder, heavyOrder }},
		"no emergency":       {"validation-first", func(a *casefile.Application) { a.Threat = nil }},
		"protected":          {"validation-first", func(a *casefile.Application) { a.Validates.Protected = []legal.Protection{legal.LawyerData} }},
		"another instrument": {"another-order", func(a *casefile.Application) { a.Validates.Instrument = heavyOrder }},
		"another order":      {"another-order", func(a *casefile.Application) { a.Validates.ID = "another" }},
		"another account":    {"another-order", func(a *casefile.Application) { a.Validates.Selector = phone }},
		"wider":              {"another-order", func(a *casefile.Application) { a.Validates.Categories = append(traffic, light...) }},
	} {
		for _, verdict := range []casefile.Verdict{casefile.Granted, casefile.Denied} {
			h := unvalidated()
			var app casefile.Application
			for _, o := range h.Open {
				if o.ID == h.Validation.Request {
					app = *o.Application
				}
			}
			order := *app.Validates
			app.Validates = &order
			c.lie(&app)
			who := prosecutor
			if app.Instrument == heavyOrder {
				who = parisJudge
			}
			x := begun(must(casefile.NewApplication(deskOf(who, "Europe/Paris", night.Add(hour/2)), app)))
			_, err := x.Decide(casefile.DecideApplication{Act: by(who), Verdict: verdict, Reason: "as said"}, at(hour))
			if verdict == casefile.Granted {
				require.Equal(t, c.code, codeOf(err), name)
			} else {
				require.NoError(t, err, name)
			}
		}
	}
}

// A review takes away from an order and changes nothing else of it, whatever is
// said to be the order that it left.
func TestAReviewOnlyNarrows(t *testing.T) {
	for name, lie := range map[string]func(*casefile.Order){
		"wider": func(o *casefile.Order) {
			o.Categories = append([]legal.Category{legal.StoredContentData}, o.Categories...)
		},
		"another order": func(o *casefile.Order) { o.ID = "another" },
		"of no bar":     func(o *casefile.Order) { o.Suspends = false },
	} {
		h := suspended()
		x := received(t, h)
		_, _, err := x.Challenge(casefile.MakeChallenge{Act: by(forum), Grounds: "too broad"}, at(2*hour))
		require.NoError(t, err)
		h.Hear(casefile.Progress{Request: h.InForce, N: 1, Kind: casefile.Challenged, At: night.Add(2 * hour)}, at(2*hour))
		left := *h.Order
		lie(&left)
		h.Hear(casefile.Progress{Request: h.InForce, N: 2, Kind: casefile.Ruled, Awaiting: parisJudge.Party, Order: &left, At: night.Add(day)}, at(day))
		x.Ruled(x.Pending.ID, casefile.Ruling{Verdict: casefile.RulingNarrowed, Order: &left, Decider: parisJudge, At: night.Add(day)}, at(day))
		require.Equal(t, casefile.StageSuspended, h.Stage, name)
		require.Equal(t, casefile.StageSuspended, x.Stage, name)
		require.Equal(t, traffic, h.Demand.Categories, name)
		require.Equal(t, traffic, x.Demand.Categories, name)
	}
}

// Giving a hop up while the notified authority may still object frees nothing.
func TestAHopGivenUpInTheWindowIsRestricted(t *testing.T) {
	h := objectable()
	_, _, err := h.Abandon(casefile.Withdraw{Act: by(police), Reason: "enough"}, at(day))
	require.NoError(t, err)
	require.True(t, h.Done())
	require.True(t, h.Restricted)
	require.Contains(t, kindsOf(h), casefile.EvRestricted)
}

// A disclosure and its fall may reach the case in one report: nothing is
// followed from it then.
func TestNothingIsFollowedFromWhatHasFallenAlready(t *testing.T) {
	c := europeanCase(t)
	events := pendingIn(c, 0, at(6*hour), address, phone)
	fall := fallIn(c, 0, at(2*day))
	for i := range fall {
		fall[i].Seq++
	}
	acts := onward(c, append(events, fall...), "example-mail-de", "")
	require.Empty(t, acts)
	require.Len(t, c.Hops, 1)
	require.Empty(t, c.Parked)
}

// A lead that a person lets be followed at another holder, or anew, stands on
// the hop that delivered it while that may still fall.
func TestALeadByHandStandsOnWhatDeliveredIt(t *testing.T) {
	c := europeanCase(t)
	onward(c, pendingIn(c, 0, at(6*hour), address), "example-mail-de")
	_, acts, err := c.AddLead(casefile.AddLead{Act: by(police), Identifier: address, Holder: "example-isp-fr"}, at(7*hour))
	require.NoError(t, err)
	begunIn(c, acts)
	require.Equal(t, c.Hops[0].ID, c.Hops[2].From)
	onward(c, fallIn(c, 0, at(2*day)))
	require.True(t, c.Hops[2].Restricted)
}
