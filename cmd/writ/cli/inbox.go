package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"writ/casefile"
	"writ/protocol"
)

// asksAtOnce is how many tasks an inbox asks at a time.
const asksAtOnce = 4

// inboxView is what waits for one party, most urgent first.
type inboxView struct {
	Party casefile.PartyID `json:"party"`
	Tasks []inboxTask      `json:"tasks"`
	// Away means that the party's worker did not answer: the list is that of the
	// server, without what can be decided.
	Away bool `json:"away,omitempty"`

	zone *time.Location
}

// inboxTask is one line of an inbox.
type inboxTask struct {
	ID    string           `json:"id"`
	Short string           `json:"short"`
	Type  string           `json:"type"`
	What  string           `json:"what"`
	From  casefile.PartyID `json:"from,omitempty"`
	Lane  casefile.Lane    `json:"lane,omitempty"`
	Stage string           `json:"stage"`
	Due   time.Time        `json:"due,omitzero"`
	// Awaits is another party, where it is that one that the task waits for.
	Awaits  casefile.PartyID `json:"awaits,omitempty"`
	Overdue bool             `json:"overdue"`
	Actions []string         `json:"actions"`
	Case    casefile.CaseID  `json:"case,omitempty"`
	Now     time.Time        `json:"now"` // case time
	// Note says why the task does not answer, where it does not.
	Note string `json:"note,omitempty"`

	started time.Time
	command string // what to type, for work that writ decide does not do
	as      string // see asWords
}

func (a *app) inboxCommand() *cobra.Command {
	var party string
	cmd := &cobra.Command{
		Use:   "inbox --party PARTY",
		Short: "List what waits for a party, most urgent first",
		Long: `List what waits for a party, most urgent first: overdue, then by due date, then
emergencies, then the oldest. Due dates are counted in case time.`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().StringVar(&party, "party", "", "the `PARTY`")
	must(cmd.MarkFlagRequired("party"))
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, _ []string) error {
		p, err := s.party(party)
		if err != nil {
			return err
		}
		v, err := s.inbox(ctx, p)
		if err != nil {
			return err
		}
		return a.print(v)
	}))
	return cmd
}

