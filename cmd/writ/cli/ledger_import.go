package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/ledger"
	"writ/ledger/importer"
	"writ/protocol"
	"writ/worker"
)

type importFlags struct {
	as, rejects string
	format      importer.Format
	addCodes    bool
	dryRun      bool
}

func (a *app) ledgerImportCommand() *cobra.Command {
	f := &importFlags{}
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Take past cases from a file of CSV or JSON Lines",
		Long: `Take past cases from a file into a requester's ledger: CSV with a header, or JSON
Lines, one row for each event, the rows of a case after each other; .gz is
unpacked. writ ledger template shows a file and what its columns mean.

Rows pass the checks of live events and more. A case with a bad row is left out
whole, the others are taken, and the reject file says why, row by row, without
repeating what could name a person. Of the id of a case only a pseudonym is kept.
Importing a file twice changes nothing.`,
		Example: `  writ ledger import cases-2019.csv.gz --dry-run
  writ ledger import cases-2019.csv.gz`,
		Args: cobra.ExactArgs(1),
	}
	ledgerOf(cmd, &f.as)
	cmd.Flags().Var(&f.format, "format", "how the file is written; without it, as its name ends")
	cmd.Flags().StringVar(&f.rejects, "rejects", "", "write why rows were rejected to this `FILE`; without it, beside the file that is imported")
	cmd.Flags().BoolVar(&f.addCodes, "add-codes", false, "take parties, holders, instruments, jurisdictions and codes that neither directory nor law have")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "check the file and take nothing")
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, args []string) error {
		return s.importLedger(ctx, args[0], f)
	}))
	return cmd
}

// importing is one import.
type importing struct {
	*session
	file    string
	format  importer.Format
	options importer.Options
	rejects *rejectFile
	bar     exportBar

	view importView
	importTally
}

func (s *session) importLedger(ctx context.Context, file string, f *importFlags) error {
	party, err := s.requesterWithLedger(f.as)
	if err != nil {
		return err
	}
	in := &importing{session: s, file: file, format: f.format, rejects: &rejectFile{name: f.rejects}}
	if in.rejects.name == "" {
		in.rejects.name = file + ".rejects.csv"
	}
	if err := in.rejects.mayReplace(); err != nil {
		return err
	}
	in.view = importView{File: file, Party: party.ID, DryRun: f.dryRun}
	if in.options, err = s.importOptions(party, f); err != nil {
		return err
	}
	if err := in.scan(); err != nil {
		return err
	}
	if f.dryRun {
		err = in.check()
	} else {
		err = in.take(ctx, party)
	}
	in.bar.done()
	if closed := in.rejects.close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return in.tell()
}

// requesterWithLedger is the requester whose past cases are imported.
func (s *session) requesterWithLedger(id string) (protocol.Party, error) {
	if casefile.PartyID(id) == synthetic.ID {
		return protocol.Party{}, newFault("wrong-party", "name the requester whose cases these are", "the ledger of %s holds made-up cases only: real ones never stand beside them", id)
	}
	return s.requester(id)
}

func (s *session) importOptions(party protocol.Party, f *importFlags) (importer.Options, error) {
	o := importer.Options{Party: party.ID, Jurisdiction: party.Jurisdiction, Now: s.app.now()}
	if f.addCodes {
		return o, nil
	}
	var err error
	o.Known, err = worker.KnownNames(s.dir, s.edition)
	return o, err
}

