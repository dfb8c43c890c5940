package report_test

import (
	"pgregory.net/rapid"

	"writ/casefile"
)

// This file makes up what happens to standing accesses, and counts it without looking
// at any event.

// interval is one as the story tells it: cause 0 is open.
type interval struct {
	from, to float64
	cause    int
}

// chapter is one review, protest or use of a story, with what a report is to make of
// it, by the day that it is asked.
type chapter struct {
	acts  []act
	truth func(asOf float64, known func(i int) bool, c *census)
}

// census counts stories without looking at any event.
type census struct {
	states, rules, openings, results map[string]int64
	accepted, noResult, running      int64
	reviews, protests                []interval
}

func add(m *map[string]int64, name string) {
	if *m == nil {
		*m = map[string]int64{}
	}
	(*m)[name]++
}

// storyteller makes up what happens to one grant, one chapter after the other.
type storyteller struct {
	*rapid.T
	day, known float64
}

// at is the next act: some days later, and learned at once or late, but never before
// the one before it was.
func (s *storyteller) at(a act) act {
	s.day += float64(rapid.IntRange(1, 60).Draw(s.T, "days"))
	a.day = s.day
	return s.learned(a)
}

func (s *storyteller) learned(a act) act {
	s.known = max(s.known, a.day+float64(rapid.SampledFrom([]int{0, 0, 0, 45}).Draw(s.T, "late")))
	a.known = s.known
	return a
}

func (s *storyteller) use() chapter {
	rule := rapid.SampledFrom([]string{"", "", "no-tracking-of-a-topic", "no-tracking-of-a-list"}).Draw(s.T, "rule")
	a := act{kind: casefile.EvUseAccepted, stage: casefile.StageAccessActive, by: "nypd"}
	if rule != "" {
		a.kind, a.code = casefile.EvUseRefused, casefile.Code(rule)
	}
	return chapter{[]act{s.at(a)}, func(_ float64, known func(int) bool, c *census) {
		switch {
		case known(0) && rule == "":
			c.accepted++
		case known(0):
			add(&c.rules, rule)
		}
	}}
}

// review opens one, by a finding or by refusals, and ends it, or not.
func (s *storyteller) review(last bool) chapter {
	cause := rapid.SampledFrom([]string{"finding", "finding", "refused-uses", "review-date"}).Draw(s.T, "cause")
	ends := []casefile.EventKind{casefile.EvReviewCleared, casefile.EvAccessSuspended, casefile.EvAccessRestricted}
	if last {
		ends = append(ends, "")
	}
	end := rapid.SampledFrom(ends).Draw(s.T, "end")
	byFinding := cause == "finding"
	opened := s.at(act{kind: casefile.EvReviewOpened, stage: casefile.StageAccessUnderReview, code: casefile.Code(cause), by: "twitter"})
	var acts []act
	if byFinding {
		found := opened
		found.kind, found.stage, found.code = casefile.EvFinding, casefile.StageAccessActive, "press"
		acts = append(acts, found)
	}
	acts = append(acts, opened)
	opens := len(acts) - 1
	if end != "" {
		acts = append(acts, s.at(act{kind: end, stage: stageAfter(end), by: "twitter"}))
	}
	return chapter{acts, func(asOf float64, known func(int) bool, c *census) {
		if !known(opens) {
			return
		}
		add(&c.openings, cause)
		if !byFinding {
			return
		}
		w := interval{from: opened.day, to: asOf}
		if end != "" && known(opens+1) {
			w.to, w.cause = acts[opens+1].day, 1
			if end == casefile.EvReviewCleared {
				w.cause = 2
			}
		}
		c.reviews = append(c.reviews, w)
	}}
}

func stageAfter(end casefile.EventKind) casefile.Stage {
	switch end {
	case casefile.EvAccessSuspended:
		return casefile.StageAccessSuspended
	case casefile.EvAccessRestricted:
		return casefile.StageAccessRestricted
	}
	return casefile.StageAccessActive
}

// talk is a suspension, a protest, and what came of it.
func (s *storyteller) talk(last bool) chapter {
	results := []string{"maintain", "give-back", "agree"}
	if last {
		results = append(results, "", "no result")
	}
	result := rapid.SampledFrom(results).Draw(s.T, "result")
	ended, object := s.at(suspended(0)), s.at(protested(0))
	acts := []act{ended, object}
	if rapid.Bool().Draw(s.T, "declined") {
		acts = append(acts, s.at(answered(0, casefile.AccessMaintain, "nypd")))
	}
	late := len(acts)
	switch result {
	case "":
	case "no result":
		acts = append(acts, s.at(act{kind: casefile.EvNoResult, stage: casefile.StageAccessSuspended, by: "twitter"}))
	default:
		acts = append(acts, s.at(answered(0, casefile.AccessVerdict(result), "twitter")))
	}
	return chapter{acts, func(asOf float64, known func(int) bool, c *census) {
		if !known(1) {
			return
		}
		w := interval{from: ended.day, to: asOf}
		switch {
		case result == "no result" && known(late):
			c.noResult++
		case result == "" || !known(late) || result == "no result":
			c.running++
		default:
			w.to, w.cause = acts[late].day, 1
			add(&c.results, result)
		}
		c.protests = append(c.protests, w)
	}}
}

var stageNames = map[casefile.Stage]string{
	casefile.StageAccessActive: "active", casefile.StageAccessUnderReview: "under review",
	casefile.StageAccessRestricted: "restricted", casefile.StageAccessSuspended: "suspended",
}

// tell makes up some grants and adds them to the books; what it returns counts them as
// of a day.
func tell(t *rapid.T, b *books, grants int) func(asOf float64) census {
	var all [][]chapter
	for n := range grants {
		s := &storyteller{T: t}
		s.day = float64(rapid.IntRange(0, 50).Draw(t, "begins"))
		chapters := []chapter{{acts: []act{s.learned(granted(s.day))}, truth: func(float64, func(int) bool, *census) {}}}
		last := rapid.IntRange(0, 4).Draw(t, "chapters")
		for i := range last {
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				chapters = append(chapters, s.review(i == last-1))
			case 1:
				chapters = append(chapters, s.talk(i == last-1))
			default:
				chapters = append(chapters, s.use())
			}
		}
		var acts []act
		for _, c := range chapters {
			acts = append(acts, c.acts...)
		}
		b.grant(t, n, acts...)
		all = append(all, chapters)
	}
	return func(asOf float64) (c census) {
		for _, chapters := range all {
			stage := ""
			for _, chapter := range chapters {
				known := func(i int) bool { return chapter.acts[i].seen() <= asOf }
				chapter.truth(asOf, known, &c)
				for i, a := range chapter.acts {
					if known(i) {
						stage = stageNames[a.stage]
					}
				}
			}
			if stage != "" {
				add(&c.states, stage)
			}
		}
		return c
	}
}
