package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"writ/casefile"
	"writ/exercise"
	"writ/ledger"
	"writ/ledger/population"
	"writ/ledger/storage"
	"writ/protocol"
	"writ/report"
	"writ/worker"
)

// The made-up cases beside which a demo shows the one that it played.
const (
	demoCases = 3000
	demoSeed  = 2012
)

// demoAccount is what a demo says of its page, and on top of it.
func demoAccount(played protocol.Party) string {
	return fmt.Sprintf("%d made-up cases (seed %d) and, among them, the one that was just played for %s. The figures say nothing about any company, court or police force.",
		demoCases, demoSeed, played.ID)
}

// keepBooks gives the demo's workers a ledger of its own: what is played never
// stands among the cases of the ledger that the settings name.
func (d *demoStage) keepBooks() error {
	if !d.cfg.Ledger.On() {
		return nil
	}
	folder := d.state
	if folder == "" { // a cluster that somebody else runs
		if err := os.MkdirAll(".writ", 0o700); err != nil {
			return newFault("no-state", "set WRIT_LEDGER=off to play without a ledger", "%s", err).because(err)
		}
		made, err := os.MkdirTemp(".writ", "demo-")
		if err != nil {
			return newFault("no-state", "set WRIT_LEDGER=off to play without a ledger", "%s", err).because(err)
		}
		d.state, d.own, folder = made, true, made
	}
	d.cfg.Ledger = worker.Place(filepath.Join(folder, "ledger"))
	d.cfg.LedgerKey = ""
	return nil
}

// report writes a page with the played case among made-up ones, and says where
// it is.
func (d *demoStage) report(ctx context.Context, s *session, p protocol.Party, script exercise.Scenario, done exercise.Played) error {
	if !d.cfg.Ledger.On() {
		d.app.printer().notes([]string{"", "no report: WRIT_LEDGER=off"})
		return nil
	}
	folder, err := os.MkdirTemp(d.state, "report-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	books, err := storage.Open(ctx, storage.Options{Where: folder, Party: population.Party})
	if err != nil {
		return err
	}
	defer books.Close()
	asOf := nextDay(done.Record)
	played, err := d.gatherCases(ctx, s, books, p, done.Case, asOf)
	if err != nil {
		return err
	}
	file := filepath.Join(".writ", "report-"+script.ID+"-"+shortID(string(done.Case))+".html")
	k := &asking{app: d.app, cfg: d.cfg, dir: d.dir, party: p, ledger: books, days: newWorkingDays(ctx, s, books.Source)}
	k.reporter = report.New(books.Source, k.days.between)
	if err := k.demoPage(ctx, file, report.Query{AsOf: asOf, Synthetic: demoAccount(p)}, played, script); err != nil {
		return k.explain(err)
	}
	d.app.printer().notes(append([]string{""}, wrap(fmt.Sprintf("The played case beside %d made-up ones (seed %d, synthetic): how long identification takes, where the days go, which gates miss their clocks:",
		demoCases, demoSeed), d.app.printer().width)...))
	d.app.printer().note("  " + file)
	return nil
}

func (k *asking) demoPage(ctx context.Context, file string, q report.Query, played ledger.Key, script exercise.Scenario) error {
	c := k.content(&reportFlags{synthetic: q.Synthetic}, q)
	c.Title, c.Ledger = script.Title, "made-up cases and the one played"
	if err := k.gather(ctx, &c, q); err != nil {
		return err
	}
	var err error
	if c.Case, err = k.reporter.Case(ctx, report.CaseQuery{Query: q, Case: played, ID: script.ID}); err != nil {
		return err
	}
	return writePage(file, c)
}

// gatherCases makes up cases and puts the played one among them, from the ledger
// of the party that drove it.
func (d *demoStage) gatherCases(ctx context.Context, s *session, into *storage.Ledger, p protocol.Party, id casefile.CaseID, asOf time.Time) (ledger.Key, error) {
	if _, err := s.fill(ctx, into, population.Options{Seed: demoSeed, Cases: demoCases, AsOf: asOf}); err != nil {
		return 0, err
	}
	own, err := worker.OpenLedger(ctx, d.cfg, protocol.ExerciseBooks(p.ID), true)
	if err != nil {
		return 0, err
	}
	key, err := copyCase(ctx, own, into, id)
	return key, errors.Join(err, own.Close())
}

// copyCase copies the rows of one case, with the labels that they use.
func copyCase(ctx context.Context, from, to *storage.Ledger, id casefile.CaseID) (ledger.Key, error) {
	key := from.Keyring().Case(string(id))
	dict, err := from.Dict(ctx)
	if err != nil {
		return key, err
	}
	var batch ledger.Batch
	for _, label := range dict {
		batch.Labels = append(batch.Labels, label)
	}
	for c, err := range from.Cases(ctx, key) {
		if err != nil {
			return key, err
		}
		batch.Events = append(batch.Events, c.Events...)
	}
	_, err = to.Append(ctx, batch)
	return key, err
}

// nextDay is the first day after everything of a case was known, in UTC.
func nextDay(r casefile.Record) time.Time {
	var last time.Time
	for _, e := range r.Events {
		if e.Seen.After(last) {
			last = e.Seen
		}
	}
	return last.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
}
