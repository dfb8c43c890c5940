package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// dash stands for a figure that there is not.
const dash = "-"

// percent writes a share with one digit behind the point.
func percent(n Number) string {
	if !n.Known() {
		return dash
	}
	return fixed(100*float64(n), 1) + " %"
}

// percents writes a share with its interval: "61.2 % (58.0-64.1)".
func percents(e Estimate) string {
	if !e.Value.Known() {
		return dash
	}
	return percent(e.Value) + bracket(e, func(n Number) string { return fixed(100*float64(n), 1) })
}

// days writes a time in days, whole ones without a point.
func days(n Number) string {
	if !n.Known() {
		return dash
	}
	if v := float64(n); v == math.Trunc(v) {
		return fixed(v, 0)
	}
	return fixed(float64(n), 1)
}

// reached writes the time of a quantile: that it is not reached is an answer.
func reached(e Estimate) string {
	if !e.Value.Known() {
		return "not reached" + bracket(e, days)
	}
	return days(e.Value) + bracket(e, days)
}

// spans writes mean days with their interval.
func spans(e Estimate) string {
	if !e.Value.Known() {
		return dash
	}
	one := func(n Number) string { return fixed(float64(n), 1) }
	return one(e.Value) + bracket(e, one)
}

// bracket writes an interval: " (58.0-64.1)", " (from 13)" where there is no
// upper end, and nothing where there is neither.
func bracket(e Estimate, write func(Number) string) string {
	switch lower, upper := e.Lower.Known(), e.Upper.Known(); {
	case lower && upper:
		return " (" + write(e.Lower) + "-" + write(e.Upper) + ")"
	case lower:
		return " (from " + write(e.Lower) + ")"
	case upper:
		return " (to " + write(e.Upper) + ")"
	}
	return ""
}

// fixed writes a figure, and never a negative zero.
func fixed(v float64, digits int) string {
	s := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Trim(s, "-0.") == "" {
		return strings.TrimPrefix(s, "-")
	}
	return s
}

// full writes all digits, for programs; nothing where there is no figure.
func full(n Number) string {
	if !n.Known() {
		return ""
	}
	return strconv.FormatFloat(float64(n), 'g', -1, 64)
}

func fulls(e Estimate) []string { return []string{full(e.Value), full(e.Lower), full(e.Upper)} }

// probability writes a p or q value.
func probability(n Number) string {
	switch {
	case !n.Known():
		return dash
	case n < 0.001:
		return "<0.001"
	}
	return fixed(float64(n), 3)
}

// elapsed writes seconds exactly: "3 d 4 h 5 min 6 s".
func elapsed(seconds int64) string {
	parts := []string{}
	for _, u := range []struct {
		size int64
		name string
	}{{Day, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}} {
		if n := seconds / u.size; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, u.name))
			seconds -= n * u.size
		}
	}
	if len(parts) == 0 {
		return "0 s"
	}
	return strings.Join(parts, " ")
}

// of writes a count with its noun.
func (c Count) of(noun string) string {
	if c != 1 {
		noun += "s"
	}
	return c.String() + " " + noun
}

// notes are what stands under every table of a result.
func (p Provenance) notes() []string {
	first := fmt.Sprintf("From %s to %s, %s days of %s; %s, %s censored, as of %s.",
		p.From, p.To, p.Clock, p.N.of(p.Unit), p.Events.of("event"), p.Censored, p.AsOf.Format("2006-01-02 15:04 -07:00"))
	notes := []string{first}
	method := []string{}
	if p.Interval != "" {
		method = append(method, "Intervals: "+p.Interval+".")
	}
	if p.Tau.Known() {
		method = append(method, "Horizon: "+days(p.Tau)+" days.")
	}
	if len(p.Filters) > 0 {
		method = append(method, "Only "+strings.Join(p.Filters, ", ")+".")
	}
	switch {
	case p.Exact:
		method = append(method, "Exact: nothing is withheld or coarsened; do not publish.")
	case p.Withheld > 0:
		method = append(method, fmt.Sprintf("Withheld: %s, counts under 10, and coarse what they would follow from.", Count(p.Withheld).of("cell")))
	}
	if len(method) > 0 {
		notes = append(notes, strings.Join(method, " "))
	}
	return append(notes, p.Notes...)
}
