package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"writ/casefile"
	"writ/legal"
	"writ/legal/clock"
	"writ/protocol"
)

// decision is what the flags of "writ decide" say.
type decision struct {
	casefile.Act
	Reason, Grounds string
	Categories      []legal.Category
	Range           *casefile.DateRange
	ValidUntil      time.Time
	ReplyBy         time.Time
	GagUntil        time.Time
	Delivered       []casefile.Identifier
	Calendars       []clock.CalendarData
	Edition         string
}

// action is one decision on one type of work: what it is called, which flags it
// takes and needs, and the update that it becomes. Whether it may be taken is
// the engine's business.
type action struct {
	name  string
	on    string // workflow type
	says  string
	takes []string
	needs []string
	build func(decision) (update string, payload any)
}

// contentFlags are the flags that belong to some actions only.
var contentFlags = []string{
	"reason", "grounds", "category", "from", "to", "valid-until", "reply-by", "gag-until", "identifier", "file", "calendar", "edition",
}

// The flags that several actions share.
var (
	narrowing = []string{"category", "from", "to"}
	terms     = []string{"valid-until", "reply-by", "gag-until"}
)

// actions is the table of all decisions, in the order of the help text.
var actions = []action{
	{"grant", protocol.Authorisation, "issue the order as applied for", slices.Concat([]string{"reason"}, terms), nil, verdict(casefile.Granted)},
	{"narrow", protocol.Authorisation, "issue it for less: --category, --from, --to", slices.Concat([]string{"reason"}, narrowing, terms), nil, verdict(casefile.Narrowed)},
	{"return", protocol.Authorisation, "send it back: more is needed", []string{"reason"}, []string{"reason"}, verdict(casefile.Returned)},
	{"deny", protocol.Authorisation, "refuse the order", []string{"reason"}, []string{"reason"}, verdict(casefile.Denied)},

	{"validate", protocol.Authorisation, "confirm an order that was issued before validation", []string{"reason"}, nil, verdict(casefile.Granted)},
	{"refuse-validation", protocol.Authorisation, "do not confirm it: what came back is restricted", []string{"reason"}, []string{"reason"}, verdict(casefile.Denied)},
	{"no-objection", protocol.Authorisation, "notified of a foreign order: raise no ground for refusal", []string{"reason"}, nil, verdict(casefile.Granted)},
	{"object", protocol.Authorisation, "notified of a foreign order: raise a ground for refusal", []string{"reason"}, []string{"reason"}, verdict(casefile.Denied)},

	{"uphold", protocol.Review, "the challenged order stands", []string{"reason"}, []string{"reason"}, ruling(casefile.Upheld)},
	{"narrow", protocol.Review, "the order stands for less: --category", []string{"reason", "category"}, []string{"reason", "category"}, ruling(casefile.RulingNarrowed)},
	{"quash", protocol.Review, "the order falls", []string{"reason"}, []string{"reason"}, ruling(casefile.Quashed)},

	{"preserve", protocol.Preservation, "the data is kept", []string{"reason"}, nil, keeping(casefile.Preserved, "")},
	{"refuse", protocol.Preservation, "the data is not kept", []string{"reason"}, []string{"reason"}, keeping(casefile.Rejected, casefile.CodeRefused)},
	{"none-held", protocol.Preservation, "there is nothing to keep", []string{"reason"}, nil, keeping(casefile.PreservationNotAvailable, casefile.CodeNoRecord)},

	{"acknowledge", protocol.Disclosure, "the demand has arrived and is in work", nil, nil, func(d decision) (string, any) { return protocol.UpdateAcknowledge, d.Act }},
	{"give-notice", protocol.Disclosure, "the account's user has been told", nil, nil, func(d decision) (string, any) { return protocol.UpdateGiveNotice, d.Act }},
	{"challenge", protocol.Disclosure, "object before the authority that issued the order", []string{"grounds"}, []string{"grounds"}, func(d decision) (string, any) {
		return protocol.UpdateChallenge, casefile.MakeChallenge{Act: d.Act, Grounds: d.Grounds}
	}},
	{"cleared", protocol.Disclosure, "the notified authority told you that it raises no ground for refusal", nil, nil, func(d decision) (string, any) { return protocol.UpdateCleared, d.Act }},
	{"move-law", protocol.Disclosure, "count its clock by a published --calendar, or another --edition", []string{"reason", "calendar", "edition"}, []string{"reason"}, func(d decision) (string, any) {
		return protocol.UpdateMoveLaw, casefile.MoveLaw{Act: d.Act, Edition: d.Edition, Calendars: d.Calendars, Reason: d.Reason}
	}},
	{"disclose", protocol.Disclosure, "hand over: --identifier, --file", []string{"reason", "identifier", "file"}, nil, answering(casefile.Disclosed, "")},
	{"refuse", protocol.Disclosure, "hand over nothing", []string{"reason"}, []string{"reason"}, answering(casefile.Rejected, casefile.CodeRefused)},
	{"none-held", protocol.Disclosure, "there is no record", []string{"reason"}, nil, answering(casefile.DisclosureNotAvailable, casefile.CodeNoRecord)},
	{"gone", protocol.Disclosure, "there was, and its retention has passed", []string{"reason"}, nil, answering(casefile.DisclosureNotAvailable, casefile.CodeGone)},
	{"not-unique", protocol.Disclosure, "the address was shared and names nobody", []string{"reason"}, nil, answering(casefile.DisclosureNotAvailable, casefile.CodeNotUnique)},
	{"anonymised", protocol.Disclosure, "behind it is a VPN, Tor or an open network", []string{"reason"}, nil, answering(casefile.DisclosureNotAvailable, casefile.CodeAnonymised)},
	{"foreign", protocol.Disclosure, "it is kept abroad, without a channel", []string{"reason"}, nil, answering(casefile.DisclosureNotAvailable, casefile.CodeForeign)},
}

