package clock

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The short way to an instant gives what the search through all settings of the
// clock gives, in every zone and on the days on which the clock is set.
func TestShortWayIsExact(t *testing.T) {
	days := []string{"2018-11-03", "2019-02-16", "2010-11-06", "2011-12-29", "2011-12-30", "2026-03-08",
		"2026-11-01", "2026-03-29", "2026-10-25", "2026-04-04", "2026-10-03", "2025-03-01", "2025-04-05"}
	rapid.Check(t, func(t *rapid.T) {
		loc, err := Zone(zoneNames().Draw(t, "zone"))
		require.NoError(t, err)
		d := DateOf(instants().Draw(t, "day").UTC())
		if rapid.Bool().Draw(t, "odd") {
			d, _ = ParseDate(rapid.SampledFrom(days).Draw(t, "odd day"))
			d = d.AddDays(rapid.IntRange(-3, 3).Draw(t, "beside"))
		}
		r := reading{rapid.IntRange(0, 23).Draw(t, "h"), rapid.IntRange(0, 59).Draw(t, "m"), rapid.IntRange(0, 59).Draw(t, "s"), 0}
		require.Equal(t, d.exactAt(r, loc), d.At(r, loc))
		require.Equal(t, d.exactEnd(loc), d.End(loc))
		if at := d.instants(r, loc); len(at) > 0 {
			require.Equal(t, at[0], d.At(r, loc))
		}
	})
}

func TestInstantsOfAReading(t *testing.T) {
	loc, err := Zone(newYork)
	require.NoError(t, err)
	half := reading{hour: 2, min: 30}
	require.Empty(t, Date{2026, time.March, 8}.instants(half, loc))
	require.Len(t, Date{2026, time.March, 9}.instants(half, loc), 1)
	twice := Date{2026, time.November, 1}.instants(reading{hour: 1, min: 30}, loc)
	require.Len(t, twice, 2)
	require.Equal(t, time.Hour, twice[1].Sub(twice[0]))
}

func TestDates(t *testing.T) {
	d, e := theDate(t, "2026-02-27"), theDate(t, "2026-03-02")
	require.Equal(t, 3, d.DaysUntil(e))
	require.Equal(t, -3, e.DaysUntil(d))
	require.True(t, d.Before(e) && !e.Before(d) && !d.Before(d))
	require.Equal(t, time.Friday, d.Weekday())
	require.True(t, theDate(t, "2026-12-31").Before(theDate(t, "2027-01-01")))

	data, err := json.Marshal(struct{ D, None Date }{D: d})
	require.NoError(t, err)
	require.JSONEq(t, `{"D":"2026-02-27","None":""}`, string(data))
	var back struct{ D, None Date }
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, d, back.D)
	require.Equal(t, Date{}, back.None)
	require.ErrorContains(t, json.Unmarshal([]byte(`{"D":"2026-02-30"}`), &back), "want a day such as")
}

// The short ways of the civil calendar give what package time gives.
func TestDateArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := DateOf(time.Unix(rapid.Int64Range(-12_000_000_000, 220_000_000_000).Draw(t, "unix"), 0).UTC())
		n := rapid.IntRange(-40, 40).Draw(t, "n")
		noon := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
		require.Equal(t, noon.Weekday(), d.Weekday())
		require.Equal(t, DateOf(noon.AddDate(0, 0, n)), d.AddDays(n))
		require.Equal(t, n, d.DaysUntil(d.AddDays(n)))
	})
}

func TestZoneRefuses(t *testing.T) {
	for _, name := range []string{"", "Local", "Mars/Olympus", "../etc/passwd"} {
		for range 2 { // the second time too
			_, err := Zone(name)
			require.ErrorContains(t, err, "want an IANA name", name)
		}
	}
}
