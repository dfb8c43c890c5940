package legal

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"writ/legal/clock"
)

// CurrentEdition is the edition that new cases use. A running case keeps the
// edition that it was opened with.
const CurrentEdition = "2026-11-22"

//go:embed packs
var embedded embed.FS

// opened holds each embedded edition once it was read.
var opened sync.Map // edition -> func() (*Law, error)

// Editions lists the editions that this build carries, oldest first.
func Editions() []string { return editionsOf(embedded) }

// Open returns an edition of the embedded packs, or one that [Extend] registered
// in this process. It is read once; every caller gets the same Law. An unknown
// edition is an error that lists the known ones; of an extension it says which
// folder this process lacks.
func Open(edition string) (*Law, error) {
	if strings.Contains(edition, extensionMark) {
		return openExtension(edition)
	}
	if !slices.Contains(Editions(), edition) {
		return Load(embedded, edition) // refuses it; nothing to remember
	}
	read, _ := opened.LoadOrStore(edition, sync.OnceValues(func() (*Law, error) {
		return Load(embedded, edition)
	}))
	return read.(func() (*Law, error))()
}

// PackError says what is wrong in a data file, and where.
type PackError struct {
	File   string
	Line   int // 0 when the file as a whole is meant
	Reason string
}

// Error is "file:line: reason".
func (e *PackError) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Reason
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason)
}

// pack is what one data file may hold. Which file holds what is a matter of
// order on the shelf; only ids count.
type pack struct {
	Instruments []Instrument `yaml:"instruments"`
	Ladders     []Ladder     `yaml:"ladders"`
	Practice    []Practice   `yaml:"practice"`
	Holders     []Holder     `yaml:"holders"`
	Areas       []Area       `yaml:"areas"`
	Doors       []Door       `yaml:"doors"`
	// Calendars are data of package clock, versioned each for itself.
	Calendars []clock.CalendarData `yaml:"calendars"`
}

// packFile is a decoded data file; root remembers the lines.
type packFile struct {
	name string
	root *yaml.Node
	pack pack
}

// Load reads and checks packs/<edition> of fsys: every .yaml file in it and
// below it. Anything doubtful is refused, and all that is wrong is reported at
// once, each as a [PackError]: unknown fields and values, duplicates, dangling
// references, figures without a source, instruments that contradict
// themselves. There is no Law with half a pack.
func Load(fsys fs.FS, edition string) (*Law, error) {
	if known := editionsOf(fsys); !slices.Contains(known, edition) {
		return nil, fmt.Errorf("legal: edition %q is unknown: want one of %v", edition, known)
	}
	files, err := readPack(fsys, path.Join("packs", edition))
	if err != nil {
		return nil, err
	}
	return checked(edition, files)
}

// checked makes a Law of all that the files say, or refuses it.
func checked(edition string, files []packFile) (*Law, error) {
	c := newChecker(edition)
	for _, f := range files {
		c.file(f)
	}
	return c.finish()
}

func editionsOf(fsys fs.FS) []string {
	entries, err := fs.ReadDir(fsys, "packs")
	if err != nil {
		return nil // no packs, no editions: Load then says that none is known
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names // ReadDir sorts
}

// readPack decodes all files of an edition, in the order of their names.
func readPack(fsys fs.FS, dir string) ([]packFile, error) {
	var files []packFile
	var faults []error
	err := fs.WalkDir(fsys, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if path.Ext(name) != ".yaml" {
			faults = append(faults, &PackError{File: name, Reason: "is no .yaml file, so nobody would read it"})
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		f, errs := decode(name, data)
		files, faults = append(files, f), append(faults, errs...)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("legal: reading %s: %w", dir, err)
	}
	return files, errors.Join(faults...)
}

// decode reads one file twice: strictly into the types, and as nodes for the
// line numbers that later checks report.
func decode(name string, data []byte) (packFile, []error) {
	f := packFile{name: name, root: &yaml.Node{}}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	switch err := dec.Decode(&f.pack); {
	case errors.Is(err, io.EOF):
		return f, []error{&PackError{File: name, Reason: "is empty"}}
	case err != nil:
		return f, yamlFaults(name, err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return f, []error{&PackError{File: name, Reason: "holds more than one document"}}
	}
	if err := yaml.Unmarshal(data, f.root); err != nil {
		return f, yamlFaults(name, err)
	}
	return f, nil
}

var (
	yamlLine     = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)
	unknownField = regexp.MustCompile(`^field (\S+) not found in type (?:legal|clock|cite)\.(\w+)$`)
	duplicateKey = regexp.MustCompile(`^mapping key (\S+) already defined at line (\d+)$`)
)

// yamlFaults turns the library's errors into ours: file, line, reason.
func yamlFaults(name string, err error) []error {
	texts := []string{err.Error()}
	if typed, ok := errors.AsType[*yaml.TypeError](err); ok {
		texts = typed.Errors
	}
	var faults []error
	for _, text := range texts {
		fault := &PackError{File: name, Reason: strings.TrimPrefix(text, "yaml: ")}
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
