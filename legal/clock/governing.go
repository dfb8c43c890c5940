package clock

import "fmt"

// Governing is which of several clocks on one act counts, and why.
type Governing struct {
	Deadline Deadline `json:"deadline"`
	Index    int      `json:"index"` // its place among those given, from 0
	Why      string   `json:"why"`
}

// Earlier is the clock that runs out first, where one act must keep every one
// of them. Of clocks that run out together it is the one given first.
func Earlier(first Deadline, others ...Deadline) Governing {
	return governing("earlier", first, others, func(a, b Deadline) bool { return a.At.Before(b.At) })
}

// Later is the clock that runs out last, where an act need keep only one of
// them ("whichever is the later"). Of clocks that run out together it is the
// one given first.
func Later(first Deadline, others ...Deadline) Governing {
	return governing("later", first, others, func(a, b Deadline) bool { return a.At.After(b.At) })
}

func governing(word string, first Deadline, others []Deadline, beats func(a, b Deadline) bool) Governing {
	g := Governing{Deadline: first, Why: "there is no other clock"}
	for n, d := range others {
		if beats(d, g.Deadline) {
			g.Deadline, g.Index = d, n+1
		}
	}
	if len(others) == 0 {
		return g
	}
	var rest string
	for n, d := range append([]Deadline{first}, others...) {
		if n != g.Index {
			rest += fmt.Sprintf("; %s of %s from %s runs out at %s", d.Regime, d.Period, instant(d.Trigger), instant(d.At))
		}
	}
	g.Why = fmt.Sprintf("the %s of %d clocks: %s of %s from %s runs out at %s%s", word, len(others)+1,
		g.Deadline.Regime, g.Deadline.Period, instant(g.Deadline.Trigger), instant(g.Deadline.At), rest)
	return g
}
