package ledger

import (
	"errors"
	"fmt"
	"time"

	"writ/casefile"
	"writ/legal"
)

// Delivery is what a ledger is told: facts of one workflow or, from an import, of
// one past case. Live and imported deliveries pass the same checks.
type Delivery struct {
	Subject      string
	Work         string
	Jurisdiction string
	// Holder, Instrument and Lane stand for facts that name none of their own.
	Holder     legal.HolderID
	Instrument legal.InstrumentID
	Lane       casefile.Lane
	Run        string
	Taken      time.Time
	Facts      []casefile.Fact
}

// Batch is a delivery as rows, with the labels of the codes that they use.
type Batch struct {
	Events []Event
	Labels []Label
}

// Encoder turns deliveries into rows under a party's secret. It remembers the
// labels that it has seen and is not safe for use by several goroutines.
type Encoder struct {
	keys   Keyring
	labels map[labelName]Label
	steps  map[casefile.StepID]Key
}

type labelName struct {
	kind LabelKind
	text string
}

// NewEncoder makes an encoder.
func NewEncoder(k Keyring) *Encoder {
	return &Encoder{keys: k, labels: map[labelName]Label{}}
}

// FactError says which fact is not fit for the ledger, and why.
type FactError struct {
	Seq  int
	Step casefile.StepID
	Err  error
}

// Error names the fact by its number.
func (e *FactError) Error() string { return fmt.Sprintf("fact %d: %v", e.Seq, e.Err) }

// Unwrap is what is wrong.
func (e *FactError) Unwrap() error { return e.Err }

// Encode refuses a delivery of which any fact is not fit: nothing is half
// delivered. All that is wrong is said at once, each a [FactError].
func (x *Encoder) Encode(d Delivery) (Batch, error) {
	if d.Subject == "" {
		return Batch{}, errors.New("subject is empty: a delivery says what it is about")
	}
	work, err := WorkOf(d.Work)
	if err != nil {
		return Batch{}, err
	}
	r := &row{x: x, used: map[Code]bool{}}
	head := Event{
		Case: x.keys.Case(d.Subject), Run: x.keys.Run(d.Run), Taken: d.Taken.UnixMilli(), Work: work,
		Jurisdiction: r.label(JurisdictionLabel, d.Jurisdiction),
	}
	if r.err != nil {
		return Batch{}, r.err
	}
	x.steps = map[casefile.StepID]Key{}
	var wrong []error
	events := make([]Event, 0, len(d.Facts))
	for _, f := range d.Facts {
		r.err = nil
		e := r.event(head, d.stand(f))
		if r.err != nil {
			wrong = append(wrong, &FactError{Seq: f.Seq, Step: f.Step, Err: r.err})
		}
		events = append(events, e)
	}
	if len(wrong) > 0 {
		return Batch{}, errors.Join(wrong...)
	}
	return Batch{Events: events, Labels: r.labels}, nil
}

// stand fills in what a fact does not say by itself.
func (d Delivery) stand(f casefile.Fact) casefile.Fact {
	if f.Holder == "" {
		f.Holder = d.Holder
	}
	if f.Instrument == "" {
		f.Instrument = d.Instrument
	}
	if f.Lane == "" {
		f.Lane = d.Lane
	}
	return f
}

// row collects what is wrong with one fact, and the labels of the batch.
type row struct {
	x      *Encoder
	used   map[Code]bool
	labels []Label
	err    error
}

func (r *row) event(e Event, f casefile.Fact) Event {
	switch {
	case f.Seq < 1:
		r.fault(fmt.Errorf("seq %d: facts are counted from 1", f.Seq))
	case f.Step == "":
		r.fault(errors.New("step is empty"))
	case f.Kind == "":
		r.fault(errors.New("kind is empty"))
	}
	e.Seq, e.Step = int64(f.Seq), r.step(f.Step)
	e.At, e.Seen = r.instant("at", f.At), r.instant("seen", f.Seen)
	e.Due, e.Until = second(f.Due), second(f.Until)
	e.Kind, e.Stage = enumerated(r, KindOf, f.Kind), enumerated(r, StageOf, f.Stage)
	e.Lane, e.Level = enumerated(r, LaneOf, f.Lane), enumerated(r, LevelOf, f.Level)
	e.By, e.Awaiting = r.label(PartyLabel, string(f.By)), r.label(PartyLabel, string(f.Awaiting))
	e.Holder, e.Instrument = r.label(HolderLabel, string(f.Holder)), r.label(InstrumentLabel, string(f.Instrument))
	e.Cause = r.label(CauseLabel, string(f.Code))
	e.After, e.From = r.step(casefile.StepID(f.After)), r.step(casefile.StepID(f.From))
	e.Request = r.x.keys.Request(f.Request)
	if f.Turn {
		e.Flags |= Turn
	}
	if f.Subscriber {
		e.Flags |= Subscriber
	}
	return e
}

func (r *row) fault(err error) { r.err = errors.Join(r.err, err) }

func (r *row) step(s casefile.StepID) Key {
	key, ok := r.x.steps[s]
	if !ok {
		key = r.x.keys.Step(s)
		r.x.steps[s] = key
	}
	return key
}

// label is the code of a name, which the batch then carries.
func (r *row) label(kind LabelKind, text string) Code {
	if text == "" {
		return 0
	}
	name := labelName{kind, text}
	l, ok := r.x.labels[name]
	if !ok {
		var err error
		if l, err = NewLabel(kind, text); err != nil {
			r.fault(err)
			return 0
		}
		r.x.labels[name] = l
	}
	if !r.used[l.Code] {
		r.used[l.Code] = true
		r.labels = append(r.labels, l)
	}
	return l.Code
}

func enumerated[T ~string, N ~uint8](r *row, numberOf func(T) (N, error), name T) N {
	n, err := numberOf(name)
	if err != nil {
		r.fault(err)
	}
	return n
}

// The instants that a ledger takes: between these years a typing error is
// likelier than a case.
var (
	earliest = time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

// instant refuses a time that is missing, or outside of what a case can be.
func (r *row) instant(what string, t time.Time) int64 {
	switch {
	case t.IsZero():
		r.fault(fmt.Errorf("%s is missing", what))
	case t.Before(earliest) || !t.Before(latest):
		r.fault(fmt.Errorf("%s %s lies outside of the years 1970 to 2199", what, t.Format(time.RFC3339)))
	}
	return second(t)
}

// second is an instant in Unix seconds, 0 for none.
func second(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
