package importer

import (
	"testing"

	"github.com/stretchr/testify/require"

	"writ/ledger"
)

// Every kind of event has a rule, so that one that is added is not taken for
// something that happens in a hop; and what has no place in a case says nothing else.
func TestEveryKindHasARule(t *testing.T) {
	n := 0
	for k := ledger.Kind(1); k.Name() != ""; k++ {
		r, ok := rules[k.Name()]
		require.True(t, ok, "what follows from %q?", k.Name())
		if r.of == inAccess {
			require.Equal(t, rule{of: inAccess}, r)
		}
		n++
	}
	require.Len(t, rules, n)
}
