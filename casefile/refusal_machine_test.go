package casefile_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/casefile"
)

// A refusal is one act that a machine must not allow, and the code that says why.
type refusal struct {
	name string
	code string
	on   any // the machine, as it stands before the act
	act  casefile.Act
	try  func() error
}

// allRefusals are the rows of all machines; the sets are in the files beside
// this one.
func allRefusals() []refusal {
	return slices.Concat(applicationRefusals(), reviewRefusals(), holdRefusals(), demandRefusals(), hopRefusals(), caseRefusals(), guardRefusals(),
		lawRefusals(), restrictedRefusals(), accessRefusals())
}

// A refused act changes nothing; recording it adds one event and changes nothing
// else: not the stage, not the party awaited, not an alarm, not a receipt.
func TestRefusalsChangeNothingButTheRecord(t *testing.T) {
	for _, row := range allRefusals() {
		t.Run(row.code+"/"+row.name, func(t *testing.T) {
			before := plain(t, row.on)
			err := row.try()
			var why *casefile.Refusal
			require.ErrorAs(t, err, &why)
			require.Equal(t, row.code, why.Code)
			require.NotEmpty(t, why.Message)
			require.Equal(t, before, plain(t, row.on), "the refused act itself")

			events := len(eventsOf(row.on))
			recorder := row.on.(interface {
				RefuseAct(casefile.Act, *casefile.Refusal, time.Time)
			})
			recorder.RefuseAct(row.act, why, opened.Add(400*day))
			require.Len(t, eventsOf(row.on), events+1)
			last := lastEvent(row.on)
			require.Equal(t, casefile.EvRefusedUpdate, last.Kind)
			require.Equal(t, casefile.Code(row.code), last.Code)
			require.Equal(t, row.act.By.Party, last.By)
			require.False(t, last.Turn, "a refused act turns nothing")
			bookkeeping := []string{"events", "record", "last", "told"}
			require.Equal(t, without(before, bookkeeping...), without(plain(t, row.on), bookkeeping...))
		})
	}
}

// Every code that the machines can give has a row above.
func TestEveryRefusalCodeHasARow(t *testing.T) {
	covered := map[string]bool{}
	for _, row := range allRefusals() {
		covered[row.code] = true
	}
	covered["future"] = true // TestMoment
	codes := refusalCodesInSource(t)
	require.NotEmpty(t, codes)
	for _, code := range codes {
		require.True(t, covered[code], "no row refuses with %q", code)
	}
}

// refusalCodesInSource reads the first argument of every call of Refuse.
func refusalCodesInSource(t *testing.T) []string {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	codes := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if fn, ok := call.Fun.(*ast.Ident); ok && fn.Name == "Refuse" {
				code, err := strconv.Unquote(call.Args[0].(*ast.BasicLit).Value)
				require.NoError(t, err)
				codes[code] = true
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(codes))
}

func TestMoment(t *testing.T) {
	now := opened.Add(day)
	earnest, err := casefile.NewMoment(opened, now, false)
	require.NoError(t, err)
	require.Equal(t, casefile.Moment{At: opened, Seen: now}, earnest, "true when it was signed, known when it was entered")

	exercise, err := casefile.NewMoment(opened, now, true)
	require.NoError(t, err)
	require.Equal(t, casefile.Moment{At: opened, Seen: opened}, exercise)

	undated, err := casefile.NewMoment(time.Time{}, now, false)
	require.NoError(t, err)
	require.Equal(t, casefile.Moment{At: now, Seen: now}, undated)

	_, err = casefile.NewMoment(now.Add(1), now, false)
	var why *casefile.Refusal
	require.True(t, errors.As(err, &why))
	require.Equal(t, "future", why.Code)
}
