package casefile

import (
	"fmt"
	"slices"
	"strings"

	"writ/legal"
)

// This file answers for a holder that has nothing of what is asked, such as a
// messenger whose messages are end-to-end encrypted: the requester learns it at once
// from the registry, with what the holder does have, instead of spending days at a
// gate behind which there is nothing. It is no answer of the holder's, and the mark of
// a doubtful source comes with it.

// heldOf divides what is to be asked: what the holder may have, and that of which it
// has nothing. Of a hop that began before this was so, everything may be had.
func (h *HopMachine) heldOf(categories []legal.Category) (held, lacked []legal.Category) {
	for _, c := range categories {
		switch {
		case !h.Start.NoneHeld || !h.hasNothingOf(c):
			held = append(held, c)
		case !slices.Contains(lacked, c):
			lacked = append(lacked, c)
		}
	}
	return held, lacked
}

// hasNothingOf reports whether the registry says so. A holder that lacks a part of a
// category only, such as one kind of chats, still has the rest; and where the registry
// is silent the holder is asked.
func (h *HopMachine) hasNothingOf(c legal.Category) bool {
	has := slices.ContainsFunc(h.holder.Holdings, func(x legal.Holding) bool { return x.Category == c })
	return !has && slices.ContainsFunc(h.holder.Lacks, func(x legal.Lack) bool { return x.Category == c })
}

// noteNoneHeld puts on record that something was not asked for, since the holder has
// nothing of it. It turns nothing: the party awaited and every clock stay.
func (h *HopMachine) noteNoneHeld(m Moment, instrument legal.InstrumentID, lacked []legal.Category) {
	if len(lacked) == 0 {
		return
	}
	h.Note(m, Event{
		Kind: EvNoneHeld, By: h.Start.Requester, Holder: h.holder.ID, Instrument: instrument,
		Code: CodeNoneOfCategory, Reason: h.holdsNothing(lacked),
	})
}

// noneHeld answers an act that asked only for what the holder does not have.
func (h *HopMachine) noneHeld(a Apply, lacked []legal.Category, m Moment) Receipt {
	h.noteNoneHeld(m, a.Instrument, lacked)
	return h.Accept(a.Act, m, h.holdsNothing(lacked)+"; "+h.holds())
}

// leftOut is what a receipt adds where a part of what was asked is not there.
func (h *HopMachine) leftOut(note string, lacked []legal.Category) string {
	if len(lacked) == 0 {
		return note
	}
	return fmt.Sprintf("%s without %s: %s", note, words(lacked), h.holdsNothing(lacked))
}

// holdsNothing says of what the holder has nothing, and why:
// "WhatsApp holds nothing of StoredContentData (content of messages and calls, which
// are end-to-end encrypted; unconfirmed)".
func (h *HopMachine) holdsNothing(lacked []legal.Category) string {
	parts := make([]string, len(lacked))
	for i, c := range lacked {
		var why []string
		for _, x := range h.holder.Lacks {
			if x.Category != c {
				continue
			}
			if why = append(why, x.What); x.Source.Doubtful() {
				why = append(why, string(x.Source.Basis))
			}
		}
		parts[i] = fmt.Sprintf("%s (%s)", c, strings.Join(why, "; "))
	}
	return fmt.Sprintf("%s holds nothing of %s", h.holder.Name, strings.Join(parts, ", "))
}

// holds says what the holder does have that answers such an identifier.
func (h *HopMachine) holds() string {
	var parts []string
	for _, x := range h.holder.Holdings {
		if x.Asked != h.Start.Lead.Identifier.Kind {
			continue
		}
		what := x.What
		if x.NeedsRange {
			what = strings.TrimPrefix(what+"; name a range of dates", "; ")
		}
		if what == "" {
			parts = append(parts, string(x.Category))
			continue
		}
		parts = append(parts, fmt.Sprintf("%s (%s)", x.Category, what))
	}
	if len(parts) == 0 {
		return fmt.Sprintf("nothing is known that it holds of a lead of the kind %s; nothing was sent", h.Start.Lead.Identifier.Kind)
	}
	return fmt.Sprintf("it holds %s; nothing was sent, apply for what it holds", strings.Join(parts, ", "))
}
