package cli

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/api/serviceerror"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
	"writ/workflows"
)

// openFlags is what a case is opened with.
type openFlags struct {
	actor
	id       string
	account  string
	holder   string
	offence  legal.Offence
	detected string
	threat   casefile.Threat
	guard    bool
	strategy string
	edition  string
	purpose  string
	// protected names whose protected data the case may touch.
	protected []string
	// by is the standing access by which the account came to notice.
	by originFlags
}

func (a *app) caseOpenCommand() *cobra.Command {
	f := &openFlags{}
	cmd := &cobra.Command{
		Use:   "open --account ACCOUNT --holder PARTY --offence OFFENCE",
		Short: "Open a case on one account and one offence",
		Long: `Open a case on one account and one offence.

The account's data is preserved at once, and with a stated threat to life an
emergency request goes out first. Topics, lists and patterns are refused: a case
is about one account.`,
		Example: `  writ case open --account @example --holder twitter --offence "terroristic threat"
  writ case open --account @example --holder twitter --offence "terroristic threat" \
    --threat "attack on a theatre" --at-risk "its audience" --imminence "tonight" \
    --guard --detected "2012-08-04T02:15 America/New_York"`,
		Args: cobra.NoArgs,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.account, "account", "", "the `ACCOUNT`: a bare handle, or KIND:VALUE")
	fl.StringVar(&f.holder, "holder", "", "the holder `PARTY` that keeps the account")
	fl.StringVar(&f.offence.Name, "offence", "", "the `OFFENCE` under investigation")
	fl.StringVar(&f.offence.Law, "offence-law", "", "its `ARTICLE`, for example \"18 USC 875(c)\"")
	fl.IntVar(&f.offence.MaxYears, "offence-max-years", 0, "its greatest sentence in `YEARS`, where an instrument asks for it")
	fl.BoolVar(&f.offence.OverNetwork, "over-network", false, "it was committed over a network, where an instrument asks for that")
	fl.StringVar(&f.offence.Kind, "offence-kind", "", "its `KIND`, where a law lists kinds: writ law show names them")
	fl.StringVar(&f.purpose, "purpose", string(legal.IdentifyAuthor), "the `PURPOSE`; tracking, profiling and surveillance are refused at the door")
	fl.StringSliceVar(&f.protected, "protected", nil, "`WHOSE` protected data may be touched: "+joined(legal.Protections())+"; raises the decider")
	fl.StringVar(&f.edition, "edition", "", "the `EDITION` of the law; default: the current one, with the holders of WRIT_LAW")
	fl.StringVar(&f.detected, "detected", "", "the `TIME` at which the offence came to notice, default: that of --at")
	fl.StringVar(&f.threat.Nature, "threat", "", "a stated danger to life: its `NATURE`; opens the emergency lane")
	fl.StringVar(&f.threat.AtRisk, "at-risk", "", "`WHO` is at risk")
	fl.StringVar(&f.threat.Imminence, "imminence", "", "`WHY` the data is needed without delay")
	f.by.add(cmd, "the account came to notice")
	fl.BoolVar(&f.guard, "guard", false, "post a guard beside the chain, from the first minute")
	fl.StringVar(&f.strategy, "strategy", string(casefile.StrategyChain), "follow leads one after the other (`chain`) or side by side (parallel)")
	fl.StringVar(&f.id, "id", "", "`UUID` of the case; default: a new one. Opening the same id twice is the same as once")
	f.actFlags(cmd)
	_ = fl.MarkHidden("key") // the case's own id is the key
	for _, name := range []string{"account", "holder", "offence"} {
		must(cmd.MarkFlagRequired(name))
	}
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, _ []string) error { return s.open(ctx, f) }))
	return cmd
}

// must is for flags that were defined two lines above.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// openedView is what opening a case prints.
type openedView struct {
	Case casefile.CaseID `json:"case"`
	// Already means that the case was open before and nothing was started.
	Already bool             `json:"already"`
	Opening casefile.Opening `json:"opening"`

	as string // see asWords
}

func (v openedView) write(p *page) {
	if v.Already {
		p.line("case %s is already open; nothing was started", v.Case)
	} else {
		p.line("case %s opened", v.Case)
	}
	p.line("  writ case show %s%s", shortID(string(v.Case)), v.as)
	p.line("  writ case watch %s%s", shortID(string(v.Case)), v.as)
}

// open starts the case.
func (s *session) open(ctx context.Context, f *openFlags) error {
	p, err := s.requester(f.as)
	if err != nil {
		return err
	}
	opening, err := f.opening(s, p)
	if err != nil {
		return err
	}
	if opening.Access, err = f.origin(ctx, s, p, opening.Holder); err != nil {
		return err
	}
	c, err := s.client(ctx, p)
	if err != nil {
		return err
	}
	in := protocol.CaseInput{Opening: opening, Ledger: s.cfg.Ledger.On()}
	bounded, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	_, err = c.ExecuteWorkflow(bounded, workflows.CaseOptions(in), protocol.Identification, in)
	if _, already := errors.AsType[*serviceerror.WorkflowExecutionAlreadyStarted](err); already {
		return s.alreadyOpen(ctx, p, f, opening)
	}
	if err != nil {
		return s.cause(ctx, p, err)
	}
	return s.app.print(openedView{Case: opening.Case, Opening: opening, as: s.asWords(p.ID)})
}

