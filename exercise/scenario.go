package exercise

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// Instant is a point in time that was written with its zone. A date without
// zone is refused.
type Instant struct{ time.Time }

// UnmarshalYAML reads RFC 3339 with an offset.
func (i *Instant) UnmarshalYAML(n *yaml.Node) error {
	t, err := time.Parse(time.RFC3339, n.Value)
	if err != nil {
		return fmt.Errorf("line %d: instant %q needs date, time and zone, for example 2012-08-04T02:15:00-04:00", n.Line, n.Value)
	}
	i.Time = t
	return nil
}

// Scenario is one dated case as a file.
type Scenario struct {
	ID      string `yaml:"id"`
	Title   string `yaml:"title"`
	Summary string `yaml:"summary"`
	// Illustrative marks a scenario that no source documents.
	Illustrative bool     `yaml:"illustrative"`
	Sources      []string `yaml:"sources"`
	// Conflicts says where sources contradict each other, and what was chosen.
	Conflicts []string `yaml:"conflicts"`
	// Directory names the parties that the scenario is about; empty: those of the
	// directory in use. See [Scenario.Parties].
	Directory string `yaml:"directory"`
	// Epoch is the case time at which playing starts; Speed is how many seconds of
	// case time pass in a real second.
	Epoch Instant `yaml:"epoch"`
	Speed float64 `yaml:"speed"`
	// Grants are the standing accesses that begin before the case or beside it.
	Grants []Grant `yaml:"grants"`
	Case   Case    `yaml:"case"`
	Acts   []Act   `yaml:"acts"`
	// Figures are the counts of days that the scenario must come to.
	Figures []Expected `yaml:"figures"`

	parties *protocol.Directory
}

// Case is what the case is opened with.
type Case struct {
	Requester casefile.PartyID  `yaml:"requester"`
	Account   string            `yaml:"account"` // KIND:VALUE
	Holder    legal.HolderID    `yaml:"holder"`
	Offence   legal.Offence     `yaml:"offence"`
	Threat    *casefile.Threat  `yaml:"threat"`
	Guard     bool              `yaml:"guard"`
	Strategy  casefile.Strategy `yaml:"strategy"`
	Detected  Instant           `yaml:"detected"`
	At        Instant           `yaml:"at"`
	Edition   string            `yaml:"edition"` // empty: the current one
	Purpose   legal.Purpose     `yaml:"purpose"`
	// Protected says whose protected data the case may touch.
	Protected []legal.Protection `yaml:"protected"`
	// Access is set where the account came to notice by standing access.
	Access *Leaning `yaml:"access"`
	Source string   `yaml:"source"`
	Note   string   `yaml:"note"`
}

// Act is one thing that a party did.
type Act struct {
	At    Instant          `yaml:"at"`
	Party casefile.PartyID `yaml:"party"`
	Do    string           `yaml:"do"` // as writ decide and writ case spell it
	// Hop is the holder whose hop the act belongs to; empty for acts on the case.
	Hop legal.HolderID `yaml:"hop"`
	// Grant is the standing access that the act is done to, and then there is no hop.
	Grant string `yaml:"grant"`
	// After is an event that must be on the record first. Only an act that follows
	// upon a clock that ran out somewhere else needs it: an exercise holds alarms
	// back for some seconds.
	After EventRef `yaml:"after"`

	Instrument legal.InstrumentID `yaml:"instrument"`
	Facts      string             `yaml:"facts"`
	Gag        bool               `yaml:"gag"`
	Authority  casefile.PartyID   `yaml:"authority"` // apply; empty: the requester's usual one
	From       Instant            `yaml:"from"`      // apply, narrow: the dates of the data
	To         Instant            `yaml:"to"`
	// BeforeValidation, Enforcing and Domestic are those of casefile.Apply.
	BeforeValidation bool             `yaml:"before_validation"`
	Enforcing        casefile.PartyID `yaml:"enforcing"`
	Domestic         bool             `yaml:"domestic"`
	// Edition and Calendar are to what move-law moves the case, or a holder its
	// own clock.
	Edition  string     `yaml:"edition"`
	Calendar *Published `yaml:"calendar"`

	Categories  []legal.Category `yaml:"categories"`
	ReplyBy     Instant          `yaml:"reply_by"`
	ValidUntil  Instant          `yaml:"valid_until"`
	GagUntil    Instant          `yaml:"gag_until"`
	Identifiers []string         `yaml:"identifiers"` // KIND:VALUE
	Identifier  string           `yaml:"identifier"`  // add-lead: KIND:VALUE
	Holder      legal.HolderID   `yaml:"holder"`      // add-lead
	Reason      string           `yaml:"reason"`
	Code        casefile.Code    `yaml:"code"`
	Level       casefile.Level   `yaml:"level"`
	More        bool             `yaml:"more"` // receive: the hop goes on
	Role        legal.Role       `yaml:"role"` // empty: the party's office
	Name        string           `yaml:"name"` // of the person who decided; scenarios need none

	OnGrant `yaml:",inline"`

	// Source says where this is documented; Illustrative that it is not.
	Source       string `yaml:"source"`
	Illustrative bool   `yaml:"illustrative"`
	Conflict     string `yaml:"conflict"`
	Note         string `yaml:"note"`
}

