package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/protocol"
)

func (a *app) accessCommand() *cobra.Command {
	return group("access", "Grant, use and end standing access to data, as its grantor or its grantee",
		a.accessOpenCommand(), a.accessListCommand(), a.accessShowCommand(), a.accessUseCommand(),
		a.accessFindingCommand(), a.accessSuspendCommand(), a.accessRestrictCommand(), a.accessTerminateCommand(),
		a.accessReinstateCommand(), a.accessProtestCommand(), a.accessProposeCommand(), a.accessAnswerCommand(),
		a.accessMovePolicyCommand())
}

// accessWords are the words of the ids under which a party holds standing access:
// as its grantor, or as its grantee. Nobody is both of one contract.
var accessWords = []string{"access", "subscription"}

// accessActor says who acts on an access and when it was true: flags that all acts
// share.
type accessActor struct {
	party, name   string
	at, notBefore string
	reason        string
	source        string
	key           string
	// check says what else is mistyped; nil where nothing can be.
	check func(args []string) error
}

const accessHelp = "\n\nACCESS is the id that writ access list prints, or any beginning of it of at least 4\ncharacters."

// partyFlag adds the flag that names the party as which one looks or acts.
func (who *accessActor) partyFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&who.party, "party", "", "the `PARTY`, grantor or grantee")
	must(cmd.MarkFlagRequired("party"))
}

// timeFlags adds the flags that date an act and say who did it.
func (who *accessActor) timeFlags(cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.StringVar(&who.name, "by", "", "the `NAME` of the person who acts")
	fl.StringVar(&who.at, "at", "", "the `TIME` at which it was true, or was reported, default now: "+instantHelp)
	fl.StringVar(&who.notBefore, "not-before", "", "where only \"reported by\" is known: the earliest `TIME` at which it can have been true")
	fl.StringVar(&who.source, "source", "", "`WHERE` it was read, where it is not the actor's own word")
}

// actFlags adds the flags of a command that changes something.
func (who *accessActor) actFlags(cmd *cobra.Command, key string) {
	who.partyFlag(cmd)
	who.timeFlags(cmd)
	cmd.Flags().StringVar(&who.key, "key", "", "idempotency `KEY`"+keyIsRead+"; default: "+key)
}

// reasonFlag adds the reason, which the act needs.
func (who *accessActor) reasonFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&who.reason, "reason", "", "`WHY`, as it is to be read by the other side")
	must(cmd.MarkFlagRequired("reason"))
}

// keyIsRead says in the help of --key who reads one.
const keyIsRead = ", which operators can read: it must hold no personal data"

// keyOfContent is the help of --key where the content makes the key.
const keyOfContent = "made of the content, so that sending it twice is the same as once"

// mistyped says what is wrong with the instants before anything is asked.
func (who *accessActor) mistyped() error {
	at, err := optionalInstant("at", who.at)
	if err != nil {
		return err
	}
	from, err := optionalInstant("not-before", who.notBefore)
	switch {
	case err != nil:
		return err
	case from.IsZero():
		return nil
	case at.IsZero():
		return usageFault("--not-before is the begin of an interval: --at is its end, when it was reported")
	case from.After(at):
		return newFault("bad-interval", "swap them", "--not-before %s is after --at %s", who.notBefore, who.at)
	}
	return nil
}

// moments dates an act. It refuses the future.
func (who *accessActor) moments(now time.Time) (at, notBefore time.Time, err error) {
	if err := who.mistyped(); err != nil {
		return at, notBefore, err
	}
	if at, err = pastInstant("at", who.at, now); err != nil {
		return at, notBefore, err
	}
	notBefore, err = pastInstant("not-before", who.notBefore, now)
	return at, notBefore, err
}

// onAccess is a standing access that a command works on, as the party that holds
// this side of it.
type onAccess struct {
	*session
	party protocol.Party
	row   row
	id    casefile.GrantID
}

// openAccess resolves the access that a command names.
func (s *session) openAccess(ctx context.Context, party, typed string) (*onAccess, error) {
	p, err := s.party(party)
	if err != nil {
		return nil, err
	}
	r, err := s.find(ctx, p, typed, accessWords, "contract", fmt.Sprintf("writ access list --party %s shows what %s grants and holds", p.ID, p.ID))
	if err != nil {
		return nil, err
	}
	_, id := splitID(r.ID)
	return &onAccess{session: s, party: p, row: r, id: casefile.GrantID(id)}, nil
}

// grantor reports whether the party is the grantor.
func (o *onAccess) grantor() bool { return o.row.Type == protocol.Access }

// task asks the access how it stands at the party.
func (o *onAccess) task(ctx context.Context) (protocol.Task, error) {
	return ask[protocol.Task](ctx, o.session, o.party, o.row.ID, protocol.QueryTask)
}

