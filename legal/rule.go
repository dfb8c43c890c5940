package legal

import (
	"cmp"
	"fmt"
	"slices"
)

// NamedRule is a clock of the law and the instrument that starts it.
type NamedRule struct {
	Rule
	Instrument InstrumentID `json:"instrument"`
	Starts     string       `json:"starts"` // what the clock is for: "reply", "refusal window", ...
}

// Rules lists all clocks of the edition, by id.
func (l *Law) Rules() []NamedRule {
	var list []NamedRule
	for _, i := range l.Instruments() {
		for _, c := range []struct {
			starts string
			rule   *Rule
		}{
			{"acknowledgement", i.Acknowledge}, {"reply", i.Reply}, {"reply in an emergency", i.EmergencyReply},
			{"validation afterwards", i.ExPostValidation}, {"refusal window", i.RefusalWindow},
			{"refusal window in an emergency", i.EmergencyWindow},
		} {
			if c.rule != nil {
				list = append(list, NamedRule{*c.rule, i.ID, c.starts})
			}
		}
	}
	slices.SortFunc(list, func(a, b NamedRule) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// Rule returns the clock of that id; the error lists the known ones.
func (l *Law) Rule(id string) (NamedRule, error) {
	var known []string
	for _, r := range l.Rules() {
		if r.ID == id {
			return r, nil
		}
		known = append(known, r.ID)
	}
	return NamedRule{}, fmt.Errorf("rule %q is unknown to edition %s: want one of %s", id, l.edition, list(known))
}

// Protections lists whose protected data needs a higher decider.
func Protections() []Protection { return []Protection{JournalistSource, LawyerData} }
