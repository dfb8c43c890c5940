package report_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"writ/legal"
	"writ/report"
)

func parisian(t *testing.T) (*report.Workdays, *time.Location) {
	t.Helper()
	law, err := legal.Open(legal.CurrentEdition)
	require.NoError(t, err)
	calendar, ok := law.CalendarAt(legal.Seat{Zone: "Europe/Paris"})
	require.True(t, ok)
	loc, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	return report.NewWorkdays(calendar, loc), loc
}

func TestWorkdays(t *testing.T) {
	w, loc := parisian(t)
	at := func(s string) int64 {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
		require.NoError(t, err)
		return v.Unix()
	}
	for _, c := range []struct {
		name, from, to string
		hours          int64
	}{
		{"a Monday whole", "2026-03-02 00:00", "2026-03-03 00:00", 24},
		{"part of a day counts in part", "2026-03-02 18:00", "2026-03-03 06:00", 12},
		{"a weekend is nothing", "2026-03-06 12:00", "2026-03-09 12:00", 24},
		{"nor are holidays", "2026-05-01 00:00", "2026-05-02 00:00", 0},
		{"a weekend on which clocks are set", "2026-03-27 12:00", "2026-03-30 12:00", 24},
		{"backwards is nothing", "2026-03-03 00:00", "2026-03-02 00:00", 0},
	} {
		require.Equal(t, c.hours*3600, w.Between(at(c.from), at(c.to)), c.name)
	}
	require.True(t, w.Covers(at("2026-01-01 00:00"), at("2026-12-31 00:00")))
	require.False(t, w.Covers(at("1890-01-01 00:00"), at("2026-12-31 00:00")))
}

// Working time adds up and never exceeds the time that passed.
func TestWorkdaysAddUp(t *testing.T) {
	w, _ := parisian(t)
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	rapid.Check(t, func(t *rapid.T) {
		a := start + rapid.Int64Range(0, 3e7).Draw(t, "a")
		b := a + rapid.Int64Range(0, 3e7).Draw(t, "b")
		c := b + rapid.Int64Range(0, 3e7).Draw(t, "c")
		require.Equal(t, w.Between(a, c), w.Between(a, b)+w.Between(b, c))
		require.LessOrEqual(t, w.Between(a, b), b-a)
	})
}