// scan counts the file and refuses one that cannot be imported at all.
func (in *importing) scan() error {
	if in.format == "" {
		var err error
		if in.format, err = importer.FormatOf(in.file); err != nil {
			return usageFault("%s: %s: say how it is written with --format csv or --format jsonl", in.file, err)
		}
	}
	tally, err := withFile(in.file, func(r io.Reader) (importer.Tally, error) { return importer.Scan(r, in.format) })
	if errors.Is(err, importer.ErrApart) {
		return newFault("unsorted", "sort it by its case column, keeping the order of the rows of a case; nothing was taken", "%s: %s", in.file, err).because(err)
	}
	if err != nil {
		return badFile(in.file, err)
	}
	in.view.Rows, in.view.Cases = tally.Rows, tally.Cases
	in.bar = in.app.progress(int64(tally.Cases))
	if _, terminal := terminalWidth(in.app.err); !terminal && in.app.mode != jsonMode {
		fmt.Fprintf(in.app.err, "importing %d rows of %d cases\n", tally.Rows, tally.Cases)
	}
	return nil
}

func badFile(file string, err error) error {
	if path := (*os.PathError)(nil); errors.As(err, &path) {
		return newFault("no-file", "", "%s", err).because(err)
	}
	return newFault("bad-file", "writ ledger template shows a file that can be imported; nothing was taken", "%s: %s", file, err).because(err)
}

// withFile opens the file, unpacked.
func withFile[T any](name string, f func(io.Reader) (T, error)) (T, error) {
	r, _, _, err := importer.Open(name)
	if err != nil {
		var none T
		return none, err
	}
	v, err := f(r)
	return v, errors.Join(err, r.Close())
}

// check reads the cases as an import would.
func (in *importing) check() error {
	keys, err := ledger.NewKeyring(make([]byte, 32)) // nothing is kept under it
	if err != nil {
		return err
	}
	return in.read(keys, func(c importer.Case) bool {
		in.fresh++
		return true
	})
}

// take brings the cases to the ledger.
func (in *importing) take(ctx context.Context, party protocol.Party) error {
	l, err := worker.OpenLedger(ctx, in.cfg, party.ID, false)
	if err != nil {
		return noLedger(party, err)
	}
	var read error
	err = l.Import(ctx, func(yield func(ledger.Batch) bool) {
		read = in.read(l.Keyring(), func(c importer.Case) bool { return ctx.Err() == nil && yield(c.Batch) })
	}, in.took)
	if err == nil {
		err = in.failed
	}
	err = errors.Join(err, l.Close())
	switch {
	case read != nil:
		return read
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return ledgerFault(party, err)
	}
	return nil
}

// read yields the cases that are fit, and counts them.
func (in *importing) read(keys ledger.Keyring, yield func(importer.Case) bool) error {
	in.options.Keys, in.options.Rejected = keys, in.rejects.add
	_, err := withFile(in.file, func(r io.Reader) (struct{}, error) {
		for c, err := range importer.Cases(r, in.format, in.options) {
			if err != nil {
				return struct{}{}, badFile(in.file, err)
			}
			in.bar.step()
			if !in.count(c) {
				continue
			}
			if !yield(c) {
				break
			}
		}
		return struct{}{}, nil
	})
	return err
}

// count reports whether a case is fit.
func (in *importing) count(c importer.Case) bool {
	switch {
	case c.Bad > 0:
		in.view.Rejected++
		in.view.RejectedRows += c.Bad
		return false
	case c.Open:
		in.view.Open++
	default:
		in.view.Closed++
	}
	return true
}

// tell prints what became of the file, and fails where cases were left out.
func (in *importing) tell() error {
	v := in.view
	v.Taken, v.Known, v.Contradicted = in.fresh, in.known, in.contradicted
	if v.RejectedRows > 0 {
		v.Rejects = in.rejects.name
	}
	if err := in.app.print(v); err != nil {
		return err
	}
	if v.Rejected > 0 {
		return newFault("rejected", "correct these rows and import the file again: what was taken is known by then",
			"%d of %d cases were rejected for %d bad rows: %s says why", v.Rejected, v.Cases, v.RejectedRows, v.Rejects)
	}
	if v.Contradicted > 0 {
		return newFault("contradicted", "writ ledger status says what contradicts what",
			"%d of %d cases contradict what the ledger holds; that stays as it was", v.Contradicted, v.Cases)
	}
	return nil
}
