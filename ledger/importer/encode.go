package importer

import (
	"writ/casefile"
	"writ/ledger"
)

// encode makes the rows of the ledger, step by step as workflows tell them.
func (d *draft) encode() ledger.Batch {
	var all ledger.Batch
	labelled := map[ledger.Code]bool{}
	for _, l := range d.lines {
		delivery := ledger.Delivery{
			Subject: d.id, Work: l.work(), Jurisdiction: d.jurisdiction, Run: importRun, Taken: l.rows[0].fact.At,
		}
		for _, r := range l.rows {
			delivery.Facts = append(delivery.Facts, r.fact)
		}
		b, err := d.in.encoder.Encode(delivery)
		if err != nil {
			d.unfit(l, err)
			return ledger.Batch{}
		}
		all.Events = append(all.Events, b.Events...)
		for _, label := range b.Labels {
			if !labelled[label.Code] {
				labelled[label.Code] = true
				all.Labels = append(all.Labels, label)
			}
		}
	}
	return all
}

// importRun stands for the run of a workflow: of a case that the ledger knows
// live, the live rows hold, since they were taken later than they happened.
const importRun = "import"

// The workflow types of a requester, as Temporal knows them.
const (
	workOfCase  = "Identification"
	workOfHop   = "Hop"
	workOfGuard = "Protection"
)

func (l *line) work() string {
	switch l.step {
	case casefile.StepCase:
		return workOfCase
	case casefile.StepProtection:
		return workOfGuard
	}
	return workOfHop
}
