package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/protocol"
)

// listedCase is a line of "writ case list". It holds codes only: it comes from
// visibility.
type listedCase struct {
	Case     casefile.CaseID  `json:"case"`
	Open     bool             `json:"open"`
	Stage    string           `json:"stage"`
	Awaiting casefile.PartyID `json:"awaiting,omitempty"`
	Due      time.Time        `json:"due,omitzero"`
	Lane     casefile.Lane    `json:"lane,omitempty"`
	Outcome  string           `json:"outcome,omitempty"`
	Started  time.Time        `json:"started"` // on the server's clock
}

type caseListView struct {
	Requester casefile.PartyID `json:"requester"`
	Cases     []listedCase     `json:"cases"`

	zone *time.Location
}

func (v caseListView) write(p *page) {
	if len(v.Cases) == 0 {
		p.line("%s has no cases; writ case open opens one", v.Requester)
		return
	}
	rows := [][]string{{"CASE", "STAGE", "AWAITS", "DUE", "LANE", "OUTCOME"}}
	for _, c := range v.Cases {
		due := "-"
		if !c.Due.IsZero() {
			due = c.Due.In(v.zone).Format("2006-01-02 15:04 -07:00")
		}
		awaits := orDash(string(c.Awaiting))
		if c.Awaiting == casefile.Nobody {
			awaits = "-"
		}
		rows = append(rows, []string{shortID(string(c.Case)), c.Stage, awaits, due, orDash(string(c.Lane)), orDash(c.Outcome)})
	}
	p.table("", rows)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func (a *app) caseListCommand() *cobra.Command {
	who := &actor{}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the requester's cases, open ones first",
		Args:  cobra.NoArgs,
	}
	who.asFlag(cmd)
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, _ []string) error {
		p, err := s.requester(who.as)
		if err != nil {
			return err
		}
		rows, err := s.list(ctx, p, fmt.Sprintf("WorkflowType = '%s'", protocol.Identification))
		if err != nil {
			return err
		}
		slices.SortFunc(rows, compareRows)
		v := caseListView{Requester: p.ID, Cases: []listedCase{}, zone: zoneOf(p.Zone)}
		for _, r := range rows {
			v.Cases = append(v.Cases, listedCaseOf(r))
		}
		return a.print(v)
	}))
	return cmd
}

func listedCaseOf(r row) listedCase {
	_, id := splitID(r.ID)
	c := listedCase{
		Case: casefile.CaseID(id), Open: r.Open, Stage: r.Stage, Awaiting: r.Awaiting,
		Due: r.Due, Lane: r.Lane, Outcome: r.Outcome, Started: r.Started,
	}
	if !r.Open && c.Stage != string(casefile.StageEnded) {
		// The engine did not end it: it was terminated, or it failed.
		c.Stage = r.Ended
	}
	return c
}
