package casefile

import (
	"testing"
	"time"

	"writ/legal"
)

// The account of a case whose papers are validated after the answer.

const prosecutorOf PartyID = "paris-prosecutor"

// validatedLater is a case whose first hop disclosed at noon on the second and
// was validated at noon on the fourth; the second hop ran meanwhile.
func validatedLater(t *testing.T, end string) *tale {
	t.Helper()
	w := newTale(t, "2012-08-01 08:00", "2012-08-01 09:00")
	w.tell(hopTweets, EvHopStarted, "2012-08-01 09:00", nypd, StageAwaitingApplication, withLead("l1", legal.KindAccount, ""))
	w.tell(hopTweets, EvIssuedUnvalidated, "2012-08-01 10:00", nypd, StageAwaitingDisclosure, withUntil(t, "2012-08-05 00:00"))
	w.tell(hopTweets, EvServed, "2012-08-01 10:00", twitter, StageAwaitingDisclosure)
	w.tell(hopTweets, EvDisclosed, "2012-08-02 12:00", prosecutorOf, StageAwaitingValidation, withDue(t, "2012-08-05 00:00"))
	w.tell(hopMail, EvHopStarted, "2012-08-02 12:00", nypd, StageAwaitingApplication, withLead("l2", legal.KindEmail, hopTweets), withCause(hopTweets))
	w.tell(hopMail, EvServed, "2012-08-02 14:00", gmail, StageAwaitingDisclosure)
	w.tell(hopMail, EvDisclosed, "2012-08-03 14:00", nypd, StageAwaitingDisclosure, withSubscriber())
	w.tell(hopMail, EvHopEnded, "2012-08-03 14:00", Nobody, StageEnded, withCode(CodeSubscriber))
	w.tell(hopTweets, EvValidated, "2012-08-04 12:00", nypd, StageAwaitingValidation)
	w.tell(hopTweets, EvHopEnded, "2012-08-04 12:00", Nobody, StageEnded, withCode(CodeLeads))
	if end != "" {
		w.tell(StepCase, EvConcluded, end, Nobody, StageEnded, withLevel(LevelSubscriber))
	}
	return w
}

// While a later hop runs on the path nobody is charged for the validation; when
// the path has ended and the case waits for it, the authority is.
func TestAccountOfAValidationBesideTheChain(t *testing.T) {
	w := validatedLater(t, "2012-08-05 12:00")
	a, err := AccountOf(w.record, instant(t, "2012-08-09 00:00"))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Check(); err != nil {
		t.Fatal(err)
	}
	want := map[PartyID]time.Duration{
		nypd:         1*time.Hour + 1*time.Hour + 2*time.Hour + 24*time.Hour, // before, applying twice, after
		twitter:      26 * time.Hour,
		gmail:        24 * time.Hour,
		prosecutorOf: 22 * time.Hour, // from the second hop's answer to the validation
	}
	for _, share := range a.ByParty {
		if share.Elapsed != want[share.Party] {
			t.Errorf("%s is charged %s, want %s\n%s", share.Party, share.Elapsed, want[share.Party], spanLines(a))
		}
	}
	if len(a.ByParty) != len(want) {
		t.Errorf("charged are %v", a.ByParty)
	}
}

// An open case is charged to the hop that runs, not to the validation beside it.
func TestAccountOfAnOpenCaseWithAValidationPending(t *testing.T) {
	w := validatedLater(t, "")
	open := upTo(w.record, 8) // the second hop was served
	a, err := AccountOf(open, instant(t, "2012-08-03 10:00"))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Check(); err != nil {
		t.Fatal(err)
	}
	last := a.Spans[len(a.Spans)-1]
	if last.Party != gmail || last.Step != hopMail {
		t.Errorf("the holder of the hop that runs is charged: %+v", last)
	}
	for _, share := range a.ByParty {
		if share.Party == prosecutorOf {
			t.Errorf("the authority is charged %s beside a hop that runs", share.Elapsed)
		}
	}
	s := Fold(open)
	if s.Stage != StageFollowing || len(s.Awaiting) != 2 {
		t.Errorf("%s awaiting %v", s.Stage, s.Awaiting)
	}
	if h, _ := s.Hop(HopID(hopTweets)); !h.ValidateBy.Equal(instant(t, "2012-08-05 00:00")) || h.Stage != StageAwaitingValidation {
		t.Errorf("%+v", h)
	}

	waits := upTo(w.record, 10) // only the validation is left
	if s := Fold(waits); s.Stage == StageFollowing && len(s.Awaiting) != 1 || s.Awaiting[0] != prosecutorOf {
		t.Errorf("%s awaiting %v", s.Stage, s.Awaiting)
	}
	a, err = AccountOf(waits, instant(t, "2012-08-04 10:00"))
	if err != nil || a.Check() != nil {
		t.Fatal(err, a.Check())
	}
	if last := a.Spans[len(a.Spans)-1]; last.Party != prosecutorOf || last.Stage != StageAwaitingValidation {
		t.Errorf("the case waits for the validation: %+v", last)
	}
}

// Same-day cases never read as zero because only dates were kept: what began and
// ended on one date has its hours and minutes, in total and for each party.
func TestSameDayCasesNeverReadAsZeroBecauseOnlyDatesWereKept(t *testing.T) {
	w := newTale(t, "2012-08-01 08:00", "2012-08-01 08:10")
	w.tell(hopTweets, EvHopStarted, "2012-08-01 08:10", nypd, StageAwaitingApplication, withLead("l1", legal.KindAccount, ""))
	w.tell(hopTweets, EvServed, "2012-08-01 08:30", twitter, StageAwaitingDisclosure)
	w.tell(hopTweets, EvDisclosed, "2012-08-01 08:31", nypd, StageAwaitingDisclosure, withSubscriber())
	w.tell(hopTweets, EvHopEnded, "2012-08-01 08:31", Nobody, StageEnded, withCode(CodeSubscriber))
	w.tell(StepCase, EvConcluded, "2012-08-01 09:00", Nobody, StageEnded, withLevel(LevelSubscriber))
	a, err := AccountOf(w.record, instant(t, "2012-08-01 12:00"))
	if err != nil || a.Check() != nil {
		t.Fatal(err, a.Check())
	}
	if a.Total != time.Hour || a.DaysBetween != 0 || a.DatesTouched != 1 {
		t.Errorf("total %s, %d days between, %d dates touched", a.Total, a.DaysBetween, a.DatesTouched)
	}
	for _, share := range a.ByParty {
		if share.Elapsed <= 0 {
			t.Errorf("%s is charged %s", share.Party, share.Elapsed)
		}
	}
	if len(a.ByParty) != 2 || a.ByParty[1] != (PartyShare{twitter, time.Minute}) {
		t.Errorf("%v", a.ByParty)
	}
}
