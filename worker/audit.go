package worker

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"go.temporal.io/sdk/client"

	"writ/casefile"
	"writ/ledger"
	"writ/protocol"
)

// Books is what an audit asks of a ledger; a *storage.Ledger has it.
type Books interface {
	Keyring() ledger.Keyring
	Cases(ctx context.Context, only ...ledger.Key) iter.Seq2[ledger.CaseEvents, error]
	Dict(context.Context) (ledger.Dict, error)
	Incidents(context.Context) ([]ledger.Incident, error)
	Counts(context.Context) (ledger.Counts, error)
	Record(context.Context, ledger.Delivery) (ledger.Appended, error)
}

// Audit proves for each case of a party that its ledger holds what Temporal says
// happened, no more and no less. At other parties than requesters a case is a
// request; a standing access is one by itself at both of its parties.
type Audit struct {
	Client    client.Client // of the party's namespace
	Namespace string
	Party     casefile.PartyID
	Role      protocol.Role
	Books     Books
	// Exercise says that the ledger is that of the party's exercises: of all cases
	// those count that were played, and else those that were not.
	Exercise bool
	// Known are the names that the ledger is told, as [KnownNames] lists them; those
	// that it holds are known too.
	Known ledger.Known
	// Case is the only case, request or standing access to look at; empty for all.
	Case string
	// Rebuild brings to the ledger what it lacks.
	Rebuild bool
	// Progress is told how many cases are done, of how many; nil for nobody.
	Progress func(done, all int)
}

// AuditReport is what an audit found.
type AuditReport struct {
	Party    casefile.PartyID `json:"party"`
	Cases    int              `json:"cases"`
	Complete int              `json:"complete"`
	Steps    []AuditedStep    `json:"incomplete"`
	// Rebuilt counts the events that were brought to the ledger.
	Rebuilt int `json:"rebuilt"`
	// Elsewhere are cases of the ledger that Temporal does not know: imported, or
	// older than what the namespace keeps.
	Elsewhere int64 `json:"elsewhere"`
	Conflicts int   `json:"conflicts"`
	Resets    int   `json:"resets"`
}

// AuditedStep is a step of which the ledger does not hold the whole.
type AuditedStep struct {
	Case string          `json:"case"`
	Step casefile.StepID `json:"step"`
	Work string          `json:"work"`
	// Before: the workflow began before the ledger and tells it nothing.
	Before bool `json:"beforeLedger,omitempty"`
	ledger.Finding
}

// Run looks at every case, one after the other.
func (a Audit) Run(ctx context.Context) (AuditReport, error) {
	report := AuditReport{Party: a.Party, Steps: []AuditedStep{}}
	cases, err := a.list(ctx)
	if err != nil {
		return report, err
	}
	if err := a.learnNames(ctx); err != nil {
		return report, err
	}
	known := int64(0)
	for i, c := range cases {
		found, err := a.look(ctx, c)
		if err == nil && a.Rebuild && len(found.wrong) > 0 {
			var n int
			if n, err = a.rebuild(ctx, found); err == nil {
				report.Rebuilt += n
				found, err = a.lookOnce(ctx, c)
			}
		}
		if err != nil {
			return report, err
		}
		if a.Progress != nil {
			a.Progress(i+1, len(cases))
		}
		if found.elsewhere {
			continue
		}
		report.Cases++
		if len(found.wrong) == 0 {
			report.Complete++
		}
		report.Steps = append(report.Steps, found.wrong...)
		if found.held {
			known++
		}
	}
	return report, a.sum(ctx, &report, known)
}

// learnNames adds to the names that are known those that the ledger holds: a party
// that left the directory was known when it acted.
func (a *Audit) learnNames(ctx context.Context) error {
	dict, err := a.Books.Dict(ctx)
	if err != nil || a.Known == nil {
		return err
	}
	known := a.Known
	a.Known = func(kind ledger.LabelKind, text string) bool {
		if known(kind, text) {
			return true
		}
		l, err := ledger.NewLabel(kind, text)
		return err == nil && dict[l.Code] == l
	}
	return nil
}

// sum adds what is counted over the whole ledger.
func (a Audit) sum(ctx context.Context, report *AuditReport, known int64) error {
	incidents, err := a.Books.Incidents(ctx)
	if err != nil {
		return err
	}
	for _, i := range incidents {
		if i.Kind == ledger.Conflict {
			report.Conflicts++
		} else {
			report.Resets++
		}
	}
	if a.Case != "" {
		return nil
	}
	counts, err := a.Books.Counts(ctx)
	report.Elsewhere = counts.Cases - known
	return err
}

