package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"writ/casefile"
	"writ/ledger"
)

const interval = "pointwise 95 %, log-log"

// Latency measures how long from one milestone to another: the incidence of the
// wanted end and of each rival that shuts it out. It refuses what the query's
// types allow and the question does not with a [BadQuery].
func (r *Reporter) Latency(ctx context.Context, lq LatencyQuery) (*Latency, error) {
	q, err := r.question(ctx, lq)
	if err != nil {
		return nil, err
	}
	found, err := r.observe(ctx, q)
	if err != nil {
		return nil, err
	}
	return q.answer(found)
}

// question fills in what the query leaves out, and checks it.
func (r *Reporter) question(ctx context.Context, lq LatencyQuery) (*question, error) {
	q := &question{ask: lq}
	if q.ask.Unit == "" {
		q.ask.Unit = PerCase
	}
	if q.ask.Clock == "" {
		q.ask.Clock = Elapsed
	}
	if err := q.milestones(); err != nil {
		return nil, err
	}
	switch {
	case q.ask.Clock != Elapsed && q.ask.Clock != Working:
		return nil, &BadQuery{Field: "clock", Value: string(q.ask.Clock), Want: "elapsed or working"}
	case q.ask.Clock == Working && r.working == nil:
		return nil, &BadQuery{Field: "clock", Value: string(q.ask.Clock), Want: "elapsed: there are no calendars here"}
	}
	if len(q.ask.Horizons) == 0 {
		q.ask.Horizons = DefaultHorizons()
	}
	q.ask.Horizons = slices.Sorted(slices.Values(q.ask.Horizons))
	for _, h := range append(slices.Clone(q.ask.Horizons), q.ask.Tau) {
		if !(h >= 0 && h <= 36_525) {
			return nil, &BadQuery{Field: "horizon", Value: fmt.Sprint(h), Want: "days between 0 and 36525"}
		}
	}
	if q.ask.Tau == 0 {
		q.ask.Tau = q.ask.Horizons[len(q.ask.Horizons)-1]
	}
	var err error
	if q.scope, err = r.scope(ctx, lq.Query); err != nil {
		return nil, err
	}
	if q.groups, err = q.grouping(lq.By); err != nil {
		return nil, err
	}
	q.setEnds()
	return q, nil
}

func (q *question) milestones() (err error) {
	switch q.ask.Unit {
	case PerCase:
		if ends, ok := deskMarks[q.ask.Work]; ok {
			q.ask.From, q.ask.To = cmp.Or(q.ask.From, ends[0]), cmp.Or(q.ask.To, ends[1])
		}
		q.ask.From, q.ask.To = cmp.Or(q.ask.From, casefile.MilestoneOpened), cmp.Or(q.ask.To, casefile.MilestoneIdentified)
	case PerHop:
		q.ask.From, q.ask.To = cmp.Or(q.ask.From, casefile.MilestoneStarted), cmp.Or(q.ask.To, casefile.MilestoneDisclosed)
		q.work, err = ledger.WorkOf("Hop")
	default:
		err = &BadQuery{Field: "unit", Value: string(q.ask.Unit), Want: "case or hop"}
	}
	if err == nil {
		q.fromMark, err = markOf(q.ask.Unit, "from", q.ask.From)
	}
	if err == nil {
		q.toMark, err = markOf(q.ask.Unit, "to", q.ask.To)
	}
	if err == nil && q.ask.From == q.ask.To {
		err = &BadQuery{Field: "to", Value: string(q.ask.To), Want: "another milestone than from"}
	}
	return err
}

// deskMarks are the ends that a party's own ledger counts between, by its work.
var deskMarks = map[string][2]casefile.MilestoneName{
	"Disclosure":    {casefile.MilestoneServed, casefile.MilestoneDisclosed},
	"Authorisation": {casefile.MilestoneFirstAsked, casefile.MilestoneOrdered},
}
