package clock_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/legal"
	"writ/legal/clock"
)

// seatCalendar is the calendar by which the published law counts at a seat.
func seatCalendar(t testing.TB, zone, id string) *clock.Calendar {
	t.Helper()
	law, err := legal.Open(legal.CurrentEdition)
	require.NoError(t, err)
	cal, ok := law.CalendarAt(legal.Seat{Zone: zone, Calendar: id})
	require.True(t, ok, "no calendar for zone %s, id %q", zone, id)
	return cal
}

// The shared vectors: regime, zone, trigger, period, due, kind, note.
func TestSharedVectors(t *testing.T) {
	file, err := os.Open("testdata/clocks.csv")
	require.NoError(t, err)
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 15, "a heading and 14 vectors")
	for _, row := range rows[1:] {
		t.Run(strings.Join(row[:4], " "), func(t *testing.T) {
			trigger, dayOnly, err := clock.ParseTrigger(row[2], row[1])
			require.NoError(t, err)
			period, err := clock.ParsePeriod(strings.ReplaceAll(row[3], " ", ""))
			require.NoError(t, err)
			c := clock.Count{
				Regime: clock.Regime(row[0]), Period: period, Trigger: trigger, DayOnly: dayOnly,
				Zone: row[1], Calendar: seatCalendar(t, row[1], ""),
			}
			want := localEnd(t, row[4], row[1])
			due, err := c.Due()
			require.NoError(t, err)
			d, err := c.Explain()
			require.NoError(t, err)
			for _, s := range d.Steps {
				t.Logf("%-32s %-8s %2d %s [%s]", s.On, s.Did, s.N, s.Why, s.Cite)
			}
			require.Equal(t, want.Format(time.RFC3339), due.At.Format(time.RFC3339), row[6])
			require.Equal(t, due.At, d.At)
			require.Equal(t, row[4][:10], d.LastDay)
		})
	}
}

// localEnd reads a local time, of which 24:00 is the end of the day.
func localEnd(t testing.TB, text, zone string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	at, err := time.ParseInLocation("2006-01-02T15:04", strings.Replace(text, "T24:00", "T00:00", 1), loc)
	require.NoError(t, err)
	if strings.HasSuffix(text, "T24:00") {
		at = at.AddDate(0, 0, 1)
	}
	return at
}
