package casefile

import (
	"fmt"
	"net/mail"
	"net/netip"
	"strings"
	"time"

	"writ/legal"
)

// Identifier is one typed piece of data that names or points to the person
// behind an account. It is personal data: it travels in payloads only.
type Identifier struct {
	Kind  legal.IdentifierKind `json:"kind" yaml:"kind"`
	Value string               `json:"value,omitempty" yaml:"value,omitempty"` // account, e-mail, phone
	// IP is set for KindIP only.
	IP *IPObservation `json:"ip,omitempty" yaml:"ip,omitempty"`
	// Subscriber is set for KindSubscriber only.
	Subscriber *Subscriber `json:"subscriber,omitempty" yaml:"subscriber,omitempty"`
}

// IPObservation is an address seen at an instant. Behind carrier-grade NAT the
// address alone names thousands of people; port and exact time are needed
// (RFC 6302).
type IPObservation struct {
	Address netip.Addr `json:"address" yaml:"address"`
	Port    uint16     `json:"port,omitempty" yaml:"port,omitempty"` // source port; 0 when unknown
	At      time.Time  `json:"at" yaml:"at"`
	// PrecisionSeconds is how exact At is; 1 when to the second, 0 when unknown.
	PrecisionSeconds int `json:"precisionSeconds,omitempty" yaml:"precision_seconds,omitempty"`
	// Zone is the zone in which the log gave the instant: a known cause of wrong
	// identifications.
	Zone string `json:"zone,omitempty" yaml:"zone,omitempty"`
}

// Subscriber is who a line or contract is registered to. It names a
// subscriber, never an author.
type Subscriber struct {
	Name    string `json:"name" yaml:"name"`
	Address string `json:"address,omitempty" yaml:"address,omitempty"`
	Line    string `json:"line,omitempty" yaml:"line,omitempty"`
}

// Validate refuses an identifier whose parts do not fit its kind. Errors name
// the field and never repeat personal data.
func (id Identifier) Validate() error {
	if (id.IP != nil) != (id.Kind == legal.KindIP) {
		return fmt.Errorf("identifier of kind %q: field ip is for kind %q, and needed there", id.Kind, legal.KindIP)
	}
	if (id.Subscriber != nil) != (id.Kind == legal.KindSubscriber) {
		return fmt.Errorf("identifier of kind %q: field subscriber is for kind %q, and needed there", id.Kind, legal.KindSubscriber)
	}
	switch id.Kind {
	case legal.KindIP:
		return id.IP.validate()
	case legal.KindSubscriber:
		if strings.TrimSpace(id.Subscriber.Name) == "" {
			return fmt.Errorf("identifier of kind %q: field name is empty", id.Kind)
		}
		return nil
	case legal.KindEmail:
		if a, err := mail.ParseAddress(id.Value); err != nil || a.Address != id.Value {
			return fmt.Errorf("identifier of kind %q: value is no e-mail address, want name@host", id.Kind)
		}
		return nil
	case legal.KindAccount, legal.KindPhone:
		return id.validateOneTarget()
	default:
		return fmt.Errorf("identifier kind %q is unknown: want one of %v", id.Kind, legal.IdentifierKinds())
	}
}

// validateOneTarget keeps topic-shaped and list-shaped targets out: a request
// names one account.
func (id Identifier) validateOneTarget() error {
	v := id.Value
	switch {
	case strings.TrimSpace(v) == "":
		return fmt.Errorf("identifier of kind %q: value is empty", id.Kind)
	case strings.HasPrefix(v, "#"):
		return fmt.Errorf("identifier of kind %q: value is a topic; a request names one account", id.Kind)
	case strings.ContainsAny(v, ",;\n*"):
		return fmt.Errorf("identifier of kind %q: value is a list or a pattern; a request names one account", id.Kind)
	}
	return nil
}

func (o IPObservation) validate() error {
	if !o.Address.IsValid() {
		return fmt.Errorf("identifier of kind %q: field address is no IP address", legal.KindIP)
	}
	if o.At.IsZero() {
		return fmt.Errorf("identifier of kind %q: field at is missing: an address without its instant names nobody", legal.KindIP)
	}
	return nil
}

// Category is the lightest category under which the identifier may be
// disclosed.
func (id Identifier) Category() legal.Category {
	if id.Kind == legal.KindIP {
		return legal.UserIdentifyingData
	}
	return legal.SubscriberData
}