// alreadyOpen tells the same opening, sent again, from another one under an id
// that is taken. Instants that default to now differ each time and do not
// count.
func (s *session) alreadyOpen(ctx context.Context, p protocol.Party, f *openFlags, o casefile.Opening) error {
	var before protocol.CaseInput
	if err := s.input(ctx, p, protocol.CaseWorkflowID(o.Case), &before); err != nil {
		return err
	}
	was := before.Opening
	o.Seen, o.Edition = was.Seen, was.Edition
	if f.at == "" {
		o.At = was.At
	}
	if f.detected == "" && f.at == "" {
		o.Detected = was.Detected
	}
	same := o.At.Equal(was.At) && o.Detected.Equal(was.Detected)
	o.At, o.Detected = was.At, was.Detected
	if !same || !reflect.DeepEqual(o, was) {
		return newFault("id-taken", "leave --id out for a new case, or see writ case show "+shortID(string(o.Case))+s.asWords(p.ID),
			"case %s was opened before, with other content", o.Case)
	}
	return s.app.print(openedView{Case: was.Case, Already: true, Opening: was, as: s.asWords(p.ID)})
}

// opening makes the opening from the flags, the directory and the clock.
func (f *openFlags) opening(s *session, p protocol.Party) (casefile.Opening, error) {
	now := s.app.now().UTC().Truncate(time.Millisecond)
	at, err := pastInstant("at", f.at, now)
	if err != nil {
		return casefile.Opening{}, err
	}
	if at.IsZero() {
		at = now
	}
	detected, err := pastInstant("detected", f.detected, now)
	if err != nil {
		return casefile.Opening{}, err
	}
	if detected.IsZero() {
		detected = at
	}
	protections, err := f.checked(s)
	if err != nil {
		return casefile.Opening{}, err
	}
	holder, err := s.holder(f.holder)
	if err != nil {
		return casefile.Opening{}, err
	}
	account, err := parseAccount(f.account)
	if err != nil {
		return casefile.Opening{}, err
	}
	o := casefile.Opening{
		Case: casefile.NewCaseID(), Requester: p.ID, Account: account, Holder: holder, Offence: f.offence,
		Guard: f.guard, Strategy: casefile.Strategy(f.strategy), Detected: detected, At: at, Seen: now,
		Zone: p.Zone, Jurisdiction: p.Jurisdiction, Authority: p.Authority, Edition: cmp.Or(f.edition, s.edition),
		Purpose: legal.Purpose(f.purpose), Office: p.Office, Protected: protections,
		By: casefile.Decider{Party: p.ID, Role: p.Office, Name: f.name},
	}
	if f.id != "" {
		o.Case = casefile.CaseID(strings.ToLower(f.id))
	}
	if f.threat != (casefile.Threat{}) {
		if f.threat.Nature == "" {
			return o, usageFault("--at-risk and --imminence describe a --threat: say its nature")
		}
		o.Threat = &f.threat
	}
	if err := o.Validate(); err != nil {
		return o, newFault("not-opened", "", "%s", err).because(err)
	}
	return o, nil
}

// checked refuses what the law of the case does not know.
func (f *openFlags) checked(s *session) ([]legal.Protection, error) {
	if err := checkYears(f.offence.MaxYears); err != nil {
		return nil, err
	}
	if err := knownEdition(cmp.Or(f.edition, s.edition)); err != nil {
		return nil, err
	}
	return parseProtections(f.protected)
}

// parseProtections refuses what the law does not know: a word that raises no
// decider would let protected data pass as any other.
func parseProtections(words []string) ([]legal.Protection, error) {
	var all []legal.Protection
	for _, w := range words {
		if !slices.Contains(legal.Protections(), legal.Protection(w)) {
			return nil, newFault("unknown-protection", "", "--protected %q is unknown: want one of %s", w, joined(legal.Protections()))
		}
		all = append(all, legal.Protection(w))
	}
	return all, nil
}

// checkYears refuses a sentence that is none.
func checkYears(years int) error {
	if years < 0 {
		return newFault("bad-sentence", "leave it out where it is not known", "--offence-max-years %d: want 0 or more", years)
	}
	return nil
}

// knownEdition says which editions there are when one is unknown. An edition
// that a case was opened under may be known to its worker alone.
func knownEdition(edition string) error {
	if _, err := legal.Open(edition); err != nil {
		return newFault("unknown-edition", "writ version lists the editions of this build",
			"--edition: %s", strings.TrimPrefix(err.Error(), "legal: ")).because(err)
	}
	return nil
}

// holder checks that the directory knows a holder.
func (s *session) holder(id string) (legal.HolderID, error) {
	var holders []casefile.PartyID
	for _, p := range s.dir.Parties {
		if p.Role == protocol.RoleHolder {
			holders = append(holders, p.ID)
		}
	}
	p, known := s.dir.Party(casefile.PartyID(id))
	if !known || p.Role != protocol.RoleHolder {
		return "", newFault("unknown-holder", "holders are "+joined(holders), "the directory has no holder %q", id)
	}
	return legal.HolderID(p.ID), nil
}

// parseAccount reads a bare handle or KIND:VALUE. Targets that are not one
// account are refused with the reason.
func parseAccount(s string) (casefile.Identifier, error) {
	id := casefile.Identifier{Kind: legal.KindAccount, Value: s}
	var err error
	if kind, _, ok := strings.Cut(s, ":"); ok && isKind(kind) {
		id, err = casefile.ParseIdentifier(s)
	} else {
		err = id.Validate()
	}
	if err != nil {
		return id, newFault("not-one-account", "name one account, for example --account @example", "--account: %s", err).because(err)
	}
	return id, nil
}

func isKind(s string) bool {
	for _, k := range legal.IdentifierKinds() {
		if string(k) == s {
			return true
		}
	}
	return false
}
