package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"writ/access"
	"writ/casefile"
	"writ/exercise"
	"writ/protocol"
)

// accessStep stands where a line of the case names its step.
const accessStep = "access"

// stoodView is one event of a standing access as a play tells it: beside its date and
// party, between whom and about what.
type stoodView struct {
	casefile.Event
	grant exercise.Grant
	tell  telling
	date  *string // of the event printed before, of the case too
	cols  columns
}

func (v stoodView) write(p *page) {
	today := v.At.In(v.tell.zone).Format("Mon 2006-01-02")
	if today != *v.date {
		p.line("  %s", p.tint(bold, today))
		*v.date = today
	}
	told := v.Event
	told.Source, told.Use = "", "" // stand in the account of the access
	head := "    " + clockTime(v.At, v.tell.zone) + "  " + pad(accessStep, v.cols.step) + "  " + pad(string(v.By), v.cols.by) + "  "
	p.hang(head, fmt.Sprintf("%s to %s, %q: %s", v.grant.Grantor, v.grant.Grantee, v.grant.Contract, v.tell.event(told)), look(v.Kind))
}

// isStood reports whether an event of a standing access is told while it is played:
// not that a grant waits for what it hangs on, nor reminders, which come late.
func isStood(e casefile.Event, g exercise.Grant) bool {
	switch e.Kind {
	case casefile.EvAccessRequested:
		return g.Requested
	case casefile.EvReminder:
		return false
	}
	return true
}

// standingView is how each standing access of a play stands at its end, and the
// scenario's counts of days.
type standingView struct {
	Grants  []exercise.Standing
	Figures []exercise.Expected

	played exercise.Played
	zone   *time.Location
}

func (v standingView) write(p *page) {
	p.title("standing access, in the time of " + v.zone.String())
	for i, g := range v.Grants {
		if i > 0 {
			p.blank()
		}
		v.writeGrant(p, g)
	}
	v.writeCounts(p)
}

// writeGrant says of one contract how it stands at its grantor, and what of that its
// grantee was told.
func (v standingView) writeGrant(p *page, g exercise.Standing) {
	p.line("  %s", p.tint(bold, fmt.Sprintf("%s to %s, %q", g.Grant.Grantor, g.Grant.Grantee, g.Grant.Contract)))
	if g.Access == nil || g.Subscription == nil {
		p.para("    ", "one of its sides was not read")
		return
	}
	at, told := v.of(*g.Access), v.of(*g.Subscription)
	p.hang("    stands    ", at.stageLine(), look(stageLook(casefile.Stage(at.Stage))))
	if heard := told.stageLine(); heard != at.stageLine() {
		p.hang("    is told   ", heard, "")
	}
	p.hang("    may be    ", usableWords(at), "")
	if at.received != "" {
		p.hang("    received  ", receivedWords(at.received), "")
	}
	p.hang("    uses      ", usesLine(at), "")
	for _, t := range at.talks {
		p.hang("    talks     ", talkWords(at, t), "")
	}
	for _, f := range v.findings(g.Access) {
		p.hang("    found     ", f, "")
	}
	for _, c := range at.Claims {
		p.hang("    between   ", claimWords(c), "")
	}
}

// of is one side's own view, at the last instant of the play.
func (v standingView) of(t protocol.Task) accessView { return newAccessView(t, v.last(), v.zone) }

// last is when the play was over: the last that a party did or learned about a contract.
// What only a clock brought does not count, nor the clock itself: how far it ran on
// depends on the machine.
func (v standingView) last() time.Time {
	var last time.Time
	for _, g := range v.Grants {
		for _, side := range []*protocol.Task{g.Access, g.Subscription} {
			if side == nil {
				continue
			}
			for _, e := range side.Events {
				rung := e.Kind == casefile.EvReminder || e.Kind == casefile.EvNoResult
				if !rung && e.At.After(last) {
					last = e.At
				}
			}
		}
	}
	return last
}

// stageLook is the event whose colour a stage has.
func stageLook(s casefile.Stage) casefile.EventKind {
	if casefile.AccessUsable(s) {
		return casefile.EvAccessGranted
	}
	return casefile.EvAccessTerminated
}

func usesLine(v accessView) string {
	parts := []string{fmt.Sprintf("%d accepted", v.accepted)}
	for _, r := range v.Refused {
		parts = append(parts, fmt.Sprintf("%d refused by %s", r.Count, r.Rule))
	}
	return strings.Join(parts, ", ")
}

func talkWords(v accessView, t access.Talk) string {
	said := ""
	for _, x := range t.Positions {
		said += fmt.Sprintf("%s %s; ", x.By.Party, positionWords(x))
	}
	return said + v.talkLine(t)
}

// findings are the findings at the grantor, with where they were read.
func (v standingView) findings(t *protocol.Task) []string {
	var lines []string
	for _, f := range t.Access.Findings {
		line := fmt.Sprintf("%s, %s: %s", f.At.In(v.zone).Format(time.DateOnly), codeWords(casefile.Code(f.Kind)), f.Reason)
		if f.Source != "" {
			line += " [" + f.Source + "]"
		}
		lines = append(lines, line)
	}
	return lines
}

func claimWords(c claim) string {
	verb := "was"
	if c.Denies {
		verb = "was NOT"
	}
	return fmt.Sprintf("one source has it that this %s %s [%s]", verb, c.Intermediary, c.Source)
}

// writeCounts prints the figures by name, each with the dates between which it counts.
func (v standingView) writeCounts(p *page) {
	p.title("days between dates")
	for _, f := range v.Figures {
		count, err := f.Count(v.played)
		if err != nil {
			p.hang("        -  ", f.Name+": "+err.Error(), red)
			continue
		}
		from, to := count.From.At.In(zoneOf(count.Zone)), count.To.At.In(zoneOf(count.Zone))
		text := fmt.Sprintf("%s (%s to %s, %s)", f.Name, from.Format(time.DateOnly), to.Format(time.DateOnly), count.Zone)
		p.hang(fmt.Sprintf("  %7d  ", count.DaysBetween), text, "")
	}
}

// lookAtAccess lists the commands that show a play's standing accesses as their
// grantees have them, and all of each grantor's.
func lookAtAccess(writ string, grants []exercise.Standing) []string {
	var lines []string
	for _, party := range grantors(grants) {
		lines = append(lines, fmt.Sprintf("  %s access list --party %s", writ, party))
	}
	for _, g := range grants {
		lines = append(lines, fmt.Sprintf("  %s access show %s --party %s", writ, shortID(string(g.ID)), g.Grant.Grantee))
	}
	return lines
}

// countAccess lists the commands that count what became of each grantor's grants.
func countAccess(writ string, grants []exercise.Standing) []string {
	var lines []string
	for _, party := range grantors(grants) {
		lines = append(lines, fmt.Sprintf("  %s report access --as %s --exact", writ, protocol.ExerciseBooks(party)))
	}
	return lines
}

// grantors are the parties that granted, each once, in the order of the script.
func grantors(grants []exercise.Standing) []casefile.PartyID {
	var ids []casefile.PartyID
	for _, g := range grants {
		if !slices.Contains(ids, g.Grant.Grantor) {
			ids = append(ids, g.Grant.Grantor)
		}
	}
	return ids
}
