package cli

import (
	"fmt"
	"time"
)

// writeUses prints what was declared, with the verdict, and what was refused by rule.
func (v accessView) writeUses(p *page) {
	if len(v.uses) == 0 {
		return
	}
	p.title(usesTitle(v))
	for _, u := range v.uses {
		head := fmt.Sprintf("  %s  ", pad(shortID(string(u.id)), 8))
		p.hang(head, u.line(v.zone), u.look())
	}
	if len(v.Refused) == 0 {
		return
	}
	p.title("refused uses by rule")
	rows := [][]string{}
	for _, r := range v.Refused {
		rows = append(rows, []string{fmt.Sprint(r.Count), ruleLine(r.Rule)})
	}
	p.table("  ", rows, 0)
}

// usesTitle says how many there were; the grantor keeps the latest in full.
func usesTitle(v accessView) string {
	refused := 0
	for _, r := range v.Refused {
		refused += r.Count
	}
	text := fmt.Sprintf("uses: %d accepted, %d refused", v.accepted, refused)
	if v.accepted+refused > len(v.uses) {
		text += fmt.Sprintf("; the latest %d of them", len(v.uses))
	}
	return text
}

func (u usedView) line(zone *time.Location) string {
	text := stamp(u.At, zone)
	if !u.NotBefore.IsZero() {
		text = between(u.NotBefore, u.At, zone)
	}
	text += ": " + string(u.Purpose) + ", " + string(u.Shape)
	if u.Target != "" {
		text += " " + u.Target
	}
	switch {
	case u.verdict == nil:
		return text + ": no verdict yet, and until then not accepted"
	case u.verdict.Accepted && !u.overtaken.IsZero():
		return text + ": accepted; learned " + stamp(u.overtaken, zone) + ": the access had ended by then, or may have"
	case u.verdict.Accepted:
		return text + ": accepted"
	case u.verdict.Rule == "":
		return text + ": REFUSED: " + u.verdict.Reason
	}
	return text + ": REFUSED by " + ruleLine(u.verdict.Rule)
}

func (u usedView) look() string {
	if u.verdict != nil && !u.verdict.Accepted {
		return red
	}
	return ""
}
