package protocol

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"

	"writ/casefile"
	"writ/legal"
)

// Role is what a party is in the conversation: it decides which Nexus service
// the party offers.
type Role string

// The roles of parties.
const (
	RoleRequester Role = "requester"
	RoleAuthority Role = "authority"
	RoleHolder    Role = "holder"
	// RoleReseller passes on a platform's data by standing access, and holds none.
	RoleReseller Role = "reseller"
)

// Roles lists the roles.
func Roles() []Role { return []Role{RoleRequester, RoleAuthority, RoleHolder, RoleReseller} }

// Grants reports whether parties of the role may grant standing access.
func (r Role) Grants() bool { return r == RoleHolder || r == RoleReseller }

// Subscribes reports whether parties of the role may be granted standing access.
func (r Role) Subscribes() bool { return r == RoleRequester || r == RoleReseller }

// Party is an entry of the directory.
type Party struct {
	ID   casefile.PartyID `yaml:"id" json:"id"`
	Name string           `yaml:"name" json:"name"`
	Role Role             `yaml:"role" json:"role"`
	// Office is the role in law in which the party decides: a court's is judge, a
	// police force's agency, a holder's holder.
	Office       legal.Role `yaml:"office" json:"office"`
	Jurisdiction string     `yaml:"jurisdiction" json:"jurisdiction"`
	Zone         string     `yaml:"zone" json:"zone"` // IANA zone of its clocks
	// Calendar is the id of the calendar by which its clocks are counted; empty:
	// the default of its zone. Workers refuse to start where the current edition
	// has no such calendar.
	Calendar string `yaml:"calendar,omitempty" json:"calendar,omitempty"`
	// Enforcing marks the authority that is notified of foreign orders to holders
	// in its jurisdiction, and that may refuse them.
	Enforcing bool   `yaml:"enforcing,omitempty" json:"enforcing,omitempty"`
	Namespace string `yaml:"namespace" json:"namespace"`
	// Calls lists the parties whose Nexus service it may call.
	Calls []casefile.PartyID `yaml:"calls,omitempty" json:"calls,omitempty"`
	// Authority is where a requester's applications go by default.
	Authority casefile.PartyID `yaml:"authority,omitempty" json:"authority,omitempty"`
	// Serves says which leads point to a holder.
	Serves Serves `yaml:"serves,omitempty" json:"serves,omitzero"`
}

// Seat is where the party's clocks are counted.
func (p Party) Seat() legal.Seat { return legal.Seat{Zone: p.Zone, Calendar: p.Calendar} }

// Serves lists the e-mail domains and address blocks that a holder keeps.
type Serves struct {
	EmailDomains []string       `yaml:"email_domains,omitempty" json:"emailDomains,omitempty"`
	Prefixes     []netip.Prefix `yaml:"prefixes,omitempty" json:"prefixes,omitempty"`
}

// Directory names the parties, where they live and whom each may call.
type Directory struct {
	Parties []Party `yaml:"parties" json:"parties"`
}

// Party finds a party by id.
func (d Directory) Party(id casefile.PartyID) (Party, bool) {
	i := slices.IndexFunc(d.Parties, func(p Party) bool { return p.ID == id })
	if i < 0 {
		return Party{}, false
	}
	return d.Parties[i], true
}

// IDs lists the parties' ids in the directory's order.
func (d Directory) IDs() []casefile.PartyID {
	ids := make([]casefile.PartyID, 0, len(d.Parties))
	for _, p := range d.Parties {
		ids = append(ids, p.ID)
	}
	return ids
}

// MayCall reports whether the directory lets caller call callee.
func (d Directory) MayCall(caller, callee casefile.PartyID) bool {
	p, ok := d.Party(caller)
	return ok && slices.Contains(p.Calls, callee)
}

// EnforcingAuthority finds the authority that is notified of foreign orders to
// holders in a jurisdiction: its own, else that of its country (US for US-CA).
func (d Directory) EnforcingAuthority(jurisdiction string) (casefile.PartyID, bool) {
	country, _, _ := strings.Cut(jurisdiction, "-")
	for _, place := range []string{jurisdiction, country} {
		for _, p := range d.Parties {
			if p.Role == RoleAuthority && p.Enforcing && p.Jurisdiction == place {
				return p.ID, true
			}
		}
	}
	return "", false
}

// HolderFor says which holder keeps the data that an identifier points to, or
// "" when the directory does not know.
func (d Directory) HolderFor(id casefile.Identifier) legal.HolderID {
	for _, p := range d.Parties {
		if p.Role == RoleHolder && p.Serves.covers(id) {
			return legal.HolderID(p.ID)
		}
	}
	return ""
}

func (s Serves) covers(id casefile.Identifier) bool {
	switch id.Kind {
	case legal.KindEmail:
		_, domain, _ := strings.Cut(id.Value, "@")
		return slices.ContainsFunc(s.EmailDomains, func(d string) bool { return strings.EqualFold(d, domain) })
	case legal.KindIP:
		return slices.ContainsFunc(s.Prefixes, func(p netip.Prefix) bool { return p.Contains(id.IP.Address.Unmap()) })
	}
	return false
}