// Equal reports whether both name the same thing.
func (id Identifier) Equal(other Identifier) bool {
	if id.Kind != other.Kind || id.Value != other.Value {
		return false
	}
	if id.IP != nil && other.IP != nil {
		return id.IP.Address == other.IP.Address && id.IP.Port == other.IP.Port && id.IP.At.Equal(other.IP.At)
	}
	if id.Subscriber != nil && other.Subscriber != nil {
		return *id.Subscriber == *other.Subscriber
	}
	return true
}

// String is the form that people type: kind:value, for an IP observation
// ip:ADDRESS[:PORT]@INSTANT.
func (id Identifier) String() string {
	switch {
	case id.IP != nil && id.IP.Port != 0:
		return fmt.Sprintf("%s:%s@%s", id.Kind, netip.AddrPortFrom(id.IP.Address, id.IP.Port), id.IP.At.Format(time.RFC3339))
	case id.IP != nil:
		return fmt.Sprintf("%s:%s@%s", id.Kind, id.IP.Address, id.IP.At.Format(time.RFC3339))
	case id.Subscriber != nil:
		parts := []string{id.Subscriber.Name}
		for _, p := range []string{id.Subscriber.Address, id.Subscriber.Line} {
			if p != "" {
				parts = append(parts, p)
			}
		}
		return fmt.Sprintf("%s:%s", id.Kind, strings.Join(parts, "; "))
	}
	return fmt.Sprintf("%s:%s", id.Kind, id.Value)
}

// ParseIdentifier reads the form that [Identifier.String] writes. The instant
// of an IP observation needs its zone.
func ParseIdentifier(s string) (Identifier, error) {
	kind, value, ok := strings.Cut(s, ":")
	if !ok {
		return Identifier{}, fmt.Errorf("identifier %q: want KIND:VALUE with a kind of %v", s, legal.IdentifierKinds())
	}
	id := Identifier{Kind: legal.IdentifierKind(kind), Value: value}
	switch id.Kind {
	case legal.KindIP:
		ip, err := parseIP(value)
		if err != nil {
			return Identifier{}, err
		}
		id.Value, id.IP = "", ip
	case legal.KindSubscriber:
		parts := strings.SplitN(value, ";", 3)
		for len(parts) < 3 {
			parts = append(parts, "")
		}
		id.Value = ""
		id.Subscriber = &Subscriber{
			Name:    strings.TrimSpace(parts[0]),
			Address: strings.TrimSpace(parts[1]),
			Line:    strings.TrimSpace(parts[2]),
		}
	}
	return id, id.Validate()
}

func parseIP(value string) (*IPObservation, error) {
	address, instant, ok := strings.Cut(value, "@")
	if !ok {
		return nil, fmt.Errorf("identifier of kind %q: want ip:ADDRESS[:PORT]@INSTANT, for example ip:203.0.113.7:51413@2012-08-07T20:15:00-04:00", legal.KindIP)
	}
	at, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		return nil, fmt.Errorf("identifier of kind %q: instant %q needs date, time and zone, for example 2012-08-07T20:15:00-04:00", legal.KindIP, instant)
	}
	obs := IPObservation{At: at, PrecisionSeconds: 1, Zone: at.Format("-07:00")}
	if ap, err := netip.ParseAddrPort(address); err == nil {
		obs.Address, obs.Port = ap.Addr(), ap.Port()
		return &obs, nil
	}
	obs.Address, err = netip.ParseAddr(address)
	if err != nil {
		return nil, fmt.Errorf("identifier of kind %q: address is no IP address", legal.KindIP)
	}
	return &obs, nil
}

// Lead is an identifier that points to a next holder.
type Lead struct {
	ID         LeadID     `json:"id"`
	Identifier Identifier `json:"identifier"`
	// Holder keeps the data the lead points to; empty until somebody knows.
	Holder legal.HolderID `json:"holder,omitempty"`
	// From is the hop whose answer contained the lead; empty when the case began
	// with it or a person added it.
	From HopID     `json:"from,omitempty"`
	At   time.Time `json:"at"`
	Seen time.Time `json:"seen"`
	// Origin is set where the lead came from standing access.
	Origin *Origin `json:"origin,omitempty"`
}

// Observed is the instant from which a holder's retention of the data runs: the
// log-in itself for an IP observation, else when the lead was found.
func (l Lead) Observed() time.Time {
	if l.Identifier.IP != nil {
		return l.Identifier.IP.At
	}
	return l.At
}
