package workflows_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"writ/casefile"
	"writ/legal"
	"writ/legal/clock"
	"writ/protocol"
)

// The law moves while a case runs: a calendar is published, or the case goes
// over to another edition.

// published is the calendar of Ireland with one day more.
func (w *world) published(day string) clock.CalendarData {
	law, err := legal.Open(w.opening.Edition)
	require.NoError(w.t, err)
	ireland, ok := law.Calendar("ie")
	require.True(w.t, ok)
	data := ireland.Data()
	data.Version = "published-" + day
	data.Days = append(slices.Clone(data.Days), clock.SingleDay{
		On: day, Name: "Day of mourning", Kind: clock.SpecialHoliday, Source: legal.Source{Cite: "a test", Basis: legal.BasisAssumption},
	})
	return data
}

func (w *world) moveLaw(after time.Duration, by casefile.Decider, workflowID string, edition string, calendars ...clock.CalendarData) string {
	a := casefile.MoveLaw{Act: casefile.Act{By: by}, Edition: edition, Calendars: calendars, Reason: "it was published"}
	return w.update(after, workflowID, protocol.UpdateMoveLaw, &a.Act, func() any { return a })
}

func lightOrder(a *casefile.Apply) {
	a.Authority, a.Categories = "paris-judge", []legal.Category{legal.SubscriberData}
}

// The ends of Tuesday 20 and Wednesday 21 October in Dublin. An order that is
// served there on Saturday 10 October is answered by the first, or by the second
// when Tuesday becomes a holiday.
var (
	tuesdayEnds   = time.Date(2026, 10, 20, 23, 0, 0, 0, time.UTC)
	wednesdayEnds = time.Date(2026, 10, 21, 23, 0, 0, 0, time.UTC)
)

// A holiday added late moves the open clock of both sides, and the record has
// both dates; here while a challenge pauses the clock, which resumes with what
// remained of it by the new calendar.
func TestLawMovedWhileAChallengePausesTheClock(t *testing.T) {
	w := newEurope(t)
	w.court = parisJudge
	w.apply(hour, 1, identification, lightOrder)
	w.onAuthorise = func(a casefile.Application) { w.decide(a, hour, casefile.Granted) }
	w.onReview = func(c casefile.Challenge) { w.rule(c, 5*day, casefile.Upheld) }
	var moved, holderMoved string
	w.onDisclose = func(d casefile.Demand) {
		require.True(t, d.Due.Equal(tuesdayEnds), "due %s", d.Due)
		disclosure := protocol.DisclosureWorkflowID(d.ID)
		w.challenge(d, 3*day)
		moved = w.moveLaw(4*day, police, w.caseID(), "", w.published("2026-10-20"))
		holderMoved = w.moveLaw(4*day+hour, holderOf("forum-ie"), disclosure, "", w.published("2026-10-20"))
		w.at(5*day, func() {
			require.Equal(t, "UnderReview", w.task(w.hopID(1)).Stage, "the move ends no review")
			require.Equal(t, "UnderReview", w.task(disclosure).Stage)
		})
		w.at(9*day, func() {
			hop, holder := w.task(w.hopID(1)), w.task(disclosure)
			require.Equal(t, "AwaitingDisclosure", hop.Stage)
			require.True(t, hop.Due.Equal(holder.Due), "both sides agree: %s and %s", hop.Due, holder.Due)
			require.True(t, hop.Due.After(wednesdayEnds), "what remained runs on after the ruling: %s", hop.Due)
		})
		w.giveNotice(d, 9*day)
		w.answer(d, 10*day, casefile.Disclosed, "", owner)
		w.conclude(11*day, casefile.LevelSubscriber, "")
	}
	r := w.play()
	require.Empty(t, w.refused)
	require.Contains(t, w.accepted, moved)
	require.Contains(t, w.accepted, holderMoved)
	replanned := w.event(r, 1, casefile.EvReplanned)
	require.True(t, replanned.Was.Equal(tuesdayEnds), "was %s", replanned.Was)
	require.True(t, replanned.Until.Equal(wednesdayEnds), "until %s", replanned.Until)
	require.Contains(t, replanned.Reason, "Day of mourning")
	require.Equal(t, []string{"ie@published-2026-10-20"}, lawMoves(r)[0].Calendars)
	require.Equal(t, w.opening.Edition, r.Opening.Edition, "the opening says under which law it began")
	w.sound(r)
}

func lawMoves(r casefile.Record) []casefile.LawMove {
	var moves []casefile.LawMove
	for _, e := range r.Events {
		if e.Kind == casefile.EvLawMoved {
			moves = append(moves, *e.Law)
		}
	}
	return moves
}

