package casefile

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"writ/legal"
)

// leadRank is the place of an identifier's kind in the chain, from 0; kinds
// that lead nowhere come last.
func leadRank(k legal.IdentifierKind) int {
	switch k {
	case legal.KindAccount:
		return 0
	case legal.KindEmail:
		return 1
	case legal.KindPhone:
		return 2
	case legal.KindIP:
		return 3
	}
	return 4
}

// LeadsIn picks, from what a holder delivered, the identifiers that can lead
// on, each once: accounts first, then e-mail addresses, telephone numbers and
// IP observations; within a kind as delivered. A subscriber leads nowhere.
func LeadsIn(delivered []Identifier) []Identifier {
	type key struct {
		kind  legal.IdentifierKind
		value string
		addr  netip.Addr
		port  uint16
		at    int64
	}
	leads := []Identifier{}
	seen := map[key]bool{}
	for _, id := range delivered {
		k := key{kind: id.Kind, value: id.Value}
		if id.IP != nil {
			k.addr, k.port, k.at = id.IP.Address, id.IP.Port, id.IP.At.UnixNano()
		}
		if leadRank(id.Kind) <= leadRank(legal.KindIP) && !seen[k] {
			seen[k] = true
			leads = append(leads, id)
		}
	}
	slices.SortStableFunc(leads, func(a, b Identifier) int {
		return cmp.Compare(leadRank(a.Kind), leadRank(b.Kind))
	})
	return leads
}

// NextInChain is the index of the lead to follow next in chain order: at a
// platform before an e-mail provider before an ISP before a holder of unknown
// kind; among equals the one found first, then the one with the lower id. It
// is -1 when none is queued.
func NextInChain(queued []Lead, kindOf func(legal.HolderID) legal.HolderKind) int {
	next := -1
	for i, l := range queued {
		if next < 0 || compareInChain(l, queued[next], kindOf) < 0 {
			next = i
		}
	}
	return next
}

func compareInChain(a, b Lead, kindOf func(legal.HolderID) legal.HolderKind) int {
	return cmp.Or(
		cmp.Compare(holderRank(kindOf(a.Holder)), holderRank(kindOf(b.Holder))),
		a.At.Compare(b.At),
		strings.Compare(string(a.ID), string(b.ID)),
	)
}

// holderRank is the place of a holder's kind in the chain, from 0.
func holderRank(k legal.HolderKind) int {
	switch k {
	case legal.Platform:
		return 0
	case legal.EmailProvider:
		return 1
	case legal.ISP:
		return 2
	}
	return 3
}
