package population

import "writ/legal"

// This file is the holder's side of a hop: how it answers compulsory process.

// serve starts the reply clock, or the time of the authority that is notified.
func (s *story) serve(j *journal, p paper, m moment, validUntil int64) {
	k := &known
	j.asked++
	due := m.at + p.reply
	if p.notified != 0 {
		j.turn(k.suspended, p.notified, due)
	} else {
		j.turn(k.awaitingDisclosure, j.holder.party(), due)
	}
	j.note(m, act{kind: k.served, instrument: p.instrument, request: j.asked, lane: k.ordinary})
	j.clear(onLadder, onValidity)
	j.set(onValidity, validUntil, act{kind: k.expired})
	if p.notified == 0 {
		j.ladder(p, due)
		return
	}
	j.asked++
	j.note(m, act{kind: k.notified, instrument: p.instrument, request: j.asked, until: due})
	j.asked-- // the demand is the request in force
}

// ladder arms the reminders that follow a day of reply that has passed.
func (j *journal) ladder(p paper, due int64) {
	if p.second == 0 {
		return
	}
	j.set(onLadder, due+hour, act{kind: known.reminder})
	j.set(onLadder, due+p.second, act{kind: known.secondNotice})
	if p.compels > 0 && p.compeller == 0 {
		j.set(onLadder, due+p.compels, act{kind: known.reminder, instrument: p.compel, code: noEnforcing})
	}
}

// answer waits for the holder. answered is false where it did not decide on the
// merits, and the requester is to try again.
func (s *story) answer(j *journal, h house, p paper, served moment) (o outcome, answered bool) {
	k := &known
	request, lost := j.asked, j.perished
	if p.notified != 0 {
		j.asked++ // the notification's own
	}
	at := served.at + s.draw(h.answer(p, served.at))
	due := served.at + p.reply
	if s.chance(0.35) {
		m := served.at + s.draw(spread{5 * hour, 0.8})
		if m < at {
			j.arrive(0, moment{m, m}, act{kind: k.acknowledged, by: j.holder.party(), request: request})
		}
	}
	if p.notified != 0 {
		at = max(at, s.noObjection(j, p, served, due))
	}
	if p.notified == 0 && s.chance(0.01) {
		var quash bool
		if at, due, quash = s.challenge(j, p, request, served, due); quash {
			return outcome{ended: j.alarmFree(moment{at, at})}, false
		}
	}
	if motion := due + p.compels; p.compels > 0 && p.compeller != 0 && at > motion {
		at, request = s.compels(j, p, request, motion, at)
	}
	m := j.meet(s.learn(at))
	j.clear(onLadder, onValidity)
	a := act{kind: k.disclosed, by: j.holder.party(), instrument: p.instrument, request: request, lane: k.ordinary}
	if s.chance(h.rejects) {
		a.kind, a.code = k.refused, refused
		if s.chance(0.6) {
			a.kind, a.code = k.defective, defective
		}
		j.awaitApplication(m.at)
		j.note(m, a)
		return outcome{ended: m.then()}, false
	}
	return s.discloses(j, h, m, a, lost), true
}

// alarmFree is the moment after something that was noted already.
func (j *journal) alarmFree(m moment) moment { return moment{m.at, max(m.at, j.last)}.then() }

// noObjection lets delivery begin, when the notified authority says so or its
// time has passed.
func (s *story) noObjection(j *journal, p paper, served moment, due int64) int64 {
	k := &known
	m := moment{due, due}
	if at := served.at + s.draw(spread{5 * day, 0.5}); at < due {
		m = moment{at, at}
	}
	m = j.meet(m)
	j.turn(k.awaitingDisclosure, j.holder.party(), due)
	j.note(m, act{kind: k.noObjection, by: p.notified, instrument: p.instrument, request: j.asked})
	j.ladder(p, due)
	return m.at + s.draw(spread{day, 1})
}

// challenge takes the paper before its authority; the reply clock pauses. A
// litigated order took 21 to 92 days.
func (s *story) challenge(j *journal, p paper, request uint16, served moment, due int64) (at, newDue int64, quash bool) {
	k := &known
	m := j.meet(s.learn(served.at + s.draw(spread{3 * day, 0.4})))
	remaining := due - m.at
	j.clear(onLadder)
	hearing := m.at + 14*day
	j.turn(k.underReview, p.authority, hearing)
	j.set(onDecision, hearing, act{kind: k.reminder})
	j.note(m, act{kind: k.challenged, by: j.holder.party(), request: request})
	m = j.meet(s.learn(m.at + int64(s.between(20*day, 90*day))))
	j.clear(onDecision)
	if s.chance(0.25) {
		j.awaitApplication(m.at)
		j.note(m, act{kind: k.refused, by: p.authority, instrument: p.instrument, request: request, code: quashed, lane: k.ordinary})
		return m.at, 0, true
	}
	if remaining > 0 {
		due = m.at + remaining
	}
	j.turn(k.awaitingDisclosure, j.holder.party(), due)
	j.note(m, act{kind: k.ruled, by: p.authority, request: request})
	j.ladder(p, due)
	return m.at + s.draw(spread{4 * day, 0.7}), due, false
}

// compels moves the authority to compel a holder that is late. Where the holder
// has not answered by the decision, the order is served anew.
func (s *story) compels(j *journal, p paper, late uint16, motion, at int64) (int64, uint16) {
	k := &known
	m := j.meet(moment{motion, motion})
	j.asked++
	moved := j.asked
	j.note(m, act{kind: k.compelMoved, instrument: p.compel, request: moved})
	decision := s.learn(motion + s.draw(spread{5 * day, 0.6}))
	if at <= decision.seen {
		return at, late
	}
	decision = j.meet(decision)
	j.note(decision, act{kind: k.granted, by: p.compeller, instrument: p.compel, request: moved})
	m = decision.then()
	j.note(m, act{kind: k.requestWithdrawn, request: late, code: superseded})
	again := p
	again.notified, again.compels = 0, 0
	s.serve(j, again, m, m.at+30*day)
	return m.at + s.draw(spread{3 * day, 0.8}), j.asked
}

// discloses ends the hop with what the holder found, or did not find.
func (s *story) discloses(j *journal, h house, m moment, a act, lost bool) outcome {
	k := &known
	a.kind, a.code = k.disclosed, 0
	var code cause
	switch h.kind {
	case legal.ISP:
		code = []cause{subscriber, notUnique, anonymised, noRecord, gone}[s.pick(weights{0.80, 0.07, 0.06, 0.05, 0.02})]
	case legal.EmailProvider:
		code = []cause{leads, noRecord, facts, anonymised}[s.pick(weights{0.80, 0.10, 0.06, 0.04})]
	default:
		code = []cause{leads, noRecord, facts}[s.pick(weights{0.90, 0.07, 0.03})]
	}
	if lost {
		code = gone
	}
	if code != leads && code != subscriber && code != facts {
		return j.nothing(m, a, code)
	}
	a.subscriber = code == subscriber
	j.turn(k.awaitingDisclosure, j.police, 0)
	j.note(m, a)
	o := j.end(m.then(), j.holder.party(), code)
	o.found = m
	return o
}

// nothing ends the hop with the holder's word that it has nothing.
func (j *journal) nothing(m moment, a act, code cause) outcome {
	a.kind, a.code = known.notAvailable, code
	j.turn(known.ended, j.police, 0)
	j.note(m, a)
	return j.end(m.then(), a.by, code)
}
