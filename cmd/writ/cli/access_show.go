package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
)

func (a *app) accessShowCommand() *cobra.Command {
	who := &accessActor{}
	cmd := &cobra.Command{
		Use:   "show ACCESS --party PARTY",
		Short: "Show a standing access as one side of it knows it",
		Long: `Show a standing access as one side of it knows it: how it stands, what it may be
used for, its policy, its uses with the rules that refused ones broke, findings, the
negotiation, what hangs on it, and what the other side does not see.` + accessHelp,
		Args: cobra.ExactArgs(1),
	}
	who.partyFlag(cmd)
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, args []string) error {
		o, err := s.openAccess(ctx, who.party, args[0])
		if err != nil {
			return err
		}
		task, err := o.task(ctx)
		if err != nil {
			return err
		}
		now, err := s.caseTime(ctx, o.party, o.row.ID)
		if err != nil {
			return err
		}
		return a.print(newAccessView(task, now, zoneOf(o.party.Zone)))
	}))
	return cmd
}

// accessView is a standing access as one side of it knows it.
type accessView struct {
	protocol.Task
	// Policy is the version that holds now; nil where this build does not have it.
	Policy *policy.Policy `json:"policy,omitempty"`
	// Terms are those that hold now, Usable the purposes for which it may be used now,
	// and TakenAway the stated ones that were taken away.
	Terms     casefile.AccessTerms `json:"terms"`
	Usable    []legal.Purpose      `json:"usable"`
	TakenAway []legal.Purpose      `json:"takenAway"`
	// Refused counts refused uses by rule, the rule that was broken most first.
	Refused []refusedRule `json:"refused"`
	// Claims are what sources say about who stood in between, where they contradict
	// each other.
	Claims []claim `json:"claims,omitempty"`

	opening casefile.AccessOpening
	// uses are the latest ones in full, accepted counts all that were.
	uses     []usedView
	accepted int
	talks    []access.Talk
	// received is what became of what was received, where something ended.
	received policy.Verdict
	zone     *time.Location
}

// refusedRule is how often a rule was broken.
type refusedRule struct {
	Rule  policy.Rule `json:"rule"`
	Count int         `json:"count"`
}

// claim is what a source says about who stood in between.
type claim struct {
	Intermediary string    `json:"intermediary"`
	Denies       bool      `json:"denies"`
	Source       string    `json:"source,omitempty"`
	Reason       string    `json:"reason"`
	At           time.Time `json:"at"`
}

// usedView is a declared use, on either side.
type usedView struct {
	casefile.DeclareUse
	id      casefile.UseID
	verdict *casefile.UseVerdict
	// overtaken is when it was learned that the access had ended by then, or may have.
	overtaken time.Time
}

// newAccessView reads a task of either side. A task that is none of standing access
// gives an empty view.
func newAccessView(task protocol.Task, now time.Time, zone *time.Location) accessView {
	task.Now = now
	v := accessView{Task: task, Usable: []legal.Purpose{}, TakenAway: []legal.Purpose{}, Refused: []refusedRule{}, zone: zone}
	switch {
	case task.Access != nil:
		v.readGrant(*task.Access)
	case task.Subscription != nil:
		v.readSubscription(*task.Subscription)
	}
	for _, p := range v.Terms.Purposes {
		// Of an access that may not be used at all, only what a restriction took.
		gone := casefile.AccessUsable(casefile.Stage(task.Stage)) && !slices.Contains(v.Usable, p)
		if gone || task.Access != nil && slices.Contains(task.Access.Taken, p) {
			v.TakenAway = append(v.TakenAway, p)
		}
	}
	slices.SortFunc(v.Refused, func(a, b refusedRule) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Rule, b.Rule))
	})
	return v
}

// readGrant takes what the grantor knows.
func (v *accessView) readGrant(g access.GrantMachine) {
	v.opening, v.Terms, v.talks = g.Start.Opening, g.Terms, g.Talks
	v.Policy = policyOf(v.Task)
	v.Usable = append(v.Usable, g.Usable()...)
	for _, u := range g.Uses {
		v.uses = append(v.uses, usedView{DeclareUse: u.DeclareUse, id: u.Verdict.Use, verdict: &u.Verdict, overtaken: u.Overtaken})
	}
	v.accepted = g.Accepted
	for rule, n := range g.Refused {
		v.Refused = append(v.Refused, refusedRule{Rule: rule, Count: n})
	}
	v.Claims = claimsIn(g.Findings)
	if ending, ended := endingOf(g.Stage); ended && v.Policy != nil {
		v.received = v.Policy.ReceivedAfter(ending).Verdict
	}
}