var partyID = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// Validate refuses duplicate and malformed ids, shared namespaces, unknown
// roles, zones that cannot be loaded and calls to parties that do not exist or
// that the roles do not foresee.
func (d Directory) Validate() error {
	seen := map[casefile.PartyID]bool{}
	namespaces := map[string]casefile.PartyID{}
	for _, p := range d.Parties {
		if err := d.validateParty(p); err != nil {
			return fmt.Errorf("party %q: %w", p.ID, err)
		}
		if seen[p.ID] {
			return fmt.Errorf("party %q: id appears twice", p.ID)
		}
		seen[p.ID] = true
		if other, taken := namespaces[p.Namespace]; taken {
			return fmt.Errorf("party %q: namespace %q is already that of %q; each party lives in its own", p.ID, p.Namespace, other)
		}
		namespaces[p.Namespace] = p.ID
	}
	if len(d.Parties) == 0 {
		return fmt.Errorf("directory names no parties")
	}
	if err := d.validateEnforcing(); err != nil {
		return err
	}
	return d.validateServes()
}

// validateEnforcing refuses a second enforcing authority of one jurisdiction:
// which of them is notified would depend on the order of the file.
func (d Directory) validateEnforcing() error {
	at := map[string]casefile.PartyID{}
	for _, p := range d.Parties {
		switch {
		case !p.Enforcing:
			continue
		case p.Role != RoleAuthority:
			return fmt.Errorf("party %q: enforcing: only an authority is notified of an order", p.ID)
		case p.Jurisdiction == "":
			return fmt.Errorf("party %q: enforcing: its jurisdiction is empty", p.ID)
		case at[p.Jurisdiction] != "":
			return fmt.Errorf("party %q: enforcing: %q is that of %s already", p.ID, at[p.Jurisdiction], p.Jurisdiction)
		}
		at[p.Jurisdiction] = p.ID
	}
	return nil
}

// validateServes refuses a domain or address block that two holders serve:
// which of them received personal data would depend on the order of the file.
func (d Directory) validateServes() error {
	domains := map[string]casefile.PartyID{}
	type block struct {
		prefix netip.Prefix
		party  casefile.PartyID
	}
	var blocks []block
	for _, p := range d.Parties {
		if p.Role != RoleHolder && (len(p.Serves.EmailDomains) > 0 || len(p.Serves.Prefixes) > 0) {
			return fmt.Errorf("party %q: serves: only a holder keeps data", p.ID)
		}
		for _, domain := range p.Serves.EmailDomains {
			domain = strings.ToLower(domain)
			if other, taken := domains[domain]; taken {
				return fmt.Errorf("party %q: serves %q, which %q serves already", p.ID, domain, other)
			}
			domains[domain] = p.ID
		}
		for _, prefix := range p.Serves.Prefixes {
			for _, b := range blocks {
				if b.prefix.Overlaps(prefix) {
					return fmt.Errorf("party %q: serves %q, which overlaps %s of %q", p.ID, prefix, b.prefix, b.party)
				}
			}
			blocks = append(blocks, block{prefix, p.ID})
		}
	}
	return nil
}

func (d Directory) validateParty(p Party) error {
	if !partyID.MatchString(string(p.ID)) || slices.Contains([]casefile.PartyID{casefile.Nobody, casefile.Synthetic}, p.ID) {
		return fmt.Errorf("id: want lower-case words joined by single hyphens, and neither %q nor %q", casefile.Nobody, casefile.Synthetic)
	}
	if p.Namespace == "" {
		return fmt.Errorf("namespace is empty")
	}
	if !slices.Contains(Roles(), p.Role) {
		return fmt.Errorf("role %q: want requester, authority, holder or reseller", p.Role)
	}
	if p.Office == "" {
		return fmt.Errorf("office is empty: want the role in which it decides, for example judge")
	}
	if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "" || p.Zone == "Local" {
		return fmt.Errorf("zone %q: want an IANA zone, for example America/New_York", p.Zone)
	}
	for _, id := range p.Calls {
		callee, ok := d.Party(id)
		if !ok {
			return fmt.Errorf("calls %q, which the directory does not name", id)
		}
		if !mayTalk(p.Role, callee.Role) {
			return fmt.Errorf("calls %q: a %s does not call a %s", id, p.Role, callee.Role)
		}
	}
	if p.Authority != "" && !d.MayCall(p.ID, p.Authority) {
		return fmt.Errorf("authority %q: not among the parties it calls", p.Authority)
	}
	return nil
}

// mayTalk is the table of conversations: a requester asks authorities and
// holders, a holder reports to requesters and challenges before authorities,
// an authority calls nobody. Grantors and grantees of standing access write to each
// other.
func mayTalk(from, to Role) bool {
	if from.Grants() && to.Subscribes() || from.Subscribes() && to.Grants() {
		return true
	}
	switch from {
	case RoleRequester, RoleHolder:
		return to == RoleAuthority
	}
	return false
}
