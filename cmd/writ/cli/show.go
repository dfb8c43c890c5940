package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"writ/casefile"
	"writ/legal"
)

// caseView is a whole case as "writ case show" tells it.
type caseView struct {
	Now     time.Time         `json:"now"` // case time
	Record  casefile.Record   `json:"record"`
	State   casefile.State    `json:"state"`
	Account *casefile.Account `json:"account,omitempty"`
	Figures []hopFigure       `json:"figures"`
	Gates   []gate            `json:"gates"`
	// Pending lists what the papers of open hops still wait for.
	Pending []pending `json:"pending"`

	as string // see asWords
}

// gate lists what would open a hop's gate now.
type gate struct {
	Hop  casefile.HopID `json:"hop"`
	Ways []legal.Way    `json:"ways"`
	// Problem says why the ways are not known here.
	Problem string `json:"problem,omitempty"`
}

// pending is a word of an authority without which a paper may fall: its
// validation, or that it raises no ground for refusal.
type pending struct {
	Hop   casefile.HopID   `json:"hop"`
	What  string           `json:"what"` // validation or objection
	By    casefile.PartyID `json:"by,omitempty"`
	Until time.Time        `json:"until,omitzero"`
}

// newCaseView folds a record. A record that cannot be accounted yet (its end
// lies before its beginning) is shown without the account.
func newCaseView(r casefile.Record, now time.Time, gates []gate) caseView {
	v := caseView{Now: now, Record: r, State: casefile.Fold(r), Figures: []hopFigure{}, Gates: gates, Pending: []pending{}}
	if v.Gates == nil {
		v.Gates = []gate{}
	}
	if account, err := casefile.AccountOf(r, now); err == nil && account.Check() == nil {
		v.Account = &account
	}
	v.Figures = append(v.Figures, figures(r, v.State)...)
	return v
}

func (v caseView) write(p *page) {
	t := newTelling(v.Record.Opening, v.State.Hops)
	v.writeHeader(p, t)
	v.writeChain(p, t)
	v.writePerishing(p, t)
	v.writeTimeline(p, t)
	v.writeDays(p, t)
}

func (v caseView) writeHeader(p *page, t telling) {
	o := v.Record.Opening
	p.title("case " + string(o.Case))
	p.field("account", fmt.Sprintf("%s at %s", o.Account, o.Holder))
	if o.Access != nil {
		p.field("came by", "standing access "+originWords(*o.Access))
	}
	p.field("offence", offenceWords(o.Offence))
	p.field("threat", threatWords(o.Threat))
	if o.Purpose != "" && o.Purpose != legal.IdentifyAuthor {
		p.field("purpose", string(o.Purpose))
	}
	if len(o.Protected) > 0 {
		p.field("protected", joined(o.Protected)+": the law may raise who decides, or close a way")
	}
	p.field("requester", fmt.Sprintf("%s; times are those of %s; law of edition %s", o.Requester, o.Zone, o.Edition))
	p.field("detected", stamp(o.Detected, t.zone))
	p.field("opened", stamp(v.State.Opened, t.zone)+byName(o.By))
	p.field("stage", v.stage(t))
	if v.State.Ended.IsZero() {
		p.field("lane", string(v.State.Lane))
	}
	p.field("guard", v.guard(t))
}

func byName(d casefile.Decider) string {
	if d.Name == "" {
		return ""
	}
	return ", by " + d.Name
}

// stage says where the case stands and whom it awaits.
func (v caseView) stage(t telling) string {
	s := v.State
	switch {
	case s.Withdrawn:
		return "withdrawn " + stamp(s.Ended, t.zone)
	case s.Concluded && s.Level == casefile.LevelDeadEnd:
		return fmt.Sprintf("ended %s, nobody identified: %s", stamp(s.Ended, t.zone), codeWords(s.DeadEnd))
	case s.Concluded:
		return fmt.Sprintf("ended %s: %s", stamp(s.Ended, t.zone), levelWords(s.Level))
	}
	text := string(s.Stage)
	if len(s.Awaiting) > 0 {
		text += "; awaits " + joined(s.Awaiting)
	}
	return text + v.until(s.Due, t)
}

