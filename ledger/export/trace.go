package export

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"writ/ledger"
)

// trace is one case in the words of an event log.
type trace struct {
	Case         string
	Work         string
	Jurisdiction string
	Rows         []Row
	Spells       []SpellRow
	Gates        []gate
	Requests     []request

	about []about // of the rows
}

// about is what an event relates to in an object-centric log, as places in the
// trace's lists from 0; -1 for none.
type about struct {
	meaning       *Meaning
	gate, request int
}

// gate is a hop, or at other parties than the requester the work on a request.
type gate struct {
	Name, Holder string
	After, From  int // gates; -1 for none

	key         ledger.Key
	after, from ledger.Key
}

// request is one request to a holder or an authority.
type request struct {
	Gate       int // -1 for none
	Holder     string
	Instrument string

	key ledger.Key
}

// tracer makes traces, in buffers that it uses again.
type tracer struct {
	exact     bool
	spells    bool
	asOf      int64 // 0: everything
	from, to  int64 // opening; 0: no bound
	events    *names
	spellings *names // names in spells: another table, so other counts
	projector *ledger.Projector
	picked    []ledger.Event
	steps     map[ledger.Key]string
	instances instances
	t         trace
}

// pick keeps the events of a case that are exported, in the order of the case;
// nil when the case is not.
func (x *tracer) pick(c ledger.CaseEvents) []ledger.Event {
	x.picked = x.picked[:0]
	var opened int64
	for _, e := range c.Events {
		if x.asOf != 0 && e.Seen > x.asOf {
			continue
		}
		x.picked = append(x.picked, e)
		if opened == 0 && e.Kind == kindOpened {
			opened = e.At
		}
	}
	if len(x.picked) == 0 {
		return nil
	}
	slices.SortFunc(x.picked, func(a, b ledger.Event) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Seen, b.Seen), cmp.Compare(a.Step, b.Step), cmp.Compare(a.Seq, b.Seq))
	})
	if opened == 0 {
		opened = x.picked[0].At
	}
	if opened < x.from || x.to != 0 && opened >= x.to {
		return nil
	}
	return x.picked
}

// project is the case's projection, from the events that are exported.
func (x *tracer) project(c ledger.CaseEvents) (ledger.Projection, error) {
	p, err := x.projector.Project(c, x.asOf)
	if err != nil {
		return p, fmt.Errorf("case %d: %w", c.Case, err)
	}
	return p, nil
}

// count takes what a case would show; it reports whether the case is exported.
func (x *tracer) count(c ledger.CaseEvents) (bool, error) {
	events := x.pick(c)
	if events == nil {
		return false, nil
	}
	for i := range events {
		e := &events[i]
		x.events.count(cell{e.Holder, e.Instrument}, e.By, e.Jurisdiction, e.Cause)
	}
	x.events.counted()
	if !x.spells {
		return true, nil
	}
	p, err := x.project(c)
	if err != nil {
		return false, err
	}
	for i := range p.Spells {
		s := &p.Spells[i]
		x.spellings.count(cell{s.Holder, s.Instrument}, s.Party, s.Jurisdiction)
	}
	x.spellings.counted()
	return true, nil
}

// trace makes the trace of a case; nil when the case is not exported. It is good
// until the next.
func (x *tracer) trace(c ledger.CaseEvents) (*trace, error) {
	events := x.pick(c)
	if events == nil {
		return nil, nil
	}
	p, err := x.project(c)
	if err != nil {
		return nil, err
	}
	t := &x.t
	*t = trace{
		Case: keyText(c.Case), Work: workOf(events), Rows: t.Rows[:0], Spells: t.Spells[:0],
		Gates: t.Gates[:0], Requests: t.Requests[:0], about: t.about[:0],
	}
	x.nameSteps(events, p)
	x.instances.reset()
	for i := range events {
		if err := x.row(&events[i]); err != nil {
			return nil, fmt.Errorf("case %s: %w", t.Case, err)
		}
	}
	for i := range t.Gates {
		g := &t.Gates[i]
		g.After, g.From = t.gateOf(g.after), t.gateOf(g.from)
	}
	if x.spells {
		x.addSpells(p.Spells)
	}
	return t, nil
}

func (x *tracer) row(e *ledger.Event) error {
	m, ok := meaningOf(e.Kind)
	if !ok {
		return fmt.Errorf("event kind %d is not known: it was written by a newer writ", e.Kind)
	}
	t := &x.t
	activity, n := x.instances.of(e, m)
	holder, instrument := x.events.pair(cell{e.Holder, e.Instrument})
	r := Row{
		Case: t.Case, Activity: activity, Time: x.micros(e.At), Transition: m.Transition,
		Instance: t.Case + "." + strconv.Itoa(n), Resource: x.events.text(e.By), Event: string(m.Kind),
		Gate: x.steps[e.Step], Holder: holder, Instrument: instrument, Jurisdiction: x.events.text(e.Jurisdiction),
		Due: x.perhaps(e.Due), Cause: x.events.text(e.Cause), Level: string(e.Level.Name()), Lane: string(e.Lane.Name()),
		Seq: int64(len(t.Rows) + 1),
	}
	t.Jurisdiction = cmp.Or(t.Jurisdiction, r.Jurisdiction)
	t.Rows = append(t.Rows, r)
	t.about = append(t.about, about{m, x.gate(e, holder), x.request(e, holder, instrument)})
	return nil
}

