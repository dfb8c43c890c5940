package casefile

import (
	"cmp"
	"slices"
	"time"
)

// Course is how a case went, as far as the account of days must know it: the
// moves of its steps, with numbers in place of names. A record and the rows of
// a ledger both become a course, so that both are charged by one rule.
//
// Fill it with Reset, then for each step Begin and Add, then Arrange. Its memory
// is used again after Reset. It is not safe for use by several goroutines.
type Course struct {
	// Requester is charged where nobody else is awaited. Nobody is the number of
	// [Nobody]; 0 is no party either.
	Requester, Nobody int64
	// Opened is when the case was opened, zero when unknown: what lies before is
	// the requester's.
	Opened time.Time

	steps []courseStep
	moves []Move
	turns []int32 // places in moves
	runs  []hopRun
	seen  []bool
	spent []Stretch // latest first
	place []int32
}

// StepKind says what a step of a course is.
type StepKind uint8

// The kinds of steps.
const (
	CaseStep StepKind = iota
	GuardStep
	HopStep
)

// KindOfStep is the kind of a step.
func KindOfStep(s StepID) StepKind {
	switch s {
	case StepCase:
		return CaseStep
	case StepProtection:
		return GuardStep
	}
	return HopStep
}

// Move is an event of a course.
type Move struct {
	Seq   int
	At    time.Time
	Party int64 // whom the step awaits from At on
	Stage int32
	Ref   int32 // the caller's own: which event it is
	Kind  MoveKind
	Turn  bool
	// Validating marks the stage in which a paper is still to be validated.
	Validating bool
	Subscriber bool // of a disclosure: it named a subscriber
	// Cause and From are of the move that starts a hop: the step whose end let it
	// begin, and the step whose answer held its lead; 0 for none.
	Cause, From int64
}

// MoveKind says what a move is to the account of days.
type MoveKind uint8

// The kinds of moves.
const (
	MoveAny        MoveKind = iota
	MoveStarts              // the hop's turn came
	MoveDiscloses           // the holder disclosed
	MoveEnds                // the step ended
	MoveIdentifies          // the case ended with an identification
)

// MoveOf is what an event of a kind, with a level if it concludes, is to the
// account of days.
func MoveOf(step StepKind, kind EventKind, level Level) MoveKind {
	switch {
	case kind == EvConcluded && step == CaseStep && level != "" && level != LevelDeadEnd:
		return MoveIdentifies
	case kind.closes(step):
		return MoveEnds
	case kind == EvHopStarted && step == HopStep:
		return MoveStarts
	case kind == EvDisclosed && step == HopStep:
		return MoveDiscloses
	}
	return MoveAny
}

// closes reports whether an event of the kind ends the step.
func (k EventKind) closes(step StepKind) bool {
	switch step {
	case CaseStep:
		return k == EvConcluded || k == EvCaseWithdrawn
	case GuardStep:
		return k == EvGuardLifted
	}
	return k == EvHopEnded
}

// Closes reports whether the move ends its step.
func (k MoveKind) Closes() bool { return k == MoveEnds || k == MoveIdentifies }

// courseStep is one step of a course.
type courseStep struct {
	id     int64
	kind   StepKind
	holder string
	// moves and turns are stretches of the course's; a step that ended has no turn
	// after its end, whatever was learned later.
	moveFrom, moveTo int
	turnFrom, turnTo int
	stands           int // place of the move learned last
}

// Reset empties the course and keeps its memory.
func (c *Course) Reset() {
	*c = Course{
		steps: c.steps[:0], moves: c.moves[:0], turns: c.turns[:0], runs: c.runs[:0],
		seen: c.seen[:0], spent: c.spent[:0], place: c.place[:0],
	}
}

// Begin begins a step, to which the moves that are added next belong. A step is
// begun once. Of hops that no instant tells apart the path prefers the one whose
// holder's name is later in the alphabet, then the one begun later.
func (c *Course) Begin(id int64, kind StepKind, holder string) {
	n := len(c.moves)
	c.steps = append(c.steps, courseStep{id: id, kind: kind, holder: holder, moveFrom: n, moveTo: n})
}

