package ledger

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Store keeps the events of one party. It is safe for use by several goroutines
// and, on one database, by several processes.
type Store interface {
	// Append takes a batch whole or not at all, effectively once:
	//   - a row that is there with the same content is nothing;
	//   - a row that is there with other content, from the same run, is an incident;
	//     the row that was there stays;
	//   - from another run that took its number later (a reset), the new row holds,
	//     and what the older run wrote from that number on is kept aside;
	//   - from another run that took its number earlier, the new row is kept aside.
	// In whatever order batches arrive, and however often, the same rows hold; only
	// where a run contradicts itself does the first to arrive stay.
	Append(context.Context, Batch) (Appended, error)
	// Cases streams the events that hold, one case after the other by ascending
	// key. When only is not empty, of these cases.
	Cases(ctx context.Context, only ...Key) iter.Seq2[CaseEvents, error]
	Dict(context.Context) (Dict, error)
	Incidents(context.Context) ([]Incident, error)
	Counts(context.Context) (Counts, error)
	Close() error
}

// Appended says what became of a batch.
type Appended struct {
	New        int // rows that were not there
	Repeated   int // rows that were there with the same content
	Superseded int // rows that a later run replaced, or that came too late
	Conflicts  int // rows with other content under a number of the same run
}

// Incident is an alarm: a row that contradicts what the ledger holds.
type Incident struct {
	Found    time.Time    `json:"found"`
	Kind     IncidentKind `json:"kind"`
	Held     Event        `json:"held"`
	Rejected Event        `json:"rejected"`
}

// IncidentKind says why a row does not hold.
type IncidentKind uint8

// The kinds of incidents.
const (
	Conflict IncidentKind = iota + 1 // the same run said two things under one number
	Reset                            // an operator reset the workflow; the later run holds
)

// Counts is how much a ledger holds.
type Counts struct {
	Cases     int64 `json:"cases"`
	Events    int64 `json:"events"`
	Incidents int64 `json:"incidents"`
}

// ErrUnavailable marks errors of a store that is down, full or locked: the same
// call may succeed later. Errors without it will not go away by trying again.
var ErrUnavailable = errors.New("the ledger is not available")

// ErrUnfit marks errors of a delivery that no ledger takes, however often it is
// sent: see [Encoder.Encode].
var ErrUnfit = errors.New("no ledger can hold this")
