package population

import (
	"slices"
	"time"

	"writ/ledger"
)

// This file plays one case: its hops one after the other or side by side, and how
// it ends.

// The steps of a case, by their places.
const (
	caseStep = iota
	guardStep
	hopStep
	mostHops = 4
)

// story is one case. It is used again for the next one.
type story struct {
	dice
	number int
	base   uint64
	forum  *forum
	// threat: a threat to life was stated; parallel: leads are followed side by side.
	threat, parallel bool
	detected, opened int64
	observed         int64 // when the account was seen at its line
	steps            [hopStep + mostHops]journal
	leads            []lead
	outcomes         [mostHops]outcome
	hops             int
	last             moment // when the last hop ended
	truth            Truth

	rows   []ledger.Event
	labels []ledger.Label
}

type lead struct {
	found  moment
	holder holder
	from   uint8
}

// How long it takes to open a case on what was detected, and how old the address
// is then: with a median of 3.4 days to the line, a published test of 66,000 cases
// is met (41 % within 2.5 days, four of five within 14).
var (
	opens = spread{6 * hour, 1.5}
	aged  = spread{1.5 * day, 1.2}
)

// tell plays the case of a number.
func (s *story) tell(o Options, number int) {
	s.cast(o.Seed, number)
	s.number, s.base = number, mix(mix(o.Seed)^mix(uint64(number)))
	from, until := o.From.Unix(), o.Until.Unix()
	s.opened = from + int64(s.unit()*float64(until-from))
	s.detected = s.opened - s.draw(opens)
	s.observed = s.detected - s.draw(aged)
	s.forum = s.agency()
	s.threat, s.parallel = s.chance(0.12), s.chance(0.35)
	s.hops, s.leads, s.last = 0, s.leads[:0], moment{}
	for i := range s.steps {
		s.steps[i].reset(s.forum.police, 0)
	}
	s.playGuard()
	s.chain()
	s.playCase(s.outcomes[:s.hops])
}

func (s *story) agency() *forum {
	u := s.unit()
	for i := range forums {
		if u -= forums[i].weight; u < 0 {
			return &forums[i]
		}
	}
	return &forums[0]
}

// learn is when the engine learns of something: mostly within minutes, sometimes
// because a person enters it later.
func (s *story) learn(at int64) moment {
	u := s.unit()
	switch {
	case u < 0.75:
		return moment{at, at + int64(u*10*minute)}
	case u < 0.97:
		return moment{at, at + int64((u-0.75)/0.22*8*hour)}
	}
	return moment{at, at + int64((u-0.97)/0.03*4*day)}
}

// follow plays the hop of a lead.
func (s *story) follow(p plan) outcome {
	p.number = uint8(s.hops + 1)
	s.leads = append(s.leads, lead{p.found, p.holder, p.from})
	o := s.hop(p)
	s.outcomes[s.hops] = o
	s.hops++
	if o.ended.seen > s.last.seen {
		s.last = o.ended
	}
	return o
}

// chain plays the hops: the platform, then what its answer leads to.
func (s *story) chain() {
	first := s.follow(plan{holder: s.oneOf(s.forum.platforms), found: moment{s.opened, s.opened}})
	if first.code != leads {
		return
	}
	mail, line := s.chance(0.70), s.chance(0.75)
	next := plan{holder: s.oneOf(s.forum.lines), from: 1, found: first.found}
	if !mail {
		s.follow(next)
		return
	}
	second := s.follow(plan{holder: s.oneOf(s.forum.mails), from: 1, found: first.found})
	if line {
		s.follow(s.queue(next))
	}
	if second.code != leads || line && !s.chance(0.15) {
		return
	}
	next = plan{holder: s.oneOf(s.forum.lines), from: 2, found: second.found}
	if line {
		next = s.queue(next)
	}
	s.follow(next)
}

// queue keeps a hop back until the one before it has ended, in chain order.
func (s *story) queue(p plan) plan {
	if !s.parallel {
		p.queued, p.release, p.after = true, s.outcomes[s.hops-1].ended.then(), uint8(s.hops)
	}
	return p
}

