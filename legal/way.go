package legal

import (
	"fmt"
	"slices"
)

// way says what the instrument asks for in this question. It holds for a use
// without obstacles.
func (u use) way() Way {
	i := u.instrument.clone()
	e := *u.entity()
	e.Serves = slices.Clone(e.Serves)
	d, _ := deciderOf(&i, u.protected)
	w := Way{
		Instrument: i, Entity: e, Signers: slices.Clone(d.signers), Issuers: d.alone(),
		Reply: u.reply(&i), Acknowledge: copied(i.Acknowledge),
		ValidateAfter: copied(validatesLater(&i, u.emergency, u.protected)),
		Reasons:       u.merits(),
	}
	if len(w.Issuers) < len(w.Signers) {
		w.ValidatedBy = slices.Clone(d.validators)
	}
	if u.notifies(&i) {
		w.Notifies = copied(i.Notification)
		w.Window = u.window(&i)
		w.Suspends = i.Notification.Suspends && !u.emergency
	}
	return w
}

// reply is the clock of the answer: the emergency's own where there is one.
func (u use) reply(i *Instrument) *Rule {
	if u.emergency && i.EmergencyReply != nil {
		return copied(i.EmergencyReply)
	}
	return copied(i.Reply)
}

func (u use) notifies(i *Instrument) bool {
	return i.Notification != nil && !(i.Notification.UnlessDomestic && u.domestic)
}

func (u use) window(i *Instrument) *Rule {
	if u.emergency && i.EmergencyWindow != nil {
		return copied(i.EmergencyWindow)
	}
	return copied(i.RefusalWindow)
}

// merits says why the instrument does open the gate, and what comes with it.
func (u use) merits() []Reason {
	i := u.instrument
	e := u.entity()
	d, _ := deciderOf(i, u.protected)
	reasons := make([]Reason, 0, 8)
	add := func(code, text string, s Source) { reasons = append(reasons, because(code, text, s)) }
	add(CodeBinds, string(i.ID)+" applies to "+e.Name+", established in "+e.Jurisdiction, u.source())
	if u.discloses() {
		add(CodeUnlocks, "unlocks "+list(u.categories), u.source())
	}
	if i.Nature == NatureVoluntary {
		add(CodeDecides, string(u.holder.ID)+" decides and may refuse: disclosure is voluntary", u.source())
	} else {
		add(CodeIssuers, issuedBy(d), d.source)
	}
	if i.ExecutedBy != "" {
		add(CodeExecutes, "executed by "+an(string(i.ExecutedBy))+" of the holder's State, "+state(e.Jurisdiction)+", before the holder is bound", u.source())
	}
	add(CodeStandard, "standard: "+i.Standard, u.source())
	if t := u.holder.Emergency; i.Nature == NatureVoluntary && t != nil {
		add(CodeStandard, "the holder's own test: "+t.Test, t.Source)
	}
	reasons = u.graveEnough(reasons)
	for _, r := range d.raised {
		add(CodeRaised, fmt.Sprintf("data of %s may be touched: decided by %s instead", list(r.Protects), list(d.signers)), r.Source)
	}
	return u.consequences(reasons)
}

func issuedBy(d decider) string {
	alone := d.alone()
	switch {
	case len(alone) == len(d.signers):
		return "issued by: " + list(alone)
	case len(alone) == 0:
		return "signed by: " + list(d.signers) + "; validated by: " + list(d.validators)
	}
	lower := slices.DeleteFunc(slices.Clone(d.signers), d.mayAlone)
	return "issued by: " + list(alone) + "; signed by " + list(lower) + " it needs validation by one of: " + list(d.validators)
}

// consequences adds the clocks and the authorities that the paper brings with
// it.
func (u use) consequences(reasons []Reason) []Reason {
	i := u.instrument
	if r := u.reply(i); r != nil {
		reasons = append(reasons, because(CodeReplies,
			fmt.Sprintf("an answer is due within %s of %s", r.Term.Period, r.From), r.Term.Source))
	}
	if r := validatesLater(i, u.emergency, u.protected); r != nil {
		reasons = append(reasons, because(CodeValidates,
			fmt.Sprintf("validation may follow within %s of %s, if it cannot be had in time", r.Term.Period, r.From), r.Term.Source))
	}
	n := i.Notification
	switch {
	case n == nil:
		return reasons
	case !u.notifies(i):
		return append(reasons, because(CodeNotTold, "no authority is notified: the offence and the person's residence are in the issuing State", n.Source))
	}
	text := an(string(n.To)) + " of the holder's State is notified"
	switch window := u.window(i); {
	case n.Suspends && u.emergency:
		text += "; in an emergency delivery does not wait for it"
	case n.Suspends && window != nil:
		text += fmt.Sprintf(", and delivery waits up to %s for it", window.Term.Period)
	case n.Suspends:
		text += ", and delivery waits for it"
	}
	return append(reasons, because(CodeNotifies, text, n.Source))
}
