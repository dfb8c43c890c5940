package casefile

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The list of codes is whole: it names every code that the source gives to a
// refusal or declares as a constant.
func TestCodesListsEveryCode(t *testing.T) {
	known := map[string]bool{}
	for _, c := range Codes() {
		require.False(t, known[string(c)], "%s stands twice", c)
		known[string(c)] = true
	}
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	found := 0
	see := func(e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			code, err := strconv.Unquote(lit.Value)
			require.NoError(t, err)
			require.True(t, known[code], "Codes lacks %q", code)
			found++
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
				if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "Refuse" {
					see(n.Args[0])
				}
			case *ast.ValueSpec:
				switch kind, _ := n.Type.(*ast.Ident); {
				case kind == nil:
				case kind.Name == "Code", kind.Name == "Verdict", kind.Name == "RulingVerdict":
					for _, v := range n.Values {
						see(v)
					}
				}
			}
			return true
		})
	}
	require.Greater(t, found, 80, "the walk found too little")
}
