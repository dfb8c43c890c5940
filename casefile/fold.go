package casefile

import (
	"slices"
	"time"

	"writ/legal"
)

// State is a case as its events tell it. Two records with the same events of
// each step have the same state, however the steps are interleaved.
type State struct {
	Case  CaseID `json:"case"`
	Stage Stage  `json:"stage"` // of the case itself
	// Awaiting lists whom the case awaits now, each once and sorted: the parties
	// that its open hops await; the requester where no hop is open. Empty when the case has ended. The guard is not counted.
	Awaiting []PartyID `json:"awaiting"`
	// Lane is emergency while an open hop goes that way, and access while all that
	// are open go by standing access.
	Lane Lane `json:"lane"`
	// Level is how far the conclusion goes; empty until there is one.
	Level Level `json:"level,omitempty"`
	// DeadEnd names why nobody was identified: the code of a dead-end conclusion,
	// or withdrawn for a case that was withdrawn.
	DeadEnd   Code        `json:"deadEnd,omitempty"`
	Concluded bool        `json:"concluded"`
	Withdrawn bool        `json:"withdrawn"`
	Leads     []LeadState `json:"leads"` // in the order in which they were found
	Hops      []HopView   `json:"hops"`  // in the order in which the case learned of them
	// Guard is nil where none was ever posted.
	Guard *GuardState `json:"guard,omitempty"`
	// Access is how the standing accesses stand on which the case leans.
	Access []AccessState `json:"access,omitempty"`
	// Due is the earliest instant by which a party awaited should act, over the
	// case and its open hops; zero when no clock runs.
	Due    time.Time `json:"due,omitzero"`
	Opened time.Time `json:"opened,omitzero"`
	Ended  time.Time `json:"ended,omitzero"` // zero while the case is open
}

// LeadState is a lead and what became of it.
type LeadState struct {
	Lead Lead `json:"lead"`
	// Hop follows the lead, or waits to; empty when no hop does.
	Hop HopID `json:"hop,omitempty"`
	// Followed means that the hop has begun. A queued hop has not.
	Followed bool `json:"followed"`
	// Restricted means that it was found by what may not be used.
	Restricted bool `json:"restricted,omitempty"`
	// Marked says what may become of a lead that came from standing access, once
	// that had ended: a verdict of the platform's policy.
	Marked Code `json:"marked,omitempty"`
}

// HopView is one hop as its events tell it. The zero time stands for what has
// not happened or is not known.
type HopView struct {
	ID HopID `json:"id"`
	// N counts the hops of the case from 1, in the order in which the case learned
	// of them; hops learned of at one instant count in chain order. A hop keeps its
	// number once all of these have reported.
	N        int            `json:"n"`
	Lead     Lead           `json:"lead"`
	Holder   legal.HolderID `json:"holder,omitempty"`
	Stage    Stage          `json:"stage"`
	Lane     Lane           `json:"lane,omitempty"`
	Awaiting PartyID        `json:"awaiting"`
	// Since is when the hop began to await this party at this stage.
	Since time.Time `json:"since,omitzero"`
	Due   time.Time `json:"due,omitzero"`
	// Instrument and Request are those with which the hop asked last: emergency
	// request, application or service. Preservation and motions to compel run
	// beside and are not counted.
	Instrument legal.InstrumentID `json:"instrument,omitempty"`
	Request    RequestID          `json:"request,omitempty"`
	Outcome    Code               `json:"outcome,omitempty"` // set when the hop has ended
	// Reason is the last one that a party stated for not doing as asked, or that
	// of the hop's end.
	Reason         string    `json:"reason,omitempty"`
	Started        time.Time `json:"started,omitzero"` // zero while the hop is queued
	Ended          time.Time `json:"ended,omitzero"`
	PreservedUntil time.Time `json:"preservedUntil,omitzero"`
	PerishesAt     time.Time `json:"perishesAt,omitzero"`
	Perished       bool      `json:"perished,omitempty"`
	// Disclosed is everything that the holder disclosed, each once.
	Disclosed []Identifier `json:"disclosed"`
	// Restricted means that what the holder disclosed may not be used: the paper
	// was not validated in time or was objected to, or the hop stands on one of
	// which that is so. What was disclosed stays on record.
	Restricted bool `json:"restricted,omitempty"`
	// Through is the standing access by which the hop goes, or went until ThrownBack;
	// Received is what the requester read by it, each once.
	Through    *Origin      `json:"through,omitempty"`
	ThrownBack time.Time    `json:"thrownBack,omitzero"`
	Received   []Identifier `json:"received,omitempty"`
	// Marked is that of its lead.
	Marked Code `json:"marked,omitempty"`
	// ValidateBy is until when the paper is to be validated, and RefuseBy until
	// when the notified authority may object; zero when neither is pending.
	ValidateBy time.Time `json:"validateBy,omitzero"`
	RefuseBy   time.Time `json:"refuseBy,omitzero"`
}

// Open reports whether the hop has begun and not ended.
func (h HopView) Open() bool { return !h.Started.IsZero() && h.Ended.IsZero() }

// GuardState is the protection beside the chain.
type GuardState struct {
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"` // when it was lifted; zero while it is up
	Up    bool      `json:"up"`
	Due   time.Time `json:"due,omitzero"` // of its next review
}