// inbox lists the running work that awaits the party, and asks each piece what
// it is.
func (s *session) inbox(ctx context.Context, p protocol.Party) (inboxView, error) {
	v := inboxView{Party: p.ID, Tasks: []inboxTask{}, zone: zoneOf(p.Zone)}
	// A holder whose delivery is suspended is not awaited, and still has what it
	// may do.
	rows, err := s.list(ctx, p, fmt.Sprintf("ExecutionStatus = 'Running' AND (%s = '%s' OR %s = '%s' AND WorkflowType = '%s')",
		protocol.AttrAwaiting.GetName(), p.ID, protocol.AttrStage.GetName(), casefile.StageSuspended, protocol.Disclosure))
	if err != nil {
		return v, err
	}
	rows = slices.DeleteFunc(rows, func(r row) bool {
		// A case that follows its hops waits for them, and a hop in the queue for its
		// turn; neither waits for a person.
		return r.Type == protocol.Identification && r.Stage != string(casefile.StageAwaitingConclusion) ||
			r.Stage == string(casefile.StageWaiting)
	})
	v.Tasks = make([]inboxTask, len(rows))
	away := make([]bool, len(rows))
	var group errgroup.Group
	group.SetLimit(asksAtOnce)
	for i, r := range rows {
		group.Go(func() error {
			var err error
			v.Tasks[i], away[i], err = s.inboxTask(ctx, p, r)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return v, err
	}
	v.Away = slices.Contains(away, true)
	slices.SortFunc(v.Tasks, moreUrgent)
	return v, nil
}

// inboxTask asks one piece of work. When the party's worker is away the server's
// own knowledge must do.
func (s *session) inboxTask(ctx context.Context, p protocol.Party, r row) (t inboxTask, absent bool, err error) {
	t = inboxTask{
		ID: r.ID, Short: shortID(r.ID), Type: r.Type, What: strings.ToLower(r.Type), Lane: r.Lane, Stage: r.Stage,
		Due: r.Due, Actions: []string{}, Case: r.Case, started: r.Started, as: s.asWords(p.ID),
	}
	if isAccess(r.Type) {
		t.What = "standing access"
	}
	if t.Now, err = s.caseTime(ctx, p, r.ID); err != nil {
		return t, false, err
	}
	if r.Type == protocol.Identification {
		t.What = "every lead is spent: conclude the case"
		t.command = fmt.Sprintf("writ case conclude %s --level LEVEL%s", t.Short, t.as)
	} else {
		task, err := ask[protocol.Task](ctx, s, p, r.ID, protocol.QueryTask)
		switch {
		case err == nil:
			t.fill(task)
		case explain(err).Code == "worker-away":
			absent = true
		case explain(err).Code == "stands-still":
			t.Note = explain(err).Message
		default:
			return t, false, err
		}
	}
	t.Overdue = !t.Due.IsZero() && !t.Due.After(t.Now)
	return t, absent, nil
}

// fill takes over what the work says of itself.
func (t *inboxTask) fill(task protocol.Task) {
	t.What, t.From, t.Stage, t.Due = taskWhat(task), task.From, task.Stage, task.Due
	t.Lane = cmp.Or(task.Lane, t.Lane)
	if task.Awaiting != task.Party {
		t.Awaits = task.Awaiting
	}
	if task.Actions != nil {
		t.Actions = task.Actions
	}
	id := shortID(string(t.Case))
	switch task.Type {
	case protocol.Access, protocol.Subscription:
		t.command = accessInboxLines(task)
	case protocol.Hop:
		if task.Stage == string(casefile.StageThroughAccess) {
			t.command = fmt.Sprintf("writ case receive %s --hop %s --identifier KIND:VALUE%s", id, t.Short, t.as)
			break
		}
		t.command = fmt.Sprintf("writ case apply %s --hop %s --instrument INSTRUMENT --facts FACTS%s", id, t.Short, t.as)
	case protocol.Protection:
		t.command = fmt.Sprintf("writ case stand-down %s --reason REASON%s", id, t.as)
	}
}

// moreUrgent orders an inbox: overdue first, then by due date, with no due date
// last, then the emergency lane, then the oldest.
func moreUrgent(a, b inboxTask) int {
	first := func(x, y bool) int {
		switch {
		case x == y:
			return 0
		case x:
			return -1
		}
		return 1
	}
	return cmp.Or(
		first(a.Overdue, b.Overdue),
		first(!a.Due.IsZero(), !b.Due.IsZero()),
		a.Due.Compare(b.Due),
		first(a.Lane == casefile.LaneEmergency, b.Lane == casefile.LaneEmergency),
		a.started.Compare(b.started),
		strings.Compare(a.ID, b.ID),
	)
}

func (v inboxView) write(p *page) {
	if len(v.Tasks) == 0 {
		p.line("nothing waits for %s", v.Party)
		return
	}
	p.line("%s", p.tint(bold, counted(len(v.Tasks), "task")+" for "+string(v.Party)))
	if v.Away {
		p.para("  ", fmt.Sprintf("the worker of %s does not answer: this is what the server knows; writ worker --party %s starts it", v.Party, v.Party))
	}
	decidable := false
	for _, t := range v.Tasks {
		p.blank()
		v.writeTask(p, t)
		decidable = decidable || t.decidable()
	}
	if decidable {
		p.blank()
		p.line("writ task show TASK --party %s", v.Party)
		p.line("writ decide TASK ACTION --party %s", v.Party)
	}
}

// decidable reports whether writ decide moves the task.
func (t inboxTask) decidable() bool { return t.command == "" && len(t.Actions) > 0 }

func (v inboxView) writeTask(p *page, t inboxTask) {
	what := t.What
	if t.From != "" {
		what += ", from " + string(t.From)
	}
	p.hang(pad(t.Short, 8)+"  ", what, bold)
	state := t.Stage
	if t.Lane != "" {
		state = string(t.Lane) + " lane, " + state
	}
	p.line("          %s, %s", state, v.due(p, t))
	if t.Awaits != "" && t.Awaits != casefile.Nobody {
		p.para("          ", fmt.Sprintf("delivery waits for %s", t.Awaits))
	}
	if t.Note != "" {
		p.para("          ", t.Note)
	}
	if t.command != "" { // not wrapped: it is typed
		for command := range strings.SplitSeq(t.command, "\n") {
			p.line("          %s", command)
		}
	}
	if t.decidable() {
		p.hang("          open: ", strings.Join(t.Actions, ", "), "")
	}
}

// due says when and how far away; late is what must be seen first.
func (v inboxView) due(p *page, t inboxTask) string {
	if t.Due.IsZero() {
		return "no due date"
	}
	far, late := relativeDue(t.Due, t.Now)
	if late {
		return fmt.Sprintf("%s: was due %s", p.tint(red, "OVERDUE, "+far), stamp(t.Due, v.zone))
	}
	return fmt.Sprintf("due %s (%s)", far, stamp(t.Due, v.zone))
}
