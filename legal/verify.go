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
// or permit. An order with any defect must never lead to a disclosure. The law
// is that of the day on which the order was issued.
//
// The list is sorted by code, then text. It is never nil: "checked, no defect"
// is an empty list, so that a nil list can only mean "not checked".
//
// For a voluntary instrument the issuer is the one who decides: IssuerRole is
// [RoleHolder].
func (l *Law) Verify(o Order) []Defect {
	defects := slices.Concat(statement(o), dates(o), addressee(o), exceeds(o), duplicate(o), ranged(o))
	instrument, known := l.instruments[o.Instrument]
	if known {
		defects = append(defects, issuer(o, &instrument)...)
	} else {
		defects = append(defects, Defect(l.unknownInstrument(o.Instrument)))
	}
	holder, registered := l.holders[o.Holder]
	if !registered {
		defects = append(defects, defect(CodeHolderUnknown, fmt.Sprintf("addressee %q is not in the registry: want one of %s",
			string(o.Holder), list(l.holderIDs)), house))
	}
	if !registered {
		return sorted(defects)
	}
	q := l.received(o, &holder)
	defects = append(defects, needsRange(o, q)...)
	if known {
		u := q.by(&instrument)
		for _, r := range u.obstacles() {
			defects = append(defects, Defect(r))
		}
		defects = slices.Concat(defects, u.wrongEntity(o.Entity), u.stated(o), u.lapsed(o), u.gag(o), u.notified(o))
	}
	return sorted(defects)
}

// notified checks that the authority in the holder's State was told, where the
// instrument asks for it: whoever asks cannot spare itself the suspension by
// leaving it out.
func (u use) notified(o Order) []Defect {
	n := u.instrument.Notification
	if n == nil || n.UnlessDomestic && o.Domestic {
		return nil
	}
	if !o.Notified {
		return []Defect{defect(CodeNotNotified, fmt.Sprintf("%s is notified to %s in the State of the holder, and nobody was",
			u.instrument.ID, an(string(n.To))), n.Source)}
	}
	if n.Suspends && !o.Emergency && !o.Suspended {
		return []Defect{defect(CodeNotSuspended, fmt.Sprintf("delivery under %s waits for the authority notified, and the paper does not say so",
			u.instrument.ID), n.Source)}
	}
	return nil
}

func sorted(defects []Defect) []Defect {
	slices.SortFunc(defects, func(x, y Defect) int {
		return cmp.Or(cmp.Compare(x.Code, y.Code), cmp.Compare(x.Text, y.Text))
	})
	if defects == nil {
		return []Defect{}
	}
	return defects
}

// received is the question that the paper answers.
func (l *Law) received(o Order, h *Holder) *question {
	q := &question{
		law: l, holder: h, companies: h.Companies(), asked: o.Asked,
		categories: sortedCategories(slices.Concat(o.Categories, o.Requested)),
		offence:    o.Offence, emergency: o.Emergency, protected: o.Protected, at: o.Issued,
	}
	if isState(o.Requester) { // else it is a defect of its own
		q.requester = o.Requester
	}
	return q
}

// statement checks that the order says for what offence and asks for something.
func statement(o Order) []Defect {
	var defects []Defect
	if strings.TrimSpace(o.Offence.Name) == "" {
		defects = append(defects, defect(CodeNoOffence, "the order names no offence", house))
	}
	if len(o.Requested) == 0 {
		defects = append(defects, defect(CodeNothing, "the request asks for no category", house))
	}
	return defects
}

// dates checks the order's own dates. An order without them cannot be checked,
// and what cannot be checked is defective.
func dates(o Order) []Defect {
	var defects []Defect
	if o.Issued.IsZero() || o.Received.IsZero() {
		defects = append(defects, defect(CodeUndated, "the order does not say when it was issued and when it was received", house))
	}
	if o.Issued.After(o.Received) {
		defects = append(defects, defect(CodeIssuedLater, fmt.Sprintf("issued %s, after it was received %s",
			instant(o.Issued), instant(o.Received)), house))
	}
	if !o.ValidUntil.IsZero() && !o.Received.Before(o.ValidUntil) {
		defects = append(defects, defect(CodeExpired, fmt.Sprintf("valid until %s (exclusive), received %s",
			instant(o.ValidUntil), instant(o.Received)), house))
	}
	return defects
}

func addressee(o Order) []Defect {
	if o.ReceivedBy == "" || o.ReceivedBy == o.Holder {
		return nil
	}
	return []Defect{defect(CodeWrongAddressee,
		fmt.Sprintf("addressed to %q, received by %q", string(o.Holder), string(o.ReceivedBy)), house)}
}

func exceeds(o Order) []Defect {
	var defects []Defect
	for _, c := range sortedCategories(o.Requested) {
		if !slices.Contains(o.Categories, c) {
			defects = append(defects, defect(CodeExceedsOrder,
				fmt.Sprintf("the request asks for %s; the order covers %s", c, list(o.Categories)), house))
		}
	}
	return defects
}

// ranged checks that a range of dates, where one is given, is one.
func ranged(o Order) []Defect {
	if o.From.IsZero() || o.To.IsZero() || o.From.Before(o.To) {
		return nil
	}
	return []Defect{defect(CodeRangeInverted, fmt.Sprintf("the data is asked for from %s to %s: want a range that ends after it begins",
		instant(o.From), instant(o.To)), house)}
}