// until says a due instant both ways: when, and how far away.
func (v caseView) until(due time.Time, t telling) string {
	if due.IsZero() {
		return ""
	}
	far, _ := relativeDue(due, v.Now)
	return fmt.Sprintf(", until %s (%s)", stamp(due, t.zone), far)
}

func (v caseView) guard(t telling) string {
	g := v.State.Guard
	switch {
	case g == nil && v.Record.Opening.Guard:
		return "asked for, not posted yet"
	case g == nil:
		return "none"
	case g.Up && !g.Due.IsZero():
		return fmt.Sprintf("up since %s; next review %s", stamp(g.Since, t.zone), stamp(g.Due, t.zone))
	case g.Up:
		return "up since " + stamp(g.Since, t.zone)
	}
	return fmt.Sprintf("up from %s, lifted %s", stamp(g.Since, t.zone), stamp(g.Until, t.zone))
}

func (v caseView) writeChain(p *page, t telling) {
	p.title("chain")
	if len(v.State.Hops) == 0 {
		p.line("  no hop has begun yet")
	}
	for _, h := range v.State.Hops {
		head := pad(fmt.Sprintf("  hop %d", h.N), 9)
		p.hang(head, fmt.Sprintf("%s: %s", h.Holder, h.Lead.Identifier), "")
		for _, l := range v.hopLines(h, t) {
			p.para("         ", l)
		}
	}
	for _, l := range v.State.Leads {
		if l.Hop == "" {
			p.hang("  lead   ", l.Lead.Identifier.String()+": nobody has named its holder"+leadOrigin(l), "")
		}
	}
}

// hopLines says where a hop stands.
func (v caseView) hopLines(h casefile.HopView, t telling) []string {
	var lines []string
	switch {
	case h.Stage == casefile.StageEnded:
		lines = append(lines, fmt.Sprintf("ended %s: %s", stamp(h.Ended, t.zone), codeWords(h.Outcome)))
	case h.Started.IsZero():
		lines = append(lines, "waits for its turn")
	default:
		lines = append(lines, fmt.Sprintf("%s: awaits %s since %s (%s)%s", h.Stage, h.Awaiting,
			stamp(h.Since, t.zone), elapsed(v.Now.Sub(h.Since)), v.until(h.Due, t)))
	}
	lines = append(lines, v.accessLines(h, t)...)
	if h.Instrument != "" {
		lines = append(lines, "asked with "+string(h.Instrument))
	} else if h.Lane == casefile.LaneEmergency {
		lines = append(lines, "asked as an emergency")
	}
	// A reason from before the paper that is in work now would mislead.
	inWork := h.Stage != casefile.StageEnded && h.Stage != casefile.StageAwaitingApplication
	if h.Reason != "" && (len(h.Disclosed) == 0 || h.Restricted) && !inWork {
		lines = append(lines, fmt.Sprintf("last reason stated: %q", h.Reason))
	}
	if len(h.Disclosed) > 0 {
		lines = append(lines, "disclosed "+identifiers(h.Disclosed))
	}
	if h.Restricted && len(h.Disclosed) > 0 {
		lines = append(lines, "RESTRICTED: what came back on this hop may not be used")
	}
	for _, x := range v.Pending {
		if x.Hop == h.ID {
			lines = append(lines, v.pendingLine(x, len(h.Disclosed) > 0, t))
		}
	}
	if i := slices.IndexFunc(v.Gates, func(g gate) bool { return g.Hop == h.ID }); i >= 0 {
		lines = append(lines, gateLines(v.Gates[i])...)
	}
	return lines
}

