package casefile

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"writ/legal"
)

// spanLines writes spans as lines of text, for comparison with what is expected.
func spanLines(a Account) string {
	lines := []string{}
	for _, s := range a.Spans {
		lines = append(lines, fmt.Sprintf("%s %s %s %s %s",
			s.From.Format("01-02 15:04"), s.To.Format("01-02 15:04"), s.Party, s.Step, s.Stage))
	}
	return strings.Join(lines, "\n")
}

func wantAccount(t *testing.T, a Account, err error, want string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Check(); err != nil {
		t.Error(err)
	}
	want = strings.ReplaceAll(strings.TrimSpace(want), "\t", "")
	if got := spanLines(a); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAccountOfLongacre(t *testing.T) {
	r := longacre(t).record
	a, err := AccountOf(r, instant(t, "2020-01-01 00:00"))
	wantAccount(t, a, err, `
		08-03 22:30 08-03 23:40 nypd case Following
		08-03 23:40 08-03 23:55 nypd hop-1 AwaitingApplication
		08-03 23:55 08-04 02:15 twitter hop-1 AwaitingDisclosure
		08-04 02:15 08-06 10:00 nypd hop-1 AwaitingApplication
		08-06 10:00 08-07 09:30 manhattan-court hop-1 AwaitingApproval
		08-07 09:30 08-07 21:00 twitter hop-1 AwaitingDisclosure
		08-07 21:00 08-08 12:00 nypd case AwaitingConclusion`)
	parties := []PartyShare{
		{nypd, 72*time.Hour + 10*time.Minute},
		{court, 23*time.Hour + 30*time.Minute},
		{twitter, 13*time.Hour + 50*time.Minute},
	}
	if !slices.Equal(a.ByParty, parties) {
		t.Errorf("by party %v, want %v", a.ByParty, parties)
	}
	if a.Provisional || a.From.Name != MilestoneDetected || a.To.Name != MilestoneEnded || a.DaysBetween != 5 || a.DatesTouched != 6 {
		t.Errorf("%+v", a)
	}

	hop, err := AccountOfStep(r, hopTweets, instant(t, "2020-01-01 00:00"))
	if err != nil || hop.Check() != nil || hop.Total != 93*time.Hour+20*time.Minute || hop.From.Name != MilestoneStarted {
		t.Errorf("hop: %v, %+v", err, hop)
	}
	guard, err := AccountOfStep(r, StepProtection, instant(t, "2012-08-10 23:40"))
	wantAccount(t, guard, err, `08-03 23:40 08-10 23:40 nypd protection Guarding`)
	whole, err := AccountOfStep(r, StepCase, instant(t, "2020-01-01 00:00"))
	wantAccount(t, whole, err, `
		08-03 22:30 08-07 21:00 nypd case Following
		08-07 21:00 08-08 12:00 nypd case AwaitingConclusion`)
}

// chainOfThree is a case in chain order: platform, then e-mail provider while
// the line waits, then the line.
func chainOfThree(t *testing.T) *tale {
	w := newTale(t, "2012-08-01 08:00", "2012-08-01 09:00")
	w.tell(hopTweets, EvHopStarted, "2012-08-01 09:00", twitter, StageAwaitingDisclosure, withLead("l1", legal.KindAccount, ""))
	w.tell(hopTweets, EvDisclosed, "2012-08-02 09:00", nypd, StageAwaitingDisclosure)
	w.tell(hopTweets, EvHopEnded, "2012-08-02 12:00", Nobody, StageEnded, withCode(CodeLeads))
	w.tell(hopMail, EvHopStarted, "2012-08-02 09:00", nypd, StageAwaitingApplication, withLead("l2", legal.KindEmail, hopTweets), withCause(hopTweets))
	w.tell(hopLine, EvHopQueued, "2012-08-02 09:00", nypd, StageWaiting, withLead("l3", legal.KindIP, hopTweets))
	w.tell(hopMail, EvServed, "2012-08-02 15:00", gmail, StageAwaitingDisclosure)
	w.tell(hopMail, EvHopEnded, "2012-08-04 15:00", Nobody, StageEnded, withCode(CodeNoRecord))
	w.tell(hopLine, EvHopStarted, "2012-08-04 16:00", isp, StageAwaitingDisclosure, withLead("l3", legal.KindIP, hopTweets), withCause(hopMail))
	return w
}

func TestAccountOfChain(t *testing.T) {
	w := chainOfThree(t)
	walked := `
		08-01 08:00 08-01 09:00 nypd case Following
		08-01 09:00 08-02 09:00 twitter hop-1 AwaitingDisclosure
		08-02 09:00 08-02 15:00 nypd hop-2 AwaitingApplication
		08-02 15:00 08-04 15:00 gmail hop-2 AwaitingDisclosure
		08-04 15:00 08-04 16:00 nypd case Following
		08-04 16:00 `
	a, err := AccountOf(w.record, instant(t, "2012-08-05 16:00"))
	wantAccount(t, a, err, walked+`08-05 16:00 frontier hop-3 AwaitingDisclosure`)
	if !a.Provisional || a.To.Name != MilestoneNow {
		t.Errorf("an open case is provisional: %+v", a.To)
	}

	w.tell(hopLine, EvDisclosed, "2012-08-06 10:00", nypd, StageAwaitingDisclosure, withSubscriber())
	w.tell(hopLine, EvHopEnded, "2012-08-06 11:00", Nobody, StageEnded, withCode(CodeSubscriber))
	w.tell(StepCase, EvConcluded, "2012-08-07 10:00", Nobody, StageEnded, withLevel(LevelSubscriber))
	a, err = AccountOf(w.record, time.Time{})
	wantAccount(t, a, err, walked+`08-06 10:00 frontier hop-3 AwaitingDisclosure
		08-06 10:00 08-06 11:00 nypd hop-3 AwaitingDisclosure
		08-06 11:00 08-07 10:00 nypd case Following`)
}

// sideBySide runs the mail and the line hop at once; the line answers with a
// subscriber first, the mail provider with nothing later.
func sideBySide(t *testing.T) *tale {
	w := newTale(t, "2012-08-01 09:00", "2012-08-01 09:00")
	w.tell(hopTweets, EvHopStarted, "2012-08-01 09:00", twitter, StageAwaitingDisclosure, withLead("l1", legal.KindAccount, ""))
	w.tell(hopTweets, EvHopEnded, "2012-08-02 09:00", Nobody, StageEnded, withCode(CodeLeads))
	w.tell(hopMail, EvHopStarted, "2012-08-02 10:00", gmail, StageAwaitingDisclosure, withLead("l2", legal.KindEmail, hopTweets))
	w.tell(hopLine, EvHopStarted, "2012-08-02 11:00", isp, StageAwaitingDisclosure, withLead("l3", legal.KindIP, hopTweets))
	return w
}

func TestAccountOfParallelHops(t *testing.T) {
	const first = `
		08-01 09:00 08-02 09:00 twitter hop-1 AwaitingDisclosure
		08-02 09:00 `
	const byMail = first + "08-02 10:00 nypd case Following\n08-02 10:00 "
	const byLine = first + "08-02 11:00 nypd case Following\n08-02 11:00 "
	end := func(w *tale, kind EventKind, level Level) {
		w.tell(StepCase, kind, "2012-08-06 09:00", Nobody, StageEnded, withLevel(level))
	}
	tests := []struct {
		name string
		tell func(*tale)
		want string
	}{
		{"open: the hop that started last", func(*tale) {}, byLine + "08-10 09:00 frontier hop-3 AwaitingDisclosure"},
		{"identified: the hop that named the subscriber, though the other ended later", func(w *tale) {
			w.tell(hopLine, EvDisclosed, "2012-08-04 09:00", nypd, StageAwaitingDisclosure, withSubscriber())
			w.tell(hopLine, EvHopEnded, "2012-08-04 09:00", Nobody, StageEnded)
			w.tell(hopMail, EvHopEnded, "2012-08-05 09:00", Nobody, StageEnded, withCode(CodeNoRecord))
			end(w, EvConcluded, LevelSubscriber)
		}, byLine + "08-04 09:00 frontier hop-3 AwaitingDisclosure\n08-04 09:00 08-06 09:00 nypd case Following"},
		{"identified: the hop that named the subscriber, though the other disclosed later", func(w *tale) {
			w.tell(hopLine, EvDisclosed, "2012-08-04 09:00", nypd, StageAwaitingDisclosure, withSubscriber())
			w.tell(hopLine, EvHopEnded, "2012-08-04 09:00", Nobody, StageEnded)
			w.tell(hopMail, EvDisclosed, "2012-08-05 09:00", nypd, StageAwaitingDisclosure)
			w.tell(hopMail, EvHopEnded, "2012-08-05 09:00", Nobody, StageEnded, withCode(CodeFacts))
			end(w, EvConcluded, LevelSubscriber)
		}, byLine + "08-04 09:00 frontier hop-3 AwaitingDisclosure\n08-04 09:00 08-06 09:00 nypd case Following"},
		{"identified without a subscriber: the hop that disclosed last", func(w *tale) {
			w.tell(hopMail, EvDisclosed, "2012-08-04 09:00", nypd, StageAwaitingDisclosure)
			w.tell(hopMail, EvHopEnded, "2012-08-04 09:00", Nobody, StageEnded, withCode(CodeFacts))
			end(w, EvConcluded, LevelAccountOwner)
			w.tell(hopLine, EvHopEnded, "2012-08-06 09:00", Nobody, StageEnded, withCode(CodeWithdrawn))
		}, byMail + "08-04 09:00 gmail hop-2 AwaitingDisclosure\n08-04 09:00 08-06 09:00 nypd case Following"},
		{"concluded before the engine knew that the hop was over", func(w *tale) {
			w.tell(hopLine, EvDisclosed, "2012-08-04 09:00", nypd, StageAwaitingDisclosure, withSubscriber())
			end(w, EvConcluded, LevelSubscriber)
			w.tell(hopLine, EvHopEnded, "2012-08-07 09:00", Nobody, StageEnded)
		}, byLine + "08-04 09:00 frontier hop-3 AwaitingDisclosure\n08-04 09:00 08-06 09:00 nypd hop-3 AwaitingDisclosure"},
		{"what was disclosed after the conclusion does not carry it", func(w *tale) {
			w.tell(hopMail, EvDisclosed, "2012-08-04 09:00", nypd, StageAwaitingDisclosure)
			w.tell(hopMail, EvHopEnded, "2012-08-04 09:00", Nobody, StageEnded, withCode(CodeFacts))
			end(w, EvConcluded, LevelAccountOwner)
			w.tell(hopLine, EvDisclosed, "2012-08-07 09:00", nypd, StageAwaitingDisclosure, withSubscriber())
		}, byMail + "08-04 09:00 gmail hop-2 AwaitingDisclosure\n08-04 09:00 08-06 09:00 nypd case Following"},
		{"dead end: the hop that ended last", func(w *tale) {
			w.tell(hopLine, EvHopEnded, "2012-08-04 09:00", Nobody, StageEnded, withCode(CodeGone))
			w.tell(hopMail, EvHopEnded, "2012-08-05 09:00", Nobody, StageEnded, withCode(CodeNoRecord))
			end(w, EvConcluded, LevelDeadEnd)
		}, byMail + "08-05 09:00 gmail hop-2 AwaitingDisclosure\n08-05 09:00 08-06 09:00 nypd case Following"},
		{"withdrawn: the hop that was still open", func(w *tale) {
			w.tell(hopLine, EvHopEnded, "2012-08-04 09:00", Nobody, StageEnded, withCode(CodeGone))
			end(w, EvCaseWithdrawn, "")
			w.tell(hopMail, EvHopEnded, "2012-08-06 09:00", Nobody, StageEnded, withCode(CodeWithdrawn))
		}, byMail + "08-06 09:00 gmail hop-2 AwaitingDisclosure"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := sideBySide(t)
			tt.tell(w)
			a, err := AccountOf(w.record, instant(t, "2012-08-10 09:00"))
			wantAccount(t, a, err, tt.want)
		})
	}
}