// readSubscription takes what the grantee knows.
func (v *accessView) readSubscription(s access.SubscriptionMachine) {
	v.opening, v.Terms, v.talks = s.Start.Opening, s.Terms, s.Talks
	v.Policy = policyOf(v.Task)
	if s.Stands != nil && casefile.AccessUsable(s.Stage) {
		v.Usable = append(v.Usable, s.Stands.Usable...)
	}
	for _, u := range s.Uses {
		v.uses = append(v.uses, usedView{DeclareUse: u.DeclareUse, id: u.Use, verdict: u.Verdict})
		switch {
		case u.Verdict == nil:
		case u.Verdict.Accepted:
			v.accepted++
		default:
			v.countRefused(u.Verdict.Rule)
		}
	}
	if _, ended := endingOf(s.Stage); ended && s.Stands != nil {
		v.received = lastReceived(s.Notices)
	}
}

// lastReceived is what the latest notice of an ending said of what was received.
func lastReceived(notices []casefile.AccessNotice) policy.Verdict {
	for _, n := range slices.Backward(notices) {
		if n.Received != "" {
			return n.Received
		}
	}
	return ""
}

// endingOf is how an access, or a part of it, has ended at a stage.
func endingOf(s casefile.Stage) (policy.Ending, bool) {
	switch s {
	case casefile.StageAccessRestricted:
		return policy.Restricted, true
	case casefile.StageAccessSuspended:
		return policy.Suspended, true
	case casefile.StageAccessTerminated:
		return policy.Terminated, true
	}
	return "", false
}

// policyOf opens the version of the policy that holds for an access now; nil where this
// build does not have it.
func policyOf(t protocol.Task) *policy.Policy {
	p, err := policy.Open(policyID(t))
	if err != nil {
		return nil
	}
	return p
}

func policyID(t protocol.Task) policy.ID {
	switch {
	case t.Access != nil:
		return t.Access.Policy
	case t.Subscription != nil:
		return t.Subscription.Policy
	}
	return ""
}

func (v *accessView) countRefused(r policy.Rule) {
	i := slices.IndexFunc(v.Refused, func(x refusedRule) bool { return x.Rule == r })
	if i < 0 {
		v.Refused = append(v.Refused, refusedRule{Rule: r})
		i = len(v.Refused) - 1
	}
	v.Refused[i].Count++
}

// claimsIn are the claims about who stood in between; none where all say the same.
func claimsIn(findings []access.Finding) []claim {
	var all []claim
	for _, f := range findings {
		if f.Intermediary != "" {
			all = append(all, claim{Intermediary: f.Intermediary, Denies: f.Denies, Source: f.Source, Reason: f.Reason, At: f.At})
		}
	}
	for _, c := range all {
		if c.Denies != all[0].Denies || !c.Denies && c.Intermediary != all[0].Intermediary {
			return all
		}
	}
	return nil
}

// grantor reports whether the view is the grantor's.
func (v accessView) grantor() bool { return v.Access != nil }

func (v accessView) write(p *page) {
	v.writeHeader(p)
	v.writeTalks(p)
	v.writeFindings(p)
	v.writeUses(p)
	v.writeHanging(p)
	v.writeTimeline(p)
	v.writePolicy(p)
	v.writeUnseen(p)
	v.writeOpen(p)
}

// writeTimeline prints what happened, in the order in which it was true.
func (v accessView) writeTimeline(p *page) {
	if len(v.Events) == 0 {
		return
	}
	p.title("timeline, in the time of " + v.zone.String())
	events := slices.Clone(v.Events)
	slices.SortStableFunc(events, func(a, b casefile.Event) int { return a.At.Compare(b.At) })
	tell, cols, date := telling{zone: v.zone}, columns{by: 4}, "" // all events are of this one step
	for _, e := range events {
		cols.by = max(cols.by, len(e.By))
	}
	for _, e := range events {
		date = tell.writeEvent(p, e, date, cols)
	}
}

// writeOpen lists what the party may do now, as one types it.
func (v accessView) writeOpen(p *page) {
	if len(v.Actions) == 0 {
		return
	}
	p.title("open to " + string(v.Party))
	for _, a := range append(accessActions(v.Task), v.always()...) {
		p.line("  %s", accessLine(a, v.Task))
	}
}

// accessCommandLine is what one types for an action on an access.
func accessCommandLine(action, id string, party casefile.PartyID) string {
	verb, args := action, ""
	if slices.Contains(casefile.AccessVerdicts(), casefile.AccessVerdict(action)) {
		verb, args = "answer", " "+action
	}
	flags := map[string]string{
		"use":         " --purpose PURPOSE --shape SHAPE",
		"finding":     " --kind KIND --reason REASON",
		"restrict":    " --purpose PURPOSE --reason REASON",
		"propose":     " --purpose PURPOSE --reason REASON",
		"move-policy": " --policy ID --reason REASON",
	}
	rest, known := flags[verb]
	if !known {
		rest = " --reason REASON"
	}
	if verb == "answer" && args == "" {
		args = " ANSWER"
	}
	return fmt.Sprintf("writ access %s %s%s --party %s%s", verb, id, args, party, rest)
}
