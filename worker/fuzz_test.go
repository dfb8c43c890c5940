package worker

import "testing"

// FuzzDirectory: no file makes the reader panic, and what it accepts is valid.
func FuzzDirectory(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		dir, err := parseDirectory("directory.yaml", data)
		if err != nil {
			return
		}
		if err := dir.Validate(); err != nil {
			t.Fatalf("an invalid directory was read: %v", err)
		}
	})
}
