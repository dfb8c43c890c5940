package casefile

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"writ/legal"
	"writ/legal/clock"
)

// AlarmCase is the alarm of the case's target.
const AlarmCase AlarmName = "case-target"

// CaseMachine is the case itself: its leads, its hops, its record.
type CaseMachine struct {
	Opening Opening `json:"opening"`
	Journal
	// Record gathers the events of the case and of all its steps in the order in
	// which the case learned of them.
	Record []Event   `json:"record"`
	Hops   []CaseHop `json:"hops"`
	// Parked are leads whose holder nobody has named yet.
	Parked []Lead `json:"parked,omitempty"`
	Leads  int    `json:"leads"` // counts leads, so that each has its own id
	// Reported is the number of the last event taken from each step.
	Reported map[StepID]int `json:"reported,omitempty"`
	Level    Level          `json:"level,omitempty"`
	DeadEnd  Code           `json:"deadEnd,omitempty"`
	// Edition and Calendars are those to which the law was moved since the case
	// was opened; hops begun later stand under them.
	Edition   string               `json:"edition,omitempty"`
	Calendars []clock.CalendarData `json:"calendars,omitempty"`
	// Accesses are the standing accesses on which the case leans, each use once.
	Accesses []CaseAccess `json:"accesses,omitempty"`

	law *legal.Law
}

// CaseHop is what the case keeps of a hop.
type CaseHop struct {
	ID       HopID                `json:"id"`
	Lead     LeadID               `json:"lead"`
	Holder   legal.HolderID       `json:"holder"`
	At       time.Time            `json:"at"` // when its lead was found
	Kind     legal.IdentifierKind `json:"kind"`
	Target   Identifier           `json:"target"`
	Stage    Stage                `json:"stage"`
	Awaiting PartyID              `json:"awaiting"`
	Due      time.Time            `json:"due,omitzero"`
	Lane     Lane                 `json:"lane,omitempty"`
	Outcome  Code                 `json:"outcome,omitempty"`
	// From is the hop whose answer held the lead; empty for the first, and where a
	// person found it.
	From HopID `json:"from,omitempty"`
	// Restricted means that what the hop delivered may not be used, or that it
	// stands on what may not be used. Ending, that it was told to end for that.
	Restricted bool `json:"restricted,omitempty"`
	Ending     bool `json:"ending,omitempty"`
	// Through is the standing access by which the hop goes, or went until that
	// ended; Origin that from which its lead came.
	Through *Origin `json:"through,omitempty"`
	Origin  *Origin `json:"origin,omitempty"`
}

// Validate refuses an opening that is malformed, and at the door a case that
// names no single account or no offence.
func (o Opening) Validate() error {
	if err := o.Case.Validate(); err != nil {
		return err
	}
	if err := o.Account.Validate(); err != nil {
		return fmt.Errorf("account: %w", err)
	}
	switch {
	case o.Requester == "":
		return fmt.Errorf("requester is empty: a case belongs to a party")
	case o.Holder == "":
		return fmt.Errorf("holder is empty: name the platform of the account")
	case o.Offence.Name == "":
		return fmt.Errorf("offence is empty: a case is about one account and one offence")
	case o.At.IsZero() || o.Detected.IsZero():
		return fmt.Errorf("at and detected are needed, with their zone")
	case o.Detected.After(o.At):
		return fmt.Errorf("detected %s lies after at %s: a case is opened on what was detected", o.Detected.Format(time.RFC3339), o.At.Format(time.RFC3339))
	case o.Strategy != StrategyChain && o.Strategy != StrategyParallel:
		return fmt.Errorf("strategy %q: want %s or %s", o.Strategy, StrategyChain, StrategyParallel)
	}
	if _, err := time.LoadLocation(o.Zone); err != nil || o.Zone == "" || o.Zone == "Local" {
		return fmt.Errorf("zone %q: want an IANA zone, for example America/New_York", o.Zone)
	}
	law, err := legal.Open(o.Edition)
	if err != nil {
		return err
	}
	if _, ok := law.Holder(o.Holder); !ok {
		return fmt.Errorf("holder %q is not in the registry of edition %s", o.Holder, o.Edition)
	}
	if o.Access != nil {
		if err := o.Access.Validate(); err != nil {
			return fmt.Errorf("access: %w", err)
		}
	}
	return o.atTheDoor(law)
}

// NewCase makes the machine of a new case.
func NewCase(o Opening) (*CaseMachine, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	c := &CaseMachine{Opening: o, Journal: Journal{Step: StepCase}}
	return c, c.Bind()
}

// Bind opens the law under which the case stands; call it after decoding.
func (c *CaseMachine) Bind() error {
	law, err := openLaw(c.under(), c.Calendars)
	c.law = law
	return err
}

// under is the edition under which the case stands now.
func (c *CaseMachine) under() string { return cmp.Or(c.Edition, c.Opening.Edition) }

