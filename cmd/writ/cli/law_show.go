package cli

import (
	"encoding/json"
	"fmt"

	"writ/legal"
)

// instrumentView is one instrument with everything that its data file says.
type instrumentView struct{ legal.Instrument }

// MarshalJSON gives the instrument itself.
func (v instrumentView) MarshalJSON() ([]byte, error) { return json.Marshal(v.Instrument) }

func (v instrumentView) write(p *page) {
	i := v.Instrument
	p.line("%s, %s", i.ID, i.Name)
	p.field("law of", i.Jurisdiction)
	p.field("does", string(i.Nature))
	p.field("in force", spanWords(i.InForce))
	p.field("used by", joined(i.Requesters))
	p.field("binds", joined(i.Binds))
	p.field("issued by", joined(i.Issuers))
	p.field("validated by", joined(i.ValidatedBy))
	p.field("standard", i.Standard)
	p.field("unlocks", joined(i.Unlocks))
	for _, t := range i.Thresholds {
		p.field("offence", thresholdWords(t))
	}
	for _, r := range i.Raised {
		p.field("raised", fmt.Sprintf("%s: decided by %s [%s]", joined(r.Protects), joined(r.Issuers), sourced(r.Source)))
	}
	v.clocks(p)
	if n := i.Notification; n != nil {
		p.field("notifies", notificationWords(*n))
	}
	for _, g := range i.RefusalGrounds {
		p.field("refusal", statementWords(g))
	}
	if i.Secrecy != nil {
		p.field("secrecy", i.Secrecy.Grounds+" ["+sourced(i.Secrecy.Source)+"]")
		if i.Secrecy.MaxTerm != nil {
			p.field("at most", termWords(*i.Secrecy.MaxTerm))
		}
	}
	if i.UserInformation != nil {
		p.field("the person", statementWords(*i.UserInformation))
	}
	for _, s := range i.Penalties {
		p.field("penalty", statementWords(s))
	}
	for _, s := range i.Notes {
		p.field("note", statementWords(s))
	}
	writeSources(p, i.Sources)
}

func (v instrumentView) clocks(p *page) {
	i := v.Instrument
	for _, c := range []struct {
		name string
		rule *legal.Rule
	}{
		{"acknowledge", i.Acknowledge}, {"reply", i.Reply}, {"emergency", i.EmergencyReply},
		{"validation", i.ExPostValidation}, {"may refuse", i.RefusalWindow}, {"in emergency", i.EmergencyWindow},
	} {
		if c.rule != nil {
			p.field(c.name, ruleWords(*c.rule))
		}
	}
	for _, c := range []struct {
		name string
		term *legal.Term
	}{{"valid for", i.Validity}, {"kept for", i.Hold}} {
		if c.term != nil {
			p.field(c.name, termWords(*c.term))
		}
	}
	for _, t := range i.Renewals {
		p.field("renewal", termWords(t))
	}
	if i.Renewable {
		p.field("renewal", "may be renewed for the same length, as often as the law's conditions are met")
	}
}

func ruleWords(r legal.Rule) string {
	return fmt.Sprintf("%s from %s, counted by %s, rule %s [%s]", r.Term.Period, r.From, r.Regime, r.ID, sourced(r.Term.Source))
}

func statementWords(s legal.Statement) string { return s.Text + " [" + sourced(s.Source) + "]" }

func spanWords(s *legal.Span) string {
	if s == nil {
		return ""
	}
	text := ""
	if s.From != "" {
		text = "from " + s.From
	}
	if s.Until != "" {
		text += " until " + s.Until
	}
	return text + " [" + sourced(s.Source) + "]"
}

func thresholdWords(t legal.Threshold) string {
	text := ""
	if t.Years > 0 {
		text = fmt.Sprintf("a maximum of at least %d years", t.Years)
	}
	if t.OverNetwork {
		text += ", committed over a network"
	}
	if len(t.Categories) > 0 {
		text += ", for " + joined(t.Categories) + " only"
	}
	if len(t.Offences) > 0 {
		if text != "" {
			text += ", or "
		}
		text += "of kind " + joined(t.Offences)
	}
	return text + " [" + sourced(t.Source) + "]"
}

