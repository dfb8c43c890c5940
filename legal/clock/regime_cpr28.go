package clock

// Civil Procedure Rules (England and Wales), rule 2.8:
//
//	(2) A period of time expressed as a number of days shall be computed as
//	    clear days.
//	(3) "Clear days" means that in computing the number of days (a) the day on
//	    which the period begins; and (b) if the end of the period is defined by
//	    reference to an event, the day on which that event occurs, are not
//	    included. Examples: notice at least 3 days before a hearing on Friday 20
//	    October: the last date for service is Monday 16 October; particulars
//	    within 14 days of service on 2 October: the last day is 16 October.
//	(4) Where the specified period (a) is 5 days or less; and (b) includes (i) a
//	    Saturday or Sunday; or (ii) a Bank Holiday, Christmas Day or Good
//	    Friday, that day does not count. Example: 3 days before a hearing on
//	    Monday 20 October: the last date for service is Tuesday 14 October.
//	(5) When the period specified for doing any act at the court office ends on
//	    a day on which the office is closed, that act shall be in time if done
//	    on the next day on which the court office is open.
//
// Rule 2.10: "month" in a judgment, order or other document means a calendar
// month; it ends on the corresponding date, or on the month's last day where
// there is none.
//
// (5) is applied to every act, since whoever counts here does not say where the
// act is done; months and years roll by it as well.
//
// A period counted back therefore ends one day before the days counted: that
// day is the one of the act, on which the period begins. (5) says "the next
// day"; for a period counted back the previous open day is taken, since the
// next would cut into the clear days: a reading. An office closure is no bank
// holiday: it counts in a short period, and yet the period cannot end on it.
// The rule speaks of days; hours run from the event and end where they end. A
// business day is one that (4) would not leave out; so a period of up to 5
// business days is the same as one of as many days.
var cpr28 = statute{
	sources: statuteText("Civil Procedure Rules (England and Wales), rules 2.8 and 2.10"),
	dayOut:  "CPR 2.8(3)", hourStart: "CPR 2.8",
	days: "CPR 2.8(2)", workingDays: "CPR 2.8(4)", months: "CPR 2.10",
	ends: "CPR 2.8", closes: "CPR 2.8(5)",
	off: holidays, offBack: holidays,
	hourReading: "; rule 2.8 speaks of days: a reading",
	shortest:    5, short: "CPR 2.8(4)",
	clearBack: true, clear: "CPR 2.8(3)(a)",
	lastDay: cprLastDay, lastHour: staysHour,
}

func cprLastDay(t *tally, d Date) (Date, error) {
	return t.roll(d, rolling{shut: closed, step: t.sign, clause: "CPR 2.8(5)", closure: "CPR 2.8(5)"})
}
