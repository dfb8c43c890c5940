package segment

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"

	"writ/ledger"
)

// cases makes cases of which every field has a value of its own.
func cases(n int, seed uint64) ([]ledger.CaseEvents, []ledger.Projection) {
	random := rand.New(rand.NewPCG(seed, 0))
	var all []ledger.CaseEvents
	var projections []ledger.Projection
	code := func() ledger.Code { return ledger.Code(random.IntN(20) + 1) }
	for i := range n {
		key := ledger.Key(1000 + i*7)
		c := ledger.CaseEvents{Case: key}
		for s := range 1 + random.IntN(40) {
			c.Events = append(c.Events, ledger.Event{
				Case: key, Step: ledger.Key(random.Int64()), Seq: int64(s), Run: ledger.Key(random.Int64()), Taken: random.Int64(),
				At: random.Int64N(1 << 33), Seen: random.Int64N(1 << 33), Due: random.Int64N(1 << 33), Until: random.Int64N(1 << 33),
				Work: ledger.Work(random.IntN(8)), Kind: ledger.Kind(random.IntN(50)), Stage: ledger.Stage(random.IntN(9)),
				Lane: ledger.Lane(random.IntN(3)), Level: ledger.Level(random.IntN(4)), Flags: ledger.Flags(random.IntN(4)),
				By: code(), Awaiting: code(), Holder: code(), Instrument: code(), Jurisdiction: code(), Cause: code(),
				After: ledger.Key(random.Int64()), From: ledger.Key(random.Int64()), Request: ledger.Key(random.Int64()),
			})
		}
		p := ledger.Projection{First: random.Int64N(1 << 33), Last: random.Int64N(1 << 33)}
		opened := random.Int64N(1<<33) + 1
		subject := ledger.Subject{
			Case: key, Step: ledger.StepCase, N: 3, Work: 1, Lane: 2, Level: 3, End: ledger.Gone,
			Party: code(), Holder: code(), Instrument: code(), Jurisdiction: code(), Opened: opened,
		}
		for m := range ledger.NumMarks {
			subject.Marks[m], subject.Seen[m] = random.Int64N(1<<33), random.Int64N(1<<33)
		}
		p.Subjects = append(p.Subjects, subject)
		for v := range random.IntN(9) {
			p.Spells = append(p.Spells, ledger.Spell{
				Case: key, Step: 2, Visit: int16(v), Work: 3, Stage: 4, Lane: 1, Ended: 7, Party: code(), Holder: code(),
				Instrument: code(), Jurisdiction: code(), Enter: random.Int64N(1 << 33), Leave: random.Int64N(1 << 33),
				Due: random.Int64N(1 << 33), EnterSeen: random.Int64N(1 << 33), LeaveSeen: random.Int64N(1 << 33), Opened: opened,
			})
			p.Charges = append(p.Charges, ledger.Charge{
				Case: key, Step: 2, Stage: 4, Lane: 1, Party: code(), Holder: code(), Instrument: code(), Jurisdiction: code(),
				From: random.Int64N(1 << 33), To: random.Int64N(1 << 33), Opened: opened,
			})
		}
		all, projections = append(all, c), append(projections, p)
	}
	return all, projections
}

func write(t *testing.T, root string, id int64, all []ledger.CaseEvents, projections []ledger.Projection) Summary {
	t.Helper()
	w := NewWriter()
	require.NoError(t, w.Begin(root))
	for i := range all {
		require.NoError(t, w.Write(all[i], projections[i]))
	}
	s, err := w.Commit(root, id)
	require.NoError(t, err)
	return s
}

func read[T any](t *testing.T, s *Stream[T], err error) []T {
	t.Helper()
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	var all []T
	for {
		rows, err := s.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		all = append(all, rows...)
	}
}

