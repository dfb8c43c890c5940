package cli

import (
	"fmt"
	"slices"
	"strings"

	"writ/casefile"
	"writ/legal"
	"writ/legal/cite"
	"writ/legal/policy"
	"writ/protocol"
)

// accessParties finds the party that opens an access and the one on the other side,
// and refuses who cannot be that, or whom the directory lets not write to each other.
func (s *session) accessParties(f *accessOpenFlags) (self, other protocol.Party, err error) {
	if self, err = s.party(f.as); err != nil {
		return self, other, err
	}
	named := f.grantee
	if f.grantor != "" {
		named = f.grantor
	}
	if other, err = s.party(named); err != nil {
		return self, other, err
	}
	grantor, grantee := self, other
	if f.grantor != "" {
		grantor, grantee = other, self
	}
	switch {
	case !grantor.Role.Grants():
		return self, other, newFault("wrong-party", "grantors are "+joined(s.ofRole(protocol.Role.Grants)),
			"%s is of role %s: access is granted by a holder or a reseller", grantor.ID, grantor.Role)
	case !grantee.Role.Subscribes():
		return self, other, newFault("wrong-party", "grantees are "+joined(s.ofRole(protocol.Role.Subscribes)),
			"%s is of role %s: access is granted to a requester or a reseller", grantee.ID, grantee.Role)
	case self.ID == other.ID:
		return self, other, newFault("wrong-party", "", "%s cannot grant access to itself", self.ID)
	}
	for _, way := range [][2]casefile.PartyID{{grantor.ID, grantee.ID}, {grantee.ID, grantor.ID}} {
		if !s.dir.MayCall(way[0], way[1]) {
			return self, other, newFault("no-channel", "grantor and grantee write to each other: both need the other among their calls in the directory",
				"the directory does not let %s call %s", way[0], way[1])
		}
	}
	return self, other, nil
}

// ofRole lists the parties whose role may do something.
func (s *session) ofRole(may func(protocol.Role) bool) []casefile.PartyID {
	var ids []casefile.PartyID
	for _, p := range s.dir.Parties {
		if may(p.Role) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// completeOpening finds whose data it is and the policy, and refuses purposes that
// the policy forbids to everybody.
func (s *session) completeOpening(f *accessOpenFlags, o *casefile.AccessOpening) error {
	grantor, _ := s.dir.Party(o.Grantor) // found before
	switch {
	case f.data != "" && o.Data != "" && f.data != string(o.Data):
		return newFault("other-data", "leave --data out", "--data %s: what is passed on is data of %s", f.data, o.Data)
	case f.data != "":
		o.Data = legal.HolderID(f.data)
	case o.Data != "":
	case grantor.Role == protocol.RoleHolder:
		o.Data = legal.HolderID(grantor.ID)
	case f.grantor == "":
		return usageFault("%s passes on data of another: say with --under from which of its own accesses", o.Grantor)
	default:
		return usageFault("%s passes on data of another: say whose with --data", o.Grantor)
	}
	if grantor.Role == protocol.RoleHolder && o.Data != legal.HolderID(grantor.ID) {
		return newFault("other-data", "leave --data out", "--data %s: %s grants access to its own data", o.Data, grantor.ID)
	}
	held, err := policyFor(f.policy, *o)
	if err != nil {
		return err
	}
	o.Policy = held.ID
	return purposesAllowed(held, o.Terms.Purposes)
}

// policyFor opens the version that was named, or the one that held then.
func policyFor(id string, o casefile.AccessOpening) (*policy.Policy, error) {
	if id == "" {
		held, err := policy.At(o.Data, o.At)
		if err != nil {
			return nil, newFault("no-policy", "name a version with --policy: "+joined(versionsOf(o.Data)), "%s", policyText(err)).because(err)
		}
		return held, nil
	}
	if err := knownPolicy(id); err != nil {
		return nil, err
	}
	held, err := policy.Open(policy.ID(id))
	if err == nil && held.Holder != o.Data {
		return nil, newFault("other-policy", "versions are "+joined(versionsOf(o.Data)), "--policy %s is a policy of %s: this is data of %s", id, held.Holder, o.Data)
	}
	return held, err
}

// versionsOf lists the versions of a platform's policy; all where it has none.
func versionsOf(data legal.HolderID) []policy.ID {
	own := slices.DeleteFunc(policy.IDs(), func(id policy.ID) bool {
		p, err := policy.Open(id)
		return err != nil || p.Holder != data
	})
	if len(own) == 0 {
		return policy.IDs()
	}
	return own
}

// knownPolicy says which versions there are when one is unknown.
func knownPolicy(id string) error {
	if slices.Contains(policy.IDs(), policy.ID(id)) {
		return nil
	}
	return newFault("unknown-policy", "versions are "+joined(policy.IDs()), "--policy %q is unknown", id)
}

func policyText(err error) string { return strings.TrimPrefix(err.Error(), "policy: ") }

// breachWords says a broken rule with its text and where it stands.
func breachWords(b policy.Breach) string {
	return fmt.Sprintf("%s: %s%s", b.Rule, b.Text, bracketed(b.Sources))
}

// bracketed lists sources behind a text.
func bracketed(sources []cite.Source) string {
	if len(sources) == 0 {
		return ""
	}
	return " [" + sourcedAll(sources) + "]"
}

// sourcedAll lists sources.
func sourcedAll(sources []cite.Source) string {
	words := make([]string, len(sources))
	for i, s := range sources {
		words[i] = sourced(s)
	}
	return strings.Join(words, "; ")
}
