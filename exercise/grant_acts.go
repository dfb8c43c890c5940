package exercise

import (
	"fmt"
	"slices"
	"time"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// OnGrant is what an act on a standing access carries beside the rest.
type OnGrant struct {
	// As names a declared use, so that a case may lean on it.
	As      string        `yaml:"as"`
	Purpose legal.Purpose `yaml:"purpose"` // use
	Shape   legal.Shape   `yaml:"shape"`   // use
	Target  string        `yaml:"target"`  // use
	// Purposes are those that restrict takes away; of propose and reinstate, with
	// scope and conditions, the new terms.
	Purposes   []legal.Purpose `yaml:"purposes"`
	Scope      string          `yaml:"scope"`
	Conditions []string        `yaml:"conditions"`
	// Kind, Intermediary, Denies and Quiet are those of casefile.ReportFinding.
	Kind         casefile.FindingKind `yaml:"kind"`
	Intermediary string               `yaml:"intermediary"`
	Denies       bool                 `yaml:"denies"`
	Quiet        bool                 `yaml:"quiet"`
	Policy       policy.ID            `yaml:"policy"` // move-policy
	// NotBefore is the earliest instant at which it can have been true, where At is
	// only when it was reported.
	NotBefore Instant `yaml:"not_before"`
}

func (o OnGrant) empty() bool {
	return o.As == "" && o.Purpose == "" && o.Shape == "" && o.Target == "" && len(o.Purposes) == 0 && o.Scope == "" &&
		len(o.Conditions) == 0 && o.Kind == "" && o.Intermediary == "" && !o.Denies && !o.Quiet && o.Policy == "" && o.NotBefore.IsZero()
}

// byGrantee are the acts that a grantee does at its own side, which sends them on.
// All others are the grantor's.
var byGrantee = []string{"use", "protest", "propose", "agree", "maintain"}

// validateOnGrant refuses an act on a grant that is none, by a party that is not of
// it, before it begins, or that the engine would refuse as malformed.
func (s Scenario) validateOnGrant(a Act) error {
	g, ok := s.grant(a.Grant)
	switch {
	case !ok:
		return fmt.Errorf("no grant %q", a.Grant)
	case a.Party != g.Grantor && a.Party != g.Grantee:
		return fmt.Errorf("grant %q is between %s and %s", g.Name, g.Grantor, g.Grantee)
	case a.Party == g.Grantee && !slices.Contains(byGrantee, a.Do):
		return fmt.Errorf("%s is for the grantor %s", a.Do, g.Grantor)
	case a.At.Before(g.At.Time):
		return fmt.Errorf("at %s lies before the grant begins", a.At.Format(time.RFC3339))
	case a.As != "" && a.Do != "use":
		return fmt.Errorf("as: wanted for use only")
	case a.As != "" && s.named(a.As) > 1:
		return fmt.Errorf("as %q stands twice", a.As)
	}
	body, err := verbs[a.Do].body(a, casefile.Act{Key: s.ID, By: casefile.Decider{Party: a.Party, Role: legal.RoleHolder}, At: a.At.Time})
	if err != nil {
		return err
	}
	return body.(interface{ Validate() error }).Validate()
}

// named counts the uses of a name.
func (s Scenario) named(as string) (n int) {
	for _, a := range s.Acts {
		if a.As == as {
			n++
		}
	}
	return n
}

func (x Act) onAccess(a casefile.Act) casefile.AccessAct {
	return casefile.AccessAct{Act: a, NotBefore: x.NotBefore.Time, Reason: x.Reason, Source: x.Source}
}

func (x Act) terms() casefile.AccessTerms {
	return casefile.AccessTerms{Purposes: x.Purposes, Scope: x.Scope, Conditions: x.Conditions}
}

func declareUse(x Act, a casefile.Act) (any, error) {
	return casefile.DeclareUse{AccessAct: x.onAccess(a), Purpose: x.Purpose, Shape: x.Shape, Target: x.Target}, nil
}

func finding(x Act, a casefile.Act) (any, error) {
	return casefile.ReportFinding{
		AccessAct: x.onAccess(a), Kind: x.Kind, Intermediary: x.Intermediary, Denies: x.Denies, Quiet: x.Quiet,
	}, nil
}

func suspend(x Act, a casefile.Act) (any, error) {
	return casefile.SuspendAccess{AccessAct: x.onAccess(a)}, nil
}

func restrict(x Act, a casefile.Act) (any, error) {
	return casefile.RestrictAccess{AccessAct: x.onAccess(a), Purposes: x.Purposes}, nil
}

func terminate(x Act, a casefile.Act) (any, error) {
	return casefile.TerminateAccess{AccessAct: x.onAccess(a)}, nil
}

// reinstate gives back with the terms that are named, or with those that it had.
func reinstate(x Act, a casefile.Act) (any, error) {
	r := casefile.ReinstateAccess{AccessAct: x.onAccess(a)}
	if t := x.terms(); len(t.Purposes) > 0 || t.Scope != "" || len(t.Conditions) > 0 {
		r.Terms = &t
	}
	return r, nil
}

func movePolicy(x Act, a casefile.Act) (any, error) {
	return casefile.MovePolicy{AccessAct: x.onAccess(a), Policy: x.Policy}, nil
}

func protest(x Act, a casefile.Act) (any, error) {
	return casefile.Protest{AccessAct: x.onAccess(a)}, nil
}

func propose(x Act, a casefile.Act) (any, error) {
	return casefile.ProposeTerms{AccessAct: x.onAccess(a), Terms: x.terms()}, nil
}

func answerAccess(v casefile.AccessVerdict) func(Act, casefile.Act) (any, error) {
	return func(x Act, a casefile.Act) (any, error) {
		return casefile.AnswerAccess{AccessAct: x.onAccess(a), Verdict: v}, nil
	}
}

// receive is done in a hop: the case reads by the access on which it leans.
func receive(x Act, a casefile.Act) (any, error) {
	ids, err := identifiersOf(x)
	return casefile.Receive{Act: a, Identifiers: ids, More: x.More}, err
}