// act makes the part that every act carries, without its key.
func (o *onAccess) act(ctx context.Context, who *accessActor) (casefile.AccessAct, error) {
	by := casefile.Decider{Party: o.party.ID, Role: o.party.Office, Name: who.name}
	act := casefile.AccessAct{Act: casefile.Act{By: by}, Reason: who.reason, Source: who.source}
	if who.at == "" {
		return act, who.mistyped()
	}
	now, err := o.caseTime(ctx, o.party, o.row.ID)
	if err != nil {
		return act, err
	}
	act.At, act.NotBefore, err = who.moments(now)
	return act, err
}

// accessAct makes a command that changes an access: it resolves the access, dates
// the act and hands both to do.
func (a *app) accessAct(cmd *cobra.Command, who *accessActor, key string,
	do func(ctx context.Context, o *onAccess, act casefile.AccessAct, args []string) error,
) *cobra.Command {
	who.actFlags(cmd, key)
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, args []string) error {
		if err := who.mistyped(); err != nil {
			return err // before anything is asked
		}
		if who.check != nil {
			if err := who.check(args[1:]); err != nil {
				return err
			}
		}
		o, err := s.openAccess(ctx, who.party, args[0])
		if err != nil {
			return err
		}
		act, err := o.act(ctx, who)
		if err != nil {
			return err
		}
		return do(ctx, o, act, args[1:])
	}))
	return cmd
}

// accessReceipt is what an accepted act prints.
type accessReceipt struct {
	Access  casefile.GrantID `json:"access"`
	Party   casefile.PartyID `json:"party"`
	Key     string           `json:"key"`
	Receipt casefile.Receipt `json:"receipt"`
	// Answer is what the grantor said to what its grantee sent it; nil where the
	// party is the grantor itself, or where no answer is known yet.
	Answer *grantorAnswer `json:"answer,omitempty"`

	zone    *time.Location
	waiting string // who has not answered yet
}

func (v accessReceipt) write(p *page) {
	receiptView{Receipt: v.Receipt, zone: v.zone}.write(p)
	id := shortID(string(v.Access))
	switch {
	case v.Answer != nil:
		p.para("  ", v.Answer.words(v.zone))
	case v.waiting != "":
		p.para("  ", v.waiting+" has not answered yet: its answer comes by itself, nothing need be sent again")
	}
	p.line("  writ access show %s --party %s", id, v.Party)
}

// sendAct sends an act and prints the receipt; where it goes to the other side, it
// waits a while for the answer.
func (o *onAccess) sendAct(ctx context.Context, who *accessActor, update string, payload func(key string) any) error {
	before, err := o.task(ctx)
	if err != nil {
		return err
	}
	key := who.key
	if key == "" {
		// The same words may be sent anew once something else has happened, and must
		// not be taken for the first ones: the round is part of the key.
		key = contentKey(o.row.ID, update, accessRound(before.Events, update, o.doer(update, before)), payload(""))
	}
	receipt, err := tell(ctx, o.session, o.party, o.row.ID, update, key, payload(key))
	if isNotFound(err) {
		return o.over(ctx, err)
	}
	if err != nil {
		return err
	}
	v := accessReceipt{Access: o.id, Party: o.party.ID, Key: key, Receipt: receipt, zone: zoneOf(o.party.Zone)}
	if !o.grantor() {
		if v.Answer, err = o.answerTo(ctx, key, update); err != nil {
			return err
		}
		if v.Answer == nil {
			v.waiting = string(before.From)
		}
	}
	if err := o.app.print(v); err != nil || v.Answer == nil || v.Answer.Taken {
		return err
	}
	return newFault("not-taken", fmt.Sprintf("how it stands: writ access show %s --party %s", shortID(o.row.ID), o.party.ID),
		"%s did not take it (%s)", before.From, v.Answer.Code)
}

// doer is who does an act as the record has it: a protest is the grantee's, also where
// the grantor enters what came on paper.
func (o *onAccess) doer(update string, t protocol.Task) casefile.PartyID {
	if update == protocol.UpdateProtest && o.grantor() {
		return t.From
	}
	return o.party.ID
}

// over says why an access takes no more acts.
func (o *onAccess) over(ctx context.Context, cause error) error {
	r, err := o.describe(ctx, o.party, o.row.ID)
	if err != nil {
		return err
	}
	said := ""
	if r.Outcome != "" {
		said = ": " + codeWords(casefile.Code(r.Outcome))
	}
	return newFault("ended", fmt.Sprintf("writ access show %s --party %s tells how", shortID(o.row.ID), o.party.ID),
		"access %s has ended%s", shortID(o.row.ID), said).because(cause)
}
