package population

// This file plays one hop: one holder's turn in the chain.

// plan is what a hop begins with.
type plan struct {
	holder holder
	number uint8 // from 1
	from   uint8 // the hop whose answer held its lead
	found  moment
	// A queued hop waits until another has ended.
	queued  bool
	release moment
	after   uint8
}

// outcome is how a hop ended.
type outcome struct {
	code  cause
	found moment // of the disclosure; zero where nothing was disclosed
	ended moment
}

// hop plays one hop to its end.
func (s *story) hop(p plan) outcome {
	j, k := &s.steps[hopStep+int(p.number)-1], &known
	j.reset(s.forum.police, p.holder)
	h := houses[p.holder]
	begin := act{kind: k.hopStarted, from: p.from, after: p.from}
	stage := k.awaitingApplication
	if p.queued {
		begin.kind, stage = k.hopQueued, k.waiting
	}
	if h.keeps > 0 {
		begin.until = s.observed + h.keeps
	}
	j.turn(stage, j.police, 0)
	j.note(p.found, begin)
	s.perishing(j, begin.until, p.found)
	s.preserve(j, p.found.then())
	now := p.found.then()
	if p.queued {
		now = j.meet(p.release)
		j.turn(k.awaitingApplication, j.police, 0)
		j.note(now, act{kind: k.hopStarted, from: p.from, after: p.after})
		now = now.then()
	}
	if s.threat && h.emergency > 0 {
		o, done := s.emergency(j, h, now)
		if done {
			return o
		}
		now = o.ended
	} else {
		j.awaitApplication(now.at)
	}
	return s.compulsory(j, h, now)
}

// perishing watches data that its holder does not keep for ever.
func (s *story) perishing(j *journal, at int64, m moment) {
	k := &known
	switch {
	case at == 0:
	case at <= m.seen:
		j.note(moment{at, m.seen}, act{kind: k.perished, until: at})
		j.perished = true
	default:
		j.set(onPerish, at, act{kind: k.perished})
		if soon := at - 2*day; soon > m.seen {
			j.set(onPerishSoon, soon, act{kind: k.perishAlarm})
		}
	}
}

// preserve asks the holder to keep what there is.
func (s *story) preserve(j *journal, m moment) {
	k := &known
	in, own := s.preservation(j.holder, m.at)
	if in == 0 {
		return
	}
	if !own {
		j.note(m, act{kind: k.reminder, instrument: in, code: preservationOrder})
		return
	}
	j.asked++
	j.note(m, act{kind: k.preserveAsked, instrument: in, request: j.asked})
	j.set(onHold, m.at+2*day, act{kind: k.reminder})
	answer := act{kind: k.preserved, by: j.holder.party(), instrument: in, request: j.asked}
	at := m.at + s.draw(spread{3 * hour, 1})
	if j.perished || s.chance(0.07) {
		answer.kind, answer.code = k.notPreserved, noRecord
	} else {
		answer.until = at + 90*day
		j.set(onRenewal, answer.until-7*day, act{kind: k.preserveAsked, instrument: in})
	}
	j.arrive(onHeld, moment{at, at}, answer)
}

// awaitApplication makes the requester the party awaited.
func (j *journal) awaitApplication(at int64) {
	j.clear(onApply, onLadder, onValidity, onDecision)
	j.turn(known.awaitingApplication, j.police, at+day)
	j.set(onApply, at+day, act{kind: known.reminder})
}

// end closes the hop.
func (j *journal) end(m moment, by party, code cause) outcome {
	j.alarms = j.alarms[:0]
	j.turn(known.ended, nobody, 0)
	j.note(m, act{kind: known.hopEnded, by: by, code: code})
	return outcome{code: code, ended: m}
}

// emergency asks for voluntary disclosure. Done is false where the hop goes on
// with compulsory process.
func (s *story) emergency(j *journal, h house, m moment) (o outcome, done bool) {
	k := &known
	j.asked++
	request, due := j.asked, m.at+h.emergency
	j.turn(k.awaitingDisclosure, j.holder.party(), due)
	j.note(m, act{kind: k.emergencyAsked, lane: k.emergency, request: request})
	answer := s.learn(m.at + s.draw(emergencyDecision))
	a := act{kind: k.refused, by: j.holder.party(), lane: k.emergency, request: request, code: refused}
	if answer.seen >= due {
		m = j.meet(moment{due, due})
		j.awaitApplication(m.at)
		a.kind, a.code = k.emergencyUnanswered, 0
		j.note(m, a)
		return outcome{ended: m.then()}, false
	}
	answer = j.meet(answer)
	if s.chance(h.grants) {
		return s.discloses(j, h, answer, a, j.perished), true
	}
	j.awaitApplication(answer.at)
	j.note(answer, a)
	return outcome{ended: answer.then()}, false
}

// How long a requester takes to write an application, at first and again.
var (
	writes   = spread{8 * hour, 1.2}
	rewrites = spread{day, 1.0}
)

const mostApplications = 5

// compulsory applies for a paper and serves it, until there is an answer on the
// merits or the requester gives up.
func (s *story) compulsory(j *journal, h house, now moment) outcome {
	effort := writes
	for range mostApplications {
		p := s.paper(j.holder, now.at)
		served, ok := s.gate(j, p, now, effort)
		effort = rewrites
		if !ok {
			now = served
			continue
		}
		o, answered := s.answer(j, h, p, served)
		if answered {
			return o
		}
		now = o.ended
		if s.chance(0.15) {
			break
		}
	}
	m := s.learn(now.at + s.draw(spread{2 * day, 0.8}))
	code := refused
	if !inUS(j.holder) && s.forum.police == policeUS {
		code = foreign
	}
	return j.end(j.meet(m), j.police, code)
}

// gate applies to the authority. It returns when the paper was served, or, where
// it was not, when the requester can try again.
func (s *story) gate(j *journal, p paper, now moment, effort spread) (m moment, ok bool) {
	k := &known
	m = j.meet(s.learn(now.at + s.draw(effort)))
	j.clear(onApply)
	j.asked++
	application := j.asked
	j.turn(k.awaitingApproval, p.authority, m.at+day)
	j.set(onDecision, m.at+day, act{kind: k.reminder})
	j.note(m, act{kind: k.applied, instrument: p.instrument, request: application, lane: k.ordinary})

	m = j.meet(s.learn(m.seen + s.draw(decides(p.authority, m.seen))))
	j.clear(onDecision)
	a := act{kind: k.granted, by: p.authority, instrument: p.instrument, request: application}
	switch s.pick(weights{0.86, 0.04, 0.08, 0.02}) {
	case 1:
		a.kind = k.narrowed
	case 2:
		a.kind = k.returned
	case 3:
		a.kind = k.denied
	}
	if a.kind != k.granted && a.kind != k.narrowed {
		j.awaitApplication(m.at)
		j.note(m, a)
		return m.then(), false
	}
	j.turn(k.awaitingDisclosure, j.police, m.at+30*day)
	j.note(m, a)
	m = m.then()
	s.serve(j, p, m, m.at+30*day)
	return m, true
}
