package cli

import (
	"slices"
	"testing"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

const testUse = casefile.UseID("7d0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c5d")

// thrownBack is a case whose account came to notice by standing access, which was
// reported to have ended: the hop is thrown back on legal process, what was read is
// held, and the paper that is asked for names a category that the holder lacks.
func thrownBack() casefile.Record {
	account := casefile.Identifier{Kind: legal.KindAccount, Value: "@example"}
	email := casefile.Identifier{Kind: legal.KindEmail, Value: "someone@mail.example"}
	origin := &casefile.Origin{Grant: testGrant, Use: testUse, Purpose: policy.PublicSafety}
	o := theatreOpening(account)
	o.Access, o.Threat, o.Guard = origin, nil, false
	first := &casefile.Lead{ID: "l1", Identifier: account, Holder: "twitter", Origin: origin, At: at("04T02:20"), Seen: at("04T02:20")}
	found := &casefile.Lead{ID: "l2", Identifier: email, From: casefile.HopID(hopOne), Origin: origin, At: at("05T10:00"), Seen: at("05T10:00")}
	s := &story{seq: map[casefile.StepID]int{}, record: casefile.Record{Opening: o}}
	byAccess := func(e *casefile.Event) { e.Grant, e.Use, e.Lane = testGrant, testUse, casefile.LaneAccess }
	following := func(more func(*casefile.Event)) func(*casefile.Event) {
		return func(e *casefile.Event) {
			e.Stage, e.Awaiting = casefile.StageFollowing, "nypd"
			more(e)
		}
	}
	s.add(casefile.StepCase, "04T02:20", casefile.EvOpened, "nypd", turn(casefile.StageFollowing, "nypd", "", nil))
	s.add(casefile.StepCase, "04T02:20", casefile.EvLead, "nypd", following(func(e *casefile.Event) { e.Lead = first }))
	s.add(hopOne, "04T02:20", casefile.EvHopStarted, "nypd", turn(casefile.StageThroughAccess, "nypd", "", func(e *casefile.Event) {
		byAccess(e)
		e.Lead, e.Holder, e.Until = first, "twitter", at("18T02:20")
	}))
	s.add(hopOne, "05T10:00", casefile.EvReceived, "nypd", func(e *casefile.Event) {
		byAccess(e)
		e.Stage, e.Awaiting, e.Identifiers = casefile.StageThroughAccess, "nypd", []casefile.Identifier{email}
	})
	s.add(casefile.StepCase, "05T10:00", casefile.EvLead, "nypd", following(func(e *casefile.Event) { e.Lead = found }))
	ended := func(e *casefile.Event) {
		e.Grant, e.Use, e.Reason, e.NotBefore = testGrant, testUse, "used to follow a demonstration", at("05T12:00")
	}
	s.add(casefile.StepCase, "06T18:00", casefile.EvAccessStands, "nypd", following(func(e *casefile.Event) {
		ended(e)
		e.Code = casefile.Code(casefile.StageAccessSuspended)
	}))
	for _, l := range []*casefile.Lead{first, found} {
		s.add(casefile.StepCase, "06T18:00", casefile.EvLeadMarked, "nypd", following(func(e *casefile.Event) {
			e.Lead, e.Holder, e.Code, e.Grant, e.Use = l, l.Holder, casefile.Code(policy.Held), testGrant, testUse
		}))
	}
	s.add(hopOne, "06T18:00", casefile.EvThrownBack, "nypd", turn(casefile.StageAwaitingApplication, "nypd", "07T18:00", func(e *casefile.Event) {
		ended(e)
		e.Code, e.Lane = casefile.Code(casefile.StageAccessSuspended), casefile.LaneOrdinary
	}))
	s.add(hopOne, "06T19:00", casefile.EvNoneHeld, "twitter", func(e *casefile.Event) {
		e.Stage, e.Awaiting, e.Due = casefile.StageAwaitingApplication, "nypd", at("07T18:00")
		e.Code, e.Reason = "none-of-category", "it cannot read what is sent; it holds SubscriberData"
	})
	return s.record
}

func TestACaseThatWasThrownBackReadsLikeThis(t *testing.T) {
	golden(t, "show_access.txt", pageOf(newCaseView(thrownBack(), at("06T20:00"), nil)))
}

// While the access stands, the hop says so and what to type.
func TestAHopThatReadsByStandingAccessSaysWhatToType(t *testing.T) {
	r := thrownBack()
	r.Events = slices.DeleteFunc(r.Events, func(e casefile.Event) bool { return e.At.After(at("05T12:00")) })
	v := newCaseView(r, at("05T12:00"), nil)
	lines := v.accessLines(v.State.Hops[0], newTelling(r.Opening, v.State.Hops))
	want := []string{
		"reads by standing access 4a0c2f6e (use 7d0c2f6e, for public-safety), without a paper",
		"read so: email:someone@mail.example",
		"writ case receive 3f0c2f6e --hop 1 --identifier KIND:VALUE",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got %q, want %q", lines, want)
	}
}

func TestACaseLeansOnlyOnAnAcceptedUse(t *testing.T) {
	use := func(id casefile.UseID, v *casefile.UseVerdict) access.OwnUse {
		return access.OwnUse{Use: id, Verdict: v}
	}
	uses := []access.OwnUse{
		use("aaaa1111-0000-4000-8000-000000000001", &casefile.UseVerdict{Accepted: true}),
		use("aaaa2222-0000-4000-8000-000000000001", &casefile.UseVerdict{Rule: policy.RuleTopic}),
		use("bbbb1111-0000-4000-8000-000000000001", nil),
	}
	for _, c := range []struct{ typed, code string }{
		{"aaaa1111", ""}, {" AAAA1 ", ""}, {"aaaa", "ambiguous"}, {"aaaa2", "use-not-accepted"}, {"bbbb", "use-not-accepted"},
		{"cccc", "not-found"}, {"aaa", "bad-id"}, {"", "bad-id"}, {"aaaa' OR", "bad-id"},
	} {
		got, err := acceptedUse(uses, c.typed, "writ access show")
		switch {
		case c.code == "" && (err != nil || got.Use != uses[0].Use):
			t.Errorf("%q: %s, %v", c.typed, got.Use, err)
		case c.code != "" && (err == nil || explain(err).Code != c.code):
			t.Errorf("%q: %v, want %s", c.typed, err, c.code)
		}
	}
}

// Doing the same again is doing it once; doing it anew, after something else has
// happened, is another act.
func TestTheRoundTellsTheSameActFromAnotherOne(t *testing.T) {
	ev := func(k casefile.EventKind, by casefile.PartyID) casefile.Event { return casefile.Event{Kind: k, By: by} }
	suspended, back := ev(casefile.EvAccessSuspended, "twitter"), ev(casefile.EvAccessReinstated, "twitter")
	protest := ev(casefile.EvProtested, "nypd")
	for _, c := range []struct {
		name   string
		update string
		by     casefile.PartyID
		events []casefile.Event
		want   string
	}{
		{"first", "suspend", "twitter", nil, "round 0"},
		{"sent again", "suspend", "twitter", []casefile.Event{suspended}, "round 0"},
		{"uses in between", "suspend", "twitter", []casefile.Event{suspended, ev(casefile.EvUseRefused, "nypd"), ev(casefile.EvReminder, "twitter")}, "round 0"},
		{"after it was given back", "suspend", "twitter", []casefile.Event{suspended, back}, "round 1"},
		{"and again", "suspend", "twitter", []casefile.Event{suspended, back, suspended}, "round 1"},
		{"a protest sent again", "protest", "nypd", []casefile.Event{suspended, protest}, "round 0"},
		{"a protest after one was refused", "protest", "nypd", []casefile.Event{suspended, protest, ev(casefile.EvRefusedUpdate, "twitter")}, "round 1"},
		{"the other side's proposal", "propose-terms", "nypd", []casefile.Event{ev(casefile.EvTermsProposed, "nypd"), ev(casefile.EvTermsProposed, "twitter")}, "round 1"},
		{"a finding is what it is", "report-finding", "twitter", []casefile.Event{ev(casefile.EvFinding, "twitter"), suspended, back}, "round 0"},
	} {
		if got := accessRound(c.events, c.update, c.by); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
