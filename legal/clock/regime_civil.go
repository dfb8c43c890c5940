package clock

// CIVIL is no statute. It is how a period is counted where the paper names a
// number of days or hours and no rule of counting: by the civil calendar alone,
// the day of the trigger out, the last day to its end. It knows no holidays, so
// nothing rolls and there are no working days.
var civil = statute{
	lastDay:  staysDay,
	lastHour: staysHour,
}
