package cli

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"writ/casefile"
	"writ/ledger"
	"writ/ledger/importer"
	"writ/ledger/storage"
)

// importView is what became of a file.
type importView struct {
	File   string           `json:"file"`
	Party  casefile.PartyID `json:"party"`
	DryRun bool             `json:"dryRun,omitempty"`
	Rows   int              `json:"rows"`
	Cases  int              `json:"cases"`
	Taken  int              `json:"taken"` // cases of which something was new
	Known  int              `json:"known"` // cases of which the ledger knew everything
	// Contradicted are cases of which the ledger holds something else under the
	// same numbers; what it holds stays.
	Contradicted int    `json:"contradicted"`
	Rejected     int    `json:"rejected"`
	RejectedRows int    `json:"rejectedRows"`
	Rejects      string `json:"rejects,omitempty"` // the file that says why
	Open         int    `json:"open"`
	Closed       int    `json:"closed"`
}

func (v importView) write(p *page) {
	did := "taken"
	if v.DryRun {
		did = "fit to be taken; nothing was, this was a dry run"
	}
	p.line("%s: %d rows, %d cases, for the ledger of %s", filepath.Base(v.File), v.Rows, v.Cases, v.Party)
	rows := [][]string{{strconv.Itoa(v.Taken), did}}
	if !v.DryRun {
		rows = append(rows, []string{strconv.Itoa(v.Known), "known before"})
	}
	if v.Contradicted > 0 {
		rows = append(rows, []string{strconv.Itoa(v.Contradicted), "contradict what the ledger holds, which stays: see writ ledger status"})
	}
	rows = append(rows, []string{strconv.Itoa(v.Rejected), "rejected"})
	p.table("  ", rows, 0)
	p.line("%d of those fit are open, %d closed", v.Open, v.Closed)
}

// importTally counts what became of cases at a ledger, which may tell it from
// several goroutines.
type importTally struct {
	mu                         sync.Mutex
	fresh, known, contradicted int
	failed                     error
}

// took is told what became of a case.
func (t *importTally) took(_ ledger.Batch, got ledger.Appended, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case got.Conflicts > 0, errors.Is(err, storage.ErrContradicts):
		t.contradicted++
	case err != nil:
		t.failed = errors.Join(t.failed, err)
	case got.New > 0:
		t.fresh++
	default:
		t.known++
	}
}

// rejectHead is the first line of a reject file.
var rejectHead = []string{"row", "column", "value", "reason"}

// mayReplace refuses a reject file whose place another file has, such as the one
// that is imported: only a reject file of before, and one that is empty, makes way.
func (x *rejectFile) mayReplace() error {
	f, err := os.Open(x.name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return newFault("no-file", "name another with --rejects", "the reject file cannot be written: %s", err).because(err)
	}
	defer f.Close()
	first, err := csv.NewReader(io.LimitReader(f, 1024)).Read()
	if errors.Is(err, io.EOF) || err == nil && slices.Equal(first, rejectHead) {
		return nil
	}
	return newFault("file-exists", "name another with --rejects", "%s is there already and no reject file: it stays as it is", x.name)
}

// rejectFile is made with the first reject.
type rejectFile struct {
	name string
	file *os.File
	csv  *csv.Writer
}

func (x *rejectFile) add(r importer.Reject) error {
	if x.file == nil {
		var err error
		if x.file, err = os.OpenFile(x.name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600); err != nil {
			return newFault("no-file", "name another with --rejects", "the reject file cannot be written: %s", err).because(err)
		}
		x.csv = csv.NewWriter(x.file)
		if err := x.csv.Write(rejectHead); err != nil {
			return err
		}
	}
	return x.csv.Write([]string{strconv.Itoa(r.Row), r.Column, r.Value, r.Reason})
}

func (x *rejectFile) close() error {
	if x.file == nil {
		return nil
	}
	x.csv.Flush()
	if err := errors.Join(x.csv.Error(), x.file.Close()); err != nil {
		return fmt.Errorf("the reject file %s: %w", x.name, err)
	}
	return nil
}
