package legal

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"writ/legal/clock"
)

func calendarOf(t testing.TB, l *Law, id string) *clock.Calendar {
	t.Helper()
	c, ok := l.Calendar(id)
	require.True(t, ok, id)
	return c
}

// Days that calendars get wrong. A + before the date: a working day.
var trickyDays = map[string]string{
	"us-federal": "2010-12-31 2011-01-01 2021-12-31 2021-06-18 2022-06-20 +2020-06-19 2023-01-02 2026-07-03 +2026-07-06 2027-07-05 " +
		"2021-12-24 2022-12-26 2027-12-24 2023-11-10 2028-11-10 2029-11-12 2025-01-09 2018-12-05 2007-01-02 2004-06-11 " +
		"+2025-12-24 +2025-12-26 +2025-11-28 +2009-01-20 2026-09-07 2026-11-26 2023-11-23 +2026-11-03 +2026-02-12 2000-01-17",
	"us-ny": "2026-11-03 2027-11-02 2022-11-08 2026-02-12 2023-02-13 +2022-02-11 2025-01-09 2010-12-31 +2026-03-31",
	"us-ca": "2022-02-11 2018-03-30 2024-04-01 2026-03-31 2026-11-27 2023-11-24 2022-09-23 +2021-09-24 +2026-09-09 2025-01-09",
	"us-dc": "2007-04-16 2011-04-15 2016-04-15 2017-04-17 2022-04-15 2023-04-17 +2006-04-17 2009-01-20 2013-01-21 2017-01-20 " +
		"2021-01-20 2025-01-20 +2026-01-20 2025-01-09",
	"fr":                "2026-05-25 2005-05-16 2026-04-06 +2026-04-03 2008-05-01 2024-05-09 2026-05-14 2026-07-14 +2025-12-26 +2022-12-26 +2021-12-27",
	"fr-alsace-moselle": "2026-04-03 2025-12-26 2026-05-25 +2026-12-28 2008-03-21",
	"gb-england-wales": "2002-06-03 2002-06-04 +2002-05-27 2011-04-29 2012-06-04 2012-06-05 +2012-05-28 2020-05-08 +2020-05-04 " +
		"2022-06-02 2022-06-03 +2022-05-30 2022-09-19 2023-05-08 2023-05-01 2023-05-29 2004-12-27 2004-12-28 2005-12-26 2005-12-27 " +
		"2009-12-28 +2009-12-29 2010-12-27 2010-12-28 2011-12-26 2011-12-27 2015-12-28 2016-12-26 2016-12-27 2020-12-28 " +
		"2021-12-27 2021-12-28 2022-12-26 2022-12-27 2027-12-27 2027-12-28 2005-01-03 2011-01-03 2012-01-02 2022-01-03 2023-01-02 " +
		"+2023-01-03 2028-01-03 +2028-12-27 2026-08-31 +2026-08-03 +2026-03-17 +2026-06-15",
	"gb-scotland": "2026-06-15 2017-01-02 2017-01-03 2010-01-04 2011-01-03 2011-01-04 2022-01-04 2023-01-02 2023-01-03 2026-01-02 " +
		"+2026-04-06 2026-04-03 2026-08-03 +2026-08-31 2019-12-02 2024-12-02 +2006-11-30 2026-11-30 2022-09-19 2021-12-28",
	"gb-northern-ireland": "2026-03-17 2018-03-19 2024-03-18 2019-07-12 2020-07-13 2025-07-14 2026-07-13 2026-04-06 2026-08-31 2023-05-08 2022-12-27",
	"ie": "2023-02-06 2024-02-05 2026-02-02 2030-02-01 +2030-02-04 +2022-02-07 2022-03-18 2022-03-17 +2024-03-18 +2018-03-19 +2026-04-03 " +
		"2026-04-06 2026-05-04 2026-06-01 2026-08-03 2026-10-26 +2022-12-27 2022-12-26 +2021-12-27",
	"de":    "2017-10-31 +2016-10-31 +2018-10-31 2026-05-14 2026-05-25 2026-04-03 +2026-06-04 +2027-11-01 2008-05-01 2025-10-03 +2026-12-24 +2026-12-31",
	"de-nw": "2026-06-04 2027-11-01 2017-10-31 2023-11-01 +2026-01-06",
	"be":    "2026-04-06 2026-07-21 2026-11-11 +2026-04-03 +2026-12-28",
	"lu":    "2026-05-09 2019-05-09 2025-06-23 2025-12-26 +2018-05-09 +2026-04-03",
	"nl":    "2013-04-30 +2014-04-30 2015-04-27 +2013-04-29 2026-04-27 2026-04-03 2026-05-05",
	"ch-ge": "2026-09-10 2024-09-05 2025-09-11 2026-12-31 2022-08-01 2021-08-02 +2026-06-04 2026-05-14",
}

