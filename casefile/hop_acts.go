package casefile

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"writ/legal"
)

// Apply applies for an instrument: a voluntary one goes straight to the holder,
// any other to an authority. In an emergency, and where the law lets validation
// follow, the requester may issue the paper itself at once. What the holder has
// nothing of is left out; where that is everything, nothing is sent and nothing turns.
func (h *HopMachine) Apply(a Apply, m Moment) (Receipt, []Action, error) {
	if err := h.mayApply(a, m); err != nil {
		return Receipt{}, nil, err
	}
	threat := a.Threat
	if threat == nil {
		threat = h.Start.Threat
	}
	categories, lacked := h.heldOf(h.wanted(a.Categories))
	if len(categories) == 0 {
		return h.noneHeld(a, lacked, m), nil, nil
	}
	way, err := h.wayOf(a, categories, threat, m)
	if err != nil {
		return Receipt{}, nil, err
	}
	var validation *Beside
	if a.BeforeValidation {
		if validation, err = h.mayIssue(a, way, threat, m); err != nil {
			return Receipt{}, nil, err
		}
	}
	h.noteNoneHeld(m, a.Instrument, lacked)
	h.Alarms.ClearAll(AlarmApply)
	h.Stated, h.Enforcing, h.Domestic = a.Threat, a.Enforcing, a.Domestic
	if way.Instrument.Nature == legal.NatureVoluntary {
		acts := h.askEmergency(m, threat, categories)
		return h.Accept(a.Act, m, h.leftOut(fmt.Sprintf("emergency request sent to %s", h.holder.ID), lacked)), acts, nil
	}
	app := h.application(a, way, categories, threat, m)
	if validation != nil {
		acts := h.issue(app, validation, m)
		note := fmt.Sprintf("%s issued and served; validation is due by %s", a.Instrument, validation.Due.Format(time.RFC3339))
		return h.Accept(a.Act, m, h.leftOut(note, lacked)), acts, nil
	}
	acts := h.sendApplication(app, m)
	return h.Accept(a.Act, m, h.leftOut(fmt.Sprintf("application for %s sent to %s", a.Instrument, h.Awaiting), lacked)), acts, nil
}

// wayOf is how the instrument opens the gate, or why it does not.
func (h *HopMachine) wayOf(a Apply, categories []legal.Category, threat *Threat, m Moment) (legal.Way, error) {
	ask := h.ask(categories, threat.stated(), m.At)
	ask.Domestic = a.Domestic
	if ok, why := h.law.Applicable(ask, a.Instrument); !ok {
		return legal.Way{}, Refuse("not-applicable", "writ case show lists what would open this gate",
			"instrument %q does not open this gate: %s", a.Instrument, reasonsText(why))
	}
	way, _ := h.law.WayOf(ask, a.Instrument)
	if way.Notifies != nil && a.Enforcing == "" {
		return legal.Way{}, Refuse("no-enforcing-authority",
			fmt.Sprintf("name the authority (%s) in %s that is to be notified", way.Notifies.To, way.Entity.Jurisdiction),
			"the law of %s asks for a notification, and no enforcing authority is named", a.Instrument)
	}
	return way, nil
}

func (h *HopMachine) mayApply(a Apply, m Moment) error {
	if err := ByParty(a.Act, h.Start.Requester); err != nil {
		return err
	}
	if h.Stage != StageAwaitingApplication && h.Stage != StageThroughAccess {
		return Refuse("not-now", "writ case show tells what the hop awaits",
			"this hop does not await an application: its stage is %s", h.Stage)
	}
	if _, ok := h.law.Instrument(a.Instrument); !ok {
		return Refuse("unknown-instrument", "writ case show lists what would open this gate",
			"instrument %q is not in the law of edition %s", a.Instrument, h.law.Edition())
	}
	return NotBefore(m.At, h.Since, "the hop's last turn")
}

func (h *HopMachine) ask(categories []legal.Category, emergency bool, at time.Time) legal.Ask {
	return legal.Ask{
		Holder: h.holder.ID, Asked: h.Start.Lead.Identifier.Kind, Categories: categories,
		Requester: h.Start.Jurisdiction, Offence: h.Start.Offence, Emergency: emergency, Protected: h.Start.Protected, At: at,
	}
}

// Requirement says which instruments would open this hop's gate now.
func (h *HopMachine) Requirement(at time.Time) (legal.Requirement, error) {
	return h.law.Requirement(h.ask(h.wanted(nil), h.Start.Threat.stated(), at))
}

// application writes the application for a way to open the gate.
func (h *HopMachine) application(a Apply, way legal.Way, categories []legal.Category, threat *Threat, m Moment) Application {
	return Application{
		ID: h.nextRequest(), Requester: h.Start.Requester, Jurisdiction: h.Start.Jurisdiction,
		Authority: cmp.Or(a.Authority, h.Start.Authority), Instrument: a.Instrument,
		Holder: h.holder.ID, Entity: way.Entity.Name, Selector: h.Start.Lead.Identifier, Categories: categories, Range: a.Range,
		Offence: h.Start.Offence, Threat: threat, Protected: h.Start.Protected, Facts: a.Facts, GagAsked: a.Gag, Domestic: a.Domestic,
		Previous: h.Returned, Applicant: a.By, At: m.At,
	}
}

func (h *HopMachine) sendApplication(app Application, m Moment) []Action {
	h.Returned = ""
	if h.Lane == LaneAccess { // whoever applies needs the access no longer
		h.Lane = LaneOrdinary
	}
	due := h.after(legal.PracticeDecisionTarget, m.At)
	h.Move(StageAwaitingApproval, app.Authority, due)
	h.Alarms.Set(AlarmDecision, app.ID, due)
	h.Note(m, Event{Kind: EvApplied, By: h.Start.Requester, Holder: h.holder.ID, Instrument: app.Instrument, Request: app.ID, Lane: h.Lane})
	return h.send(Outgoing{ID: app.ID, To: app.Authority, Application: &app})
}

// Abandon gives the hop up; its name is the code of a dead end.
func (h *HopMachine) Abandon(w Withdraw, m Moment) (Receipt, []Action, error) {
	if err := ByParty(w.Act, h.Start.Requester); err != nil {
		return Receipt{}, nil, err
	}
	if h.Done() {
		return Receipt{}, nil, Refuse("ended", "", "this hop has ended: %s", h.Outcome)
	}
	if err := NotBefore(m.At, h.Since, "the hop's last turn"); err != nil {
		return Receipt{}, nil, err
	}
	code := w.Code
	if code == "" {
		code = CodeAbandoned
	}
	if code != CodeAbandoned && !slices.Contains(DeadEnds(), code) {
		return Receipt{}, nil, Refuse("unknown-code", fmt.Sprintf("one of %v", DeadEnds()), "dead end %q has no name here", code)
	}
	acts := h.end(m, h.Start.Requester, code, w.Reason)
	return h.Accept(w.Act, m, "hop abandoned: "+string(code)), acts, nil
}

func reasonsText(why []legal.Reason) string {
	if len(why) == 0 {
		return "no reason given"
	}
	text := why[0].Text
	for _, r := range why[1:] {
		text += "; " + r.Text
	}
	return text
}
