package clock

// Regulation (EEC, Euratom) No 1182/71 of 3 June 1971 determining the rules
// applicable to periods, dates and time limits:
//
//	Article 2(1): public holidays are all days designated as such in the Member
//	State or in the institution in which action is to be taken. 2(2): working
//	days are all days other than public holidays, Sundays and Saturdays.
//
//	Article 3(1): where a period expressed in hours is to be calculated from the
//	moment at which an event occurs or an action takes place, the hour during
//	which that event occurs or that action takes place shall not be considered
//	as falling within the period. For days, weeks, months or years the same
//	holds of the day.
//
//	Article 3(2): a period in hours starts at the beginning of the first hour
//	and ends with the expiry of the last hour; one in days likewise with the
//	last hour of the last day; one in weeks, months or years with the last hour
//	of whichever day is the same day of the week or falls on the same date as
//	the day from which the period runs, or, where the last month has no such
//	day, of the last day of that month.
//
//	Article 3(3): the periods include public holidays, Sundays and Saturdays,
//	save where these are expressly excepted or where the periods are expressed
//	in working days.
//
//	Article 3(4): where the last day of a period expressed otherwise than in
//	hours is a public holiday, Sunday or Saturday, the period ends with the
//	expiry of the last hour of the following working day. This does not apply
//	to periods calculated retroactively from a given date or event.
//
//	Article 3(5): any period of two days or more shall include at least two
//	working days.
//
// 3(5) is applied to periods in days or longer units, not to hours: 48 hours
// are not "two days". It applies to periods counted back, to which only 3(4)
// does not. An office that is closed without a public holiday changes nothing.
var eu1182 = statute{
	sources: statuteText("Regulation (EEC, Euratom) No 1182/71, Articles 2 and 3"),
	dayOut:  "Regulation 1182/71, Article 3(1)", hourStart: "Regulation 1182/71, Article 3(1)",
	hours: "Regulation 1182/71, Article 3(2) and (3)",
	days:  "Regulation 1182/71, Article 3(3)", workingDays: "Regulation 1182/71, Articles 2(2) and 3(3)",
	months: "Regulation 1182/71, Article 3(2)(c)",
	ends:   "Regulation 1182/71, Article 3(2)", closes: "Regulation 1182/71, Article 3(2)",
	off: holidays, offBack: holidays,
	nextHour: true,
	lastDay:  euLastDay, lastHour: staysHour,
}

func euLastDay(t *tally, d Date) (Date, error) {
	if t.sign > 0 {
		rolled, err := t.roll(d, rolling{shut: holidays, step: 1, clause: "Regulation 1182/71, Article 3(4)"})
		if err != nil {
			return Date{}, err
		}
		d = rolled
	} else if t.log != nil && t.shut(d, holidays) {
		t.log.note("Article 3(4) does not roll the last day of a period counted back")
	}
	if t.log != nil && !t.shut(d, holidays) && t.shut(d, closed) {
		t.log.note("an office closure is no public holiday by Article 2(1): the last day does not roll")
	}
	if single := t.Period.Unit == Day || t.Period.Unit == WorkingDay; single && t.Period.N < 2 && len(t.more) == 0 {
		return d, nil
	}
	return t.atLeast(2, d, "Regulation 1182/71, Article 3(5)")
}
