package legal

import "slices"

// This file copies what the law hands out, so that nobody can change the law by
// changing an answer.

// copies returns copies of the values of m in the order of ids.
func copies[K comparable, V any](ids []K, m map[K]V, clone func(V) V) []V {
	list := make([]V, len(ids))
	for n, id := range ids {
		list[n] = clone(m[id])
	}
	return list
}

// clone copies everything that the value shares by pointer or slice.
func (i Instrument) clone() Instrument {
	i.Issuers = slices.Clone(i.Issuers)
	i.ValidatedBy = slices.Clone(i.ValidatedBy)
	i.Unlocks = slices.Clone(i.Unlocks)
	i.InForce = copied(i.InForce)
	i.Requesters, i.Binds = slices.Clone(i.Requesters), slices.Clone(i.Binds)
	i.Raised = slices.Clone(i.Raised)
	for n, r := range i.Raised {
		i.Raised[n].Protects = slices.Clone(r.Protects)
		i.Raised[n].Issuers = slices.Clone(r.Issuers)
		i.Raised[n].ValidatedBy = slices.Clone(r.ValidatedBy)
	}
	i.Thresholds = slices.Clone(i.Thresholds)
	for n, t := range i.Thresholds {
		i.Thresholds[n].Categories = slices.Clone(t.Categories)
		i.Thresholds[n].Offences = slices.Clone(t.Offences)
	}
	i.Acknowledge = copied(i.Acknowledge)
	i.Notification = copied(i.Notification)
	i.EmergencyWindow = copied(i.EmergencyWindow)
	i.UserInformation = copied(i.UserInformation)
	i.Notes = slices.Clone(i.Notes)
	i.Reply = copied(i.Reply)
	i.EmergencyReply = copied(i.EmergencyReply)
	i.ExPostValidation = copied(i.ExPostValidation)
	i.RefusalWindow = copied(i.RefusalWindow)
	i.RefusalGrounds = slices.Clone(i.RefusalGrounds)
	i.Validity = copied(i.Validity)
	i.Hold = copied(i.Hold)
	i.Renewals = slices.Clone(i.Renewals)
	i.Secrecy = copied(i.Secrecy)
	if i.Secrecy != nil {
		i.Secrecy.MaxTerm = copied(i.Secrecy.MaxTerm)
	}
	i.Penalties = slices.Clone(i.Penalties)
	i.Sources = slices.Clone(i.Sources)
	return i
}

func (h Holder) clone() Holder {
	h.MustContain = slices.Clone(h.MustContain)
	h.Emergency = copied(h.Emergency)
	h.InForce = copied(h.InForce)
	h.Entities = slices.Clone(h.Entities)
	for n, e := range h.Entities {
		h.Entities[n].Serves = slices.Clone(e.Serves)
	}
	h.Lacks = slices.Clone(h.Lacks)
	h.Preservation = copied(h.Preservation)
	if p := h.Preservation; p != nil {
		p.Hold, p.AskBefore, p.Foreign = copied(p.Hold), copied(p.AskBefore), copied(p.Foreign)
		p.Renewals, p.ForeignRenewals = slices.Clone(p.Renewals), slices.Clone(p.ForeignRenewals)
	}
	h.Known = slices.Clone(h.Known)
	h.Holdings = slices.Clone(h.Holdings)
	for i := range h.Holdings {
		h.Holdings[i].Yields = slices.Clone(h.Holdings[i].Yields)
		h.Holdings[i].Retention = copied(h.Holdings[i].Retention)
	}
	h.Notice = copied(h.Notice)
	if h.Notice != nil {
		h.Notice.Exceptions = slices.Clone(h.Notice.Exceptions)
	}
	h.Sources = slices.Clone(h.Sources)
	return h
}

func (l Ladder) clone() Ladder {
	l.Steps = slices.Clone(l.Steps)
	return l
}

func (a Area) clone() Area {
	a.Members = slices.Clone(a.Members)
	return a
}

func (d Door) clone() Door {
	d.Shapes, d.Purposes = slices.Clone(d.Shapes), slices.Clone(d.Purposes)
	d.Sources = slices.Clone(d.Sources)
	return d
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	c := *p
	return &c
}
