package access

import "writ/casefile"

// Outbox are the letters to the other side that were not delivered yet, in order. The
// first is under way, and only it, so that the other side gets them in order.
type Outbox []casefile.Outgoing

// post puts a letter behind those that wait.
func (b *Outbox) post(o casefile.Outgoing) []casefile.Action {
	*b = append(*b, o)
	if len(*b) > 1 {
		return nil
	}
	return b.next()
}

// next sends the first letter that waits.
func (b *Outbox) next() []casefile.Action {
	if len(*b) == 0 {
		return nil
	}
	o := (*b)[0]
	return []casefile.Action{{Send: &o}}
}

// answered takes out the letter under way. An answer to any other letter came before:
// false.
func (b *Outbox) answered(id casefile.RequestID) (casefile.Outgoing, bool) {
	if len(*b) == 0 || (*b)[0].ID != id {
		return casefile.Outgoing{}, false
	}
	o := (*b)[0]
	*b = (*b)[1:]
	return o, true
}

// otherSide is the party on the other side of a contract.
func otherSide(o casefile.AccessOpening, p casefile.PartyID) casefile.PartyID {
	if p == o.Grantor {
		return o.Grantee
	}
	return o.Grantor
}

// openTalk is the negotiation that is open; nil where none is.
func openTalk(talks []Talk) *Talk {
	if n := len(talks); n > 0 && talks[n-1].Result == "" {
		return &talks[n-1]
	}
	return nil
}
