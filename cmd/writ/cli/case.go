package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/protocol"
)

func (a *app) caseCommand() *cobra.Command {
	return group("case", "Open and follow an identification, as its requester",
		a.caseOpenCommand(), a.caseListCommand(), a.caseShowCommand(), a.caseWatchCommand(),
		a.caseApplyCommand(), a.caseReceiveCommand(), a.caseAddLeadCommand(), a.caseAbandonCommand(),
		a.caseConcludeCommand(), a.caseWithdrawCommand(), a.caseMoveLawCommand(), a.caseStandDownCommand())
}

// actor says who acts in a case: flags that all case commands share.
type actor struct {
	as   string
	name string
	at   string
	key  string
}

// asFlag adds the flag that names the requester.
func (who *actor) asFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&who.as, "as", "", "the requester `PARTY`; default: the directory's only one")
}

// actFlags adds the flags of a command that changes something.
func (who *actor) actFlags(cmd *cobra.Command) {
	who.asFlag(cmd)
	cmd.Flags().StringVar(&who.name, "by", "", "the `NAME` of the person who acts")
	cmd.Flags().StringVar(&who.at, "at", "", "the `TIME` at which it was done, default now: "+instantHelp)
	cmd.Flags().StringVar(&who.key, "key", "", "idempotency `KEY`"+keyIsRead+"; default: made of the content, so that sending it twice is the same as once")
}

// onCase is a case that a command works on, and as whom.
type onCase struct {
	*session
	party protocol.Party
	id    casefile.CaseID
}

// openCase resolves the case that a command names.
func (s *session) openCase(ctx context.Context, who *actor, typed string) (*onCase, error) {
	p, err := s.requester(who.as)
	if err != nil {
		return nil, err
	}
	id, err := s.findCase(ctx, p, typed)
	if err != nil {
		return nil, err
	}
	return &onCase{session: s, party: p, id: id}, nil
}

// record asks the case for its record.
func (c *onCase) record(ctx context.Context) (casefile.Record, error) {
	return ask[casefile.Record](ctx, c.session, c.party, protocol.CaseWorkflowID(c.id), protocol.QueryRecord)
}

// act makes the part that every update carries, without its key. It refuses the
// future early, in case time.
func (c *onCase) act(ctx context.Context, who *actor) (casefile.Act, error) {
	by := casefile.Decider{Party: c.party.ID, Role: c.party.Office, Name: who.name}
	if who.at == "" {
		return casefile.Act{By: by}, nil
	}
	now, err := c.now(ctx)
	if err != nil {
		return casefile.Act{}, err
	}
	at, err := pastInstant("at", who.at, now)
	return casefile.Act{By: by, At: at}, err
}

// now is case time.
func (c *onCase) now(ctx context.Context) (time.Time, error) {
	return c.caseTime(ctx, c.party, protocol.CaseWorkflowID(c.id))
}

// hop resolves --hop: a number, or an id or the beginning of one.
func (c *onCase) hop(typed string, state casefile.State) (casefile.HopView, error) {
	var found []casefile.HopView
	for _, h := range state.Hops {
		word, rest := splitID(strings.ToLower(typed))
		byID := len(rest) >= minPrefix && (word == "" || word == "hop") && strings.HasPrefix(string(h.ID), rest)
		if typed == fmt.Sprint(h.N) || byID {
			found = append(found, h)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return casefile.HopView{}, newFault("not-found", "the hops are: "+hopNames(state.Hops), "the case has no hop %q", typed)
	}
	return casefile.HopView{}, newFault("ambiguous", "give more characters, or the number: "+hopNames(found), "%q begins the ids of %d hops", typed, len(found))
}

// applyingHop finds the hop to apply for: the one named, or the only one that
// awaits an application; where none does, the only one that goes by standing access.
func (c *onCase) applyingHop(typed string, state casefile.State) (casefile.HopView, error) {
	if typed != "" {
		return c.hop(typed, state)
	}
	waiting := atStage(state.Hops, casefile.StageAwaitingApplication)
	if len(waiting) == 0 {
		waiting = atStage(state.Hops, casefile.StageThroughAccess)
	}
	switch len(waiting) {
	case 1:
		return waiting[0], nil
	case 0:
		return casefile.HopView{}, newFault("not-now", "writ case show "+shortID(string(c.id))+c.asWords(c.party.ID)+" tells what each hop awaits", "no hop of this case awaits an application")
	}
	return casefile.HopView{}, newFault("ambiguous", "say which with --hop: "+hopNames(waiting), "%d hops await an application", len(waiting))
}

func atStage(hops []casefile.HopView, s casefile.Stage) []casefile.HopView {
	return slices.DeleteFunc(slices.Clone(hops), func(h casefile.HopView) bool { return h.Stage != s })
}

func hopNames(hops []casefile.HopView) string {
	names := make([]string, len(hops))
	for i, h := range hops {
		names[i] = fmt.Sprintf("%d (%s, %s)", h.N, h.Holder, h.Stage)
	}
	return strings.Join(names, ", ")
}

// receiptView is what an accepted act prints.
type receiptView struct {
	Case    casefile.CaseID  `json:"case,omitempty"`
	Task    string           `json:"task,omitempty"`
	Key     string           `json:"key"`
	Receipt casefile.Receipt `json:"receipt"`

	zone *time.Location
}

func (v receiptView) write(p *page) {
	note := v.Receipt.Note
	if note == "" {
		note = "accepted"
	}
	p.para("", note)
	p.line("  as of %s; stage now %s", stamp(v.Receipt.At, v.zone), v.Receipt.Stage)
	if v.Receipt.Seen.Sub(v.Receipt.At) > learnedLater {
		p.line("  entered %s", stamp(v.Receipt.Seen, v.zone))
	}
}

// send sends an act to a workflow of the case and prints the receipt.
func (c *onCase) send(ctx context.Context, who *actor, workflowID, update string, salt any, payload func(key string) any) error {
	key := who.key
	if key == "" {
		key = contentKey(workflowID, update, salt, payload(""))
	}
	receipt, err := tell(ctx, c.session, c.party, workflowID, update, key, payload(key))
	if isNotFound(err) {
		return c.over(ctx, workflowID, err)
	}
	if err != nil {
		return err
	}
	return c.app.print(receiptView{Case: c.id, Key: key, Receipt: receipt, zone: zoneOf(c.party.Zone)})
}

// over says why a part of the case takes no more acts: it has ended, or the
// case never had it.
func (c *onCase) over(ctx context.Context, workflowID string, cause error) error {
	word, _ := splitID(workflowID)
	names := map[string]string{"case": "the case", "hop": "the hop", "protection": "the guard"}
	r, err := c.describe(ctx, c.party, workflowID)
	if isNotFound(err) {
		return newFault("not-found", "", "case %s has no %s", shortID(string(c.id)), strings.TrimPrefix(names[word], "the ")).because(cause)
	}
	if err != nil {
		return err
	}
	said := ""
	if r.Outcome != "" {
		said = ": " + r.Outcome
	}
	return newFault("ended", "writ case show "+shortID(string(c.id))+c.asWords(c.party.ID)+" tells how", "%s has ended%s", names[word], said).because(cause)
}
