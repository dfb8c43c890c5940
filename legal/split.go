package legal

import (
	"slices"
	"strings"
)

// split proposes two requests where a lighter paper opens the lighter part of
// what is asked. Only compulsory papers are compared: an emergency request is
// voluntary, and a refusal of it leaves the compulsory ones. What is light is
// the lightest categories up to one of them; the proposal that spares most
// wins, of equals the one that asks for most. Nil where nothing is gained.
func (q *question) split(answer Requirement) *Split {
	first := slices.IndexFunc(answer.Ways, func(w Way) bool { return w.Instrument.Nature == NatureCompulsory })
	if first < 0 || len(q.categories) < 2 {
		return nil
	}
	heavy := &answer.Ways[first]
	lighter := q.lighterThan(heavy, answer.Excluded)
	var best *Split
	for n := len(q.categories) - 1; n > 0 && len(lighter) > 0; n-- {
		part := *q
		part.categories = q.categories[:n]
		u, opens := firstOpen(&part, lighter)
		if !opens {
			continue
		}
		spared := u.spares(heavy)
		if len(spared) == 0 || best != nil && len(spared) <= len(best.Reasons) {
			continue
		}
		best = &Split{
			Light: slices.Clone(q.categories[:n]), LightInstrument: u.instrument.ID,
			Heavy: slices.Clone(q.categories[n:]), HeavyInstrument: heavy.Instrument.ID,
			Reasons: spared,
		}
	}
	return best
}

// lighterThan lists the instruments, lightest first, that are excluded for
// nothing but what is asked, and that come before the heavy way.
func (q *question) lighterThan(heavy *Way, excluded []Exclusion) []*Instrument {
	var found []*Instrument
	for _, x := range excluded {
		asked := !slices.ContainsFunc(x.Reasons, func(r Reason) bool {
			return r.Code != CodeNotUnlocked && r.Code != CodeOffenceTooLight
		})
		if !asked {
			continue
		}
		if i := q.law.instruments[x.Instrument]; i.Nature == NatureCompulsory && byWeight(&i, &heavy.Instrument) < 0 {
			found = append(found, &i)
		}
	}
	slices.SortFunc(found, byWeight)
	return found
}

func firstOpen(q *question, instruments []*Instrument) (use, bool) {
	for _, i := range instruments {
		if u := q.by(i); len(u.obstacles()) == 0 {
			return u, true
		}
	}
	return use{}, false
}

// spares says what the light request need not go through that the heavy way
// does.
func (u use) spares(heavy *Way) []Reason {
	light := u.way()
	i := &heavy.Instrument
	var reasons []Reason
	add := func(code, text string, s Source) { reasons = append(reasons, because(code, text, s)) }
	if r, lower := lowerIssuer(light.Issuers, heavy.Issuers); lower {
		add(CodeSparedIssuer, an(string(r))+" suffices: "+string(i.ID)+" needs "+orList(heavy.Issuers), u.source())
	}
	if light.Notifies == nil && heavy.Notifies != nil {
		add(CodeSparedNotification, "no notification: "+string(i.ID)+" is notified to "+an(string(heavy.Notifies.To))+" of the holder's State", heavy.Notifies.Source)
	}
	if !light.Suspends && heavy.Suspends {
		text := "delivery is not suspended: by " + string(i.ID) + " it waits for the authority that is notified"
		if heavy.Window != nil {
			text += ", up to " + heavy.Window.Term.Period.String()
		}
		add(CodeSparedSuspension, text, heavy.Notifies.Source)
	}
	if len(u.instrument.Thresholds) == 0 && len(i.Thresholds) > 0 {
		add(CodeSparedThreshold, "every offence will do: "+string(i.ID)+" asks for "+thresholdWords(i), i.Thresholds[0].Source)
	}
	if slowness(u.instrument) < slowness(i) {
		add(CodeSparedChannel, "it goes straight to the holder: "+string(i.ID)+" passes through authorities of another State", i.Sources[0])
	}
	return reasons
}

// lowerIssuer is the first issuer of the light paper that ranks below all of
// the heavy one's, the highest of these: who asks anyway may be a prosecutor.
func lowerIssuer(light, heavy []Role) (found Role, lower bool) {
	least := len(ranks)
	for _, r := range heavy {
		least = min(least, rank(r))
	}
	best := -1
	for _, r := range light {
		if n := rank(r); n < least && n > best {
			found, lower, best = r, true, n
		}
	}
	return found, lower
}

// ranks orders the offices for comparison, lowest first; offices of one rank
// stand together.
var ranks = [][]Role{
	{RoleAgency},
	{RoleAuthorisations},
	{RoleProsecutor},
	{RoleJudge, RoleInvestigating, RoleLiberty, RoleCommissioner},
	{RoleCentral},
}

// rank of an office that is not compared is above all, so that it never counts
// as lower.
func rank(r Role) int {
	n := slices.IndexFunc(ranks, func(same []Role) bool { return slices.Contains(same, r) })
	if n < 0 {
		return len(ranks)
	}
	return n
}

// orList writes "judge or prosecutor".
func orList(roles []Role) string {
	if len(roles) < 2 {
		return an(list(roles))
	}
	return an(list(roles[:len(roles)-1])) + " or " + string(roles[len(roles)-1])
}

// an puts the article before a word.
func an(word string) string {
	if strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}
