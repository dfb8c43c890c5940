package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/protocol"
)

func (a *app) taskCommand() *cobra.Command {
	var party string
	show := &cobra.Command{
		Use:   "show TASK --party PARTY",
		Short: "Show a request as the party that holds it sees it",
		Long: `Show a request as the party that holds it sees it: the whole paper and what has
happened to it there.

TASK is the id that writ inbox prints, or any beginning of it of at least 4
characters.`,
		Args: cobra.ExactArgs(1),
	}
	show.Flags().StringVar(&party, "party", "", "the `PARTY`")
	must(show.MarkFlagRequired("party"))
	show.RunE = a.does(a.with(func(ctx context.Context, s *session, args []string) error {
		p, err := s.party(party)
		if err != nil {
			return err
		}
		r, err := s.findTask(ctx, p, args[0], taskWords)
		if err != nil {
			return err
		}
		task, err := ask[protocol.Task](ctx, s, p, r.ID, protocol.QueryTask)
		if err != nil {
			return err
		}
		if task.Now, err = s.caseTime(ctx, p, r.ID); err != nil {
			return err
		}
		if isAccess(task.Type) {
			return a.print(newAccessView(task, task.Now, zoneOf(p.Zone)))
		}
		return a.print(taskView{Task: task, zone: zoneOf(p.Zone)})
	}))
	return group("task", "Look at one request", show)
}

// taskView is one request.
type taskView struct {
	protocol.Task
	zone *time.Location
}

func (v taskView) write(p *page) {
	t := v.Task
	p.title(t.ID)
	p.field("what", taskWhat(t))
	p.field("from", string(t.From))
	p.field("lane", string(t.Lane))
	p.field("stage", t.Stage)
	if t.Outcome != "" {
		p.field("outcome", t.Outcome)
	}
	if t.Awaiting != "" && t.Awaiting != casefile.Nobody {
		p.field("awaits", string(t.Awaiting))
	}
	if !t.Due.IsZero() {
		far, _ := relativeDue(t.Due, t.Now)
		p.field("due", stamp(t.Due, v.zone)+" ("+far+")")
	}
	v.writePaper(p)
	v.writeEvents(p)
	if t.NoticeDue {
		p.title("notice")
		p.para("  ", "the policy of this holder asks for notice to the user before disclosure, and none was given yet")
	}
	if len(t.Actions) > 0 {
		p.title("open to " + string(t.Party))
		for _, a := range t.Actions {
			p.line("  writ decide %s %s --party %s%s", shortID(t.ID), a, t.Party, neededFlags(t.Type, a))
		}
	}
}

// writePaper prints the request itself.
func (v taskView) writePaper(p *page) {
	switch t := v.Task; {
	case t.Application != nil:
		v.writeApplication(p, *t.Application)
	case t.Demand != nil:
		v.writeDemand(p, *t.Demand)
	case t.Hold != nil:
		p.title("preservation request")
		p.field("holder", string(t.Hold.Holder))
		p.field("selector", t.Hold.Selector.String())
		p.field("under", string(t.Hold.Instrument))
		p.field("offence", offenceWords(t.Hold.Offence))
		if t.Hold.Round > 0 {
			p.field("renewal", fmt.Sprintf("the %d. of this request", t.Hold.Round))
		}
		p.field("made", stamp(t.Hold.At, v.zone))
	case t.Challenge != nil:
		p.title("challenge")
		p.field("holder", string(t.Challenge.Holder)+byName(t.Challenge.By))
		p.field("grounds", t.Challenge.Grounds)
		p.field("made", stamp(t.Challenge.At, v.zone))
		v.writeOrder(p, t.Challenge.Order)
	case t.Hop != nil:
		p.title("hop")
		p.field("holder", string(t.Hop.Start.Lead.Holder))
		p.field("lead", t.Hop.Start.Lead.Identifier.String())
		p.field("outcome", string(t.Hop.Outcome))
	}
}

func (v taskView) writeApplication(p *page, a casefile.Application) {
	p.title("application")
	switch {
	case a.Validates != nil:
		p.field("nature", "validation: the order is issued and served. If it is not validated in time it falls, and what came back may not be used")
	case a.Notifies != nil:
		nature := "notification: the order is issued and served. If you raise a ground for refusal it falls"
		if a.Notifies.Suspends {
			nature += "; nothing is delivered before you have spoken or your time has passed"
		}
		p.field("nature", nature)
	}
	p.field("instrument", string(a.Instrument))
	p.field("addressee", string(a.Holder))
	p.field("selector", a.Selector.String())
	p.field("categories", joined(a.Categories))
	p.field("range", v.dates(a.Range))
	p.field("offence", offenceWords(a.Offence))
	p.field("threat", threatWords(a.Threat))
	p.field("protected", joined(a.Protected))
	p.field("facts", a.Facts)
	if a.GagAsked {
		p.field("gag", "asked: the user is not to be told")
	}
	if a.Previous != "" {
		p.field("made anew", "an earlier application came back: "+shortID(string(a.Previous)))
	}
	if a.Compels != "" {
		p.field("compels", "the answer to a request that is overdue: "+shortID(string(a.Compels)))
	}
	p.field("applicant", fmt.Sprintf("%s, %s%s", a.Applicant.Party, a.Applicant.Role, byName(a.Applicant)))
	p.field("made", stamp(a.At, v.zone))
}

