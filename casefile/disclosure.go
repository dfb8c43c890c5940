package casefile

import (
	"time"

	"writ/legal"
	"writ/legal/clock"
)

// The alarms of a disclosure task.
const (
	AlarmReply  AlarmName = "reply"  // the reply clock has run out
	AlarmNotice AlarmName = "notice" // a gag has ended: the user is to be told
)

// StageNoticeDeferred is where a disclosure stands when it was answered and a
// gag keeps the user from being told yet.
const StageNoticeDeferred Stage = "NoticeDeferred"

// DemandMachine answers one demand for data at a holder.
type DemandMachine struct {
	Start  TaskStart `json:"start"`
	Demand Demand    `json:"demand"`
	// Authorities are the deciders that the holder's directory knows: an order
	// signed by anybody else does not bind.
	Authorities []Decider `json:"authorities"`
	Journal
	Status     Status        `json:"status"`
	Answer     *Answer       `json:"answer,omitempty"`
	Noticed    bool          `json:"noticed,omitempty"` // the user was told
	Challenges int           `json:"challenges"`
	Pending    *Outgoing     `json:"pending,omitempty"` // the challenge under review
	Remaining  time.Duration `json:"remaining,omitempty"`
	Said       int           `json:"said"` // progress messages sent

	// Reply is the clock of the law behind the due instant; nil where the paper
	// sets its own return date or a working target applies. ToAcknowledge runs
	// until receipt is confirmed, Window while delivery waits for the notified
	// authority; Lifted is when that bar was lifted.
	Reply         *clock.Running `json:"reply,omitempty"`
	ToAcknowledge *clock.Running `json:"toAcknowledge,omitempty"`
	Window        *clock.Running `json:"window,omitempty"`
	Lifted        time.Time      `json:"lifted,omitzero"`
	// Edition and Calendars are those to which the law was moved since.
	Edition   string               `json:"edition,omitempty"`
	Calendars []clock.CalendarData `json:"calendars,omitempty"`
	// Own are those of them that this holder laid over the edition itself: what a
	// request brings with it does not shorten the bar of that request.
	Own []clock.CalendarData `json:"own,omitempty"`

	law    *legal.Law
	bar    *legal.Law // by Own alone
	holder legal.Holder
}

// NewDemand makes the machine of a demand that arrived.
func NewDemand(s TaskStart, d Demand, authorities []Decider) (*DemandMachine, error) {
	x := &DemandMachine{Start: s, Demand: d, Authorities: authorities, Status: AwaitingDisclosure, Journal: Journal{Step: StepID(d.ID)}}
	return x, x.Bind()
}

// Bind opens the law of the request; call it after decoding.
func (x *DemandMachine) Bind() error {
	edition, calendars := x.under()
	law, err := openLaw(edition, calendars)
	if err != nil {
		return err
	}
	if x.bar, err = openLaw(edition, x.Own); err != nil {
		return err
	}
	x.law = law
	x.holder, _ = law.Holder(legal.HolderID(x.Start.Desk.Party))
	return nil
}

// Begin takes the demand in, verifies the paper and starts the reply clock. A
// demand with a defect is answered at once: it can never lead to a disclosure.
func (x *DemandMachine) Begin() []Action {
	m := Moment{At: x.Demand.At, Seen: x.Start.Seen}
	if o := x.Demand.Order; o != nil {
		x.Reply, x.Demand.Due = ReplyClock(x.law, x.holder, x.addressed(*o), x.Demand.emergency(), x.Demand.At)
		x.startClocks(*o)
	}
	x.Alarms.Set(AlarmReply, "", x.Demand.Due)
	x.stand()
	e := Event{Kind: EvServed, By: x.Start.From, Holder: x.holder.ID, Request: x.Demand.ID, Lane: x.Demand.Lane, Order: x.Demand.Order}
	if x.Demand.Lane == LaneEmergency {
		e.Kind = EvEmergencyAsked
	} else if x.Demand.Order != nil {
		e.Instrument = x.Demand.Order.Instrument
	}
	x.Note(m, e)
	if defects := x.verify(); len(defects) > 0 {
		x.settle(Answer{
			Status: Invalid, Code: CodeDefective, Defects: defects, Reason: defects[0].Text,
			Decider: x.self(), At: m.Seen,
		}, EvInvalid, m.Then())
	}
	return nil
}