// gate is the place of the event's gate, which it may begin; -1 for the case
// itself and its guard.
func (x *tracer) gate(e *ledger.Event, holder string) int {
	if e.Step == ledger.StepNone || e.Step == ledger.StepCase || e.Step == ledger.StepGuard {
		return -1
	}
	t := &x.t
	i := t.gateOf(e.Step)
	if i < 0 {
		i = len(t.Gates)
		t.Gates = append(t.Gates, gate{key: e.Step, Name: x.steps[e.Step]})
	}
	g := &t.Gates[i]
	if g.Holder == "" || g.Holder == Other {
		g.Holder = cmp.Or(holder, g.Holder)
	}
	g.after, g.from = cmp.Or(g.after, e.After), cmp.Or(g.from, e.From)
	return i
}

func (t *trace) gateOf(step ledger.Key) int {
	if step == ledger.StepNone {
		return -1
	}
	return slices.IndexFunc(t.Gates, func(g gate) bool { return g.key == step })
}

// request is the place of the event's request, which it may begin; -1 for none.
func (x *tracer) request(e *ledger.Event, holder, instrument string) int {
	if e.Request == ledger.StepNone {
		return -1
	}
	t := &x.t
	i := slices.IndexFunc(t.Requests, func(r request) bool { return r.key == e.Request })
	if i < 0 {
		i = len(t.Requests)
		t.Requests = append(t.Requests, request{key: e.Request, Gate: t.gateOf(e.Step)})
	}
	r := &t.Requests[i]
	r.Holder, r.Instrument = cmp.Or(r.Holder, holder), cmp.Or(r.Instrument, instrument)
	return i
}

func (x *tracer) addSpells(spells []ledger.Spell) {
	for i := range spells {
		s := &spells[i]
		holder, instrument := x.spellings.pair(cell{s.Holder, s.Instrument})
		r := SpellRow{
			Case: x.t.Case, Gate: x.steps[s.Step], Visit: int32(s.Visit), Work: s.Work.Name(), Stage: string(s.Stage.Name()),
			Lane: string(s.Lane.Name()), Party: x.spellings.text(s.Party), Holder: holder, Instrument: instrument,
			Jurisdiction: x.spellings.text(s.Jurisdiction), Enter: x.micros(s.Enter), Leave: x.perhaps(s.Leave),
			Due: x.perhaps(s.Due), Ended: string(s.Ended.Name()),
		}
		if s.Leave != 0 {
			seconds := (*r.Leave - r.Enter) / int64(time.Second/time.Microsecond)
			r.Seconds = &seconds
		}
		x.t.Spells = append(x.t.Spells, r)
	}
}

const daySeconds = 24 * 60 * 60

// perhaps is micros of an instant that may be missing.
func (x *tracer) perhaps(second int64) *int64 {
	if second == 0 {
		return nil
	}
	micros := x.micros(second)
	return &micros
}

// micros is an instant as the export may say it.
func (x *tracer) micros(second int64) int64 {
	if !x.exact {
		second -= second % daySeconds
	}
	return second * int64(time.Second/time.Microsecond)
}

// nameSteps names the steps of a case: hops by the numbers that reports use,
// work at other parties by its type.
func (x *tracer) nameSteps(events []ledger.Event, p ledger.Projection) {
	clear(x.steps)
	x.steps[ledger.StepCase], x.steps[ledger.StepGuard] = "case", "guard"
	last := 0
	for _, s := range p.Subjects {
		if s.N > 0 {
			x.steps[s.Step] = "hop-" + strconv.Itoa(int(s.N))
			last = max(last, int(s.N))
		}
	}
	for i := range events {
		e := &events[i]
		if _, named := x.steps[e.Step]; named {
			continue
		}
		switch work := e.Work.Name(); work {
		case "Identification", "Hop":
			last++
			x.steps[e.Step] = "hop-" + strconv.Itoa(last)
		default:
			x.steps[e.Step] = strings.ToLower(work)
		}
	}
}

// workOf is the case's own work where there is such, else that of its first event.
func workOf(events []ledger.Event) string {
	for i := range events {
		if events[i].Step == ledger.StepCase {
			return events[i].Work.Name()
		}
	}
	return events[0].Work.Name()
}

// keyText is the pseudonym of a case as text.
func keyText(k ledger.Key) string { return strconv.FormatInt(int64(k), 10) }
