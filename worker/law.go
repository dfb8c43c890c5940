package worker

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"writ/legal"
	"writ/protocol"
)

// Law makes the law of this process: the editions that the build carries, and,
// where WRIT_LAW names folders, each edition extended with the data files of
// each folder. It returns the edition under which new cases are opened: the
// current one, with the files of the first folder.
//
// Every process that serves parties or reads their cases calls it first;
// [Start] does so itself. Calling it again changes nothing.
//
// A case pins the edition under which it was opened, and an extended edition is
// named by the digest of the files. So a folder must stay as it is for as long
// as cases run under it: copy it, change the copy, and name the copy first and
// the old folder behind it. Work whose edition a process lacks is not lost: its
// tasks are tried again until a worker has it.
func Law(cfg Config) (edition string, err error) {
	edition = legal.CurrentEdition
	for i, folder := range cfg.Law {
		extended, err := legal.Extend(legal.CurrentEdition, os.DirFS(folder))
		if err != nil {
			return "", fmt.Errorf("WRIT_LAW: %s: %w", folder, err)
		}
		if i == 0 {
			edition = extended
		}
		for _, base := range legal.Editions() {
			// Cases that an older build opened go on. What does not join an older
			// edition was never part of a case under it.
			_, _ = legal.Extend(base, os.DirFS(folder))
		}
	}
	return edition, nil
}

// checkCalendars refuses a directory that names a calendar which the edition of
// new cases does not have.
func checkCalendars(dir protocol.Directory, edition string) error {
	law, err := legal.Open(edition)
	if err != nil {
		return err
	}
	for _, p := range dir.Parties {
		if p.Calendar == "" {
			continue
		}
		if _, ok := law.Calendar(p.Calendar); !ok {
			var known []string
			for _, c := range law.Calendars() {
				known = append(known, c.ID())
			}
			return fmt.Errorf("party %q: calendar %q: edition %s has %v", p.ID, p.Calendar, edition, known)
		}
	}
	return nil
}

// Folders is a list of folders that existed when the environment was read.
type Folders []string

// EnvDecode reads folders as PATH lists them and refuses what is no folder.
func (f *Folders) EnvDecode(_ context.Context, value string) error {
	for _, path := range filepath.SplitList(value) {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if !info.IsDir() {
			return fmt.Errorf("is no folder")
		}
		*f = append(*f, path)
	}
	return nil
}
