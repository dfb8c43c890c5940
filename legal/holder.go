package legal

import (
	"fmt"
	"slices"
	"time"
)

// The exceptions that a holder's notice policy may name.
const (
	ExceptGag          = "gag"            // a court forbade notice
	ExceptThreatToLife = "threat-to-life" // an emergency is stated
)

// The codes of [Law.NoticeRequired].
const (
	CodeNoticePolicy    = "notice-policy"
	CodeNoNoticePolicy  = "no-notice-policy"
	CodeNoticeException = "notice-exception"
	CodeGag             = "gag"
)

// Perishes says when the first of the data that the holder would look up for
// such an identifier is gone: the shortest retention among the holdings that
// answer it, counted from the instant at which the identifier was observed, in
// the holder's zone. It is not rounded up to the end of a day, so that an alarm
// is early rather than late. Other data of the same holder may last longer, and
// what a preservation holds does not perish.
//
// ok is false when nothing perishes by policy, when the holder is unknown or
// does not answer such an identifier, or when observed is the zero time.
func (l *Law) Perishes(holder HolderID, asked IdentifierKind, observed time.Time) (at time.Time, term Term, ok bool) {
	h := l.holders[holder]
	for _, holding := range h.Holdings {
		if holding.Asked != asked || holding.Retention == nil {
			continue
		}
		gone, err := l.Add(*holding.Retention, observed, h.Zone)
		if err != nil {
			continue // loading checked period and zone: only a zero observed is left
		}
		if !ok || gone.Before(at) {
			at, term, ok = gone, *holding.Retention, true
		}
	}
	return at, term, ok
}

// NoticeRequired says whether the holder tells the account's user before it
// discloses, and why. A gag always wins, since a court's order stands above a
// policy. A threat to life does where the policy excepts it. Of a holder that
// is not in the registry nothing is known, and notice is required: that only
// holds a disclosure back.
func (l *Law) NoticeRequired(holder HolderID, emergency, gag bool) (required bool, why Reason) {
	h, known := l.holders[holder]
	if !known {
		if gag {
			return false, because(CodeGag, "a court forbade notice", house)
		}
		return true, because(CodeHolderUnknown,
			fmt.Sprintf("holder %q is not in the registry; its policy is unknown, so notice comes first", string(holder)), house)
	}
	if h.Notice == nil {
		return false, because(CodeNoNoticePolicy, fmt.Sprintf("no policy of notice is known of %s", h.ID), h.Sources[0])
	}
	source := h.Notice.Source
	switch {
	case gag:
		return false, because(CodeGag, "a court forbade notice", source)
	case !h.Notice.BeforeDisclosure:
		return false, because(CodeNoticePolicy, fmt.Sprintf("%s gives no notice before disclosure", h.ID), source)
	case emergency && slices.Contains(h.Notice.Exceptions, ExceptThreatToLife):
		return false, because(CodeNoticeException,
			fmt.Sprintf("%s excepts a threat to life from notice before disclosure", h.ID), source)
	}
	return true, because(CodeNoticePolicy, fmt.Sprintf("%s tells the user before it discloses", h.ID), source)
}

// KeptFor says how long the holder keeps data that a requester asks it to
// preserve, and for how long each renewal prolongs that: by the instrument, or
// by the holder's own terms where these are longer (it may keep longer than the
// law asks, never shorter). For a requester outside the country of the house's
// own company the terms for police abroad count, where it has any.
//
// The holder's terms speak of requests under the law of its own seat; under any
// other law that law's terms hold, since an order that ends must not be counted
// on for longer. Both are nil for an instrument that preserves nothing and for
// what is unknown.
func (l *Law) KeptFor(holder HolderID, requester string, instrument InstrumentID) (hold *Term, renewals []Term) {
	h, i := l.holders[holder], l.instruments[instrument]
	if i.Hold == nil {
		return nil, nil
	}
	hold, renewals = copied(i.Hold), slices.Clone(i.Renewals)
	if h.Preservation == nil || !l.Within(h.Jurisdiction, i.Jurisdiction) {
		return hold, renewals
	}
	own, ownRenewals := h.Preservation.Hold, h.Preservation.Renewals
	if f := h.Preservation.Foreign; f != nil && requester != "" && state(requester) != state(h.Jurisdiction) {
		own, ownRenewals = f, h.Preservation.ForeignRenewals
	}
	if own != nil && longer(*own, *hold) {
		return copied(own), slices.Clone(ownRenewals)
	}
	return hold, renewals
}
