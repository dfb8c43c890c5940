package protocol

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"writ/access"
	"writ/casefile"
	"writ/legal"
)

// ActivityRecord brings facts to the party's own ledger: Emission -> nothing.
// Doing it twice is doing it once.
const ActivityRecord = "record"

// Recording is the workflow that brings to the ledger what it could not take
// when it was told: a ledger that is down never holds up the work it is about.
const Recording = "Recording"

// RecordingWorkflowID is the id of the run that brings an emission to the ledger.
// It follows from the emission alone. Try counts from 1: after a reset, an older
// run may still be bringing facts under the same number.
func RecordingWorkflowID(e Emission, try int) string {
	first := e.Facts[0]
	about := string(first.Step)
	if first.Step == casefile.StepCase || first.Step == casefile.StepProtection {
		about = e.Subject
	}
	id := fmt.Sprintf("recording-%s-%s-%d", strings.ToLower(e.Work), about, first.Seq)
	if try > 1 {
		id += fmt.Sprintf("-%d", try)
	}
	return id
}

// RecordingInput starts a Recording.
type RecordingInput struct {
	Emission Emission `json:"emission"`
}

// ErrUnfit is the type of the errors about facts that no ledger takes, however
// often they are sent.
const ErrUnfit = "unfit"

// Emission is what one workflow tells its party's ledger: facts that follow each
// other, without personal data.
type Emission struct {
	Party casefile.PartyID `json:"party"`
	// Subject is what the facts are about: the case at its requester, and at any
	// other party the request by itself, so that no ledger links what its party
	// cannot. Only a pseudonym of it is stored.
	Subject string `json:"subject"`
	// Work is the workflow type.
	Work string `json:"work"`
	// Exercise: the case is played, and stands in a ledger of its own.
	Exercise bool `json:"exercise,omitempty"`
	// Jurisdiction is that of the requester, under whose law the work is done.
	Jurisdiction string `json:"jurisdiction,omitempty"`
	// Holder, Instrument and Lane stand for facts that name none of their own.
	Holder     legal.HolderID     `json:"holder,omitempty"`
	Instrument legal.InstrumentID `json:"instrument,omitempty"`
	Lane       casefile.Lane      `json:"lane,omitempty"`
	// Run is the workflow task that took the facts: the workflow's run, and when.
	// Taken is when, by Temporal's clock. A task is repeated when its worker died
	// before the server had its result, and after a reset: it takes the same numbers
	// again, perhaps for other facts, and of two facts with the same number the one
	// that was taken later holds.
	Run   string          `json:"run"`
	Taken time.Time       `json:"taken"`
	Facts []casefile.Fact `json:"facts"`
}

// Books names the ledger that an emission is for: its party's, or that of the
// party's exercises.
func (e Emission) Books() casefile.PartyID {
	if e.Exercise {
		return ExerciseBooks(e.Party)
	}
	return e.Party
}

// exerciseBooks ends the names of ledgers of exercises. No party's id has a dot.
const exerciseBooks = ".exercise"

// ExerciseBooks names the ledger of a party's exercises: what is played never
// stands among real cases.
func ExerciseBooks(p casefile.PartyID) casefile.PartyID { return p + exerciseBooks }

// PartyOfBooks is the party of a ledger by its name, and whether it is that of its
// exercises.
func PartyOfBooks(books casefile.PartyID) (p casefile.PartyID, exercise bool) {
	name, exercise := strings.CutSuffix(string(books), exerciseBooks)
	return casefile.PartyID(name), exercise
}

// The heads say what stands in every emission of one workflow, whichever run
// of it tells the ledger: who looks at a ledger later can make them again.

// HeadOfCase is the head of an Identification.
func HeadOfCase(o casefile.Opening) Emission {
	return Emission{Party: o.Requester, Subject: string(o.Case), Work: Identification, Jurisdiction: o.Jurisdiction, Holder: o.Holder}
}

// HeadOfHop is the head of a Hop to a holder.
func HeadOfHop(requester casefile.PartyID, c casefile.CaseID, jurisdiction string, holder legal.HolderID) Emission {
	return Emission{Party: requester, Subject: string(c), Work: Hop, Jurisdiction: jurisdiction, Holder: holder}
}

// HeadOfGuard is the head of a Protection.
func HeadOfGuard(requester casefile.PartyID, c casefile.CaseID) Emission {
	return Emission{Party: requester, Subject: string(c), Work: Protection}
}

// HeadOfApplication is the head of an Authorisation.
func HeadOfApplication(in AuthorisationInput) Emission {
	a := in.Application
	e := Emission{
		Party: in.Start.Desk.Party, Subject: string(a.ID), Work: Authorisation, Jurisdiction: a.Jurisdiction,
		Holder: a.Holder, Instrument: a.Instrument, Lane: casefile.LaneOrdinary,
	}
	if a.Validates != nil {
		e.Lane = casefile.LaneEmergency
	}
	return e
}

// HeadOfChallenge is the head of a Review.
func HeadOfChallenge(in ReviewTask) Emission {
	c := in.Challenge
	return Emission{
		Party: in.Start.Desk.Party, Subject: string(c.ID), Work: Review, Jurisdiction: c.Order.Requester,
		Holder: legal.HolderID(c.Holder), Instrument: c.Order.Instrument, Lane: casefile.LaneOrdinary,
	}
}

// HeadOfDemand is the head of a Disclosure.
func HeadOfDemand(in DisclosureInput) Emission {
	d := in.Demand
	e := Emission{
		Party: in.Start.Desk.Party, Subject: string(d.ID), Work: Disclosure, Jurisdiction: in.Start.Sender.Jurisdiction,
		Holder: d.Holder, Lane: d.Lane,
	}
	if d.Order != nil {
		e.Instrument, e.Jurisdiction = d.Order.Instrument, cmp.Or(e.Jurisdiction, d.Order.Requester)
	}
	return e
}

// HeadOfHold is the head of a Preservation.
func HeadOfHold(in PreservationInput) Emission {
	h := in.Hold
	return Emission{
		Party: in.Start.Desk.Party, Subject: string(h.ID), Work: Preservation, Jurisdiction: h.Jurisdiction,
		Holder: h.Holder, Instrument: h.Instrument, Lane: casefile.LaneOrdinary,
	}
}

// HeadOfAccess is the head of an Access.
func HeadOfAccess(s access.GrantStart) Emission {
	return Emission{Party: s.Desk.Party, Subject: string(s.Opening.Grant), Work: Access, Jurisdiction: s.Desk.Jurisdiction, Holder: s.Opening.Data}
}

// HeadOfSubscription is the head of a Subscription.
func HeadOfSubscription(s access.SubscriptionStart) Emission {
	return Emission{Party: s.Desk.Party, Subject: string(s.Opening.Grant), Work: Subscription, Jurisdiction: s.Desk.Jurisdiction, Holder: s.Opening.Data}
}
