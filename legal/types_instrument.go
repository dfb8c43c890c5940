package legal

// Secrecy is what an instrument says about telling the account's user.
type Secrecy struct {
	// MaxTerm bounds one delay or gag; nil when the court sets the period it
	// deems fit.
	MaxTerm *Term  `yaml:"max_term,omitempty" json:"maxTerm,omitempty"`
	Grounds string `yaml:"grounds" json:"grounds"`
	Source  Source `yaml:"source" json:"source"`
}

// Threshold is one way in which an offence may be grave enough for an
// instrument. One that is met is enough.
type Threshold struct {
	Years int `yaml:"years,omitempty" json:"years,omitempty"` // least maximum sentence, at least 1
	// OverNetwork asks that the offence was committed over an electronic
	// communications network.
	OverNetwork bool `yaml:"over_network,omitempty" json:"overNetwork,omitempty"`
	// Categories narrows this alternative to requests that ask for nothing
	// else; empty: whatever is asked.
	Categories []Category `yaml:"categories,omitempty" json:"categories,omitempty"`
	// Offences are kinds of offence that need no length of sentence, in words;
	// an offence whose Kind is listed meets the threshold.
	Offences []string `yaml:"offences,omitempty" json:"offences,omitempty"`
	Source   Source   `yaml:"source" json:"source"`
}

// Notification is another authority that must be told, and what that does to
// the delivery.
type Notification struct {
	To Role `yaml:"to" json:"to"` // in the State of the holder's entity
	// Suspends means that nothing is delivered before the refusal window of the
	// instrument has passed or the authority has said that it raises no ground;
	// in an emergency delivery is not suspended.
	Suspends bool `yaml:"suspends" json:"suspends"`
	// UnlessDomestic means that none is owed where the offence and the person's
	// residence are in the issuing State.
	UnlessDomestic bool   `yaml:"unless_domestic,omitempty" json:"unlessDomestic,omitempty"`
	Source         Source `yaml:"source" json:"source"`
}

// Protection is a class of persons whose data needs a higher decider.
type Protection string

// The protections.
const (
	JournalistSource Protection = "journalist-source"
	LawyerData       Protection = "lawyer-data"
)

// Raised is who decides instead where protected data is sought.
type Raised struct {
	Protects    []Protection `yaml:"protects" json:"protects"`
	Issuers     []Role       `yaml:"issuers" json:"issuers"`
	ValidatedBy []Role       `yaml:"validated_by,omitempty" json:"validatedBy,omitempty"`
	Source      Source       `yaml:"source" json:"source"`
}

