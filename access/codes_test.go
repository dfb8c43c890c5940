package access_test

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

	"writ/access"
	"writ/casefile"
)

// Every code that a grant can give has a row above, and access.Codes lists every code
// that the package gives to a refusal or declares as a constant.
func TestCodesAreWhole(t *testing.T) {
	require.True(t, slices.IsSorted(access.Codes()))
	require.Len(t, slices.Compact(access.Codes()), len(access.Codes()), "one stands twice")
	covered := map[string]bool{}
	for _, row := range refusals() {
		covered[row.code] = true
	}
	found := 0
	for code, file := range codesInSource(t) {
		require.Contains(t, access.Codes(), casefile.Code(code), "in %s", file)
		if strings.HasPrefix(file, "refuse/grant") {
			require.True(t, covered[code], "no row refuses with %q", code)
			found++
		}
	}
	require.Greater(t, found, 12, "the walk found too little")
}

// codesInSource reads the first argument of every call of casefile.Refuse, and every
// constant that is a code; each with the file in which it stands.
func codesInSource(t *testing.T) map[string]string {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	codes := map[string]string{}
	see := func(e ast.Expr, where string) {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			code, err := strconv.Unquote(lit.Value)
			require.NoError(t, err)
			if !strings.HasPrefix(codes[code], "refuse/grant") {
				codes[code] = where
			}
		}
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Refuse" {
					see(n.Args[0], "refuse/"+name)
				}
			case *ast.ValueSpec:
				if kind, ok := n.Type.(*ast.SelectorExpr); ok && kind.Sel.Name == "Code" {
					for _, v := range n.Values {
						see(v, "constant/"+name)
					}
				}
			}
			return true
		})
	}
	return codes
}
