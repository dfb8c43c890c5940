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
	where  place
	update string
	target target // nil on a grant: the act's party decides
	// body builds the update's payload.
	body func(Act, casefile.Act) (any, error)
}

// quiet are the acts of which the case never learns: a play does not wait for
// them to be on its record.
var quiet = map[string]bool{"cleared": true}

// place says whether an act belongs to the case, to a hop of it or to a standing
// access.
type place int

const (
	onCase place = iota
	inHop
	either
	onGrant // to a standing access: see grant_acts.go
)

// verbs are spelled as on the command line.
var verbs = map[string]verb{
	"apply":      {inHop, protocol.UpdateApply, hopAwaiting(casefile.StageAwaitingApplication), apply},
	"receive":    {inHop, protocol.UpdateReceive, hopAwaiting(casefile.StageThroughAccess), receive},
	"abandon":    {inHop, protocol.UpdateAbandon, hopAwaiting(""), withdraw},
	"add-lead":   {onCase, protocol.UpdateAddLead, theCase, addLead},
	"conclude":   {onCase, protocol.UpdateConclude, theCase, conclude},
	"withdraw":   {onCase, protocol.UpdateWithdraw, theCase, withdraw},
	"stand-down": {onCase, protocol.UpdateStandDown, theGuard, standDown},

	"move-law": {either, protocol.UpdateMoveLaw, caseOrDemand, moveLaw},

	"grant":  {inHop, protocol.UpdateDecide, anApplication, decide(casefile.Granted)},
	"narrow": {inHop, protocol.UpdateDecide, anApplication, decide(casefile.Narrowed)},
	"return": {inHop, protocol.UpdateDecide, anApplication, decide(casefile.Returned)},
	"deny":   {inHop, protocol.UpdateDecide, anApplication, decide(casefile.Denied)},

	// Of an order that was issued without validation, and of one that the
	// authority was notified of.
	"validate":          {inHop, protocol.UpdateDecide, aValidation, decide(casefile.Granted)},
	"refuse-validation": {inHop, protocol.UpdateDecide, aValidation, decide(casefile.Denied)},
	"no-objection":      {inHop, protocol.UpdateDecide, aNotification, decide(casefile.Granted)},
	"object":            {inHop, protocol.UpdateDecide, aNotification, decide(casefile.Denied)},

	"uphold":       {inHop, protocol.UpdateRule, aChallenge, rule(casefile.Upheld)},
	"narrow-order": {inHop, protocol.UpdateRule, aChallenge, rule(casefile.RulingNarrowed)},
	"quash":        {inHop, protocol.UpdateRule, aChallenge, rule(casefile.Quashed)},

	"preserve":        {inHop, protocol.UpdateDecide, aHold, keep(casefile.Preserved)},
	"refuse-preserve": {inHop, protocol.UpdateDecide, aHold, keep(casefile.Rejected)},
	"none-to-keep":    {inHop, protocol.UpdateDecide, aHold, keep(casefile.PreservationNotAvailable)},

	"acknowledge": {inHop, protocol.UpdateAcknowledge, aDemand, plain},
	"give-notice": {inHop, protocol.UpdateGiveNotice, aDemand, plain},
	"cleared":     {inHop, protocol.UpdateCleared, aDemand, plain},
	"challenge":   {inHop, protocol.UpdateChallenge, aDemand, challenge},
	"disclose":    {inHop, protocol.UpdateDecide, aDemand, answer(casefile.Disclosed, "")},
	"refuse":      {inHop, protocol.UpdateDecide, aDemand, answer(casefile.Rejected, casefile.CodeRefused)},
	"none-held":   {inHop, protocol.UpdateDecide, aDemand, answer(casefile.DisclosureNotAvailable, casefile.CodeNoRecord)},
	"gone":        {inHop, protocol.UpdateDecide, aDemand, answer(casefile.DisclosureNotAvailable, casefile.CodeGone)},
	"not-unique":  {inHop, protocol.UpdateDecide, aDemand, answer(casefile.DisclosureNotAvailable, casefile.CodeNotUnique)},
	"anonymised":  {inHop, protocol.UpdateDecide, aDemand, answer(casefile.DisclosureNotAvailable, casefile.CodeAnonymised)},
	"foreign":     {inHop, protocol.UpdateDecide, aDemand, answer(casefile.DisclosureNotAvailable, casefile.CodeForeign)},

	"use":           {onGrant, protocol.UpdateDeclareUse, nil, declareUse},
	"finding":       {onGrant, protocol.UpdateReportFinding, nil, finding},
	"suspend":       {onGrant, protocol.UpdateSuspend, nil, suspend},
	"restrict":      {onGrant, protocol.UpdateRestrict, nil, restrict},
	"terminate":     {onGrant, protocol.UpdateTerminate, nil, terminate},
	"reinstate":     {onGrant, protocol.UpdateReinstate, nil, reinstate},
	"move-policy":   {onGrant, protocol.UpdateMovePolicy, nil, movePolicy},
	"protest":       {onGrant, protocol.UpdateProtest, nil, protest},
	"propose":       {onGrant, protocol.UpdateProposeTerms, nil, propose},
	"answer-grant":  {onGrant, protocol.UpdateAnswer, nil, answerAccess(casefile.AccessGrant)},
	"answer-refuse": {onGrant, protocol.UpdateAnswer, nil, answerAccess(casefile.AccessDecline)},
	"clear":         {onGrant, protocol.UpdateAnswer, nil, answerAccess(casefile.AccessClear)},
	"give-back":     {onGrant, protocol.UpdateAnswer, nil, answerAccess(casefile.AccessGiveBack)},
	"agree":         {onGrant, protocol.UpdateAnswer, nil, answerAccess(casefile.AccessAgree)},
	"maintain":      {onGrant, protocol.UpdateAnswer, nil, answerAccess(casefile.AccessMaintain)},
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
		casefile.EvValidated, casefile.EvNotValidated, casefile.EvNoObjection, casefile.EvObjected,
	}
	applications  = []casefile.EventKind{casefile.EvApplied, casefile.EvCompelMoved}
	demands       = []casefile.EventKind{casefile.EvServed, casefile.EvEmergencyAsked}
	validations   = []casefile.EventKind{casefile.EvIssuedUnvalidated}
	notifications = []casefile.EventKind{casefile.EvNotified}
	holds         = []casefile.EventKind{casefile.EvPreserveAsked}
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

