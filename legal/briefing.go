package legal

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Briefing is what an investigator needs at 02:15: which paper, from whom, how
// fast by law, what the holder is known to do, what perishes first.
type Briefing struct {
	Edition string    `json:"edition"`
	At      time.Time `json:"at"` // the instant of the question: clocks run as if the paper were served then
	House   House     `json:"holder"`
	// Requirement has the ways and the exclusions; Ways says of each way, in the
	// same order, what to do about it.
	Requirement Requirement  `json:"requirement"`
	Ways        []Guide      `json:"ways"`
	Preserve    *Preserving  `json:"preserve,omitempty"` // nil: this requester has no instrument for it here
	Perishing   []Perishing  `json:"perishing"`          // what perishes first, first
	Notice      NoticeAdvice `json:"notice"`
}

// House is what the registry knows of the holder beside its data.
type House struct {
	ID           HolderID    `json:"id"`
	Name         string      `json:"name"`
	PolicyDate   string      `json:"policyDate"`
	Illustrative bool        `json:"illustrative,omitempty"`
	Channel      string      `json:"channel,omitempty"`
	MustContain  []string    `json:"mustContain,omitempty"`
	Emergency    *Standard   `json:"emergency,omitempty"` // its own test; nil: no lane for emergencies
	Known        []Statement `json:"known,omitempty"`
	Sources      []Source    `json:"sources"`
}

// Guide is one way as a matter of work.
type Guide struct {
	Instrument InstrumentID `json:"instrument"`
	Entity     string       `json:"entity"`   // the company that the paper names
	FromWhom   string       `json:"fromWhom"` // in words
	HowFast    string       `json:"howFast"`  // in words, with the mark of a doubtful figure
	Clocks     []Counted    `json:"clocks,omitempty"`
}

// Counted is a clock of the law that would run, and when it would have run out.
type Counted struct {
	Act  string `json:"act"` // acknowledge, reply, refusal-window, validation
	Rule Rule   `json:"rule"`
	// Due is exclusive, as in [Deadline]; zero where Problem says why it cannot
	// be counted.
	Due     time.Time `json:"due,omitzero"`
	Problem string    `json:"problem,omitempty"`
}

// Preserving is how data is kept meanwhile.
type Preserving struct {
	Way      Way           `json:"way"`
	Hold     *Term         `json:"hold,omitempty"`
	Renewals []Term        `json:"renewals,omitempty"`
	Own      *Preservation `json:"own,omitempty"` // the holder's own terms, where known
}

// Perishing is data that the holder keeps for so long only.
type Perishing struct {
	Category  Category `json:"category"`
	What      string   `json:"what,omitempty"`
	Retention Term     `json:"retention"`
	// Gone is when it perishes, counted from when the identifier was observed;
	// zero where that is unknown.
	Gone time.Time `json:"gone,omitzero"`
}

// NoticeAdvice is whether the holder tells the user before it discloses, where
// no court forbids it.
type NoticeAdvice struct {
	Required bool     `json:"required"`
	Reason   Reason   `json:"reason"`
	Except   []string `json:"except,omitempty"` // codes of the policy's exceptions
}

// Briefing answers [Law.Requirement] together with what is needed to act on it.
// Due instants are counted as if the paper were served, or the ruling given, at
// Ask.At; what perishes is counted from Ask.Observed. It fails as Requirement
// fails; a clock that cannot be counted says so in its place.
func (l *Law) Briefing(a Ask) (Briefing, error) {
	answer, err := l.Requirement(a)
	if err != nil {
		return Briefing{}, err
	}
	h, _ := l.Holder(a.Holder)
	b := Briefing{
		Edition: l.edition, At: a.At, Requirement: answer, Ways: []Guide{}, Perishing: l.perishing(h, a),
		House: House{
			ID: h.ID, Name: h.Name, PolicyDate: h.PolicyDate, Illustrative: h.Illustrative, Channel: h.Channel,
			MustContain: h.MustContain, Emergency: h.Emergency, Known: h.Known, Sources: h.Sources,
		},
	}
	for _, w := range answer.Ways {
		b.Ways = append(b.Ways, l.guide(w, a.At, h.Emergency))
	}
	if w, ok := l.PreservationWay(a); ok {
		hold, renewals := l.KeptFor(a.Holder, a.Requester, w.Instrument.ID)
		b.Preserve = &Preserving{Way: w, Hold: hold, Renewals: renewals, Own: h.Preservation}
	}
	b.Notice.Required, b.Notice.Reason = l.NoticeRequired(a.Holder, a.Emergency, false)
	if h.Notice != nil {
		b.Notice.Except = h.Notice.Exceptions
	}
	return b, nil
}

