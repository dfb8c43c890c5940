// Package datafile reads the data files of the law and of policies: strictly, one
// document each, with file and line of whatever is wrong.
package datafile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Error says what is wrong in a data file, and where.
type Error struct {
	File   string
	Line   int // 0 when the file as a whole is meant
	Reason string
}

// Error is "file:line: reason".
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Reason
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason)
}

// Decode reads one file twice: strictly into a value, and as nodes for the line
// numbers that later checks report. Every fault is an [Error].
func Decode(name string, data []byte, into any) (root *yaml.Node, faults []error) {
	root = &yaml.Node{}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	switch err := dec.Decode(into); {
	case errors.Is(err, io.EOF):
		return root, []error{&Error{File: name, Reason: "is empty"}}
	case err != nil:
		return root, faultsOf(name, err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return root, []error{&Error{File: name, Reason: "holds more than one document"}}
	}
	if err := yaml.Unmarshal(data, root); err != nil {
		return root, faultsOf(name, err)
	}
	return root, nil
}

var (
	yamlLine     = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)
	unknownField = regexp.MustCompile(`^field (\S+) not found in type \w+\.(\w+)$`)
	duplicateKey = regexp.MustCompile(`^mapping key (\S+) already defined at line (\d+)$`)
)

// faultsOf turns the library's errors into ours: file, line, reason.
func faultsOf(name string, err error) []error {
	texts := []string{err.Error()}
	if typed, ok := errors.AsType[*yaml.TypeError](err); ok {
		texts = typed.Errors
	}
	var faults []error
	for _, text := range texts {
		fault := &Error{File: name, Reason: strings.TrimPrefix(text, "yaml: ")}
		if m := yamlLine.FindStringSubmatch(text); m != nil {
			fault.Line, _ = strconv.Atoi(m[1]) // the pattern admits digits only
			fault.Reason = m[2]
		}
		if m := unknownField.FindStringSubmatch(fault.Reason); m != nil {
			fault.Reason = fmt.Sprintf("unknown field %q in %s", m[1], strings.ToLower(m[2]))
		}
		if m := duplicateKey.FindStringSubmatch(fault.Reason); m != nil {
			fault.Reason = fmt.Sprintf("duplicate key %s: it stands already in line %s", m[1], m[2])
		}
		faults = append(faults, fault)
	}
	return faults
}

// At finds a place by keys and indexes from the top of a document: its line and
// value, or those of the nearest thing around it that exists. A missing field is so
// reported at its owner.
func At(root *yaml.Node, path ...any) (line int, node *yaml.Node) {
	node = root.Content[0] // the document's only value
	line = node.Line
	for _, step := range path {
		key, next := Child(node, step)
		if next == nil {
			break
		}
		node, line = next, key.Line
	}
	return line, node
}

// Child is the key node and the value node of one step down, by key or index; nil
// where there is none.
func Child(node *yaml.Node, step any) (key, value *yaml.Node) {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if n, ok := step.(int); ok {
		if node.Kind == yaml.SequenceNode && n < len(node.Content) {
			return node.Content[n], node.Content[n]
		}
		return nil, nil
	}
	for i := 0; node.Kind == yaml.MappingNode && i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == step {
			return node.Content[i], node.Content[i+1]
		}
	}
	return nil, nil
}
