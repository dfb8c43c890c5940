package casefile_test

import (
	"writ/casefile"
	"writ/legal"
)

// What a requester may not do in a hop.
func hopRefusals() []refusal {
	apply := func(name, code string, x *casefile.HopMachine, at casefile.Moment, change ...func(*casefile.Apply)) refusal {
		a := casefile.Apply{Act: by(agent), Instrument: "us.2703d-order", Facts: "threats were posted"}
		for _, c := range change {
			c(&a)
		}
		return refusal{name: name, code: code, on: x, act: a.Act, try: func() error { _, _, err := x.Apply(a, at); return err }}
	}
	abandon := func(name, code string, x *casefile.HopMachine, at casefile.Moment, change ...func(*casefile.Withdraw)) refusal {
		w := casefile.Withdraw{Act: by(agent), Reason: "no use"}
		for _, c := range change {
			c(&w)
		}
		return refusal{name: name, code: code, on: x, act: w.Act, try: func() error { _, _, err := x.Abandon(w, at); return err }}
	}
	with := func(id legal.InstrumentID) func(*casefile.Apply) {
		return func(a *casefile.Apply) { a.Instrument = id }
	}
	waiting := func(s *casefile.HopStart) { s.Wait = true }

	ended := hop()
	_, _, err := ended.Abandon(casefile.Withdraw{Act: by(agent)}, after(hour))
	must(ended, err)
	refusedAt3 := hop(threatened)
	refusedAt3.Answered(refusedAt3.InForce, casefile.Answer{Status: casefile.Rejected, Decider: desk, At: opened.Add(3 * hour)}, after(3*hour))

	return []refusal{
		apply("by the court", "wrong-party", hop(), after(hour), func(a *casefile.Apply) { a.By = judge }),
		apply("before its turn", "not-now", hop(waiting), after(hour)),
		apply("while the holder decides", "not-now", hop(threatened), after(hour)),
		apply("after the end", "not-now", ended, after(day)),
		apply("for a paper nobody knows", "unknown-instrument", hop(), after(hour), with("us.letter")),
		apply("for content with a subpoena", "not-applicable", hop(), after(hour), func(a *casefile.Apply) {
			a.Instrument, a.Categories = "us.subpoena", []legal.Category{legal.StoredContentData}
		}),
		apply("for a paper that discloses nothing", "not-applicable", hop(), after(hour), with("us.preservation")),
		apply("for an emergency without one", "not-applicable", hop(), after(hour), with("us.emergency-disclosure")),
		apply("before the hop began", "too-early", hop(), after(-hour)),
		apply("before the refusal it answers", "too-early", refusedAt3, after(2*hour)),

		abandon("by the holder", "wrong-party", hop(), after(hour), func(w *casefile.Withdraw) { w.By = desk }),
		abandon("twice", "ended", ended, after(day)),
		abandon("before the hop began", "too-early", hop(), after(-hour)),
		abandon("as something that is no dead end", "unknown-code", hop(), after(hour), func(w *casefile.Withdraw) { w.Code = casefile.CodeSubscriber }),
	}
}

// What a requester may not do in a case.
func caseRefusals() []refusal {
	lead := func(name, code string, x *casefile.CaseMachine, at casefile.Moment, change ...func(*casefile.AddLead)) refusal {
		a := casefile.AddLead{Act: by(agent), Identifier: address, Holder: "example-mail"}
		for _, c := range change {
			c(&a)
		}
		return refusal{name: name, code: code, on: x, act: a.Act, try: func() error { _, _, err := x.AddLead(a, at); return err }}
	}
	conclude := func(name, code string, x *casefile.CaseMachine, at casefile.Moment, change ...func(*casefile.Conclude)) refusal {
		c := casefile.Conclude{Act: by(agent), Level: casefile.LevelSubscriber}
		for _, f := range change {
			f(&c)
		}
		return refusal{name: name, code: code, on: x, act: c.Act, try: func() error { _, _, err := x.Conclude(c, at); return err }}
	}
	level := func(l casefile.Level) func(*casefile.Conclude) { return func(c *casefile.Conclude) { c.Level = l } }
	ended := identification()
	_, _, err := ended.Withdraw(casefile.Withdraw{Act: by(agent)}, after(hour))
	must(ended, err)
	again := casefile.Withdraw{Act: by(agent)}

	return []refusal{
		lead("by the holder", "wrong-party", identification(), after(hour), func(a *casefile.AddLead) { a.By = desk }),
		lead("after the end", "ended", ended, after(day)),
		lead("before the case", "too-early", identification(), after(-hour)),
		lead("to nobody known", "unknown-holder", identification(), after(hour), func(a *casefile.AddLead) { a.Holder = "somebody" }),
		lead("that is followed", "known-lead", identification(), after(hour), func(a *casefile.AddLead) { a.Identifier, a.Holder = account, "twitter" }),

		conclude("by the court", "wrong-party", named(), after(day), func(c *casefile.Conclude) { c.By = judge }),
		conclude("twice", "ended", ended, after(day)),
		conclude("with nobody named", "nobody-named", identification(), after(day)),
		conclude("an author with nobody named", "nobody-named", identification(), after(day), level(casefile.LevelAuthor)),
		conclude("an owner without a ground", "no-ground", named(), after(day), level(casefile.LevelAccountOwner)),
		conclude("an author without a ground", "no-ground", named(), after(day), level(casefile.LevelAuthor)),
		conclude("a level nobody knows", "unknown-level", named(), after(day), level("suspect")),
		conclude("no level", "unknown-level", named(), after(day), level("")),
		conclude("a dead end without a name", "unknown-code", identification(), after(day), level(casefile.LevelDeadEnd)),
		conclude("before the disclosure it rests on", "too-early", named(), after(hour)),
		conclude("a dead end before the last disclosure", "too-early", named(), after(hour), func(c *casefile.Conclude) {
			c.Level, c.DeadEnd = casefile.LevelDeadEnd, casefile.CodeGone
		}),
		{name: "withdrawn twice", code: "ended", on: ended, act: again.Act, try: func() error { _, _, err := ended.Withdraw(again, after(day)); return err }},
	}
}

// named is a case in which a holder has named a subscriber, two hours on.
func named() *casefile.CaseMachine {
	c := identification()
	step := casefile.StepID(c.Hops[0].ID)
	c.Take(step, []casefile.Event{{
		Seq: 1, Step: step, Kind: casefile.EvDisclosed, At: opened.Add(2 * hour), Seen: opened.Add(2 * hour), By: desk.Party,
		Identifiers: []casefile.Identifier{subscriber}, Stage: casefile.StageAwaitingDisclosure, Awaiting: agent.Party,
	}})
	return c
}

// What a requester may not do with the guard.
func guardRefusals() []refusal {
	row := func(name, code string, x *casefile.GuardMachine, who casefile.Decider, at casefile.Moment) refusal {
		s := casefile.StandDown{Act: by(who)}
		return refusal{name: name, code: code, on: x, act: s.Act, try: func() error { _, err := x.StandDown(s, at); return err }}
	}
	lifted := guard()
	must(lifted.StandDown(casefile.StandDown{Act: by(agent)}, after(hour)))
	return []refusal{
		row("by the holder", "wrong-party", guard(), desk, after(hour)),
		row("twice", "ended", lifted, agent, after(day)),
		row("before it was posted", "too-early", guard(), agent, after(-hour)),
	}
}
