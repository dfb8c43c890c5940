package casefile

import (
	"fmt"
	"slices"
	"time"

	"writ/legal"
)

// Apply applies for an instrument: a voluntary one goes straight to the holder,
// any other to an authority.
func (h *HopMachine) Apply(a Apply, m Moment) (Receipt, []Action, error) {
	if err := h.mayApply(a, m); err != nil {
		return Receipt{}, nil, err
	}
	threat := a.Threat
	if threat == nil {
		threat = h.Start.Threat
	}
	categories := h.wanted(a.Categories)
	if ok, why := h.law.Applicable(h.ask(categories, threat != nil, m.At), a.Instrument); !ok {
		return Receipt{}, nil, refuse("not-applicable", "writ case show lists what would open this gate",
			"instrument %q does not open this gate: %s", a.Instrument, reasonsText(why))
	}
	h.Alarms.clearAll(AlarmApply)
	if in, _ := h.law.Instrument(a.Instrument); in.Nature == legal.NatureVoluntary {
		acts := h.askEmergency(m, threat, a.Categories)
		return h.accept(a.Act, m, fmt.Sprintf("emergency request sent to %s", h.holder.ID)), acts, nil
	}
	acts := h.sendApplication(a, m, categories, threat)
	return h.accept(a.Act, m, fmt.Sprintf("application for %s sent to %s", a.Instrument, h.Awaiting)), acts, nil
}

func (h *HopMachine) mayApply(a Apply, m Moment) error {
	if err := byParty(a.Act, h.Start.Requester); err != nil {
		return err
	}
	if h.Stage != StageAwaitingApplication {
		return refuse("not-now", "writ case show tells what the hop awaits",
			"this hop does not await an application: its stage is %s", h.Stage)
	}
	if _, ok := h.law.Instrument(a.Instrument); !ok {
		return refuse("unknown-instrument", "writ case show lists what would open this gate",
			"instrument %q is not in the law of edition %s", a.Instrument, h.law.Edition())
	}
	return notBefore(m.At, h.Since, "the hop's last turn")
}

func (h *HopMachine) ask(categories []legal.Category, emergency bool, at time.Time) legal.Ask {
	return legal.Ask{
		Holder: h.holder.ID, Asked: h.Start.Lead.Identifier.Kind, Categories: categories,
		Requester: h.Start.Jurisdiction, Offence: h.Start.Offence, Emergency: emergency, At: at,
	}
}

// Requirement says which instruments would open this hop's gate now.
func (h *HopMachine) Requirement(at time.Time) (legal.Requirement, error) {
	return h.law.Requirement(h.ask(h.wanted(nil), h.Start.Threat != nil, at))
}

func (h *HopMachine) sendApplication(a Apply, m Moment, categories []legal.Category, threat *Threat) []Action {
	authority := a.Authority
	if authority == "" {
		authority = h.Start.Authority
	}
	id := h.nextRequest()
	app := Application{
		ID: id, Requester: h.Start.Requester, Authority: authority, Instrument: a.Instrument,
		Holder: h.holder.ID, Selector: h.Start.Lead.Identifier, Categories: categories, Range: a.Range,
		Offence: h.Start.Offence, Threat: threat, Facts: a.Facts, GagAsked: a.Gag,
		Previous: h.Returned, Applicant: a.By, At: m.At,
	}
	h.Returned = ""
	due := h.after(legal.PracticeDecisionTarget, m.At)
	h.turn(StageAwaitingApproval, authority, due)
	h.Alarms.set(AlarmDecision, id, due)
	h.note(m, Event{Kind: EvApplied, By: h.Start.Requester, Holder: h.holder.ID, Instrument: a.Instrument, Request: id, Lane: h.Lane})
	return h.send(Outgoing{ID: id, To: authority, Application: &app})
}

// Abandon gives the hop up; its name is the code of a dead end.
func (h *HopMachine) Abandon(w Withdraw, m Moment) (Receipt, []Action, error) {
	if err := byParty(w.Act, h.Start.Requester); err != nil {
		return Receipt{}, nil, err
	}
	if h.Done() {
		return Receipt{}, nil, refuse("ended", "", "this hop has ended: %s", h.Outcome)
	}
	if err := notBefore(m.At, h.Since, "the hop's last turn"); err != nil {
		return Receipt{}, nil, err
	}
	code := w.Code
	if code == "" {
		code = CodeAbandoned
	}
	if code != CodeAbandoned && !slices.Contains(DeadEnds(), code) {
		return Receipt{}, nil, refuse("unknown-code", fmt.Sprintf("one of %v", DeadEnds()), "dead end %q has no name here", code)
	}
	acts := h.end(m, h.Start.Requester, code, w.Reason)
	return h.accept(w.Act, m, "hop abandoned: "+string(code)), acts, nil
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