// Begin opens the case: the first hop, and the guard if one is asked for.
func (c *CaseMachine) Begin() []Action {
	o := c.Opening
	m := Moment{At: o.At, Seen: o.Seen}
	c.Move(StageFollowing, o.Requester, time.Time{})
	c.record(Moment{At: o.Detected, Seen: o.Seen}, Event{Kind: EvDetected, By: o.Requester})
	c.Due = addPractice(c.law, legal.PracticeCaseTarget, o.At, o.Zone)
	c.Alarms.Set(AlarmCase, "", c.Due)
	c.record(m, Event{Kind: EvOpened, By: o.Requester, Holder: o.Holder})
	var acts []Action
	if o.Guard {
		acts = append(acts, Action{Guard: &GuardStart{Case: o.Case, Requester: o.Requester, Zone: o.Zone, Edition: o.Edition, At: o.At, Seen: o.Seen}})
	}
	lead := c.newLead(o.Account, o.Holder, "", m)
	lead.Origin = o.Access
	return append(acts, c.follow(lead, m)...)
}

// record notes an event of the case itself and puts it on the case's record.
func (c *CaseMachine) record(m Moment, e Event) {
	c.Note(m, e)
	c.Record = append(c.Record, c.Events[len(c.Events)-1])
	c.Events = c.Events[:0]
	c.Told = c.Last
}

// Unrecorded returns what the ledger has not been told yet. The case's own
// events stand on its record, with those of the hops, which tell the ledger
// themselves.
func (c *CaseMachine) Unrecorded() []Fact { return c.factsAfter(c.Record) }

// RefuseAct puts a refusal on the case's record, with the case's other events.
func (c *CaseMachine) RefuseAct(a Act, r *Refusal, now time.Time) {
	c.record(c.refusal(a, r, now))
}

func (c *CaseMachine) newLead(id Identifier, holder legal.HolderID, from HopID, m Moment) Lead {
	c.Leads++
	return Lead{ID: LeadIDFor(c.Opening.Case, c.Leads), Identifier: id, Holder: holder, From: from, At: m.At, Seen: m.Seen}
}

// follow starts the hop of a lead, or parks the lead until somebody names its
// holder. In chain order a hop waits while another runs, but its data is
// preserved from now on.
func (c *CaseMachine) follow(lead Lead, m Moment) []Action {
	if _, known := c.law.Holder(lead.Holder); !known {
		c.Parked = append(c.Parked, lead)
		c.record(m, Event{Kind: EvLead, By: c.Opening.Requester, Lead: &lead})
		return c.lean(lead, m)
	}
	c.Move(StageFollowing, c.Opening.Requester, c.Due)
	c.record(m, Event{Kind: EvLead, By: c.Opening.Requester, Lead: &lead, Holder: lead.Holder})
	hop := CaseHop{
		ID: HopIDFor(c.Opening.Case, lead.ID), Lead: lead.ID, Holder: lead.Holder, At: lead.At,
		Kind: lead.Identifier.Kind, Target: lead.Identifier, Stage: StageWaiting, From: lead.From,
		Through: c.through(lead), Origin: lead.Origin,
	}
	wait := c.Opening.Strategy == StrategyChain && (c.running() || c.waiting())
	if !wait {
		hop.Stage = StageAwaitingApplication
		hop.Awaiting = c.Opening.Requester
	}
	if hop.Through != nil {
		hop.Stage, hop.Lane = StageThroughAccess, LaneAccess
	}
	c.Hops = append(c.Hops, hop)
	acts := []Action{{Hop: &HopStart{
		Case: c.Opening.Case, Hop: hop.ID, Requester: c.Opening.Requester, Jurisdiction: c.Opening.Jurisdiction,
		Zone: c.Opening.Zone, Authority: c.Opening.Authority, Edition: c.under(), Calendars: c.Calendars, Offence: c.Opening.Offence,
		Threat: c.Opening.Threat, Lead: lead, Wait: wait, Cause: lead.From, At: m.At, Seen: m.Seen,
		Office: c.Opening.Office, Protected: c.Opening.Protected, Through: hop.Through, NoneHeld: true,
	}}}
	return append(acts, c.lean(lead, m)...)
}

// running reports whether a hop has begun and its chain goes on; waiting whether
// one waits for its turn. A hop whose holder has disclosed, and which only waits
// for the validation of its paper, holds the chain up no longer.
func (c *CaseMachine) running() bool {
	return slices.ContainsFunc(c.Hops, func(h CaseHop) bool {
		return !h.Ending && h.Stage != StageWaiting && h.Stage != StageAwaitingValidation && h.Stage != StageEnded
	})
}

func (c *CaseMachine) waiting() bool { return slices.ContainsFunc(c.Hops, CaseHop.queued) }

// queued reports whether the hop waits for its turn and may have it.
func (h CaseHop) queued() bool { return h.Stage == StageWaiting && !h.Restricted }

// Ring takes an alarm of the case.
func (c *CaseMachine) Ring(a Alarm, now time.Time) []Action {
	c.Alarms.Clear(a.Name, a.Ref)
	c.record(Moment{At: a.At, Seen: now}, Event{Kind: EvCaseTarget, By: c.Opening.Requester})
	return []Action{{Remind: &Reminding{To: c.Opening.Requester, Kind: EvCaseTarget, Due: a.At}}}
}

// Whole is the record of the case, for queries.
func (c *CaseMachine) Whole() Record {
	return Record{Opening: c.Opening, Events: c.Record}
}
