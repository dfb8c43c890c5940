package clock

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/legal/cite"
)

var anAct = cite.Source{Cite: "an act", Basis: cite.Statute}

func theDate(t testing.TB, text string) Date {
	t.Helper()
	d, err := ParseDate(text)
	require.NoError(t, err)
	return d
}

// smallCalendar has one day of each sort.
func smallCalendar() CalendarData {
	return CalendarData{
		ID: "small", Name: "Small", Jurisdiction: "US", Version: "1", From: 2000, To: 2030,
		Zones: []string{"America/New_York"}, Weekend: []string{"saturday", "sunday"},
		Rules: []YearlyDay{
			{Name: "New Year", Kind: PublicHoliday, When: "01-01", Observed: NearestWeekday, Source: anAct},
			{Name: "May Day", Kind: PublicHoliday, When: "first monday of may", Source: anAct,
				Moved: []MovedDay{{To: "2020-05-08", Source: anAct}}},
		},
		Days: []SingleDay{{On: "2025-01-09", Name: "Mourning", Kind: OfficeClosure, Source: anAct}},
	}
}

func build(t testing.TB, d CalendarData) *Calendar {
	t.Helper()
	c, err := d.Build()
	require.NoError(t, err)
	return c
}

func TestCalendarOfOneDayEach(t *testing.T) {
	c := build(t, smallCalendar())
	tests := []struct {
		on, name string
		kind     Kind
		open     bool
	}{
		{"2011-01-01", "New Year", PublicHoliday, false},            // a Saturday, listed all the same
		{"2010-12-31", "New Year (observed)", PublicHoliday, false}, // in the year before
		{"2017-01-02", "New Year (observed)", PublicHoliday, false}, // 1 January 2017 was a Sunday
		{"2020-05-04", "", "", true},                                // moved away
		{"2020-05-08", "May Day", SpecialHoliday, false},            // to here
		{"2021-05-03", "May Day", PublicHoliday, false},
		{"2025-01-09", "Mourning", OfficeClosure, false},
		{"2025-01-11", "", "", false}, // a Saturday that is nothing else
		{"2024-02-29", "", "", true},
		{"2024-12-31", "", "", true},
		{"1999-12-31", "", "", false}, // observed, but outside: nothing is known
		{"2031-01-02", "", "", false},
	}
	for _, tt := range tests {
		d := theDate(t, tt.on)
		h, ok := c.Holiday(d)
		require.Equal(t, tt.name != "", ok, tt.on)
		require.Equal(t, tt.name, h.Name, tt.on)
		require.Equal(t, tt.kind, h.Kind, tt.on)
		require.Equal(t, tt.open, c.Open(d), tt.on)
	}
	require.Empty(t, c.Days(1999))
	require.Empty(t, c.Days(2031))
	require.Equal(t, []string{"2020-01-01 New Year", "2020-05-08 May Day"}, listing(c.Days(2020)))
}

func listing(days []Holiday) []string {
	var list []string
	for _, h := range days {
		list = append(list, fmt.Sprint(h.On, " ", h.Name))
	}
	return list
}

// Dates that are none must not reach the bits of another year.
func TestCalendarAskedForNonsense(t *testing.T) {
	c := build(t, smallCalendar())
	for _, d := range []Date{
		{}, {2020, 0, 1}, {2020, 13, 1}, {2020, 1, 0}, {2020, 1, -5}, {2020, 12, math.MaxInt},
		{math.MinInt, 1, 1}, {math.MaxInt, 12, 31}, {2020, math.MinInt, 1}, {2020, 1, math.MinInt},
	} {
		_, ok := c.Holiday(d)
		require.False(t, ok, d)
		require.False(t, c.Open(d), d)
	}
}

