package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/ledger/storage"
	"writ/protocol"
	"writ/worker"
)

type verifyFlags struct {
	as, id  string
	rebuild bool
}

func (a *app) ledgerVerifyCommand() *cobra.Command {
	f := &verifyFlags{}
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Prove for each case that the ledger holds what Temporal says happened",
		Long: `Asks Temporal for every case of a party what happened, event by event, and
compares that with the party's ledger. At courts and holders a case is a request,
and a standing access is one by itself at both of its parties.
The party's worker must run: closed workflows are replayed for their answer.

It fails when the ledger of any case is not complete. With --rebuild it first
brings what is missing, from the histories; doing that twice is doing it once.`,
		Args: cobra.NoArgs,
	}
	ledgerOf(cmd, &f.as)
	cmd.Flags().StringVar(&f.id, "case", "", "only this case, or this standing access, or at courts and holders this request, by its whole `ID`")
	cmd.Flags().BoolVar(&f.rebuild, "rebuild", false, "bring to the ledger what it lacks")
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, _ []string) error {
		return s.verifyLedger(ctx, f)
	}))
	return cmd
}

func (s *session) verifyLedger(ctx context.Context, f *verifyFlags) error {
	p, exercise, err := s.bookkeeper(f.as)
	if err != nil {
		return err
	}
	name := p.ID
	if exercise {
		name = protocol.ExerciseBooks(p.ID)
	}
	books, err := worker.OpenLedger(ctx, s.cfg, name, !f.rebuild)
	if err != nil {
		if errors.Is(err, worker.ErrLedgerOff) {
			return noLedger(p, err)
		}
		if errors.Is(err, storage.ErrNone) {
			return newFault("no-ledger", "a worker makes it with the first event; writ ledger verify --rebuild makes it from the histories", "%s has no ledger yet", name).because(err)
		}
		return err
	}
	defer books.Close()
	c, err := s.client(ctx, p)
	if err != nil {
		return err
	}
	known, err := worker.KnownNames(s.dir, s.edition)
	if err != nil {
		return err
	}
	var bar exportBar
	audit := worker.Audit{
		Exercise: exercise, Known: known,
		Client: c, Namespace: p.Namespace, Party: p.ID, Role: p.Role, Books: books, Case: f.id, Rebuild: f.rebuild,
		Progress: func(done, all int) {
			if done == 1 {
				bar = s.app.progress(int64(all))
			}
			bar.step()
		},
	}
	report, err := audit.Run(ctx)
	bar.done()
	if err != nil {
		if timedOut(err) || nobodyPolls(err) {
			return away(p, err)
		}
		return s.cause(ctx, p, err)
	}
	if f.id != "" && report.Cases == 0 {
		return newFault("not-found", "writ case list and writ inbox list what there is", "%s has no case %s", p.ID, f.id)
	}
	if err := s.app.print(verifyView{report}); err != nil {
		return err
	}
	if report.Complete < report.Cases {
		hint := "writ ledger verify --rebuild brings what is missing"
		if f.rebuild {
			hint = "what a history does not tell, or what a terminated workflow never said, cannot be brought"
		}
		return newFault("incomplete", hint, "the ledger of %s is not complete: %d of %d cases are not", p.ID, report.Cases-report.Complete, report.Cases)
	}
	return nil
}

// shortStep names a step: the case, its guard, or the beginning of an id.
func shortStep(s casefile.StepID) string {
	if s == casefile.StepCase || s == casefile.StepProtection {
		return string(s)
	}
	return shortID(string(s))
}

type verifyView struct{ worker.AuditReport }

func (v verifyView) write(p *page) {
	p.line("ledger of %s: %s, %d complete", v.Party, counted(v.Cases, "case"), v.Complete)
	if v.Rebuilt > 0 {
		p.line("%d events were brought from the histories", v.Rebuilt)
	}
	if len(v.Steps) > 0 {
		rows := [][]string{{"CASE", "STEP", "WORK", "EVENTS"}}
		for _, s := range v.Steps {
			what := s.Finding.String()
			if s.Before {
				what += "; began before the ledger"
			}
			rows = append(rows, []string{shortID(s.Case), shortStep(s.Step), orDash(s.Work), what})
		}
		p.table("  ", rows)
	}
	var more []string
	if v.Elsewhere > 0 {
		more = append(more, fmt.Sprintf("%d cases are in the ledger only: imported, or older than what Temporal keeps", v.Elsewhere))
	}
	if v.Resets > 0 {
		more = append(more, fmt.Sprintf("%d incidents of a reset or repeated task: the later run holds", v.Resets))
	}
	if v.Conflicts > 0 {
		more = append(more, fmt.Sprintf("%d incidents of a conflict: the same task said two things, and the first holds", v.Conflicts))
	}
	if len(more) > 0 {
		p.para("", strings.Join(more, ". ")+".")
	}
}
