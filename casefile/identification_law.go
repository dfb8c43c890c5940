package casefile

import (
	"fmt"
	"strings"

	"writ/legal"
)

// atTheDoor refuses a case for what it is aimed at or for what purpose, with
// the rule.
func (o Opening) atTheDoor(law *legal.Law) error {
	shape := legal.OneAccount
	if o.Account.Kind == legal.KindAccount || o.Account.Kind == legal.KindEmail || o.Account.Kind == legal.KindPhone {
		shape = legal.ShapeOf(o.Account.Value)
	}
	refused := law.AtTheDoor(legal.Petition{Shape: shape, Accounts: 1, Purpose: o.Purpose, Offence: o.Offence})
	if len(refused) == 0 {
		return nil
	}
	r := refused[0]
	cites := make([]string, 0, len(r.Sources))
	for _, s := range r.Sources {
		cites = append(cites, s.Cite)
	}
	return fmt.Errorf("refused at the door by rule %q: %s (%s)", r.Door, r.Text, strings.Join(cites, "; "))
}

// MoveLaw moves the case to another edition of the law, or to published
// calendars: from now on its hops stand under that, and those that run count
// their open clocks anew. The opening keeps saying under which law it began.
func (c *CaseMachine) MoveLaw(a MoveLaw, m Moment) (Receipt, []Action, error) {
	if err := c.mayAct(a.Act, m); err != nil {
		return Receipt{}, nil, err
	}
	next, moved, err := lawState{c.under(), c.Calendars, c.law}.move(a)
	if err != nil {
		return Receipt{}, nil, err
	}
	for _, h := range c.Hops {
		if _, ok := next.law.Holder(h.Holder); !ok && h.Stage != StageEnded {
			return Receipt{}, nil, Refuse("unknown-holder", "end its hop first, or add the holder to the edition",
				"a hop to holder %q runs, and it is not in the registry of edition %s", h.Holder, next.edition)
		}
	}
	c.Edition, c.Calendars, c.law = next.edition, next.calendars, next.law
	c.record(m, Event{Kind: EvLawMoved, By: c.Opening.Requester, Law: moved, Reason: a.Reason})
	var acts []Action
	for _, h := range c.Hops {
		if h.Stage != StageEnded {
			acts = append(acts, Action{Law: &LawTurn{Hop: h.ID, Edition: next.edition, Calendars: next.calendars, At: m.At}})
		}
	}
	return c.Accept(a.Act, m, "the law was moved: "+moved.String()), acts, nil
}

// String says in words what changed.
func (l LawMove) String() string {
	var parts []string
	if l.From != l.To {
		parts = append(parts, fmt.Sprintf("edition %s to %s", l.From, l.To))
	}
	if len(l.Calendars) > 0 {
		parts = append(parts, "calendars "+strings.Join(l.Calendars, ", "))
	}
	return strings.Join(parts, "; ")
}
