package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"writ/legal"
)

// briefingView is what "writ law require" prints: the answer first, the
// argument after it.
type briefingView struct {
	legal.Briefing
	ask legal.Ask
	why bool // say the whole argument, for and against
}

// MarshalJSON gives the briefing itself.
func (v briefingView) MarshalJSON() ([]byte, error) { return json.Marshal(v.Briefing) }

func (v briefingView) write(p *page) {
	p.para("", fmt.Sprintf("%s, asked from %s for %s (law of edition %s, holder's policy of %s)",
		v.House.Name, v.ask.Requester, joined(v.ask.Categories), v.Edition, v.House.PolicyDate))
	if v.House.Illustrative {
		p.line("  illustrative holder: no source documents it")
	}
	v.ways(p)
	v.split(p)
	v.perishing(p)
	v.preserve(p)
	v.house(p)
	v.excluded(p)
}

func (v briefingView) ways(p *page) {
	if len(v.Ways) == 0 {
		p.title("no way is open")
		p.para("  ", "each instrument and the reason against it stands below")
		return
	}
	p.title("ways, lightest first")
	for i, g := range v.Ways {
		w := v.Requirement.Ways[i]
		p.hang(fmt.Sprintf("  %d  ", i+1), fmt.Sprintf("%s, %s", g.Instrument, w.Instrument.Name), bold)
		zone := zoneOf(w.Entity.Zone)
		for _, f := range [][2]string{
			{"from whom", g.FromWhom}, {"addressed to", fmt.Sprintf("%s (%s)", w.Entity.Name, w.Entity.Jurisdiction)}, {"how fast", g.HowFast},
		} {
			p.hang("     "+pad(f[0], 13), f[1], "")
		}
		for _, c := range g.Clocks {
			p.hang("     "+pad("", 13), clockWords(c, zone), faint)
		}
		if w.Notifies != nil {
			p.hang("     "+pad("notifies", 13), notificationWords(*w.Notifies), "")
		}
		p.hang("     "+pad("standard", 13), w.Instrument.Standard, "")
		if !v.why {
			continue
		}
		for _, r := range w.Reasons {
			p.hang("     "+pad("because", 13), reasonWords(r), faint)
		}
	}
}

func clockWords(c legal.Counted, zone *time.Location) string {
	if c.Problem != "" {
		return c.Act + ": cannot be counted: " + c.Problem
	}
	return fmt.Sprintf("%s: if it began now, late from %s (%s by %s)", c.Act, stamp(c.Due, zone), c.Rule.Term.Period, c.Rule.Regime)
}

func (v briefingView) split(p *page) {
	s := v.Requirement.Split
	if s == nil {
		return
	}
	p.title("ask in two requests")
	p.hang("  light  ", fmt.Sprintf("%s by %s", joined(s.Light), s.LightInstrument), "")
	p.hang("  heavy  ", fmt.Sprintf("%s by %s", joined(s.Heavy), s.HeavyInstrument), "")
	for _, r := range s.Reasons {
		p.para("  ", "the light one: "+reasonWords(r))
	}
}

func (v briefingView) perishing(p *page) {
	if len(v.Perishing) == 0 && len(v.Requirement.NotHeld) == 0 && len(v.Requirement.Lacks) == 0 {
		return
	}
	p.title("what perishes first")
	for _, x := range v.Perishing {
		text := "kept " + termWords(x.Retention)
		if x.What != "" {
			text = x.What + ": " + text
		}
		if !x.Gone.IsZero() {
			text = "gone " + stamp(x.Gone, x.Gone.Location()) + "; " + text
		}
		p.hang("  "+pad(string(x.Category), 20)+"  ", text, "")
	}
	for _, c := range v.Requirement.NotHeld {
		p.hang("  "+pad(string(c), 20)+"  ", "the registry knows of none that this holder has", "")
	}
	for _, l := range v.Requirement.Lacks {
		p.hang("  "+pad(string(l.Category), 20)+"  ", "holds nothing: "+l.What+" ["+sourced(l.Source)+"]", "")
	}
}

func (v briefingView) preserve(p *page) {
	if v.Preserve == nil {
		return
	}
	p.title("meanwhile, have it preserved")
	text := fmt.Sprintf("%s, %s", v.Preserve.Way.Instrument.ID, v.Preserve.Way.Instrument.Name)
	p.field("by", text)
	p.field("signed by", joined(v.Preserve.Way.Instrument.Issuers))
	if v.Preserve.Hold != nil {
		p.field("kept for", termWords(*v.Preserve.Hold))
	}
	for _, r := range v.Preserve.Renewals {
		p.field("renewal", termWords(r))
	}
	if v.Preserve.Own != nil {
		p.field("its terms", preservationWords(*v.Preserve.Own))
	}
}

func (v briefingView) house(p *page) {
	h := v.House
	p.title("what is known of " + h.Name)
	p.field("channel", h.Channel)
	for _, m := range h.MustContain {
		p.field("must say", m)
	}
	if h.Emergency != nil {
		p.field("emergency", h.Emergency.Test+" ["+sourced(h.Emergency.Source)+"]")
	} else {
		p.field("emergency", "no lane for emergency requests is known")
	}
	p.field("notice", reasonWords(v.Notice.Reason))
	for _, s := range h.Known {
		p.field("known to", statementWords(s))
	}
}

func (v briefingView) excluded(p *page) {
	if len(v.Requirement.Excluded) == 0 {
		return
	}
	p.title("not open, and why")
	far := 0
	for _, x := range v.Requirement.Excluded {
		if !v.why && farOff(x) {
			far++
			continue
		}
		p.line("  %s", x.Instrument)
		for _, r := range x.Reasons {
			p.hang("    - ", reasonWords(r), faint)
		}
	}
	if far > 0 {
		p.para("  ", fmt.Sprintf("and %d instruments that are other authorities' to use, bind elsewhere or disclose nothing: --why gives the reason against each", far))
	}
}

// farOff tells an instrument that could never answer such a question here from
// one that another offence, category or emergency would open.
func farOff(x legal.Exclusion) bool {
	return slices.ContainsFunc(x.Reasons, func(r legal.Reason) bool {
		return slices.Contains([]string{
			legal.CodeRequesterElsewhere, legal.CodeHolderNotBound, legal.CodeDisclosesNothing, legal.CodeDomestic,
		}, r.Code)
	})
}

// reasonWords is a reason with its source.
func reasonWords(r legal.Reason) string { return r.Text + " [" + sourceName(r.Source) + "]" }

// sourceName is a source without its note, with its mark.
func sourceName(s legal.Source) string {
	s.Note = ""
	return sourced(s)
}