func verdict(v casefile.Verdict) func(decision) (string, any) {
	return func(d decision) (string, any) {
		return protocol.UpdateDecide, casefile.DecideApplication{
			Act: d.Act, Verdict: v, Reason: d.Reason, Categories: d.Categories, Range: d.Range,
			ValidUntil: d.ValidUntil, ReplyBy: d.ReplyBy, GagUntil: d.GagUntil,
		}
	}
}

func ruling(v casefile.RulingVerdict) func(decision) (string, any) {
	return func(d decision) (string, any) {
		return protocol.UpdateRule, casefile.Rule{Act: d.Act, Verdict: v, Reason: d.Reason, Categories: d.Categories}
	}
}

func keeping(s casefile.Status, code casefile.Code) func(decision) (string, any) {
	return func(d decision) (string, any) {
		return protocol.UpdateDecide, casefile.DecidePreservation{Act: d.Act, Status: s, Code: code, Reason: d.Reason}
	}
}

func answering(s casefile.Status, code casefile.Code) func(decision) (string, any) {
	return func(d decision) (string, any) {
		return protocol.UpdateDecide, casefile.DecideDisclosure{Act: d.Act, Status: s, Code: code, Reason: d.Reason, Delivered: d.Delivered}
	}
}

// actionOn finds an action on a type of work.
func actionOn(workflowType, name string) (action, error) {
	i := slices.IndexFunc(actions, func(a action) bool { return a.on == workflowType && a.name == name })
	if i < 0 {
		return action{}, wrongAction(workflowType, name)
	}
	return actions[i], nil
}

func wrongAction(workflowType, name string) *fault {
	if isAccess(workflowType) {
		return newFault("wrong-action", "writ access show tells what can be done, and how it is typed",
			"%q is typed otherwise here: this is a standing access", name)
	}
	return newFault("wrong-action", "it can be: "+strings.Join(actionsOn(workflowType), ", "),
		"%q cannot be done to this task: it is of type %s", name, workflowType)
}

func actionsOn(workflowType string) []string {
	var names []string
	for _, a := range actions {
		if a.on == workflowType {
			names = append(names, a.name)
		}
	}
	if names == nil {
		return []string{"nothing"}
	}
	return names
}

// idWordsFor lists the words with which the ids of work begin that the action
// is for.
func idWordsFor(name string) ([]string, error) {
	var words []string
	for _, w := range taskWords {
		if slices.ContainsFunc(actions, func(a action) bool { return a.name == name && a.on == kindsOfID[w] }) {
			words = append(words, w)
		}
	}
	if words == nil {
		return nil, usageFault("unknown action %q", name)
	}
	if name != "give-notice" {
		// What is left of work after its answer can only be given notice of.
		words = slices.DeleteFunc(words, func(w string) bool { return w == "notice" || w == "custody" })
	}
	return words, nil
}

// checkFlags refuses flags that the action would ignore, and asks for those
// that it needs.
func (a action) checkFlags(given []string) error {
	for _, f := range given {
		if !slices.Contains(a.takes, f) {
			return usageFault("%s takes no --%s", a.name, f)
		}
	}
	for _, f := range a.needs {
		if !slices.Contains(given, f) {
			return usageFault("%s needs --%s", a.name, f)
		}
	}
	return nil
}

// typical are the flags with which an action that needs none by name is given.
var typical = map[string]string{
	"disclose": " --identifier KIND:VALUE",
	"narrow":   " --category CATEGORY",
}

// neededFlags are those that an action cannot do without, as one types them.
func neededFlags(workflowType, name string) string {
	text := ""
	if a, err := actionOn(workflowType, name); err == nil {
		for _, f := range a.needs {
			text += fmt.Sprintf(" --%s %s", f, strings.ToUpper(f))
		}
		text += typical[name]
	}
	return text
}

// actionHelp is the table of actions for the help text.
func actionHelp() string {
	var b strings.Builder
	on := ""
	titles := map[string]string{
		protocol.Authorisation: "on an application", protocol.Review: "on a challenge",
		protocol.Preservation: "on a preservation request", protocol.Disclosure: "on a demand",
	}
	for _, a := range actions {
		if a.on != on {
			on = a.on
			fmt.Fprintf(&b, "  %s\n", titles[on])
		}
		fmt.Fprintf(&b, "    %-18s %s\n", a.name, a.says)
	}
	return b.String()
}
