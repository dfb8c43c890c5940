package casefile_test

import (
	"writ/casefile"
	"writ/legal"
	"writ/legal/clock"
)

// What nobody may do with the papers of an emergency, with an order of which an
// authority was notified, and with the law itself.
func lawRefusals() []refusal {
	return append(append(append(issueRefusals(), decideOnOrderRefusals()...), clearedRefusals()...), moveRefusals()...)
}

func issueRefusals() []refusal {
	apply := func(name, code string, x *casefile.HopMachine, a casefile.Apply) refusal {
		return refusal{name: name, code: code, on: x, act: a.Act, try: func() error { _, _, err := x.Apply(a, at(hour)); return err }}
	}
	nowhere := func(s *casefile.HopStart) { s.Zone = "Asia/Kolkata" } // no calendar there
	ofNoOffice := func(s *casefile.HopStart) { s.Office = "" }
	aClerk := func(s *casefile.HopStart) { s.Office = legal.RoleHolder }
	first := func(a *casefile.Apply) { a.BeforeValidation = true }
	return []refusal{
		apply("issued first without an emergency", "no-emergency", europeanHop(), issueFirst()),
		apply("issued first where nothing may follow", "validation-first", refusedVoluntarily(), heavy(first)),
		apply("issued first again after it was not validated", "validation-first", notValidated(), issueFirst(func(a *casefile.Apply) { a.Key = "again" })),
		apply("issued first by an unknown office", "issuer-without-power", refusedVoluntarily(ofNoOffice), issueFirst()),
		apply("issued first by an office that cannot", "issuer-without-power", refusedVoluntarily(aClerk), issueFirst()),
		apply("issued first where no clock runs", "no-clock", refusedVoluntarily(nowhere), issueFirst()),
		apply("with nobody to notify", "no-enforcing-authority", europeanHop(), heavy(func(a *casefile.Apply) { a.Enforcing = "" })),
		apply("protected data issued first", "validation-first", refusedVoluntarily(func(s *casefile.HopStart) {
			s.Protected = []legal.Protection{legal.LawyerData}
		}), issueFirst()),
	}
}

// validation and notification are the tasks of the two authorities.
func validation() *casefile.ApplicationMachine {
	h := unvalidated()
	return begun(must(casefile.NewApplication(deskOf(prosecutor, "Europe/Paris", night.Add(hour)), *h.Open[len(h.Open)-1].Application)))
}

func notification() *casefile.ApplicationMachine {
	h := suspended()
	return begun(must(casefile.NewApplication(deskOf(dublin, "Europe/Dublin", night.Add(hour)), *h.Open[len(h.Open)-1].Application)))
}

func decideOnOrderRefusals() []refusal {
	row := func(name, code string, x *casefile.ApplicationMachine, who casefile.Decider, m casefile.Moment, change ...func(*casefile.DecideApplication)) refusal {
		d := casefile.DecideApplication{Act: by(who), Verdict: casefile.Granted, Reason: "as said"}
		for _, c := range change {
			c(&d)
		}
		return refusal{name: name, code: code, on: x, act: d.Act, try: func() error { _, err := x.Decide(d, m); return err }}
	}
	verdict := func(v casefile.Verdict) func(*casefile.DecideApplication) {
		return func(d *casefile.DecideApplication) { d.Verdict = v }
	}
	clerk := casefile.Decider{Party: prosecutor.Party, Role: legal.RoleAgency}
	another := validation()
	another.Application.Validates.ID = "another"
	calm := validation()
	calm.Application.Threat = nil
	decided := validation()
	must(decided.Decide(casefile.DecideApplication{Act: by(prosecutor), Verdict: casefile.Granted}, at(2*hour)))
	return []refusal{
		row("validated by the requester", "own-application", validation(), police, at(2*hour)),
		row("another order validated", "another-order", another, prosecutor, at(2*hour)),
		row("validated afterwards without an emergency", "validation-first", calm, prosecutor, at(2*hour)),
		row("validated twice", "decided", decided, prosecutor, at(3*hour)),
		row("validated by a clerk", "issuer-without-power", validation(), clerk, at(2*hour)),
		row("validated in part", "unknown-verdict", validation(), prosecutor, at(2*hour), verdict(casefile.Narrowed)),
		row("sent back while its clock runs", "unknown-verdict", validation(), prosecutor, at(2*hour), verdict(casefile.Returned)),
		row("validated with another scope", "not-narrowed", validation(), prosecutor, at(2*hour), func(d *casefile.DecideApplication) { d.Categories = light }),
		row("validated with a gag", "not-narrowed", validation(), prosecutor, at(2*hour), func(d *casefile.DecideApplication) { d.GagUntil = night.Add(90 * day) }),
		row("validated too late", "too-late", validation(), prosecutor, at(3*day)),
		row("refused silently", "no-reason", validation(), prosecutor, at(2*hour), verdict(casefile.Denied), func(d *casefile.DecideApplication) { d.Reason = "" }),
		row("objected to by another office", "issuer-without-power", notification(), casefile.Decider{Party: dublin.Party, Role: legal.RoleAgency}, at(2*hour), verdict(casefile.Denied)),
		row("objected to too late", "too-late", notification(), dublin, at(30*day), verdict(casefile.Denied)),
		row("objected to silently", "no-reason", notification(), dublin, at(2*hour), verdict(casefile.Denied), func(d *casefile.DecideApplication) { d.Reason = "" }),
	}
}

