package casefile

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"pgregory.net/rapid"

	"writ/legal"
)

// This file draws random cases that obey the rules of the machines: hops in
// chain order or side by side, requests, reviews, refusals, alarms that ring
// before an earlier fact becomes known, facts learned days late, the guard, and
// every way to end or to stay open.

// plot draws one case.
type plot struct {
	t      *rapid.T
	record Record
	chain  bool
	runs   []plotRun // hops that have run, in order
	queue  []plotLead
	hops   int
	leads  int
}

type plotLead struct {
	lead Lead
	hop  StepID
	told []Event // events before its turn
}

type plotRun struct {
	step       StepID
	start, end time.Time // end is zero while it is open
	free       time.Time // when the chain could go on; zero while it cannot
	subscriber bool
}

const mostHops = 6

var plotZones = []string{"America/New_York", "Europe/Paris", "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Apia", "America/St_Johns", "UTC"}

// drawCase draws a whole record. Events stand in the order in which the engine
// learned of them.
func drawCase(t *rapid.T) *plot {
	p := &plot{t: t, chain: rapid.Bool().Draw(t, "chain")}
	// 2007 to 2026, where the zones above change their clocks in many ways.
	detected := time.Unix(rapid.Int64Range(1167609600, 1790000000).Draw(t, "detected"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC()
	opened := p.after(detected, "opened")
	p.record.Opening = Opening{
		Case: taleCase, Requester: nypd, Zone: rapid.SampledFrom(plotZones).Draw(t, "zone"),
		Detected: detected, At: opened, Seen: opened, Strategy: StrategyParallel,
	}
	if p.chain {
		p.record.Opening.Strategy = StrategyChain
	}
	p.begin(p.newLead(legal.KindAccount, "", opened), opened, "")
	for len(p.queue) > 0 {
		last := p.runs[len(p.runs)-1]
		if last.free.IsZero() {
			break // the hop runs still
		}
		next := p.queue[0]
		p.queue = p.queue[1:]
		p.begin(next, p.after(last.free, "gap"), last.step)
	}
	p.leaveQueued()
	p.drawGuard(opened)
	p.drawEnd(detected, opened)
	slices.SortStableFunc(p.record.Events, func(a, b Event) int { return a.Seen.Compare(b.Seen) })
	return p
}

// after draws an instant not before t: often the very same, sometimes months on.
func (p *plot) after(t time.Time, label string) time.Time {
	switch rapid.IntRange(0, 5).Draw(p.t, label) {
	case 0:
		return t
	case 1:
		return t.Add(time.Duration(rapid.Int64Range(1, 999).Draw(p.t, label+" ns")))
	case 2:
		return t.Add(time.Duration(rapid.Int64Range(0, int64(200*24*time.Hour)).Draw(p.t, label+" long")))
	}
	return t.Add(time.Duration(rapid.Int64Range(0, int64(72*time.Hour)).Draw(p.t, label+" short")))
}

func (p *plot) newLead(kind legal.IdentifierKind, from StepID, at time.Time) plotLead {
	p.leads++
	id := Identifier{Kind: kind, Value: fmt.Sprintf("v%d", p.leads)}
	if kind == legal.KindIP {
		id = Identifier{Kind: kind, IP: &IPObservation{Address: netip.AddrFrom4([4]byte{192, 0, 2, byte(p.leads)}), Port: 5, At: at}}
	}
	n := LeadID(fmt.Sprintf("lead-%d", p.leads))
	return plotLead{
		lead: Lead{ID: n, Identifier: id, Holder: legal.HolderID("holder-" + n), From: HopID(from), At: at, Seen: at},
		hop:  StepID("hop-" + n),
	}
}

// begin runs a hop from an instant on: turns among the parties, alarms, and an
// end with what was disclosed; or it stays open.
func (p *plot) begin(l plotLead, at time.Time, cause StepID) {
	p.hops++
	run := plotRun{step: l.hop, start: at}
	seen := at
	if n := len(l.told); n > 0 && l.told[n-1].Seen.After(seen) {
		seen = l.told[n-1].Seen // a hop that waited starts when it learns of its turn
	}
	events := append(l.told, Event{Kind: EvHopStarted, At: at, Seen: seen, Awaiting: nypd, Stage: StageAwaitingApplication, Lead: &l.lead, Cause: HopID(cause)})
	if p.hops == 1 && rapid.Bool().Draw(p.t, "by access") {
		events, at, seen = p.byAccess(events, at, seen)
	}
	turns := []Event{
		{Kind: EvEmergencyAsked, Awaiting: PartyID(l.lead.Holder), Stage: StageAwaitingDisclosure, Lane: LaneEmergency},
		{Kind: EvRefused, Awaiting: nypd, Stage: StageAwaitingApplication, Code: CodeRefused},
		{Kind: EvApplied, Awaiting: court, Stage: StageAwaitingApproval},
		{Kind: EvReturned, Awaiting: nypd, Stage: StageAwaitingApplication},
		{Kind: EvGranted, Awaiting: nypd, Stage: StageAwaitingDisclosure},
		{Kind: EvServed, Awaiting: PartyID(l.lead.Holder), Stage: StageAwaitingDisclosure},
		{Kind: EvChallenged, Awaiting: court, Stage: StageUnderReview},
		{Kind: EvRuled, Awaiting: PartyID(l.lead.Holder), Stage: StageAwaitingDisclosure},
		{Kind: EvIssuedUnvalidated, Awaiting: nypd, Stage: StageAwaitingDisclosure},
		{Kind: EvNotified, Awaiting: "enforcing", Stage: StageSuspended},
		{Kind: EvNoObjection, Awaiting: PartyID(l.lead.Holder), Stage: StageAwaitingDisclosure},
		{Kind: EvNotValidated, Awaiting: nypd, Stage: StageAwaitingApplication},
		{Kind: "unheard-of", Awaiting: "somebody", Stage: "Somewhere"},
	}
	for range rapid.IntRange(0, 6).Draw(p.t, "turns") {
		e := rapid.SampledFrom(turns).Draw(p.t, "turn")
		events = p.alarms(events, seen)
		at = p.after(at, "at")
		seen = later(seen, p.after(at, "seen"))
		e.At, e.Seen = at, seen
		events = append(events, e)
	}
	open := rapid.IntRange(0, 9).Draw(p.t, "open") == 0
	if !open {
		at = p.after(at, "answered")
		seen = later(seen, p.after(at, "answer seen"))
		events, run = p.finish(events, run, at, seen)
	}
	p.runs = append(p.runs, run)
	p.write(l.hop, events)
	if !open {
		p.lead(run, at)
	}
}

// byAccess lets a hop go by standing access, and is thrown back or stays with it.
func (p *plot) byAccess(events []Event, at, seen time.Time) ([]Event, time.Time, time.Time) {
	begin := &events[len(events)-1]
	begin.Stage, begin.Lane = StageThroughAccess, LaneAccess
	say := func(kind EventKind, stage Stage) {
		at = p.after(at, "access")
		seen = later(seen, p.after(at, "access seen"))
		events = append(events, Event{Kind: kind, At: at, Seen: seen, Awaiting: nypd, Stage: stage, Lane: LaneAccess})
	}
	for range rapid.IntRange(0, 2).Draw(p.t, "received") {
		say(EvReceived, StageThroughAccess)
	}
	if rapid.Bool().Draw(p.t, "thrown back") {
		say(EvThrownBack, StageAwaitingApplication)
	}
	return events, at, seen
}

// alarms rings some after the last event, before the next is known.
func (p *plot) alarms(events []Event, seen time.Time) []Event {
	last := events[len(events)-1]
	for range rapid.IntRange(0, 2).Draw(p.t, "alarms") {
		kind := rapid.SampledFrom([]EventKind{EvReminder, EvPreserved, EvPerishAlarm, EvNoticeGiven, EvReplanned, EvValidated}).Draw(p.t, "alarm")
		at := p.after(last.At, "rings")
		events = append(events, Event{Kind: kind, At: at, Seen: seen, Awaiting: last.Awaiting, Stage: last.Stage})
	}
	return events
}

// finish discloses or not, and ends the hop when the engine learns of it.
func (p *plot) finish(events []Event, run plotRun, at, seen time.Time) ([]Event, plotRun) {
	code := rapid.SampledFrom([]Code{CodeLeads, CodeLeads, CodeSubscriber, CodeNoRecord}).Draw(p.t, "outcome")
	answer := Event{Kind: EvDisclosed, At: at, Seen: seen, Awaiting: nypd, Stage: StageAwaitingDisclosure}
	switch code {
	case CodeNoRecord:
		answer.Kind, answer.Code = EvNotAvailable, code
	case CodeSubscriber:
		run.subscriber = true
		answer.Identifiers = []Identifier{{Kind: legal.KindSubscriber, Subscriber: &Subscriber{Name: "A. Sample"}}}
	case CodeLeads:
		answer.Identifiers = []Identifier{{Kind: legal.KindEmail, Value: "a@example.org"}}
	}
	run.end, run.free = seen, seen
	if code != CodeNoRecord && rapid.IntRange(0, 2).Draw(p.t, "validated after") == 0 {
		return p.validate(append(events, answer), run, code)
	}
	return append(events, answer, Event{Kind: EvHopEnded, At: seen, Seen: seen, Awaiting: Nobody, Stage: StageEnded, Code: code}), run
}

// validate keeps a hop open after its answer while its paper is validated or
// falls; or it is never heard of again.
func (p *plot) validate(events []Event, run plotRun, code Code) ([]Event, plotRun) {
	answer := &events[len(events)-1]
	answer.Awaiting, answer.Stage = court, StageAwaitingValidation
	run.free, run.end = answer.At, time.Time{}
	at, seen := answer.At, answer.Seen
	say := func(kind EventKind, awaiting PartyID) {
		at = p.after(at, "said")
		seen = later(seen, p.after(at, "said seen"))
		events = append(events, Event{Kind: kind, At: at, Seen: seen, Awaiting: awaiting, Stage: StageAwaitingValidation})
	}
	if rapid.Bool().Draw(p.t, "two authorities") {
		say(EvValidated, "enforcing")
	}
	switch rapid.IntRange(0, 3).Draw(p.t, "stands") {
	case 0:
		return events, run // still pending
	case 1:
		say(EvNotValidated, nypd)
		events = append(events, Event{Kind: EvRestricted, At: seen, Seen: seen, Awaiting: nypd, Stage: StageAwaitingValidation})
		code = CodeNotValidated
	default:
		say(EvValidated, nypd)
	}
	run.end = seen
	return append(events, Event{Kind: EvHopEnded, At: seen, Seen: seen, Awaiting: Nobody, Stage: StageEnded, Code: code}), run
}

// lead follows what the answer yields: at once, or queued in chain order.
func (p *plot) lead(run plotRun, at time.Time) {
	for range rapid.IntRange(0, 2).Draw(p.t, "yield") {
		if p.leads >= mostHops {
			return
		}
		kind := rapid.SampledFrom([]legal.IdentifierKind{legal.KindEmail, legal.KindIP}).Draw(p.t, "kind")
		l := p.newLead(kind, run.step, at)
		if !p.chain {
			p.begin(l, p.after(at, "start"), "")
			continue
		}
		l.told = []Event{{Kind: EvHopQueued, At: at, Seen: later(at, run.free), Awaiting: nypd, Stage: StageWaiting, Lead: &l.lead}}
		p.queue = append(p.queue, l)
	}
}

// leaveQueued writes the hops whose turn never came.
func (p *plot) leaveQueued() {
	for _, l := range p.queue {
		p.write(l.hop, l.told)
	}
}

func (p *plot) drawGuard(opened time.Time) {
	if !rapid.Bool().Draw(p.t, "guard") {
		return
	}
	events := []Event{{Kind: EvGuardPosted, At: opened, Seen: opened, Awaiting: "guards", Stage: StageGuarding}}
	if rapid.Bool().Draw(p.t, "lifted") {
		at := p.after(opened, "lift")
		events = append(events, Event{Kind: EvGuardLifted, At: at, Seen: at, Awaiting: Nobody, Stage: StageEnded})
	}
	p.write(StepProtection, events)
}

// drawEnd writes the case's own events. A case ends once no hop runs, or is
// withdrawn at any time, or stays open.
func (p *plot) drawEnd(detected, opened time.Time) {
	events := []Event{
		{Kind: EvDetected, At: detected, Seen: opened, Awaiting: nypd, Stage: StageFollowing},
		{Kind: EvOpened, At: opened, Seen: opened, Awaiting: nypd, Stage: StageFollowing},
	}
	last, open, named := opened, len(p.queue) > 0, false
	for _, r := range p.runs {
		last = later(last, later(r.start, r.end))
		open = open || r.end.IsZero()
		named = named || r.subscriber
	}
	end := Event{Kind: EvConcluded, Awaiting: Nobody, Stage: StageEnded, Level: LevelDeadEnd, Code: CodeGone}
	switch rapid.IntRange(0, 4).Draw(p.t, "end") {
	case 0:
		p.write(StepCase, events)
		return
	case 1:
		end.Kind, end.Level, end.Code = EvCaseWithdrawn, "", CodeWithdrawn
		last = opened
	case 2:
		if named {
			end.Level, end.Code = LevelSubscriber, ""
		}
	}
	if open && end.Kind == EvConcluded {
		p.write(StepCase, events)
		return
	}
	end.At = p.after(last, "ended")
	end.Seen = p.after(end.At, "end seen")
	p.write(StepCase, append(events, end))
}

// write numbers events in the order of learning and marks the turns, as a
// journal does.
func (p *plot) write(step StepID, events []Event) {
	for i := range events {
		e := events[i]
		e.Step, e.Seq, e.By = step, i+1, e.Awaiting
		e.Turn = i == 0 || events[i-1].Stage != e.Stage || events[i-1].Awaiting != e.Awaiting
		p.record.Events = append(p.record.Events, e)
	}
}

// end is the instant after everything that the record tells.
func (p *plot) now() time.Time {
	now := p.record.Opening.At
	for _, e := range p.record.Events {
		now = later(now, later(e.At, e.Seen))
	}
	return now.Add(time.Hour)
}
