package access

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// A grant that did not hear one of its source's notices does not know how that stood
// meanwhile: no use is accepted that is dated before the notice that it did hear. What
// hangs on it misses a number too, and so learns the same.
func TestAMissedNoticeOfTheSource(t *testing.T) {
	o := feedOpening()
	o.Grant, o.Grantor, o.Grantee = onGrant, "reseller", "nypd"
	g, err := NewGrant(GrantStart{Opening: o, Desk: casefile.Desk{Party: "reseller", Zone: "Europe/London"}, Under: feedGrant})
	require.NoError(t, err)
	g.Begin()
	require.Len(t, g.FromAbove(grantedNotice(), day(0)), 1)
	g.Delivered(g.Outbox[0].ID, casefile.LetterAnswer{Delivered: true}, day(0))

	acts := g.FromAbove(notice(3, casefile.EvAccessReinstated, casefile.StageAccessReinstated, day(10).At), day(10))
	require.Len(t, acts, 1)
	told := acts[0].Send.Notice
	require.Equal(t, 3, told.N, "a number is left out")
	require.Equal(t, casefile.StageAccessActive, told.Stage, "it stands as it did")
	require.True(t, told.Permits(legal.ProtectPerson))
	require.Equal(t, casefile.Code(policy.RuleUpstream), told.Code)

	for key, c := range map[string]struct {
		at   int
		rule policy.Rule
	}{"before": {7, policy.RuleDatedBack}, "after": {11, ""}} {
		a, m := declared(key), day(12)
		a.At, m.At = day(c.at).At, day(c.at).At
		r, _, err := g.Declare(a, m)
		require.NoError(t, err)
		require.Equal(t, c.rule, r.Use.Rule, key)
	}
	require.Empty(t, g.FromAbove(suspendedNotice(2, day(5).At), day(12)), "what comes late changes nothing")
	require.Len(t, g.FromAbove(notice(4, casefile.EvAccessSuspended, casefile.StageAccessSuspended, day(13).At), day(13)), 0, "behind the letter under way")
	require.Equal(t, 4, g.Outbox[len(g.Outbox)-1].Notice.N, "nothing was missed this time")
}
