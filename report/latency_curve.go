package report

import (
	"math"

	"writ/latency"
)

// incidence tells an end's share by a day, unless it stands for 1 to 9 ends.
func (t *teller) incidence(f latency.Incidence, end int, day float64) Estimate {
	var by int64
	for p := range f.Points() {
		if p.Time > day {
			break
		}
		by += p.Events[end]
	}
	if !t.enough(f.N, by) || t.small(f.Events[end]) {
		return noEstimate
	}
	return t.share(estimate(f.At(f.Causes[end], day)))
}

func estimate(e latency.Estimate) Estimate {
	return Estimate{Number(e.Value), Number(e.Lower), Number(e.Upper)}
}

// atRisk counts those who have neither ended nor were censored before a day.
func atRisk(f latency.Incidence, day float64) int64 {
	for p := range f.Points() {
		if p.Time >= day {
			return p.AtRisk
		}
	}
	return 0
}

// drawer makes the steps of a curve up to a horizon. Unless exact, a step lies at
// the end of a day and stands for ten ends at least: from the steps of a curve
// one could else count the ends of each day.
type drawer struct {
	tau      float64
	exact    bool
	gathered int64
	curve    Curve
	pending  func() // the step at the end of the day at hand
	day      float64
}

// step says that n ended at a time; draw appends what holds from then on.
func (d *drawer) step(time float64, n int64, draw func()) {
	if !d.exact {
		time = math.Ceil(time)
	}
	if time > d.day {
		d.flush()
	}
	d.day = time
	d.gathered += n
	d.pending = draw
}

// flush draws the step at hand where it may be drawn.
func (d *drawer) flush() {
	if d.pending == nil || d.day > d.tau || d.gathered == 0 || !d.exact && d.gathered < least {
		return
	}
	d.curve.Days = append(d.curve.Days, Number(d.day))
	d.pending()
	d.pending, d.gathered = nil, 0
}

func curveOf(f latency.Incidence, hidden []bool, tau float64, exact bool) Curve {
	d := drawer{tau: tau, exact: exact}
	c := &d.curve
	c.Days, c.Open, c.Lower, c.Upper = []Number{0}, []Number{1}, []Number{none}, []Number{none}
	c.Ends = make([][]Number, len(f.Causes))
	for k := range c.Ends {
		c.Ends[k] = []Number{told(0, hidden[k])}
	}
	for p := range f.Points() {
		var n int64
		for _, e := range p.Events {
			n += e
		}
		d.step(p.Time, n, func() {
			c.Open = append(c.Open, Number(p.S))
			for k, s := range p.F {
				c.Ends[k] = append(c.Ends[k], told(s.Value, hidden[k]))
			}
			c.Lower = append(c.Lower, told(p.F[0].Lower, hidden[0]))
			c.Upper = append(c.Upper, told(p.F[0].Upper, hidden[0]))
		})
	}
	d.flush()
	return d.curve
}

// survivalCurve is the same for one end: what is still open, with its interval.
func survivalCurve(s latency.Survival, tau float64, exact bool) Curve {
	d := drawer{tau: tau, exact: exact}
	c := &d.curve
	c.Days, c.Open, c.Lower, c.Upper, c.Ends = []Number{0}, []Number{1}, []Number{none}, []Number{none}, [][]Number{}
	for _, p := range s.Points {
		d.step(p.Time, p.Events, func() {
			c.Open, c.Lower, c.Upper = append(c.Open, Number(p.S)), append(c.Lower, Number(p.Lower)), append(c.Upper, Number(p.Upper))
		})
	}
	d.flush()
	return d.curve
}

// told is a figure that is told, or not.
func told(v float64, hidden bool) Number {
	if hidden {
		return none
	}
	return Number(v)
}
