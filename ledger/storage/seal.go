package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"writ/ledger"
	"writ/ledger/segment"
	"writ/ledger/sqlstore"
)

// sizes say how many cases go into a segment. Tests have smaller ones.
type sizes struct {
	// imported is how many cases a segment of an import has. Its writer holds their
	// events in memory, some five kilobytes a case, and a reader that merges segments
	// some pages of each.
	imported int
	// least is the least number of cases for which an import makes a segment: many
	// small ones are slow to read.
	least int
	// told is how many cases that were told live go into a segment at once. While they
	// leave the database, what is told waits: for some hundred it is a fraction of a
	// second.
	told int
}

var usual = sizes{imported: 4096, least: 256, told: 512}

// The steps of a sealing, before each of which a test may stop it. A process that
// dies there leaves a folder that no manifest lists, and the next sealing removes
// it; or a manifest for other tools that is behind, and the next opening writes it
// again. The cases are in the database until one transaction says that they are
// in the segment.
const (
	stepWrite   = "write"
	stepCommit  = "commit"
	stepList    = "list"
	stepPublish = "publish"
)

// sealed is a case on its way into a segment.
type sealable struct {
	ledger.CaseEvents
	digest uint64
}

// seal moves closed cases from the database into segments.
func (f *folder) seal(ctx context.Context, least int) (int, error) {
	counts, err := f.SQLite.Counts(ctx)
	if err != nil || counts.Cases < int64(max(least, 1)) {
		return 0, err
	}
	names, err := f.Dict(ctx)
	if err != nil {
		return 0, err
	}
	closed, err := f.closed(ctx, names)
	if err != nil || len(closed) < max(least, 1) {
		return 0, err
	}
	total := 0
	w := segment.NewWriter()
	projector := ledger.NewProjector(names)
	for keys := range slices.Chunk(closed, f.sizes.told) {
		cases := make([]sealable, 0, len(keys))
		for c, err := range f.SQLite.Cases(ctx, keys...) {
			if err != nil {
				return total, err
			}
			p, err := projector.Project(c, 0)
			if err != nil {
				return total, err
			}
			if p.Closed { // it may have been reopened since
				cases = append(cases, sealable{c, sqlstore.Digest(c.Events)})
			}
		}
		skipped, _, err := f.sealCases(ctx, w, projector, cases)
		if err != nil {
			return total, err
		}
		total += len(cases) - len(skipped)
	}
	return total, f.publish(ctx)
}

// closed are the cases of the database in which nothing is awaited any more, and
// of which no number is missing.
func (f *folder) closed(ctx context.Context, names ledger.Dict) ([]ledger.Key, error) {
	var closed []ledger.Key
	projector := ledger.NewProjector(names)
	for c, err := range f.SQLite.Cases(ctx) {
		if err != nil {
			return nil, err
		}
		p, err := projector.Project(c, 0)
		if err != nil {
			return nil, err
		}
		if p.Closed {
			closed = append(closed, c.Case)
		}
	}
	return closed, nil
}

// sealCases writes cases, by ascending key, to a segment and lists it. Those that
// changed meanwhile are skipped, and stay where they are; those that the database
// had are moved.
func (f *folder) sealCases(ctx context.Context, w *segment.Writer, projector *ledger.Projector, cases []sealable) (skipped, moved []ledger.Key, err error) {
	if len(cases) == 0 {
		return nil, nil, nil
	}
	if err := f.fail(stepWrite); err != nil {
		return nil, nil, err
	}
	if err := w.Begin(f.segments); err != nil {
		return nil, nil, errors.Join(err, w.Abandon())
	}
	for _, c := range cases {
		p, err := projector.Project(c.CaseEvents, 0)
		if err == nil {
			err = w.Write(c.CaseEvents, p)
		}
		if err != nil {
			return nil, nil, errors.Join(err, w.Abandon())
		}
	}
	if err := w.Finish(); err != nil {
		return nil, nil, err
	}
	f.sealing.Lock()
	defer f.sealing.Unlock()
	unlock, err := lockFile(filepath.Join(f.path, ".sealing"))
	if err != nil {
		return nil, nil, errors.Join(err, w.Abandon())
	}
	defer func() { err = errors.Join(err, unlock()) }()
	return f.list(ctx, w, cases)
}

// list gives a written segment its name and lists it, while nobody else seals.
func (f *folder) list(ctx context.Context, w *segment.Writer, cases []sealable) (skipped, moved []ledger.Key, err error) {
	if err := f.fail(stepCommit); err != nil {
		return nil, nil, err // as a process that dies here, it leaves what it wrote
	}
	id, err := f.nextID(ctx)
	if err != nil {
		return nil, nil, errors.Join(err, w.Abandon())
	}
	summary, err := w.Commit(f.segments, id)
	if err != nil {
		return nil, nil, err
	}
	if err := f.fail(stepList); err != nil {
		return nil, nil, err
	}
	entry := sqlstore.Segment{
		ID: id, Cases: summary.Cases, Events: summary.Events, Spells: summary.Spells, Charges: summary.Charges,
		FromDay: summary.OpenedFrom / secondsOfDay, ToDay: summary.OpenedTo / secondsOfDay,
	}
	rows := make([]sqlstore.SealedCase, len(cases))
	for i, c := range cases {
		rows[i] = sqlstore.SealedCase{Case: c.Case, Events: int64(len(c.Events)), Digest: c.digest}
	}
	if skipped, moved, err = f.Seal(ctx, entry, rows); err != nil {
		return nil, nil, errors.Join(err, f.discard(ctx, id))
	}
	return skipped, moved, nil
}

// publish lists for other tools what was sealed.
func (f *folder) publish(ctx context.Context) error {
	if err := f.fail(stepPublish); err != nil {
		return err
	}
	return f.writeManifest(ctx)
}

// nextID is the number of the next segment. It first removes what a sealing that
// was cut short left behind: nobody else seals now.
func (f *folder) nextID(ctx context.Context) (int64, error) {
	m, err := f.manifest(ctx)
	if err != nil {
		return 0, err
	}
	var next int64 = 1
	listed := map[string]bool{}
	for _, s := range m.segments {
		next = max(next, s.ID+1)
		listed[segment.Folder(s.ID)] = true
	}
	there, err := os.ReadDir(f.segments)
	if err != nil {
		return 0, err
	}
	for _, e := range there {
		// What has no name yet may still be written to by another process.
		const longest = 24 * time.Hour
		info, err := e.Info()
		if err != nil || listed[e.Name()] || strings.HasPrefix(e.Name(), ".") && time.Since(info.ModTime()) < longest {
			continue
		}
		if err := os.RemoveAll(filepath.Join(f.segments, e.Name())); err != nil {
			return 0, fmt.Errorf("removing a segment that was never listed: %w", err)
		}
	}
	return next, nil
}

// discard removes a segment that was not listed, unless it is listed after all:
// a commit may fail and yet have been done.
func (f *folder) discard(ctx context.Context, id int64) error {
	m, err := f.manifest(context.WithoutCancel(ctx))
	if err != nil || slices.ContainsFunc(m.segments, func(s sqlstore.Segment) bool { return s.ID == id }) {
		return err
	}
	return os.RemoveAll(filepath.Join(f.segments, segment.Folder(id)))
}
