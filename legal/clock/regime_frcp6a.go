package clock

// Federal Rules of Civil Procedure, rule 6(a), Computing Time:
//
//	(1) When the period is stated in days or a longer unit of time:
//	    (A) exclude the day of the event that triggers the period;
//	    (B) count every day, including intermediate Saturdays, Sundays, and
//	        legal holidays; and
//	    (C) include the last day of the period, but if the last day is a
//	        Saturday, Sunday, or legal holiday, the period continues to run
//	        until the end of the next day that is not [one].
//	(2) When the period is stated in hours:
//	    (A) begin counting immediately on the occurrence of the event;
//	    (B) count every hour, including hours during intermediate Saturdays,
//	        Sundays, and legal holidays; and
//	    (C) if the period would end on a Saturday, Sunday, or legal holiday,
//	        the period continues to run until the same time on the next day
//	        that is not [one].
//	(3) If the clerk's office is inaccessible: (A) on the last day for filing
//	    under 6(a)(1), then the time is extended to the first accessible day
//	    that is not a Saturday, Sunday, or legal holiday; or (B) during the last
//	    hour for filing under 6(a)(2), to the same time on that day.
//	(4) The last day ends (A) for electronic filing, at midnight in the court's
//	    time zone; and (B) for filing by other means, when the clerk's office is
//	    scheduled to close.
//	(5) The "next day" is determined by continuing to count forward when the
//	    period is measured after an event and backward when measured before.
//	(6) "Legal holiday" means (A) the days set aside by statute; (B) any day
//	    declared a holiday by the President or Congress; and (C) for periods
//	    that are measured after an event, any other day declared a holiday by
//	    the state where the district court is located.
//
// An office closure is therefore no legal holiday and yet extends the time.
// That extension goes forward even where the period is counted back: (5)
// defines the "next day" of (1) and (2) only, and the committee note of 2009
// gives the example (21 days before an event end on Friday 31 August, the
// office is inaccessible, the next accessible day is Tuesday 4 September).
//
// Hours that end at midnight end on the day before, at its 24:00: at the end of
// a Friday the period is over, at the end of a Sunday it runs on to the end of
// the next open day. The rule does not say so; it follows from an end that is
// exclusive.
//
// The rule knows no working days. A period in working days counts the days that
// are neither Saturday, Sunday nor legal holiday by (6).
var frcp6a = statute{
	sources: statuteText("Federal Rules of Civil Procedure, rule 6(a)"),
	dayOut:  "FRCP 6(a)(1)(A)", hourStart: "FRCP 6(a)(2)(A)", hours: "FRCP 6(a)(2)(B)",
	days: "FRCP 6(a)(1)(B)", workingDays: "FRCP 6(a)(6)", months: "FRCP 6(a)(1)",
	ends: "FRCP 6(a)(4)(A)", closes: "FRCP 6(a)(4)(B)",
	off: holidays, offBack: frcpBack,
	lastDay: frcpLastDay, lastHour: frcpLastHour,
}

// frcpBack are the legal holidays of a period counted back: (6)(C) leaves out
// those that only a state declares.
const frcpBack = public | special

func frcpLastDay(t *tally, d Date) (Date, error) {
	return frcpRoll(t, d, "FRCP 6(a)(1)(C)", "FRCP 6(a)(3)(A)")
}

// The hour that is rolled keeps its clock time: (2)(C), (3)(B).
func frcpLastHour(t *tally, e hourEnd) (hourEnd, error) {
	d, err := frcpRoll(t, e.day, "FRCP 6(a)(2)(C)", "FRCP 6(a)(3)(B)")
	if err != nil || d == e.day {
		return e, err
	}
	return e.on(t, d), nil
}

func frcpRoll(t *tally, d Date, holiday, inaccessible string) (Date, error) {
	if t.sign > 0 {
		return t.roll(d, rolling{shut: closed, step: 1, clause: holiday, closure: inaccessible})
	}
	back := holiday + ", 6(a)(5)"
	d, err := t.roll(d, rolling{shut: frcpBack, step: -1, clause: back})
	if err != nil {
		return Date{}, err
	}
	// (3), forward, though never beyond the event itself.
	return t.roll(d, rolling{shut: frcpBack | closure, step: 1, clause: inaccessible, closure: inaccessible, until: t.day0})
}
