package legal

import "slices"

// Addressee is the company of the house that a paper reaches: the one that it
// names, else the one that its instrument binds. It is false where the holder or
// the instrument is unknown, the name is of none of its companies, or nobody is
// bound.
func (l *Law) Addressee(o Order) (Entity, bool) {
	instrument, known := l.instruments[o.Instrument]
	holder, registered := l.holders[o.Holder]
	if !known || !registered {
		return Entity{}, false
	}
	if o.Entity != "" {
		return holder.Company(o.Entity)
	}
	if e := l.received(o, &holder).by(&instrument).entity(); e != nil {
		c := *e
		c.Serves = slices.Clone(c.Serves)
		return c, true
	}
	return Entity{}, false
}