// PreservationWay is how this requester has data kept at this holder: of the
// instruments of preservation that it may use there, the one that reaches the
// company which answers for its users, else the first by the order of
// [Law.Requirement]. What the data is and whose does not matter: nothing is
// disclosed. It is false when there is none, or when Requirement would refuse
// the question.
func (l *Law) PreservationWay(a Ask) (Way, bool) {
	q, err := l.ask(a)
	if err != nil {
		return Way{}, false
	}
	q.protected = nil
	var found []use
	for _, id := range l.instrumentIDs {
		i := l.instruments[id]
		if i.Nature != NaturePreservation {
			continue
		}
		u, against := q.try(&i)
		stands := func(r Reason) bool { return r.Code != CodeDisclosesNothing && r.Code != CodeNotAnswered }
		if !slices.ContainsFunc(against, stands) {
			found = append(found, u)
		}
	}
	if len(found) == 0 {
		return Way{}, false
	}
	slices.SortStableFunc(found, func(x, y use) int {
		return cmp.Or(cmp.Compare(y.serves(), x.serves()), byWeight(x.instrument, y.instrument))
	})
	return found[0].way(), true
}

// serves is 1 where the company addressed answers for users where the requester
// is.
func (u use) serves() int {
	if e := u.entity(); e != nil && u.law.WithinAny(u.requester, e.Serves) {
		return 1
	}
	return 0
}

// perishing lists what the holder keeps for a limited time of what is asked,
// shortest first.
func (l *Law) perishing(h Holder, a Ask) []Perishing {
	found := []Perishing{}
	for _, x := range h.Holdings {
		if x.Asked != a.Asked || x.Retention == nil || !slices.Contains(a.Categories, x.Category) {
			continue
		}
		gone, err := l.Add(*x.Retention, a.Observed, h.Zone)
		if err != nil { // nothing was observed
			gone = time.Time{}
		}
		found = append(found, Perishing{x.Category, x.What, *x.Retention, gone})
	}
	slices.SortStableFunc(found, func(x, y Perishing) int {
		switch {
		case longer(y.Retention, x.Retention):
			return -1
		case longer(x.Retention, y.Retention):
			return 1
		}
		return cmp.Compare(x.Category.Weight(), y.Category.Weight())
	})
	return found
}

// guide says of a way who signs and how fast it is.
func (l *Law) guide(w Way, at time.Time, own *Standard) Guide {
	g := Guide{Instrument: w.Instrument.ID, Entity: w.Entity.Name, FromWhom: fromWhom(w), HowFast: howFast(w, own)}
	for _, c := range []struct {
		act  string
		rule *Rule
	}{
		{"acknowledge", w.Acknowledge}, {"reply", w.Reply},
		{"refusal-window", w.Window}, {"validation", w.ValidateAfter},
	} {
		if c.rule == nil {
			continue
		}
		counted := Counted{Act: c.act, Rule: *c.rule}
		if due, err := l.Due(*c.rule, at, w.Entity.Seat()); err != nil {
			counted.Problem = err.Error()
		} else {
			counted.Due = due.At
		}
		g.Clocks = append(g.Clocks, counted)
	}
	return g
}

func fromWhom(w Way) string {
	if w.Instrument.Nature == NatureVoluntary {
		return "nobody: " + w.Entity.Name + " decides by itself"
	}
	text := issuedBy(decider{signers: w.Signers, validators: w.ValidatedBy})
	if by := w.Instrument.ExecutedBy; by != "" {
		text += "; executed by " + an(string(by)) + " of " + state(w.Entity.Jurisdiction)
	}
	return text
}

func howFast(w Way, own *Standard) string {
	var text string
	switch {
	case w.Reply != nil:
		text = fmt.Sprintf("within %s of %s%s", w.Reply.Term.Period, w.Reply.From, doubt(w.Reply.Term.Source))
	case w.Instrument.Nature == NatureVoluntary && own != nil:
		text = fmt.Sprintf("no clock of the law: an answer is waited for %s before compulsory process begins beside it%s",
			own.Expect.Period, doubt(own.Expect.Source))
	default:
		text = "no clock of the law: the paper sets the day, if anything does"
	}
	if w.Suspends && w.Window != nil {
		text += fmt.Sprintf("; delivery waits for the authority notified, up to %s%s", w.Window.Term.Period, doubt(w.Window.Term.Source))
	}
	return text
}