func (v taskView) writeDemand(p *page, d casefile.Demand) {
	p.title("demand")
	if d.Lane == casefile.LaneEmergency {
		p.field("nature", "emergency request: voluntary, decided by your own standard")
	}
	p.field("selector", d.Selector.String())
	p.field("categories", joined(d.Categories))
	p.field("range", v.dates(d.Range))
	p.field("offence", offenceWords(d.Offence))
	p.field("threat", threatWords(d.Threat))
	p.field("served", stamp(d.At, v.zone))
	if d.Order != nil {
		v.writeOrder(p, *d.Order)
	}
}

func (v taskView) writeOrder(p *page, o casefile.Order) {
	p.title("order")
	p.field("instrument", string(o.Instrument))
	p.field("issuer", fmt.Sprintf("%s, %s%s", o.Issuer.Party, o.Issuer.Role, byName(o.Issuer)))
	switch {
	case o.ValidatedBy != "":
		p.field("validated", "by "+string(o.ValidatedBy))
	case o.Validator != "":
		p.field("validated", "not yet: issued in an emergency; "+string(o.Validator)+" is to validate it, and a challenge goes there")
	}
	switch {
	case o.Notified != "" && o.Suspends:
		p.field("notified", string(o.Notified)+": nothing may be delivered before it has spoken or its time has passed")
	case o.Notified != "":
		p.field("notified", string(o.Notified))
	}
	p.field("addressee", string(o.Holder))
	p.field("company", o.Entity)
	p.field("protected", joined(o.Protected))
	p.field("selector", o.Selector.String())
	p.field("categories", joined(o.Categories))
	p.field("range", v.dates(o.Range))
	p.field("issued", stamp(o.Issued, v.zone))
	if !o.ValidUntil.IsZero() {
		p.field("valid until", stamp(o.ValidUntil, v.zone))
	}
	if !o.ReplyBy.IsZero() {
		p.field("reply by", stamp(o.ReplyBy, v.zone))
	}
	if o.Gag != nil {
		p.field("gag", "the user is not to be told until "+stamp(o.Gag.Until, v.zone))
	}
}

func (v taskView) dates(r *casefile.DateRange) string {
	if r == nil {
		return ""
	}
	return stamp(r.From, v.zone) + " to " + stamp(r.To, v.zone)
}

// writeEvents prints what happened to the request, as far as this party knows.
func (v taskView) writeEvents(p *page) {
	if len(v.Events) == 0 {
		return
	}
	p.title("events, in the time of " + v.zone.String())
	tell := telling{zone: v.zone}
	cols, date := columns{by: 4}, "" // all events are of this one step
	for _, e := range v.Events {
		cols.by = max(cols.by, len(e.By))
	}
	for _, e := range v.Events {
		date = tell.writeEvent(p, e, date, cols)
	}
}

// taskWhat says in a line what a piece of work is about, without personal data:
// inboxes lie open on desks.
func taskWhat(t protocol.Task) string {
	switch {
	case t.Application != nil && t.Application.Compels != "":
		return fmt.Sprintf("motion to compel %s (%s)", t.Application.Holder, t.Application.Instrument)
	case t.Application != nil && t.Application.Validates != nil:
		return fmt.Sprintf("validation of %s, issued before it: %s at %s", t.Application.Instrument, joined(t.Application.Categories), t.Application.Holder)
	case t.Application != nil && t.Application.Notifies != nil:
		return fmt.Sprintf("notification of %s: %s at %s", t.Application.Instrument, joined(t.Application.Categories), t.Application.Holder)
	case t.Application != nil:
		return fmt.Sprintf("application for %s: %s at %s", t.Application.Instrument, joined(t.Application.Categories), t.Application.Holder)
	case t.Challenge != nil:
		return fmt.Sprintf("challenge by %s to %s", t.Challenge.Holder, t.Challenge.Order.Instrument)
	case t.Demand != nil && t.Demand.Lane == casefile.LaneEmergency:
		return "emergency request for " + joined(t.Demand.Categories)
	case t.Demand != nil && t.Demand.Order != nil:
		return fmt.Sprintf("demand for %s under %s", joined(t.Demand.Categories), t.Demand.Order.Instrument)
	case t.Demand != nil:
		return "demand for " + joined(t.Demand.Categories)
	case t.Hold != nil && t.Hold.Round > 0:
		return "preservation request, renewed"
	case t.Hold != nil:
		return "preservation request"
	case t.Hop != nil && t.Stage == string(casefile.StageThroughAccess):
		return fmt.Sprintf("read by standing access: hop at %s", t.Hop.Start.Lead.Holder)
	case t.Hop != nil:
		return fmt.Sprintf("apply for an instrument: hop at %s", t.Hop.Start.Lead.Holder)
	case isAccess(t.Type):
		return accessWhat(t)
	case t.Type == protocol.Protection:
		return "guard: review it or stand it down"
	}
	return t.Type
}

// taskNature says in two words what an authority is asked for.
func taskNature(t protocol.Task) string {
	switch {
	case t.Application != nil && t.Application.Validates != nil:
		return "the validation of an order that was issued before it"
	case t.Application != nil && t.Application.Notifies != nil:
		return "the notification of an order of another State"
	}
	return "an application for an order"
}
