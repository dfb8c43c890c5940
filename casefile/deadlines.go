package casefile

import (
	"fmt"
	"time"

	"writ/legal"
	"writ/legal/clock"
)

// Deadline is one open clock of a hop or of a demand, explained.
type Deadline struct {
	Name   string         `json:"name"`
	Holder legal.HolderID `json:"holder"`
	// Explained says every day or hour of the count; of an instant that is not
	// counted (a return date of the paper, a working target) it says where it
	// comes from.
	Explained legal.Deadline `json:"explained"`
}

// The names of deadlines.
const (
	DeadlineReply       = "reply"
	DeadlineAcknowledge = "acknowledge"
	DeadlineValidation  = "validation"
	DeadlineWindow      = "refusal-window"
)

// explained explains a running clock, or says why an instant is fixed.
func explained(law *legal.Law, name string, holder legal.HolderID, r *clock.Running, due time.Time, zone, why string) (Deadline, error) {
	if r == nil {
		return Deadline{name, holder, fixed(due, zone, why)}, nil
	}
	d, err := law.Explain(*r)
	if err != nil {
		return Deadline{}, fmt.Errorf("%s: %w", name, err)
	}
	return Deadline{name, holder, d}, nil
}

// fixed is the explanation of an instant that no rule of the law counts.
func fixed(due time.Time, zone, why string) legal.Deadline {
	at := due
	if loc, err := zoneNamed(zone); err == nil {
		at = due.In(loc)
	}
	last := at.Add(-1).Format(time.DateOnly)
	return legal.Deadline{
		At: at, LastDay: last, Nominal: last, Zone: zone, Calendar: "none",
		Steps: []legal.Step{{On: at.Format(time.RFC3339), Did: "due", Why: why}},
	}
}

// whyFixed says why the answer to an order is due when no clock of the law
// runs.
func whyFixed(o *Order, paused bool) string {
	why := "a working target: the law of this paper sets no clock"
	if o != nil && !o.ReplyBy.IsZero() {
		why = "the return date that the paper itself sets"
	}
	if paused {
		why += "; the clock stands still while the order is under review"
	}
	return why
}

// Deadlines lists the open clocks of the hop, explained: the holder's reply and
// acknowledgement, the validation that is owed, and the time that a notified
// authority has to refuse. A hop that awaits none has none.
func (h *HopMachine) Deadlines() ([]Deadline, error) {
	list := []Deadline{}
	add := func(name string, r *clock.Running, due time.Time, seat legal.Seat, why string) error {
		d, err := explained(h.law, name, h.holder.ID, r, due, seat.Zone, why)
		if err == nil {
			list = append(list, d)
		}
		return err
	}
	here := legal.Seat{Zone: h.Start.Zone}
	if h.Demand != nil && h.Stage != StageAwaitingValidation && !h.Done() {
		seat := seatOf(h.holder, h.Order.Entity)
		if h.ToAcknowledge != nil {
			if err := add(DeadlineAcknowledge, h.ToAcknowledge, time.Time{}, seat, ""); err != nil {
				return nil, err
			}
		}
		if err := add(DeadlineReply, h.Reply, h.Demand.Due, seat, whyFixed(h.Order, h.Paused)); err != nil {
			return nil, err
		}
	}
	if b := h.Validation; b != nil && b.Clock != nil && !h.Done() {
		if err := add(DeadlineValidation, b.Clock, b.Due, here, ""); err != nil {
			return nil, err
		}
	}
	if b := h.Window; b != nil && b.Clock != nil && !h.Done() {
		if err := add(DeadlineWindow, b.Clock, b.Due, here, ""); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Deadlines lists the open clocks of the demand as the holder counts them.
func (x *DemandMachine) Deadlines() ([]Deadline, error) {
	list := []Deadline{}
	if x.Done() || x.Status != AwaitingDisclosure {
		return list, nil
	}
	zone := x.seat().Zone
	add := func(name string, r *clock.Running, due time.Time, why string) error {
		law := x.law
		if name == DeadlineWindow {
			law = x.strictest(*r)
		}
		d, err := explained(law, name, x.holder.ID, r, due, zone, why)
		if err == nil {
			list = append(list, d)
		}
		return err
	}
	if x.ToAcknowledge != nil {
		if err := add(DeadlineAcknowledge, x.ToAcknowledge, time.Time{}, ""); err != nil {
			return nil, err
		}
	}
	why := whyFixed(x.Demand.Order, x.Pending != nil)
	if x.Demand.Order == nil {
		why = "a working target: an emergency request is voluntary"
	}
	if err := add(DeadlineReply, x.Reply, x.Demand.Due, why); err != nil {
		return nil, err
	}
	if x.Window != nil && x.Lifted.IsZero() {
		if err := add(DeadlineWindow, x.Window, time.Time{}, ""); err != nil {
			return nil, err
		}
	}
	return list, nil
}
