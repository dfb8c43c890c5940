package datafile_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/legal/datafile"
)

type sheet struct {
	Name  string   `yaml:"name"`
	Terms []string `yaml:"terms"`
}

// Whatever is wrong is said with file, line and reason.
func TestDecodeIsStrict(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "a.yaml: is empty",
		"name: x\n---\nname: y\n": "a.yaml: holds more than one document",
		"name: x\nnmae: y\n":      `a.yaml:2: unknown field "nmae" in sheet`,
		"name: x\nname: y\n":      `a.yaml:2: duplicate key "name": it stands already in line 1`,
		"name: [x\n":              "a.yaml:1: did not find expected ',' or ']'",
	} {
		_, faults := datafile.Decode("a.yaml", []byte(text), &sheet{})
		require.NotEmpty(t, faults, text)
		var e *datafile.Error
		require.True(t, errors.As(faults[0], &e), text)
		require.Equal(t, want, e.Error(), text)
	}
}

// A place is found by its path; what is missing is reported at its owner.
func TestAtFindsTheNearest(t *testing.T) {
	var s sheet
	root, faults := datafile.Decode("a.yaml", []byte("name: x\nterms:\n  - one\n  - two\n"), &s)
	require.Empty(t, faults)
	for _, tt := range []struct {
		path []any
		line int
	}{{nil, 1}, {[]any{"terms"}, 2}, {[]any{"terms", 1}, 4}, {[]any{"terms", 2}, 2}, {[]any{"none"}, 1}} {
		line, _ := datafile.At(root, tt.path...)
		require.Equal(t, tt.line, line, tt.path)
	}
}
