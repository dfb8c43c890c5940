package casefile

import (
	"fmt"

	"github.com/google/uuid"
)

// CaseID is the UUID by which a case is known outside its payloads.
type CaseID string

// PartyID names a party of the directory, for example "nypd" or "twitter".
type PartyID string

// Nobody is awaited when a step has ended.
const Nobody PartyID = "nobody"

// Synthetic is whose ledger holds made-up cases: nobody's, so that they never
// stand among real ones. No directory names it.
const Synthetic PartyID = "synthetic"

// StepID names a part of the case that events belong to: the case itself, the
// guard, or a hop by its HopID.
type StepID string

// The steps that are not hops.
const (
	StepCase       StepID = "case"
	StepProtection StepID = "protection"
)

// HopID is the opaque id of one holder's turn in the chain.
type HopID string

// RequestID is the opaque id of one request from party to party. The workflow
// that answers takes its own id from it, so asking again finds the same work.
type RequestID string

// LeadID is the opaque id of a lead within its case.
type LeadID string

// NewCaseID returns a random case id.
func NewCaseID() CaseID { return CaseID(uuid.NewString()) }

// Validate refuses what is not a UUID.
func (id CaseID) Validate() error {
	if _, err := uuid.Parse(string(id)); err != nil {
		return fmt.Errorf("case id %q is not a UUID, for example 3f0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c5d", string(id))
	}
	return nil
}

// derive returns a UUID that is always the same for the same parent and name,
// and from which the parent cannot be read: a party that knows one request id
// can link it to no other.
func derive(parent, name string) string {
	space, err := uuid.Parse(parent)
	if err != nil {
		space = uuid.NewSHA1(uuid.NameSpaceOID, []byte(parent))
	}
	return uuid.NewSHA1(space, []byte(name)).String()
}

// HopIDFor is the id of the hop that follows a lead.
func HopIDFor(c CaseID, lead LeadID) HopID { return HopID(derive(string(c), "hop/"+string(lead))) }

// LeadIDFor is the id of the nth lead of a case, counted from 1.
func LeadIDFor(c CaseID, n int) LeadID {
	return LeadID(derive(string(c), fmt.Sprintf("lead/%d", n)))
}

// requestIDFor is the id of the nth request of a hop, counted from 1.
func requestIDFor(h HopID, n int) RequestID {
	return RequestID(derive(string(h), fmt.Sprintf("request/%d", n)))
}

// ChallengeIDFor is the id of a holder's challenge to a request.
func ChallengeIDFor(request RequestID, n int) RequestID {
	return RequestID(derive(string(request), fmt.Sprintf("challenge/%d", n)))
}
