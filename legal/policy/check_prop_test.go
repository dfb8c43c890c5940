package policy

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"writ/legal"
)

// uses draws uses of every kind: purposes and shapes that are known and that are not,
// targets of every shape.
func uses() *rapid.Generator[Use] {
	targets := []string{"", " ", "@example", "https://twitter.com/example", "#march", "@one, @two", "near:oakland", "facebook.com/events/1", "@exa\u200bmple", "?"}
	return rapid.Custom(func(t *rapid.T) Use {
		return Use{
			Purpose: rapid.SampledFrom(append(Purposes(), "", "research")).Draw(t, "purpose"),
			Shape:   rapid.SampledFrom(append(Shapes(), "", "crowd")).Draw(t, "shape"),
			Target:  rapid.SampledFrom(targets).Draw(t, "target"),
		}
	})
}

func versions() *rapid.Generator[*Policy] {
	return rapid.Custom(func(t *rapid.T) *Policy {
		p, err := Open(rapid.SampledFrom(IDs()).Draw(t, "version"))
		if err != nil {
			t.Fatal(err)
		}
		return p
	})
}

func someOf(t *rapid.T, name string) []legal.Purpose {
	return rapid.SliceOfDistinct(rapid.SampledFrom(append(Purposes(), "research")), rapid.ID[legal.Purpose]).Draw(t, name)
}

// Only a use of one account or one incident passes, for a purpose that is known, that
// the version allows, that is stated and that is left, of a target that is what was
// declared.
func TestOnlyWhatIsWholePasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, u, stated, left := versions().Draw(t, "policy"), uses().Draw(t, "use"), someOf(t, "stated"), someOf(t, "left")
		account := u.Shape == legal.OneAccount && legal.ShapeOf(u.Target) == legal.OneAccount
		incident := u.Shape == Incident && (u.Target == "" || u.Target == " ")
		whole := (account || incident) &&
			slices.Contains(p.Purposes, u.Purpose) && slices.Contains(stated, u.Purpose) && slices.Contains(left, u.Purpose)
		if breaches := p.Check(u, stated, left); (len(breaches) == 0) != whole {
			t.Fatalf("%+v: breaks %s", u, codes(breaches))
		}
	})
}

// Fewer purposes, stated or left, never let a use pass that does not pass otherwise,
// and never lift a rule of the file.
func TestTakingAwayOnlyRefuses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, u, stated, left := versions().Draw(t, "policy"), uses().Draw(t, "use"), someOf(t, "stated"), someOf(t, "left")
		before := p.Check(u, stated, left)
		fewer := p.Check(u, stated[:len(stated)/2], left[:len(left)/2])
		if len(before) > 0 && len(fewer) == 0 {
			t.Fatalf("%+v: breaks %s, and nothing with fewer purposes", u, codes(before))
		}
		for _, b := range before {
			if slices.Contains(fileRules(), b.Rule) && !slices.ContainsFunc(fewer, func(x Breach) bool { return x.Rule == b.Rule }) {
				t.Fatalf("%s is lifted by taking purposes away", b.Rule)
			}
		}
	})
}

// The same use always breaks the same rules in the same order: those of the file
// first, as they stand there, and each once. The order of the purposes changes nothing
// but their order in words.
func TestBreachesAreInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, u, stated, left := versions().Draw(t, "policy"), uses().Draw(t, "use"), someOf(t, "stated"), someOf(t, "left")
		breaches := p.Check(u, stated, left)
		if !reflect.DeepEqual(breaches, p.Check(u, stated, left)) {
			t.Fatal("the second answer is another")
		}
		last := -1
		for _, b := range breaches {
			n := rank(p, b.Rule)
			if n <= last {
				t.Fatalf("%s stands twice or in the wrong place: %s", b.Rule, codes(breaches))
			}
			last = n
		}
		reversed := slices.Clone(stated)
		slices.Reverse(reversed)
		if codes(breaches) != codes(p.Check(u, reversed, left)) {
			t.Fatal("the order of the purposes matters")
		}
	})
}

// rank is where a rule comes: as it stands in the file, and after those as in Rules.
func rank(p *Policy, r Rule) int {
	if n := slices.IndexFunc(p.Forbids, func(f Forbidden) bool { return f.Rule == r }); n >= 0 {
		return n
	}
	return len(p.Forbids) + slices.Index(Rules(), r)
}

// A contract whose purposes are allowed has a use that passes for each of them; one
// with a purpose that is not allowed has none for that purpose.
func TestAllowedPurposesAreOfUse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, stated := versions().Draw(t, "policy"), someOf(t, "stated")
		for _, purpose := range stated {
			allowed := len(p.Allows([]legal.Purpose{purpose})) == 0
			passes := len(p.Check(Use{Purpose: purpose, Shape: Incident}, stated, stated)) == 0
			if allowed != passes {
				t.Fatalf("%s: allowed %t, passes %t", purpose, allowed, passes)
			}
			if !allowed && len(p.Allows(stated)) == 0 {
				t.Fatalf("%s is not allowed, and is among others", purpose)
			}
		}
	})
}
