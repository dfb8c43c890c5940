package casefile_test

import (
	"writ/casefile"
	"writ/legal"
)

var week = casefile.DateRange{From: opened.Add(-7 * day), To: opened}

// What an authority may not decide on an application.
func applicationRefusals() []refusal {
	row := func(name, code string, x *casefile.ApplicationMachine, at casefile.Moment, change ...func(*casefile.DecideApplication)) refusal {
		d := casefile.DecideApplication{Act: by(judge), Verdict: casefile.Granted}
		for _, c := range change {
			c(&d)
		}
		return refusal{name: name, code: code, on: x, act: d.Act, try: func() error { _, err := x.Decide(d, at); return err }}
	}
	verdict := func(v casefile.Verdict) func(*casefile.DecideApplication) {
		return func(d *casefile.DecideApplication) { d.Verdict = v }
	}
	as := func(who casefile.Decider) func(*casefile.DecideApplication) {
		return func(d *casefile.DecideApplication) { d.By = who }
	}
	subpoena := func(a *casefile.Application) { a.Instrument = "us.subpoena" }
	warrant := func(a *casefile.Application) { a.Instrument = "us.search-warrant" }
	forAWeek := func(a *casefile.Application) { a.Range = &week }

	decided := application()
	must(decided.Decide(casefile.DecideApplication{Act: by(judge), Verdict: casefile.Denied, Reason: "no nexus"}, after(hour)))
	withdrawn := application()
	withdrawn.Withdraw(after(hour))

	return []refusal{
		row("twice", "decided", decided, after(day)),
		row("after it was withdrawn", "decided", withdrawn, after(day)),
		row("by the requester", "own-application", application(), after(hour), as(agent)),
		row("by the requester on what another agency signed", "own-application", application(func(a *casefile.Application) { a.Applicant.Party = "another-agency" }), after(hour), as(agent)),
		row("by the applicant at another desk", "own-application", application(func(a *casefile.Application) { a.Applicant = judge }), after(hour)),
		row("by a holder", "wrong-party", application(), after(hour), as(desk)),
		row("by another court", "wrong-party", application(), after(hour), as(casefile.Decider{Party: "other-court", Role: legal.RoleJudge})),
		row("by the court's prosecutor", "issuer-without-power", application(), after(hour), as(casefile.Decider{Party: judge.Party, Role: legal.RoleProsecutor})),
		row("a subpoena by a holder's clerk at the court", "issuer-without-power", application(subpoena), after(hour), as(casefile.Decider{Party: judge.Party, Role: legal.RoleHolder})),
		row("a subpoena by the court's prosecutor", "wrong-office", application(subpoena), after(hour), as(casefile.Decider{Party: judge.Party, Role: legal.RoleProsecutor})),
		row("in words nobody knows", "unknown-verdict", application(), after(hour), verdict("Granted")),
		row("in no words", "unknown-verdict", application(), after(hour), verdict("")),
		row("withdrawn by the court", "unknown-verdict", application(), after(hour), verdict(casefile.Withdrawn)),
		row("denied silently", "no-reason", application(), after(hour), verdict(casefile.Denied)),
		row("returned silently", "no-reason", application(), after(hour), verdict(casefile.Returned)),
		row("before it was made", "too-early", application(), after(-hour)),
		row("a warrant for a month", "longer-than-law", application(warrant), after(hour), func(d *casefile.DecideApplication) { d.ValidUntil = opened.Add(30 * day) }),
		row("lapsed when signed", "ends-before-it-begins", application(), after(hour), func(d *casefile.DecideApplication) { d.ValidUntil = opened.Add(hour) }),
		row("due when signed", "ends-before-it-begins", application(), after(hour), func(d *casefile.DecideApplication) { d.ReplyBy = opened.Add(hour) }),
		row("a grant with a scope of its own", "not-narrowed", application(), after(hour), func(d *casefile.DecideApplication) { d.Categories = light }),
		row("a grant with dates of its own", "not-narrowed", application(), after(hour), func(d *casefile.DecideApplication) { d.Range = &week }),
		row("narrowed to what?", "nothing-narrowed", application(), after(hour), verdict(casefile.Narrowed)),
		row("a category that was not asked", "wider", application(), after(hour), func(d *casefile.DecideApplication) {
			d.Verdict, d.Categories = casefile.Narrowed, []legal.Category{legal.SubscriberData, legal.TrafficData}
		}),
		row("dates from before those asked", "wider", application(forAWeek), after(hour), func(d *casefile.DecideApplication) {
			d.Verdict, d.Range = casefile.Narrowed, &casefile.DateRange{From: week.From.Add(-day), To: week.To}
		}),
		row("dates to after those asked", "wider", application(forAWeek), after(hour), func(d *casefile.DecideApplication) {
			d.Verdict, d.Range = casefile.Narrowed, &casefile.DateRange{From: week.From, To: week.To.Add(day)}
		}),
		row("a gag that is over", "gag-without-end", application(), after(hour), func(d *casefile.DecideApplication) { d.GagUntil = opened.Add(hour) }),
	}
}

// What an authority may not rule on a challenge.
func reviewRefusals() []refusal {
	row := func(name, code string, x *casefile.ReviewMachine, at casefile.Moment, change ...func(*casefile.Rule)) refusal {
		r := casefile.Rule{Act: by(judge), Verdict: casefile.Upheld, Reason: "proportionate"}
		for _, c := range change {
			c(&r)
		}
		return refusal{name: name, code: code, on: x, act: r.Act, try: func() error { _, err := x.Rule(r, at); return err }}
	}
	as := func(who casefile.Decider) func(*casefile.Rule) { return func(r *casefile.Rule) { r.By = who } }
	narrowed := func(c ...legal.Category) func(*casefile.Rule) {
		return func(r *casefile.Rule) { r.Verdict, r.Categories = casefile.RulingNarrowed, c }
	}
	ruled := review()
	must(ruled.Rule(casefile.Rule{Act: by(judge), Verdict: casefile.Quashed, Reason: "overbroad"}, after(hour)))
	withdrawn := review()
	withdrawn.Withdraw(after(hour))
	return []refusal{
		row("twice", "decided", ruled, after(day)),
		row("after it was withdrawn", "decided", withdrawn, after(day)),
		row("by the holder itself", "wrong-party", review(), after(hour), as(desk)),
		row("by the requester", "wrong-party", review(), after(hour), as(agent)),
		row("by the court's clerk", "issuer-without-power", review(), after(hour), as(casefile.Decider{Party: judge.Party, Role: legal.RoleAgency})),
		row("silently", "no-reason", review(), after(hour), func(r *casefile.Rule) { r.Reason = "" }),
		row("narrowed to what?", "nothing-narrowed", review(), after(hour), narrowed()),
		row("a category that the order has not", "wider", review(), after(hour), narrowed(legal.StoredContentData)),
		row("in words nobody knows", "unknown-verdict", review(), after(hour), func(r *casefile.Rule) { r.Verdict = "sustained" }),
		row("withdrawn by the court", "unknown-verdict", review(), after(hour), func(r *casefile.Rule) { r.Verdict = casefile.NotRuled }),
		row("before it was made", "too-early", review(), after(-hour)),
	}
}