func notificationWords(n legal.Notification) string {
	text := fmt.Sprintf("the %s in the State of the holder", n.To)
	if n.Suspends {
		text += "; delivery waits for it, save in an emergency"
	}
	if n.UnlessDomestic {
		text += "; not where offence and residence are in the issuing State"
	}
	return text + " [" + sourced(n.Source) + "]"
}

func writeSources(p *page, list []legal.Source) {
	p.title("sources")
	for _, s := range list {
		p.para("  ", sourced(s))
	}
}

// holderView is one holder with everything that its data file says.
type holderView struct{ legal.Holder }

// MarshalJSON gives the holder itself.
func (v holderView) MarshalJSON() ([]byte, error) { return json.Marshal(v.Holder) }

func (v holderView) write(p *page) {
	h := v.Holder
	p.line("%s, %s (%s)", h.ID, h.Name, h.Kind)
	if h.Illustrative {
		p.line("  illustrative: no source documents it")
	}
	for _, e := range h.Companies() {
		text := fmt.Sprintf("%s, %s, clocks in %s", e.Name, e.Jurisdiction, e.Zone)
		if len(e.Serves) > 0 {
			text += ", for users of " + joined(e.Serves)
		}
		p.field("entity", text+" ["+sourced(e.Source)+"]")
	}
	p.field("policy of", h.PolicyDate)
	p.field("name used", spanWords(h.InForce))
	p.field("channel", h.Channel)
	for _, m := range h.MustContain {
		p.field("must say", m)
	}
	if e := h.Emergency; e != nil {
		p.field("emergency", e.Test+" ["+sourced(e.Source)+"]")
		p.field("answers in", termWords(e.Expect))
	}
	for _, x := range h.Holdings {
		p.field("holds", holdingWords(x))
	}
	for _, l := range h.Lacks {
		p.field("has nothing", fmt.Sprintf("%s: %s [%s]", l.Category, l.What, sourced(l.Source)))
	}
	if n := h.Notice; n != nil {
		p.field("notice", noticeWords(*n))
	}
	if h.Preservation != nil {
		p.field("preserves", preservationWords(*h.Preservation))
	}
	for _, s := range h.Known {
		p.field("known to", statementWords(s))
	}
	writeSources(p, h.Sources)
}

func holdingWords(x legal.Holding) string {
	text := fmt.Sprintf("%s, asked by %s", x.Category, x.Asked)
	if x.What != "" {
		text += ": " + x.What
	}
	if len(x.Yields) > 0 {
		text += "; yields " + joined(x.Yields)
	}
	if x.NeedsRange {
		text += "; needs a range of dates"
	}
	if x.Retention != nil {
		text += "; kept " + termWords(*x.Retention)
	}
	return text
}

func noticeWords(n legal.Notice) string {
	text := "gives none before disclosure"
	if n.BeforeDisclosure {
		text = "before disclosure"
	}
	if len(n.Exceptions) > 0 {
		text += ", except " + joined(n.Exceptions)
	}
	return text + " [" + sourced(n.Source) + "]"
}

func preservationWords(x legal.Preservation) string {
	text := "for a time that is not known"
	if x.Hold != nil {
		text = string(x.Hold.Period.String())
	}
	for _, r := range x.Renewals {
		text += " + " + r.Period.String()
	}
	if x.Foreign != nil {
		text += "; for police abroad " + x.Foreign.Period.String()
		for _, r := range x.ForeignRenewals {
			text += " + " + r.Period.String()
		}
	}
	if x.AskBefore != nil {
		text += "; ask for an extension " + x.AskBefore.Period.String() + " before the end"
	}
	return text + " [" + sourced(x.Source) + "]"
}