func (x *DemandMachine) self() Decider {
	return Decider{Party: x.Start.Desk.Party, Role: x.Start.Desk.Office}
}

// Ring reminds the holder of an overdue answer or acknowledgement, or of the
// notice that a gag deferred, and lifts the bar of a notification when its time
// has passed. Silence never discloses.
func (x *DemandMachine) Ring(a Alarm, now time.Time) []Action {
	x.Alarms.Clear(a.Name, a.Ref)
	if a.Name == AlarmWindow {
		return x.windowPassed(Moment{At: a.At, Seen: now})
	}
	kind := EvReminder
	if a.Name == AlarmNotice {
		kind = EvNoticeDue
	}
	x.Note(Moment{At: a.At, Seen: now}, Event{Kind: kind, By: x.Start.From, Request: x.Demand.ID})
	return []Action{{Remind: &Reminding{To: x.Start.Desk.Party, Kind: kind, Due: a.At}}}
}

// gagged reports whether an order forbids telling the user at an instant.
func (x *DemandMachine) gagged(at time.Time) bool {
	o := x.Demand.Order
	return o != nil && o.Gag != nil && at.Before(o.Gag.Until)
}

// NoticeRequired reports whether the holder's policy asks for notice to the
// user before disclosure, and none was given.
func (x *DemandMachine) NoticeRequired(at time.Time) (bool, legal.Reason) {
	if x.Noticed || x.Done() {
		return false, legal.Reason{}
	}
	return x.law.NoticeRequired(x.holder.ID, x.Demand.Threat != nil, x.gagged(at))
}

// settle records the answer and ends the task.
func (x *DemandMachine) settle(a Answer, kind EventKind, m Moment) []Action {
	var acts []Action
	if x.Pending != nil {
		acts = append(acts, Action{Cancel: x.Pending.ID})
		x.Pending = nil
	}
	x.Answer, x.Status = &a, a.Status
	x.Alarms = nil
	x.Move(StageEnded, Nobody, time.Time{})
	x.Note(m, Event{
		Kind: kind, By: a.Decider.Party, Holder: x.holder.ID, Request: x.Demand.ID, Lane: x.Demand.Lane,
		Code: a.Code, Reason: a.Reason, Defects: a.Defects, Identifiers: a.Delivered,
	})
	return acts
}

// Withdraw records that the requester took the demand back.
func (x *DemandMachine) Withdraw(m Moment) []Action {
	if x.Done() {
		return nil
	}
	return x.settle(Answer{Status: Cancelled, Code: CodeWithdrawn, Decider: Decider{Party: x.Start.From}, At: m.At}, EvRequestWithdrawn, m)
}

// DeferNotice makes of an answered task what is left of it when a gag deferred
// the notice to the user; false when nothing is left.
func (x *DemandMachine) DeferNotice() (*DemandMachine, bool) {
	if x.Status != Disclosed || x.Noticed || !x.gagged(x.Answer.At) {
		return nil, false
	}
	if required, _ := x.law.NoticeRequired(x.holder.ID, x.Demand.Threat != nil, false); !required {
		return nil, false
	}
	rest := *x
	rest.Events, rest.Receipts, rest.Keys = nil, nil, nil
	rest.Recorded = x.Last // what came before is told by the run that it came from
	until := x.Demand.Order.Gag.Until
	rest.Alarms = Alarms{{Name: AlarmNotice, At: until}}
	rest.Move(StageNoticeDeferred, x.Start.Desk.Party, until)
	m := Moment{At: x.Answer.At, Seen: x.Answer.At}
	if n := len(x.Events); n > 0 {
		m.Seen = x.Events[n-1].Seen
	}
	rest.Note(m, Event{Kind: EvNoticeDeferred, By: x.Start.Desk.Party, Request: x.Demand.ID, Until: until})
	return &rest, true
}
