package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

const day = 24 * time.Hour

// elapsed writes a length of time exactly to the second, as "3 d 18 h 45 min".
// A day here is 24 hours: it is elapsed time, not a count of dates.
func elapsed(d time.Duration) string {
	d = d.Truncate(time.Second)
	if d < 0 {
		return "-" + elapsed(-d)
	}
	parts := []string{}
	for _, u := range []struct {
		size time.Duration
		name string
	}{{day, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}} {
		n := d / u.size
		d -= n * u.size
		// Zeros inside are written, so that columns of figures read alike.
		if n > 0 || (len(parts) > 0 && u.name != "s") {
			parts = append(parts, fmt.Sprintf("%d %s", n, u.name))
		}
	}
	if len(parts) == 0 {
		return "0 s"
	}
	return strings.Join(parts, " ")
}

// roughly writes a length of time with one unit, for "in 3 h" and "2 d late".
func roughly(d time.Duration) string {
	switch {
	case d >= 2*day:
		return fmt.Sprintf("%d d", d/day)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d h", d/time.Hour)
	case d >= time.Minute:
		return fmt.Sprintf("%d min", d/time.Minute)
	}
	return "less than 1 min"
}

// relativeDue says how far a due instant is away from now, and whether it has
// passed. At the instant itself the answer is late.
func relativeDue(due, now time.Time) (text string, late bool) {
	if due.After(now) {
		return "in " + roughly(due.Sub(now)), false
	}
	return roughly(now.Sub(due)) + " late", true
}

// wholeSeconds rounds parts to seconds such that they still sum to the total
// rounded down: what was cut off goes to the parts that lost most. Figures that
// are printed side by side must add up as printed.
func wholeSeconds(parts []time.Duration) []time.Duration {
	var total, sum time.Duration
	rounded := make([]time.Duration, len(parts))
	order := make([]int, len(parts))
	for i, p := range parts {
		rounded[i], order[i] = p.Truncate(time.Second), i
		total += p
		sum += rounded[i]
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(parts[b]-rounded[b], parts[a]-rounded[a])
	})
	for i := 0; sum+time.Second <= total; i++ {
		rounded[order[i]] += time.Second
		sum += time.Second
	}
	return rounded
}

// stamp writes an instant in a zone, with weekday and offset.
func stamp(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("Mon 2006-01-02 15:04 -07:00")
}

// clockTime writes the part of a stamp that follows the date.
func clockTime(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("15:04 -07:00")
}

// zoneOf loads a zone that the directory has already checked; what cannot be
// loaded is shown in UTC.
func zoneOf(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil || name == "" {
		return time.UTC
	}
	return loc
}
