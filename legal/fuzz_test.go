package legal

import (
	"testing"
	"testing/fstest"
)

// FuzzPack reads arbitrary text as a data file beside a pack that is right.
// Whatever it says, it is either taken over whole or refused with file, line
// and reason; it never makes the checker fall over.
func FuzzPack(f *testing.F) {
	for _, text := range []string{smallLaw, smallHolder, richLaw, everyone} {
		f.Add([]byte(text))
	}
	beside := smallPack()["practice.yaml"]
	f.Fuzz(func(t *testing.T, text []byte) {
		law, err := Load(fstest.MapFS{
			"packs/t/practice.yaml": {Data: []byte(beside)},
			"packs/t/fuzz.yaml":     {Data: text},
		}, "t")
		if err != nil {
			if law != nil {
				t.Fatal("half a pack")
			}
			if len(Faults(err)) == 0 {
				t.Fatalf("refused without a fault: %v", err)
			}
			for _, fault := range Faults(err) {
				if fault.File == "" || fault.Reason == "" || fault.Line < 0 {
					t.Fatalf("fault without place or reason: %+v", fault)
				}
			}
			return
		}
		for _, i := range law.Instruments() {
			if len(i.Issuers) == 0 || len(i.Sources) == 0 {
				t.Fatalf("taken over: %+v", i)
			}
			law.LadderOf(i, "US")
		}
		for _, a := range law.Areas() {
			if !law.Within(a.Members[0], a.ID) {
				t.Fatalf("%s does not lie in %s", a.Members[0], a.ID)
			}
		}
		law.Holders()
		law.Doors()
	})
}
