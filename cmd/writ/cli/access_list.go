package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/protocol"
)

// The two sides of an access, as a listing names them.
const (
	sideGranted = "granted"
	sideHeld    = "held"
)

// listedAccess is a line of "writ access list". It holds codes only: it comes from
// visibility.
type listedAccess struct {
	Access   casefile.GrantID `json:"access"`
	Side     string           `json:"side"`  // granted to the other, or held from it
	Other    casefile.PartyID `json:"other"` // grantee or grantor
	Open     bool             `json:"open"`
	Stage    string           `json:"stage"`
	Awaiting casefile.PartyID `json:"awaiting,omitempty"`
	Due      time.Time        `json:"due,omitzero"`
	// RefusedUses counts the declared uses that were refused.
	RefusedUses int64     `json:"refusedUses"`
	Started     time.Time `json:"started"` // on the server's clock
}

type accessListView struct {
	Party    casefile.PartyID `json:"party"`
	Accesses []listedAccess   `json:"accesses"`

	zone *time.Location
}

func (v accessListView) write(p *page) {
	if len(v.Accesses) == 0 {
		p.line("%s grants and holds no standing access; writ access open opens one", v.Party)
		return
	}
	rows := [][]string{{"ACCESS", "SIDE", "WITH", "STAGE", "AWAITS", "DUE", "REFUSED USES"}}
	for _, x := range v.Accesses {
		rows = append(rows, []string{
			shortID(string(x.Access)), x.Side, orDash(string(x.Other)), x.Stage, awaitsCell(x.Awaiting), dueCell(x.Due, v.zone), strconv.FormatInt(x.RefusedUses, 10),
		})
	}
	p.table("", rows)
	p.blank()
	p.line("writ access show ACCESS --party %s", v.Party)
}

func (a *app) accessListCommand() *cobra.Command {
	who := &accessActor{}
	cmd := &cobra.Command{
		Use:   "list --party PARTY",
		Short: "List the standing access that a party grants and holds",
		Long: `List the standing access that a party grants and holds, open ones first. It comes
from the server alone: no worker need run.`,
		Args: cobra.NoArgs,
	}
	who.partyFlag(cmd)
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, _ []string) error {
		p, err := s.party(who.party)
		if err != nil {
			return err
		}
		rows, err := s.list(ctx, p, fmt.Sprintf("WorkflowType = '%s' OR WorkflowType = '%s'", protocol.Access, protocol.Subscription))
		if err != nil {
			return err
		}
		slices.SortFunc(rows, compareRows)
		v := accessListView{Party: p.ID, Accesses: []listedAccess{}, zone: zoneOf(p.Zone)}
		for _, r := range rows {
			v.Accesses = append(v.Accesses, listedAccessOf(r))
		}
		return a.print(v)
	}))
	return cmd
}

func listedAccessOf(r row) listedAccess {
	_, id := splitID(r.ID)
	x := listedAccess{
		Access: casefile.GrantID(id), Side: sideGranted, Other: r.Grantee, Open: r.Open, Stage: r.stands(),
		Awaiting: r.Awaiting, Due: r.Due, RefusedUses: r.RefusedUses, Started: r.Started,
	}
	if r.Type == protocol.Subscription {
		x.Side, x.Other = sideHeld, r.Grantor
	}
	return x
}