func TestTrickyDays(t *testing.T) {
	law := current(t)
	for _, c := range law.Calendars() {
		require.NotEmpty(t, trickyDays[c.ID()], "calendar %s has no tricky days here", c.ID())
	}
	for id, days := range trickyDays {
		c := calendarOf(t, law, id)
		for _, day := range strings.Fields(days) {
			text, open := strings.CutPrefix(day, "+")
			d, err := clock.ParseDate(text)
			require.NoError(t, err)
			h, listed := c.Holiday(d)
			require.Equal(t, open, c.Open(d), "%s on %s: %v", id, text, h)
			require.Equal(t, !open, listed, "%s on %s", id, text)
		}
	}
}

func TestKindsOfDays(t *testing.T) {
	tests := []struct {
		id, on string
		kind   clock.Kind
	}{
		{"us-federal", "2025-01-09", clock.OfficeClosure},
		{"us-federal", "2026-07-03", clock.PublicHoliday},
		{"us-ny", "2026-11-03", clock.RegionalHoliday},
		{"us-ny", "2026-07-03", clock.PublicHoliday},
		{"us-dc", "2013-01-21", clock.PublicHoliday}, // inauguration observed, and a federal holiday
		{"us-dc", "2009-01-20", clock.RegionalHoliday},
		{"gb-england-wales", "2022-09-19", clock.SpecialHoliday},
		{"gb-england-wales", "2020-05-08", clock.SpecialHoliday},
		{"gb-england-wales", "2022-12-27", clock.PublicHoliday},
		{"fr-alsace-moselle", "2026-04-03", clock.RegionalHoliday},
		{"de-nw", "2026-06-04", clock.RegionalHoliday},
	}
	for _, tt := range tests {
		d, err := clock.ParseDate(tt.on)
		require.NoError(t, err)
		h, ok := calendarOf(t, current(t), tt.id).Holiday(d)
		require.True(t, ok)
		require.Equal(t, tt.kind, h.Kind, "%s %s", tt.id, tt.on)
	}
}

// Every calendar covers the years that are asked for, and every day of every
// year says what it is and where that was read.
func TestEveryDayHasASource(t *testing.T) {
	for _, c := range current(t).Calendars() {
		from, to := c.Covers()
		require.LessOrEqual(t, from, 2006, c.ID())
		require.GreaterOrEqual(t, to, 2030, c.ID())
		for year := from; year <= to; year++ {
			days := c.Days(year)
			require.GreaterOrEqual(t, len(days), 8, "%s %d", c.ID(), year)
			for _, h := range days {
				require.NotEmpty(t, h.Name, "%s %s", c.ID(), h.On)
				require.Contains(t, clock.Kinds(), h.Kind)
				require.NotEmpty(t, h.Source.Cite, "%s %s", c.ID(), h.On)
				require.Contains(t, bases(), h.Source.Basis)
			}
		}
	}
}

func TestZoneDefaults(t *testing.T) {
	law := current(t)
	for zone, want := range map[string]string{
		"America/New_York": "us-federal", "America/Los_Angeles": "us-federal", "Europe/Paris": "fr", "Europe/London": "gb-england-wales",
		"Europe/Dublin": "ie", "Europe/Berlin": "de", "Europe/Amsterdam": "nl", "Europe/Brussels": "be", "Europe/Luxembourg": "lu",
	} {
		c, ok := law.CalendarAt(Seat{Zone: zone})
		require.True(t, ok, zone)
		require.Equal(t, want, c.ID())
	}
	_, ok := law.CalendarAt(Seat{Zone: "Europe/Zurich"})
	require.False(t, ok, "no canton's calendar is that of all of Switzerland")
	c, ok := law.CalendarAt(Seat{Zone: "America/New_York", Calendar: "us-ny"})
	require.True(t, ok)
	require.Equal(t, "us-ny", c.ID())
}

