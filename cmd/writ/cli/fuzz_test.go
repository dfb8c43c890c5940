package cli

import (
	"testing"
	"time"
)

// FuzzInstant: an instant that is accepted has its zone, and reads back as
// itself.
func FuzzInstant(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		at, err := parseInstant("at", text)
		if err != nil {
			return
		}
		again, err := parseInstant("at", at.Format(time.RFC3339Nano))
		if err != nil || !again.Equal(at) {
			t.Fatalf("%q was read as %s, which reads back as %s (%v)", text, at, again, err)
		}
	})
}

// FuzzIdentifiers: no file of identifiers makes the reader panic, and what it
// accepts is valid.
func FuzzIdentifiers(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		ids, err := parseIdentifiers(data)
		if err != nil {
			return
		}
		for _, id := range ids {
			if err := id.Validate(); err != nil {
				t.Fatalf("%q holds an identifier that is none: %v", data, err)
			}
		}
	})
}