// caseOrDemand is the case for its requester, and the demand for the holder
// whose hop the act names.
func caseOrDemand(s casefile.State, r casefile.Record, h casefile.HopView) string {
	if h.ID == "" {
		return theCase(s, r, h)
	}
	return aDemand(s, r, h)
}

func aValidation(_ casefile.State, r casefile.Record, h casefile.HopView) string {
	return idOf(openRequest(r, h.ID, validations), protocol.AuthorisationWorkflowID)
}

func aNotification(_ casefile.State, r casefile.Record, h casefile.HopView) string {
	return idOf(openRequest(r, h.ID, notifications), protocol.AuthorisationWorkflowID)
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
	return casefile.Apply{
		Act: a, Instrument: x.Instrument, Authority: x.Authority, Categories: x.Categories, Range: x.dates(), Facts: x.Facts,
		Gag: x.Gag, BeforeValidation: x.BeforeValidation, Enforcing: x.Enforcing, Domestic: x.Domestic,
	}, nil
}

// dates is the range of the data asked for or left over; nil where none is
// named.
func (x Act) dates() *casefile.DateRange {
	if x.From.IsZero() && x.To.IsZero() {
		return nil
	}
	return &casefile.DateRange{From: x.From.Time, To: x.To.Time}
}

func moveLaw(x Act, a casefile.Act) (any, error) {
	move := casefile.MoveLaw{Act: a, Edition: x.Edition, Reason: x.Reason}
	if x.Calendar != nil {
		move.Calendars = x.Calendar.Calendars
	}
	return move, nil
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
			Act: a, Verdict: v, Reason: x.Reason, Categories: x.Categories, Range: x.dates(),
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
		ids, err := identifiersOf(x)
		return casefile.DecideDisclosure{Act: a, Status: s, Code: code, Reason: x.Reason, Delivered: ids}, err
	}
}

func identifiersOf(x Act) ([]casefile.Identifier, error) {
	var ids []casefile.Identifier
	for _, text := range x.Identifiers {
		id, err := casefile.ParseIdentifier(text)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}
