package cli

import (
	"strings"
	"testing"
	"time"

	"writ/casefile"
	"writ/exercise"
	"writ/protocol"
)

// feedPlayed is a play of the month of one contract, read at both of its sides.
func feedPlayed(t *testing.T) exercise.Played {
	t.Helper()
	at, told := month(t).task(), agency(t)
	return exercise.Played{
		Record: casefile.Record{Opening: casefile.Opening{Zone: "America/New_York", Requester: "example-agency"}},
		Grants: []exercise.Standing{{
			Grant: exercise.Grant{Name: "feed", Grantor: "example-feed", Grantee: "example-agency", Contract: "alerts"},
			ID:    testGrant, Access: &at, Subscription: &told,
		}},
		Case: testCase, Now: in2026("09T02:15"),
	}
}

func feedFigures() []exercise.Expected {
	on := func(kind casefile.EventKind) exercise.EventRef { return exercise.EventRef{Kind: kind, Grant: "feed"} }
	return []exercise.Expected{
		{Name: "finding to suspension", From: on(casefile.EvFinding), To: on(casefile.EvAccessSuspended)},
		{Name: "suspension to answer", From: on(casefile.EvAccessSuspended), To: on(casefile.EvProtestAnswered), Zone: "UTC"},
	}
}

func TestTheStandingOfAPlayReadsLikeThis(t *testing.T) {
	done := feedPlayed(t)
	golden(t, "demo_standing.txt", pageOf(standingView{Grants: done.Grants, Figures: feedFigures(), played: done, zone: zoneOf("America/New_York")}))
}

// An event of a grant is told between whom it was and about what, under the date of
// the line before it.
func TestAnEventOfAGrantIsTold(t *testing.T) {
	done, date := feedPlayed(t), ""
	var text string
	for _, e := range done.Grants[0].Access.Events {
		if isStood(e, done.Grants[0].Grant) {
			text += pageOf(stoodView{Event: e, grant: done.Grants[0].Grant, tell: telling{zone: zoneOf("America/New_York")}, date: &date, cols: columns{step: 6, by: 14}})
		}
	}
	golden(t, "demo_stood.txt", text)
}

func TestWhatAPlayDoesNotTell(t *testing.T) {
	asked := casefile.Event{Kind: casefile.EvAccessRequested}
	if isStood(asked, exercise.Grant{}) || !isStood(asked, exercise.Grant{Requested: true}) {
		t.Error("that a grant waits for what is above it is no request of anybody")
	}
	if isStood(casefile.Event{Kind: casefile.EvReminder}, exercise.Grant{}) {
		t.Error("a reminder comes late in an exercise, and stands in the timeline")
	}
}

func TestAccessCanBeLookedAtFurther(t *testing.T) {
	d := demoStage{app: &app{self: "writ"}}
	d.cfg = d.cfg.ForServer("127.0.0.1:4711")
	d.cfg.Ledger = "somewhere"
	got := strings.Join(d.lookFurther(feedPlayed(t), " --as example-agency"), "\n")
	for _, want := range []string{
		"writ case list --as example-agency\n",
		"writ access list --party example-feed\n",
		"writ access show 4a0c2f6e --party example-agency\n",
		"writ ledger verify --as " + string(protocol.ExerciseBooks("example-agency")) + "\n",
		"writ report access --as " + string(protocol.ExerciseBooks("example-feed")) + " --exact",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

// Grants that nobody documents are counted beside the acts.
func TestProvenanceCountsGrants(t *testing.T) {
	script := exercise.Scenario{
		Grants: []exercise.Grant{{Grantor: "example-feed", Illustrative: true}, {Grantor: "example-feed"}},
		Acts:   []exercise.Act{{Party: "example-agency", Illustrative: true}, {Party: "example-feed"}},
	}
	got := strings.Join(provenance(script, defaultWidth), " ")
	if !strings.Contains(got, "2 of the 4 acts and grants, by example-feed, example-agency.") {
		t.Errorf("got %s", got)
	}
}

// How far the clock ran on after the last act depends on the machine, and shows nowhere.
func TestTheStandingOfAPlayDoesNotDependOnTheClock(t *testing.T) {
	page := func(now time.Time) string {
		done := feedPlayed(t)
		done.Now = now
		f := month(t)
		for a, ok := f.g.Alarms.Next(); ok && !a.At.After(now) && a.Name != "negotiation"; a, ok = f.g.Alarms.Next() {
			f.g.Ring(a, a.At)
		}
		at := f.task()
		done.Grants[0].Access = &at
		return pageOf(standingView{Grants: done.Grants, played: done, zone: time.UTC})
	}
	soon, later := page(in2026("09T02:15")), page(in2026("30T02:15"))
	if soon != later {
		t.Errorf("soon\n%s\nlater\n%s", soon, later)
	}
}
