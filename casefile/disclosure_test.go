package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
)

// A demand with a defect is answered at once and can never be disclosed.
func TestDefectiveDemandIsAnsweredAtOnce(t *testing.T) {
	for code, spoil := range map[string]func(*casefile.Demand){
		"no-order":               func(d *casefile.Demand) { d.Order = nil },
		"no-threat":              func(d *casefile.Demand) { emergency(d); d.Threat = nil },
		"wrong-target":           func(d *casefile.Demand) { d.Selector.Value = "@another" },
		"unknown-issuer":         func(d *casefile.Demand) { d.Order.Issuer.Party = "another-court" },
		legal.CodeIssuer:         func(d *casefile.Demand) { d.Order.Issuer.Role = legal.RoleAgency },
		legal.CodeExpired:        func(d *casefile.Demand) { d.Order.ValidUntil = opened },
		legal.CodeIssuedLater:    func(d *casefile.Demand) { d.Order.Issued = opened.Add(hour) },
		legal.CodeWrongAddressee: func(d *casefile.Demand) { d.Order.Holder = "example-mail" },
		legal.CodeExceedsOrder:   func(d *casefile.Demand) { d.Order.Categories = light },
		legal.CodeNotUnlocked: func(d *casefile.Demand) {
			d.Order.Instrument, d.Categories, d.Order.Categories = "us.subpoena", content, content
		},
		legal.CodeNoOffence:        func(d *casefile.Demand) { d.Order.Offence = legal.Offence{} },
		legal.CodeNothing:          func(d *casefile.Demand) { d.Categories = nil },
		legal.CodeDisclosesNothing: func(d *casefile.Demand) { d.Order.Instrument = "us.preservation" },
	} {
		t.Run(code, func(t *testing.T) {
			x := demand(spoil)
			require.True(t, x.Done())
			require.Equal(t, casefile.Invalid, x.Status)
			require.Equal(t, casefile.CodeDefective, x.Answer.Code)
			require.Empty(t, x.Answer.Delivered)
			var codes []string
			for _, d := range x.Answer.Defects {
				codes = append(codes, d.Code)
			}
			require.Contains(t, codes, code)
			require.Equal(t, casefile.EvInvalid, lastEvent(x).Kind)
			require.Empty(t, x.Open())
		})
	}
}

var content = []legal.Category{legal.StoredContentData}

// The ruling on a challenge: upheld and withdrawn leave the order as it was,
// narrowed binds the holder to less, quashed answers the demand.
func TestRulings(t *testing.T) {
	ruled := func(verdict casefile.RulingVerdict) *casefile.DemandMachine {
		x := challenged()
		r := casefile.Ruling{Verdict: verdict, Reason: "as said", Decider: judge, At: opened.Add(5 * day)}
		if verdict == casefile.RulingNarrowed {
			r.Order = order(func(o *casefile.Order) { o.Categories = light })
		}
		x.Ruled(x.Pending.ID, r, after(5*day))
		require.Nil(t, x.Pending)
		return x
	}
	for _, verdict := range []casefile.RulingVerdict{casefile.Upheld, casefile.NotRuled, "in words nobody knows"} {
		x := ruled(verdict)
		require.Equal(t, both, x.Demand.Categories)
		require.Equal(t, opened.Add(15*day-hour), x.Due, "the clock keeps what remained")
		require.False(t, x.Done())
	}
	narrowed := ruled(casefile.RulingNarrowed)
	_, _, err := narrowed.Decide(casefile.DecideDisclosure{Act: by(desk), Status: casefile.Disclosed, Delivered: []casefile.Identifier{ip(opened)}}, after(6*day))
	require.ErrorContains(t, err, "outside the categories")

	quashed := ruled(casefile.Quashed)
	require.Equal(t, casefile.Rejected, quashed.Status)
	require.Equal(t, casefile.CodeQuashed, quashed.Answer.Code)
}

// A clock that was late when it paused gains nothing from the pause.
func TestLateClockGainsNothingFromAChallenge(t *testing.T) {
	x := noticed()
	_, _, err := x.Challenge(casefile.MakeChallenge{Act: by(desk), Grounds: "too broad"}, after(11*day))
	require.NoError(t, err)
	x.Ruled(x.Pending.ID, casefile.Ruling{Verdict: casefile.Upheld, Decider: judge, At: opened.Add(20 * day)}, after(20*day))
	require.Equal(t, opened.Add(10*day), x.Due)
}

// Notice that a gag defers is owed after its end; nothing is owed where the user
// was told, nothing was disclosed, or the policy has no notice.
func TestDeferredNotice(t *testing.T) {
	x := deferred()
	require.Equal(t, casefile.StageNoticeDeferred, x.Stage)
	require.Equal(t, []string{"give-notice"}, x.Open())
	ring := alarm(t, x, casefile.AlarmNotice)
	require.Equal(t, opened.Add(90*day), ring.At)
	acts := x.Ring(ring, ring.At)
	require.Equal(t, casefile.EvNoticeDue, acts[0].Remind.Kind)
	_, acts, err := x.GiveNotice(by(desk), after(90*day))
	require.NoError(t, err)
	require.Empty(t, acts, "the requester's hop ended long ago")
	require.True(t, x.Done())
	require.True(t, x.Due.IsZero())

	for name, y := range map[string]*casefile.DemandMachine{"answered": answered(), "withdrawn": withdrawn(), "open": demand(gagged)} {
		_, owed := y.DeferNotice()
		require.False(t, owed, name)
	}
}

// Silence of a reviewing authority, and of a holder with preserved data.
func TestCustodyLapses(t *testing.T) {
	x := hold(0)
	_, err := x.Decide(casefile.DecidePreservation{Act: by(desk), Status: casefile.Preserved}, after(hour))
	require.NoError(t, err)
	require.Equal(t, casefile.Stage(casefile.Preserved), x.Stage)
	for _, name := range []casefile.AlarmName{casefile.AlarmRenewal, casefile.AlarmExpiry} {
		ring := alarm(t, x, name)
		x.Ring(ring, ring.At)
	}
	requireKinds(t, x, casefile.EvPreserveAsked, casefile.EvPreserved, casefile.EvPreserveLapsing, casefile.EvPreserveLapsed)
	require.Equal(t, casefile.Expired, x.Status)
	require.True(t, x.Done())
}
