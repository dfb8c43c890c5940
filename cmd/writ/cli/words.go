package cli

import (
	"fmt"
	"strings"
	"time"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// telling is what is needed to say a case in words: its zone, its opening and
// the numbers of its hops.
type telling struct {
	zone    *time.Location
	opening casefile.Opening
	hops    map[casefile.StepID]casefile.HopView
	// clocks names what a request has running, where more than one clock may be
	// meant; filled as events are told.
	clocks map[casefile.RequestID]string
}

func newTelling(o casefile.Opening, hops []casefile.HopView) telling {
	t := telling{zone: zoneOf(o.Zone), opening: o, hops: map[casefile.StepID]casefile.HopView{}, clocks: map[casefile.RequestID]string{}}
	for _, h := range hops {
		t.hops[casefile.StepID(h.ID)] = h
	}
	return t
}

// step names a part of the case in a few characters.
func (t telling) step(id casefile.StepID) string {
	switch id {
	case casefile.StepCase:
		return "case"
	case casefile.StepProtection:
		return "guard"
	}
	if h, ok := t.hops[id]; ok {
		return fmt.Sprintf("hop %d", h.N)
	}
	return "hop " + shortID(string(id))
}

// plain are the events that need nothing but words.
var plain = map[casefile.EventKind]string{
	casefile.EvDetected:      "the offence came to notice",
	casefile.EvLeadsSpent:    "every lead is spent; the case awaits its conclusion",
	casefile.EvCaseWithdrawn: "case withdrawn",
	casefile.EvCaseTarget:    "the target for this case has passed",
	casefile.EvRefusedUpdate: "tried what is not allowed, and was refused",

	casefile.EvPreserveAsked:   "asked to preserve the data",
	casefile.EvPreserved:       "data preserved",
	casefile.EvNotPreserved:    "data not preserved",
	casefile.EvPreserveLapsing: "preservation is about to lapse and cannot be renewed",
	casefile.EvPerishAlarm:     "data will perish soon",
	casefile.EvPerished:        "data has perished",

	casefile.EvEmergencyAsked:      "emergency request sent",
	casefile.EvEmergencyUnanswered: "emergency request went unanswered",
	casefile.EvApplied:             "applied",
	casefile.EvGranted:             "granted",
	casefile.EvNarrowed:            "granted, narrowed",
	casefile.EvReturned:            "sent back: more is needed",
	casefile.EvDenied:              "denied",
	casefile.EvServed:              "order served",
	casefile.EvAcknowledged:        "receipt acknowledged",
	casefile.EvNoticeGiven:         "notice given to the account's user",
	casefile.EvNoticeDeferred:      "notice to the account's user deferred",
	casefile.EvChallenged:          "order challenged",
	casefile.EvRuled:               "ruled on the challenge",
	casefile.EvDueMoved:            "reckons its due date anew",
	casefile.EvDisclosed:           "disclosed",
	casefile.EvNotAvailable:        "nothing to disclose",
	casefile.EvRefused:             "refused",
	casefile.EvInvalid:             "order found defective",
	casefile.EvExpired:             "order expired",

	casefile.EvHopLost:          "a hop's workflow was ended by an operator",
	casefile.EvNoticeDue:        "a gag has ended: the account's user is to be told",
	casefile.EvPreserveLapsed:   "preservation has lapsed",
	casefile.EvCompelMoved:      "moved to compel",
	casefile.EvRequestWithdrawn: "request withdrawn",

	casefile.EvIssuedUnvalidated: "issued in its own name before validation",
	casefile.EvValidated:         "validated",
	casefile.EvNotValidated:      "not validated",
	casefile.EvNotified:          "authority in the holder's State notified of the order",
	casefile.EvNoObjection:       "no ground for refusal raised: the order stands",
	casefile.EvObjected:          "a ground for refusal raised: the order falls",
	casefile.EvRestricted:        "what was delivered is restricted: it may not be used",
	casefile.EvLawMoved:          "the case moves to another state of the law",
	casefile.EvReplanned:         "due date planned anew",

	casefile.EvGuardPosted: "guard posted",
	casefile.EvGuardReview: "guard due for review",
	casefile.EvGuardLifted: "guard lifted",
}

// learn keeps what a later event may be about.
func (t telling) learn(e casefile.Event) {
	switch {
	case t.clocks == nil || e.Request == "": // a party's own view of one request
	case e.Kind == casefile.EvServed:
		t.clocks[e.Request] = "for the answer"
	case e.Kind == casefile.EvNotified:
		t.clocks[e.Request] = "for a ground for refusal"
	}
}

// event says what happened, with everything the record adds to it.
func (t telling) event(e casefile.Event) string {
	t.learn(e)
	parts := []string{t.headline(e)}
	if e.Instrument != "" {
		parts[0] += " (" + string(e.Instrument) + ")"
	}
	if len(e.Identifiers) > 0 {
		parts[0] += ": " + identifiers(e.Identifiers)
	}
	if saysCode(e) {
		parts[0] += ": " + codeWords(e.Code)
	}
	defects := make([]string, len(e.Defects))
	for i, d := range e.Defects {
		defects[i] = d.Text
	}
	parts = append(parts, defects...)
	// The reason for which an order does not bind repeats its defects.
	if e.Reason != "" && e.Reason != strings.Join(defects, "; ") {
		parts = append(parts, fmt.Sprintf("%q", e.Reason))
	}
	if e.Decider != nil && e.Decider.Name != "" {
		parts = append(parts, fmt.Sprintf("by %s, %s", e.Decider.Name, e.Decider.Role))
	}
	parts = append(parts, t.proven(e)...)
	if e.Law != nil {
		parts = append(parts, lawMoveWords(*e.Law))
	}
	if !e.Was.IsZero() {
		parts = append(parts, fmt.Sprintf("was due %s, is due %s", stamp(e.Was, t.zone), stamp(e.Until, t.zone)))
	} else if !e.Until.IsZero() {
		parts = append(parts, untilWord(e.Kind)+" "+stamp(e.Until, t.zone))
	}
	if e.Order != nil && (e.Kind == casefile.EvGranted || e.Kind == casefile.EvNarrowed) {
		parts = append(parts, t.order(*e.Order))
	}
	if !e.Due.IsZero() && startsClock(e.Kind) {
		parts = append(parts, fmt.Sprintf("awaits %s until %s", e.Awaiting, stamp(e.Due, t.zone)))
	}
	return strings.Join(parts, "; ")
}

// saysCode reports whether the code adds to the words of the event. Of an act
// that was refused the reason says more than its code does, and so it does of what
// came from above.
func saysCode(e casefile.Event) bool {
	switch e.Kind {
	case casefile.EvHopEnded, casefile.EvConcluded, casefile.EvCaseWithdrawn, casefile.EvAccessStands, casefile.EvNotValidated, casefile.EvObjected:
		return false
	case casefile.EvRefusedUpdate:
		return e.Code != "" && e.Reason == ""
	case casefile.EvReminder:
		return e.Code != "" && !besideTheClock(e.Code)
	}
	if e.Code == casefile.Code(policy.RuleUpstream) { // also that the source is back: the reason says which
		return e.Reason == ""
	}
	return e.Code != "" && string(e.Code) != string(e.Kind)
}

// headline is the event itself.
func (t telling) headline(e casefile.Event) string {
	switch e.Kind {
	case casefile.EvOpened:
		return fmt.Sprintf("case opened on %s at %s", t.opening.Account, t.opening.Holder)
	case casefile.EvLead:
		if e.Lead != nil && e.Lead.Holder == "" {
			return fmt.Sprintf("lead: %s; nobody has named its holder yet", e.Lead.Identifier)
		}
		return "lead" + leadWords(e.Lead)
	case casefile.EvHopQueued:
		return "waits for its turn" + leadWords(e.Lead)
	case casefile.EvHopStarted:
		if e.Use != "" {
			return "begins by standing access" + leadWords(e.Lead)
		}
		return "begins" + leadWords(e.Lead)
	case casefile.EvReminder:
		if besideTheClock(e.Code) {
			return codeWords(e.Code)
		}
		return fmt.Sprintf("reminder to %s", e.Awaiting)
	case casefile.EvReplanned:
		if name := t.clocks[e.Request]; name != "" {
			return plain[e.Kind] + " " + name
		}
	case casefile.EvSecondNotice:
		return fmt.Sprintf("second notice to %s", e.Awaiting)
	case casefile.EvHopEnded:
		return "ends: " + codeWords(e.Code)
	case casefile.EvAccessRequested:
		return requestedWords(e)
	case casefile.EvAccessStands:
		return standsWords(e)
	case casefile.EvLeadMarked:
		return t.markedWords(e)
	case casefile.EvConcluded:
		if e.Level == casefile.LevelDeadEnd {
			return "concluded, nobody identified: " + codeWords(e.Code)
		}
		return "concluded: " + levelWords(e.Level)
	}
	for _, words := range []map[casefile.EventKind]string{plain, plainAccess} {
		if said, ok := words[e.Kind]; ok {
			return said
		}
	}
	return string(e.Kind) // of a newer engine: its own word is better than none
}

func leadWords(l *casefile.Lead) string {
	if l == nil {
		return ""
	}
	if l.Holder == "" {
		return ": " + l.Identifier.String()
	}
	return fmt.Sprintf(": %s at %s", l.Identifier, l.Holder)
}

// order says what a paper allows and until when.
func (t telling) order(o casefile.Order) string {
	text := "allows " + joined(o.Categories)
	if o.Range != nil {
		text += fmt.Sprintf(" from %s to %s", stamp(o.Range.From, t.zone), stamp(o.Range.To, t.zone))
	}
	if !o.ValidUntil.IsZero() {
		text += ", valid until " + stamp(o.ValidUntil, t.zone)
	}
	if o.Gag != nil {
		text += ", no notice to the user until " + stamp(o.Gag.Until, t.zone)
	}
	return text
}

func untilWord(k casefile.EventKind) string {
	switch k {
	case casefile.EvHopQueued, casefile.EvHopStarted, casefile.EvPerishAlarm, casefile.EvPerished:
		return "data perishes"
	case casefile.EvIssuedUnvalidated:
		return "to be validated by"
	case casefile.EvNotified:
		return "may raise a ground for refusal until"
	}
	return "until"
}

// startsClock reports whether the event is one by which somebody begins to be
// awaited.
func startsClock(k casefile.EventKind) bool {
	switch k {
	case casefile.EvEmergencyAsked, casefile.EvApplied, casefile.EvServed, casefile.EvChallenged,
		casefile.EvRuled, casefile.EvReturned, casefile.EvDenied, casefile.EvCompelMoved,
		casefile.EvAccessRequested, casefile.EvReviewOpened, casefile.EvProtested, casefile.EvTermsProposed:
		return true
	}
	return false
}

func identifiers(ids []casefile.Identifier) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = id.String()
	}
	return strings.Join(words, ", ")
}

func offenceWords(o legal.Offence) string {
	if o.Law == "" {
		return o.Name
	}
	return o.Name + " (" + o.Law + ")"
}

func threatWords(t *casefile.Threat) string {
	if t == nil {
		return ""
	}
	text := t.Nature
	if t.AtRisk != "" {
		text += "; at risk: " + t.AtRisk
	}
	if t.Imminence != "" {
		text += "; " + t.Imminence
	}
	return text
}
