package legal

import (
	"fmt"
	"slices"
	"strings"
)

// offenceThreshold adds, where no alternative is met, one reason for each.
func (u use) offenceThreshold(reasons []Reason) []Reason {
	alternatives := u.instrument.Thresholds
	if len(alternatives) == 0 {
		return reasons
	}
	if _, met := u.thresholdMet(); met {
		return reasons
	}
	for n := range alternatives {
		t := &alternatives[n]
		reasons = append(reasons, because(CodeOffenceTooLight,
			fmt.Sprintf("%s asks for %s; %s", u.instrument.ID, t.words(), u.missed(t)), t.Source))
	}
	return reasons
}

// thresholdMet is the first alternative that the offence meets.
func (u use) thresholdMet() (n int, met bool) {
	n = slices.IndexFunc(u.instrument.Thresholds, func(t Threshold) bool { return u.missed(&t) == "" })
	return n, n >= 0
}

// missed says what an alternative asks for that is not there; empty when the
// alternative is met. An unknown sentence never counts as long enough.
func (u use) missed(t *Threshold) string {
	for _, c := range u.categories {
		if len(t.Categories) > 0 && !slices.Contains(t.Categories, c) {
			return string(c) + " is asked for too"
		}
	}
	if t.OverNetwork && !u.offence.OverNetwork {
		return "that the offence was committed over a network is not stated"
	}
	if u.offence.Kind != "" && slices.Contains(t.Offences, u.offence.Kind) {
		return ""
	}
	switch {
	case t.Years == 0 && u.offence.Kind == "":
		return "the kind of offence is not stated"
	case t.Years == 0:
		return "this one is of the kind " + u.offence.Kind
	case u.offence.MaxYears <= 0:
		return "the maximum is not stated, so it does not count as met"
	case u.offence.MaxYears < t.Years:
		return fmt.Sprintf("this one has %d", u.offence.MaxYears)
	}
	return ""
}

func counted(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// words says what the alternative asks for.
func (t Threshold) words() string {
	var ways []string
	if t.Years > 0 {
		text := fmt.Sprintf("an offence with a maximum of at least %s", counted(t.Years, "year"))
		if t.OverNetwork {
			text += ", committed over a network"
		}
		ways = append(ways, text)
	}
	if len(t.Offences) > 0 {
		ways = append(ways, "an offence of the kind "+strings.Join(t.Offences, " or "))
	}
	text := strings.Join(ways, ", or ")
	if len(t.Categories) > 0 {
		text += ", where nothing but " + list(t.Categories) + " is asked for"
	}
	return text
}

// graveEnough says which alternative is met, and why each other is not.
func (u use) graveEnough(reasons []Reason) []Reason {
	met, ok := u.thresholdMet()
	if !ok {
		return reasons
	}
	t := &u.instrument.Thresholds[met]
	text := "the offence is grave enough: met is " + t.words() + doubt(t.Source)
	for n := range u.instrument.Thresholds {
		other := &u.instrument.Thresholds[n]
		if n == met {
			continue
		}
		if miss := u.missed(other); miss != "" {
			text += "; not met, and not needed, is " + other.words() + ": " + miss + doubt(other.Source)
		}
	}
	return append(reasons, Reason{CodeThreshold, text, t.Source}) // each alternative is marked for itself
}

// thresholdWords lists all alternatives of an instrument.
func thresholdWords(i *Instrument) string {
	words := make([]string, len(i.Thresholds))
	for n, t := range i.Thresholds {
		words[n] = t.words()
	}
	return strings.Join(words, ", or ")
}
