package policy

import (
	"slices"
	"testing"

	"writ/legal"
)

// FuzzLoad reads arbitrary text as a version. Whatever it says, it is taken over whole
// or refused with file and reason, and what is taken over lets nothing pass but one
// account or one incident.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(small))
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := loadSmall(string(text))
		if err != nil {
			if all != nil {
				t.Fatal("half a version")
			}
			if len(legal.Faults(err)) == 0 {
				t.Fatalf("refused without a fault: %v", err)
			}
			for _, fault := range legal.Faults(err) {
				if fault.File == "" || fault.Reason == "" || fault.Line < 0 {
					t.Fatalf("fault without place or reason: %+v", fault)
				}
			}
			return
		}
		p := all[0]
		for _, shape := range Shapes() {
			breaches := p.Check(Use{Purpose: p.Purposes[0], Shape: shape}, p.Purposes, p.Purposes)
			if len(breaches) == 0 && shape != Incident {
				t.Fatalf("%s passes without a target", shape)
			}
		}
		for _, e := range endings() {
			if r := p.ReceivedAfter(e); r.Text == "" || len(r.Sources) == 0 {
				t.Fatalf("no verdict after %s", e)
			}
		}
	})
}

// FuzzCheck declares arbitrary uses. Whatever is no purpose, no shape or not what it
// was declared as is refused, with a rule that records know.
func FuzzCheck(f *testing.F) {
	f.Add(string(PublicSafety), string(Incident), "")
	f.Add(string(legal.ProtectPerson), string(legal.OneAccount), "@example")
	f.Add(string(PublicSafety), string(legal.OneAccount), "@one, @two")
	f.Add("research", "crowd", "#march")
	p := open(f, "twitter-2016-11-22")
	f.Fuzz(func(t *testing.T, purpose, shape, target string) {
		u := Use{Purpose: legal.Purpose(purpose), Shape: legal.Shape(shape), Target: target}
		breaches := p.Check(u, p.Purposes, p.Purposes)
		for _, b := range breaches {
			if !slices.Contains(Rules(), b.Rule) || b.Text == "" {
				t.Fatalf("breach %+v", b)
			}
		}
		if len(breaches) > 0 {
			return
		}
		if !slices.Contains(p.Purposes, u.Purpose) {
			t.Fatalf("purpose %q passed", purpose)
		}
		if account := u.Shape == legal.OneAccount && legal.ShapeOf(target) == legal.OneAccount; !account && (u.Shape != Incident || legal.ShapeOf(target) != "") {
			t.Fatalf("shape %q passed with %q", shape, target)
		}
	})
}
