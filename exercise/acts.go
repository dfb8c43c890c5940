package exercise

import (
	"slices"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// target finds the workflow that an act is done to, in the record of the case;
// "" while it is not there yet.
type target func(s casefile.State, r casefile.Record, hop casefile.HopView) string

// verb is one thing that a party can do: to what, and the update that it is.
type verb struct {
	inHop  bool
	update string
	target target
	// body builds the update's payload.
	body func(Act, casefile.Act) (any, error)
}

// verbs are spelled as on the command line.
var verbs = map[string]verb{
	"apply":      {true, protocol.UpdateApply, hopAwaiting(casefile.StageAwaitingApplication), apply},
	"abandon":    {true, protocol.UpdateAbandon, hopAwaiting(""), withdraw},
	"add-lead":   {false, protocol.UpdateAddLead, theCase, addLead},
	"conclude":   {false, protocol.UpdateConclude, theCase, conclude},
	"withdraw":   {false, protocol.UpdateWithdraw, theCase, withdraw},
	"stand-down": {false, protocol.UpdateStandDown, theGuard, standDown},

	"grant":  {true, protocol.UpdateDecide, anApplication, decide(casefile.Granted)},
	"narrow": {true, protocol.UpdateDecide, anApplication, decide(casefile.Narrowed)},
	"return": {true, protocol.UpdateDecide, anApplication, decide(casefile.Returned)},
	"deny":   {true, protocol.UpdateDecide, anApplication, decide(casefile.Denied)},

	"uphold":       {true, protocol.UpdateRule, aChallenge, rule(casefile.Upheld)},
	"narrow-order": {true, protocol.UpdateRule, aChallenge, rule(casefile.RulingNarrowed)},
	"quash":        {true, protocol.UpdateRule, aChallenge, rule(casefile.Quashed)},

	"preserve":        {true, protocol.UpdateDecide, aHold, keep(casefile.Preserved)},
	"refuse-preserve": {true, protocol.UpdateDecide, aHold, keep(casefile.Rejected)},
	"none-to-keep":    {true, protocol.UpdateDecide, aHold, keep(casefile.PreservationNotAvailable)},

	"acknowledge": {true, protocol.UpdateAcknowledge, aDemand, plain},
	"give-notice": {true, protocol.UpdateGiveNotice, aDemand, plain},
	"challenge":   {true, protocol.UpdateChallenge, aDemand, challenge},
	"disclose":    {true, protocol.UpdateDecide, aDemand, answer(casefile.Disclosed, "")},
	"refuse":      {true, protocol.UpdateDecide, aDemand, answer(casefile.Rejected, casefile.CodeRefused)},
	"none-held":   {true, protocol.UpdateDecide, aDemand, answer(casefile.DisclosureNotAvailable, casefile.CodeNoRecord)},
	"gone":        {true, protocol.UpdateDecide, aDemand, answer(casefile.DisclosureNotAvailable, casefile.CodeGone)},
	"not-unique":  {true, protocol.UpdateDecide, aDemand, answer(casefile.DisclosureNotAvailable, casefile.CodeNotUnique)},
	"anonymised":  {true, protocol.UpdateDecide, aDemand, answer(casefile.DisclosureNotAvailable, casefile.CodeAnonymised)},
	"foreign":     {true, protocol.UpdateDecide, aDemand, answer(casefile.DisclosureNotAvailable, casefile.CodeForeign)},
}

func verbNames() []string {
	var names []string
	for n := range verbs {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func theCase(s casefile.State, _ casefile.Record, _ casefile.HopView) string {
	return protocol.CaseWorkflowID(s.Case)
}

func theGuard(s casefile.State, _ casefile.Record, _ casefile.HopView) string {
	if s.Guard == nil || !s.Guard.Up {
		return ""
	}
	return protocol.ProtectionWorkflowID(s.Case)
}

func hopAwaiting(stage casefile.Stage) target {
	return func(_ casefile.State, _ casefile.Record, h casefile.HopView) string {
		if h.ID == "" || stage != "" && h.Stage != stage {
			return ""
		}
		return protocol.HopWorkflowID(h.ID)
	}
}

// The kinds of events with which a request begins and ends.
var (
	answered = []casefile.EventKind{
		casefile.EvGranted, casefile.EvNarrowed, casefile.EvReturned, casefile.EvDenied, casefile.EvRequestWithdrawn,
		casefile.EvDisclosed, casefile.EvNotAvailable, casefile.EvRefused, casefile.EvInvalid,
		casefile.EvPreserved, casefile.EvNotPreserved,
	}
	applications = []casefile.EventKind{casefile.EvApplied, casefile.EvCompelMoved}
	demands      = []casefile.EventKind{casefile.EvServed, casefile.EvEmergencyAsked}
	holds        = []casefile.EventKind{casefile.EvPreserveAsked}
)

// openRequest is the latest request of a hop that began with one of the kinds
// and has no answer on record.
func openRequest(r casefile.Record, hop casefile.HopID, began []casefile.EventKind) casefile.RequestID {
	done := map[casefile.RequestID]bool{}
	var open casefile.RequestID
	for _, e := range slices.Backward(r.Events) {
		if e.Step != casefile.StepID(hop) {
			continue
		}
		if slices.Contains(answered, e.Kind) {
			done[e.Request] = true
		}
		if open == "" && slices.Contains(began, e.Kind) && !done[e.Request] {
			open = e.Request
		}
	}
	return open
}

func anApplication(_ casefile.State, r casefile.Record, h casefile.HopView) string {
	return idOf(openRequest(r, h.ID, applications), protocol.AuthorisationWorkflowID)
}

func aDemand(_ casefile.State, r casefile.Record, h casefile.HopView) string {
	return idOf(openRequest(r, h.ID, demands), protocol.DisclosureWorkflowID)
}

func aHold(_ casefile.State, r casefile.Record, h casefile.HopView) string {
	return idOf(openRequest(r, h.ID, holds), protocol.PreservationWorkflowID)
}

func aChallenge(_ casefile.State, r casefile.Record, h casefile.HopView) string {
	demand := openRequest(r, h.ID, demands)
	n := 0
	for _, e := range r.Events {
		if e.Step == casefile.StepID(h.ID) && e.Kind == casefile.EvChallenged && e.Request == demand {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return protocol.ReviewWorkflowID(casefile.ChallengeIDFor(demand, n))
}

func idOf(r casefile.RequestID, workflowID func(casefile.RequestID) string) string {
	if r == "" {
		return ""
	}
	return workflowID(r)
}

func plain(_ Act, a casefile.Act) (any, error) { return a, nil }

func apply(x Act, a casefile.Act) (any, error) {
	return casefile.Apply{Act: a, Instrument: x.Instrument, Categories: x.Categories, Facts: x.Facts, Gag: x.Gag}, nil
}

func withdraw(x Act, a casefile.Act) (any, error) {
	return casefile.Withdraw{Act: a, Reason: x.Reason, Code: x.Code}, nil
}

func standDown(x Act, a casefile.Act) (any, error) {
	return casefile.StandDown{Act: a, Reason: x.Reason}, nil
}

func conclude(x Act, a casefile.Act) (any, error) {
	return casefile.Conclude{Act: a, Level: x.Level, DeadEnd: x.Code, Ground: x.Reason}, nil
}

func addLead(x Act, a casefile.Act) (any, error) {
	id, err := casefile.ParseIdentifier(x.Identifier)
	return casefile.AddLead{Act: a, Identifier: id, Holder: legal.HolderID(x.Holder)}, err
}

func decide(v casefile.Verdict) func(Act, casefile.Act) (any, error) {
	return func(x Act, a casefile.Act) (any, error) {
		return casefile.DecideApplication{
			Act: a, Verdict: v, Reason: x.Reason, Categories: x.Categories,
			ValidUntil: x.ValidUntil.Time, ReplyBy: x.ReplyBy.Time, GagUntil: x.GagUntil.Time,
		}, nil
	}
}

func rule(v casefile.RulingVerdict) func(Act, casefile.Act) (any, error) {
	return func(x Act, a casefile.Act) (any, error) {
		return casefile.Rule{Act: a, Verdict: v, Reason: x.Reason, Categories: x.Categories}, nil
	}
}

func keep(s casefile.Status) func(Act, casefile.Act) (any, error) {
	return func(x Act, a casefile.Act) (any, error) {
		return casefile.DecidePreservation{Act: a, Status: s, Code: x.Code, Reason: x.Reason}, nil
	}
}

func challenge(x Act, a casefile.Act) (any, error) {
	return casefile.MakeChallenge{Act: a, Grounds: x.Reason}, nil
}

func answer(s casefile.Status, code casefile.Code) func(Act, casefile.Act) (any, error) {
	return func(x Act, a casefile.Act) (any, error) {
		d := casefile.DecideDisclosure{Act: a, Status: s, Code: code, Reason: x.Reason}
		for _, text := range x.Identifiers {
			id, err := casefile.ParseIdentifier(text)
			if err != nil {
				return nil, err
			}
			d.Delivered = append(d.Delivered, id)
		}
		return d, nil
	}
}
