package legal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Verify runs the rules of [Law.Requirement] from the holder's side over an
// order that it received, and lists every reason why the order does not bind
// or permit. An order with any defect must never lead to a disclosure.
//
// The list is sorted by code, then text. It is never nil: "checked, no defect"
// is an empty list, so that a nil list can only mean "not checked".
//
// For a voluntary instrument the issuer is the one who decides: IssuerRole is
// [RoleHolder].
func (l *Law) Verify(o Order) []Defect {
	defects := slices.Concat(statement(o), dates(o), addressee(o), exceeds(o))
	instrument, known := l.instruments[o.Instrument]
	if known {
		defects = slices.Concat(defects, issuer(o, instrument))
	} else {
		defects = append(defects, Defect(l.unknownInstrument(o.Instrument)))
	}
	holder, registered := l.holders[o.Holder]
	if !registered {
		defects = append(defects, Defect{CodeHolderUnknown, fmt.Sprintf("addressee %q is not in the registry: want one of %s",
			string(o.Holder), list(l.holderIDs)), house})
	}
	if known && registered {
		all := sortedCategories(slices.Concat(o.Categories, o.Requested))
		u := use{instrument, holder, o.Asked, all, o.Offence, o.Emergency}
		for _, r := range u.obstacles() {
			defects = append(defects, Defect(r))
		}
		defects = slices.Concat(defects, l.lapsed(o, instrument, holder.Zone))
	}
	slices.SortFunc(defects, func(x, y Defect) int {
		return cmp.Or(cmp.Compare(x.Code, y.Code), cmp.Compare(x.Text, y.Text))
	})
	if defects == nil {
		return []Defect{}
	}
	return defects
}

// statement checks that the order says for what offence and asks for something.
func statement(o Order) []Defect {
	var defects []Defect
	if strings.TrimSpace(o.Offence.Name) == "" {
		defects = append(defects, Defect{CodeNoOffence, "the order names no offence", house})
	}
	if len(o.Requested) == 0 {
		defects = append(defects, Defect{CodeNothing, "the request asks for no category", house})
	}
	return defects
}

// dates checks the order's own dates. An order without them cannot be checked,
// and what cannot be checked is defective.
func dates(o Order) []Defect {
	var defects []Defect
	if o.Issued.IsZero() || o.Received.IsZero() {
		defects = append(defects, Defect{CodeUndated, "the order does not say when it was issued and when it was received", house})
	}
	if o.Issued.After(o.Received) {
		defects = append(defects, Defect{CodeIssuedLater, fmt.Sprintf("issued %s, after it was received %s",
			instant(o.Issued), instant(o.Received)), house})
	}
	if !o.ValidUntil.IsZero() && !o.Received.Before(o.ValidUntil) {
		defects = append(defects, Defect{CodeExpired, fmt.Sprintf("valid until %s (exclusive), received %s",
			instant(o.ValidUntil), instant(o.Received)), house})
	}
	return defects
}

// lapsed checks the validity that the law itself gives the instrument: an order
// cannot outlast it by stating a later end, or none.
func (l *Law) lapsed(o Order, i Instrument, zone string) []Defect {
	if i.Validity == nil || o.Issued.IsZero() {
		return nil // without a date of issue the order is defective anyway
	}
	end, err := l.Add(*i.Validity, o.Issued, zone)
	if err == nil && o.Received.Before(end) {
		return nil
	}
	text := fmt.Sprintf("%s lapses %s after it was issued, at %s; received %s",
		i.ID, i.Validity.Period, endOrUnknown(end, err), instant(o.Received))
	return []Defect{{CodeExpired, text, i.Validity.Source}}
}

func endOrUnknown(end time.Time, err error) string {
	if err != nil { // loading checked period and zone, so this is a broken pack: refuse
		return "an instant that cannot be computed (" + err.Error() + ")"
	}
	return instant(end)
}

func addressee(o Order) []Defect {
	if o.ReceivedBy == "" || o.ReceivedBy == o.Holder {
		return nil
	}
	return []Defect{{CodeWrongAddressee,
		fmt.Sprintf("addressed to %q, received by %q", string(o.Holder), string(o.ReceivedBy)), house}}
}

func exceeds(o Order) []Defect {
	var defects []Defect
	for _, c := range sortedCategories(o.Requested) {
		if !slices.Contains(o.Categories, c) {
			defects = append(defects, Defect{CodeExceedsOrder,
				fmt.Sprintf("the request asks for %s; the order covers %s", c, list(o.Categories)), house})
		}
	}
	return defects
}

// issuer checks the power of whoever signed, and the validation that the
// signature of a lower office needs.
func issuer(o Order, i Instrument) []Defect {
	source := i.Sources[0]
	if !slices.Contains(i.Issuers, o.IssuerRole) {
		return []Defect{{CodeIssuer, fmt.Sprintf("%s cannot be issued by %q: want one of %s",
			i.ID, string(o.IssuerRole), list(i.Issuers)), source}}
	}
	signedHigh := len(i.ValidatedBy) == 0 || slices.Contains(i.ValidatedBy, o.IssuerRole)
	if signedHigh || slices.Contains(i.ValidatedBy, o.ValidatedBy) {
		return nil
	}
	if o.Emergency && i.ExPostValidation != nil {
		return nil // the law lets validation follow
	}
	return []Defect{{CodeNotValidated, fmt.Sprintf("signed by %q, %s needs validation by one of %s",
		string(o.IssuerRole), i.ID, list(i.ValidatedBy)), source}}
}