// looked is what was found about one case.
type looked struct {
	wrong []AuditedStep
	steps map[casefile.StepID]*toldStep
	// asOf is before the histories were read, by Temporal's clock.
	asOf time.Time
	held bool // the ledger knows the case
	// elsewhere: it belongs into another ledger of the party.
	elsewhere bool
}

// The looks at a case that moves: what is on its way to the ledger comes soon.
const (
	looks     = 4
	lookAgain = 500 * time.Millisecond
	justEnded = time.Minute
)

// look looks again at a case that moves, or has just ended, before it says that
// something is wrong.
func (a Audit) look(ctx context.Context, c auditedCase) (looked, error) {
	for n := 1; ; n++ {
		found, err := a.lookOnce(ctx, c)
		if err != nil || len(found.wrong) == 0 || n == looks || !c.moves(time.Now()) {
			return found, err
		}
		select {
		case <-ctx.Done():
			return found, ctx.Err()
		case <-time.After(lookAgain):
		}
	}
}

func (a Audit) lookOnce(ctx context.Context, c auditedCase) (looked, error) {
	found := looked{}
	var err error
	if a.Rebuild {
		if found.asOf, err = a.lastEvent(ctx, c); err != nil {
			return found, err
		}
	}
	var unread []auditedWork
	if found.steps, unread, err = a.told(ctx, c); err != nil {
		return found, err
	}
	for _, s := range found.steps {
		if s.head.Exercise != a.Exercise {
			found.elsewhere = true
			return found, nil
		}
	}
	for _, w := range unread {
		found.wrong = append(found.wrong, AuditedStep{Case: c.subject, Step: w.step(), Work: w.kind, Finding: ledger.Finding{Unread: true}})
	}
	audits, err := a.audits(ctx, c, found.steps)
	if err != nil {
		return found, err
	}
	for step, audit := range audits {
		found.held = found.held || len(audit.Held) > 0
		if f := audit.Check(); !f.OK() {
			s := AuditedStep{Case: c.subject, Step: step, Finding: f}
			if told := found.steps[step]; told != nil {
				s.Work, s.Before = told.head.Work, told.before
			}
			found.wrong = append(found.wrong, s)
		}
	}
	slices.SortFunc(found.wrong, func(x, y AuditedStep) int { return cmp.Compare(x.Step, y.Step) })
	return found, nil
}

// audits pairs what the histories tell of a case with the rows of the ledger.
func (a Audit) audits(ctx context.Context, c auditedCase, steps map[casefile.StepID]*toldStep) (map[casefile.StepID]ledger.Audit, error) {
	keys := a.Books.Keyring()
	encoder := ledger.NewEncoder(keys)
	audits := map[casefile.StepID]ledger.Audit{}
	names := map[ledger.Key]casefile.StepID{}
	for step, told := range steps {
		d, left := ledger.Fit(told.delivery(), a.Known)
		batch, err := encoder.Encode(d)
		if err != nil {
			return nil, fmt.Errorf("%s of %s: %w", told.head.Work, c.subject, err)
		}
		names[keys.Step(step)] = step
		audit := ledger.Audit{Told: batch.Events, Closing: told.closing}
		for _, fault := range left {
			audit.Unfit = append(audit.Unfit, int64(fault.Seq))
		}
		audits[step] = audit
	}
	for held, err := range a.Books.Cases(ctx, keys.Case(c.subject)) {
		if err != nil {
			return nil, err
		}
		for _, e := range held.Events {
			step, ok := names[e.Step]
			if !ok {
				step = casefile.StepID(fmt.Sprintf("unknown-%x", uint64(e.Step)))
			}
			audit := audits[step]
			audit.Held = append(audit.Held, e)
			audits[step] = audit
		}
	}
	return audits, nil
}

// rebuild tells the ledger the whole of each step that is not as it was told.
func (a Audit) rebuild(ctx context.Context, found looked) (int, error) {
	n := 0
	for _, s := range found.wrong {
		told := found.steps[s.Step]
		if told == nil {
			continue // nobody told what the ledger holds there
		}
		d, _ := ledger.Fit(told.delivery(), a.Known)
		d.Taken = found.asOf
		d.Run = fmt.Sprintf("rebuilt@%d", found.asOf.UnixMilli())
		if len(d.Facts) == 0 {
			continue
		}
		got, err := a.Books.Record(ctx, d)
		if err != nil {
			return n, fmt.Errorf("rebuild %s of %s: %w", told.head.Work, s.Case, err)
		}
		n += got.New
	}
	return n, nil
}
