package cli

import (
	"context"
	"fmt"

	"writ/casefile"
	"writ/protocol"
)

// caseClocksView is what "writ clock explain --case" prints.
type caseClocksView struct {
	Case   casefile.CaseID `json:"case"`
	Clocks []clockOfCase   `json:"clocks"`
}

// clockOfCase is one open clock, explained.
type clockOfCase struct {
	Hop    int         `json:"hop"`
	Holder string      `json:"holder"`
	Name   string      `json:"clock"`
	Count  explainView `json:"count"`
}

func (v caseClocksView) write(p *page) {
	if len(v.Clocks) == 0 {
		p.line("no clock of the law runs in case %s now", shortID(string(v.Case)))
		return
	}
	for i, c := range v.Clocks {
		if i > 0 {
			p.blank()
		}
		p.line("%s", p.tint(bold, fmt.Sprintf("hop %d, %s: %s", c.Hop, c.Holder, c.Name)))
		c.Count.write(p)
	}
}

// explainCase explains the open clocks of a case's hops.
func (s *session) explainCase(ctx context.Context, f *clockFlags) error {
	c, err := s.openCase(ctx, &f.actor, f.caseID)
	if err != nil {
		return err
	}
	record, err := c.record(ctx)
	if err != nil {
		return err
	}
	state := casefile.Fold(record)
	hops := state.Hops
	if f.hop != "" {
		one, err := c.hop(f.hop, state)
		if err != nil {
			return err
		}
		hops = []casefile.HopView{one}
	}
	v := caseClocksView{Case: c.id, Clocks: []clockOfCase{}}
	for _, h := range hops {
		if h.Stage == casefile.StageEnded {
			continue
		}
		found, err := c.clocksOf(ctx, h)
		if err != nil {
			return err
		}
		v.Clocks = append(v.Clocks, found...)
	}
	return s.app.print(v)
}

func (c *onCase) clocksOf(ctx context.Context, h casefile.HopView) ([]clockOfCase, error) {
	task, err := ask[protocol.Task](ctx, c.session, c.party, protocol.HopWorkflowID(h.ID), protocol.QueryTask)
	if err != nil {
		return nil, err
	}
	if err := task.Hop.Bind(); err != nil {
		return nil, unknownEdition(err)
	}
	deadlines, err := task.Hop.Deadlines()
	if err != nil {
		return nil, err
	}
	var found []clockOfCase
	for _, d := range deadlines {
		found = append(found, clockOfCase{Hop: h.N, Holder: string(d.Holder), Name: d.Name, Count: explainView{d.Explained}})
	}
	return found, nil
}
