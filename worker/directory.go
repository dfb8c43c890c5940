package worker

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"writ/protocol"
)

//go:embed directory.yaml
var builtIn []byte

// LoadDirectory reads a directory file, or the one that is built in when path
// is empty. It refuses unknown fields and everything that
// [protocol.Directory.Validate] refuses; errors begin with file and line.
func LoadDirectory(path string) (protocol.Directory, error) {
	if path == "" {
		return parseDirectory("worker/directory.yaml", builtIn)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return protocol.Directory{}, fmt.Errorf("directory: %w", err)
	}
	return parseDirectory(path, data)
}

// ReadDirectory is [LoadDirectory] of a file in a file system, such as one that
// is built in.
func ReadDirectory(fsys fs.FS, name string) (protocol.Directory, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return protocol.Directory{}, fmt.Errorf("directory: %w", err)
	}
	return parseDirectory(name, data)
}

func parseDirectory(name string, data []byte) (protocol.Directory, error) {
	refuse := func(line int, text string) (protocol.Directory, error) {
		return protocol.Directory{}, fmt.Errorf("%s:%d: %s", name, line, text)
	}
	// The tree is read beside the values, only to know the lines.
	var tree yaml.Node
	if err := yaml.Unmarshal(data, &tree); err != nil {
		line, text := yamlLine(err)
		return refuse(line, text)
	}
	var dir protocol.Directory
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&dir); err != nil && !errors.Is(err, io.EOF) {
		if bad := badPrefix(parties(&tree)); bad != nil {
			return refuse(bad.Line, fmt.Sprintf("%q is no address block: want for example 198.51.100.0/24", bad.Value))
		}
		line, text := yamlLine(err)
		return refuse(line, text)
	}
	var second yaml.Node
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		return refuse(max(second.Line, 1), "a directory file holds one document")
	}
	if err := dir.Validate(); err != nil {
		return refuse(partyLine(parties(&tree), err.Error()), err.Error())
	}
	return dir, nil
}

var atLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)`)

// yamlLine takes the line out of the first of the decoder's complaints.
func yamlLine(err error) (int, string) {
	text := err.Error()
	if many := (*yaml.TypeError)(nil); errors.As(err, &many) && len(many.Errors) > 0 {
		text = many.Errors[0]
	}
	if m := atLine.FindStringSubmatch(text); m != nil {
		line, _ := strconv.Atoi(m[1]) // digits by the pattern
		return line, m[2]
	}
	return 1, strings.TrimPrefix(text, "yaml: ")
}

// parties returns the nodes of the list of parties; a file without one has none.
func parties(tree *yaml.Node) []*yaml.Node {
	if len(tree.Content) == 0 {
		return nil
	}
	if _, list := entry(tree.Content[0], "parties"); list != nil {
		return list.Content
	}
	return nil
}

// entry finds a key of a mapping and its value.
func entry(mapping *yaml.Node, name string) (key, value *yaml.Node) {
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			return mapping.Content[i], mapping.Content[i+1]
		}
	}
	return nil, nil
}

// badPrefix finds the address block that cannot be read: the decoder's own
// error about it has no line.
func badPrefix(parties []*yaml.Node) *yaml.Node {
	for _, p := range parties {
		_, serves := entry(p, "serves")
		_, prefixes := entry(serves, "prefixes")
		if prefixes == nil {
			continue
		}
		for _, n := range prefixes.Content {
			if _, err := netip.ParsePrefix(n.Value); err != nil {
				return n
			}
		}
	}
	return nil
}

var partyText = regexp.MustCompile(`^party ("(?:[^"\\]|\\.)*"): (\w+)(?: ("(?:[^"\\]|\\.)*"))?`)

// partyLine finds the line that a complaint of Validate is about. Complaints
// read: party "ID": FIELD "VALUE"... Where that does not help, the line of the
// party or the first line of the file is still right.
func partyLine(parties []*yaml.Node, complaint string) int {
	m := partyText.FindStringSubmatch(complaint)
	if m == nil {
		return 1
	}
	line := 1
	for _, p := range parties { // of two with one id the second is at fault
		_, id := entry(p, "id")
		if id == nil && m[1] == `""` || id != nil && strconv.Quote(id.Value) == m[1] {
			line = fieldLine(p, m[2], m[3])
		}
	}
	return line
}

func fieldLine(party *yaml.Node, field, quoted string) int {
	key, value := entry(party, field)
	if key == nil {
		return party.Line
	}
	for _, element := range value.Content {
		if strconv.Quote(element.Value) == quoted {
			return element.Line
		}
	}
	return key.Line
}
