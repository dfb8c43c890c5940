package casefile_test

import (
	"writ/casefile"
	"writ/legal"
)

// What a holder may not answer to a preservation request.
func holdRefusals() []refusal {
	row := func(name, code string, x *casefile.HoldMachine, at casefile.Moment, change ...func(*casefile.DecidePreservation)) refusal {
		d := casefile.DecidePreservation{Act: by(desk), Status: casefile.Preserved}
		for _, c := range change {
			c(&d)
		}
		return refusal{name: name, code: code, on: x, act: d.Act, try: func() error { _, err := x.Decide(d, at); return err }}
	}
	kept := hold(0)
	must(kept.Decide(casefile.DecidePreservation{Act: by(desk), Status: casefile.Preserved}, after(hour)))
	withdrawn := hold(0)
	withdrawn.Withdraw(after(hour))
	return []refusal{
		row("twice", "decided", kept, after(day)),
		row("after it was withdrawn", "decided", withdrawn, after(day)),
		row("by the requester", "wrong-party", hold(0), after(hour), func(d *casefile.DecidePreservation) { d.By = agent }),
		row("before it was asked", "too-early", hold(0), after(-hour)),
		row("a second renewal", "no-renewal-left", hold(2), after(hour)),
		row("refused silently", "no-reason", hold(0), after(hour), func(d *casefile.DecidePreservation) { d.Status = casefile.Rejected }),
		row("with a disclosure", "unknown-status", hold(0), after(hour), func(d *casefile.DecidePreservation) { d.Status = casefile.Disclosed }),
		row("with nothing", "unknown-status", hold(0), after(hour), func(d *casefile.DecidePreservation) { d.Status = "" }),
	}
}

