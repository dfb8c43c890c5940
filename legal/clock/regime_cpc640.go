package clock

// French code of civil procedure (code de procédure civile):
//
//	Article 640: where an act must be done before a period expires, the period
//	begins with the date of the act, event, decision or notification that sets
//	it running.
//
//	Article 641: where the period is expressed in days, that day does not count.
//	Where it is expressed in months or years, it expires on the day of the last
//	month or year that bears the same number as that day; where there is none,
//	on the last day of the month.
//
//	Article 642: every period expires on its last day at 24:00. A period that
//	would normally expire on a Saturday, a Sunday, a public holiday or a day not
//	worked (jour férié ou chômé) is extended to the first working day following.
//
// The articles do not speak of hours. Read with them, hours run from hour to
// hour from the instant, and an end on such a day is carried to 24:00 of the
// first working day following; both are marked as a reading in the explanation.
// A day not worked covers the closure of the office. Counted back, the last day
// moves on backwards.
var cpc640 = statute{
	sources: statuteText("code de procédure civile (France), articles 640 to 642"),
	dayOut:  "CPC art. 641, para 1", hourStart: "CPC art. 640",
	days: "CPC art. 641, para 1", workingDays: "CPC art. 642, para 2", months: "CPC art. 641, para 2",
	ends: "CPC art. 642, para 1", closes: "CPC art. 642, para 1",
	off: closed, offBack: closed,
	hourReading: "; articles 640 to 642 are silent on hours: a reading",
	lastDay:     cpcLastDay, lastHour: cpcLastHour,
}

const cpcRolls = "CPC art. 642, para 2"

func cpcLastDay(t *tally, d Date) (Date, error) {
	return t.roll(d, rolling{shut: closed, step: t.sign, clause: cpcRolls, closure: cpcRolls})
}

func cpcLastHour(t *tally, e hourEnd) (hourEnd, error) {
	d, err := cpcLastDay(t, e.day)
	if err != nil || d == e.day {
		return e, err
	}
	if t.log != nil {
		t.log.note("to 24:00 of it, since art. 642 extends to a day and is silent on hours: a reading")
	}
	return hourEnd{at: d.End(t.loc), day: d}, nil
}