// What is written is read again, field by field.
func TestSegmentKeepsEveryField(t *testing.T) {
	root := t.TempDir()
	all, projections := cases(700, 1)
	summary := write(t, root, 3, all, projections)
	var events []ledger.Event
	var subjects []SubjectRow
	var spells []SpellRow
	var charges []ChargeRow
	for i, p := range projections {
		events = append(events, all[i].Events...)
		for _, s := range p.Subjects {
			subjects = append(subjects, SubjectRow{s, p.First, p.Last})
		}
		for _, s := range p.Spells {
			spells = append(spells, SpellRow{s, p.First, p.Last})
		}
		for _, c := range p.Charges {
			charges = append(charges, ChargeRow{c, p.First, p.Last})
		}
	}
	require.EqualValues(t, len(all), summary.Cases)
	require.EqualValues(t, len(events), summary.Events)
	require.EqualValues(t, len(spells), summary.Spells)
	e, err := Events(root, 3, Scan{})
	require.Equal(t, events, read(t, e, err))
	s, err := Subjects(root, 3, Scan{})
	require.Equal(t, subjects, read(t, s, err))
	p, err := Spells(root, 3, Scan{})
	require.Equal(t, spells, read(t, p, err))
	c, err := Charges(root, 3, Scan{})
	require.Equal(t, charges, read(t, c, err))
}

func TestSegmentReadsOnlyWhatIsWanted(t *testing.T) {
	root := t.TempDir()
	all, projections := cases(700, 2)
	write(t, root, 1, all, projections)
	wanted := []ledger.Key{5, all[0].Case, all[13].Case, all[14].Case, all[699].Case, 1 << 40}
	var want []ledger.Event
	for _, i := range []int{0, 13, 14, 699} {
		want = append(want, all[i].Events...)
	}
	e, err := Events(root, 1, Scan{Cases: wanted})
	require.Equal(t, want, read(t, e, err))

	s, err := Spells(root, 1, Scan{Columns: []string{"entered"}})
	for i, row := range read(t, s, err) {
		require.Zero(t, row.Case)
		if i == 0 {
			continue
		}
		require.Equal(t, SpellRow{Spell: ledger.Spell{Enter: row.Enter}}, row)
	}
	s, err = Spells(root, 1, Scan{Keep: func(bounds func(string) (int64, int64)) bool {
		low, high := bounds("case_key")
		require.LessOrEqual(t, int64(all[0].Case), low)
		require.GreaterOrEqual(t, int64(all[699].Case), high)
		return false
	}})
	require.Empty(t, read(t, s, err))
}

func TestSegmentRefusesCasesOutOfOrder(t *testing.T) {
	root := t.TempDir()
	all, projections := cases(2, 3)
	w := NewWriter()
	require.NoError(t, w.Begin(root))
	require.NoError(t, w.Write(all[1], projections[1]))
	require.ErrorContains(t, w.Write(all[1], projections[1]), "ascending")
	require.ErrorContains(t, w.Write(all[0], projections[0]), "ascending")
	require.NoError(t, w.Abandon())
	left, err := os.ReadDir(root)
	require.NoError(t, err)
	require.Empty(t, left, "what was abandoned leaves nothing behind")
}

// The files hold integers only: nothing in them could be a word.
func TestSegmentHasNoText(t *testing.T) {
	for name, schema := range map[string]*parquet.Schema{
		"events": eventTable.schema, "subjects": subjectTable.schema, "spells": spellTable.schema, "charges": chargeTable.schema,
	} {
		require.NotEmpty(t, schema.Columns())
		for _, path := range schema.Columns() {
			leaf, ok := schema.Lookup(path...)
			require.True(t, ok)
			require.Equal(t, parquet.Int64, leaf.Node.Type().Kind(), "%s.%s", name, path)
			require.True(t, leaf.Node.Required(), "%s.%s", name, path)
			require.Regexp(t, `^[a-z]+(_[a-z]+)*$`, path[0])
		}
	}
}

// A segment may have nothing of a kind.
func TestSegmentWithoutRows(t *testing.T) {
	root := t.TempDir()
	all, projections := cases(2, 5)
	for i := range projections {
		projections[i].Spells, projections[i].Charges = nil, nil
	}
	write(t, root, 1, all, projections)
	spells, err := Spells(root, 1, Scan{})
	require.Empty(t, read(t, spells, err))
	subjects, err := Subjects(root, 1, Scan{})
	require.Len(t, read(t, subjects, err), 2)
}
