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
		rows = append(rows, []string{shortID(string(c.Case)), c.Stage, awaitsCell(c.Awaiting), dueCell(c.Due, v.zone), orDash(string(c.Lane)), orDash(c.Outcome)})
	}
	p.table("", rows)
}

// awaitsCell and dueCell are how tables tell on whom something waits, and until when.
func awaitsCell(p casefile.PartyID) string {
	if p == casefile.Nobody {
		return "-"
	}
	return orDash(string(p))
}

func dueCell(due time.Time, zone *time.Location) string {
	if due.IsZero() {
		return "-"
	}
	return due.In(zone).Format("2006-01-02 15:04 -07:00")
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
	return listedCase{
		Case: casefile.CaseID(id), Open: r.Open, Stage: r.stands(), Awaiting: r.Awaiting,
		Due: r.Due, Lane: r.Lane, Outcome: r.Outcome, Started: r.Started,
	}
}

// stands is the stage of what a row is about, or how its workflow closed where the
// engine did not end it: it was terminated, or it failed.
func (r row) stands() string {
	if !r.Open && r.Stage != string(casefile.StageEnded) {
		return r.Ended
	}
	return r.Stage
}
