package casefile

import (
	"fmt"
	"time"

	"writ/legal"
	"writ/legal/clock"
)

// Act is what every update carries: who acts, when it was true, and a key that
// makes sending it twice the same as sending it once.
type Act struct {
	// Key is the idempotency key; it is also the update's id.
	Key string  `json:"key"`
	By  Decider `json:"by"`
	// At is when the act was true; zero means now.
	At time.Time `json:"at,omitzero"`
}

// Receipt is what an accepted update returns.
type Receipt struct {
	At    time.Time `json:"at"`
	Seen  time.Time `json:"seen"`
	Stage Stage     `json:"stage"`
	// Note says in a sentence what follows.
	Note string `json:"note,omitempty"`
	// Hop is the hop that began, where one did.
	Hop HopID `json:"hop,omitempty"`
	// Use is the verdict on a declared use of standing access: a refusal is a
	// result.
	Use *UseVerdict `json:"use,omitempty"`
}

// AddLead adds an identifier that a person found.
type AddLead struct {
	Act
	Identifier Identifier     `json:"identifier"`
	Holder     legal.HolderID `json:"holder"`
	// Access is set where it was read by standing access.
	Access *Origin `json:"access,omitempty"`
}

// Conclude ends a case.
type Conclude struct {
	Act
	Level Level `json:"level"`
	// DeadEnd names the dead end where the level is dead-end.
	DeadEnd Code `json:"deadEnd,omitempty"`
	// Ground is why the conclusion goes as far as it does.
	Ground string `json:"ground"`
}

// Withdraw ends a case without a conclusion; Abandon ends one hop.
type Withdraw struct {
	Act
	Reason string `json:"reason"`
	// Code names the dead end of an abandoned hop; empty means abandoned.
	Code Code `json:"code,omitempty"`
}

// Apply applies for an instrument for a hop.
type Apply struct {
	Act
	Instrument legal.InstrumentID `json:"instrument"`
	Authority  PartyID            `json:"authority,omitempty"` // empty: the case's
	Categories []legal.Category   `json:"categories,omitempty"`
	Range      *DateRange         `json:"range,omitempty"`
	Facts      string             `json:"facts"`
	Threat     *Threat            `json:"threat,omitempty"`
	Gag        bool               `json:"gag,omitempty"`
	// BeforeValidation issues the paper in the requester's own name at once;
	// validation follows within the time of the law. Only in an emergency, and
	// only where the law allows it.
	BeforeValidation bool `json:"beforeValidation,omitempty"`
	// Enforcing is the authority in the State of the holder that is to be
	// notified; needed where the law asks for a notification.
	Enforcing PartyID `json:"enforcing,omitempty"`
	// Domestic states that the offence and the person's residence are in the
	// requester's State.
	Domestic bool `json:"domestic,omitempty"`
}

// MoveLaw moves a running case to another edition of the law, or to published
// states of some calendars. Empty fields leave what is.
type MoveLaw struct {
	Act
	Edition   string               `json:"edition,omitempty"`
	Calendars []clock.CalendarData `json:"calendars,omitempty"`
	Reason    string               `json:"reason"`
}

// StandDown lifts the guard.
type StandDown struct {
	Act
	Reason string `json:"reason"`
}

// DecideApplication is an authority's decision.
type DecideApplication struct {
	Act
	Verdict    Verdict          `json:"verdict"` // granted, narrowed, returned, denied
	Reason     string           `json:"reason,omitempty"`
	Categories []legal.Category `json:"categories,omitempty"` // narrowed
	Range      *DateRange       `json:"range,omitempty"`      // narrowed
	ValidUntil time.Time        `json:"validUntil,omitzero"`
	ReplyBy    time.Time        `json:"replyBy,omitzero"`
	GagUntil   time.Time        `json:"gagUntil,omitzero"`
}

// Rule is an authority's ruling on a challenge.
type Rule struct {
	Act
	Verdict    RulingVerdict    `json:"verdict"`
	Reason     string           `json:"reason"`
	Categories []legal.Category `json:"categories,omitempty"` // narrowed
}

// DecideDisclosure is a holder's answer to a demand.
type DecideDisclosure struct {
	Act
	Status    Status       `json:"status"` // Disclosed, DisclosureNotAvailable, Rejected
	Code      Code         `json:"code,omitempty"`
	Reason    string       `json:"reason,omitempty"`
	Delivered []Identifier `json:"delivered,omitempty"`
}

// DecidePreservation is a holder's answer to a preservation request.
type DecidePreservation struct {
	Act
	Status Status `json:"status"` // Preserved, PreservationNotAvailable, Rejected
	Code   Code   `json:"code,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// MakeChallenge objects to an order before the authority that issued it.
type MakeChallenge struct {
	Act
	Grounds string `json:"grounds"`
}

// Validate refuses a malformed lead.
func (a AddLead) Validate() error {
	if err := a.Act.Validate(); err != nil {
		return err
	}
	if a.Access != nil {
		if err := a.Access.Validate(); err != nil {
			return fmt.Errorf("access: %w", err)
		}
	}
	return a.Identifier.Validate()
}

// Validate refuses a malformed application.
func (a Apply) Validate() error {
	if err := a.Act.Validate(); err != nil {
		return err
	}
	if a.Instrument == "" {
		return fmt.Errorf("instrument is empty: name the paper applied for, for example us.subpoena")
	}
	for _, c := range a.Categories {
		if err := c.Validate(); err != nil {
			return err
		}
	}
	return a.Range.validate()
}

// Validate refuses a malformed decision on an application.
func (d DecideApplication) Validate() error {
	if err := d.Act.Validate(); err != nil {
		return err
	}
	for _, c := range d.Categories {
		if err := c.Validate(); err != nil {
			return err
		}
	}
	return d.Range.validate()
}

// Validate refuses a malformed answer: every identifier must be what its kind
// says.
func (d DecideDisclosure) Validate() error {
	if err := d.Act.Validate(); err != nil {
		return err
	}
	for i, id := range d.Delivered {
		if err := id.Validate(); err != nil {
			return fmt.Errorf("delivered[%d]: %w", i, err)
		}
	}
	return nil
}

// contains reports whether an instant lies in the range; both ends do.
func (r *DateRange) contains(at time.Time) bool { return !at.Before(r.From) && !at.After(r.To) }

func (r *DateRange) validate() error {
	if r != nil && !r.To.After(r.From) {
		return fmt.Errorf("range: to %s does not lie after from %s", r.To.Format(time.RFC3339), r.From.Format(time.RFC3339))
	}
	return nil
}