// The judge signed on Tuesday at 10:00 and the engine learned on Wednesday. A
// reminder rang in between. The court is charged until Tuesday 10:00.
func TestAccountOfWhatWasLearnedLate(t *testing.T) {
	w := newTale(t, "2012-08-06 08:00", "2012-08-06 08:00")
	w.tell(hopTweets, EvHopStarted, "2012-08-06 08:00", nypd, StageAwaitingApplication, withLead("l1", legal.KindAccount, ""))
	w.tell(hopTweets, EvApplied, "2012-08-06 09:00", court, StageAwaitingApproval)
	w.tell(hopTweets, EvReminder, "2012-08-07 15:00", court, StageAwaitingApproval)
	w.tell(hopTweets, EvGranted, "2012-08-07 10:00", nypd, StageAwaitingDisclosure)
	w.tell(hopTweets, EvServed, "2012-08-08 09:00", twitter, StageAwaitingDisclosure)
	want := `
		08-06 08:00 08-06 09:00 nypd hop-1 AwaitingApplication
		08-06 09:00 08-07 10:00 manhattan-court hop-1 AwaitingApproval
		08-07 10:00 08-08 09:00 nypd hop-1 AwaitingDisclosure
		08-08 09:00 08-09 09:00 twitter hop-1 AwaitingDisclosure`
	a, err := AccountOf(w.record, instant(t, "2012-08-09 09:00"))
	wantAccount(t, a, err, want)

	// A record without marks of turns reads the same.
	for i := range w.record.Events {
		w.record.Events[i].Turn = false
	}
	a, err = AccountOf(w.record, instant(t, "2012-08-09 09:00"))
	wantAccount(t, a, err, want)
}

