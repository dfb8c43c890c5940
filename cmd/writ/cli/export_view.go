package cli

import (
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"

	"writ/casefile"
	"writ/ledger/export"
)

// exportView says what was written, and what was done to it.
type exportView struct {
	export.Summary
	Party     casefile.PartyID `json:"party"`
	Synthetic bool             `json:"synthetic,omitempty"` // its cases are made up
	AsOf      time.Time        `json:"as_of,omitzero"`
}

func (v exportView) write(p *page) {
	p.line("%s: %s and %s of %s", v.Path, counted(int(v.Cases), "case"), counted(int(v.Events), "event"), v.Party)
	if v.Format == export.Parquet {
		p.line("with %s", counted(int(v.Spells), "spell"))
	}
	if v.Synthetic {
		p.para("", "These cases are made up.")
	}
	var rows [][]string
	for _, f := range v.Files {
		rows = append(rows, []string{f.Name, bytesText(f.Bytes)})
	}
	p.table("  ", rows, 1)
	if !v.AsOf.IsZero() {
		p.para("", "As known at "+v.AsOf.UTC().Format(time.RFC3339)+".")
	}
	if v.Exact {
		p.para("", "Exact: times to the second, UTC, and all labels. Rows like these can single out a person; keep them as you keep the ledger.")
		return
	}
	p.para("", fmt.Sprintf("Times are days, UTC; seq keeps the order within a case. Written as %q because fewer than %d cases have them: %s, and %s of holder and instrument. --exact lifts both.",
		export.Other, export.FewestCases, counted(v.HiddenLabels, "label"), counted(v.HiddenCells, "pair")))
}

// bytesText is a size for people.
func bytesText(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	case n < 1<<30:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
}

// exportBar shows people at a terminal how far an export is; programs, pipes and
// files see nothing of it.
type exportBar struct{ bar *progressbar.ProgressBar }

func (a *app) progress(steps int64) exportBar {
	if _, terminal := terminalWidth(a.err); !terminal || a.mode == jsonMode || steps == 0 {
		return exportBar{}
	}
	return exportBar{progressbar.NewOptions64(steps,
		progressbar.OptionSetWriter(a.err), progressbar.OptionSetDescription("cases"), progressbar.OptionShowCount(),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))}
}

func (b exportBar) step() {
	if b.bar != nil {
		_ = b.bar.Add(1) // a bar that cannot be drawn stops nothing
	}
}

func (b exportBar) done() {
	if b.bar != nil {
		_ = b.bar.Finish()
	}
}