// Instrument is one legal paper: who may issue it, on what standard, what it
// unlocks and which clocks it starts.
type Instrument struct {
	ID           InstrumentID `yaml:"id" json:"id"`
	Name         string       `yaml:"name" json:"name"`
	Jurisdiction string       `yaml:"jurisdiction" json:"jurisdiction"` // whose law it is: ISO 3166 code, EU, or INT for a treaty
	Nature       Nature       `yaml:"nature" json:"nature"`
	InForce      *Span        `yaml:"in_force,omitempty" json:"inForce,omitempty"` // nil: since before any case
	// Requesters is whose authorities may use it, Binds where the holder's entity
	// must be: jurisdictions or areas, or "any"; empty: Jurisdiction.
	Requesters []string `yaml:"requesters,omitempty" json:"requesters,omitempty"`
	Binds      []string `yaml:"binds,omitempty" json:"binds,omitempty"`
	// ExecutedBy is the authority of the holder's State that must take the paper
	// on before the holder is bound; empty: it goes straight to the holder.
	ExecutedBy Role `yaml:"executed_by,omitempty" json:"executedBy,omitempty"`
	// CrossBorder means that requester and entity must be in different States.
	CrossBorder bool   `yaml:"cross_border,omitempty" json:"crossBorder,omitempty"`
	Issuers     []Role `yaml:"issuers" json:"issuers"` // who may issue or, if voluntary, decide
	// ValidatedBy lists who must validate when a lower issuer signed; empty when
	// no validation is foreseen.
	ValidatedBy []Role     `yaml:"validated_by,omitempty" json:"validatedBy,omitempty"`
	Raised      []Raised   `yaml:"raised,omitempty" json:"raised,omitempty"`
	Standard    string     `yaml:"standard" json:"standard"` // standard of proof, in words
	Unlocks     []Category `yaml:"unlocks,omitempty" json:"unlocks,omitempty"`
	// EmergencyOnly means that a stated threat to life is a condition.
	EmergencyOnly bool `yaml:"emergency_only,omitempty" json:"emergencyOnly,omitempty"`
	// Thresholds are the ways in which the offence may be grave enough; empty:
	// every offence will do.
	Thresholds       []Threshold   `yaml:"thresholds,omitempty" json:"thresholds,omitempty"`
	Acknowledge      *Rule         `yaml:"acknowledge,omitempty" json:"acknowledge,omitempty"`        // when the holder must have confirmed receipt
	Reply            *Rule         `yaml:"reply,omitempty" json:"reply,omitempty"`                    // when the holder must have answered
	EmergencyReply   *Rule         `yaml:"emergency_reply,omitempty" json:"emergencyReply,omitempty"` // the same in an emergency
	ExPostValidation *Rule         `yaml:"ex_post_validation,omitempty" json:"exPostValidation,omitempty"`
	Notification     *Notification `yaml:"notification,omitempty" json:"notification,omitempty"`
	RefusalWindow    *Rule         `yaml:"refusal_window,omitempty" json:"refusalWindow,omitempty"`
	EmergencyWindow  *Rule         `yaml:"emergency_refusal_window,omitempty" json:"emergencyRefusalWindow,omitempty"`
	RefusalGrounds   []Statement   `yaml:"refusal_grounds,omitempty" json:"refusalGrounds,omitempty"`
	Validity         *Term         `yaml:"validity,omitempty" json:"validity,omitempty"` // the order lapses after it
	Hold             *Term         `yaml:"hold,omitempty" json:"hold,omitempty"`         // preservation: how long data is kept
	// Renewals has one entry per renewal allowed, of a hold or of a validity.
	Renewals []Term `yaml:"renewals,omitempty" json:"renewals,omitempty"`
	// Renewable means that the validity, or the greatest length of a delay of
	// notice, may be renewed without a number being set; each renewal is of the
	// same length.
	Renewable bool     `yaml:"renewable,omitempty" json:"renewable,omitempty"`
	Secrecy   *Secrecy `yaml:"secrecy,omitempty" json:"secrecy,omitempty"`
	// UserInformation says who tells the person, when, and when that may wait.
	UserInformation *Statement  `yaml:"user_information,omitempty" json:"userInformation,omitempty"`
	Penalties       []Statement `yaml:"penalties,omitempty" json:"penalties,omitempty"` // the ladder, mildest first
	Notes           []Statement `yaml:"notes,omitempty" json:"notes,omitempty"`         // what else to know
	Sources         []Source    `yaml:"sources" json:"sources"`
}

// Door is a rule by which a request is refused before anything is asked: for
// what it is aimed at, or for what purpose.
type Door struct {
	ID string `yaml:"id" json:"id"` // "track-demonstrators"
	// Shapes and Purposes are what it refuses; each door has one or the other.
	Shapes   []Shape   `yaml:"shapes,omitempty" json:"shapes,omitempty"`
	Purposes []Purpose `yaml:"purposes,omitempty" json:"purposes,omitempty"`
	Text     string    `yaml:"text" json:"text"`
	Sources  []Source  `yaml:"sources" json:"sources"`
}

// Shape is what a request is aimed at.
type Shape string

// The shapes. Only one account is let in.
const (
	OneAccount Shape = "account"
	ListShape  Shape = "list"      // several accounts at once
	TopicShape Shape = "topic"     // a hashtag, a word, a search
	AreaShape  Shape = "area"      // whoever was somewhere
	GroupShape Shape = "gathering" // whoever took part in a demonstration or a group
)

// Purpose is what a request is for.
type Purpose string

// The purposes.
const (
	IdentifyAuthor     Purpose = "identify-author" // of one offence, on one account
	ProtectPerson      Purpose = "protect-person"  // against a threat to life
	TrackDemonstrators Purpose = "track-demonstrators"
	TrackTopic         Purpose = "track-topic"
	Profile            Purpose = "profile" // a person or group by opinion, origin, belief
	Surveillance       Purpose = "surveillance"
)
