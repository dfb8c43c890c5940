package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// decideFlags is everything a decision may say. Which of it an action takes
// stands in the table of actions.
type decideFlags struct {
	party      string
	name, role string
	at, key    string

	reason     string
	grounds    string
	categories []string
	from, to   string
	validUntil string
	replyBy    string
	gagUntil   string
	values     []string
	file       string
	calendars  []string
	edition    string
}

func (a *app) decideCommand() *cobra.Command {
	f := &decideFlags{}
	cmd := &cobra.Command{
		Use:   "decide TASK ACTION --party PARTY",
		Short: "Decide a request, as the party that holds it",
		Long: `Decide a request, as the party that holds it. TASK is the id that writ inbox
prints, or any beginning of it of at least 4 characters. ACTION is one of:

` + actionHelp() + `
Sending the same decision twice is the same as sending it once.`,
		Example: `  writ decide 8f2c11aa grant --party manhattan-court --valid-until "2012-08-20T17:00 America/New_York"
  writ decide 8f2c11aa deny --party manhattan-court --reason "the facts do not name an offence"
  writ decide 51d0c3e7 disclose --party twitter --identifier email:someone@mail.example
  writ decide 51d0c3e7 disclose --party example-mail --file identifiers.yaml`,
		Args: cobra.ExactArgs(2),
	}
	fl := cmd.Flags()
	fl.SortFlags = false
	fl.StringVar(&f.party, "party", "", "the `PARTY` that decides")
	fl.StringVar(&f.name, "by", "", "the `NAME` of the person who decides")
	fl.StringVar(&f.role, "role", "", "the `ROLE` in law of that person; default: the party's office in the directory")
	fl.StringVar(&f.at, "at", "", "the `TIME` at which it was decided, default now: "+instantHelp)
	fl.StringVar(&f.reason, "reason", "", "the `REASON`, as it is to be read by the other side")
	fl.StringVar(&f.grounds, "grounds", "", "the `GROUNDS` of a challenge")
	fl.StringSliceVar(&f.categories, "category", nil, "narrow: a `CATEGORY` that is left, repeatable: "+joined(legal.Categories()))
	fl.StringVar(&f.from, "from", "", "narrow: the `TIME` from which data is left")
	fl.StringVar(&f.to, "to", "", "narrow: the `TIME` until which data is left")
	fl.StringVar(&f.validUntil, "valid-until", "", "grant, narrow: the `TIME` until which the order may be served; default: as the law has it")
	fl.StringVar(&f.replyBy, "reply-by", "", "grant, narrow: the `TIME` by which the holder must answer; default: as the law has it")
	fl.StringVar(&f.gagUntil, "gag-until", "", "grant, narrow: the `TIME` until which the user is not to be told")
	fl.StringArrayVar(&f.values, "identifier", nil, "disclose: a `KIND:VALUE`, repeatable")
	fl.StringVar(&f.file, "file", "", "disclose: YAML `FILE` with a list of identifiers")
	fl.StringSliceVar(&f.calendars, "calendar", nil, "move-law: a `FILE` with published calendars, repeatable")
	fl.StringVar(&f.edition, "edition", "", "move-law: the `EDITION` of the law")
	fl.StringVar(&f.key, "key", "", "idempotency `KEY`"+keyIsRead+"; default: made of task, action and content")
	must(cmd.MarkFlagRequired("party"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		given := givenFlags(cmd.Flags())
		return a.does(a.with(func(ctx context.Context, s *session, args []string) error {
			return s.decide(ctx, f, args[0], args[1], given)
		}))(cmd, args)
	}
	return cmd
}

// givenFlags lists the flags of content that were given.
func givenFlags(fl *pflag.FlagSet) []string {
	var given []string
	fl.Visit(func(x *pflag.Flag) {
		if slices.Contains(contentFlags, x.Name) {
			given = append(given, x.Name)
		}
	})
	return given
}

// decide finds the task, builds the decision and sends it. What is mistyped is
// said before anything is asked.
func (s *session) decide(ctx context.Context, f *decideFlags, typed, name string, given []string) error {
	words, err := idWordsFor(name)
	if err != nil {
		return err
	}
	p, err := s.party(f.party)
	if err != nil {
		return err
	}
	d, err := f.decision(p)
	if err != nil {
		return err
	}
	r, err := s.decidable(ctx, p, typed, name, words)
	if err != nil {
		return err
	}
	act, err := actionOn(r.Type, name)
	if err != nil {
		return err
	}
	if err := act.checkFlags(given); err != nil {
		return err
	}
	if err := s.onThisPaper(ctx, p, r, name); err != nil {
		return err
	}
	if err := s.notInFuture(ctx, f, p, r); err != nil {
		return err
	}
	if d.Key == "" {
		_, content := act.build(d)
		d.Key = contentKey(r.ID, act.name, content)
	}
	update, payload := act.build(d)
	receipt, err := tell(ctx, s, p, r.ID, update, d.Key, payload)
	if isNotFound(err) {
		return s.alreadyDecided(ctx, p, r, err)
	}
	if err != nil {
		return err
	}
	return s.app.print(receiptView{Task: r.ID, Key: d.Key, Receipt: receipt, zone: zoneOf(p.Zone)})
}

// decidable finds the task among those that the action is for. When there is
// none, it looks whether the task exists and another action is meant.
func (s *session) decidable(ctx context.Context, p protocol.Party, typed, name string, words []string) (row, error) {
	if word, _ := splitID(strings.ToLower(typed)); word != "" && !slices.Contains(words, word) {
		return row{}, wrongAction(kindsOfID[word], name)
	}
	r, err := s.findTask(ctx, p, typed, words)
	if err == nil || explain(err).Code != "not-found" {
		return r, err
	}
	if other, otherErr := s.findTask(ctx, p, typed, taskWords); otherErr == nil {
		return row{}, wrongAction(other.Type, name)
	}
	return row{}, err
}

// onThisPaper keeps the words for a new order apart from those for an order
// that exists: who means to grant must not validate, nor the other way round.
// The engine knows one pair of verdicts for both.
func (s *session) onThisPaper(ctx context.Context, p protocol.Party, r row, name string) error {
	if r.Type != protocol.Authorisation {
		return nil
	}
	task, err := ask[protocol.Task](ctx, s, p, r.ID, protocol.QueryTask)
	if err != nil || len(task.Actions) == 0 || slices.Contains(task.Actions, name) {
		return nil // decided before, or away: the update says so
	}
	return newFault("wrong-action", "it can be: "+strings.Join(task.Actions, ", "),
		"%q cannot be done to this task: it is %s", name, taskNature(task))
}

// decision reads the flags.
func (f *decideFlags) decision(p protocol.Party) (d decision, err error) {
	d.Reason, d.Grounds, d.Key = f.reason, f.grounds, f.key
	d.By = casefile.Decider{Party: p.ID, Role: p.Office, Name: f.name}
	if f.role != "" {
		d.By.Role = legal.Role(f.role)
	}
	if d.Categories, err = parseCategories(f.categories); err != nil {
		return d, err
	}
	if d.Range, err = parseRange(f.from, f.to); err != nil {
		return d, err
	}
	d.Edition = f.edition
	if d.Calendars, err = readAllCalendars(f.calendars); err != nil {
		return d, err
	}
	if d.Delivered, err = readIdentifiers(f.values, f.file); err != nil {
		return d, err
	}
	for _, x := range []struct {
		flag, value string
		into        *time.Time
	}{
		{"at", f.at, &d.At}, {"valid-until", f.validUntil, &d.ValidUntil},
		{"reply-by", f.replyBy, &d.ReplyBy}, {"gag-until", f.gagUntil, &d.GagUntil},
	} {
		if *x.into, err = optionalInstant(x.flag, x.value); err != nil {
			return d, err
		}
	}
	return d, nil
}

// notInFuture refuses an --at that lies in the future of the task, in its
// case time.
func (s *session) notInFuture(ctx context.Context, f *decideFlags, p protocol.Party, r row) error {
	if f.at == "" || !r.Open {
		return nil
	}
	now, err := s.caseTime(ctx, p, r.ID)
	if err != nil {
		return err
	}
	_, err = pastInstant("at", f.at, now)
	return err
}

// alreadyDecided says what was decided, where the party's worker can tell.
func (s *session) alreadyDecided(ctx context.Context, p protocol.Party, r row, cause error) error {
	if _, err := s.describe(ctx, p, r.ID); err != nil {
		return err
	}
	said := ""
	if task, err := ask[protocol.Task](ctx, s, p, r.ID, protocol.QueryTask); err == nil && task.Outcome != "" {
		said = ": " + task.Outcome
		if n := len(task.Events); n > 0 {
			last := task.Events[n-1]
			said += fmt.Sprintf(", by %s, %s", last.By, stamp(last.At, zoneOf(p.Zone)))
		}
	} else if r.Outcome != "" {
		said = ": " + r.Outcome
	}
	return newFault("already-decided", fmt.Sprintf("writ task show %s --party %s shows it", shortID(r.ID), p.ID),
		"task %s was decided before%s", shortID(r.ID), said).because(cause)
}