// playGuard posts a guard in some cases with a threat to life, for some days.
func (s *story) playGuard() {
	if !s.threat || !s.chance(0.5) {
		return
	}
	j, k := &s.steps[guardStep], &known
	at := s.opened
	j.turn(k.guarding, j.police, at+day)
	j.note(moment{at, at}, act{kind: k.guardPosted})
	lifted := at + min(s.draw(spread{2.5 * day, 0.6}), 15*day)
	for at += day; at < lifted; at += day {
		j.turn(k.guarding, j.police, at+day)
		j.note(moment{at, at}, act{kind: k.guardReview})
	}
	j.turn(k.ended, nobody, 0)
	j.note(moment{lifted, lifted}, act{kind: k.guardLifted})
}

// playCase writes the events of the case itself, and cuts what its end cut off.
func (s *story) playCase(all []outcome) {
	end, m := s.ending(all)
	j, k := &s.steps[caseStep], &known
	j.turn(k.following, j.police, 0)
	j.note(moment{s.detected, s.opened}, act{kind: k.detected})
	j.due = s.opened + 14*day
	j.set(0, j.due, act{kind: k.caseTarget})
	j.note(moment{s.opened, s.opened}, act{kind: k.opened, holder: s.leads[0].holder})
	slices.SortStableFunc(s.leads, func(a, b lead) int { return int(a.found.seen - b.found.seen) })
	for _, l := range s.leads {
		if l.found.seen > m.seen {
			break
		}
		j.note(j.meet(l.found), act{kind: k.lead, holder: l.holder, from: l.from})
	}
	if s.last.seen <= m.at {
		spent := j.meet(s.last.then())
		j.turn(k.awaitingConclusion, j.police, j.due)
		j.note(spent, act{kind: k.leadsSpent})
	}
	m = j.meet(m)
	j.turn(k.ended, nobody, 0)
	j.note(m, end)
	s.cut(m)
	s.truth.Detected, s.truth.Opened, s.truth.Ended = instant(s.detected), instant(s.opened), instant(m.at)
	s.truth.Hops = 0
	for i := hopStep; i < len(s.steps); i++ {
		if len(s.steps[i].acts) > 0 {
			s.truth.Hops++
		}
	}
}

// ending draws how the case ends, and when.
func (s *story) ending(all []outcome) (act, moment) {
	k := &known
	at := s.last.seen + s.draw(spread{day, 0.9})
	end := act{kind: k.concluded, level: k.levelDeadEnd, code: deadEnd(all)}
	s.truth.End, s.truth.Code = endOf(end.code), causes[end.code]
	if i := slices.IndexFunc(all, func(o outcome) bool { return o.code == subscriber }); i >= 0 {
		end.code, end.level = 0, k.levelSubscriber+ledger.Level(s.pick(weights{0.7, 0.2, 0.1}))
		s.truth.End, s.truth.Code = ledger.Identified, ""
		if s.parallel && s.chance(0.6) { // and does not wait for the other answers
			at = min(at, all[i].found.seen+s.draw(spread{day, 0.9}))
		}
	}
	if s.chance(0.05) {
		if w := s.opened + s.draw(spread{12 * day, 1}); w < at {
			at, end = w, act{kind: k.caseWithdrawn, code: withdrawn}
			s.truth.End, s.truth.Code = ledger.Withdrawn, causes[withdrawn]
		}
	}
	return end, moment{at, at}
}

// deadEnd is the name of the end of a case in which nobody was named: that of the
// hop that came furthest.
func deadEnd(all []outcome) cause {
	for _, o := range slices.Backward(all) {
		switch o.code {
		case gone, notUnique, anonymised, foreign, refused:
			return o.code
		}
	}
	return noRecord
}

func endOf(c cause) ledger.End {
	switch c {
	case gone:
		return ledger.Gone
	case notUnique:
		return ledger.NotUnique
	case anonymised:
		return ledger.Anonymised
	case refused:
		return ledger.Refused
	}
	return ledger.OtherEnd
}

// cut ends the hops that were open when the case ended.
func (s *story) cut(m moment) {
	for i := hopStep; i < len(s.steps); i++ {
		j := &s.steps[i]
		n := slices.IndexFunc(j.acts, func(a act) bool { return a.seen > m.seen })
		if n < 0 {
			continue
		}
		if j.acts = j.acts[:n]; n == 0 {
			continue
		}
		last := j.acts[n-1]
		j.stage, j.awaiting, j.turned = last.stage, last.awaiting, false
		j.end(m, j.police, withdrawn)
	}
}

func instant(at int64) time.Time { return time.Unix(at, 0).UTC() }
