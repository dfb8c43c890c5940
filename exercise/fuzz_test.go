package exercise

import (
	"testing"
	"testing/fstest"
)

// FuzzScenario: no file makes the reader panic, and what it accepts is valid.
func FuzzScenario(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Load(fstest.MapFS{"s.yaml": {Data: data}}, "s.yaml")
		if err != nil {
			return
		}
		if err := s.Validate(); err != nil {
			t.Fatalf("an invalid scenario was loaded: %v", err)
		}
	})
}