// Fold tells the state of a case from its record. It is total: every sequence
// of events gives a state. A number that a step repeats is ignored, and an
// event of an unknown kind changes only stage, party awaited and due.
func Fold(r Record) State {
	lines := timelinesOf(r)
	s := State{Case: r.Opening.Case, Opened: r.Opening.At, Hops: hopsIn(lines)}
	if line, ok := lines.of(StepCase); ok {
		s.foldCase(line)
	}
	if line, ok := lines.of(StepProtection); ok {
		s.Guard = guardIn(line)
	}
	s.Leads = leadsIn(lines, s.Hops)
	if line, ok := lines.of(StepCase); ok {
		s.Access = accessesIn(line)
		s.markLeads(line)
	}
	s.markRestricted()
	s.settle()
	s.Lane = s.lane()
	s.Awaiting, s.Due = s.awaited(lines, r.Opening.Requester)
	return s
}

// lane is that of the open hops together.
func (s State) lane() Lane {
	open, byAccess := 0, 0
	for _, h := range s.Hops {
		switch {
		case !h.Open():
			continue
		case h.Lane == LaneEmergency:
			return LaneEmergency
		case h.Lane == LaneAccess:
			byAccess++
		}
		open++
	}
	if open > 0 && byAccess == open {
		return LaneAccess
	}
	return LaneOrdinary
}

// Hop finds a hop of the case.
func (s State) Hop(id HopID) (HopView, bool) {
	i := slices.IndexFunc(s.Hops, func(h HopView) bool { return h.ID == id })
	if i < 0 {
		return HopView{}, false
	}
	return s.Hops[i], true
}

// foldCase reads what the events of the case itself say.
func (s *State) foldCase(line timeline) {
	s.Stage = line.stands.Stage
	if opened, ok := line.first(EvOpened); ok {
		s.Opened = opened.At
	}
	end, ok := line.closing()
	if !ok {
		return
	}
	s.Stage, s.Ended = StageEnded, end.At
	switch end.Kind {
	case EvConcluded:
		s.Concluded, s.Level = true, end.Level
		if end.Level == LevelDeadEnd {
			s.DeadEnd = end.Code
		}
	case EvCaseWithdrawn:
		s.Withdrawn, s.DeadEnd = true, CodeWithdrawn
	}
}

// settle corrects the stage of an open case by its hops: the case step has no
// event of its own when a hop begins, and learns of a hop's end only later.
func (s *State) settle() {
	running := slices.ContainsFunc(s.Hops, func(h HopView) bool { return h.Ended.IsZero() && h.Stage != StageAwaitingValidation })
	about := slices.ContainsFunc(s.Leads, func(l LeadState) bool { return l.Hop == "" && l.Lead.Holder != "" })
	switch {
	case s.Stage == StageAwaitingConclusion && running:
		s.Stage = StageFollowing
	case s.Stage == StageFollowing && len(s.Hops) > 0 && !running && !about:
		s.Stage = StageAwaitingConclusion
	}
}

// markRestricted marks what was found, over however many hops, by what may not
// be used.
func (s *State) markRestricted() {
	restricted, through := map[HopID]bool{}, map[HopID]*Origin{}
	for _, h := range s.Hops {
		restricted[h.ID], through[h.ID] = h.Restricted, h.Through
	}
	found := func(l Lead) bool {
		received := l.Origin != nil && through[l.From] != nil && *l.Origin == *through[l.From]
		return restricted[l.From] && !received // what was received stands on the access, not on a paper
	}
	for range s.Hops { // as many rounds as a chain may be long
		for i := range s.Hops {
			h := &s.Hops[i]
			h.Restricted = h.Restricted || found(h.Lead)
			restricted[h.ID] = h.Restricted
		}
	}
	for i := range s.Leads {
		s.Leads[i].Restricted = s.Leads[i].Restricted || found(s.Leads[i].Lead)
	}
}

// awaited lists whom an open case awaits, and the earliest due instant.
func (s *State) awaited(lines timelines, requester PartyID) ([]PartyID, time.Time) {
	parties := []PartyID{}
	if !s.Ended.IsZero() {
		return parties, time.Time{}
	}
	var due time.Time
	open := false
	for _, h := range s.Hops {
		if h.Open() {
			open = true
			parties = append(parties, someone(h.Awaiting, requester))
			due = earlier(due, h.Due)
		}
	}
	line, _ := lines.of(StepCase)
	due = earlier(due, line.stands.Due)
	if !open {
		parties = append(parties, someone(line.stands.Awaiting, requester))
	}
	slices.Sort(parties)
	parties = slices.DeleteFunc(parties, func(p PartyID) bool { return p == "" })
	return slices.Compact(parties), due
}

// guardIn reads the guard from its step; nil when it was never posted.
func guardIn(line timeline) *GuardState {
	posted, ok := line.first(EvGuardPosted)
	if !ok {
		return nil
	}
	if end, ok := line.closing(); ok {
		return &GuardState{Since: posted.At, Until: end.At}
	}
	return &GuardState{Since: posted.At, Up: true, Due: line.stands.Due}
}

// someone is the party, or the requester where nobody is named: while a case is
// open, what nobody else holds is with the requester.
func someone(p, requester PartyID) PartyID {
	if p == "" || p == Nobody {
		return requester
	}
	return p
}

// earlier is the earlier of two instants, of which the zero one does not count.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