// pendingLine says what a paper still waits for, and what happens otherwise.
func (v caseView) pendingLine(x pending, delivered bool, t telling) string {
	by := string(x.By)
	if by == "" {
		by = "an authority"
	}
	until := ""
	if !x.Until.IsZero() {
		far, _ := relativeDue(x.Until, v.Now)
		until = fmt.Sprintf(" until %s (%s)", stamp(x.Until, t.zone), far)
	}
	lost := "nothing may be delivered under it"
	if delivered {
		lost = "what came back may not be used"
	}
	if x.What == "validation" {
		return fmt.Sprintf("not validated yet: %s has time%s; without it the order falls, and %s", by, until, lost)
	}
	return fmt.Sprintf("%s may raise a ground for refusal%s; if it does the order falls, and %s", by, until, lost)
}

// gateLines lists what would open a gate, as one would type it.
func gateLines(g gate) []string {
	if g.Problem != "" {
		return []string{"what opens this gate is not known here: " + g.Problem}
	}
	if len(g.Ways) == 0 {
		return []string{"no instrument opens this gate"}
	}
	lines := []string{"opens with one of (writ case apply ... --instrument):"}
	for _, w := range g.Ways {
		lines = append(lines, fmt.Sprintf("  %s, %s: %s", w.Instrument.ID, decidedBy(w), w.Instrument.Name))
	}
	return lines
}

// decidedBy says who may issue the paper of a way, and who stands behind a
// signature that is not enough by itself. Where protected data may be touched
// these are not those of the instrument.
func decidedBy(w legal.Way) string {
	lower := slices.DeleteFunc(slices.Clone(w.Signers), func(r legal.Role) bool { return slices.Contains(w.Issuers, r) })
	var parts []string
	if len(w.Issuers) > 0 {
		parts = append(parts, "issued by "+joined(w.Issuers))
	}
	if len(lower) > 0 && len(w.ValidatedBy) > 0 {
		text := fmt.Sprintf("signed by %s if validated by one of %s", joined(lower), joined(w.ValidatedBy))
		if w.ValidateAfter != nil {
			text += " (in an emergency also afterwards: --before-validation)"
		}
		parts = append(parts, text)
	}
	if w.Notifies != nil && w.Suspends {
		parts = append(parts, "delivery waits for the "+string(w.Notifies.To)+" in the holder's State")
	}
	if len(parts) == 0 {
		return "issued by nobody"
	}
	return strings.Join(parts, "; ")
}

// writePerishing lists the data that does not last, and what keeps it.
func (v caseView) writePerishing(p *page, t telling) {
	rows := [][]string{}
	for _, h := range v.State.Hops {
		if h.PerishesAt.IsZero() && h.PreservedUntil.IsZero() {
			continue
		}
		rows = append(rows, []string{fmt.Sprintf("hop %d", h.N), string(h.Holder), v.perishing(h, t)})
	}
	if len(rows) == 0 {
		return
	}
	p.title("what perishes")
	p.table("  ", rows)
}

func (v caseView) perishing(h casefile.HopView, t telling) string {
	text := "no end by policy"
	switch {
	case h.Perished && h.PerishesAt.IsZero():
		text = "perished"
	case !h.PerishesAt.IsZero() && !h.PerishesAt.After(v.Now):
		text = "perished by policy " + stamp(h.PerishesAt, t.zone)
	case !h.PerishesAt.IsZero():
		far, _ := relativeDue(h.PerishesAt, v.Now)
		text = fmt.Sprintf("perishes %s (%s)", stamp(h.PerishesAt, t.zone), far)
	}
	switch {
	case h.PreservedUntil.IsZero():
		return text + "; not preserved"
	case !h.PreservedUntil.After(v.Now):
		return text + "; was preserved until " + stamp(h.PreservedUntil, t.zone)
	}
	return text + "; preserved until " + stamp(h.PreservedUntil, t.zone)
}
