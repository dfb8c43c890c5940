package pgtest

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

var errMissing = errors.New("PostgreSQL is not installed")

// install is a PostgreSQL that can be run, and as whom.
type install struct {
	bin  string // folder of the programs
	user *syscall.Credential
}

// find finds the newest PostgreSQL of Debian's packages, or else the one in PATH.
func find() (install, error) {
	var in install
	bins, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return in, err
	}
	slices.SortFunc(bins, func(a, b string) int { return cmp.Compare(release(b), release(a)) })
	if path, err := exec.LookPath("initdb"); err == nil {
		bins = append(bins, filepath.Dir(path))
	}
	for _, bin := range bins {
		if complete(bin) {
			in.bin = bin
			break
		}
	}
	if in.bin == "" {
		return in, fmt.Errorf("%w: neither /usr/lib/postgresql/*/bin nor PATH has initdb and postgres", errMissing)
	}
	if os.Geteuid() == 0 {
		if in.user, err = serverUser(); err != nil {
			return in, err
		}
	}
	return in, nil
}

func complete(bin string) bool {
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(bin, program)); err != nil {
			return false
		}
	}
	return true
}

// release is the number in /usr/lib/postgresql/15/bin, 0 for none.
func release(bin string) float64 {
	n, err := strconv.ParseFloat(filepath.Base(filepath.Dir(bin)), 64)
	if err != nil {
		return 0
	}
	return n
}

// serverUser is the user postgres, which Debian's package makes.
func serverUser() (*syscall.Credential, error) {
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("%w for root: it refuses to run as root, and %w", errMissing, err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// folder makes a folder that belongs to the server's user. It is not the test's
// own temporary folder: only the test's user may enter that one.
func (in install) folder() (string, error) {
	folder, err := os.MkdirTemp("", "writ-postgres-")
	if err == nil && in.user != nil {
		err = os.Chown(folder, int(in.user.Uid), int(in.user.Gid))
	}
	return folder, err
}

func (in install) command(program string, args ...string) *exec.Cmd {
	return in.asUser(exec.Command(filepath.Join(in.bin, program), args...))
}

// asUser runs a command as the server's user, in a group of processes of its own:
// an interrupt at the terminal is for the tests, which then stop the server.
func (in install) asUser(cmd *exec.Cmd) *exec.Cmd {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: in.user, Setpgid: true}
	cmd.Dir = "/"
	return cmd
}

func (in install) run(program string, args ...string) error {
	if text, err := in.command(program, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w:\n%s", program, err, text)
	}
	return nil
}

// UID is the user that the server runs as.
func (s *Server) UID() int {
	if s.install.user == nil {
		return os.Getuid()
	}
	return int(s.install.user.Uid)
}
