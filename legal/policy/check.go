package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"writ/legal"
	"writ/legal/cite"
	"writ/legal/clock"
)

// This file is the use gate. Nothing here looks at who asks: revocation is by use, not
// by class of customer.

// Check is the use gate: it lists every rule that the use breaks, those of the file
// first and in its order; nil lets it pass. stated are the purposes of the contract,
// left those that no restriction has taken away. Each rule is listed once.
//
// The shape is read from the target too: a target that has another shape than was
// declared breaks [RuleNotOneAccount], and the rules of the shape that it has. An
// incident has no target, one account needs one. A purpose or a shape that is unknown
// is refused. No text of a breach repeats the target.
func (p *Policy) Check(u Use, stated, left []legal.Purpose) []Breach {
	seen := []legal.Shape{u.Shape}
	if real := legal.ShapeOf(u.Target); real != u.Shape {
		seen = append(seen, real)
	}
	breaches := p.broken([]legal.Purpose{u.Purpose}, seen)
	return append(append(breaches, p.ofPurpose(u.Purpose, stated, left)...), ofShape(u)...)
}

// Allows refuses purposes that no contract under this policy may state, with the rule:
// those of the file first. A purpose that the version neither allows nor forbids
// breaks [RuleNotStated]. nil allows them all; no purposes at all are allowed too,
// since nothing can be done for them.
func (p *Policy) Allows(purposes []legal.Purpose) []Breach {
	breaches := p.broken(purposes, nil)
	var unknown, unlisted []legal.Purpose
	for _, purpose := range purposes {
		switch {
		case slices.Contains(unknown, purpose) || slices.Contains(unlisted, purpose):
		case !slices.Contains(Purposes(), purpose):
			unknown = append(unknown, purpose)
		case !slices.Contains(p.Purposes, purpose) && !p.forbids(purpose):
			unlisted = append(unlisted, purpose)
		}
	}
	if len(unlisted) > 0 {
		breaches = append(breaches, Breach{Rule: RuleNotStated, Text: fmt.Sprintf(
			"a contract under %s cannot state %s: it may state %s", p.ID, list(unlisted), list(p.Purposes))})
	}
	if len(unknown) > 0 {
		breaches = append(breaches, unknownPurpose(unknown))
	}
	return breaches
}

// ReceivedAfter is what may become of what was received, once access ended in this
// way. Where the file says nothing it is [Held].
func (p *Policy) ReceivedAfter(e Ending) Received {
	for _, r := range p.Received {
		if r.After == e {
			r.Sources = slices.Clone(r.Sources)
			return r
		}
	}
	return Received{After: e, Verdict: Held, Text: "the policy does not say what becomes of what was received: it is held until somebody decides"}
}

// Add counts a term of the policy from an instant, by civil dates in a zone: the same
// reading of the clock, so many days or months later. Where the zone is unknown it is
// the policy's own. From no instant, or without a term, it is the zero time.
func (p *Policy) Add(t legal.Term, from time.Time, zone string) time.Time {
	if _, err := clock.Zone(zone); err != nil {
		zone = p.Zone
	}
	at, err := clock.Shift(t.Period, from, zone, 1)
	if err != nil {
		return time.Time{}
	}
	return at
}

// broken lists the file's rules against any of the purposes or shapes.
func (p *Policy) broken(purposes []legal.Purpose, shapes []legal.Shape) []Breach {
	var breaches []Breach
	for _, r := range p.Forbids {
		if meet(r.Purposes, purposes) || meet(r.Shapes, shapes) {
			breaches = append(breaches, Breach{r.Rule, r.Text + doubt(r.Sources), slices.Clone(r.Sources)})
		}
	}
	return breaches
}

func (p *Policy) forbids(purpose legal.Purpose) bool {
	return slices.ContainsFunc(p.Forbids, func(r Forbidden) bool { return slices.Contains(r.Purposes, purpose) })
}

// ofPurpose lists what the use's purpose breaks beside the file's rules.
func (p *Policy) ofPurpose(purpose legal.Purpose, stated, left []legal.Purpose) []Breach {
	switch {
	case !slices.Contains(Purposes(), purpose):
		return []Breach{unknownPurpose([]legal.Purpose{purpose})}
	case !slices.Contains(stated, purpose):
		return []Breach{{Rule: RuleNotStated, Text: fmt.Sprintf(
			"purpose %s is not stated in the contract, which is for %s", purpose, list(stated))}}
	case !slices.Contains(left, purpose):
		return []Breach{{Rule: RuleTakenAway, Text: fmt.Sprintf(
			"purpose %s was taken away; what is left is %s", purpose, list(left))}}
	case !slices.Contains(p.Purposes, purpose) && !p.forbids(purpose):
		return []Breach{{Rule: RuleNotStated, Text: fmt.Sprintf(
			"purpose %s is stated in the contract, and no contract under %s may state it: it may state %s", purpose, p.ID, list(p.Purposes))}}
	}
	return nil
}

// ofShape lists what the use's shape breaks beside the file's rules.
func ofShape(u Use) []Breach {
	var breaches []Breach
	if !slices.Contains(Shapes(), u.Shape) {
		breaches = append(breaches, Breach{Rule: RuleUnknownShape, Text: fmt.Sprintf(
			"shape %q is unknown: a use looks at one %s or one %s", u.Shape, legal.OneAccount, Incident)})
	}
	if text := mismatch(u); text != "" {
		breaches = append(breaches, Breach{Rule: RuleNotOneAccount, Text: text})
	}
	return breaches
}

// mismatch says how the target differs from the declared shape; empty if it does not.
func mismatch(u Use) string {
	blank := strings.TrimSpace(u.Target) == ""
	real := legal.ShapeOf(u.Target)
	switch {
	case blank && u.Shape == legal.OneAccount:
		return "one account is declared and no target is named"
	case blank:
		return ""
	case u.Shape == Incident:
		return "an incident is declared, which has no target: a use that looks at somebody is declared as what it is"
	case real == "":
		return "the target cannot be read: it names nothing, or has characters that do not show"
	case real != u.Shape:
		return fmt.Sprintf("the target has the shape of a %s and was declared as %q", real, u.Shape)
	}
	return ""
}

func unknownPurpose(purposes []legal.Purpose) Breach {
	quoted := make([]string, 0, len(purposes))
	for _, purpose := range purposes {
		quoted = append(quoted, fmt.Sprintf("%q", purpose))
	}
	return Breach{Rule: RuleUnknownPurpose, Text: fmt.Sprintf("purpose %s is unknown: want one of %s", list(quoted), list(Purposes()))}
}

// doubt marks a rule behind which nothing firm stands.
func doubt(sources []cite.Source) string {
	for _, s := range sources {
		if !s.Doubtful() {
			return ""
		}
	}
	if len(sources) == 0 {
		return ""
	}
	return " (" + string(sources[0].Basis) + ")"
}

// meet reports whether the lists have a value in common.
func meet[T comparable](x, y []T) bool {
	return slices.ContainsFunc(x, func(v T) bool { return slices.Contains(y, v) })
}
