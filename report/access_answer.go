package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"writ/latency"
	"writ/ledger"
)

// answer tells what was counted.
func (f *accessFound) answer(q AccessQuery) (*Access, error) {
	tell := &teller{exact: f.Exact}
	a := &Access{Sides: []AccessSide{}}
	for _, h := range q.Horizons {
		a.Horizons = append(a.Horizons, Number(h))
	}
	x := &accessTeller{
		accessFound: f, teller: tell, lives: f.tally.lives(),
		q: &question{scope: *f.scope, ask: LatencyQuery{Horizons: q.Horizons, Tau: q.Tau}},
	}
	works := []ledger.Work{workAccess, workSubscription}
	sums, n := tell.table([][]int64{{f.sides[works[0]].grants, f.sides[works[1]].grants}}, false)
	for i, w := range works {
		if f.sides[w].grants == 0 {
			continue
		}
		side, err := x.side(w, n[0][i])
		if err != nil {
			return nil, err
		}
		a.Sides = append(a.Sides, side)
	}
	var err error
	if a.ThrownBack, err = x.thrownBack(); err != nil {
		return nil, err
	}
	a.Provenance = f.scope.provenance(tell)
	a.From, a.To, a.Unit = "the beginning of a standing access", "the as-of instant", "grant"
	a.N, a.Events = sums[0], sums[0]
	a.Notes = append(a.Notes, "Every grant counts, however it stands; so of the grants themselves none is censored.")
	return a, nil
}

// accessTeller tells what was counted, and withholds what is few.
type accessTeller struct {
	*accessFound
	*teller
	q     *question
	lives map[spanKey]*latency.Life
}

// side tells one side, of which n grants are told.
func (x *accessTeller) side(w ledger.Work, n Count) (AccessSide, error) {
	s := x.sides[w]
	a := AccessSide{Side: SideGranted, N: n, Spans: []AccessSpan{}}
	if w == workSubscription {
		a.Side = SideSubscribed
	}
	a.States = x.states(s, n)
	refused := sumOf(s.rules)
	sums, uses := x.table([][]int64{{s.uses, refused}}, false)
	a.Uses, a.Accepted, a.Refused = sums[0], uses[0][0], uses[0][1]
	a.Rules = x.parts(a.Refused, s.rules)
	a.Reviews = x.line([]int64{sumOf(s.openings)})[0]
	a.Openings = x.parts(a.Reviews, s.openings)
	x.talks(&a, s)
	for _, f := range []figure{findingToEnding, endingToAnswer} {
		life, known := x.lives[spanKey{f, w, 0}]
		if !known {
			continue
		}
		span, err := x.span(spanKey{f, w, 0}, life, nil)
		if err != nil {
			return a, err
		}
		a.Spans = append(a.Spans, *span)
	}
	return a, nil
}

// states tells how grants stood, each state that any of them has.
func (x *accessTeller) states(s *accessSide, n Count) []AccessCount {
	var names []string
	var cells []int64
	known := int64(0)
	for _, state := range accessStates {
		if count := s.states[state.stage]; count > 0 {
			names, cells = append(names, state.name), append(cells, count)
			known += count
		}
	}
	if other := s.grants - known; other > 0 {
		names, cells = append(names, "not known"), append(cells, other)
	}
	return counted(names, x.within(n, cells, x.hide([][]int64{cells})[0]))
}

// talks tells negotiations by result. Their numbers are those of the interval to the
// answer, told in the same way, so that no count follows from both.
func (x *accessTeller) talks(a *AccessSide, s *accessSide) {
	answered, open := sumOf(s.results), s.noResult+s.running
	sums, cells := x.table([][]int64{{answered, open}}, false)
	a.Talks, a.Answered, a.Open = sums[0], cells[0][0], cells[0][1]
	a.Results = x.parts(a.Answered, s.results)
	rest := []int64{s.noResult, s.running}
	parts := x.within(a.Open, rest, x.hide([][]int64{rest})[0])
	a.NoResult, a.Running = parts[0], parts[1]
}

// parts tells the parts of a sum that is told, by name.
func (x *accessTeller) parts(sum Count, parts map[ledger.Code]int64) []AccessCount {
	codes := slices.SortedFunc(maps.Keys(parts), func(a, b ledger.Code) int {
		return cmp.Compare(x.dict.Text(a), x.dict.Text(b))
	})
	names, cells := make([]string, len(codes)), make([]int64, len(codes))
	for i, c := range codes {
		names[i], cells[i] = x.dict.Text(c), parts[c]
	}
	return counted(names, x.within(sum, cells, x.hide([][]int64{cells})[0]))
}

func counted(names []string, counts []Count) []AccessCount {
	all := []AccessCount{}
	for i, name := range names {
		all = append(all, AccessCount{name, counts[i]})
	}
	return all
}

func sumOf(parts map[ledger.Code]int64) (sum int64) {
	for _, n := range parts {
		sum += n
	}
	return sum
}

// thrownBack tells of the hops that an access threw back, by holder.
func (x *accessTeller) thrownBack() (*AccessSpan, error) {
	all, groups := &latency.Life{}, map[ledger.Group]*latency.Life{}
	for k, life := range x.lives {
		if k.figure == backToDisclosure {
			groups[ledger.Group{Holder: k.holder}] = life
			all.Merge(life)
		}
	}
	if len(groups) == 0 {
		return nil, nil
	}
	return x.span(spanKey{backToDisclosure, workHop, 0}, all, groups)
}

// span tells an interval, and each of its groups by holder.
func (x *accessTeller) span(k spanKey, life *latency.Life, groups map[ledger.Group]*latency.Life) (*AccessSpan, error) {
	tell, words := &teller{exact: x.exact}, intervals[k.figure]
	x.q.ends, x.q.groups = words.ends, grouping{by: []Dimension{ByHolder}, dict: x.dict}
	curve, causes := latency.AalenJohansen(life, x.q.causes()...), x.q.causes()
	if curve.Err != nil {
		return nil, curve.Err
	}
	s := &AccessSpan{Name: words.name, Title: words.title, Groups: []LatencyGroup{}}
	all, counts := tell.table([][]int64{cellsOf(curve)}, true)
	s.All = x.q.group(tell, []string{"all"}, curve, all[0], counts[0])
	keys := sortedGroups(x.q.groups, groups)
	var curves []latency.Incidence
	cells := [][]int64{}
	for _, k := range keys {
		c := latency.AalenJohansen(groups[k], causes...)
		if c.Err != nil {
			return nil, c.Err
		}
		curves, cells = append(curves, c), append(cells, cellsOf(c))
	}
	sums, told := tell.table(cells, true)
	for i, k := range keys {
		s.Groups = append(s.Groups, x.q.group(tell, x.q.groups.key(k), curves[i], sums[i], told[i]))
	}
	s.Provenance = x.provenance(tell)
	s.From, s.To, s.Unit, s.Tau, s.Interval = words.from, words.to, words.unit, Number(x.q.ask.Tau), interval
	s.N, s.Events, s.Censored = s.All.N, s.All.Events, s.All.Censored
	if n := x.inverse[k]; n > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("%s more have the end before the beginning and are not in n.", tell.count(int64(n))))
	}
	x.withheld += tell.withheld
	s.Withheld = tell.withheld
	return s, nil
}
