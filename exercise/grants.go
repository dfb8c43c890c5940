package exercise

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// Grant is one standing access: one contract between a grantor and a grantee, which
// opens at its own instant.
type Grant struct {
	Name    string           `yaml:"name"` // by which acts, figures and other grants name it
	Grantor casefile.PartyID `yaml:"grantor"`
	Grantee casefile.PartyID `yaml:"grantee"`
	// Contract tells it from others between the same two.
	Contract string         `yaml:"contract"`
	Data     legal.HolderID `yaml:"data"` // whose data it is
	Policy   policy.ID      `yaml:"policy"`
	// Under names the grant by which the grantor itself has the data; empty where the
	// data is its own.
	Under      string          `yaml:"under"`
	Purposes   []legal.Purpose `yaml:"purposes"`
	Scope      string          `yaml:"scope"`
	Conditions []string        `yaml:"conditions"`
	ReviewAt   []Instant       `yaml:"review_at"`
	// Requested: the grantee asks for it, and an act answers.
	Requested bool    `yaml:"requested"`
	At        Instant `yaml:"at"`
	// NotBefore is the earliest instant at which it can have begun, where At is only
	// when it is known to have existed.
	NotBefore Instant `yaml:"not_before"`

	Source       string `yaml:"source"`
	Illustrative bool   `yaml:"illustrative"`
	Conflict     string `yaml:"conflict"`
	Note         string `yaml:"note"`
}

// Leaning says that a case came to notice by a use of a standing access: Use is the
// name that an act gave it by "as".
type Leaning struct {
	Grant string `yaml:"grant"`
	Use   string `yaml:"use"`
}

// grant finds a grant by its name.
func (s Scenario) grant(name string) (Grant, bool) {
	i := slices.IndexFunc(s.Grants, func(g Grant) bool { return g.Name == name })
	if i < 0 {
		return Grant{}, false
	}
	return s.Grants[i], true
}

// validateGrants refuses grants of the same name, and those that nothing documents
// or that hang on none.
func (s Scenario) validateGrants() error {
	seen := map[string]bool{}
	for _, g := range s.Grants {
		if err := g.validate(s.Illustrative); err != nil {
			return fmt.Errorf("grant %q: %w", g.Name, err)
		}
		if seen[g.Name] {
			return fmt.Errorf("grant %q: name stands twice", g.Name)
		}
		seen[g.Name] = true
		if err := s.validateUnder(g); err != nil {
			return fmt.Errorf("grant %q: under %q: %w", g.Name, g.Under, err)
		}
	}
	return nil
}

// validateUnder refuses a chain whose upper link begins later, or ends elsewhere.
func (s Scenario) validateUnder(g Grant) error {
	if g.Under == "" {
		return nil
	}
	above, ok := s.grant(g.Under)
	switch {
	case !ok:
		return fmt.Errorf("no grant has that name")
	case above.Grantee != g.Grantor:
		return fmt.Errorf("its grantee is %s, and this one is granted by %s", above.Grantee, g.Grantor)
	case !above.At.Before(g.At.Time):
		return fmt.Errorf("it begins at %s, which is not before %s", above.At.Format(time.RFC3339), g.At.Format(time.RFC3339))
	}
	return nil
}

func (g Grant) validate(illustrative bool) error {
	switch {
	case g.Name == "" || g.Contract == "":
		return fmt.Errorf("name and contract are needed")
	case g.Grantor == "" || g.Grantee == "" || g.Grantor == g.Grantee:
		return fmt.Errorf("grantor %q, grantee %q: want two parties", g.Grantor, g.Grantee)
	case g.Data == "":
		return fmt.Errorf("data is missing: name the holder whose data it is")
	case g.Under == "" && g.Grantor != casefile.PartyID(g.Data):
		return fmt.Errorf("under is missing: %s passes on data of %s, so name its own grant; without requested, since who asks does not know it", g.Grantor, g.Data)
	case g.Requested && g.Under != "":
		return fmt.Errorf("under: who asks for access does not know what the grantor's own hangs on")
	case g.At.IsZero():
		return fmt.Errorf("at is missing")
	case g.NotBefore.After(g.At.Time):
		return fmt.Errorf("not_before lies after at")
	case g.Source == "" && !g.Illustrative && !illustrative:
		return fmt.Errorf("source is missing: name it, or mark the grant illustrative")
	}
	for _, at := range g.ReviewAt {
		if !at.After(g.At.Time) {
			return fmt.Errorf("review_at %s lies not after at", at.Format(time.RFC3339))
		}
	}
	if _, err := policy.Open(g.Policy); err != nil {
		return err
	}
	return g.terms().Validate()
}

func (g Grant) terms() casefile.AccessTerms {
	return casefile.AccessTerms{Purposes: g.Purposes, Scope: g.Scope, Conditions: g.Conditions}
}

// validateLeaning refuses a case that leans on a use that its requester has not
// declared before.
func (s Scenario) validateLeaning() error {
	if s.Case.Access == nil {
		return nil
	}
	g, ok := s.grant(s.Case.Access.Grant)
	if !ok {
		return fmt.Errorf("no grant %q", s.Case.Access.Grant)
	}
	if g.Grantee != s.Case.Requester {
		return fmt.Errorf("grant %q: its grantee is %s, and the case is %s's", g.Name, g.Grantee, s.Case.Requester)
	}
	n := s.use(*s.Case.Access)
	if n < 0 {
		return fmt.Errorf("use %q: no act \"use\" on grant %q has that name (as)", s.Case.Access.Use, g.Name)
	}
	if !s.Acts[n].At.Before(s.Case.At.Time) {
		return fmt.Errorf("use %q: it is declared at %s, not before the case opens", s.Case.Access.Use, s.Acts[n].At.Format(time.RFC3339))
	}
	return nil
}

// use is the number of the act that declared a use, or -1.
func (s Scenario) use(l Leaning) int {
	return slices.IndexFunc(s.Acts, func(a Act) bool { return l.Use != "" && a.Grant == l.Grant && a.As == l.Use })
}

// validateFigures refuses figures about grants that are none, and zones that cannot
// be loaded.
func (s Scenario) validateFigures() error {
	for _, f := range s.Figures {
		if err := cmp.Or(s.validateRef(f.From), s.validateRef(f.To)); err != nil {
			return fmt.Errorf("figure %q: %w", f.Name, err)
		}
		if _, err := time.LoadLocation(f.Zone); err != nil || f.Zone == "Local" {
			return fmt.Errorf("figure %q: zone %q: want an IANA zone, for example America/New_York", f.Name, f.Zone)
		}
	}
	return nil
}

func (s Scenario) validateRef(ref EventRef) error {
	if ref.Grant == "" {
		return nil
	}
	if _, ok := s.grant(ref.Grant); !ok {
		return fmt.Errorf("no grant %q", ref.Grant)
	}
	if ref.Hop != "" || ref.Lane != "" || ref.Instrument != "" {
		return fmt.Errorf("event %s of grant %q: hop, lane and instrument are those of a case", ref.Kind, ref.Grant)
	}
	return nil
}
