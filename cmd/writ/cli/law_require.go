package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"writ/legal"
)

// requireFlags is a question to the law.
type requireFlags struct {
	holder, from, asked, edition string
	categories, protected        []string
	offence                      legal.Offence
	emergency, domestic          bool
	at, observed                 string
	why                          bool
}

func (a *app) lawRequireCommand() *cobra.Command {
	f := &requireFlags{}
	cmd := &cobra.Command{
		Use:   "require --holder HOLDER --category CATEGORY --from JURISDICTION --offence OFFENCE",
		Short: "Say which paper opens the data, from whom, how fast, and what perishes first",
		Long: `Say which paper opens the data at a holder, from whom it comes and how fast the law
makes the holder answer; what the holder is known to do, and what of its data
perishes first. Every way that the law does not open is named with the reason.
What no source confirms is marked.`,
		Example: `  writ law require --holder x --category UserIdentifyingData --from FR --offence "death threat" --offence-max-years 3
  writ law require --holder twitter --category SubscriberData --from US --offence "terroristic threat" --emergency`,
		Args: cobra.NoArgs,
	}
	fl := cmd.Flags()
	fl.StringVar(&f.holder, "holder", "", "the `HOLDER`: writ law list names them")
	fl.StringSliceVar(&f.categories, "category", nil, "a `CATEGORY` of data, repeatable: "+joined(legal.Categories()))
	fl.StringVar(&f.from, "from", "", "the requester's `JURISDICTION`, such as FR or US-NY")
	fl.StringVar(&f.asked, "asked", string(legal.KindAccount), "the `KIND` of identifier that the request will name: "+joined(legal.IdentifierKinds()))
	fl.StringVar(&f.offence.Name, "offence", "", "the `OFFENCE` under investigation")
	fl.StringVar(&f.offence.Law, "offence-law", "", "its `ARTICLE`")
	fl.IntVar(&f.offence.MaxYears, "offence-max-years", 0, "its greatest sentence in `YEARS`; where unknown, no threshold counts as met")
	fl.BoolVar(&f.offence.OverNetwork, "over-network", false, "it was committed over a network")
	fl.StringVar(&f.offence.Kind, "offence-kind", "", "its `KIND`, where a law lists kinds")
	fl.BoolVar(&f.emergency, "emergency", false, "a threat to life is stated")
	fl.StringSliceVar(&f.protected, "protected", nil, "`WHOSE` protected data is touched: "+joined(legal.Protections()))
	fl.BoolVar(&f.domestic, "domestic", false, "offence and residence of the person are in the requester's State")
	fl.StringVar(&f.at, "at", "", "the `TIME` of the question, default now: "+instantHelp)
	fl.StringVar(&f.observed, "observed", "", "the `TIME` at which the identifier was seen, from which its data perishes")
	fl.BoolVar(&f.why, "why", false, "say the whole argument for each way, and the reason against every other instrument")
	editionFlag(cmd, &f.edition)
	for _, name := range []string{"holder", "category", "from", "offence"} {
		must(cmd.MarkFlagRequired(name))
	}
	cmd.RunE = a.does(func(ctx context.Context, _ []string) error { return a.require(ctx, f) })
	return cmd
}

func (a *app) require(ctx context.Context, f *requireFlags) error {
	law, err := a.openLaw(ctx, f.edition)
	if err != nil {
		return err
	}
	ask, err := f.ask(a.now())
	if err != nil {
		return err
	}
	briefing, err := law.Briefing(ask)
	if err != nil {
		return newFault("bad-question", "", "%s", asFlags.Replace(err.Error())).because(err)
	}
	return a.print(briefingView{briefing, ask, f.why})
}

// asFlags turns the names of the question's fields into those of the flags.
var asFlags = strings.NewReplacer("legal: ", "", "Ask.Holder", "--holder", "Ask.Requester", "--from", "Ask.Asked", "--asked",
	"Ask.Categories", "--category", "Ask.Offence.MaxYears", "--offence-max-years", "Ask.Offence.Name", "--offence", "Ask.Offence", "--offence",
	"Ask.At", "--at", "Ask.Observed", "--observed", "Ask.Protected", "--protected")

func (f *requireFlags) ask(now time.Time) (legal.Ask, error) {
	if err := checkYears(f.offence.MaxYears); err != nil {
		return legal.Ask{}, err
	}
	categories, err := parseCategories(f.categories)
	if err != nil {
		return legal.Ask{}, err
	}
	at, err := optionalInstant("at", f.at)
	if err != nil {
		return legal.Ask{}, err
	}
	if at.IsZero() {
		at = now
	}
	observed, err := optionalInstant("observed", f.observed)
	if err != nil {
		return legal.Ask{}, err
	}
	ask := legal.Ask{
		Holder: legal.HolderID(f.holder), Asked: legal.IdentifierKind(f.asked), Categories: categories, Requester: f.from,
		Offence: f.offence, Emergency: f.emergency, Domestic: f.domestic, At: at, Observed: observed,
	}
	ask.Protected, err = parseProtections(f.protected)
	return ask, err
}
