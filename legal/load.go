package legal

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"writ/legal/clock"
	"writ/legal/datafile"
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
type PackError = datafile.Error

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

// decode reads one file into a pack, and remembers the lines.
func decode(name string, data []byte) (packFile, []error) {
	f := packFile{name: name}
	var faults []error
	f.root, faults = datafile.Decode(name, data, &f.pack)
	return f, faults
}
