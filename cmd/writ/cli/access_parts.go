package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"writ/access"
	"writ/casefile"
)

// This file writes the parts of an access one by one; see accessView.write for their
// order: how it stands and what waits first, since that is what is looked up at night.

func (v accessView) writeHeader(p *page) {
	o := v.opening
	p.title("access " + string(o.Grant))
	p.field("contract", fmt.Sprintf("%q: %s grants %s", o.Contract, o.Grantor, o.Grantee))
	p.field("data", "of "+string(o.Data)+scopeWords(v.Terms.Scope))
	p.field("stated for", joined(v.Terms.Purposes))
	p.field("stage", v.stageLine())
	if v.received != "" {
		p.field("received", receivedWords(v.received)+v.receivedFor()+" [by the policy]")
	}
	p.field("usable", usableWords(v))
	if len(v.TakenAway) > 0 {
		p.field("taken away", joined(v.TakenAway))
	}
	for _, c := range v.Terms.Conditions {
		p.field("condition", c)
	}
	if v.Awaiting != "" && v.Awaiting != casefile.Nobody {
		p.field("awaits", string(v.Awaiting)+v.until(v.Due))
	}
	p.field("begun", begun(o, v.zone))
	for _, at := range o.ReviewAt {
		if at.After(v.Now) {
			p.field("next review", stamp(at, v.zone))
			break
		}
	}
	switch {
	case !v.grantor():
	case v.Access.Start.Under != "":
		p.field("passes on", fmt.Sprintf("your own access %s: what happens there reaches this one", shortID(string(v.Access.Start.Under))))
	case string(o.Data) != string(o.Grantor):
		p.field("passes on", "no access of yours that is named: what happens above does NOT reach this one")
	}
}

// receivedFor says of what purposes it was received, where others go on.
func (v accessView) receivedFor() string {
	if len(v.Usable) == 0 || len(v.TakenAway) == 0 {
		return ""
	}
	return ", where it was for " + joined(v.TakenAway)
}

func scopeWords(scope string) string {
	if scope == "" {
		return ""
	}
	return ": " + scope
}

func usableWords(v accessView) string {
	if len(v.Usable) == 0 {
		return "NOTHING: no use is accepted"
	}
	return joined(v.Usable)
}

// begun says when and by whom it was granted or asked for, and where that was read.
func begun(o casefile.AccessOpening, zone *time.Location) string {
	text := stamp(o.At, zone)
	if !o.NotBefore.IsZero() {
		text = between(o.NotBefore, o.At, zone)
	}
	if o.Requested {
		text += ", asked for"
	}
	text += byName(o.By)
	if o.Source != "" {
		text += "; source: " + o.Source
	}
	return text
}

// stageLine says how it stands in words, since when, and why.
func (v accessView) stageLine() string {
	text := accessStage(casefile.Stage(v.Stage))
	for _, e := range slices.Backward(v.Events) {
		if !e.Turn || string(e.Stage) != v.Stage || !brought(e, v.Events) {
			continue
		}
		text += ", " + since(e.NotBefore, e.At, v.zone)
		if reason := v.reasonOf(e); reason != "" {
			text += fmt.Sprintf(": %q", reason)
		}
		break
	}
	return text
}

// reasonOf is why a stage was brought. An access that begins where its source has ended
// already is granted first, and what stops it stands behind that.
func (v accessView) reasonOf(brought casefile.Event) string {
	if brought.Reason != "" || brought.Kind != casefile.EvAccessGranted {
		return brought.Reason
	}
	for _, e := range v.Events {
		if e.Seq == brought.Seq+1 && e.Stage == brought.Stage {
			return e.Reason
		}
	}
	return ""
}

// brought reports whether an event brought the stage in which it stands.
func brought(e casefile.Event, all []casefile.Event) bool {
	before := casefile.Stage("")
	for _, x := range all {
		if x.Seq == e.Seq {
			return x.Stage != before
		}
		before = x.Stage
	}
	return false
}

func (v accessView) until(due time.Time) string {
	if due.IsZero() {
		return ""
	}
	far, _ := relativeDue(due, v.Now)
	return fmt.Sprintf(" until %s (%s)", stamp(due, v.zone), far)
}

// writePolicy prints the version that holds, with the rules of the file.
func (v accessView) writePolicy(p *page) {
	if v.Policy == nil {
		p.title("policy " + string(policyID(v.Task)))
		p.para("  ", "this writ does not have it: is it older than the contract?")
		return
	}
	p.title(fmt.Sprintf("policy %s, in force from %s", v.Policy.ID, v.Policy.From))
	p.field("title", v.Policy.Title)
	p.field("may be for", joined(v.Policy.Purposes))
	said := ""
	for _, f := range v.Policy.Forbids {
		p.hang("  forbids     ", string(f.Rule)+": "+f.Text+onceSourced(f.Sources, &said), "")
	}
	for _, r := range v.Policy.Received {
		p.hang("  received    ", fmt.Sprintf("once %s: %s%s", r.After, r.Text, onceSourced(r.Sources, &said)), "")
	}
}