const smallCalendars = `calendars:
  - id: base
    name: Base
    jurisdiction: US
    version: "1"
    zones: [America/New_York]
    from: 2020
    to: 2030
    weekend: [saturday, sunday]
    rules:
      - name: New Year
        kind: public-holiday
        when: 01-01
        source: {cite: an act, basis: statute}
    days:
      - on: 2025-01-09
        name: Mourning
        kind: office-closure
        source: {cite: an order, basis: reported}
`

func TestCalendarFileRefusals(t *testing.T) {
	tests := []struct{ old, new, want string }{
		{"from: 2020", "from: 2031", "cal.yaml:7: from 2031 is after to 2030"},
		{"America/New_York", "America/New_Pork", `cal.yaml:6: zone "America/New_Pork"`},
		{"when: 01-01", "when: 1 Jan", `cal.yaml:13: when "1 Jan": want`},
		{"kind: public-holiday", "kind: feast", `cal.yaml:12: kind "feast" is unknown`},
		{"        source: {cite: an act, basis: statute}\n", "", "cal.yaml:11: closed day without source"},
		{"cite: an order, basis: reported", "cite: an order, basis: rumour", `cal.yaml:19: basis "rumour" is unknown`},
		{"on: 2025-01-09", "on: 2025-01-01", "cal.yaml:16: 2025-01-01 is New Year already"},
		{"on: 2025-01-09", "on: 2035-01-01", "cal.yaml:16: 2035-01-01 is not covered"},
		{"name: Base", "nom: Base", `cal.yaml:3: unknown field "nom" in calendardata`},
		{"weekend: [saturday, sunday]", "extends: base", `cal.yaml:9: dangling reference: want a calendar of this edition`},
		{"calendars:\n", "calendars:\n  - {id: base, name: B, jurisdiction: US, version: '1', from: 2020, to: 2021, weekend: [sunday]}\n",
			`cal.yaml:3: calendar "base": duplicate id; the first stands in packs/t/cal.yaml:2`},
		{"calendars:\n", "calendars:\n  - {id: b, name: B, jurisdiction: US, version: '1', from: 2020, to: 2021, weekend: [sunday], zones: [America/New_York]}\n",
			`cal.yaml:7: default calendar of zone "America/New_York": two calendars for one zone; the first stands in packs/t/cal.yaml:2`},
	}
	for _, tt := range tests {
		require.Equal(t, 1, strings.Count(smallCalendars, tt.old), tt.old)
		_, err := load(withCalendars(strings.Replace(smallCalendars, tt.old, tt.new, 1)))
		require.ErrorContains(t, err, tt.want)
	}
	law, err := load(withCalendars(smallCalendars))
	require.NoError(t, err)
	require.Len(t, law.Calendars(), 1)
}

func withCalendars(text string) map[string]string {
	files := smallPack()
	files["cal.yaml"] = text
	return files
}

// published is the next state of a calendar, with one more day.
func published(t testing.TB, l *Law, id, version, on string) clock.CalendarData {
	t.Helper()
	d := calendarOf(t, l, id).Data()
	d.Version = version
	d.Days = append(d.Days, clock.SingleDay{On: on, Name: "Proclaimed late", Kind: clock.SpecialHoliday,
		Source: Source{Cite: "a proclamation", Basis: BasisReported}})
	return d
}