// What a holder may not do with a demand.
func demandRefusals() []refusal {
	decide := func(name, code string, x *casefile.DemandMachine, at casefile.Moment, change ...func(*casefile.DecideDisclosure)) refusal {
		d := casefile.DecideDisclosure{Act: by(desk), Status: casefile.Disclosed, Delivered: []casefile.Identifier{address}}
		for _, c := range change {
			c(&d)
		}
		return refusal{name: name, code: code, on: x, act: d.Act, try: func() error { _, _, err := x.Decide(d, at); return err }}
	}
	plainly := func(name, code string, x *casefile.DemandMachine, who casefile.Decider, at casefile.Moment,
		do func(casefile.Act, casefile.Moment) (casefile.Receipt, []casefile.Action, error),
	) refusal {
		return refusal{name: name, code: code, on: x, act: by(who), try: func() error { _, _, err := do(by(who), at); return err }}
	}
	challenge := func(name, code string, x *casefile.DemandMachine, grounds string) refusal {
		c := casefile.MakeChallenge{Act: by(desk), Grounds: grounds}
		return refusal{name: name, code: code, on: x, act: c.Act, try: func() error { _, _, err := x.Challenge(c, after(2*hour)); return err }}
	}
	deliver := func(ids ...casefile.Identifier) func(*casefile.DecideDisclosure) {
		return func(d *casefile.DecideDisclosure) { d.Delivered = ids }
	}
	status := func(s casefile.Status, c casefile.Code) func(*casefile.DecideDisclosure) {
		return func(d *casefile.DecideDisclosure) { d.Status, d.Code, d.Delivered = s, c, nil }
	}
	narrow := func(d *casefile.Demand) { d.Categories, d.Order.Categories = light, light }
	lastWeek := func(d *casefile.Demand) { d.Range, d.Order.Range = &week, &week }

	fresh, fresh2, fresh3 := noticed(), noticed(), demand(gagged)
	return []refusal{
		decide("twice", "decided", answered(), after(day)),
		decide("after it was withdrawn", "decided", withdrawn(), after(day)),
		decide("under an order with a defect", "decided", demand(func(d *casefile.Demand) { d.Order.Issuer.Party = "no-court" }), after(hour)),
		decide("again while the notice is deferred", "decided", deferred(), after(day)),
		decide("by the requester", "wrong-party", noticed(), after(hour), func(d *casefile.DecideDisclosure) { d.By = agent }),
		decide("by another holder", "wrong-party", noticed(), after(hour), func(d *casefile.DecideDisclosure) {
			d.By = casefile.Decider{Party: "example-mail", Role: legal.RoleHolder}
		}),
		decide("before it was served", "too-early", noticed(), after(-hour)),
		decide("while the order is under review", "under-review", challenged(), after(3*hour)),
		decide("refused while the order is under review", "under-review", challenged(), after(3*hour), status(casefile.Rejected, "")),
		decide("nothing", "nothing-delivered", noticed(), after(hour), deliver()),
		decide("more than the order covers", "out-of-scope", noticed(narrow), after(hour), deliver(address, ip(opened.Add(-day)))),
		decide("from before the dates asked", "out-of-scope", noticed(lastWeek), after(hour), deliver(ip(week.From.Add(-1)))),
		decide("from after the dates asked", "out-of-scope", noticed(lastWeek), after(hour), deliver(ip(week.To.Add(1)))),
		decide("before the user was told", "notice-first", demand(), after(hour)),
		decide("nothing available, for no reason", "unknown-code", noticed(), after(hour), status(casefile.DisclosureNotAvailable, "")),
		decide("nothing available, as refused", "unknown-code", noticed(), after(hour), status(casefile.DisclosureNotAvailable, casefile.CodeRefused)),
		decide("refused silently", "no-reason", noticed(), after(hour), status(casefile.Rejected, "")),
		decide("in words nobody knows", "unknown-status", noticed(), after(hour), func(d *casefile.DecideDisclosure) { d.Status = "disclosed" }),
		decide("in no words", "unknown-status", noticed(), after(hour), func(d *casefile.DecideDisclosure) { d.Status = "" }),
		decide("as withdrawn", "unknown-status", noticed(), after(hour), status(casefile.Cancelled, "")),

		plainly("acknowledged by the requester", "wrong-party", fresh, agent, after(hour), fresh.Acknowledge),
		plainly("acknowledged before it came", "too-early", fresh2, desk, after(-hour), fresh2.Acknowledge),
		plainly("notice under a gag", "gagged", fresh3, desk, after(hour), fresh3.GiveNotice),
		func() refusal {
			x := deferred()
			return plainly("deferred notice under the gag", "gagged", x, desk, after(89*day), x.GiveNotice)
		}(),
		func() refusal {
			x := deferred()
			return plainly("deferred notice by the requester", "wrong-party", x, agent, after(91*day), x.GiveNotice)
		}(),
		func() refusal {
			x := deferred()
			return plainly("acknowledged after the answer", "decided", x, desk, after(day), x.Acknowledge)
		}(),

		challenge("with no grounds", "no-reason", noticed(), ""),
		challenge("while under review", "under-review", challenged(), "and also"),
		challenge("a voluntary request", "nothing-to-challenge", demand(emergency), "not life"),
		challenge("after the answer", "decided", deferred(), "too late"),
	}
}

// noticed is a demand whose user was told.
func noticed(change ...func(*casefile.Demand)) *casefile.DemandMachine {
	x := demand(change...)
	_, _, err := x.GiveNotice(by(desk), after(0))
	return must(x, err)
}

func answered() *casefile.DemandMachine {
	x := noticed()
	_, _, err := x.Decide(casefile.DecideDisclosure{Act: by(desk), Status: casefile.Rejected, Reason: "not by our policy"}, after(hour))
	return must(x, err)
}

func withdrawn() *casefile.DemandMachine {
	x := noticed()
	x.Withdraw(after(hour))
	return x
}

func challenged() *casefile.DemandMachine {
	x := noticed()
	_, _, err := x.Challenge(casefile.MakeChallenge{Act: by(desk), Grounds: "too broad"}, after(hour))
	return must(x, err)
}

// deferred is what is left of an answered demand when a gag deferred the notice.
func deferred() *casefile.DemandMachine {
	x := demand(gagged)
	_, _, err := x.Decide(casefile.DecideDisclosure{Act: by(desk), Status: casefile.Disclosed, Delivered: []casefile.Identifier{address}}, after(hour))
	must(x, err)
	rest, ok := x.DeferNotice()
	if !ok {
		panic("nothing was deferred")
	}
	return rest
}
