package casefile

import (
	"testing"

	"writ/legal"
)

// FuzzParseIdentifier: whatever is typed, what is accepted is valid, and reads
// back as itself.
func FuzzParseIdentifier(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		id, err := ParseIdentifier(text)
		if err != nil {
			return
		}
		if err := id.Validate(); err != nil {
			t.Fatalf("%q was read as an identifier that is none: %v", text, err)
		}
		if id.Kind == legal.KindSubscriber {
			return // shown by its name alone
		}
		again, err := ParseIdentifier(id.String())
		if err != nil || !again.Equal(id) {
			t.Fatalf("%q was read as %s, which reads back as %s (%v)", text, id, again, err)
		}
	})
}
