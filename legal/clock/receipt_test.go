package clock

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Rule 6.26 of the Civil Procedure Rules is of this form: before 16:30 on a
// business day, that day; in any other case the next business day.
func TestReceived(t *testing.T) {
	cal := court(t)
	tests := []struct{ at, cutoff, day, why string }{
		{"2026-09-04 16:29", "16:30", "2026-09-04", "received on Friday 2026-09-04, a working day, before the cut-off hour: it counts as of that day"},
		{"2026-09-04 16:30", "16:30", "2026-09-08", "received on Friday 2026-09-04 at or after the cut-off hour 16:30: it counts as of the next working day, Tuesday 2026-09-08"},
		{"2026-09-04 23:59", "", "2026-09-04", "received on Friday 2026-09-04, a working day: it counts as of that day"},
		{"2026-09-04 23:59", "24:00", "2026-09-04", "before the cut-off hour"},
		{"2026-09-05 09:00", "16:30", "2026-09-08", "received on Saturday 2026-09-05, no working day: it counts as of the next working day, Tuesday 2026-09-08"},
		{"2026-09-07 09:00", "16:30", "2026-09-08", "received on Monday, Labor Day (public holiday) 2026-09-07, no working day"},
		{"2026-09-16 09:00", "16:30", "2026-09-17", "Storm (office closure)"},
	}
	for _, tt := range tests {
		r, err := Received(local(t, london, tt.at), tt.cutoff, london, cal)
		require.NoError(t, err)
		require.Equal(t, tt.day, r.Day.String(), tt.at)
		require.Contains(t, r.Step.Why, tt.why)
	}
	day := local(t, london, "2026-09-04 10:00")
	for want, err := range map[string]error{
		"want an IANA name":     failed(Received(day, "16:30", "", cal)),
		"no instant":            failed(Received(time.Time{}, "16:30", london, cal)),
		"calendar: none":        failed(Received(day, "16:30", london, nil)),
		`closes "half past"`:    failed(Received(day, "half past", london, cal)),
		"reaches 1999-12-31":    failed(Received(local(t, london, "1999-12-31 10:00"), "16:30", london, cal)),
		"reaches 2101-01-01":    failed(Received(local(t, london, "2100-12-31 17:00"), "16:30", london, cal)),
		"calendar covers 2000 ": failed(Received(local(t, london, "1999-12-31 10:00"), "16:30", london, cal)),
	} {
		require.ErrorContains(t, err, want)
	}
}

func failed(_ Receipt, err error) error { return err }

// A clock from service: the day as of which the paper counts as received is the
// trigger, and is out.
func TestClockFromService(t *testing.T) {
	cal := court(t)
	r, err := Received(local(t, london, "2026-09-04 17:10"), "16:30", london, cal)
	require.NoError(t, err)
	due, err := r.Start(Count{Regime: CPR28, Period: Period{14, Day}, Calendar: cal}).Due()
	require.NoError(t, err)
	require.Equal(t, "2026-09-22", due.LastDay.String(), "from Tuesday 8 September, not from Friday 4")
	_, err = r.Start(Count{Regime: CPR28, Period: Period{8, Hour}, Calendar: cal}).Due()
	require.ErrorContains(t, err, "hours cannot be counted from a day")
}

func TestGoverning(t *testing.T) {
	cal := court(t)
	deadline := func(regime Regime, text string) Deadline {
		d, err := Count{Regime: regime, Period: period(t, text), Trigger: local(t, newYork, "2026-09-14 10:00"), Zone: newYork, Calendar: cal}.Explain()
		require.NoError(t, err)
		return d
	}
	days, hours, same := deadline(FRCP6a, "3d"), deadline(Civil, "48h"), deadline(Civil, "3d")
	require.True(t, days.At.Equal(same.At))

	g := Earlier(days, hours, same)
	require.Equal(t, 1, g.Index)
	require.Equal(t, hours, g.Deadline)
	require.Equal(t, "the earlier of 3 clocks: CIVIL of 48h from 2026-09-14T10:00:00-04:00 runs out at 2026-09-16T10:00:00-04:00"+
		"; FRCP6a of 3d from 2026-09-14T10:00:00-04:00 runs out at 2026-09-18T00:00:00-04:00"+
		"; CIVIL of 3d from 2026-09-14T10:00:00-04:00 runs out at 2026-09-18T00:00:00-04:00", g.Why)
	g = Later(hours, days, same)
	require.Equal(t, 1, g.Index, "of two that run out together the first that was given")
	require.Contains(t, g.Why, "the later of 3 clocks: FRCP6a of 3d")
	g = Earlier(days)
	require.Equal(t, 0, g.Index)
	require.Equal(t, "there is no other clock", g.Why)
}
