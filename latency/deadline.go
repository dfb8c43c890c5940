package latency

import "math"

// The rival ends of the race between an answer and its due date.
const (
	// Answered: it ended before its due date.
	Answered Cause = 1
	// Breached: it had not ended when it was due.
	Breached Cause = 2
)

// Deadlines are the life tables of spells that each have a due date of their own.
// The zero Deadlines is empty and ready for use; its tables add up.
type Deadlines struct {
	// Race is the time from the beginning until the answer or the due date,
	// whichever comes first.
	Race Life
	// Overdue is the time from the due date until the answer, of those that
	// breached it; cause Answered.
	Overdue Life
}

// Observe counts a spell that was allowed so much time and lasted so long until
// it was answered, or else until it was last seen: it is open, or it was withdrawn.
// It is in time if it lasted less than allowed: as in package clock, a due date is
// the first instant that is late. One that was not answered when it was due has
// breached, whatever became of it later. A due date at the beginning or before it
// is breached at once.
func (d *Deadlines) Observe(allowed, lasted float64, answered bool) {
	end := Censored
	if answered {
		end = Answered
	}
	if lasted >= allowed {
		d.Race.Add(max(allowed, 0), Breached, 1)
		d.Overdue.Add(lasted-allowed, end, 1)
		return
	}
	d.Race.Add(lasted, end, 1)
}

// BreachShare is how often deadlines are breached.
type BreachShare struct {
	// Estimate is the probability to breach, spells that were not yet due counted
	// as far as they were seen. NaN of an empty group.
	Estimate
	// N spells: Answered in time, Breached, and Undecided, which were last seen
	// before they were due.
	N, Answered, Breached, Undecided int64
	// Open is the probability that is not decided by the longest time observed,
	// Within: the share that breaches in the end lies between Value and Value+Open.
	// It is 0 unless the spells with the longest time allowed are all undecided.
	Open, Within float64
}

// Breach estimates the probability to breach as the incidence of [Breached] against
// that of [Answered], over the time since the beginning.
func (d *Deadlines) Breach() (BreachShare, error) {
	f := AalenJohansen(&d.Race, Answered, Breached)
	b := BreachShare{Estimate: unknown(), N: f.N, Answered: f.Events[0], Breached: f.Events[1],
		Undecided: f.Censored, Open: math.NaN(), Within: f.Last}
	if f.N > 0 {
		b.Estimate, b.Open = f.At(Breached, f.Last), f.Free(f.Last)
	}
	return b, f.Err
}

// Excess is the mean time by which spells exceed their due date, counted up to tau
// after it and with the time of those that do not as 0: the restricted mean of
// (T-due)+. It is the probability to breach times the restricted mean time overdue.
// Its variance is p^2 Var(m) + m^2 Var(p), since the time overdue is estimated from
// what happens after the breaches that make p. An error if tau lies beyond what was
// observed; without any breach the excess is 0 and has no interval.
func (d *Deadlines) Excess(tau float64) (Estimate, error) {
	b, err := d.Breach()
	if err != nil {
		return unknown(), err
	}
	if b.Breached == 0 && b.N > 0 {
		return Estimate{0, 0, math.NaN(), math.NaN()}, nil
	}
	m, err := KaplanMeier(&d.Overdue, Answered).RestrictedMean(tau)
	if err != nil {
		return unknown(), err
	}
	p := b.Estimate
	return plain(p.Value*m.Value, p.Value*p.Value*m.SE*m.SE+m.Value*m.Value*p.SE*p.SE), nil
}
