package ledger

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
)

// rowsOf are rows of one hop under the numbers; the last one ends it.
func rowsOf(t *testing.T, ended bool, numbers ...int64) []Event {
	t.Helper()
	following, err := StageOf(casefile.StageAwaitingDisclosure)
	require.NoError(t, err)
	over, err := StageOf(casefile.StageEnded)
	require.NoError(t, err)
	var rows []Event
	for i, n := range numbers {
		e := Event{Case: 7, Step: 8, Seq: n, At: 1000 + n, Seen: 1000 + n, Stage: following}
		if ended && i == len(numbers)-1 {
			e.Stage = over
		}
		rows = append(rows, e)
	}
	return rows
}

func TestAuditTellsWhatIsWrong(t *testing.T) {
	whole := rowsOf(t, true, 1, 2, 3, 4)
	open := rowsOf(t, false, 1, 2, 3, 4)
	laterRun := rowsOf(t, true, 1, 2, 3, 4)
	laterRun[2].Run, laterRun[2].Taken = 5, 6
	other := rowsOf(t, true, 1, 2, 3, 4)
	other[1].Seen++
	for name, test := range map[string]struct {
		audit Audit
		want  string
	}{
		"complete":                    {Audit{whole, whole, Closed, nil}, ""},
		"open and complete":           {Audit{open, open, Running, nil}, ""},
		"whoever told it":             {Audit{whole, laterRun, Closed, nil}, ""},
		"in any order":                {Audit{whole, []Event{whole[3], whole[0], whole[2], whole[1]}, Closed, nil}, ""},
		"nothing in the ledger":       {Audit{whole, nil, Closed, nil}, "missing 1-4; closed without an end"},
		"nothing in the ledger yet":   {Audit{open, nil, Running, nil}, "missing 1-4"},
		"a row in the middle":         {Audit{whole, append(rowsOf(t, false, 1, 2), whole[3]), Closed, nil}, "missing 3"},
		"rows here and there":         {Audit{whole, whole[1:2], Running, nil}, "missing 1, 3-4"},
		"another content":             {Audit{whole, other, Closed, nil}, "other 2"},
		"what never happened":         {Audit{whole[:3], whole, Running, nil}, "surplus 4"},
		"the history dropped the old": {Audit{whole[2:], whole, Closed, nil}, ""},
		"nobody knows the old":        {Audit{whole[2:], whole[2:], Closed, nil}, "unknown 1-2"},
		"closed without an end":       {Audit{open, open, Closed, nil}, "closed without an end"},
		"terminated":                  {Audit{open, open, Cut, nil}, "closed without an end"},
		"terminated after its end":    {Audit{whole, whole, Cut, nil}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			found := test.audit.Check()
			require.Equal(t, test.want, found.String())
			require.Equal(t, test.want == "", found.OK())
		})
	}
}

// Preserved data outlives the answer: the answer ends the request.
func TestAPreservationEndsWithItsAnswer(t *testing.T) {
	work, err := WorkOf("Preservation")
	require.NoError(t, err)
	kind, err := KindOf(casefile.EvPreserved)
	require.NoError(t, err)
	rows := []Event{{Seq: 1, Work: work, Kind: kind}}
	require.True(t, Audit{rows, rows, Closed, nil}.Check().OK())
}

func TestFitKeepsTheEventAndDropsTheText(t *testing.T) {
	at := time.Date(2026, 3, 6, 15, 0, 0, 0, time.UTC)
	fact := casefile.Fact{Seq: 1, Step: "case", Kind: casefile.EvRefusedUpdate, At: at, Seen: at, By: "somebody of 1 Example Street", Code: "no reason given"}
	lost := casefile.Fact{Seq: 2, Step: "case", Kind: "of a newer engine", At: at, Seen: at}
	d, left := Fit(Delivery{Subject: "c", Work: "Identification", Jurisdiction: "a long story", Facts: []casefile.Fact{fact, lost}}, nil)
	require.Len(t, left, 1)
	require.ErrorContains(t, left[0], "fact 2")
	require.Len(t, d.Facts, 1)
	require.Equal(t, casefile.PartyID(Unlisted), d.Facts[0].By)
	require.Equal(t, casefile.Code(Unlisted), d.Facts[0].Code)
	require.Equal(t, Unlisted, d.Jurisdiction)
	_, err := NewEncoder(Keyring{}).Encode(d)
	require.NoError(t, err)
}

// A fact that no ledger can hold is missing, even where it is the last.
func TestAuditMissesTheLastFactThatDoesNotFit(t *testing.T) {
	a := Audit{Told: []Event{{Seq: 1}}, Held: []Event{{Seq: 1}}, Unfit: []int64{2}}
	require.Equal(t, Finding{Missing: []int64{2}}, a.Check())
}

// A name that the ledger did not know when it was told is no contradiction once it
// is known; another name is.
func TestAuditTakesUnlistedForAnyName(t *testing.T) {
	code := func(text string) Code {
		l, err := NewLabel(PartyLabel, text)
		require.NoError(t, err)
		return l.Code
	}
	audit := func(held, told Code) Finding {
		return Audit{Told: []Event{{Seq: 1, By: told}}, Held: []Event{{Seq: 1, By: held}}}.Check()
	}
	require.True(t, audit(code(Unlisted), code("nypd")).OK())
	require.False(t, audit(code(Unlisted), 0).OK())
	require.False(t, audit(code("nypd"), code(Unlisted)).OK())
	require.False(t, audit(code("nypd"), code("fbi")).OK())
}
