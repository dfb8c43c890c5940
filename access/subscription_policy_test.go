package access

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal/policy"
)

// The record of a grantee says to which version its contract was moved, unless this
// build does not have it.
func TestHeardWhichPolicyHolds(t *testing.T) {
	all := policy.IDs()
	for version, code := range map[policy.ID]casefile.Code{all[0]: casefile.Code(all[0]), "nowhere-2031-01-01": ""} {
		s := active(t)
		n := notice(2, casefile.EvPolicyMoved, casefile.StageAccessActive, day(5).At)
		n.Policy = version
		s.Hear(n, day(5))
		require.Equal(t, casefile.EvPolicyMoved, lastEvent(s).Kind)
		require.Equal(t, code, lastEvent(s).Code)
	}
}
