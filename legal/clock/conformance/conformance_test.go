package conformance_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/legal"
	"writ/legal/cite"
	"writ/legal/clock"
	"writ/legal/clock/conformance"
)

func calendars(t testing.TB) map[string]*clock.Calendar {
	t.Helper()
	list := map[string]*clock.Calendar{}
	for _, c := range conformance.Calendars() {
		data := clock.CalendarData{ID: c.ID, Name: c.ID, Jurisdiction: "XX", Version: "1", From: c.From, To: c.To, Weekend: c.Weekend}
		for _, d := range c.Days {
			data.Days = append(data.Days, clock.SingleDay{On: d.On, Name: d.Name, Kind: clock.Kind(d.Kind),
				Source: cite.Source{Cite: "vectors.json", Basis: cite.Assumption}})
		}
		cal, err := data.Build()
		require.NoError(t, err, c.ID)
		list[c.ID] = cal
	}
	return list
}

// ours counts a vector by package clock, with and without explanation.
func ours(cals map[string]*clock.Calendar) func(conformance.Vector) (string, string, error) {
	return func(v conformance.Vector) (string, string, error) {
		trigger, dayOnly, err := clock.ParseTrigger(v.Trigger, v.Zone)
		if err != nil {
			return "", "", err
		}
		period, err := clock.ParsePeriod(v.Period)
		if err != nil {
			return "", "", err
		}
		cal := cals[v.Calendar]
		var due clock.Due
		var explained clock.Deadline
		if len(v.Turns) > 0 {
			r := clock.Running{Regime: clock.Regime(v.Regime), Period: period, Trigger: trigger, Zone: v.Zone, Calendar: v.Calendar}
			if r, err = turned(r, v.Turns, cal); err != nil {
				return "", "", err
			}
			if due, err = r.Due(cal); err == nil {
				explained, err = r.Explain(cal)
			}
		} else {
			c := clock.Count{Regime: clock.Regime(v.Regime), Period: period, Trigger: trigger, DayOnly: dayOnly,
				Zone: v.Zone, Calendar: cal, Back: v.Back, Closes: v.Closes}
			if due, err = c.Due(); err == nil {
				explained, err = c.Explain()
			}
		}
		if err == nil && (!explained.At.Equal(due.At) || explained.LastDay != due.LastDay.String()) {
			err = errors.New("the explanation ends elsewhere: " + explained.At.String())
		}
		return due.At.Format("2006-01-02T15:04:05Z07:00"), due.LastDay.String(), err
	}
}

func turned(r clock.Running, turns []conformance.Turn, cal *clock.Calendar) (clock.Running, error) {
	for _, turn := range turns {
		at, _, err := clock.ParseTrigger(turn.At, r.Zone)
		if err != nil {
			return r, err
		}
		switch turn.Act {
		case "pause":
			r, err = r.Pause(at, "")
		case "resume":
			r, err = r.Resume(at, "")
		case "extend":
			var by clock.Period
			if by, err = clock.ParsePeriod(turn.By); err == nil {
				r, err = r.Extend(by, at, "as in the vector", cal)
			}
		}
		if err != nil {
			return r, err
		}
	}
	return r, nil
}

func TestVectors(t *testing.T) {
	for _, f := range conformance.Run(ours(calendars(t))) {
		t.Error(f)
	}
}

// The published law must count as the vectors' own calendars do: it knows the
// same days.
func TestVectorsByThePublishedCalendars(t *testing.T) {
	law, err := legal.Open(legal.CurrentEdition)
	require.NoError(t, err)
	cals := calendars(t)
	for id := range cals {
		published, ok := law.Calendar(id)
		if strings.HasPrefix(id, "example-") {
			continue
		}
		require.True(t, ok, "edition %s has no calendar %s", law.Edition(), id)
		cals[id] = published
	}
	for _, f := range conformance.Run(ours(cals)) {
		t.Error(f)
	}
}

func TestTheFile(t *testing.T) {
	vectors, seen := conformance.Vectors(), map[string]bool{}
	require.GreaterOrEqual(t, len(vectors), 150)
	regimes, back, turns, published := map[string]int{}, 0, 0, 0
	for _, v := range vectors {
		require.False(t, seen[v.ID], "%s comes twice", v.ID)
		seen[v.ID] = true
		require.NotEmpty(t, v.Derivation, v.ID)
		require.True(t, v.Source == "derived" || strings.HasPrefix(v.Source, "published: "), v.ID)
		regimes[v.Regime]++
		if v.Back {
			back++
		}
		if len(v.Turns) > 0 {
			turns++
		}
		if v.Source != "derived" {
			published++
		}
	}
	for _, r := range clock.Regimes() {
		require.GreaterOrEqual(t, regimes[string(r)], 15, r)
	}
	require.GreaterOrEqual(t, back, 30)
	require.GreaterOrEqual(t, turns, 20)
	require.GreaterOrEqual(t, published, 9)
}

// A runner that cannot fail is worthless: what is wrong by a second, a day or
// altogether is found, and what only leaves out the last day is not.
func TestRunFindsWhatIsWrong(t *testing.T) {
	cals := calendars(t)
	right := ours(cals)
	all := len(conformance.Vectors())
	require.Len(t, conformance.Run(func(v conformance.Vector) (string, string, error) {
		return "", "", errors.New("not implemented")
	}), all)
	require.Len(t, conformance.Run(func(v conformance.Vector) (string, string, error) {
		due, _, err := right(v)
		return due, "2026-01-01", err
	}), all)
	require.Len(t, conformance.Run(func(v conformance.Vector) (string, string, error) { return v.LastDay, v.LastDay, nil }), all)
	require.Empty(t, conformance.Run(func(v conformance.Vector) (string, string, error) {
		due, _, err := right(v)
		return due, "", err
	}))
	wrong := conformance.Run(func(v conformance.Vector) (string, string, error) {
		v.Regime = string(clock.Civil) // who forgets the holidays
		if strings.HasSuffix(v.Period, "wd") || slices.ContainsFunc(v.Turns, func(t conformance.Turn) bool { return strings.HasSuffix(t.By, "wd") }) {
			return "", "", errors.New("no working days")
		}
		return right(v)
	})
	require.Greater(t, len(wrong), 80)
	require.Contains(t, wrong[0].String(), wrong[0].Vector.Due)
}
