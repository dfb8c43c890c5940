package legal

// This file decides what a pack may say of an instrument's clocks, lengths and
// words.

// clocks checks each clock and those that make sense only beside another.
func (s spot) clocks(i Instrument) {
	s.rule("acknowledge", i.Acknowledge)
	s.rule("reply", i.Reply)
	s.rule("emergency_reply", i.EmergencyReply)
	s.rule("ex_post_validation", i.ExPostValidation)
	s.rule("refusal_window", i.RefusalWindow)
	s.rule("emergency_refusal_window", i.EmergencyWindow)
	s.faster("emergency_reply", i.EmergencyReply, i.Reply)
	s.faster("emergency_refusal_window", i.EmergencyWindow, i.RefusalWindow)
	s.faster("acknowledge", i.Acknowledge, i.Reply)
	if i.ExPostValidation != nil && len(i.ValidatedBy) == 0 {
		s.in("ex_post_validation").refuse("validation afterwards without validated_by")
	}
	if i.EmergencyWindow != nil && i.RefusalWindow == nil {
		s.in("emergency_refusal_window").refuse("emergency_refusal_window without refusal_window: want the window of the ordinary case too")
	}
}

// faster refuses a clock that is longer than the one that it must undercut.
func (s spot) faster(field string, quick, slow *Rule) {
	if quick != nil && slow != nil && longer(quick.Term, slow.Term) {
		s.in(field).refuse("%s of %s is longer than the %s of rule %q, which it must not outlast",
			field, quick.Term.Period, slow.Term.Period, slow.ID)
	}
}

// notification checks who else is told. Without a window nobody could say when
// a suspended delivery goes on; without an authority nobody could refuse.
func (s spot) notification(i Instrument) {
	n := i.Notification
	if n == nil {
		if i.RefusalWindow != nil {
			s.in("refusal_window").refuse("refusal_window without notification: want the authority that may refuse")
		}
		return
	}
	at := s.in("notification")
	if i.Nature != NatureCompulsory {
		at.refuse("notification on an instrument of nature %s: want a compulsory one", i.Nature)
	}
	member(at.in("to"), "role", n.To, roles())
	at.stated("suspends")
	at.in("source").source(n.Source)
	if n.Suspends && i.RefusalWindow == nil {
		at.in("suspends").refuse("suspends delivery without refusal_window: delivery would never go on")
	}
}

// lengths checks how long the order, the data or the secrecy lasts, and what
// may be renewed.
func (s spot) lengths(i Instrument) {
	s.optional("validity", i.Validity)
	s.optional("hold", i.Hold)
	if i.Secrecy != nil {
		s.in("secrecy").text("grounds", i.Secrecy.Grounds)
		s.in("secrecy", "source").source(i.Secrecy.Source)
		s.in("secrecy").optional("max_term", i.Secrecy.MaxTerm)
	}
	renewed := 0
	for _, set := range []bool{i.Hold != nil, i.Validity != nil, i.Nature == NatureSecrecy && i.Secrecy != nil && i.Secrecy.MaxTerm != nil} {
		if set {
			renewed++
		}
	}
	if i.Renewable || len(i.Renewals) > 0 {
		switch {
		case renewed == 0:
			s.refuse("renewals without hold, validity or max_term: want what is renewed")
		case renewed > 1:
			s.refuse("two clocks for one act: renewals beside more than one of hold, validity and max_term")
		case i.Renewable && len(i.Renewals) > 0:
			s.in("renewable").refuse("renewable without a number and renewals with one: want one or the other")
		}
	}
	for n, t := range i.Renewals {
		s.in("renewals", n).term(t, RegimeCivil)
	}
}

// words checks what is said in words: each has its source.
func (s spot) words(i Instrument) {
	s.statements("refusal_grounds", i.RefusalGrounds)
	s.statements("penalties", i.Penalties)
	s.statements("notes", i.Notes)
	if i.UserInformation != nil {
		s.in("user_information").statement(*i.UserInformation)
	}
}
