package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/ledger"
	"writ/ledger/storage"
	"writ/protocol"
	"writ/worker"
)

func (a *app) ledgerStatusCommand() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Say where a party's ledger is, how much it holds, and what is wrong in it",
		Args:  cobra.NoArgs,
	}
	readLedgerOf(cmd.Flags(), &as)
	cmd.RunE = a.does(a.with(func(ctx context.Context, s *session, _ []string) error {
		return s.ledgerStatus(ctx, as)
	}))
	return cmd
}

// statusView is the state of a ledger. At other parties than requesters a case is
// a request.
type statusView struct {
	Party     casefile.PartyID `json:"party"`
	Synthetic bool             `json:"synthetic,omitempty"` // its cases are made up
	Where     string           `json:"where"`
	ledger.Counts
	// Segments are immutable files; SealedCases lie in them.
	Segments    int   `json:"segments"`
	SealedCases int64 `json:"sealedCases"`
	Open        int64 `json:"open"`
	// Oldest and Newest are when the first and the last case was opened.
	Oldest time.Time        `json:"oldest,omitzero"`
	Newest time.Time        `json:"newest,omitzero"`
	Alarms []incidentReport `json:"alarms"`
}

// incidentReport is an incident in words and numbers.
type incidentReport struct {
	Kind  string    `json:"kind"`
	Found time.Time `json:"found"`
	Says  string    `json:"says"`
	// Case and Step are pseudonyms.
	Case string `json:"case"`
	Step string `json:"step"`
	Seq  int64  `json:"seq"`
}

func (s *session) ledgerStatus(ctx context.Context, as string) error {
	party, err := s.keeper(as)
	if err != nil {
		return err
	}
	l, err := worker.OpenLedger(ctx, s.cfg, party.ID, true)
	if err != nil {
		return noLedger(party, err)
	}
	v := statusView{Party: party.ID, Synthetic: party.ID == synthetic.ID, Where: placeOf(s.cfg.Ledger, party), Alarms: []incidentReport{}}
	err = v.read(ctx, l, party, s.app.now())
	if err = errors.Join(err, l.Close()); err != nil {
		return ledgerFault(party, err)
	}
	return s.app.print(v)
}

// placeOf is the folder of a party's ledger, or the address of the database without
// its password.
func placeOf(at worker.Place, party protocol.Party) string {
	if !strings.Contains(string(at), "://") {
		return filepath.Join(string(at), string(party.ID))
	}
	if u, err := url.Parse(string(at)); err == nil {
		return u.Redacted()
	}
	return "a database"
}

func (v *statusView) read(ctx context.Context, l *storage.Ledger, party protocol.Party, now time.Time) error {
	var err error
	if v.Counts, err = l.Counts(ctx); err != nil {
		return err
	}
	if v.Segments, v.SealedCases, err = l.Sealed(ctx); err != nil {
		return err
	}
	incidents, err := l.Incidents(ctx)
	if err != nil {
		return err
	}
	for _, i := range incidents {
		v.Alarms = append(v.Alarms, reportOf(i))
	}
	return v.span(ctx, l, party, now)
}

// span counts the open cases, and finds the first and the last.
func (v *statusView) span(ctx context.Context, l ledger.Source, party protocol.Party, now time.Time) error {
	q := ledger.Query{AsOf: now}
	if name := workOf(party.Role); name != "" {
		var err error
		if q.Work, err = ledger.WorkOf(name); err != nil {
			return err
		}
	}
	var all []*openings // one of each goroutine that looks
	var mu sync.Mutex
	err := l.Scan(ctx, ledger.Scan{Subjects: &q, Marks: []ledger.Mark{ledger.MarkOpened, ledger.MarkStarted}}, func() func(*ledger.CaseRows) error {
		mine := &openings{casesOnly: party.Role == protocol.RoleRequester}
		mu.Lock()
		defer mu.Unlock()
		all = append(all, mine)
		return func(rows *ledger.CaseRows) error {
			mine.take(rows.Subjects)
			return nil
		}
	})
	if err != nil {
		return err
	}
	var whole openings
	for _, o := range all {
		whole.merge(o.open, o.first, o.last)
	}
	if v.Open = whole.open; whole.first != 0 {
		v.Oldest, v.Newest = time.Unix(whole.first, 0).UTC(), time.Unix(whole.last, 0).UTC()
	}
	return nil
}

