package ledger

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
)

var began = time.Date(2016, 2, 1, 9, 0, 0, 0, time.UTC)

// grant encodes the events of one standing access, each some days after its
// beginning, in the order in which they were learned.
func grant(t *testing.T, work string, told ...casefile.Fact) CaseEvents {
	t.Helper()
	keys, err := NewKeyring([]byte("only for tests, and long enough!"))
	require.NoError(t, err)
	for i := range told {
		f := &told[i]
		f.Seq, f.Step, f.Turn = i+1, "grant-1", true
		f.Seen = f.At
		if f.By == "" {
			f.By = "twitter"
		}
	}
	b, err := NewEncoder(keys).Encode(Delivery{Subject: "grant-1", Work: work, Jurisdiction: "US", Holder: "twitter", Run: "r", Taken: began, Facts: told})
	require.NoError(t, err)
	return CaseEvents{Case: b.Events[0].Case, Events: b.Events}
}

func on(days int, kind casefile.EventKind, stage casefile.Stage, awaiting casefile.PartyID) casefile.Fact {
	return casefile.Fact{Kind: kind, Stage: stage, Awaiting: awaiting, At: began.AddDate(0, 0, days)}
}

// A standing access stays open however it stands, and is never sealed: it can be
// given back after years. Only one that was refused or withdrawn has ended.
func TestAStandingAccessIsOpenUntilItWasNeverGiven(t *testing.T) {
	granted := on(0, casefile.EvAccessGranted, casefile.StageAccessActive, casefile.Nobody)
	for name, test := range map[string]struct {
		told []casefile.Fact
		end  End
	}{
		"active":     {[]casefile.Fact{granted}, Open},
		"suspended":  {[]casefile.Fact{granted, on(100, casefile.EvAccessSuspended, casefile.StageAccessSuspended, casefile.Nobody)}, Open},
		"terminated": {[]casefile.Fact{granted, on(900, casefile.EvAccessTerminated, casefile.StageAccessTerminated, casefile.Nobody)}, Open},
		"requested":  {[]casefile.Fact{on(0, casefile.EvAccessRequested, casefile.StageAccessRequested, "twitter")}, Open},
		"refused": {[]casefile.Fact{
			on(0, casefile.EvAccessRequested, casefile.StageAccessRequested, "twitter"),
			on(9, casefile.EvAccessRefused, casefile.StageEnded, casefile.Nobody),
		}, Refused},
	} {
		for _, work := range []string{"Access", "Subscription"} {
			t.Run(name+" "+work, func(t *testing.T) {
				p, err := Project(grant(t, work, test.told...), 0, nil)
				require.NoError(t, err)
				require.Equal(t, test.end != Open, p.Closed)
				require.Len(t, p.Subjects, 1)
				s := p.Subjects[0]
				require.Equal(t, work, s.Work.Name())
				require.Equal(t, test.end, s.End)
				require.Zero(t, s.N, "it is no hop")
				require.Equal(t, began.Unix(), s.Opened)
				require.Empty(t, p.Charges, "it is no case, and nobody's days are charged")
			})
		}
	}
}

// A late finding of years ago changes the account of nobody, and a query for cases
// does not take a grant.
func TestAStandingAccessIsNoCase(t *testing.T) {
	c := grant(t, "Access",
		on(0, casefile.EvAccessGranted, casefile.StageAccessActive, casefile.Nobody),
		on(40, casefile.EvFinding, casefile.StageAccessActive, casefile.Nobody),
		on(40, casefile.EvReviewOpened, casefile.StageAccessUnderReview, "twitter"),
		on(60, casefile.EvAccessSuspended, casefile.StageAccessSuspended, casefile.Nobody))
	p, err := Project(c, 0, nil)
	require.NoError(t, err)
	cases := Query{AsOf: began.AddDate(9, 0, 0)}
	require.False(t, cases.TakesSubject(&p.Subjects[0]))
	work, err := WorkOf("Access")
	require.NoError(t, err)
	cases.Work = work
	require.True(t, cases.TakesSubject(&p.Subjects[0]))
	require.True(t, Whole(c.Events))
	var awaited []casefile.Stage
	for _, s := range p.Spells {
		if s.Party != 0 {
			awaited = append(awaited, s.Stage.Name())
			require.EqualValues(t, 20*86_400, s.Leave-s.Enter)
		}
	}
	require.Equal(t, []casefile.Stage{casefile.StageAccessUnderReview}, awaited, "while nothing is asked nobody is awaited")
}

// A hop by standing access is of a lane of its own, and so is its case, unless any
// part of it was an emergency.
func TestTheLaneOfACaseByAccess(t *testing.T) {
	for _, test := range []struct {
		lanes []Lane
		want  Lane
	}{
		{[]Lane{laneOrdinary, 0}, laneOrdinary},
		{[]Lane{laneOrdinary, laneAccess}, laneAccess},
		{[]Lane{laneAccess, laneEmergency}, laneEmergency},
		{[]Lane{laneEmergency, laneAccess, laneOrdinary}, laneEmergency},
	} {
		got := laneOrdinary
		for _, l := range test.lanes {
			got = laneOf(got, l)
		}
		require.Equal(t, test.want, got, test.lanes)
	}
}

// An event query takes whole cases by what was known of them, and nothing that was
// learned later.
func TestEventQueriesTakeWhatWasKnown(t *testing.T) {
	c := grant(t, "Access",
		on(0, casefile.EvAccessGranted, casefile.StageAccessActive, casefile.Nobody),
		on(40, casefile.EvAccessSuspended, casefile.StageAccessSuspended, casefile.Nobody))
	granted, suspended := c.Events[0].Kind, c.Events[1].Kind
	at := func(days int, kinds ...Kind) int {
		q := EventQuery{AsOf: began.AddDate(0, 0, days), Kinds: kinds}
		require.NoError(t, q.Check())
		known, ok := q.Take(c)
		if !ok {
			return -1
		}
		require.Equal(t, c.Case, known.Case)
		return len(known.Events)
	}
	require.Equal(t, 2, at(50, granted))
	require.Equal(t, 1, at(10, granted))
	require.Equal(t, -1, at(10, suspended), "it was not known yet")
	require.Equal(t, 2, at(40, suspended), "at that very second it was")
	require.Equal(t, -1, at(-1, granted))
	require.Equal(t, -1, at(50), "nothing is asked for")
	require.ErrorContains(t, (&EventQuery{}).Check(), "as-of instant is missing")
	require.Len(t, c.Events, 2, "what is left out is left where it was")
}
