package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// ErrExists marks a target that is there already.
var ErrExists = errors.New("is there already")

// target is where an export is written: under a temporary name in the same
// folder, so that the last step is a rename.
type target struct {
	path      string
	temporary string // gone once it was renamed
	folder    bool
	force     bool
}

// The files of a Parquet export.
const (
	eventsFile = "events.parquet"
	spellsFile = "spells.parquet"
	labelsFile = "labels.parquet"
)

var folderFiles = []string{eventsFile, spellsFile, labelsFile}

// newTarget refuses a target that is there, or with force one that is no earlier
// export: a folder with anything else in it is never replaced.
func newTarget(o Options) (*target, error) {
	t := &target{path: filepath.Clean(o.Path), folder: o.Format == Parquet, force: o.Force}
	if err := t.free(); err != nil {
		return nil, err
	}
	dir, name := filepath.Split(t.path)
	if name == "" || name == "." || name == ".." {
		return nil, fmt.Errorf("%s is no name for an export", o.Path)
	}
	pattern := "." + name + ".partial-*"
	var err error
	if t.folder {
		t.temporary, err = os.MkdirTemp(filepath.Clean(dir), pattern)
		if err == nil {
			err = os.Chmod(t.temporary, 0o700)
		}
		return t, err
	}
	// Files are written for their owner only, since rows are about people.
	f, err := os.CreateTemp(filepath.Clean(dir), pattern)
	if err != nil {
		return nil, err
	}
	t.temporary = f.Name()
	return t, f.Close()
}

// free reports whether the target may be written.
func (t *target) free() error {
	info, err := os.Lstat(t.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !t.force:
		return fmt.Errorf("%s %w", t.path, ErrExists)
	case t.folder:
		return t.replaceable(info)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no file: it is not replaced", t.path)
	}
	return nil
}

// replaceable reports whether a folder is an earlier export and nothing else.
func (t *target) replaceable(info fs.FileInfo) error {
	if !info.IsDir() {
		return fmt.Errorf("%s is no folder: it is not replaced", t.path)
	}
	entries, err := os.ReadDir(t.path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !slices.Contains(folderFiles, e.Name()) || !e.Type().IsRegular() {
			return fmt.Errorf("%s holds %s, which is no part of an export: it is not replaced", t.path, e.Name())
		}
	}
	return nil
}

// keep gives the export its name, and lists its files.
func (t *target) keep() ([]File, error) {
	files, err := t.files()
	if err != nil {
		return nil, err
	}
	if err := t.free(); err != nil { // also what came there meanwhile is kept
		return nil, err
	}
	if t.folder && t.force {
		if err := os.RemoveAll(t.path); err != nil {
			return nil, err
		}
	}
	if err := os.Rename(t.temporary, t.path); err != nil {
		return nil, err
	}
	t.temporary = ""
	return files, nil
}

func (t *target) files() ([]File, error) {
	if !t.folder {
		info, err := os.Stat(t.temporary)
		if err != nil {
			return nil, err
		}
		return []File{{filepath.Base(t.path), info.Size()}}, nil
	}
	var files []File
	for _, name := range folderFiles {
		info, err := os.Stat(filepath.Join(t.temporary, name))
		if err != nil {
			return nil, err
		}
		files = append(files, File{name, info.Size()})
	}
	return files, nil
}

// abandon removes what was not kept. What cannot be removed has a name that says
// what it is.
func (t *target) abandon() {
	if t.temporary != "" {
		_ = os.RemoveAll(t.temporary)
	}
}
