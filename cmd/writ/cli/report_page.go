package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"writ/protocol"
	"writ/report"
	htmlpage "writ/report/page"
)

// pageView says where a page was written.
type pageView struct {
	File string `json:"file"`
}

func (v pageView) write(p *page) { p.line("wrote %s", v.File) }

// reportPage writes all reports to one page.
func (a *app) reportPage(ctx context.Context, f *reportFlags) error {
	k, q, err := a.ask(ctx, f)
	if err != nil {
		return err
	}
	defer k.close()
	c := k.content(f, q)
	if err := k.gather(ctx, &c, q); err != nil {
		return k.explain(err)
	}
	if err := writePage(f.html, c); err != nil {
		return err
	}
	return a.print(pageView{f.html})
}

// gather asks all questions.
func (k *asking) gather(ctx context.Context, c *htmlpage.Content, q report.Query) error {
	var err error
	if c.Access, err = k.reporter.Access(ctx, accessOf(q)); err != nil {
		return err
	}
	if q.Work == protocol.Access { // a reseller has neither cases nor requests
		return nil
	}
	for _, by := range [][]report.Dimension{nil, {report.ByHolder}, {report.ByLane}, {report.ByYear}} {
		l, err := k.reporter.Latency(ctx, report.LatencyQuery{Query: q, By: by})
		if err != nil {
			return err
		}
		c.Latency = append(c.Latency, l)
	}
	if q.Work == "" { // only a requester has cases
		if c.Days, err = k.reporter.Days(ctx, report.DaysQuery{Query: q, Seed: 1}); err != nil {
			return err
		}
	}
	c.Breach, err = k.reporter.Breach(ctx, report.BreachQuery{Query: q})
	return err
}

// accessOf is the question about standing access that goes with the others: it has
// neither lane nor instrument.
func accessOf(q report.Query) report.AccessQuery {
	q.Lane, q.Instrument = "", ""
	return report.AccessQuery{Query: q}
}

func (k *asking) content(f *reportFlags, q report.Query) htmlpage.Content {
	return htmlpage.Content{Ledger: string(k.party.ID), AsOf: q.AsOf, Synthetic: f.synthetic, Version: buildVersion()}
}

// withPage writes the page of one answer.
func (k *asking) withPage(f *reportFlags, q report.Query, r report.Result) error {
	c := k.content(f, q)
	switch r := r.(type) {
	case *report.Latency:
		c.Latency = []*report.Latency{r}
	case *report.Days:
		c.Days = r
	case *report.Breach:
		c.Breach = r
	case *report.Access:
		c.Access = r
	case *report.Case:
		c.Case = r
	}
	return writePage(f.html, c)
}

// writePage writes a page whole or not at all.
func writePage(path string, c htmlpage.Content) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".page-*")
	if err != nil {
		return newFault("no-file", "", "--html %s: %s", path, err).because(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	if err := htmlpage.Write(file, c); err != nil {
		return errors.Join(err, file.Close())
	}
	if err := errors.Join(file.Chmod(0o644), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
