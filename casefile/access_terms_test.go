package casefile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// A purpose is repeated where operators read, so that no other text may stand in its
// place.
func TestTermsNameKnownPurposes(t *testing.T) {
	act := casefile.AccessAct{Act: casefile.Act{Key: "k", By: casefile.Decider{Party: "twitter", Role: legal.RoleHolder}}}
	for _, row := range []struct {
		purposes []legal.Purpose
		says     string
	}{
		{nil, "purposes are empty"},
		{[]legal.Purpose{""}, "is empty"},
		{[]legal.Purpose{policy.BreakingNews, policy.BreakingNews}, "stands twice"},
		{[]legal.Purpose{policy.BreakingNews, "to follow somebody"}, `"to follow somebody" is unknown: want one of breaking-news`},
		{policy.Purposes(), ""},
	} {
		terms := casefile.AccessTerms{Purposes: row.purposes}
		for _, err := range []error{
			terms.Validate(),
			casefile.RestrictAccess{AccessAct: act, Purposes: row.purposes}.Validate(),
			casefile.ProposeTerms{AccessAct: act, Terms: terms}.Validate(),
			casefile.ReinstateAccess{AccessAct: act, Terms: &terms}.Validate(),
		} {
			if row.says == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, row.says)
			}
		}
	}
}