// The holder disclosed at 18:00, the wait was given up at 20:00, and the answer
// was read at 21:00. The holder is charged until 18:00, by when it was true.
func TestAccountOfTurnsOutOfOrder(t *testing.T) {
	w := newTale(t, "2012-08-06 08:00", "2012-08-06 08:00")
	w.tell(hopTweets, EvHopStarted, "2012-08-06 08:00", nypd, StageAwaitingApplication, withLead("l1", legal.KindAccount, ""))
	w.tell(hopTweets, EvEmergencyAsked, "2012-08-06 09:00", twitter, StageAwaitingDisclosure)
	w.tell(hopTweets, EvEmergencyUnanswered, "2012-08-06 20:00", nypd, StageAwaitingApplication)
	w.tell(hopTweets, EvDisclosed, "2012-08-06 18:00", nypd, StageAwaitingDisclosure, func(e *Event) {
		e.Seen = instant(t, "2012-08-06 21:00")
	})
	w.tell(hopTweets, EvHopEnded, "2012-08-06 21:00", Nobody, StageEnded, withCode(CodeFacts))
	a, err := AccountOfStep(w.record, hopTweets, time.Time{})
	wantAccount(t, a, err, `
		08-06 08:00 08-06 09:00 nypd hop-1 AwaitingApplication
		08-06 09:00 08-06 18:00 twitter hop-1 AwaitingDisclosure
		08-06 18:00 08-06 20:00 nypd hop-1 AwaitingDisclosure
		08-06 20:00 08-06 21:00 nypd hop-1 AwaitingApplication`)
}

