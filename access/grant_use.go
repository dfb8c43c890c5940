package access

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"writ/casefile"
	"writ/legal/policy"
)

// The use gate. A declared use is accepted only if all of it holds: it keeps to the
// policy and to the purposes stated and left, the access can be used now, it could be
// used at each instant to which the use is dated, and its key is no other use's. A
// refusal is a result with the rule; it is put on record and counted once.

// How many uses are kept in full, and how many marks of the keys of older ones: a mark
// has 16 characters, so the state of a busy access stays below half a megabyte. A
// repeat of a key that is marked only is refused. After keysKept further uses a key is
// forgotten; a repeat then is a use of its own, and is judged as one: by its own date,
// and by how the access stands when it comes.
const (
	usesKept = 500
	keysKept = 10000
	// textKept is how many bytes the texts of the uses that are kept have together.
	textKept = 300_000
)

// Declare is the use gate: the receipt carries the verdict. The same use under the
// same key gets the same receipt, and is counted once.
//
// Receipts of uses are kept in Uses and not in the journal. The loop answers a repeated
// key from the journal before it asks the machine: another use under a key that was
// accepted before would get that acceptance.
func (g *GrantMachine) Declare(a casefile.DeclareUse, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	if err := g.bySide(a.AccessAct); err != nil {
		return casefile.Receipt{}, nil, err
	}
	if g.Stage == casefile.StageEnded {
		return casefile.Receipt{}, nil, casefile.Refuse("ended", "", "this access has ended")
	}
	known, taken := g.underKey(a)
	if known != nil {
		return known.Receipt, nil, nil
	}
	v := casefile.UseVerdict{Use: casefile.UseIDFor(g.Start.Opening.Grant, a.Key), At: m.Seen}
	if taken {
		v.Rule, v.Reason = policy.RuleKeyUsed, "another use was declared under this key: declare this one under a key of its own"
	} else {
		v.Rule, v.Reason = g.judge(a, m)
	}
	v.Accepted = v.Rule == ""
	return g.record(a, v, m)
}

// underKey finds what was declared under the key of a use: the same use, or that the
// key is taken by another.
func (g *GrantMachine) underKey(a casefile.DeclareUse) (same *Use, taken bool) {
	want := content(a)
	for i := range g.Uses {
		if g.Uses[i].Key != a.Key {
			continue
		}
		if taken = true; content(g.Uses[i].DeclareUse) == want {
			return &g.Uses[i], true
		}
	}
	return nil, taken || slices.Contains(g.Spent, markOf(a.Key))
}

// content is all of a declared use, in a form that is the same for the same use. Two
// acts of one key are one use only if nothing of them differs.
func content(a casefile.DeclareUse) string {
	a.At, a.NotBefore = a.At.UTC(), a.NotBefore.UTC()
	raw, err := json.Marshal(a)
	if err != nil {
		panic("a declared use is plain data: " + err.Error())
	}
	return string(raw)
}

// markOf is what is kept of a key once its use is not kept any more.
func markOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:8])
}

// judge names the first rule that a use breaks, and says how; empty where it breaks
// none. What the policy forbids comes first: it is forbidden however the access stands.
func (g *GrantMachine) judge(a casefile.DeclareUse, m casefile.Moment) (policy.Rule, string) {
	u := policy.Use{Purpose: a.Purpose, Shape: a.Shape, Target: a.Target}
	if breaches := g.policy.Check(u, g.Terms.Purposes, without(g.Terms.Purposes, g.Taken)); len(breaches) > 0 {
		return breaches[0].Rule, breaches[0].Text
	}
	switch {
	case g.Stage == casefile.StageAccessRequested:
		return policy.RuleNotActive, "this access is not active yet"
	case !slices.Contains(g.ownUsable(), a.Purpose):
		return policy.RuleNotActive, "this access was stopped by its grantor"
	case !slices.Contains(g.Usable(), a.Purpose):
		return policy.RuleUpstream, sourceEnded + " for this use"
	case !g.stoodThroughout(a.Purpose, a.NotBefore, m.At):
		return policy.RuleDatedBack, "the use is dated to a time at which this access could not be used for it, or may have been ended"
	}
	return "", ""
}

// record keeps a use with its verdict. Enough refused ones within the time of the
// policy open a review.
func (g *GrantMachine) record(a casefile.DeclareUse, v casefile.UseVerdict, m casefile.Moment) (casefile.Receipt, []casefile.Action, error) {
	kind, note := casefile.EvUseAccepted, "accepted"
	if v.Accepted {
		g.Accepted++
	} else {
		kind, note = casefile.EvUseRefused, "refused: "+string(v.Rule)
		if g.Refused == nil {
			g.Refused = map[policy.Rule]int{}
		}
		g.Refused[v.Rule]++
	}
	receipt := casefile.Receipt{At: m.At, Seen: m.Seen, Stage: g.Stage, Note: note, Use: &v}
	g.keep(Use{DeclareUse: a, Verdict: v, Receipt: receipt, Seen: m.Seen})
	g.note(m, casefile.Event{
		Kind: kind, By: g.Start.Opening.Grantee, Decider: &a.By, Code: casefile.Code(v.Rule), Reason: v.Reason, Use: v.Use, NotBefore: a.NotBefore, Source: a.Source,
	})
	if !v.Accepted && g.refusedOften(m.Seen) && g.reviewable() {
		g.Lately = nil
		return receipt, g.openReview(casefile.CodeRefusedUses, m.Then()), nil
	}
	return receipt, nil, nil
}

// keep remembers a use, and of the oldest ones their keys only.
func (g *GrantMachine) keep(u Use) {
	g.Uses = append(g.Uses, u)
	drop := max(0, len(g.Uses)-usesKept)
	for size, i := 0, len(g.Uses)-1; i >= drop; i-- {
		if size += g.Uses[i].size(); size > textKept {
			drop = i + 1
		}
	}
	if drop > 0 {
		for _, old := range g.Uses[:drop] {
			g.Spent = append(g.Spent, markOf(old.Key))
		}
		g.Uses = slices.Clone(g.Uses[drop:])
	}
	if drop := len(g.Spent) - keysKept; drop > 0 {
		g.Spent = slices.Clone(g.Spent[drop:])
	}
}

// size is how many bytes of a use somebody wrote.
func (u Use) size() int {
	return len(u.Key) + len(u.Reason) + len(u.Source) + len(u.Target) + len(u.By.Name) + len(u.Verdict.Reason)
}

// refusedOften counts a refused use, and reports whether the latest ones are as many
// within as short a time as opens a review. They count when they became known: a use
// cannot be dated out of it.
func (g *GrantMachine) refusedOften(seen time.Time) bool {
	count := max(g.policy.Refusals.Count, 1)
	g.Lately = append(g.Lately, seen)
	if drop := len(g.Lately) - count; drop > 0 {
		g.Lately = slices.Clone(g.Lately[drop:])
	}
	if len(g.Lately) < count {
		return false
	}
	first := slices.MinFunc(g.Lately, time.Time.Compare)
	last := slices.MaxFunc(g.Lately, time.Time.Compare)
	return !last.After(g.policy.Add(g.policy.Refusals.Within, first, g.Start.Desk.Zone))
}

// RefusedUses counts the declared uses that were refused.
func (g *GrantMachine) RefusedUses() int {
	n := 0
	for _, of := range g.Refused {
		n += of
	}
	return n
}
