package worker

import (
	"fmt"
	"slices"

	"writ/access"
	"writ/casefile"
	"writ/ledger"
	"writ/legal"
	"writ/protocol"
)

// KnownNames are the names that a ledger may hold: the parties of the directory,
// the holders, instruments and jurisdictions of every edition of the law and of
// the current one with the holders of WRIT_LAW ("" for none), and the codes of the
// engine, among them the rules and versions of the platforms' policies. Anything else
// was typed by somebody or sent by another party, and may name a person.
func KnownNames(dir protocol.Directory, current string) (ledger.Known, error) {
	type name struct {
		kind ledger.LabelKind
		text string
	}
	names := map[name]bool{{ledger.PartyLabel, string(casefile.Nobody)}: true}
	add := func(kind ledger.LabelKind, text string) { names[name{kind, text}] = true }
	for _, p := range dir.Parties {
		add(ledger.PartyLabel, string(p.ID))
		add(ledger.JurisdictionLabel, p.Jurisdiction)
		if p.Role == protocol.RoleHolder {
			add(ledger.HolderLabel, string(p.ID))
		}
	}
	editions := legal.Editions()
	if current != "" {
		editions = append(editions, current)
	}
	for _, edition := range editions {
		law, err := legal.Open(edition)
		if err != nil {
			return nil, fmt.Errorf("edition %s: %w", edition, err)
		}
		for _, h := range law.Holders() {
			add(ledger.HolderLabel, string(h.ID))
			add(ledger.PartyLabel, string(h.ID))
			add(ledger.JurisdictionLabel, h.Jurisdiction)
		}
		for _, i := range law.Instruments() {
			add(ledger.InstrumentLabel, string(i.ID))
			add(ledger.JurisdictionLabel, i.Jurisdiction)
		}
	}
	for _, c := range slices.Concat(casefile.Codes(), access.Codes()) {
		add(ledger.CauseLabel, string(c))
	}
	return func(kind ledger.LabelKind, text string) bool { return names[name{kind, text}] }, nil
}