// Add adds a move to the step that was begun last. Each number of a step is
// added once.
func (c *Course) Add(m Move) {
	c.moves = append(c.moves, m)
	c.steps[len(c.steps)-1].moveTo = len(c.moves)
}

// Arrange puts the moves of each step in the order in which they were true, and
// finds those that divide the days.
func (c *Course) Arrange() {
	for i := range c.steps {
		s := &c.steps[i]
		moves := c.moves[s.moveFrom:s.moveTo]
		if !slices.IsSortedFunc(moves, compareMoves) {
			slices.SortStableFunc(moves, compareMoves)
		}
		s.turnFrom = len(c.turns)
		c.divide(s, moves)
		s.turnTo = len(c.turns)
	}
}

// compareMoves orders the moves of one step by when they were true.
func compareMoves(a, b Move) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq)) }

// divide finds the moves that divide the days: those marked as turns, the one
// learned first, and the end. Nothing follows the end.
func (c *Course) divide(s *courseStep, moves []Move) {
	first, last, marked := 0, 0, false
	for i := range moves {
		if moves[i].Seq < moves[first].Seq {
			first = i
		}
		if moves[i].Seq >= moves[last].Seq {
			last = i
		}
		marked = marked || moves[i].Turn
	}
	s.stands = s.moveFrom + last
	if !marked {
		c.mark(moves)
	}
	for i := range moves {
		if m := &moves[i]; m.Turn || i == first || m.Kind.Closes() {
			c.turns = append(c.turns, int32(s.moveFrom+i)) //nolint:gosec // a case has no 2^31 events
		}
		if moves[i].Kind.Closes() {
			break
		}
	}
}

// mark reads moves of a step without any mark (from elsewhere) as turns where
// stage or party awaited differ from those of the move learned before. An alarm
// that rang before an earlier decision became known is no turn and charges
// nobody.
func (c *Course) mark(moves []Move) {
	c.place = c.place[:0]
	for i := range moves {
		c.place = append(c.place, int32(i)) //nolint:gosec // a case has no 2^31 events
	}
	slices.SortStableFunc(c.place, func(i, j int32) int { return cmp.Compare(moves[i].Seq, moves[j].Seq) })
	for n := 1; n < len(c.place); n++ {
		before, m := &moves[c.place[n-1]], &moves[c.place[n]]
		m.Turn = m.Stage != before.Stage || m.Party != before.Party
	}
}

// Moves are the moves of the step that was begun i-th, from 0, in the order in
// which they were true.
func (c *Course) Moves(i int) []Move { return c.moves[c.steps[i].moveFrom:c.steps[i].moveTo] }

// Turns are the places among the step's moves of those that divide its days:
// each holds from its instant to the next one's, the last from its own on. Where
// the last ends the step, nothing holds after it.
func (c *Course) Turns(i int, into []int) []int {
	s := &c.steps[i]
	for _, at := range c.turns[s.turnFrom:s.turnTo] {
		into = append(into, int(at)-s.moveFrom)
	}
	return into
}

// End is the move that ended a step.
func (c *Course) End(i int) (Move, bool) {
	if m := c.closing(&c.steps[i]); m != nil {
		return *m, true
	}
	return Move{}, false
}

// closing is the move that ended a step, nil while it is open.
func (c *Course) closing(s *courseStep) *Move {
	if s.turnTo == s.turnFrom {
		return nil
	}
	if m := &c.moves[c.turns[s.turnTo-1]]; m.Kind.Closes() {
		return m
	}
	return nil
}

// caseStep is the place of the case's own step; -1 for none.
func (c *Course) caseStep() int {
	return slices.IndexFunc(c.steps, func(s courseStep) bool { return s.kind == CaseStep })
}
