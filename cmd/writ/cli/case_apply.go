package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// applyFlags is what an application says.
type applyFlags struct {
	hop        string
	instrument string
	authority  string
	facts      string
	categories []string
	from, to   string
	threat     casefile.Threat
	gag        bool
	// beforeValidation issues at once; enforcing is the authority to notify.
	beforeValidation bool
	enforcing        string
	domestic         bool
}

func (a *app) caseApplyCommand() *cobra.Command {
	who, f := &actor{}, &applyFlags{}
	cmd := &cobra.Command{
		Use:   "apply CASE --instrument INSTRUMENT --facts FACTS",
		Short: "Apply for an instrument that opens a hop's gate",
		Long: `Apply for an instrument that opens a hop's gate. "writ case show" lists the
instruments that would.`,
		Example: `  writ case apply 3f0c2f6e --instrument us.subpoena --facts "threats against a theatre, see report 12"`,
		Args:    cobra.ExactArgs(1),
	}
	fl := cmd.Flags()
	fl.StringVar(&f.hop, "hop", "", "the `HOP`: its number, its id or the beginning of it; default: the one that awaits an application")
	fl.StringVar(&f.instrument, "instrument", "", "the `INSTRUMENT`, for example us.subpoena")
	fl.StringVar(&f.authority, "authority", "", "the authority `PARTY`; default: the case's")
	fl.StringVar(&f.facts, "facts", "", "the statement of `FACTS`")
	fl.StringSliceVar(&f.categories, "category", nil, "a `CATEGORY` of data, repeatable: "+joined(legal.Categories())+"; default: what identifies")
	fl.StringVar(&f.from, "from", "", "the `TIME` from which data is asked for: "+instantHelp)
	fl.StringVar(&f.to, "to", "", "the `TIME` until which data is asked for")
	fl.StringVar(&f.threat.Nature, "threat", "", "a danger to life that has become known since: its `NATURE`")
	fl.StringVar(&f.threat.AtRisk, "at-risk", "", "`WHO` is at risk")
	fl.StringVar(&f.threat.Imminence, "imminence", "", "`WHY` the data is needed without delay")
	fl.BoolVar(&f.gag, "gag", false, "ask that the user is not told")
	fl.BoolVar(&f.beforeValidation, "before-validation", false, "in an emergency, where the law allows it: issue at once, validation follows")
	fl.StringVar(&f.enforcing, "enforcing", "", "the authority `PARTY` in the holder's State to notify; default: the one that the directory names")
	fl.BoolVar(&f.domestic, "domestic", false, "offence and residence of the person are in your own State, so that no notification is owed")
	must(cmd.MarkFlagRequired("instrument"))
	must(cmd.MarkFlagRequired("facts"))
	return a.caseAct(cmd, who, func(ctx context.Context, c *onCase, act casefile.Act, _ []string) error {
		return c.apply(ctx, who, f, act)
	})
}

func (c *onCase) apply(ctx context.Context, who *actor, f *applyFlags, act casefile.Act) error {
	record, err := c.record(ctx)
	if err != nil {
		return err
	}
	apply, err := f.payload(c.session, record.Opening.Edition)
	if err != nil {
		return err
	}
	hop, err := c.applyingHop(f.hop, casefile.Fold(record))
	if err != nil {
		return err
	}
	if apply.Enforcing == "" {
		apply.Enforcing = c.enforcing(record.Opening.Edition, apply.Instrument, hop.Holder)
	}
	// The same words may be sent anew once an application came back, and must
	// not be taken for the first ones: the round is part of the key.
	round := applicationRounds(record, hop.ID)
	return c.send(ctx, who, protocol.HopWorkflowID(hop.ID), protocol.UpdateApply, round, func(key string) any {
		apply.Act = act
		apply.Key = key
		return apply
	})
}

