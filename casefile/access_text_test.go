package casefile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// What a party writes into an act is never so much that the other side's work stops over
// it, and no refusal repeats it.
func TestTextsOfAnAccessAreBounded(t *testing.T) {
	for most, change := range map[string]func(*casefile.DeclareUse, string){
		"key":     func(a *casefile.DeclareUse, s string) { a.Key = s },
		"by.name": func(a *casefile.DeclareUse, s string) { a.By.Name = s },
		"by.role": func(a *casefile.DeclareUse, s string) { a.By.Role = legal.Role(s) },
		"reason":  func(a *casefile.DeclareUse, s string) { a.Reason = s },
		"source":  func(a *casefile.DeclareUse, s string) { a.Source = s },
		"target":  func(a *casefile.DeclareUse, s string) { a.Target = s },
		"purpose": func(a *casefile.DeclareUse, s string) { a.Purpose = legal.Purpose(s) },
		"shape":   func(a *casefile.DeclareUse, s string) { a.Shape = legal.Shape(s) },
	} {
		a := casefile.DeclareUse{Purpose: policy.PublicSafety, Shape: policy.Incident}
		a.Key, a.By.Party = "k", "nypd"
		require.NoError(t, a.Validate(), most)
		change(&a, strings.Repeat("secret", 1000))
		err := a.Validate()
		require.ErrorContains(t, err, most+" has 6000 bytes")
		require.NotContains(t, err.Error(), "secret")
	}
	terms := casefile.AccessTerms{Purposes: []legal.Purpose{policy.PublicSafety}, Scope: strings.Repeat("x", 2000)}
	require.NoError(t, terms.Validate())
	terms.Conditions = []string{"x"}
	require.ErrorContains(t, terms.Validate(), "scope and conditions has 2001 bytes")
}
