package casefile

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAccountRefuses(t *testing.T) {
	w := newTale(t, "2012-08-01 08:00", "2012-08-01 09:00")
	w.tell(hopLine, EvHopQueued, "2012-08-01 09:00", nypd, StageWaiting)
	now := instant(t, "2012-08-02 00:00")
	noZone := w.record
	noZone.Opening.Zone = ""
	tests := []struct {
		name string
		do   func() (Account, error)
		want string
	}{
		{"an empty record", func() (Account, error) { return AccountOf(Record{}, now) }, "neither when it was detected"},
		{"now before the beginning", func() (Account, error) { return AccountOf(w.record, instant(t, "2012-07-31 00:00")) }, "before the beginning"},
		{"no zone", func() (Account, error) { return AccountOf(noZone, now) }, "IANA"},
		{"a queued hop", func() (Account, error) { return AccountOfStep(w.record, hopLine, now) }, "not begun"},
		{"an unknown step", func() (Account, error) { return AccountOfStep(w.record, "none", now) }, "not begun"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := tt.do(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

// Each way of tampering with an account is found.
func TestAccountCheckFinds(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*Account)
		want  string
	}{
		{"another total", func(a *Account) { a.Total++ }, "the total is"},
		{"a gap", func(a *Account) { a.Spans[2].From = a.Spans[2].From.Add(1) }, "span 3 begins"},
		{"an overlap", func(a *Account) { a.Spans[1].To = a.Spans[1].To.Add(1) }, "span 3 begins"},
		{"a missing last span", func(a *Account) { a.Spans = a.Spans[:len(a.Spans)-1] }, "the spans end at"},
		{"no spans", func(a *Account) { a.Spans = nil }, "the spans end at"},
		{"an empty span", func(a *Account) {
			empty := a.Spans[1]
			empty.To = empty.From
			a.Spans = slices.Insert(a.Spans, 1, empty)
		}, "not after its beginning"},
		{"nobody charged", func(a *Account) { a.Spans[0].Party = Nobody }, "charged to nobody"},
		{"no step", func(a *Account) { a.Spans[0].Step = "" }, "no step"},
		{"a share too much", func(a *Account) { a.ByParty[0].Elapsed++ }, "parties' shares sum"},
		{"a step's share too little", func(a *Account) { a.BySteps[0].Elapsed-- }, "steps' shares sum"},
		{"shares shifted", func(a *Account) { a.ByParty[0].Elapsed++; a.ByParty[1].Elapsed-- }, "by the spans"},
		{"shares out of order", func(a *Account) { slices.Reverse(a.BySteps) }, "by the spans"},
		{"another number of days", func(a *Account) { a.DaysBetween, a.DatesTouched = 4, 5 }, "by the calendar"},
		{"dates confused with days", func(a *Account) { a.DatesTouched = a.DaysBetween }, "by the calendar"},
		{"provisional though ended", func(a *Account) { a.Provisional = true }, "provisional"},
		{"no zone", func(a *Account) { a.Zone = "" }, "IANA"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := AccountOf(longacre(t).record, time.Time{})
			if err != nil || a.Check() != nil {
				t.Fatal(err, a.Check())
			}
			tt.spoil(&a)
			if err := a.Check(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}