// What is served after the move is counted by the published calendar on both
// sides: it travels with the request.
func TestPublishedCalendarTravels(t *testing.T) {
	w := newEurope(t)
	w.moveLaw(hour/2, police, w.caseID(), "", w.published("2026-10-20"))
	w.apply(hour, 1, identification, lightOrder, func(a *casefile.Apply) { a.Authority = "" })
	w.onAuthorise = func(a casefile.Application) { w.decide(a, hour, casefile.Granted) }
	w.onDisclose = func(d casefile.Demand) {
		w.at(hour, func() {
			for _, id := range []string{w.hopID(1), protocol.DisclosureWorkflowID(d.ID)} {
				require.True(t, w.task(id).Due.Equal(wednesdayEnds), "%s due %s", id, w.task(id).Due)
			}
		})
		w.giveNotice(d, day)
		w.answer(d, 2*day, casefile.Disclosed, "", email)
	}
	w.at(3*day, func() { // a hop that begins later stands under it too
		require.Len(t, w.task(w.hopID(2)).Hop.Start.Calendars, 1)
	})
	w.withdraw(4 * day)
	r := w.play()
	require.Empty(t, w.refused)
	require.NotContains(t, kinds(r, w.step(1)), casefile.EvReplanned, "no open clock moved")
	w.sound(r)
}

// A case goes over to another edition; the next request says so.
func TestEditionMoved(t *testing.T) {
	w := newWorld(t)
	w.opening.Edition = "2026-11"
	w.moveLaw(hour, agent, w.caseID(), legal.CurrentEdition)
	w.apply(2*hour, 1, "us.2703d-order")
	w.granted()
	w.onDisclose = func(d casefile.Demand) {
		w.at(hour, func() {
			require.Equal(t, legal.CurrentEdition, w.task(w.hopID(1)).Hop.Edition)
		})
		w.withdraw(day)
	}
	w.onPreserve = func(casefile.Hold) {}
	r := w.play()
	require.Equal(t, []casefile.LawMove{{From: "2026-11", To: legal.CurrentEdition}}, lawMoves(r)[:1])
	w.sound(r)
}

// A move that changes nothing is refused on record; one to an edition that this
// worker does not have is refused before, since on another worker the record
// would be another.
func TestLawMovesRefused(t *testing.T) {
	w := newEurope(t)
	nothing := w.moveLaw(hour, police, w.caseID(), w.opening.Edition)
	stranger := w.moveLaw(hour, prosecutor, w.caseID(), legal.CurrentEdition)
	empty := w.moveLaw(hour, police, w.caseID(), "")
	unknown := w.moveLaw(hour, police, w.caseID(), "2031-01")
	lacking := w.moveLaw(hour, police, w.caseID(), legal.CurrentEdition+"+00000000")
	w.withdraw(2 * hour)
	r := w.play()
	require.Equal(t, "nothing-changes", w.refusal(nothing))
	require.Equal(t, "wrong-party", w.refusal(stranger))
	for _, key := range []string{empty, unknown, lacking} {
		var app *temporal.ApplicationError
		require.ErrorAs(t, w.refused[key], &app)
		require.Equal(t, "Malformed", app.Type())
	}
	require.ErrorContains(t, w.refused[lacking], "WRIT_LAW")
	require.Empty(t, lawMoves(r))
	require.Equal(t, 2, count(r, casefile.EvRefusedUpdate))
}

// A worker that lacks an extended edition fails the task, not the workflow: the
// server tries it again until a worker has the law. What is no edition at all is
// refused for good.
func TestMissingLawFailsTheTask(t *testing.T) {
	lacking := legal.CurrentEdition + "+00000000"
	demand := servedDemand()
	for workflowType, in := range map[string]func(*deskWorld) any{
		protocol.Identification: func(e *deskWorld) any {
			e.opening.Edition = lacking
			return protocol.CaseInput{Opening: e.opening}
		},
		protocol.Hop: func(e *deskWorld) any { return e.hop(func(s *casefile.HopStart) { s.Edition = lacking }) },
		protocol.Protection: func(e *deskWorld) any {
			in := e.guard()
			in.Start.Edition = lacking
			return in
		},
		protocol.Disclosure: func(e *deskWorld) any {
			in := e.disclosure(demand)
			in.Start.Edition = lacking
			return in
		},
		protocol.Authorisation: func(e *deskWorld) any {
			in := e.authorisation()
			in.Start.Edition = lacking
			return in
		},
	} {
		e := newDesk(t)
		e.start(workflowType, in(e))
		err := e.GetWorkflowError()
		var failed *temporal.PanicError // the server fails the task and tries it again
		require.True(t, errors.As(err, &failed), "%s: %v", workflowType, err)
		require.ErrorContains(t, err, "tried again until a worker has the law", workflowType)
	}
}
