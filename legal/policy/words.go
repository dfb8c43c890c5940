package policy

import (
	"slices"
	"strings"

	"writ/legal"
)

// This file lists what a policy may name. Whatever is not listed is refused.

// Purposes lists the purposes that policies know. Which of them a contract may state,
// and which no use may have, is for each version to say.
func Purposes() []legal.Purpose {
	return []legal.Purpose{
		BreakingNews, PublicSafety, legal.ProtectPerson, legal.IdentifyAuthor,
		legal.TrackDemonstrators, legal.TrackTopic, TrackList, legal.Profile, legal.Surveillance,
	}
}

// Shapes lists the shapes of uses. Only an account and an incident ever pass.
func Shapes() []legal.Shape {
	return []legal.Shape{legal.OneAccount, Incident, legal.ListShape, legal.TopicShape, legal.AreaShape, legal.GroupShape}
}

// fileRules are the rules that stand in files.
func fileRules() []Rule {
	return []Rule{RuleDemonstrators, RuleTopic, RuleList, RuleProfile, RuleSurveillance, RuleArea}
}

func endings() []Ending { return []Ending{Restricted, Suspended, Terminated} }

func verdicts() []Verdict { return []Verdict{MayBeUsed, Held, MayNotBeUsed} }

// list joins words for a message.
func list[T ~string](words []T) string {
	texts := make([]string, 0, len(words))
	for _, w := range words {
		texts = append(texts, string(w))
	}
	if len(texts) == 0 {
		return "nothing"
	}
	return strings.Join(texts, ", ")
}

// clone makes a copy that shares nothing with the version that was read.
func (p *Policy) clone() *Policy {
	c := *p
	c.Purposes = slices.Clone(p.Purposes)
	c.Sources = slices.Clone(p.Sources)
	c.Forbids = slices.Clone(p.Forbids)
	for n, r := range c.Forbids {
		c.Forbids[n].Purposes = slices.Clone(r.Purposes)
		c.Forbids[n].Shapes = slices.Clone(r.Shapes)
		c.Forbids[n].Sources = slices.Clone(r.Sources)
	}
	c.Received = slices.Clone(p.Received)
	for n, r := range c.Received {
		c.Received[n].Sources = slices.Clone(r.Sources)
	}
	return &c
}