// writeTalks prints the negotiations, the positions of both sides side by side.
func (v accessView) writeTalks(p *page) {
	width := max(len(v.Party), len(v.From))
	for _, t := range v.talks {
		p.title("negotiation, since " + stamp(t.Began, v.zone))
		p.field("stands", v.talkLine(t))
		for _, x := range t.Positions {
			p.hang(fmt.Sprintf("  %s  ", pad(string(x.By.Party), width)), stamp(x.At, v.zone)+": "+positionWords(x)+v.verdictOf(x), "")
		}
	}
}

// talkLine says where a negotiation stands. That no result is known is one of the
// places where it may stay.
func (v accessView) talkLine(t access.Talk) string {
	if t.Result != "" {
		return fmt.Sprintf("ended %s: %s", stamp(t.Ended, v.zone), codeWords(casefile.Code(t.Result)))
	}
	text := ""
	if t.Awaiting != "" && t.Awaiting != casefile.Nobody {
		text = "; awaits " + string(t.Awaiting) + v.until(t.Due)
	}
	if t.Overdue {
		return "NO RESULT KNOWN: it was to end by " + stamp(t.Until, v.zone) + "; it stays open" + text
	}
	return "open, to end by " + stamp(t.Until, v.zone) + text
}

// verdictOf is what an answer in a negotiation said, in words behind it; empty for
// another position.
func (v accessView) verdictOf(x access.Position) string {
	for _, e := range v.Events {
		if x.Kind == casefile.EvProtestAnswered && e.Kind == x.Kind && e.By == x.By.Party && e.At.Equal(x.At) && e.Code != "" {
			return fmt.Sprintf(" (%s: %s)", e.Code, codeWords(e.Code))
		}
	}
	return ""
}

func positionWords(x access.Position) string {
	kind := map[casefile.EventKind]string{
		casefile.EvProtested: "protests", casefile.EvTermsProposed: "proposes terms", casefile.EvProtestAnswered: "answers",
	}[x.Kind]
	if kind == "" {
		kind = string(x.Kind)
	}
	if x.Terms != nil {
		kind += " " + termsWords(*x.Terms)
	}
	if x.Reason != "" {
		kind += fmt.Sprintf("; %q", x.Reason)
	}
	return kind
}

// writeFindings prints what was found, with where it was read, and claims that
// contradict each other side by side.
func (v accessView) writeFindings(p *page) {
	if !v.grantor() || len(v.Access.Findings) == 0 {
		return
	}
	p.title("findings")
	for _, f := range v.Access.Findings {
		text := fmt.Sprintf("%s: %s", stamp(f.At, v.zone), f.Reason)
		if !f.NotBefore.IsZero() {
			text = fmt.Sprintf("%s: %s", between(f.NotBefore, f.At, v.zone), f.Reason)
		}
		if f.Source != "" {
			text += " [" + f.Source + "]"
		}
		if f.Quiet {
			text += "; on record only, it opened no review"
		}
		p.hang(fmt.Sprintf("  %s  ", pad(string(f.Kind), 10)), text, "")
	}
	if len(v.Claims) == 0 {
		return
	}
	p.title("Sources disagree about who the intermediary was")
	said, width := make([]string, len(v.Claims)), 0
	for i, c := range v.Claims {
		said[i] = "it was " + c.Intermediary
		if c.Denies {
			said[i] = "it was NOT " + c.Intermediary
		}
		width = max(width, len(said[i]))
	}
	for i, c := range v.Claims {
		p.hang("  "+pad(said[i], width)+"  ", fmt.Sprintf("%s, %s: %s", cmp.Or(c.Source, "no source stated"), stamp(c.At, v.zone), c.Reason), "")
	}
	p.para("  ", "nothing is decided from this: each stands as it was said")
}

// writeHanging prints what hangs on the access, which only its grantee knows.
func (v accessView) writeHanging(p *page) {
	if v.Subscription == nil || len(v.Subscription.Leaning) == 0 {
		return
	}
	p.title("what hangs on it")
	for _, l := range v.Subscription.Leaning {
		if l.Onward != "" {
			p.line("  granted on  %s: writ access show %s --party %s", shortID(string(l.Onward)), shortID(string(l.Onward)), v.Party)
			continue
		}
		p.line("  case        %s, by use %s for %s: writ case show %s --as %s", shortID(string(l.Case)), shortID(string(l.Use)), l.Purpose, shortID(string(l.Case)), v.Party)
	}
}

// writeUnseen says what the other side does not see, so that nobody need guess.
func (v accessView) writeUnseen(p *page) {
	var hidden []string
	if v.grantor() {
		hidden = []string{"findings and who reported them", "your other contracts"}
		if v.Access.Start.Under != "" {
			hidden = append(hidden, "on which access of yours this one hangs")
		}
	} else {
		hidden = []string{"your cases, and to whom you pass it on", "what you read by it", "your other contracts"}
	}
	p.title(fmt.Sprintf("what %s does not see", v.From))
	p.para("  ", strings.Join(hidden, "; "))
}