// enforcing is the authority that the directory names for a notification in the
// holder's State; empty where the instrument asks for none or nobody is named.
// The hop says so then.
func (c *onCase) enforcing(edition string, id legal.InstrumentID, holder legal.HolderID) casefile.PartyID {
	law, err := legal.Open(edition)
	if err != nil {
		return ""
	}
	in, ok := law.Instrument(id)
	h, known := law.Holder(holder)
	if !ok || !known || in.Notification == nil {
		return ""
	}
	for _, company := range h.Companies() {
		if !law.WithinAny(company.Jurisdiction, in.Binds) {
			continue
		}
		if p, found := c.dir.EnforcingAuthority(company.Jurisdiction); found {
			return p
		}
	}
	return ""
}

func (f *applyFlags) payload(s *session, edition string) (casefile.Apply, error) {
	if err := knownInstrument(edition, f.instrument); err != nil {
		return casefile.Apply{}, err
	}
	categories, err := parseCategories(f.categories)
	if err != nil {
		return casefile.Apply{}, err
	}
	dates, err := parseRange(f.from, f.to)
	if err != nil {
		return casefile.Apply{}, err
	}
	if f.authority != "" {
		p, err := s.party(f.authority)
		if err != nil {
			return casefile.Apply{}, err
		}
		if p.Role != protocol.RoleAuthority {
			return casefile.Apply{}, newFault("wrong-party", "", "%s is a %s: applications go to an authority", p.ID, p.Role)
		}
	}
	if err := f.checkEnforcing(s, edition); err != nil {
		return casefile.Apply{}, err
	}
	apply := casefile.Apply{
		Instrument: legal.InstrumentID(f.instrument), Authority: casefile.PartyID(f.authority),
		Categories: categories, Range: dates, Facts: f.facts, Gag: f.gag,
		BeforeValidation: f.beforeValidation, Domestic: f.domestic, Enforcing: casefile.PartyID(f.enforcing),
	}
	if f.threat != (casefile.Threat{}) {
		apply.Threat = &f.threat
	}
	return apply, nil
}

// checkEnforcing refuses to name for a notification who cannot be notified, or
// anybody where the law notifies nobody: it would be left out in silence.
func (f *applyFlags) checkEnforcing(s *session, edition string) error {
	if f.enforcing == "" {
		return nil
	}
	p, err := s.party(f.enforcing)
	if err != nil {
		return err
	}
	if p.Role != protocol.RoleAuthority {
		return newFault("wrong-party", "", "%s is a %s: an authority is notified", p.ID, p.Role)
	}
	law, err := legal.Open(edition)
	if err != nil {
		return err
	}
	if in, ok := law.Instrument(legal.InstrumentID(f.instrument)); ok && in.Notification == nil {
		return newFault("no-notification", "leave --enforcing out", "of %s no authority is notified", in.ID)
	}
	return nil
}

// knownInstrument says which instruments there are when one is unknown.
func knownInstrument(edition, id string) error {
	law, err := legal.Open(edition)
	if err != nil {
		return unknownEdition(err)
	}
	if _, ok := law.Instrument(legal.InstrumentID(id)); ok {
		return nil
	}
	return newFault("unknown-instrument", "writ case show lists what opens this gate, writ law list all that there are",
		"the law of edition %s has no instrument %q", edition, id)
}

func parseCategories(names []string) ([]legal.Category, error) {
	var categories []legal.Category
	for _, name := range names {
		c := legal.Category(name)
		if err := c.Validate(); err != nil {
			return nil, newFault("unknown-category", "", "--category: %s", err).because(err)
		}
		categories = append(categories, c)
	}
	return categories, nil
}

// applicationRounds counts how often the hop has come to await an application.
func applicationRounds(r casefile.Record, hop casefile.HopID) string {
	rounds, stage := 0, casefile.Stage("")
	for _, e := range r.Events {
		if e.Step != casefile.StepID(hop) {
			continue
		}
		if e.Stage == casefile.StageAwaitingApplication && stage != e.Stage {
			rounds++
		}
		stage = e.Stage
	}
	return fmt.Sprintf("round %d", rounds)
}