func TestWithCalendars(t *testing.T) {
	law := current(t)
	day := clock.Date{Year: 2026, Month: 12, Day: 1}
	// It comes as a message.
	text, err := json.Marshal(published(t, law, "us-federal", "2026-11-23", day.String()))
	require.NoError(t, err)
	var data clock.CalendarData
	require.NoError(t, json.Unmarshal(text, &data))

	later, err := law.WithCalendars(data)
	require.NoError(t, err)
	require.Equal(t, law.Edition(), later.Edition())
	for _, id := range []string{"us-federal", "us-ny", "us-ca", "us-dc"} {
		require.True(t, calendarOf(t, law, id).Open(day), "%s of the law itself must stay", id)
		require.False(t, calendarOf(t, later, id).Open(day), "%s extends or is what was published", id)
	}
	require.Equal(t, "2026-11-23", calendarOf(t, later, "us-federal").Version())
	require.Equal(t, "2026-11-22+2026-11-23", calendarOf(t, later, "us-ny").Version())
	require.True(t, calendarOf(t, later, "fr").Open(day))
	c, ok := later.CalendarAt(Seat{Zone: "America/New_York"})
	require.True(t, ok)
	require.False(t, c.Open(day), "the default of the zone is the published one")

	same, err := later.WithCalendars(data, data)
	require.NoError(t, err, "to hear it again changes nothing")
	require.Equal(t, later.Calendars(), same.Calendars())
	nothing, err := law.WithCalendars()
	require.NoError(t, err)
	require.Equal(t, law.Calendars(), nothing.Calendars())
}

func TestWithCalendarsZones(t *testing.T) {
	law := current(t)
	geneva := calendarOf(t, law, "ch-ge").Data()
	geneva.Version, geneva.Zones = "2", []string{"Europe/Zurich"}
	london := calendarOf(t, law, "gb-england-wales").Data()
	london.Version, london.Zones = "2", nil
	changed, err := law.WithCalendars(geneva, london)
	require.NoError(t, err)
	c, ok := changed.CalendarAt(Seat{Zone: "Europe/Zurich"})
	require.True(t, ok)
	require.Equal(t, "ch-ge", c.ID())
	_, ok = changed.CalendarAt(Seat{Zone: "Europe/London"})
	require.False(t, ok, "nobody is its default any more")
	_, ok = law.CalendarAt(Seat{Zone: "Europe/Zurich"})
	require.False(t, ok, "the law itself stays as it is")
}

func TestWithCalendarsRefusals(t *testing.T) {
	law := current(t)
	sneaked := published(t, law, "fr", "2026-11-22", "2026-12-01")
	broken := published(t, law, "fr", "2", "2026-12-25")
	greedy := published(t, law, "fr", "2", "2026-12-01")
	greedy.Zones = append(greedy.Zones, "America/New_York")
	orphan := published(t, law, "us-ny", "2", "2026-12-01")
	orphan.Extends = "us-state"
	under := published(t, law, "us-federal", "2", "2026-12-01")
	under.From, under.Days = 2010, nil
	for want, data := range map[string]clock.CalendarData{
		`calendar "fr": version "2026-11-22" has other days already`:               sneaked,
		`days.0: 2026-12-25 is Noël already`:                                       broken,
		`calendars "fr" and "us-federal" are both the default of zone`:             greedy,
		`calendar "us-ny" extends "us-state": want a calendar of edition 2026-11-`: orphan,
		`calendar "us-federal", which "us-ca" extends, cannot be replaced`:         under,
	} {
		changed, err := law.WithCalendars(data)
		require.ErrorContains(t, err, want)
		require.Nil(t, changed)
	}
}

// An edition from before there were calendars can be given one.
func TestWithCalendarsOnNone(t *testing.T) {
	old, err := Open("2026-11")
	require.NoError(t, err)
	require.Empty(t, old.Calendars())
	law, err := old.WithCalendars(calendarOf(t, current(t), "fr").Data())
	require.NoError(t, err)
	c, ok := law.CalendarAt(Seat{Zone: "Europe/Paris"})
	require.True(t, ok)
	require.Equal(t, "fr", c.ID())
}

// The calendars of an edition are read by themselves, too: no instrument, no
// holder and no area is needed to count by them.
func TestCalendarFilesStandAlone(t *testing.T) {
	files := fstest.MapFS{}
	for name, text := range smallPack() {
		files["packs/t/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	entries, err := os.ReadDir("packs/" + CurrentEdition + "/calendars")
	require.NoError(t, err)
	require.NotEmpty(t, entries)
	for _, e := range entries {
		data, err := os.ReadFile("packs/" + CurrentEdition + "/calendars/" + e.Name())
		require.NoError(t, err)
		files["packs/t/calendars/"+e.Name()] = &fstest.MapFile{Data: data}
	}
	law, err := Load(files, "t")
	require.NoError(t, err)
	require.Equal(t, current(t).Calendars(), law.Calendars())
}