// needsRange checks that the request bounds what this holder only looks for
// within dates. Half a range is none.
func needsRange(o Order, q *question) []Defect {
	if !o.From.IsZero() && !o.To.IsZero() {
		return nil
	}
	ranged := q.needsRange(o.Requested)
	if len(ranged) == 0 {
		return nil
	}
	return []Defect{defect(CodeNoRange, fmt.Sprintf("%s rejects a request for %s without a range of dates: want from and to",
		q.holder.ID, list(ranged)), q.holder.Sources[0])}
}

// duplicate finds the first earlier request that asked for all of this.
func duplicate(o Order) []Defect {
	if len(o.Requested) == 0 || o.Target == "" {
		return nil
	}
	for _, e := range o.Earlier {
		more := func(c Category) bool { return !slices.Contains(e.Categories, c) }
		if e.Target != o.Target || e.Instrument != o.Instrument || slices.ContainsFunc(o.Requested, more) || !e.spans(o.From, o.To) {
			continue
		}
		state := "still open"
		if e.Answered {
			state = "answered"
		}
		return []Defect{defect(CodeDuplicate, fmt.Sprintf("asks for nothing that request %s does not: it is %s", e.ID, state), house)}
	}
	return nil
}

// spans reports whether the range lies within the earlier one. A side without
// a bound lies within none but the same.
func (e Earlier) spans(from, to time.Time) bool {
	begins := e.From.IsZero() || !from.IsZero() && !from.Before(e.From)
	ends := e.To.IsZero() || !to.IsZero() && !to.After(e.To)
	return begins && ends
}

// stated checks what the paper says of its requester; what it leaves out is not
// checked.
func (u use) stated(o Order) []Defect {
	if o.Requester == "" || isState(o.Requester) {
		return nil
	}
	return []Defect{defect(CodeRequesterElsewhere,
		fmt.Sprintf("requester %q: want the jurisdiction as ISO 3166 code, such as US or US-NY", o.Requester), house)}
}

// wrongEntity checks the company that the paper names: it must be one of the
// house, and one that the instrument binds.
func (u use) wrongEntity(name string) []Defect {
	chosen := u.entity()
	if name == "" || chosen != nil && sameCompany(name, chosen.Name) {
		return nil
	}
	n := slices.IndexFunc(u.companies, func(e Entity) bool { return sameCompany(name, e.Name) })
	if n < 0 {
		return []Defect{defect(CodeWrongEntity, fmt.Sprintf("names %q; %s has %s", name, u.holder.ID, u.house()), u.holder.Sources[0])}
	}
	e := &u.companies[n]
	switch {
	case chosen == nil: // nobody is, which is an obstacle already
		return nil
	case !u.law.WithinAny(e.Jurisdiction, u.binds()):
		return []Defect{defect(CodeWrongEntity, fmt.Sprintf("names %s, which is in %s; %s binds in %s: want %s",
			e.Name, e.Jurisdiction, u.instrument.ID, list(u.binds()), chosen.Name), u.source())}
	case u.home(e):
		return []Defect{defect(CodeDomestic, fmt.Sprintf("names %s, which is in %s, as is the requester; %s is for requests across a border: want %s",
			e.Name, e.Jurisdiction, u.instrument.ID, chosen.Name), u.source())}
	}
	return nil
}

func sameCompany(x, y string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(x), " "), strings.Join(strings.Fields(y), " "))
}

// seatZone is where the clocks of the paper are counted: at the company that it
// names, else at the one that the instrument binds, else at the house's own.
func (u use) seatZone(name string) string {
	for _, e := range u.companies {
		if name != "" && sameCompany(name, e.Name) {
			return e.Zone
		}
	}
	if e := u.entity(); e != nil {
		return e.Zone
	}
	return u.holder.Zone
}

// lapsed checks the validity that the law itself gives the instrument: an order
// cannot outlast it by stating a later end, or none.
func (u use) lapsed(o Order) []Defect {
	i := u.instrument
	if i.Validity == nil || o.Issued.IsZero() {
		return nil // without a date of issue the order is defective anyway
	}
	end, err := u.law.Add(*i.Validity, o.Issued, u.seatZone(o.Entity))
	if err == nil && o.Received.Before(end) {
		return nil
	}
	text := fmt.Sprintf("%s lapses %s after it was issued, at %s; received %s",
		i.ID, i.Validity.Period, endOrUnknown(end, err), instant(o.Received))
	return []Defect{defect(CodeExpired, text, i.Validity.Source)}
}

func endOrUnknown(end time.Time, err error) string {
	if err != nil { // loading checked period and zone, so this is a broken pack: refuse
		return "an instant that cannot be computed (" + err.Error() + ")"
	}
	return instant(end)
}

// gag checks that a gag ends, and that it does not outlast what the order's own
// instrument allows. The greatest term of an instrument of secrecy is no
// measure here: 18 USC 2705(a) bounds how long a government may delay its own
// notice and says nothing of the provider's.
func (u use) gag(o Order) []Defect {
	switch s := u.instrument.Secrecy; {
	case !o.GagOrdered:
		return nil
	case o.Gag.IsZero():
		return []Defect{defect(CodeGagWithoutEnd, "notice to the user is forbidden without an end: want the instant at which the gag ends", house)}
	case s != nil && s.MaxTerm != nil && !o.Issued.IsZero():
		end, err := u.law.Add(*s.MaxTerm, o.Issued, u.seatZone(o.Entity))
		if err != nil || o.Gag.After(end) {
			return []Defect{defect(CodeGagTooLong, fmt.Sprintf("notice is forbidden until %s; %s allows %s from issue, until %s",
				instant(o.Gag), u.instrument.ID, s.MaxTerm.Period, endOrUnknown(end, err)), s.MaxTerm.Source)}
		}
	}
	return nil
}