// openings are how many cases are open, and when the first and the last was opened:
// seconds since 1970, 0 before any is known.
type openings struct {
	casesOnly         bool // their hops do not count
	open, first, last int64
}

func (o *openings) take(subjects []ledger.Subject) {
	for i := range subjects {
		x := &subjects[i]
		if o.casesOnly && x.Step != ledger.StepCase {
			continue
		}
		var open int64
		if x.End == ledger.Open {
			open = 1
		}
		at := cmp.Or(x.Marks[ledger.MarkOpened], x.Marks[ledger.MarkStarted])
		o.merge(open, at, at)
	}
}

func (o *openings) merge(open, first, last int64) {
	o.open += open
	if first == 0 {
		return
	}
	if o.first == 0 || first < o.first {
		o.first = first
	}
	o.last = max(o.last, last)
}

// reportOf says an incident in a sentence.
func reportOf(i ledger.Incident) incidentReport {
	held, other := i.Held, i.Rejected
	r := incidentReport{Found: i.Found, Case: pseudonym(other.Case), Step: stepWords(other.Step), Seq: other.Seq}
	what := fmt.Sprintf("event %d of %s", other.Seq, r.Step)
	switch i.Kind {
	case ledger.Reset:
		r.Kind = "reset"
		r.Says = fmt.Sprintf("a workflow was reset: a later run told %s as %s; %s of the run before is kept aside and does not count",
			what, eventWords(held), eventWords(other))
	default:
		r.Kind = "conflict"
		r.Says = fmt.Sprintf("one run told two things as %s: the ledger holds %s, and %s was not taken; see which is true before relying on this case",
			what, eventWords(held), eventWords(other))
		if differ := difference(held, other); differ != "" {
			r.Says += "; they differ in " + differ
		}
	}
	return r
}

func eventWords(e ledger.Event) string {
	return fmt.Sprintf("%q of %s", e.Kind.Name(), time.Unix(e.At, 0).UTC().Format(time.RFC3339))
}

// difference names the columns in which two rows differ.
func difference(a, b ledger.Event) string {
	var names []string
	for _, c := range []struct {
		name string
		same bool
	}{
		{"kind", a.Kind == b.Kind}, {"at", a.At == b.At}, {"seen", a.Seen == b.Seen}, {"by", a.By == b.By},
		{"awaiting", a.Awaiting == b.Awaiting}, {"stage", a.Stage == b.Stage}, {"due", a.Due == b.Due}, {"until", a.Until == b.Until},
		{"lane", a.Lane == b.Lane}, {"level", a.Level == b.Level}, {"holder", a.Holder == b.Holder}, {"instrument", a.Instrument == b.Instrument},
		{"jurisdiction", a.Jurisdiction == b.Jurisdiction}, {"code", a.Cause == b.Cause}, {"request", a.Request == b.Request},
		{"after", a.After == b.After}, {"from", a.From == b.From}, {"work", a.Work == b.Work}, {"flags", a.Flags == b.Flags},
	} {
		if !c.same {
			names = append(names, c.name)
		}
	}
	return joined(names)
}

func pseudonym(k ledger.Key) string { return fmt.Sprintf("%016x", int64(k)) }

func stepWords(k ledger.Key) string {
	switch k {
	case ledger.StepCase:
		return "the case"
	case ledger.StepGuard:
		return "the guard"
	}
	return "step " + pseudonym(k)
}

func (v statusView) write(p *page) {
	title := "ledger of " + string(v.Party)
	if v.Synthetic {
		title += ": its cases are made up"
	}
	p.line("%s", title)
	p.field("where", v.Where)
	p.field("cases", fmt.Sprintf("%d, %d of them open", v.Cases, v.Open))
	p.field("events", strconv.FormatInt(v.Events, 10))
	if v.Segments > 0 {
		p.field("sealed", fmt.Sprintf("%d cases in %d segments", v.SealedCases, v.Segments))
	}
	if !v.Oldest.IsZero() {
		p.field("opened", fmt.Sprintf("from %s to %s", v.Oldest.Format(time.DateOnly), v.Newest.Format(time.DateOnly)))
	}
	if len(v.Alarms) == 0 {
		p.field("alarms", "none")
		return
	}
	p.title("alarms")
	for _, a := range v.Alarms {
		p.hang("  "+a.Kind+"  ", fmt.Sprintf("case %s: %s (found %s)", a.Case, a.Says, a.Found.UTC().Format(time.RFC3339)), "")
	}
}
