package clock

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/legal/cite"
)

const (
	newYork = "America/New_York"
	paris   = "Europe/Paris"
	london  = "Europe/London"
)

// local reads "2026-09-04 22:00" or an instant with its offset.
func local(t testing.TB, zone, text string) time.Time {
	t.Helper()
	at, _, err := ParseTrigger(strings.Replace(text, " ", "T", 1), zone)
	require.NoError(t, err)
	return at
}

func period(t testing.TB, text string) Period {
	t.Helper()
	p, err := ParsePeriod(text)
	require.NoError(t, err)
	return p
}

// courtDays builds a calendar of 2000 to 2100 from lines "date kind name".
func courtDays(t testing.TB, version string, lines ...string) *Calendar {
	t.Helper()
	data := CalendarData{ID: "test-court", Name: "test court", Jurisdiction: "XX", Version: version,
		From: 2000, To: 2100, Weekend: []string{"saturday", "sunday"}}
	for _, l := range lines {
		f := strings.SplitN(l, " ", 3)
		data.Days = append(data.Days, SingleDay{On: f[0], Kind: Kind(f[1]), Name: f[2],
			Source: cite.Source{Cite: "Act on " + f[2], Basis: cite.Statute}})
	}
	return build(t, data)
}

// court has a day of each kind, a lone one and one beside a weekend.
func court(t testing.TB) *Calendar {
	return courtDays(t, "1",
		"2026-09-07 public-holiday Labor Day",
		"2026-09-11 regional-holiday State Day",
		"2026-09-16 office-closure Storm",
		"2026-09-21 special-holiday Funeral",
		"2026-12-25 public-holiday Christmas Day",
		"2027-01-01 public-holiday New Year's Day",
	)
}

// explained is a deadline's explanation as text, one line for each step.
func explained(d Deadline) string {
	var b strings.Builder
	for _, s := range d.Steps {
		b.WriteString("\n" + s.On + " | " + s.Did + " | " + s.Why)
		if s.Cite != "" {
			b.WriteString(" [" + s.Cite + "]")
		}
	}
	return b.String()
}

func counted(d Deadline) int {
	n := 0
	for _, s := range d.Steps {
		n += s.N
	}
	return n
}

func instants() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(946_684_800, 4_070_908_800).Draw(t, "unix"), 0) // 2000 to 2098
	})
}

func zoneNames() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{newYork, "America/Los_Angeles", "America/Sao_Paulo", "America/St_Johns",
		paris, london, "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"})
}

// counts draws a count of any regime that can be counted: its calendar covers
// the years that it reaches.
func counts(cal *Calendar) *rapid.Generator[Count] {
	return rapid.Custom(func(t *rapid.T) Count {
		c := Count{
			Regime:   rapid.SampledFrom(Regimes()).Draw(t, "regime"),
			Trigger:  time.Unix(rapid.Int64Range(1_420_070_400, 2_600_000_000).Draw(t, "unix"), 0), // 2015 to 2052
			Zone:     zoneNames().Draw(t, "zone"),
			Calendar: cal,
			Back:     rapid.Bool().Draw(t, "back"),
		}
		if rapid.Bool().Draw(t, "near") { // the calendar's days
			c.Trigger = time.Unix(rapid.Int64Range(1_788_000_000, 1_799_000_000).Draw(t, "near unix"), 0)
		}
		units := []Unit{Hour, Day, WorkingDay, Month, Year}
		if c.Regime == Civil {
			units = []Unit{Hour, Day, Month, Year}
		}
		unit := rapid.SampledFrom(units).Draw(t, "unit")
		most := map[Unit]int{Hour: 3000, Day: 450, WorkingDay: 300, Month: 40, Year: 4}[unit]
		c.Period = Period{rapid.IntRange(1, most).Draw(t, "n"), unit}
		if rapid.Bool().Draw(t, "few") {
			c.Period.N = min(c.Period.N, rapid.IntRange(1, 7).Draw(t, "short"))
		}
		if unit != Hour {
			c.DayOnly = rapid.Bool().Draw(t, "day only")
			c.Closes = rapid.SampledFrom([]string{"", "", "17:00", "02:30", "24:00"}).Draw(t, "closes")
		}
		return c
	})
}
