package clock

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/legal/cite"
)

func TestCalendarRefusals(t *testing.T) {
	tests := []struct {
		spoil func(*CalendarData)
		want  string
	}{
		{func(d *CalendarData) { d.ID = "US Federal" }, `id: id "US Federal": want small letters`},
		{func(d *CalendarData) { d.Name = " " }, "name: name is empty"},
		{func(d *CalendarData) { d.Jurisdiction = "usa" }, "jurisdiction: "},
		{func(d *CalendarData) { d.Version = "1+2" }, "version: "},
		{func(d *CalendarData) { d.Version = "" }, "version: "},
		{func(d *CalendarData) { d.Zones = []string{"America/New_Pork"} }, "zones.0: "},
		{func(d *CalendarData) { d.Zones = []string{"Local"} }, "zones.0: "},
		{func(d *CalendarData) { d.Zones = []string{"UTC", "UTC"} }, `zones.1: zone "UTC" is listed twice`},
		{func(d *CalendarData) { d.From = 2031 }, "from: from 2031 is after to 2030"},
		{func(d *CalendarData) { d.From = 0 }, "from: from 0 to 2030: want years from 1900"},
		{func(d *CalendarData) { d.To = math.MaxInt }, "from: from 2000 to 9223372036854775807: want"},
		{func(d *CalendarData) { d.Weekend = nil }, "weekend: 0 weekdays of weekend"},
		{func(d *CalendarData) { d.Weekend = []string{"Saturday"} }, `weekend.0: weekday "Saturday" is unknown`},
		{func(d *CalendarData) { d.Weekend = []string{"sunday", "sunday"} }, `weekend.1: weekday "sunday" is listed twice`},
		{func(d *CalendarData) { d.Weekend = []string{"monday", "tuesday", "friday", "sunday"} }, "weekend: 4 weekdays"},
		{func(d *CalendarData) { d.Extends = "other" }, `extends: extends "other", but that calendar was not given`},
		{func(d *CalendarData) { d.Rules[0].Name = "" }, "rules.0.name: name is empty"},
		{func(d *CalendarData) { d.Rules[0].Kind = "fast-day" }, `rules.0.kind: kind "fast-day" is unknown`},
		{func(d *CalendarData) { d.Rules[0].When = "1 May" }, `rules.0.when: when "1 May": want`},
		{func(d *CalendarData) { d.Rules[0].Observed = "never" }, `rules.0.observed: observed "never" is unknown`},
		{func(d *CalendarData) { d.Rules[0].Since, d.Rules[0].Until = 2010, 2009 }, "rules.0.since: since 2010 is after until 2009"},
		{func(d *CalendarData) { d.Rules[0].Every = 4 }, "rules.0.every: every 4: want"},
		{func(d *CalendarData) { d.Rules[0].Since, d.Rules[0].Every = 2000, -1 }, "rules.0.every: every -1: want"},
		{func(d *CalendarData) { d.Rules[0].Source = cite.Source{} }, "rules.0.source: closed day without source"},
		{func(d *CalendarData) { d.Rules[0].Source.Cite = "" }, "rules.0.source: source without cite"},
		{func(d *CalendarData) { d.Rules[0].Source.Basis = "hearsay" }, `rules.0.source: basis "hearsay" is unknown`},
		{func(d *CalendarData) { d.Rules[0].Source.Cite = "https://a.b" }, "rules.0.source: cite \"https://a.b\": want the address without scheme"},
		{func(d *CalendarData) { d.Rules[1].Moved[0].Source = cite.Source{} }, "rules.1.moved.0.source: closed day without source"},
		{func(d *CalendarData) { d.Rules[1].Moved[0].To = "8 May" }, "rules.1.moved.0.to: "},
		{func(d *CalendarData) { d.Rules[1].Since = 2021 }, "rules.1.moved.0: May Day has no day in 2020 that could be moved"},
		{func(d *CalendarData) { d.Rules[1].Moved = append(d.Rules[1].Moved, MovedDay{"2020-05-11", anAct}) },
			"rules.1.moved.1: May Day is moved twice in 2020"},
		{func(d *CalendarData) { d.Days[0].Source = cite.Source{} }, "days.0.source: closed day without source"},
		{func(d *CalendarData) { d.Days[0].Kind = "" }, `days.0.kind: kind "" is unknown`},
		{func(d *CalendarData) { d.Days[0].On = "2025-02-30" }, "days.0.on: "},
		{func(d *CalendarData) { d.Days[0].On = "2031-01-09" }, "days.0.on: 2031-01-09 is not covered"},
		{func(d *CalendarData) { d.Days[0].On = "2021-05-03" }, "days.0: 2021-05-03 is May Day already"},
		{func(d *CalendarData) { d.Days[0].On = "2020-05-08" }, "days.0: 2020-05-08 is listed twice"},
		{func(d *CalendarData) { d.Days = append(d.Days, d.Days[0]) }, "days.1: 2025-01-09 is listed twice"},
		{func(d *CalendarData) { d.Days = slices.Repeat(d.Days, mostDays) }, "2002 rules and days: want at most 2000"},
	}
	for _, tt := range tests {
		d := smallCalendar()
		tt.spoil(&d)
		c, err := d.Build()
		require.ErrorContains(t, err, tt.want)
		require.Nil(t, c)
	}
	all := smallCalendar()
	all.Rules[0].Kind, all.Rules[1].When, all.Days[0].On = "", "", ""
	_, faults := all.Expand(nil)
	require.Len(t, faults, 3, "everything is reported at once")
}

func TestExtendRefusals(t *testing.T) {
	base := build(t, smallCalendar())
	good := CalendarData{ID: "state", Name: "State", Jurisdiction: "US-NY", Version: "1", From: 2000, To: 2030, Extends: "small"}
	above, err := good.BuildOn(base)
	require.NoError(t, err)
	tests := []struct {
		spoil func(*CalendarData)
		base  *Calendar
		want  string
	}{
		{func(d *CalendarData) { d.From = 1999 }, base, `from: from 1999 to 2030 leaves the years of "small", 2000 to 2030`},
		{func(d *CalendarData) { d.Weekend = []string{"sunday"} }, base, "weekend: weekend on a calendar that extends another"},
		{func(d *CalendarData) { d.Extends = "" }, base, `extends: extends "", but "small" was given`},
		{func(d *CalendarData) { d.Extends, d.ID = "state", "city" }, above, `extends: extends "state", which itself extends "small"`},
		{func(d *CalendarData) { d.ID = "small" }, base, "extends: extends itself"},
	}
	for _, tt := range tests {
		d := good
		tt.spoil(&d)
		_, err := d.BuildOn(tt.base)
		require.ErrorContains(t, err, tt.want)
	}
}
