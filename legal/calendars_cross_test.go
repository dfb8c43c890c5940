package legal

import (
	"testing"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/us"
	"github.com/stretchr/testify/require"

	"writ/legal/clock"
)

// Another's calendars, github.com/rickar/cal, beside ours for 2006 to 2030.
// Geneva is not compared: its list there has Corpus Christi, which the
// canton's law does not name, and lacks the Jeûne genevois and 31 December.
var otherCalendars = map[string][]*cal.Holiday{
	"us-federal":       us.Holidays,
	"gb-england-wales": gb.Holidays,
	"fr":               fr.Holidays,
	"de":               de.Holidays,
	"de-nw":            de.HolidaysNW,
	"ie":               ie.Holidays,
	"nl":               nl.Holidays,
	"be":               be.Holidays,
}

// difference is a weekday on which only one of the two is closed.
type difference struct {
	closed string // ours or theirs
	why    string
}

const (
	mourning = "an office closure: no holiday, so the library does not list it"
	onceOff  = "proclaimed once; the library lists such days since 2020 only, and not all"
	luther   = "a holiday of every Land in this year only"
	king     = "the library's King's Day has no first year; it was 30 April, the Queen's Day, until 2013"
	queen    = "Queen's Day until 2013, which the library does not list"
)

// differences are all that are known. A new one fails, and so does one that is
// gone.
var differences = map[string]map[string]difference{
	"us-federal": {
		"2007-01-02": {"ours", mourning}, "2018-12-05": {"ours", mourning}, "2025-01-09": {"ours", mourning},
	},
	"gb-england-wales": {
		"2011-04-29": {"ours", onceOff}, "2012-06-05": {"ours", onceOff}, "2022-09-19": {"ours", onceOff},
		"2012-05-28": {"theirs", "the library does not move the spring bank holiday of 2012"},
		"2012-06-04": {"ours", "the spring bank holiday of 2012 was moved here"},
	},
	"fr":    {},
	"de":    {"2017-10-31": {"ours", luther}},
	"de-nw": {"2017-10-31": {"ours", luther}},
	"ie":    {},
	"be":    {},
	"nl": {
		"2006-04-27": {"theirs", king}, "2007-04-27": {"theirs", king}, "2009-04-27": {"theirs", king},
		"2010-04-27": {"theirs", king}, "2011-04-27": {"theirs", king}, "2012-04-27": {"theirs", king},
		"2007-04-30": {"ours", queen}, "2008-04-30": {"ours", queen}, "2009-04-30": {"ours", queen},
		"2010-04-30": {"ours", queen}, "2012-04-30": {"ours", queen}, "2013-04-30": {"ours", queen},
	},
}

func TestBesideAnotherLibrary(t *testing.T) {
	require.Len(t, differences, len(otherCalendars))
	for id, theirs := range otherCalendars {
		t.Run(id, func(t *testing.T) {
			ours, ok := current(t).Calendar(id)
			require.True(t, ok)
			found, both := compare(ours, theirs)
			for on, closed := range found {
				known, listed := differences[id][on]
				require.True(t, listed, "%s: only %s is closed: find out why and list it", on, closed)
				require.Equal(t, known.closed, closed, on)
			}
			for on, known := range differences[id] {
				require.NotEmpty(t, known.why, on)
				require.Contains(t, found, on, "no difference any more: take it out of the table")
			}
			require.Greater(t, both, 25*5, "hardly a day on which both are closed: is anything compared?")
		})
	}
}

// compare lists the weekdays on which only one of two calendars is closed, and
// counts those on which both are.
func compare(ours *clock.Calendar, theirs []*cal.Holiday) (found map[string]string, both int) {
	other := cal.NewBusinessCalendar()
	other.AddHoliday(theirs...)
	found = map[string]string{}
	for d := (clock.Date{Year: 2006, Month: time.January, Day: 1}); d.Year <= 2030; d = d.AddDays(1) {
		at := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
		if ours.Weekend(at.Weekday()) {
			continue
		}
		switch we, they := !ours.Open(d), !other.IsWorkday(at); {
		case we && they:
			both++
		case we:
			found[d.String()] = "ours"
		case they:
			found[d.String()] = "theirs"
		}
	}
	return found, both
}
