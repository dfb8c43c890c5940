package casefile_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// What no validator lets pass, with a word of the reason.

func TestMalformedOpenings(t *testing.T) {
	require.NoError(t, opening().Validate())
	for name, row := range map[string]struct {
		spoil func(*casefile.Opening)
		says  string
	}{
		"no case":           {func(o *casefile.Opening) { o.Case = "42" }, "UUID"},
		"a topic":           {func(o *casefile.Opening) { o.Account.Value = "#march" }, "topic"},
		"a list":            {func(o *casefile.Opening) { o.Account.Value = "@one, @two" }, "one account"},
		"a pattern":         {func(o *casefile.Opening) { o.Account.Value = "@some*" }, "one account"},
		"nobody asks":       {func(o *casefile.Opening) { o.Requester = "" }, "requester"},
		"no holder":         {func(o *casefile.Opening) { o.Holder = "" }, "holder"},
		"an unknown holder": {func(o *casefile.Opening) { o.Holder = "somebody" }, "registry"},
		"no offence":        {func(o *casefile.Opening) { o.Offence = legal.Offence{} }, "offence"},
		"no instant":        {func(o *casefile.Opening) { o.At = time.Time{} }, "zone"},
		"detected later":    {func(o *casefile.Opening) { o.Detected = o.At.Add(1) }, "detected"},
		"no strategy":       {func(o *casefile.Opening) { o.Strategy = "" }, "strategy"},
		"no zone":           {func(o *casefile.Opening) { o.Zone = "Local" }, "IANA"},
		"an unknown law":    {func(o *casefile.Opening) { o.Edition = "1999-01" }, "1999-01"},
	} {
		o := opening()
		row.spoil(&o)
		_, err := casefile.NewCase(o)
		require.ErrorContains(t, err, row.says, name)
	}
}

func TestMalformedActs(t *testing.T) {
	act := by(agent)
	backwards := &casefile.DateRange{From: opened, To: opened}
	for name, row := range map[string]struct {
		act  interface{ Validate() error }
		says string
	}{
		"no key":                     {casefile.Act{By: agent}, "key"},
		"nobody":                     {casefile.Act{Key: "k"}, "by.party"},
		"a lead to nothing":          {casefile.AddLead{Act: act}, "kind"},
		"a lead by nobody":           {casefile.AddLead{Identifier: address}, "key"},
		"an application for nothing": {casefile.Apply{Act: act}, "instrument"},
		"an application by nobody":   {casefile.Apply{Instrument: "us.subpoena"}, "key"},
		"an unknown category":        {casefile.Apply{Act: act, Instrument: "us.subpoena", Categories: []legal.Category{"Everything"}}, "Everything"},
		"dates backwards":            {casefile.Apply{Act: act, Instrument: "us.subpoena", Range: backwards}, "range"},
		"a decision by nobody":       {casefile.DecideApplication{}, "key"},
		"a decision on everything":   {casefile.DecideApplication{Act: act, Categories: []legal.Category{"Everything"}}, "Everything"},
		"decided dates backwards":    {casefile.DecideApplication{Act: act, Range: backwards}, "range"},
		"an answer by nobody":        {casefile.DecideDisclosure{}, "key"},
		"an address that is none": {casefile.DecideDisclosure{Act: act, Delivered: []casefile.Identifier{{Kind: legal.KindEmail, Value: "x"}}},
			"delivered[0]"},
	} {
		require.ErrorContains(t, row.act.Validate(), row.says, name)
	}
}

// A machine that cannot open its law does not begin.
func TestMachinesNeedTheirLaw(t *testing.T) {
	start := taskOf(judge, agent.Party, "America/New_York")
	_, err := casefile.NewApplication(start, casefile.Application{Instrument: "us.letter"})
	require.ErrorContains(t, err, "us.letter")
	_, err = casefile.NewHold(start, casefile.Hold{Instrument: "us.subpoena"})
	require.ErrorContains(t, err, "preserves nothing")
	start.Edition = "1999-01"
	_, err = casefile.NewApplication(start, casefile.Application{Instrument: "us.subpoena"})
	require.ErrorContains(t, err, "1999-01")
	_, err = casefile.NewDemand(start, casefile.Demand{}, nil)
	require.ErrorContains(t, err, "1999-01")
	_, err = casefile.NewHold(start, casefile.Hold{})
	require.ErrorContains(t, err, "1999-01")
	_, err = casefile.NewReview(start, casefile.Challenge{})
	require.ErrorContains(t, err, "1999-01")
	_, err = casefile.NewGuard(casefile.GuardStart{Edition: "1999-01"})
	require.ErrorContains(t, err, "1999-01")
	_, err = casefile.NewHop(casefile.HopStart{Edition: "1999-01"})
	require.ErrorContains(t, err, "1999-01")
	_, err = casefile.NewHop(casefile.HopStart{Edition: legal.CurrentEdition, Lead: casefile.Lead{Holder: "somebody"}})
	require.ErrorContains(t, err, "registry")
}
