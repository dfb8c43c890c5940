package ledger

import (
	"context"
	"time"

	"writ/latency"
)

// Mark is the place of a milestone among those of a [Subject].
type Mark uint8

// The milestones that are kept, in the order of casefile's: detected to
// identified and ended are a case's; queued and started a hop's.
const (
	MarkDetected Mark = iota
	MarkOpened
	MarkQueued
	MarkStarted
	MarkFirstAsked
	MarkFirstRefused
	MarkOrdered
	MarkServed
	MarkDisclosed
	MarkIdentified
	MarkEnded
	NumMarks
)

// End is how a case or a hop ended. The ends are rivals: one shuts out the others.
type End uint8

// The ends.
const (
	Open       End = iota // not ended: censored at the as-of instant
	Identified            // for a hop: it disclosed; at a desk: what was asked was given
	Refused
	Gone
	NotUnique
	Anonymised
	Withdrawn
	OtherEnd // no record, foreign without a channel, error, not validated, ...
	NumEnds
)

// Subject is a case (Step is [StepCase]), a hop of it, or at other parties than
// the requester one request.
type Subject struct {
	Case, Step Key
	N          int16 // number of the hop from 1 in the order of learning; 0 for a case
	Work       Work
	Lane       Lane // emergency when it ever went that way, else access when it did
	Level      Level
	End        End
	// Party is whose step it is; of a standing access whom it awaited first, if it ever
	// awaited anybody. Holder is that of the account for a case, of the
	// hop for a hop; Instrument the one last served, or else last asked for.
	Party, Holder, Instrument, Jurisdiction Code
	Opened                                  int64           // when its case was opened; 0: unknown
	Marks                                   [NumMarks]int64 // when each was true; 0: not yet
	Seen                                    [NumMarks]int64 // when each was learned
}

// Spell is a stretch in which one party was awaited at one stage of one step,
// with the clock that ran for it.
type Spell struct {
	Case, Step Key
	Visit      int16 // counts the spells of the step from 0
	Work       Work
	Stage      Stage
	Lane       Lane
	// Ended is the kind of the event that ended it; 0 while it is open.
	Ended                                   Kind
	Party, Holder, Instrument, Jurisdiction Code
	Enter, Leave                            int64 // Leave is 0 while it is open
	Due                                     int64 // 0: no clock ran
	EnterSeen, LeaveSeen                    int64
	Opened                                  int64 // when its case was opened; 0: unknown
}

// Charge is a stretch of a case that the account of days charges to one party
// along the critical path. The charges of a case follow each other without gap
// or overlap from detected (or else opened) to its end.
type Charge struct {
	Case, Step                              Key
	Stage                                   Stage
	Lane                                    Lane
	Party, Holder, Instrument, Jurisdiction Code
	From, To                                int64 // To is the as-of instant where the case is open
	Open                                    bool  // the last charge of an open case
	Opened                                  int64 // when its case was opened; 0: unknown
}

// Query narrows what is looked at. Empty fields narrow nothing.
type Query struct {
	// AsOf reports what was known then: later facts are left out, and what was
	// open then is censored there. It must be set.
	AsOf time.Time
	// Work is the kind of work. None narrows [Source.Subjects] to cases (that is,
	// Identification), and spells, charges and life tables to nothing.
	Work                                    Work
	Stage                                   Stage
	Lane                                    Lane
	Party, Holder, Instrument, Jurisdiction Code
	OpenedFrom, OpenedTo                    int64 // of the case; To is out
	Case                                    Key
}

// By names the columns by which a life table is grouped.
type By uint16

// The columns.
const (
	ByHolder By = 1 << iota
	ByInstrument
	ByJurisdiction
	ByLane
	ByParty
	ByStage
	ByCohort // month of opening
)

// Group is the value of a table's grouping columns; those that are not grouped
// by are 0. Cohort counts months since January 1970.
type Group struct {
	Holder, Instrument, Jurisdiction, Party Code
	Lane                                    Lane
	Stage                                   Stage
	Cohort                                  int32
}

// LifeQuery asks for life tables of spells.
type LifeQuery struct {
	Query
	By  By
	Bin time.Duration // width of a bin; a second at least
	// Rivals are the kinds that end a spell by an end of their own, causes 1, 2, ...
	// in this order; every other end is the cause after the last.
	Rivals []Kind
}

// Source answers questions over all cases of a ledger.
type Source interface {
	// Life is the one primitive: how long spells lasted, as life tables in units of
	// the bin. Any engine's GROUP BY can produce it.
	Life(context.Context, LifeQuery) (map[Group]*latency.Life, error)
	// Scan hands on the rows of all cases, each case once and whole, in no order and
	// by several goroutines, for what is counted by case: milestones, the account of
	// days, resampling. For each goroutine start is called once, and then what start
	// returned for one case after the other. An error stops the scan and is returned.
	Scan(ctx context.Context, s Scan, start func() func(*CaseRows) error) error
	// Events hands on the cases in which something happened, one after the other and in
	// no order, each once: all of their events that were known, by step and number.
	// They are good only during the call, and may lack what a projection is not made
	// of: run, request, and the instant that an event fixes. yield's error stops it and
	// is returned.
	Events(ctx context.Context, q EventQuery, yield func(CaseEvents) error) error
	// The rest streams in batches that are only good during the call, case after
	// case by ascending key. yield's error stops the scan and is returned.
	Subjects(ctx context.Context, q Query, yield func([]Subject) error) error
	Spells(ctx context.Context, q Query, yield func([]Spell) error) error
	Charges(ctx context.Context, q Query, yield func([]Charge) error) error
	Dict(context.Context) (Dict, error)
}