// Malformed records still give an account that adds up.
func TestAccountOfStrangeRecords(t *testing.T) {
	tests := []struct {
		name string
		tell func(*tale)
	}{
		{"no events", func(w *tale) { w.record.Events = nil }},
		{"hops that cause each other", func(w *tale) {
			w.tell(hopMail, EvHopStarted, "2012-08-02 10:00", gmail, StageAwaitingDisclosure, withCause(hopLine))
			w.tell(hopLine, EvHopStarted, "2012-08-02 11:00", isp, StageAwaitingDisclosure, withCause(hopMail))
		}},
		{"a cause that is not on record", func(w *tale) {
			w.tell(hopMail, EvHopStarted, "2012-08-02 10:00", gmail, StageAwaitingDisclosure, withCause("gone"), withLead("l2", legal.KindEmail, "gone too"))
		}},
		{"a hop that ended before it began", func(w *tale) {
			w.tell(hopMail, EvHopStarted, "2012-08-03 10:00", gmail, StageAwaitingDisclosure)
			w.tell(hopMail, EvHopEnded, "2012-08-02 10:00", Nobody, StageEnded)
		}},
		{"a hop that began before the case", func(w *tale) {
			w.tell(hopMail, EvHopStarted, "2012-07-01 10:00", gmail, StageAwaitingDisclosure)
		}},
		{"a hop that was over before the case", func(w *tale) {
			w.tell(hopMail, EvHopStarted, "2012-07-01 10:00", gmail, StageAwaitingDisclosure)
			w.tell(hopMail, EvHopEnded, "2012-07-02 10:00", Nobody, StageEnded)
		}},
		{"a cause that began after its effect", func(w *tale) {
			w.tell(hopMail, EvHopStarted, "2012-08-04 10:00", gmail, StageAwaitingDisclosure)
			w.tell(hopMail, EvHopEnded, "2012-08-05 10:00", Nobody, StageEnded)
			w.tell(hopLine, EvHopStarted, "2012-08-02 11:00", isp, StageAwaitingDisclosure, withCause(hopMail))
		}},
		{"nobody awaited while open", func(w *tale) {
			w.tell(hopMail, EvHopStarted, "2012-08-04 10:00", Nobody, StageAwaitingDisclosure)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newTale(t, "2012-08-01 08:00", "2012-08-01 09:00")
			tt.tell(w)
			a, err := AccountOf(w.record, instant(t, "2012-08-06 00:00"))
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Check(); err != nil {
				t.Errorf("%v\n%s", err, spanLines(a))
			}
		})
	}
}
