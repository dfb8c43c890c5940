package ledger

import (
	"errors"

	"writ/casefile"
)

// Unlisted stands in the place of a name that is no enumerated one: what somebody
// typed, or another party sent, where a code belongs.
const Unlisted = "unlisted"

// Known reports whether a name is one of the directory, the law or the engine. Nil
// knows every name that has the form of one, and that form people's names have too.
type Known func(kind LabelKind, text string) bool

// Fit makes a delivery of live facts one that [Encoder.Encode] takes, since what
// has happened cannot be sent back to be corrected as an import can. A name that
// is not known becomes [Unlisted], so that the event counts and its text is not
// stored: somebody may have typed it. A fact that no ledger can hold is left out
// and returned, as a [FactError].
func Fit(d Delivery, known Known) (Delivery, []*FactError) {
	d.Jurisdiction = listed(known, JurisdictionLabel, d.Jurisdiction)
	d.Holder = listed(known, HolderLabel, d.Holder)
	d.Instrument = listed(known, InstrumentLabel, d.Instrument)
	fit := make([]casefile.Fact, 0, len(d.Facts))
	var left []*FactError
	for _, f := range d.Facts {
		f.By = listed(known, PartyLabel, f.By)
		f.Awaiting = listed(known, PartyLabel, f.Awaiting)
		f.Holder = listed(known, HolderLabel, f.Holder)
		f.Instrument = listed(known, InstrumentLabel, f.Instrument)
		f.Code = listed(known, CauseLabel, f.Code)
		if err := holds(d, f); err != nil {
			left = append(left, err)
			continue
		}
		fit = append(fit, f)
	}
	d.Facts = fit
	return d, left
}

func listed[T ~string](known Known, kind LabelKind, name T) T {
	if name == "" {
		return name
	}
	if _, err := NewLabel(kind, string(name)); err != nil || known != nil && !known(kind, string(name)) {
		return Unlisted
	}
	return name
}

// holds says why no ledger can hold a fact; nil when it can.
func holds(d Delivery, f casefile.Fact) *FactError {
	d.Facts = []casefile.Fact{f}
	_, err := NewEncoder(Keyring{}).Encode(d)
	if fact, ok := errors.AsType[*FactError](err); ok {
		return fact
	}
	return nil // what is wrong with the delivery itself, Encode says of the whole
}
