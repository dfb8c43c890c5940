package policy

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"

	"writ/legal"
	"writ/legal/clock"
	"writ/legal/datafile"
)

//go:embed packs
var embedded embed.FS

// published are the versions of this build. They are read once.
var published = sync.OnceValues(func() ([]*Policy, error) { return load(embedded) })

// IDs lists all versions of all policies in this build, sorted. Where the build's own
// files are wrong there is none, and [Open] says why.
func IDs() []ID {
	all, _ := published() // the error is Open's to tell
	ids := make([]ID, 0, len(all))
	for _, p := range all {
		ids = append(ids, p.ID)
	}
	return ids
}

// Open returns one version. An unknown one is an error that lists the known ones.
func Open(id ID) (*Policy, error) {
	all, err := published()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if p.ID == id {
			return p.clone(), nil
		}
	}
	return nil, fmt.Errorf("policy %q is unknown: want one of %s", id, list(IDs()))
}

// At is the version of a holder's policy that held at an instant: the latest whose
// first day had begun, in its zone. Where there is none, an error says from when on
// there is one.
func At(holder legal.HolderID, at time.Time) (*Policy, error) {
	all, err := published()
	if err != nil {
		return nil, err
	}
	held, err := heldAt(all, holder, at)
	if err != nil {
		return nil, err
	}
	return held.clone(), nil
}

// heldAt finds the version of a holder that held at an instant. The versions are
// sorted by id, so those of one holder by their first days.
func heldAt(all []*Policy, holder legal.HolderID, at time.Time) (*Policy, error) {
	var first, held *Policy
	for _, p := range all {
		if p.Holder != holder {
			continue
		}
		if first == nil {
			first = p
		}
		if !at.Before(p.begins()) {
			held = p
		}
	}
	switch {
	case first == nil:
		return nil, fmt.Errorf("holder %q has no access policy: want one of %s", holder, list(holders(all)))
	case held == nil:
		return nil, fmt.Errorf("no access policy of %s is known at %s: the first, %s, holds from %s on",
			holder, at.Format(time.RFC3339), first.ID, first.begins().Format(time.RFC3339))
	}
	return held, nil
}

// begins is the instant from which it held. The file was checked, so that nothing
// here can fail; if it did, the version would hold from no instant on.
func (p *Policy) begins() time.Time {
	at, dayOnly, err := clock.ParseTrigger(p.From, p.Zone)
	if err != nil || !dayOnly {
		return farOff
	}
	return at
}

// farOff lies after every instant of a case.
var farOff = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)

func holders(all []*Policy) []legal.HolderID {
	var names []legal.HolderID
	for _, p := range all {
		names = append(names, p.Holder)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// file is a decoded data file; root remembers the lines.
type file struct {
	name   string
	root   *yaml.Node
	policy Policy
}

// load reads and checks packs/*.yaml of fsys, one version each. Anything doubtful is
// refused, and all that is wrong is reported at once, each as a [legal.PackError].
func load(fsys fs.FS) ([]*Policy, error) {
	entries, err := fs.ReadDir(fsys, "packs")
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	c := &checker{seen: map[string]string{}}
	for _, e := range entries {
		name := path.Join("packs", e.Name())
		if e.IsDir() || path.Ext(name) != ".yaml" {
			c.fault(name, 0, "is no .yaml file, so nobody would read it")
			continue
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("policy: %w", err)
		}
		f, faults := decode(name, data)
		if c.faults = append(c.faults, faults...); len(faults) == 0 {
			c.policy(f)
		}
	}
	return c.finish()
}

// decode reads one file into a policy, and remembers the lines.
func decode(name string, data []byte) (file, []error) {
	f := file{name: name}
	var faults []error
	if f.root, faults = datafile.Decode(name, data, &f.policy); len(faults) > 0 {
		return f, faults
	}
	if len(f.root.Content) == 0 || f.root.Content[0].Kind != yaml.MappingNode {
		return f, []error{&legal.PackError{File: name, Reason: "holds no policy: want fields such as id"}}
	}
	return f, nil
}
