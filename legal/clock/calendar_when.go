package clock

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// This file reads when a yearly day falls: see YearlyDay.When.

// occurs gives the date in a year, or says that the year has none.
type occurs func(year int) (Date, bool)

const whenForms = `want "07-04", "02-01 if friday", "first monday of september", "tuesday from 11-02" or "easter+1", with "else" between alternatives`

var (
	easterForm = regexp.MustCompile(`^easter(?:([+-])([1-9][0-9]?))?$`)
	monthDay   = regexp.MustCompile(`^[0-9]{2}-[0-9]{2}$`)
	nths       = []string{"first", "second", "third", "fourth", "last"}
)

// parseWhen reads all alternatives.
func parseWhen(text string) (occurs, error) {
	var all []occurs
	for _, part := range strings.Split(text, " else ") {
		one, ok := parseOne(strings.Split(part, " "))
		if !ok {
			return nil, fmt.Errorf("when %q: %s", text, whenForms)
		}
		all = append(all, one)
	}
	return func(year int) (Date, bool) {
		for _, one := range all {
			if d, ok := one(year); ok {
				return d, true
			}
		}
		return Date{}, false
	}, nil
}

func parseOne(words []string) (occurs, bool) {
	switch {
	case len(words) == 1 && strings.HasPrefix(words[0], "easter"):
		return parseEaster(words[0])
	case len(words) == 1:
		return parseMonthDay(words[0])
	case len(words) == 3 && words[1] == "if":
		return parseIf(words[0], words[2])
	case len(words) == 3 && words[1] == "from":
		return parseFrom(words[0], words[2])
	case len(words) == 4 && words[2] == "of":
		return parseNth(words[0], words[1], words[3])
	}
	return nil, false
}

func parseEaster(word string) (occurs, bool) {
	m := easterForm.FindStringSubmatch(word)
	if m == nil {
		return nil, false
	}
	days, _ := strconv.Atoi(m[1] + m[2]) // the form admits digits only; none is 0
	return func(year int) (Date, bool) { return easter(year).AddDays(days), true }, true
}

func parseMonthDay(word string) (occurs, bool) {
	// 2000 is a leap year: it has every day that any year has.
	on, err := ParseDate("2000-" + word)
	if err != nil || !monthDay.MatchString(word) {
		return nil, false
	}
	return func(year int) (Date, bool) {
		d := Date{year, on.Month, on.Day}
		return d, d == d.AddDays(0) // 29 February of a common year is none
	}, true
}

func parseIf(day, name string) (occurs, bool) {
	fixed, ok := parseMonthDay(day)
	want, known := parseWeekday(name)
	if !ok || !known {
		return nil, false
	}
	return func(year int) (Date, bool) {
		d, exists := fixed(year)
		return d, exists && d.Weekday() == want
	}, true
}

func parseFrom(name, day string) (occurs, bool) {
	fixed, ok := parseMonthDay(day)
	want, known := parseWeekday(name)
	if !ok || !known {
		return nil, false
	}
	return func(year int) (Date, bool) {
		d, exists := fixed(year)
		return d.AddDays(daysUntil(d, want)), exists
	}, true
}

func parseNth(nth, name, month string) (occurs, bool) {
	n := slices.Index(nths, nth)
	want, known := parseWeekday(name)
	m := parseMonth(month)
	if n < 0 || !known || m == 0 {
		return nil, false
	}
	return func(year int) (Date, bool) {
		if nth == "last" {
			week := Date{year, m, 1}.AddMonths(1).AddDays(-7) // the last seven days begin here
			return week.AddDays(daysUntil(week, want)), true
		}
		first := Date{year, m, 1}
		return first.AddDays(daysUntil(first, want) + 7*n), true
	}, true
}

// daysUntil is how many days after d the weekday comes, 0 to 6.
func daysUntil(d Date, want time.Weekday) int { return int(want-d.Weekday()+7) % 7 }

func parseWeekday(name string) (time.Weekday, bool) {
	for w := time.Sunday; w <= time.Saturday; w++ {
		if strings.ToLower(w.String()) == name {
			return w, true
		}
	}
	return 0, false
}

func parseMonth(name string) time.Month {
	for m := time.January; m <= time.December; m++ {
		if strings.ToLower(m.String()) == name {
			return m
		}
	}
	return 0
}

// easter is Easter Sunday of the Western churches. The reckoning is that of the
// Gregorian calendar, by Gauss's method with the corrections of Lichtenberg.
func easter(year int) Date {
	century := year / 100
	solar := 15 + (3*century+3)/4 - (8*century+13)/25 // shift of the moon in the century
	sunday := 2 - (3*century+3)/4
	golden := year % 19
	moon := (19*golden + solar) % 30
	moon -= (moon + golden/11) / 29 // the exceptions: never later than 18 April
	full := 21 + moon               // the full moon, in days of March
	first := 7 - (year+year/4+sunday)%7
	away := 7 - (full-first)%7
	return Date{year, time.March, 1}.AddDays(full + away - 1)
}
