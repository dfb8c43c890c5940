package casefile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"writ/legal"
)

// This file is the holder's own look at a paper. It takes nothing on trust that
// it can tell by itself: who asks, in what office and from where it reads in its
// directory; whether delivery waits, whether validation may follow and which
// company is reached follow from the law.

// verify lists every defect of the paper that came with the demand.
func (x *DemandMachine) verify() []legal.Defect {
	d := x.Demand
	if d.Lane == LaneEmergency {
		return x.voluntary()
	}
	if d.Order == nil {
		return []legal.Defect{{Code: "no-order", Text: "no instrument came with the request"}}
	}
	o := *d.Order
	defects := x.law.Verify(x.asLaw(o))
	if !o.Selector.Equal(d.Selector) {
		defects = append(defects, legal.Defect{Code: "wrong-target", Text: "the order names another account than the request"})
	}
	if !within(d.Range, o.Range) {
		defects = append(defects, legal.Defect{Code: legal.CodeExceedsOrder, Text: "the request asks for data of dates that the order does not cover"})
	}
	defects = slices.Concat(defects, x.issued(o), x.told(o))
	slices.SortStableFunc(defects, func(a, b legal.Defect) int { return cmp.Compare(a.Code, b.Code) })
	return defects
}

// voluntary lists the defects of an emergency request. It brings no paper: one
// that came with it would be obeyed in part (its gag) and checked by nobody.
func (x *DemandMachine) voluntary() []legal.Defect {
	var defects []legal.Defect
	if x.Demand.Order != nil {
		defects = append(defects, legal.Defect{Code: "order-in-emergency", Text: "an emergency request is voluntary and comes without an order: serve the order by itself"})
	}
	if !x.Demand.Threat.stated() {
		defects = append(defects, legal.Defect{Code: "no-threat", Text: "an emergency request states the danger to life that it is about"})
	}
	return defects // beside these the holder decides by its own standard
}

// asLaw is the paper as the law reads it.
func (x *DemandMachine) asLaw(o Order) legal.Order {
	d := x.Demand
	var from, to, gag time.Time
	if o.Range != nil {
		from, to = o.Range.From, o.Range.To
	}
	if o.Gag != nil {
		gag = o.Gag.Until
	}
	validated := o.ValidatedBy
	if !x.knows(o.Validator, validated) {
		validated = "" // nobody that the directory knows has done so
	}
	return legal.Order{
		Instrument: o.Instrument, Holder: o.Holder, Entity: o.Entity, Requester: cmp.Or(x.Start.Sender.Jurisdiction, o.Requester),
		IssuerRole: o.Issuer.Role, ValidatedBy: validated, Issued: o.Issued,
		ValidUntil: o.ValidUntil, Categories: o.Categories, Offence: o.Offence, Asked: d.Selector.Kind, Protected: o.Protected,
		Notified: o.Notified != "", Suspended: o.Suspends || x.commanded(o), Domestic: o.Domestic,
		From: from, To: to, GagOrdered: o.Gag != nil, Gag: gag,
		Emergency: d.emergency(), Requested: d.Categories, Received: d.At, ReceivedBy: legal.HolderID(x.Start.Desk.Party),
	}
}

// commanded reports whether the authority that was notified of the order has
// since commanded the holder to obey it: then it raises no ground.
func (x *DemandMachine) commanded(o Order) bool {
	return o.Compels != "" && o.Notified != "" && o.Compeller.Party == o.Notified && x.knows(o.Compeller.Party, o.Compeller.Role)
}

// knows reports whether an authority decides in an office, by the directory.
func (x *DemandMachine) knows(p PartyID, office legal.Role) bool {
	return slices.ContainsFunc(x.Authorities, func(a Decider) bool { return a.Party == p && a.Role == office })
}

// issued checks who issued the paper. That is an authority of the directory;
// or, in an emergency and where the law lets validation follow, the requester
// itself in the office that the directory gives it, if it names an authority
// that is to validate the paper.
func (x *DemandMachine) issued(o Order) []legal.Defect {
	if o.Issuer.Party != x.Start.From || x.knows(o.Issuer.Party, o.Issuer.Role) {
		if !x.knows(o.Issuer.Party, o.Issuer.Role) {
			return []legal.Defect{{Code: "unknown-issuer", Text: fmt.Sprintf("the directory knows no %s %q", o.Issuer.Role, o.Issuer.Party)}}
		}
		if o.Validator != "" && !x.knows(o.Validator, o.ValidatedBy) {
			return []legal.Defect{{Code: "unknown-validator", Text: fmt.Sprintf("the directory knows no %s %q", o.ValidatedBy, o.Validator)}}
		}
		return nil
	}
	in, _ := x.law.Instrument(o.Instrument)
	switch {
	case in.ExPostValidation == nil || !x.Demand.emergency() || len(o.Protected) > 0:
		return []legal.Defect{{Code: "unknown-issuer", Text: fmt.Sprintf("%q issued the paper itself, and here the law lets no validation follow", o.Issuer.Party)}}
	case o.Gag != nil:
		return []legal.Defect{{Code: "gag-by-requester", Text: "the requester issued the paper itself and forbids notice to the user in it: only an authority can"}}
	case o.Issuer.Role != x.Start.Sender.Office:
		return []legal.Defect{{Code: "unknown-issuer", Text: fmt.Sprintf("the directory knows %q as %q, not as %q", o.Issuer.Party, x.Start.Sender.Office, o.Issuer.Role)}}
	case !slices.ContainsFunc(in.ValidatedBy, func(r legal.Role) bool { return x.knows(o.Validator, r) }):
		return []legal.Defect{{Code: "unknown-validator", Text: fmt.Sprintf("the directory knows no authority %q that may validate %s: want one of %v", o.Validator, in.ID, in.ValidatedBy)}}
	}
	return nil
}

// told checks that whom the paper says was notified is the authority that is to
// be: that of the State of the company addressed, or, where the directory names
// none, one of the office that the law names.
func (x *DemandMachine) told(o Order) []legal.Defect {
	in, _ := x.law.Instrument(o.Instrument)
	if in.Notification == nil || o.Notified == "" {
		return nil
	}
	place := entityOf(x.holder, x.addressed(o).Entity).Jurisdiction
	state, _, _ := strings.Cut(place, "-")
	for _, at := range []string{place, state} {
		if want, ok := x.Start.Enforcing[at]; ok {
			if want.Party == o.Notified {
				return nil
			}
			return []legal.Defect{{Code: legal.CodeNotNotified, Text: fmt.Sprintf("%q was notified; in %s that is %q", o.Notified, at, want.Party), Source: in.Notification.Source}}
		}
	}
	if x.knows(o.Notified, in.Notification.To) {
		return nil
	}
	return []legal.Defect{{Code: legal.CodeNotNotified, Text: fmt.Sprintf("the directory knows no %s %q that could have been notified", in.Notification.To, o.Notified), Source: in.Notification.Source}}
}

// within reports whether the dates of a request lie within those of its order.
func within(asked, ordered *DateRange) bool {
	if ordered == nil {
		return true
	}
	return asked != nil && !asked.From.Before(ordered.From) && !asked.To.After(ordered.To)
}
