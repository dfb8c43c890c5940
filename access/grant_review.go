package access

import (
	"time"

	"writ/casefile"
)

// Report takes a finding. What it says stays at the grantor, and nothing is decided
// from it: findings that contradict each other stand side by side. It opens a review,
// unless it is quiet, one is open, or the access cannot be used anyway.
func (g *GrantMachine) Report(a casefile.ReportFinding, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	err := g.byGrantor(a.AccessAct)
	if err == nil && g.Stage == casefile.StageEnded {
		err = casefile.Refuse("ended", "", "this access has ended")
	}
	if err == nil {
		err = g.inTime(a.AccessAct, m, time.Time{}, "")
	}
	if err != nil {
		return casefile.Receipt{}, nil, err
	}
	a.At = m.At // one without a time is of now
	g.Findings = append(g.Findings, Finding{ReportFinding: a, Seen: m.Seen})
	g.note(m, casefile.Event{Kind: casefile.EvFinding, By: a.By.Party, Decider: &a.By, Code: casefile.Code(a.Kind), Reason: a.Reason, NotBefore: a.NotBefore, Source: a.Source})
	var acts []casefile.Action
	note := "on record"
	if !a.Quiet && g.reviewable() {
		acts = g.openReview(CodeFinding, m)
		note += "; a review is open, the access goes on meanwhile"
	}
	return g.Accept(a.Act, m, note), acts, nil
}

// reviewable reports whether there is something to look into.
func (g *GrantMachine) reviewable() bool {
	return g.Review == nil && casefile.AccessUsable(g.Own) && casefile.AccessUsable(g.Stage)
}

// openReview begins a review. The access goes on: nothing is decided yet. The grantee
// is told that there is one, not what was found.
func (g *GrantMachine) openReview(why casefile.Code, m casefile.Moment) []casefile.Action {
	g.Review = &Review{Was: g.Own, Began: m.At, Due: g.policy.Add(g.policy.Review, m.At, g.Start.Desk.Zone)}
	g.Own = casefile.StageAccessUnderReview
	g.Alarms.Set(AlarmReviewDue, "", g.Review.Due)
	g.settle()
	g.note(m, casefile.Event{Kind: casefile.EvReviewOpened, By: g.Start.Desk.Party, Code: why})
	return g.tell(m, casefile.AccessNotice{Kind: casefile.EvReviewOpened, Code: why})
}

// endReview drops the review that is open, if one is.
func (g *GrantMachine) endReview() {
	g.Review = nil
	g.Alarms.Clear(AlarmReviewDue, "")
}

// clear ends a review that found nothing: the access stands as it did before.
func (g *GrantMachine) clear(a casefile.AnswerAccess, m casefile.Moment) ([]casefile.Action, error) {
	if err := g.byGrantor(a.AccessAct); err != nil {
		return nil, err
	}
	if g.Review == nil {
		return nil, casefile.Refuse("not-now", "", "no review is open")
	}
	if err := g.inTime(a.AccessAct, m, g.Review.Began, "the review was opened"); err != nil {
		return nil, err
	}
	g.Own = g.Review.Was
	g.Lately = nil // it looked into those of its own time too
	g.endReview()
	g.settle()
	g.note(m, casefile.Event{Kind: casefile.EvReviewCleared, By: a.By.Party, Decider: &a.By, Reason: a.Reason, NotBefore: a.NotBefore, Source: a.Source})
	return g.tell(m, casefile.AccessNotice{Kind: casefile.EvReviewCleared, NotBefore: a.NotBefore}), nil
}

// Ring takes a deadline that has come due. A review date opens a review; whatever else
// comes due is put on record, and changes nothing about the access: silence neither
// grants nor ends it.
func (g *GrantMachine) Ring(a casefile.Alarm, now time.Time) []casefile.Action {
	g.Alarms.Clear(a.Name, a.Ref)
	m := casefile.Moment{At: a.At, Seen: now}
	switch a.Name {
	case AlarmReviewDate:
		g.nextReviewDate(a.At)
		if g.reviewable() {
			return g.openReview(casefile.CodeReviewDate, m)
		}
	case AlarmNegotiation:
		if t := g.talk(); t != nil && !t.Overdue {
			t.Overdue = true
			g.note(m, casefile.Event{Kind: casefile.EvNoResult, By: g.Start.Desk.Party})
		}
	case AlarmRequest, AlarmReviewDue, AlarmAnswer:
		g.note(m, casefile.Event{Kind: casefile.EvReminder, By: g.Start.Desk.Party})
		return g.remind(a.At)
	}
	return nil
}
