package clock

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Build expands the data into a calendar. Everything that is wrong with them is
// reported at once; there is no calendar with half of its days. Data that
// extend another calendar need [CalendarData.BuildOn].
func (d CalendarData) Build() (*Calendar, error) { return d.BuildOn(nil) }

// BuildOn expands data that extend the base into a calendar that has the base's
// closed days too; a nil base is that of data that extend none.
func (d CalendarData) BuildOn(base *Calendar) (*Calendar, error) {
	c, wrong := d.Expand(base)
	var all []error
	for _, f := range wrong {
		all = append(all, errors.New(f.String()))
	}
	if len(all) > 0 {
		return nil, fmt.Errorf("calendar %q: %w", d.ID, errors.Join(all...))
	}
	return c, nil
}

// Expand is [CalendarData.BuildOn] with the faults one by one, for those who
// can say where in a file each stands. The calendar is nil if there are any.
func (d CalendarData) Expand(base *Calendar) (*Calendar, []Fault) {
	var f faults
	if d.head(&f, base); len(f) > 0 {
		return nil, f
	}
	d = d.clone()
	c := &Calendar{
		data: d, version: d.Version, from: d.From, to: d.To,
		holidays: map[Date]Holiday{}, years: make([]yearDays, d.To-d.From+1),
	}
	for _, name := range d.Weekend {
		w, _ := parseWeekday(name) // checked in head
		c.weekend[w] = true
	}
	b := builder{Calendar: c, faults: &f, own: map[Date]bool{}}
	if base != nil {
		c.weekend = base.weekend
		if base.version != d.Version {
			c.version += "+" + base.version
		}
		b.inherit(base)
	}
	b.rules()
	b.single()
	b.shift()
	b.fill()
	if len(f) > 0 {
		return nil, f
	}
	return c, nil
}

// builder expands the days of one calendar.
type builder struct {
	*Calendar
	faults *faults
	found  []occurrence  // the yearly days, each in each year
	own    map[Date]bool // the days that stand alone
}

// occurrence is a yearly day in one year.
type occurrence struct {
	on   Date
	name string
	rule YearlyDay
}

func (b *builder) inherit(base *Calendar) {
	for on, h := range base.holidays {
		if b.covers(on) {
			b.holidays[on] = h
		}
	}
}

// rules finds the yearly days, then the days to which some were moved.
func (b *builder) rules() {
	moves := make([]map[int]Date, len(b.data.Rules))
	for n, r := range b.data.Rules {
		when := r.check(b.faults, at("rules", n))
		if when != nil {
			moves[n] = b.moves(n, r, when)
			b.yearly(r, when, moves[n])
		}
	}
	for n, r := range b.data.Rules {
		for m, move := range r.Moved {
			if on, err := ParseDate(move.To); err == nil && moves[n][on.Year] == on {
				b.alone(at("rules", n, "moved", m), Holiday{On: on, Name: r.Name, Kind: SpecialHoliday, Source: move.Source})
			}
		}
	}
}

// yearly finds a rule's day in each year. The years around those covered count
// too: what falls outside may be observed inside.
func (b *builder) yearly(r YearlyDay, when occurs, moved map[int]Date) {
	for year := b.from - 1; year <= b.to+1; year++ {
		on, ok := r.in(year, when)
		if _, away := moved[year]; ok && !away {
			b.found = append(b.found, occurrence{on: on, name: r.Name, rule: r})
		}
	}
}

// in is the day of the rule in a year, if it has one.
func (y YearlyDay) in(year int, when occurs) (Date, bool) {
	if year < y.Since || y.Until != 0 && year > y.Until || y.Every > 0 && (year-y.Since)%y.Every != 0 {
		return Date{}, false
	}
	return when(year)
}

