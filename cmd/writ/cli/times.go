package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"writ/casefile"
)

// bothForms is how an instant is written; every error about one shows it.
const bothForms = `write 2012-08-04T02:15:00-04:00, or "2012-08-04T02:15 America/New_York"`

// instantHelp ends the help text of every flag that takes an instant.
const instantHelp = `RFC 3339 with zone, or "2012-08-04T02:15 America/New_York"`

// The local forms, each also without seconds.
var (
	offsetLayouts = []string{time.RFC3339, "2006-01-02T15:04Z07:00"}
	localLayouts  = []string{"2006-01-02T15:04:05", "2006-01-02T15:04"}
)

// parseInstant reads an instant that says its zone: as an offset, or as an IANA
// zone after a space. A local time that the zone skips or has twice, on the
// nights when clocks change, is refused, since one hour decides who is charged
// with a day.
func parseInstant(flag, s string) (time.Time, error) {
	for _, layout := range offsetLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	local, zone, hasZone := strings.Cut(strings.TrimSpace(s), " ")
	for _, layout := range localLayouts {
		wall, err := time.Parse(layout, local)
		if err != nil {
			continue
		}
		if !hasZone {
			return time.Time{}, newFault("no-zone", bothForms, "--%s %s has no zone: the same clock time is another instant elsewhere", flag, s)
		}
		return inZone(flag, s, wall, strings.TrimSpace(zone))
	}
	return time.Time{}, newFault("bad-time", bothForms, "--%s %q is no date and time", flag, s)
}

// inZone finds the one instant at which a clock in the zone showed wall, which
// is given as if in UTC.
func inZone(flag, typed string, wall time.Time, zone string) (time.Time, error) {
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "" || zone == "Local" {
		return time.Time{}, newFault("bad-zone", bothForms, "--%s %s: %q is no IANA zone", flag, typed, zone)
	}
	var found []time.Time
	for _, near := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		_, offset := wall.Add(near).In(loc).Zone()
		t := wall.Add(-time.Duration(offset) * time.Second).In(loc)
		if _, now := t.Zone(); now == offset && !slices.ContainsFunc(found, t.Equal) {
			found = append(found, t)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return time.Time{}, newFault("no-such-time", "give the offset instead, as in 2012-03-11T03:15:00-04:00",
			"--%s %s: clocks were put forward over this time", flag, typed)
	}
	return time.Time{}, newFault("ambiguous-time",
		fmt.Sprintf("write %s or %s", found[0].Format(time.RFC3339), found[1].Format(time.RFC3339)),
		"--%s %s: clocks were put back, and this time came twice", flag, typed)
}

// optionalInstant is parseInstant for a flag that may be left out.
func optionalInstant(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return parseInstant(flag, s)
}

// pastInstant is optionalInstant for the instant at which something was done.
// The engine refuses the future as well; this says it before anything is sent.
func pastInstant(flag, s string, now time.Time) (time.Time, error) {
	t, err := optionalInstant(flag, s)
	if err != nil || !t.After(now) {
		return t, err
	}
	return time.Time{}, newFault("future", "an act can be entered only once it has happened; leave --"+flag+" out for now",
		"--%s %s lies in the future: it is %s", flag, s, now.In(t.Location()).Format(time.RFC3339))
}

// parseRange reads --from and --to, which come together or not at all.
func parseRange(from, to string) (*casefile.DateRange, error) {
	if from == "" && to == "" {
		return nil, nil
	}
	if from == "" || to == "" {
		return nil, usageFault("--from and --to come together: a range has two ends")
	}
	start, err := parseInstant("from", from)
	if err != nil {
		return nil, err
	}
	end, err := parseInstant("to", to)
	if err != nil {
		return nil, err
	}
	if !start.Before(end) {
		return nil, newFault("bad-range", "swap them", "--from %s is not before --to %s", from, to)
	}
	return &casefile.DateRange{From: start, To: end}, nil
}