func clearedRefusals() []refusal {
	row := func(name, code string, x *casefile.DemandMachine, who casefile.Decider, m casefile.Moment) refusal {
		return refusal{name: name, code: code, on: x, act: by(who), try: func() error { _, _, err := x.Cleared(by(who), m); return err }}
	}
	under := func() *casefile.DemandMachine { return received(panics{}, suspended()) }
	open := received(panics{}, servedInEurope())
	twice := under()
	_, _, err := twice.Cleared(by(forum), at(2*hour))
	must(twice, err)
	barred := under()
	deliver := casefile.DecideDisclosure{Act: by(forum), Status: casefile.Disclosed, Delivered: []casefile.Identifier{ip(lastDay.To)}}
	return []refusal{
		row("cleared by the requester", "wrong-party", under(), police, at(2*hour)),
		row("cleared before it was served", "too-early", under(), forum, at(-hour)),
		row("cleared with nothing to clear", "not-suspended", open, forum, at(2*hour)),
		row("cleared twice", "not-suspended", twice, forum, at(3*hour)),
		{name: "delivered while the authority has its time", code: "suspended", on: barred, act: deliver.Act, try: func() error {
			_, _, err := barred.Decide(deliver, at(2*hour))
			return err
		}},
	}
}

func moveRefusals() []refusal {
	moves := func(name, code string, x *casefile.CaseMachine, a casefile.MoveLaw) refusal {
		return refusal{name: name, code: code, on: x, act: a.Act, try: func() error { _, _, err := x.MoveLaw(a, at(day)); return err }}
	}
	european := func() *casefile.CaseMachine { return begun(must(casefile.NewCase(europeanOpening()))) }
	to := func(edition string) casefile.MoveLaw {
		return casefile.MoveLaw{Act: by(police), Edition: edition, Reason: "as said"}
	}
	early := to(legal.CurrentEdition)
	orphan := mourning(panics{}, "2026-10-20")
	orphan.ID, orphan.Extends = "ie-west", "no-such-calendar"
	same := mourning(panics{}, "2026-10-20")
	same.Version = must(legal.Open(legal.CurrentEdition)).Calendars()[0].Version()
	ended := european()
	_, _, err := ended.Withdraw(casefile.Withdraw{Act: by(police)}, at(hour))
	must(ended, err)
	x := received(panics{}, servedInEurope())
	byHolder := move(police, mourning(panics{}, "2026-10-20"))
	again := received(panics{}, servedInEurope())
	idle := casefile.MoveLaw{Act: by(forum), Edition: legal.CurrentEdition, Reason: "as said"}
	old := european()
	return []refusal{
		moves("moved by the prosecutor", "wrong-party", european(), move(prosecutor, mourning(panics{}, "2026-10-20"))),
		moves("moved after the end", "ended", ended, move(police, mourning(panics{}, "2026-10-20"))),
		moves("moved to an edition nobody knows", "unknown-edition", european(), to("1999-01")),
		moves("moved to where it is", "nothing-changes", european(), to(legal.CurrentEdition)),
		moves("moved to the calendar that is", "nothing-changes", european(), move(police, clock.CalendarData(same))),
		moves("moved to a calendar on nothing", "bad-calendar", european(), move(police, orphan)),
		moves("moved to where its holder is not", "unknown-holder", old, to("2026-11")),
		{name: "moved before it was opened", code: "too-early", on: old, act: early.Act, try: func() error { _, _, err := old.MoveLaw(early, at(-day)); return err }},
		{name: "a demand moved by the requester", code: "wrong-party", on: x, act: byHolder.Act, try: func() error { _, _, err := x.MoveLaw(byHolder, at(day)); return err }},
		{name: "a demand moved to where it is", code: "nothing-changes", on: again, act: idle.Act, try: func() error { _, _, err := again.MoveLaw(idle, at(day)); return err }},
	}
}

// restrictedRefusals are those of a case that stands on what may not be used.
func restrictedRefusals() []refusal {
	c := begun(must(casefile.NewCase(europeanOpening())))
	onward(c, pendingIn(c, 0, at(6*hour), subscriber, phone), "")
	conclude := casefile.Conclude{Act: by(police), Level: casefile.LevelSubscriber}
	pending := refusal{name: "concluded on what may still fall", code: "validation-pending", on: c, act: conclude.Act, try: func() error {
		_, _, err := c.Conclude(conclude, at(day))
		return err
	}}
	d := begun(must(casefile.NewCase(europeanOpening())))
	onward(d, pendingIn(d, 0, at(6*hour), subscriber, phone), "")
	onward(d, fallIn(d, 0, at(2*day)))
	lead := casefile.AddLead{Act: by(police), Identifier: phone, Holder: "example-mail-de"}
	return []refusal{
		pending,
		{name: "concluded on what may not be used", code: "restricted-data", on: d, act: conclude.Act, try: func() error {
			_, _, err := d.Conclude(conclude, at(3*day))
			return err
		}},
		{name: "a lead from what may not be used", code: "restricted-data", on: d, act: lead.Act, try: func() error {
			_, _, err := d.AddLead(lead, at(3*day))
			return err
		}},
	}
}

// panics is a test that fails by a panic, where rows are made.
type panics struct{}

func (panics) Errorf(format string, args ...any) { panic(format) }
func (panics) FailNow()                          { panic("a row could not be made") }

// notValidated is a hop whose own order the prosecutor did not validate, before
// any answer.
func notValidated() *casefile.HopMachine {
	h := unvalidated()
	d := casefile.Decision{Verdict: casefile.Denied, Decider: prosecutor, Reason: "no danger", At: at(hour * 3 / 4).At}
	h.Decided(h.Validation.Request, d, at(hour*3/4))
	return h
}