// Load reads a scenario strictly: an unknown field, a date without zone, an act
// that nobody can perform or that nothing documents is refused, with the line
// where there is one.
func Load(fsys fs.FS, name string) (Scenario, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return Scenario{}, fmt.Errorf("scenario %q: %w", name, err)
	}
	var s Scenario
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&s); err != nil {
		return Scenario{}, fmt.Errorf("scenario %s: %w", name, err)
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		return Scenario{}, fmt.Errorf("scenario %s: more than one document", name)
	}
	if s.Case.Edition == "" {
		s.Case.Edition = legal.CurrentEdition
	}
	if err := s.find(fsys, name); err != nil {
		return Scenario{}, fmt.Errorf("scenario %s: %w", name, err)
	}
	if err := s.Validate(); err != nil {
		return Scenario{}, fmt.Errorf("scenario %s: %w", name, err)
	}
	return s, nil
}

// find reads what the scenario names beside itself.
func (s *Scenario) find(fsys fs.FS, name string) (err error) {
	if s.parties, err = findParties(fsys, name, s.Directory); err != nil {
		return err
	}
	for i, a := range s.Acts {
		if err := a.Calendar.find(fsys, name); err != nil {
			return fmt.Errorf("act %d (%s %s): %w", i+1, a.Party, a.Do, err)
		}
	}
	return nil
}

// Names lists the scenarios of a folder.
func Names(fsys fs.FS) ([]string, error) {
	files, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f, ".yaml"))
	}
	slices.Sort(names)
	return names, nil
}

// Validate refuses a scenario that could not be played or trusted.
func (s Scenario) Validate() error {
	switch {
	case s.ID == "" || s.Title == "":
		return fmt.Errorf("id and title are needed")
	case s.Epoch.IsZero() || s.Epoch.After(s.begins()):
		return fmt.Errorf("epoch is needed, and lies not after the opening of the case or of a grant")
	case s.Speed <= 0:
		return fmt.Errorf("speed %v: want seconds of case time per second, above 0", s.Speed)
	case s.Case.Detected.After(s.Case.At.Time):
		return fmt.Errorf("case: detected lies after at")
	case !s.Illustrative && len(s.Sources) == 0:
		return fmt.Errorf("sources are needed where the scenario is not illustrative")
	}
	if _, err := casefile.ParseIdentifier(s.Case.Account); err != nil {
		return fmt.Errorf("case: account: %w", err)
	}
	if err := s.validateGrants(); err != nil {
		return err
	}
	var last time.Time
	for i, a := range s.Acts {
		if err := s.validateAct(a); err != nil {
			return fmt.Errorf("act %d (%s %s): %w", i+1, a.Party, a.Do, err)
		}
		if a.At.Before(last) {
			return fmt.Errorf("act %d (%s %s): at %s lies before the act above it", i+1, a.Party, a.Do, a.At.Format(time.RFC3339))
		}
		last = a.At.Time
	}
	if err := s.validateLeaning(); err != nil {
		return fmt.Errorf("case: access: %w", err)
	}
	return s.validateFigures()
}

// begins is when the first thing of the scenario happens.
func (s Scenario) begins() time.Time {
	first := s.Case.At.Time
	for _, g := range s.Grants {
		if !g.At.IsZero() && g.At.Before(first) {
			first = g.At.Time
		}
	}
	return first
}

func (s Scenario) validateAct(a Act) error {
	if err := a.validate(s.Illustrative); err != nil {
		return err
	}
	if a.Grant != "" {
		return s.validateOnGrant(a)
	}
	if a.At.Before(s.Case.At.Time) {
		return fmt.Errorf("at %s lies before the opening of the case", a.At.Format(time.RFC3339))
	}
	return nil
}

func (a Act) validate(illustrative bool) error {
	v, known := verbs[a.Do]
	switch {
	case !known:
		return fmt.Errorf("do %q is unknown: want one of %s", a.Do, strings.Join(verbNames(), ", "))
	case a.Party == "":
		return fmt.Errorf("party is missing")
	case a.At.IsZero():
		return fmt.Errorf("at is missing")
	case v.where == inHop && a.Hop == "", v.where == onCase && a.Hop != "", v.where == onGrant && a.Hop != "":
		return fmt.Errorf("hop: wanted for acts in a hop, and only there")
	case (v.where == onGrant) != (a.Grant != ""):
		return fmt.Errorf("grant: wanted for acts on a standing access, and only there")
	case v.where != onGrant && !a.OnGrant.empty():
		return fmt.Errorf("purpose, shape, target and the like are those of acts on a standing access")
	case a.More && a.Do != "receive":
		return fmt.Errorf("more: wanted for receive only")
	case a.Source == "" && !a.Illustrative && !illustrative:
		return fmt.Errorf("source is missing: name it, or mark the act illustrative")
	}
	for _, id := range a.Identifiers {
		if _, err := casefile.ParseIdentifier(id); err != nil {
			return err
		}
	}
	return nil
}
