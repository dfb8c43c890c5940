package legal

import (
	"fmt"
	"slices"
)

// decider is who may sign a paper, and who must validate the signature of those
// who may not sign alone.
type decider struct {
	signers    []Role
	validators []Role // empty: no validation is foreseen
	raised     []Raised
	source     Source
}

// deciderOf is who decides on an instrument where data of these classes of
// persons may be touched: the instrument's own issuers when there is none; else
// whoever may decide for every class. It is false when the law names nobody
// for one of them, or nobody for all of them together: then no order can be
// right, and silence is no licence.
func deciderOf(i *Instrument, protected []Protection) (decider, bool) {
	own := decider{signers: i.Issuers, validators: i.ValidatedBy, source: i.Sources[0]}
	if len(protected) == 0 {
		return own, true
	}
	var raised []Raised
	for _, p := range protected {
		n := slices.IndexFunc(i.Raised, func(r Raised) bool { return slices.Contains(r.Protects, p) })
		if n < 0 {
			return own, false
		}
		// Loading refuses two deciders for one protection, so that the first
		// class that an entry protects names it.
		if r := i.Raised[n]; !slices.ContainsFunc(raised, func(o Raised) bool { return o.Protects[0] == r.Protects[0] }) {
			raised = append(raised, r)
		}
	}
	d := decider{signers: raised[0].Issuers, validators: raised[0].ValidatedBy, raised: raised, source: raised[0].Source}
	for _, r := range raised[1:] {
		d.signers = common(d.signers, r.Issuers)
		switch {
		case len(d.validators) == 0:
			d.validators = r.ValidatedBy
		case len(r.ValidatedBy) > 0:
			if d.validators = common(d.validators, r.ValidatedBy); len(d.validators) == 0 {
				return own, false
			}
		}
	}
	return d, len(d.signers) > 0
}

func common(a, b []Role) []Role {
	return slices.DeleteFunc(slices.Clone(a), func(r Role) bool { return !slices.Contains(b, r) })
}

// alone lists who may sign without anybody else, in the order of the law.
func (d decider) alone() []Role {
	return slices.DeleteFunc(slices.Clone(d.signers), func(r Role) bool { return !d.mayAlone(r) })
}

// mayAlone takes it that a role is a signer.
func (d decider) mayAlone(r Role) bool {
	return len(d.validators) == 0 || slices.Contains(d.validators, r)
}

func noRaised(i *Instrument, protected []Protection) Reason {
	return because(CodeNoRaisedDecider, fmt.Sprintf("%s: no raised decider is foreseen: protected data may be touched (%s), and the law behind it names nobody to decide on that",
		i.ID, list(protected)), i.Sources[0])
}

// validatesLater is the clock of a validation that may follow in an emergency.
// Where protected data is sought it may not: nobody below the raised decider
// looks at it first.
func validatesLater(i *Instrument, emergency bool, protected []Protection) *Rule {
	if !emergency || len(protected) > 0 {
		return nil
	}
	return i.ExPostValidation
}

// issuer checks the power of whoever signed, and the validation that the
// signature of a lower office needs.
func issuer(o Order, i *Instrument) []Defect {
	d, _ := deciderOf(i, o.Protected) // that nobody is named is an obstacle already
	if !slices.Contains(d.signers, o.IssuerRole) {
		if d.raised != nil && slices.Contains(i.Issuers, o.IssuerRole) {
			return []Defect{defect(CodeRaisedDecider, fmt.Sprintf("protected data may be touched (%s): %s cannot be issued by %q: want one of %s",
				list(o.Protected), i.ID, string(o.IssuerRole), list(d.signers)), d.source)}
		}
		return []Defect{defect(CodeIssuer, fmt.Sprintf("%s cannot be issued by %q: want one of %s",
			i.ID, string(o.IssuerRole), list(d.signers)), d.source)}
	}
	if d.mayAlone(o.IssuerRole) || slices.Contains(d.validators, o.ValidatedBy) {
		return nil
	}
	if validatesLater(i, o.Emergency, o.Protected) != nil {
		return nil
	}
	code, why := CodeNotValidated, ""
	if d.raised != nil {
		code, why = CodeRaisedDecider, "protected data may be touched ("+list(o.Protected)+"): "
	}
	return []Defect{defect(code, fmt.Sprintf("%ssigned by %q, %s needs validation by one of %s",
		why, string(o.IssuerRole), i.ID, list(d.validators)), d.source)}
}
