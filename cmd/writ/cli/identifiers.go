package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"go.yaml.in/yaml/v3"

	"writ/casefile"
)

// readIdentifiers gathers what is disclosed: from flags, then from a file.
func readIdentifiers(values []string, file string) ([]casefile.Identifier, error) {
	var ids []casefile.Identifier
	for _, v := range values {
		id, err := casefile.ParseIdentifier(v)
		if err != nil {
			return nil, newFault("bad-identifier", "", "--identifier: %s", err).because(err)
		}
		ids = append(ids, id)
	}
	if file == "" {
		return ids, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, newFault("bad-file", "", "--file: %s", err).because(err)
	}
	more, err := parseIdentifiers(data)
	if err != nil {
		return nil, newFault("bad-file", "want a YAML list of identifiers, each with kind and value, ip or subscriber", "--file %s: %s", file, err).because(err)
	}
	return append(ids, more...), nil
}

// parseIdentifiers reads a YAML list strictly: unknown fields are refused, and
// so are instants without a zone, which YAML would quietly take for UTC.
func parseIdentifiers(data []byte) ([]casefile.Identifier, error) {
	var tree yaml.Node
	if err := yaml.Unmarshal(data, &tree); err != nil {
		return nil, err
	}
	if err := instantsHaveZones(&tree); err != nil {
		return nil, err
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var ids []casefile.Identifier
	if err := dec.Decode(&ids); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("is empty")
		}
		return nil, err
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("holds more than one document")
	}
	for i, id := range ids {
		if err := id.Validate(); err != nil {
			return nil, fmt.Errorf("identifier %d: %w", i+1, err)
		}
	}
	return ids, nil
}

// instantsHaveZones looks at every field named at.
func instantsHaveZones(n *yaml.Node) error {
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value != "at" {
				continue
			}
			if _, err := time.Parse(time.RFC3339, n.Content[i+1].Value); err != nil {
				return fmt.Errorf("line %d: at: %q needs date, time and zone, for example 2012-08-07T20:15:00-04:00",
					n.Content[i+1].Line, n.Content[i+1].Value)
			}
		}
	}
	for _, child := range n.Content {
		if err := instantsHaveZones(child); err != nil {
			return err
		}
	}
	return nil
}
