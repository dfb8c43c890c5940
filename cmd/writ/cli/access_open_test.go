package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// Who passes on what its own access does not cover, or no longer does, is told at once.
func TestOpeningSaysWhatTheAccessAboveCannotBeUsedFor(t *testing.T) {
	stated := []legal.Purpose{policy.PublicSafety, policy.BreakingNews, legal.IdentifyAuthor}
	if got := missingIn(agency(t), stated); !slices.Equal(got, stated) {
		t.Errorf("of a suspended access %v are missing, want all", got)
	}
	active := agency(t)
	n := casefile.AccessNotice{
		Grant: testGrant, N: 3, Kind: casefile.EvAccessReinstated, Stage: casefile.StageAccessReinstated,
		Usable: stated[:2], At: in2026("08T09:00"),
	}
	active.Subscription.Hear(n, then("08T09:00"))
	got := missingIn(active, stated)
	if !slices.Equal(got, stated[2:]) {
		t.Errorf("missing %v, want %v", got, stated[2:])
	}
	text := strings.Join(strings.Fields(pageOf(openedAccess{Access: testGrant, Opening: feedOpening(), Missing: got, party: "example-feed"})), " ")
	if want := "note: example-feed's own access cannot be used for identify-author now"; !strings.Contains(text, want) {
		t.Errorf("want %q in %s", want, text)
	}
	if text := pageOf(openedAccess{Access: testGrant, Opening: feedOpening(), party: "example-feed"}); strings.Contains(text, "note:") {
		t.Errorf("nothing is missing: %s", text)
	}
}

// A key is an update's id, and stands where operators look.
func TestTheHelpOfKeySaysWhoReadsIt(t *testing.T) {
	a := &app{}
	seen := 0
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		if f := c.Flags().Lookup("key"); f != nil && !f.Hidden {
			seen++
			if !strings.Contains(f.Usage, "no personal data") {
				t.Errorf("%s --key: %s", c.CommandPath(), f.Usage)
			}
		}
		for _, below := range c.Commands() {
			walk(below)
		}
	}
	walk(a.rootCommand())
	if seen < 10 {
		t.Errorf("%d commands have --key", seen)
	}
}
