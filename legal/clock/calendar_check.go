package clock

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"writ/legal/cite"
)

// This file refuses calendar data that do not say what they must. The faults
// that only show when the rules are expanded are found in calendar_build.go.

// Fault is one thing that is wrong with calendar data, and where.
type Fault struct {
	Path   []any // field names and indexes from the top: "rules", 3, "when"
	Reason string
}

// String is "rules.3.when: reason".
func (f Fault) String() string {
	if len(f.Path) == 0 {
		return f.Reason
	}
	var path []string
	for _, step := range f.Path {
		path = append(path, fmt.Sprint(step))
	}
	return strings.Join(path, ".") + ": " + f.Reason
}

// The years that a calendar may cover, and how many rules and days it may have:
// far more than any has, and few enough that data from a message cannot tie up
// a worker. Easter is reckoned right in all of these years.
const (
	earliest, latest = 1900, 2199
	mostDays         = 2000
)

var (
	calendarID      = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	calendarVersion = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z.-]*$`)
	calendarPlace   = regexp.MustCompile(`^[A-Z]{2}(-[A-Z0-9]{1,3})?$`)
)

// faults collects what is wrong.
type faults []Fault

func (f *faults) add(path []any, format string, args ...any) {
	*f = append(*f, Fault{Path: path, Reason: fmt.Sprintf(format, args...)})
}

func at(path ...any) []any { return path }

// head checks everything but the days. base is the calendar that d extends, nil
// where it extends none.
func (d CalendarData) head(f *faults, base *Calendar) {
	if !calendarID.MatchString(d.ID) {
		f.add(at("id"), "id %q: want small letters, digits and hyphens, such as us-federal", d.ID)
	}
	if strings.TrimSpace(d.Name) == "" {
		f.add(at("name"), "name is empty")
	}
	if !calendarPlace.MatchString(d.Jurisdiction) {
		f.add(at("jurisdiction"), "jurisdiction %q: want an ISO 3166 code such as US or GB-SCT", d.Jurisdiction)
	}
	if !calendarVersion.MatchString(d.Version) {
		f.add(at("version"), "version %q: want letters, digits, dots and hyphens, such as 2026-11-22", d.Version)
	}
	d.checkZones(f)
	switch {
	case d.From < earliest || d.To > latest:
		f.add(at("from"), "from %d to %d: want years from %d to %d", d.From, d.To, earliest, latest)
	case d.From > d.To:
		f.add(at("from"), "from %d is after to %d", d.From, d.To)
	}
	if n := len(d.Rules) + len(d.Days); n > mostDays {
		f.add(at(), "%d rules and days: want at most %d", n, mostDays)
	}
	d.checkBase(f, base)
}

func (d CalendarData) checkZones(f *faults) {
	for n, zone := range d.Zones {
		if _, err := Zone(zone); err != nil {
			f.add(at("zones", n), "%v", err)
		}
		if slices.Index(d.Zones, zone) < n {
			f.add(at("zones", n), "zone %q is listed twice", zone)
		}
	}
}

func (d CalendarData) checkBase(f *faults, base *Calendar) {
	switch {
	case d.Extends == "" && base == nil:
		d.checkWeekend(f)
		return
	case base == nil:
		f.add(at("extends"), "extends %q, but that calendar was not given", d.Extends)
		return
	case d.Extends == d.ID:
		f.add(at("extends"), "extends itself")
	case d.Extends != base.ID():
		f.add(at("extends"), "extends %q, but %q was given", d.Extends, base.ID())
	case base.Extends() != "":
		f.add(at("extends"), "extends %q, which itself extends %q: want a calendar that extends no other", d.Extends, base.Extends())
	}
	if len(d.Weekend) > 0 {
		f.add(at("weekend"), "weekend on a calendar that extends another: it has the weekend of %q", base.ID())
	}
	if from, to := base.Covers(); d.From < from || d.To > to {
		f.add(at("from"), "from %d to %d leaves the years of %q, %d to %d", d.From, d.To, base.ID(), from, to)
	}
}

func (d CalendarData) checkWeekend(f *faults) {
	for n, name := range d.Weekend {
		if _, known := parseWeekday(name); !known {
			f.add(at("weekend", n), "weekday %q is unknown: want one such as saturday", name)
		}
		if slices.Index(d.Weekend, name) < n {
			f.add(at("weekend", n), "weekday %q is listed twice", name)
		}
	}
	if n := len(d.Weekend); n < 1 || n > 3 {
		f.add(at("weekend"), "%d weekdays of weekend: want one to three, such as [saturday, sunday]", n)
	}
}

// check refuses a rule that does not say what it must. It returns when the day
// falls, nil if that cannot be read.
func (y YearlyDay) check(f *faults, path []any) occurs {
	under := func(field ...any) []any { return slices.Concat(path, field) }
	checkDay(f, path, y.Name, y.Kind, y.Source)
	when, err := parseWhen(y.When)
	if err != nil {
		f.add(under("when"), "%v", err)
	}
	if y.Observed != "" && !slices.Contains(Observances(), y.Observed) {
		f.add(under("observed"), "observed %q is unknown: want one of %v", string(y.Observed), Observances())
	}
	if y.Until != 0 && y.Since > y.Until {
		f.add(under("since"), "since %d is after until %d", y.Since, y.Until)
	}
	if y.Every < 0 || y.Every == 1 || y.Every > 0 && y.Since == 0 {
		f.add(under("every"), "every %d: want at least 2 years, and since as the first", y.Every)
	}
	return when
}

func checkDay(f *faults, path []any, name string, kind Kind, source cite.Source) {
	if strings.TrimSpace(name) == "" {
		f.add(slices.Concat(path, at("name")), "name is empty")
	}
	if !slices.Contains(Kinds(), kind) {
		f.add(slices.Concat(path, at("kind")), "kind %q is unknown: want one of %v", string(kind), Kinds())
	}
	checkSource(f, slices.Concat(path, at("source")), source)
}

func checkSource(f *faults, path []any, source cite.Source) {
	switch {
	case source == (cite.Source{}):
		f.add(path, "closed day without source")
	case strings.TrimSpace(source.Cite) == "":
		f.add(path, "source without cite: want where it was read, such as 5 USC 6103(a)")
	case strings.Contains(source.Cite, "://"):
		f.add(path, "cite %q: want the address without scheme", source.Cite)
	case !slices.Contains(cite.Bases(), source.Basis):
		f.add(path, "basis %q is unknown: want one of %v", string(source.Basis), cite.Bases())
	}
}
