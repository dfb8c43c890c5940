package casefile_test

import (
	"writ/casefile"
	"writ/legal/policy"
)

// What a case and its hops may not do with what they read by standing access.
func accessRefusals() []refusal {
	receive := func(name, code string, x *casefile.HopMachine, at casefile.Moment, change ...func(*casefile.Receive)) refusal {
		r := casefile.Receive{Act: by(agent), Identifiers: []casefile.Identifier{address}}
		for _, c := range change {
			c(&r)
		}
		return refusal{name: name, code: code, on: x, act: r.Act, try: func() error { _, _, err := x.Receive(r, at); return err }}
	}
	lead := func(name, code string, x *casefile.CaseMachine, id casefile.Identifier, o *casefile.Origin) refusal {
		a := casefile.AddLead{Act: by(agent), Identifier: id, Holder: "example-mail", Access: o}
		return refusal{name: name, code: code, on: x, act: a.Act, try: func() error { _, _, err := x.AddLead(a, after(2*day)); return err }}
	}
	conclude := func(name, code string, x *casefile.CaseMachine) refusal {
		a := casefile.Conclude{Act: by(agent), Level: casefile.LevelSubscriber}
		return refusal{name: name, code: code, on: x, act: a.Act, try: func() error { _, _, err := x.Conclude(a, after(2*day)); return err }}
	}
	thrown := hop(byFeedHop)
	thrown.AccessStands(notice(1, casefile.StageAccessSuspended, after(day).At), after(day))
	read := hop(byFeedHop)
	_, _, err := read.Receive(casefile.Receive{Act: by(agent)}, after(hour))
	must(read, err)
	ended := func(v policy.Verdict) *casefile.CaseMachine {
		h := leaning(nothing{})
		h.tell(notice(1, casefile.StageAccessTerminated, after(day).At, becomes(v)))
		return h.c
	}
	news := feed
	news.Purpose = policy.BreakingNews

	return []refusal{
		receive("by the platform", "wrong-party", hop(byFeedHop), after(hour), func(r *casefile.Receive) { r.By = desk }),
		receive("where a paper is needed", "not-now", hop(), after(hour)),
		receive("after the access ended", "not-now", thrown, after(2*day)),
		receive("dated back before the access ended", "not-now", thrown, after(hour)),
		receive("after the hop ended", "not-now", read, after(day)),
		receive("before the hop began", "too-early", hop(byFeedHop), after(-hour)),

		lead("from an access that may not be used", "restricted-data", ended(policy.MayNotBeUsed), phone, &feed),
		lead("received by an access that may not be used", "restricted-data", ended(policy.MayNotBeUsed), address, nil),
		lead("received by it, and said to be from another use", "restricted-data", ended(policy.MayNotBeUsed), address, &feed2),
		lead("from one use for two purposes", "other-purpose", ended(policy.MayBeUsed), phone, &news),

		conclude("on what is held", "held-data", ended(policy.Held)),
		conclude("on what may not be used", "restricted-data", ended(policy.MayNotBeUsed)),
	}
}

// nothing fails by panic, where no test is at hand.
type nothing struct{}

func (nothing) Errorf(format string, args ...any) { panic(format) }
func (nothing) FailNow()                          { panic("failed") }
