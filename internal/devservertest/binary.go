package devservertest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Binary is the variable that names the server binary, for tests that run
// outside the repository.
const Binary = "WRIT_DEVSERVER"

// binary finds the server: where the variable says, else in the repository.
func binary(t testing.TB) string {
	t.Helper()
	path := os.Getenv(Binary)
	if path == "" {
		root, err := repository()
		if err != nil {
			t.Fatalf("find the development server: %v; name it with %s", err, Binary)
		}
		path = filepath.Join(root, "bin", "writ-devserver")
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("the development server is not there (%v); build it with: make build, or name it with %s", err, Binary)
	}
	return path
}

// repository walks up to the folder of the module writ.
func repository() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		mod, err := os.ReadFile(filepath.Join(folder, "go.mod"))
		if err == nil && strings.HasPrefix(string(mod), "module writ\n") {
			return folder, nil
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", errors.New("no folder above the working directory holds the module writ")
		}
		folder = parent
	}
}
