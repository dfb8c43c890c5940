package latency

import (
	"fmt"
	"math"
	"slices"
)

// Occupation says where cases are over time, and how much of it they spend there.
type Occupation struct {
	States []State // ascending; all that occur
	Tau    float64
	// Mean is the restricted mean time in each state up to Tau. It sums to Tau.
	Mean []float64
	// Curve is the share of cases in each state at the times that were asked for.
	Curve []Occupancy
}

// Occupancy is the share of cases in each state at a time; the shares sum to 1.
type Occupancy struct {
	Time float64
	P    []float64 // in the order of Occupation.States
}

// TimeInState is the mean time that cases spend in each state up to tau, open ones
// counted as far as they were seen, and the shares of the states at the given
// times, which must not lie beyond tau. The states at the start are those of the
// cases that enter at time 0; who enters later counts after that time only.
//
// The shares are those of Aalen and Johansen. They need no Markov assumption as
// long as censoring does not depend on the path: Datta and Satten 2001, Statist.
// Probab. Lett. 55:403-411. Where nobody is at risk in a state any more, its share
// stays. Intervals come from resampling cases, by [Weight] and [Interval].
//
// An error if tau lies beyond the last flow while some share is in a state where
// nobody is seen any more, if nobody enters at 0, or if more leave a state than
// were in it.
func TimeInState(t *Transitions, tau float64, at ...float64) (Occupation, error) {
	t.settle()
	if err := t.Check(); err != nil {
		return Occupation{}, err
	}
	if math.IsNaN(tau) || math.IsInf(tau, 0) || tau < 0 {
		return Occupation{}, fmt.Errorf("time in state to %v: want a finite time from 0", tau)
	}
	at = slices.Sorted(slices.Values(at))
	if n := len(at); n > 0 && !(at[0] >= 0 && at[n-1] <= tau) {
		return Occupation{}, fmt.Errorf("time in state: shares at %v: want times from 0 to %v", at, tau)
	}
	w := newWalker(t, tau, at)
	for i := 0; i < len(t.flows) && t.flows[i].Time <= tau; {
		first := i
		for ; i < len(t.flows) && t.flows[i].Time == t.flows[first].Time; i++ {
		}
		if err := w.time(t.flows[first:i]); err != nil {
			return Occupation{}, err
		}
	}
	return w.end(len(t.flows) > 0 && t.flows[len(t.flows)-1].Time >= tau)
}

// walker carries the shares of the states through time.
type walker struct {
	out    Occupation
	now    float64
	p      []float64 // shares; all 0 if nobody enters at 0
	atRisk []int64
	at     []float64 // times whose shares are still to be noted
	// What moves at one time: by state, who came, who left, and the share that came.
	came, left []int64
	gain       []float64
	places     []int // among States, by state
}

func newWalker(t *Transitions, tau float64, at []float64) *walker {
	var most State
	for _, f := range t.flows {
		most = max(most, f.From, f.To)
	}
	occurs := make([]int, most+1)
	for _, f := range t.flows {
		for _, s := range []State{f.From, f.To} {
			if s != Outside {
				occurs[s] = 1
			}
		}
	}
	var states []State
	for s, is := range occurs {
		if is == 1 {
			occurs[s] = len(states)
			states = append(states, State(s))
		}
	}
	k := len(states)
	return &walker{out: Occupation{States: states, Tau: tau, Mean: make([]float64, k)},
		p: make([]float64, k), atRisk: make([]int64, k), at: at,
		came: make([]int64, k), left: make([]int64, k), gain: make([]float64, k), places: occurs}
}

// note keeps the shares for the times that were asked for, as long as they are due.
func (w *walker) note(due func(time float64) bool) {
	for len(w.at) > 0 && due(w.at[0]) {
		w.out.Curve = append(w.out.Curve, Occupancy{w.at[0], slices.Clone(w.p)})
		w.at = w.at[1:]
	}
}

// pass lets time go by.
func (w *walker) pass(to float64) {
	for s, p := range w.p {
		w.out.Mean[s] += p * (to - w.now)
	}
	w.now = to
}

// index is that of a state.
func (w *walker) index(s State) int { return w.places[s] }

// time takes the flows of one time: moves first, then entries, then censorings.
// Who enters at 0 is there before anything moves.
func (w *walker) time(flows []Flow) error {
	now := flows[0].Time
	w.note(func(time float64) bool { return time < now })
	w.pass(now)
	if now == 0 {
		w.enter(flows)
		w.start()
	}
	if err := w.move(now, flows); err != nil {
		return err
	}
	if now > 0 {
		w.enter(flows)
	}
	return w.censor(now, flows)
}

// enter counts those who come under observation.
func (w *walker) enter(flows []Flow) {
	for _, f := range flows {
		if f.From == Outside {
			w.atRisk[w.index(f.To)] += f.N
		}
	}
}

// start shares the cases out by the states in which they enter at 0.
func (w *walker) start() {
	var all int64
	for _, n := range w.atRisk {
		all += n
	}
	for s, n := range w.atRisk {
		if all > 0 {
			w.p[s] = float64(n) / float64(all)
		}
	}
}

// move lets those at risk in each state, before anybody moves, hand on their part
// of the state's share.
func (w *walker) move(now float64, flows []Flow) error {
	clear(w.came)
	clear(w.left)
	clear(w.gain)
	for _, f := range flows {
		if f.From == Outside || f.To == Outside || f.N == 0 {
			continue
		}
		from, to := w.index(f.From), w.index(f.To)
		w.left[from] += f.N
		w.came[to] += f.N
		if n := w.atRisk[from]; n > 0 {
			w.gain[to] += w.p[from] * float64(f.N) / float64(n)
		}
	}
	for s, n := range w.atRisk {
		if w.left[s] > n {
			return fmt.Errorf("transitions: %d leave state %d at %v where %d are at risk", w.left[s], w.out.States[s], now, n)
		}
		if w.left[s] > 0 {
			w.p[s] *= float64(n-w.left[s]) / float64(n)
		}
		w.p[s] += w.gain[s]
		w.atRisk[s] += w.came[s] - w.left[s]
	}
	return nil
}

func (w *walker) censor(now float64, flows []Flow) error {
	for _, f := range flows {
		if f.To != Outside {
			continue
		}
		s := w.index(f.From)
		if w.atRisk[s] -= f.N; w.atRisk[s] < 0 {
			return fmt.Errorf("transitions: %d are censored in state %d at %v where %d are at risk", f.N, f.From, now, w.atRisk[s]+f.N)
		}
	}
	return nil
}

// end sums up to tau. Followed says that there are flows at tau or later.
func (w *walker) end(followed bool) (Occupation, error) {
	var all float64
	for s, p := range w.p {
		all += p
		if !followed && p > 1e-9 && w.atRisk[s] == 0 {
			return Occupation{}, fmt.Errorf("time in state to %v: nobody is seen in state %d after %v", w.out.Tau, w.out.States[s], w.now)
		}
	}
	if all == 0 {
		return Occupation{}, fmt.Errorf("time in state to %v: nobody enters at time 0", w.out.Tau)
	}
	w.note(func(float64) bool { return true })
	w.pass(w.out.Tau)
	return w.out, nil
}
