package ledger

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
)

// constants are the string constants of a type in package casefile.
func constants(t *testing.T, typeName string) []string {
	t.Helper()
	files, err := filepath.Glob("../casefile/*.go")
	require.NoError(t, err)
	var found []string
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			if named, ok := spec.Type.(*ast.Ident); !ok || named.Name != typeName {
				return true
			}
			if value, ok := spec.Values[0].(*ast.BasicLit); ok {
				text, err := strconv.Unquote(value.Value)
				require.NoError(t, err)
				found = append(found, text)
			}
			return true
		})
	}
	return found
}

func requireListed[T ~string](t *testing.T, what string, atLeast int, list []T) {
	t.Helper()
	want := constants(t, what)
	require.GreaterOrEqual(t, len(want), atLeast, "the constants of %s are not found any more", what)
	for _, name := range want {
		require.Contains(t, list, T(name), "%s %q has no number: add it at the end of its list", what, name)
	}
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(list))), len(list), "a %s stands twice", what)
	require.LessOrEqual(t, len(list), 255, "numbers are a byte")
}

// Whatever package casefile may say, a row can hold.
func TestEveryNameHasANumber(t *testing.T) {
	requireListed(t, "EventKind", 70, kinds)
	requireListed(t, "Stage", 20, stages)
	requireListed(t, "Lane", 3, lanes)
	requireListed(t, "Level", 4, levels)
}

// Stored rows hold the numbers: a name keeps the one that it was given first.
func TestNumbersStay(t *testing.T) {
	number := func(n uint8, err error) int {
		require.NoError(t, err)
		return int(n)
	}
	kind := func(name casefile.EventKind) int { k, err := KindOf(name); return number(uint8(k), err) }
	stage := func(name casefile.Stage) int { s, err := StageOf(name); return number(uint8(s), err) }
	lane := func(name casefile.Lane) int { l, err := LaneOf(name); return number(uint8(l), err) }
	work := func(name string) int { w, err := WorkOf(name); return number(uint8(w), err) }
	for _, test := range []struct {
		name      string
		want, got int
	}{
		{"detected", 1, kind(casefile.EvDetected)},
		{"served", 27, kind(casefile.EvServed)},
		{"guard-lifted", 55, kind(casefile.EvGuardLifted)},
		{"received", 56, kind(casefile.EvReceived)},
		{"thrown-back", 57, kind(casefile.EvThrownBack)},
		{"no-result-known", 78, kind(casefile.EvNoResult)},
		{"Waiting", 1, stage(casefile.StageWaiting)},
		{"Preserved", 14, stage(casefile.Stage(casefile.Preserved))},
		{"ThroughAccess", 15, stage(casefile.StageThroughAccess)},
		{"AccessReinstated", 22, stage(casefile.StageAccessReinstated)},
		{"emergency", 2, lane(casefile.LaneEmergency)},
		{"access", 3, lane(casefile.LaneAccess)},
		{"Preservation", 7, work("Preservation")},
		{"Access", 8, work("Access")},
		{"Subscription", 9, work("Subscription")},
	} {
		require.Equal(t, test.want, test.got, test.name)
	}
}
