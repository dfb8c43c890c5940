package clock

import (
	"fmt"
	"time"
)

// This file is the civil calendar: days and months, without clock or zone.
// Nothing here multiplies by 24 h or lets AddDate roll 31 January into March.

// Date is a civil date, without zone. The zero Date means "none".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the civil date of an instant in the location that it carries.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// String is the date in ISO 8601 form.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// ParseDate reads the ISO 8601 form, "2026-09-08".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: want a day such as 2026-09-08", s)
	}
	return DateOf(t), nil
}

// MarshalText writes the ISO 8601 form; the zero Date is the empty text.
func (d Date) MarshalText() ([]byte, error) {
	if d == (Date{}) {
		return []byte{}, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	read, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = read
	return nil
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday {
	if d.Year < 1 || d.Month < time.January || d.Month > time.December {
		return d.noon().Weekday()
	}
	// Sakamoto's congruence: the count asks this of every closed day.
	y := d.Year
	if d.Month < time.March {
		y--
	}
	return time.Weekday((y + y/4 - y/100 + y/400 + firsts[d.Month-1] + d.Day) % 7)
}

// firsts are the weekdays on which the months begin, shifted so that the leap
// day comes last.
var firsts = [...]int{0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4}

// Before reports whether d comes before e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// Compare is negative, zero or positive as d comes before, is or comes after e.
func (d Date) Compare(e Date) int {
	if d.Year != e.Year {
		return d.Year - e.Year
	}
	if d.Month != e.Month {
		return int(d.Month - e.Month)
	}
	return d.Day - e.Day
}

// DaysUntil is how many days later e is; negative when it is earlier.
func (d Date) DaysUntil(e Date) int {
	return int((e.noon().Unix() - d.noon().Unix()) / 86_400) // UTC: no day is longer or shorter
}

func (d Date) noon() time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }

// AddDays counts in UTC, where no day is skipped or doubled.
func (d Date) AddDays(n int) Date {
	if day := d.Day + n; d.Day <= 28 && day >= 1 && day <= 28 && d.Month >= time.January && d.Month <= time.December {
		return Date{d.Year, d.Month, day} // within any month
	}
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 12, 0, 0, 0, time.UTC))
}

// AddMonths keeps the day of the month, or takes the month's last day where it
// has no such day (31 January and one month is 28 or 29 February).
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 12, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day() // safe: from a first of the month
	return Date{first.Year(), first.Month(), min(d.Day, last)}
}

// Add moves the date by a period of days, months or years; sign is 1 or -1.
// It reports false for units that have no civil dates (hours, working days).
func (d Date) Add(p Period, sign int) (Date, bool) {
	switch p.Unit {
	case Day:
		return d.AddDays(sign * p.N), true
	case Month:
		return d.AddMonths(sign * p.N), true
	case Year:
		return d.AddMonths(sign * 12 * p.N), true
	}
	return Date{}, false
}