// moves are the days to which a rule's day was moved, by year.
func (b *builder) moves(n int, r YearlyDay, when occurs) map[int]Date {
	moved := map[int]Date{}
	for m, move := range r.Moved {
		path := at("rules", n, "moved", m)
		checkSource(b.faults, slices.Concat(path, at("source")), move.Source)
		to, ok := b.day(slices.Concat(path, at("to")), move.To)
		if !ok {
			continue
		}
		if _, has := r.in(to.Year, when); !has {
			b.faults.add(path, "%s has no day in %d that could be moved", r.Name, to.Year)
		}
		if _, twice := moved[to.Year]; twice {
			b.faults.add(path, "%s is moved twice in %d", r.Name, to.Year)
		}
		moved[to.Year] = to
	}
	return moved
}

// single adds the days that come once.
func (b *builder) single() {
	for n, s := range b.data.Days {
		path := at("days", n)
		checkDay(b.faults, path, s.Name, s.Kind, s.Source)
		if on, ok := b.day(slices.Concat(path, at("on")), s.On); ok {
			b.alone(path, Holiday{On: on, Name: s.Name, Kind: s.Kind, Source: s.Source})
		}
	}
}

// day reads a date that must be covered.
func (b *builder) day(path []any, text string) (Date, bool) {
	on, err := ParseDate(text)
	switch {
	case err != nil:
		b.faults.add(path, "%v", err)
	case !b.covers(on):
		b.faults.add(path, "%s is not covered: want a day from %d to %d", on, b.from, b.to)
	default:
		return on, true
	}
	return Date{}, false
}

// alone adds a day that the calendar may not have already: to state one twice
// is a mistake in one of the two places.
func (b *builder) alone(path []any, h Holiday) {
	n := slices.IndexFunc(b.found, func(o occurrence) bool { return o.on == h.On })
	switch {
	case b.own[h.On]:
		b.faults.add(path, "%s is listed twice", h.On)
	case n >= 0:
		b.faults.add(path, "%s is %s already", h.On, b.found[n].name)
	}
	b.own[h.On] = true
	b.add(h)
}

// shift adds what is closed instead of days on weekends, the earlier first, so
// that Christmas finds its substitute before the day after it does.
func (b *builder) shift() {
	taken := map[Date]bool{}
	for on := range b.holidays {
		taken[on] = true
	}
	for _, o := range b.found {
		taken[o.on] = true
	}
	slices.SortStableFunc(b.found, func(x, y occurrence) int { return x.on.Compare(y.on) })
	for _, o := range slices.Clone(b.found) {
		if on, ok := b.observed(o, taken); ok {
			taken[on] = true
			b.found = append(b.found, occurrence{on: on, name: o.name + " (observed)", rule: o.rule})
		}
	}
}

func (b *builder) observed(o occurrence, taken map[Date]bool) (Date, bool) {
	day := o.on.Weekday()
	switch {
	case o.rule.Observed == NextWorkingDay && b.weekend[day]:
		on := o.on.AddDays(1)
		for b.weekend[on.Weekday()] || taken[on] {
			on = on.AddDays(1)
		}
		return on, true
	case o.rule.Observed == NearestWeekday && day == time.Saturday:
		return o.on.AddDays(-1), true
	case (o.rule.Observed == NearestWeekday || o.rule.Observed == SundayToMonday) && day == time.Sunday:
		return o.on.AddDays(1), true
	}
	return Date{}, false
}

// fill puts the yearly days into the calendar and marks all closed days.
func (b *builder) fill() {
	for _, o := range b.found {
		if !b.covers(o.on) {
			continue
		}
		b.add(Holiday{On: o.on, Name: o.name, Kind: o.rule.Kind, Source: o.rule.Source})
	}
	for on := range b.holidays {
		b.mark(on, true)
	}
	for on := (Date{b.from, time.January, 1}); on.Year <= b.to; on = on.AddDays(1) {
		if b.weekend[on.Weekday()] {
			b.mark(on, false)
		}
	}
}

// add adds a closed day; where the date is closed already it has both names,
// and the kind and source of the one whose kind stands first in [Kinds].
func (b *builder) add(h Holiday) {
	if had, both := b.holidays[h.On]; both {
		name := had.Name + "; " + h.Name
		if slices.Index(Kinds(), had.Kind) <= slices.Index(Kinds(), h.Kind) {
			h = had
		}
		h.Name = name
	}
	b.holidays[h.On] = h
}