// What Christmas closed in the United Kingdom, as it was proclaimed.
func TestNextWorkingDayChains(t *testing.T) {
	d := smallCalendar()
	d.Rules = []YearlyDay{ // in the wrong order: only the dates may decide
		{Name: "Boxing Day", Kind: PublicHoliday, When: "12-26", Observed: NextWorkingDay, Source: anAct},
		{Name: "Christmas Day", Kind: PublicHoliday, When: "12-25", Observed: NextWorkingDay, Source: anAct},
	}
	c := build(t, d)
	tests := map[int][]string{
		2020: {"2020-12-25 Christmas Day", "2020-12-26 Boxing Day", "2020-12-28 Boxing Day (observed)"},
		2021: {"2021-12-25 Christmas Day", "2021-12-26 Boxing Day", "2021-12-27 Christmas Day (observed)", "2021-12-28 Boxing Day (observed)"},
		2022: {"2022-12-25 Christmas Day", "2022-12-26 Boxing Day", "2022-12-27 Christmas Day (observed)"},
		2023: {"2023-12-25 Christmas Day", "2023-12-26 Boxing Day"},
	}
	for year, want := range tests {
		require.Equal(t, want, listing(c.Days(year)))
	}
}

func TestDatesThatMeet(t *testing.T) {
	d := smallCalendar()
	d.Rules = []YearlyDay{
		{Name: "State day", Kind: RegionalHoliday, When: "05-01", Source: cite.Source{Cite: "state", Basis: cite.Unconfirmed}},
		{Name: "Ascension", Kind: PublicHoliday, When: "easter+39", Source: anAct},
	}
	d.Days = nil
	h, ok := build(t, d).Holiday(Date{2008, 5, 1})
	require.True(t, ok)
	require.Equal(t, Holiday{On: Date{2008, 5, 1}, Name: "State day; Ascension", Kind: PublicHoliday, Source: anAct}, h,
		"the date has both names, and the kind and source of the day that closes more")
}

func TestExtend(t *testing.T) {
	base := build(t, smallCalendar())
	d := CalendarData{
		ID: "state", Name: "State", Jurisdiction: "US-NY", Version: "1", From: 2001, To: 2030, Extends: "small",
		Rules: []YearlyDay{
			{Name: "Fourth year", Kind: RegionalHoliday, When: "01-20", Since: 2001, Every: 4, Source: anAct},
			{Name: "Eve", Kind: RegionalHoliday, When: "12-31", Until: 2005, Source: anAct},
		},
	}
	c, err := d.BuildOn(base)
	require.NoError(t, err)
	require.Equal(t, "1", c.Version())
	require.False(t, c.Open(Date{2010, 12, 31}), "has the base's days")
	require.False(t, c.Open(Date{2010, 12, 25}), "has the base's weekend")
	require.False(t, c.Open(Date{2025, 1, 20}))
	require.True(t, c.Open(Date{2026, 1, 20}))
	require.False(t, c.Open(Date{2002, 12, 31}))
	require.True(t, c.Open(Date{2007, 12, 31}))
	_, known := c.Holiday(Date{2000, 1, 1})
	require.False(t, known, "the base covers it, this calendar does not")

	newer := smallCalendar()
	newer.Version = "2"
	c, err = d.BuildOn(build(t, newer))
	require.NoError(t, err)
	require.Equal(t, "1+2", c.Version())
}

// A calendar is not changed through the data that it was built from or gave out.
func TestCalendarNeverChanges(t *testing.T) {
	d := smallCalendar()
	c := build(t, d)
	d.Zones[0], d.Rules[1].Moved[0].To = "UTC", "2020-05-11"
	got := c.Data()
	got.Rules[0].Name, got.Rules[1].Moved[0].To, got.Days[0].On = "x", "2020-05-12", "2025-01-10"
	c.Zones()[0] = "UTC"
	require.Equal(t, smallCalendar(), c.Data())
}

func TestSame(t *testing.T) {
	c := build(t, smallCalendar())
	require.True(t, c.Same(build(t, smallCalendar())))
	for _, change := range []func(*CalendarData){
		func(d *CalendarData) { d.Days[0].On = "2025-01-10" },
		func(d *CalendarData) { d.Days[0].Kind = SpecialHoliday },
		func(d *CalendarData) { d.Days[0].Source.Basis = cite.Reported },
		func(d *CalendarData) { d.Days = nil },
		func(d *CalendarData) { d.To = 2031 },
		func(d *CalendarData) { d.Zones = nil },
		func(d *CalendarData) { d.Weekend = []string{"friday"} },
		func(d *CalendarData) { d.ID = "other" },
	} {
		d := smallCalendar()
		change(&d)
		require.False(t, c.Same(build(t, d)))
	}
}
