package exercise

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"go.yaml.in/yaml/v3"

	"writ/legal/clock"
	"writ/protocol"
	"writ/scenarios"
	"writ/worker"
)

// Published is a state of calendars that is published while a case runs: written
// out in the scenario, or the name of a file beside it that holds a list of
// calendars as the packs hold them.
type Published struct {
	File      string
	Calendars []clock.CalendarData
}

// UnmarshalYAML reads the name of a file, or one calendar.
func (p *Published) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		p.File = n.Value
		return nil
	}
	text, err := yaml.Marshal(n)
	if err != nil {
		return err
	}
	var data clock.CalendarData
	if err := strictly(text, &data); err != nil {
		return fmt.Errorf("line %d: calendar: %w", n.Line, err)
	}
	p.Calendars = []clock.CalendarData{data}
	return nil
}

// find reads the file, if one is named, which lies in the scenario's folder or
// below it.
func (p *Published) find(fsys fs.FS, scenario string) error {
	if p == nil || p.File == "" {
		return nil
	}
	text, err := fs.ReadFile(fsys, path.Join(path.Dir(scenario), p.File))
	if err != nil {
		return fmt.Errorf("calendar %q: %w", p.File, err)
	}
	var file struct {
		Calendars []clock.CalendarData `yaml:"calendars"`
	}
	if err := strictly(text, &file); err != nil {
		return fmt.Errorf("calendar %q: %w", p.File, err)
	}
	if len(file.Calendars) == 0 {
		return fmt.Errorf("calendar %q: holds no calendars", p.File)
	}
	p.Calendars = file.Calendars
	return nil
}

func strictly(text []byte, into any) error {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	err := decoder.Decode(into)
	if err == nil && !errors.Is(decoder.Decode(new(any)), io.EOF) {
		err = errors.New("more than one document")
	}
	return err
}

// findParties reads the directory that a scenario names: a file of that name in
// the folder "directories" beside the scenario, or else of the scenarios that
// ship with writ.
func findParties(fsys fs.FS, scenario, name string) (*protocol.Directory, error) {
	if name == "" {
		return nil, nil
	}
	file := path.Join(path.Dir(scenario), "directories", name+".yaml")
	if _, err := fs.Stat(fsys, file); err != nil {
		fsys, file = scenarios.Files, path.Join("directories", name+".yaml")
	}
	dir, err := worker.ReadDirectory(fsys, file)
	if err != nil {
		return nil, err
	}
	return &dir, nil
}

// Parties is the directory of the parties that the scenario is about: the one
// that it names, else the usual one. Whoever plays the scenario provisions these
// and runs their workers.
func (s Scenario) Parties(usual protocol.Directory) protocol.Directory {
	if s.parties == nil {
		return usual
	}
	return *s.parties
}
