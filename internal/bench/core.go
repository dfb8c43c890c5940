package main

import (
	"fmt"
	"io"
	"testing"
	"text/tabwriter"
	"time"

	"writ/casefile"
	"writ/legal"
)

// core measures the pure functions that every look at a case calls, on the
// record of a simulated case.
func core(w io.Writer, r casefile.Record) error {
	law, err := legal.Open(legal.CurrentEdition)
	if err != nil {
		return err
	}
	now := r.Events[len(r.Events)-1].At.Add(24 * time.Hour)
	ask := legal.Ask{
		Holder: "twitter", Asked: legal.KindAccount, Requester: "US", Offence: r.Opening.Offence, At: now,
		Categories: []legal.Category{legal.SubscriberData, legal.UserIdentifyingData},
	}
	if _, err := law.Requirement(ask); err != nil {
		return err
	}
	if _, err := casefile.AccountOf(r, now); err != nil {
		return err
	}
	instrument, _ := law.Instrument("us.subpoena")
	rule := legal.Rule{ID: "bench", Regime: legal.RegimeCivil, From: "service", Term: legal.Term{Period: legal.Period{N: 14, Unit: legal.Day}}}
	if instrument.Reply != nil {
		rule = *instrument.Reply
	}
	if _, err := law.Due(rule, now, legal.Seat{Zone: "America/New_York"}); err != nil {
		return err
	}
	fmt.Fprintf(w, "on the record of one case, %d events:\n", len(r.Events))
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, b := range []struct {
		name string
		do   func()
	}{
		{"casefile.Fold", func() { casefile.Fold(r) }},
		{"casefile.AccountOf", func() { _, _ = casefile.AccountOf(r, now) }}, // checked above
		{"legal.Law.Requirement", func() { _, _ = law.Requirement(ask) }},
		{"legal.Law.Due", func() { _, _ = law.Due(rule, now, legal.Seat{Zone: "America/New_York"}) }},
	} {
		result := testing.Benchmark(func(t *testing.B) {
			t.ReportAllocs()
			for t.Loop() {
				b.do()
			}
		})
		fmt.Fprintf(table, "  %s\t%s\t%s\n", b.name, result, result.MemString())
	}
	return table.Flush()
}
