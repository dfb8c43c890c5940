package importer

import (
	"strconv"
	"time"

	"github.com/google/uuid"

	"writ/casefile"
	"writ/ledger"
	"writ/legal"
)

// draft is a case on its way from text to rows of the ledger.
type draft struct {
	in           *reading
	id           string
	rows         []*row
	lines        []*line // its steps, in the order of the file
	requester    casefile.PartyID
	jurisdiction string
	rejects      []Reject
}

// row is a row as values. Empty fields were not said.
type row struct {
	number int
	fact   casefile.Fact
	turn   string
	work   string
	raw    *[numColumns]string
}

// line is the rows of one step.
type line struct {
	step casefile.StepID
	rows []*row
}

// add reads one row.
func (d *draft) add(rec record) {
	r := &row{number: rec.row, raw: &rec.text}
	if rec.fault != nil {
		d.rejects = append(d.rejects, *rec.fault)
		return
	}
	text := func(c int) string { return rec.text[c] }
	if text(colCase) == "" {
		d.reject(r, colCase, "case is empty: each row says of which case it is")
	}
	f := &r.fact
	f.Step, f.Kind = casefile.StepID(d.own(text(colStep))), casefile.EventKind(text(colKind))
	f.By, f.Awaiting = casefile.PartyID(text(colBy)), casefile.PartyID(text(colAwaiting))
	f.Stage, f.Lane, f.Level = casefile.Stage(text(colStage)), casefile.Lane(text(colLane)), casefile.Level(text(colLevel))
	f.Holder, f.Instrument = legal.HolderID(text(colHolder)), legal.InstrumentID(text(colInstrument))
	f.Request, f.Code = casefile.RequestID(d.own(text(colRequest))), casefile.Code(text(colCode))
	f.After, f.From = casefile.HopID(d.own(text(colAfter))), casefile.HopID(d.own(text(colFrom)))
	f.At, f.Seen = d.instant(r, colAt), d.instant(r, colSeen)
	f.Due, f.Until = d.instant(r, colDue), d.instant(r, colUntil)
	f.Subscriber = d.yes(r, colSubscriber)
	r.turn, r.work = text(colTurn), text(colWork)
	f.Turn = d.yes(r, colTurn)
	if n := text(colSeq); n != "" {
		var err error
		if f.Seq, err = strconv.Atoi(n); err != nil || f.Seq < 1 {
			d.reject(r, colSeq, "want a whole number from 1")
		}
	}
	d.names(r)
	d.places(r)
	d.rows = append(d.rows, r)
}

// own makes an id that is the case's own of one that only the file knows: two
// cases may each have a hop-1. Ids of the engine are UUIDs, and stay as they are.
func (d *draft) own(id string) string {
	switch id {
	case "", string(casefile.StepCase), string(casefile.StepProtection):
		return id
	}
	if _, err := uuid.Parse(id); err == nil {
		return id
	}
	return d.id + "/" + id
}

// instant reads an instant, which needs its zone.
func (d *draft) instant(r *row, column int) time.Time {
	text := r.raw[column]
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		d.reject(r, column, "want an instant with its zone, as RFC 3339 has it: 2026-09-04T22:00:00-04:00")
	}
	return t
}

func (d *draft) yes(r *row, column int) bool {
	switch r.raw[column] {
	case "true":
		return true
	case "", "false":
		return false
	}
	d.reject(r, column, "want true or false")
	return false
}

// names checks the enumerated names and those that must be known.
func (d *draft) names(r *row) {
	f := r.fact
	for _, e := range []struct {
		column int
		err    error
		want   string
	}{
		{colKind, known(ledger.KindOf, f.Kind), `the name of an event, such as "applied"`},
		{colStage, known(ledger.StageOf, f.Stage), `a stage, such as "AwaitingApproval"`},
		{colLane, known(ledger.LaneOf, f.Lane), "ordinary, emergency or access"},
		{colLevel, known(ledger.LevelOf, f.Level), "subscriber, account-owner, author or dead-end"},
		{colWork, known(ledger.WorkOf, r.work), "Identification, Hop or Protection"},
	} {
		if e.err != nil {
			d.reject(r, e.column, "is not known: want %s", e.want)
		}
	}
	if f.Kind == "" {
		d.reject(r, colKind, "kind is empty: say what happened")
	}
	if f.At.IsZero() && r.raw[colAt] == "" {
		d.reject(r, colAt, "at is empty: say when it was true")
	}
}

func known[T ~string, N any](numberOf func(T) (N, error), name T) error {
	_, err := numberOf(name)
	return err
}

// places checks parties, holders and the like against those that are known.
func (d *draft) places(r *row) {
	for _, l := range []struct {
		column int
		kind   ledger.LabelKind
		want   string
	}{
		{colBy, ledger.PartyLabel, "a party of the directory, or a holder of the law"},
		{colAwaiting, ledger.PartyLabel, "a party of the directory, or a holder of the law"},
		{colHolder, ledger.HolderLabel, "a holder of the law"},
		{colInstrument, ledger.InstrumentLabel, "an instrument of the law"},
		{colCode, ledger.CauseLabel, "a reason or an end that the engine has"},
		{colJurisdiction, ledger.JurisdictionLabel, "a jurisdiction of the law"},
	} {
		text := r.raw[l.column]
		if text == "" || casefile.PartyID(text) == casefile.Nobody {
			continue
		}
		switch d.in.judge(l.kind, text) {
		case notEnumerated:
			d.reject(r, l.column, "is no enumerated name: letters, digits, dots and hyphens, at most 64")
		case unknown:
			d.reject(r, l.column, "is not known: want %s", l.want)
		}
	}
	if j := r.raw[colJurisdiction]; j != "" {
		if d.jurisdiction != "" && d.jurisdiction != j {
			d.reject(r, colJurisdiction, "differs from that of the rows before: a case has one")
		}
		d.jurisdiction = j
	}
}
