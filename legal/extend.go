package legal

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// This file joins a folder of data files to an edition: one adds a holder with
// a file and no code.

// extensionMark stands in an edition's name between the edition that was
// extended and the digest of what was added.
const extensionMark = "+"

// extensions holds what Extend registered in this process.
var extensions struct {
	sync.RWMutex
	laws map[string]extension // by edition
}

// extension is a registered Law and the whole digest of what was added: the
// name carries only the beginning of it.
type extension struct {
	law    *Law
	digest [sha256.Size]byte
}

// Extend joins every .yaml file of extra, in whatever folder, to an embedded
// edition and registers the result for [Open] under the name that it returns:
// the base, "+", and the first 8 hexadecimal digits of the SHA-256 over the
// names and contents of the files, so that the same folder gives the same name
// everywhere. A case pins that name. To extend twice by the same files is to
// extend once.
//
// The files are checked as strictly as the packs of this build, together with
// them: they may refer to what the base has and add holders, calendars, areas,
// doors, instruments and ladders; an id that the base has already is refused,
// never overridden. The error joins everything that is wrong, each fault a
// [PackError]; see [Faults]. Nothing is registered then.
func Extend(base string, extra fs.FS) (edition string, err error) {
	law, digest, err := extended(base, extra)
	if err != nil {
		return "", err
	}
	extensions.Lock()
	defer extensions.Unlock()
	switch known, again := extensions.laws[law.edition]; {
	case again && known.digest != digest:
		return "", fmt.Errorf("legal: edition %q is registered with other files already: "+
			"their digests begin alike; change a comment in one file", law.edition)
	case !again:
		if extensions.laws == nil {
			extensions.laws = map[string]extension{}
		}
		extensions.laws[law.edition] = extension{law, digest}
	}
	return law.edition, nil
}

// Check joins the files of extra to an embedded edition as [Extend] does and
// returns the Law that would come of it, or everything that is wrong. Nothing
// is registered.
func Check(base string, extra fs.FS) (*Law, error) {
	law, _, err := extended(base, extra)
	return law, err
}

// Faults lists what an error of [Load], [Check] or [Extend] says of single
// files, in the order in which it was found; nil when it says nothing of them.
func Faults(err error) []*PackError {
	switch err := err.(type) {
	case *PackError:
		return []*PackError{err}
	case interface{ Unwrap() error }:
		return Faults(err.Unwrap())
	case interface{ Unwrap() []error }:
		var all []*PackError
		for _, e := range err.Unwrap() {
			all = append(all, Faults(e)...)
		}
		return all
	}
	return nil
}

// openExtension finds a registered extension.
func openExtension(edition string) (*Law, error) {
	extensions.RLock()
	defer extensions.RUnlock()
	if known, ok := extensions.laws[edition]; ok {
		return known.law, nil
	}
	base, _, _ := strings.Cut(edition, extensionMark)
	return nil, fmt.Errorf("legal: edition %q is edition %q extended with a folder of data files (WRIT_LAW) "+
		"that this process does not have: want that folder, unchanged, or one of %v", edition, base, Editions())
}

func extended(base string, extra fs.FS) (*Law, [sha256.Size]byte, error) {
	var none [sha256.Size]byte
	if known := Editions(); !slices.Contains(known, base) {
		return nil, none, fmt.Errorf("legal: edition %q is unknown: want one of %v to extend", base, known)
	}
	files, err := readPack(embedded, path.Join("packs", base))
	if err != nil {
		return nil, none, err
	}
	added, digest, err := readExtra(extra)
	if err != nil {
		return nil, none, fmt.Errorf("legal: extending edition %s: %w", base, err)
	}
	law, err := checked(base+extensionMark+hex.EncodeToString(digest[:4]), append(files, added...))
	if err != nil {
		return nil, none, err
	}
	return law, digest, nil
}

// readExtra decodes the .yaml files of a folder that is not ours: other files
// may lie in it, but not one that only looks as if it were read. The digest is
// over the names in order and the contents, each with its length, so that no
// two folders run into one another.
func readExtra(extra fs.FS) (files []packFile, digest [sha256.Size]byte, err error) {
	sum := sha256.New()
	var faults []error
	err = fs.WalkDir(extra, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch ext := path.Ext(name); {
		case ext != ".yaml" && (strings.EqualFold(ext, ".yaml") || strings.EqualFold(ext, ".yml")):
			faults = append(faults, &PackError{File: name, Reason: "is no .yaml file, so nobody would read it"})
			return nil
		case ext != ".yaml":
			return nil
		}
		data, err := fs.ReadFile(extra, name)
		if err != nil {
			return err
		}
		for _, part := range [][]byte{[]byte(name), data} {
			sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part)))) // a hash never fails to write
			sum.Write(part)
		}
		f, errs := decode(name, data)
		files, faults = append(files, f), append(faults, errs...)
		return nil
	})
	if err != nil {
		return nil, digest, fmt.Errorf("reading the folder: %w", err)
	}
	if len(files) == 0 && len(faults) == 0 {
		faults = append(faults, &PackError{File: ".", Reason: "holds no .yaml file"})
	}
	return files, [sha256.Size]byte(sum.Sum(nil)), errors.Join(faults...)
}
