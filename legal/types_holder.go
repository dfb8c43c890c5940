package legal

// HolderKind is a holder's place in the chain.
type HolderKind string

// The kinds of holders, in chain order.
const (
	Platform      HolderKind = "platform"
	EmailProvider HolderKind = "email-provider"
	ISP           HolderKind = "isp"
)

// IdentifierKind names a kind of identifier. What an identifier is made of is
// package casefile's business; the law only needs the name.
type IdentifierKind string

// The kinds of identifiers.
const (
	KindAccount    IdentifierKind = "account"    // a handle, URL or numeric id at a platform
	KindEmail      IdentifierKind = "email"      // an e-mail address
	KindPhone      IdentifierKind = "phone"      // a telephone number
	KindIP         IdentifierKind = "ip"         // an address with port, instant, precision and zone
	KindSubscriber IdentifierKind = "subscriber" // who a line or contract is registered to
)

// IdentifierKinds returns all kinds, in chain order.
func IdentifierKinds() []IdentifierKind {
	return []IdentifierKind{KindAccount, KindEmail, KindPhone, KindIP, KindSubscriber}
}

// Holding is one kind of data that a holder has, how it is asked for and how
// long it lasts.
type Holding struct {
	Asked    IdentifierKind   `yaml:"asked" json:"asked"` // the identifier that the request must name
	Category Category         `yaml:"category" json:"category"`
	Yields   []IdentifierKind `yaml:"yields" json:"yields"`
	What     string           `yaml:"what,omitempty" json:"what,omitempty"` // in words: "recent log-in addresses with times"
	// NeedsRange means that the holder rejects a request for it without a range
	// of dates.
	NeedsRange bool  `yaml:"needs_range,omitempty" json:"needsRange,omitempty"`
	Retention  *Term `yaml:"retention,omitempty" json:"retention,omitempty"` // nil: kept while the account exists
}

// Lack is data that a holder has nothing of, such as end-to-end encrypted
// content.
type Lack struct {
	Category Category `yaml:"category" json:"category"`
	What     string   `yaml:"what" json:"what"`
	Source   Source   `yaml:"source" json:"source"`
}

// Entity is a company through which a holder answers.
type Entity struct {
	Name         string `yaml:"name" json:"name"` // must be named in the order
	Jurisdiction string `yaml:"jurisdiction" json:"jurisdiction"`
	Zone         string `yaml:"zone" json:"zone"`                             // IANA zone in which its clocks are counted
	Calendar     string `yaml:"calendar,omitempty" json:"calendar,omitempty"` // empty: the zone's default
	// Serves is whose users it answers for: jurisdictions or areas, or "any".
	Serves []string `yaml:"serves,omitempty" json:"serves,omitempty"`
	Source Source   `yaml:"source" json:"source"`
}

// Seat is where the entity's clocks are counted.
func (e Entity) Seat() Seat { return Seat{Zone: e.Zone, Calendar: e.Calendar} }

// Holder is an entry of the holder registry. Its own entity comes first;
// Entities are others of the same house, such as the Irish company for European
// users.
type Holder struct {
	ID           HolderID   `yaml:"id" json:"id"`
	Name         string     `yaml:"name" json:"name"`
	Entity       string     `yaml:"entity" json:"entity"` // the company that must be named in the order
	Kind         HolderKind `yaml:"kind" json:"kind"`
	Jurisdiction string     `yaml:"jurisdiction" json:"jurisdiction"`
	Zone         string     `yaml:"zone" json:"zone"`                             // IANA zone in which its clocks are counted
	Calendar     string     `yaml:"calendar,omitempty" json:"calendar,omitempty"` // empty: the zone's default
	Entities     []Entity   `yaml:"entities,omitempty" json:"entities,omitempty"`
	PolicyDate   string     `yaml:"policy_date" json:"policyDate"`
	InForce      *Span      `yaml:"in_force,omitempty" json:"inForce,omitempty"` // when the house went by this name
	Channel      string     `yaml:"channel,omitempty" json:"channel,omitempty"`
	// Illustrative marks an entry that no source documents as part of a case.
	Illustrative bool          `yaml:"illustrative,omitempty" json:"illustrative,omitempty"`
	MustContain  []string      `yaml:"must_contain,omitempty" json:"mustContain,omitempty"`
	Emergency    *Standard     `yaml:"emergency,omitempty" json:"emergency,omitempty"` // nil: no emergency lane
	Holdings     []Holding     `yaml:"holdings" json:"holdings"`
	Lacks        []Lack        `yaml:"lacks,omitempty" json:"lacks,omitempty"`
	Notice       *Notice       `yaml:"notice,omitempty" json:"notice,omitempty"`
	Preservation *Preservation `yaml:"preservation,omitempty" json:"preservation,omitempty"`
	Known        []Statement   `yaml:"known,omitempty" json:"known,omitempty"` // what it is known to do: rates, delays
	Sources      []Source      `yaml:"sources" json:"sources"`
}

// Preservation is a holder's own terms of keeping data on request. It may keep
// longer than the law asks, never shorter.
type Preservation struct {
	Hold      *Term  `yaml:"hold,omitempty" json:"hold,omitempty"` // nil: unknown
	Renewals  []Term `yaml:"renewals,omitempty" json:"renewals,omitempty"`
	AskBefore *Term  `yaml:"ask_before,omitempty" json:"askBefore,omitempty"` // how long before the end an extension is asked for
	// Foreign is how long it keeps for police abroad, where that differs.
	Foreign         *Term  `yaml:"foreign,omitempty" json:"foreign,omitempty"`
	ForeignRenewals []Term `yaml:"foreign_renewals,omitempty" json:"foreignRenewals,omitempty"`
	Source          Source `yaml:"source" json:"source"`
}

// Standard is a holder's own test for emergency disclosure.
type Standard struct {
	Test   string `yaml:"test" json:"test"`
	Source Source `yaml:"source" json:"source"`
	// Expect is how long an answer is waited for before compulsory process is
	// begun beside it. No law fixes it.
	Expect Term `yaml:"expect" json:"expect"`
}

// Notice is a holder's policy of telling the account's user.
type Notice struct {
	BeforeDisclosure bool     `yaml:"before_disclosure" json:"beforeDisclosure"`
	Exceptions       []string `yaml:"exceptions,omitempty" json:"exceptions,omitempty"` // codes: "gag", "threat-to-life"
	Source           Source   `yaml:"source" json:"source"`
}

// Seat is where the clocks of the holder's own entity are counted.
func (h Holder) Seat() Seat { return Seat{Zone: h.Zone, Calendar: h.Calendar} }

// Companies lists all entities of the house, its own first.
func (h Holder) Companies() []Entity {
	own := Entity{Name: h.Entity, Jurisdiction: h.Jurisdiction, Zone: h.Zone, Calendar: h.Calendar, Source: h.Sources[0]}
	return append([]Entity{own}, h.Entities...)
}

// Company finds a company of the house by its name, read as [Law.Verify] reads
// it: without regard to case and spaces.
func (h Holder) Company(name string) (Entity, bool) {
	for _, e := range h.Companies() {
		if sameCompany(name, e.Name) {
			return e, true
		}
	}
	return Entity{}, false
}
