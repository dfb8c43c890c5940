package ledger

// Key is the pseudonym of an id: the first 63 bits of an HMAC-SHA-256 under the
// party's secret. Whoever destroys the secret unlinks the ledger.
type Key int64

// The steps that every case has; the keys of hops and requests are larger.
const (
	StepNone  Key = 0
	StepCase  Key = 1
	StepGuard Key = 2
)

// Code stands for a label of the [Dict]: a party, a holder, an instrument, a
// jurisdiction, the name of an end. It follows from the label alone, so that
// ledgers can be merged without asking each other. 0 is no label.
type Code int64

// Event is one row of the ledger: one thing that happened in one step.
type Event struct {
	Case Key
	Step Key
	Seq  int64 // counts within the step, from 1 without gaps
	Run  Key   // the workflow task that took the number: the run, and when
	// Taken is when the run took the number, in Unix milliseconds by Temporal's
	// clock. Of two runs of a workflow that was reset, the later one holds.
	Taken int64

	At, Seen   int64 // when it was true; when the engine learned of it
	Due, Until int64

	Work  Work
	Kind  Kind
	Stage Stage
	Lane  Lane
	Level Level
	Flags Flags

	By, Awaiting, Holder, Instrument, Jurisdiction Code
	// Cause is the public reason or the name of an end.
	Cause Code
	// After is the hop whose end let this one begin; From the hop whose answer
	// held its lead; Request the request that the event is about.
	After, From, Request Key
}

// Flags are the marks of an event.
type Flags uint8

// The flags.
const (
	// Turn: stage or party awaited changed, so the event divides the days.
	Turn Flags = 1 << iota
	// Subscriber: a subscriber was disclosed.
	Subscriber
)

// Has reports whether all the flags are set.
func (f Flags) Has(g Flags) bool { return f&g == g }

// CaseEvents are all events of one case that hold, ordered by step and number.
type CaseEvents struct {
	Case   Key
	Events []Event
}
