package legal

import "testing"

// The questions are those of a hop across a border: every obstacle is in play,
// and a split is proposed.
func BenchmarkRequirement(b *testing.B) {
	l := current(b)
	home := longacre()
	home.Holder, home.At = "x", winter
	for _, bench := range []struct {
		name string
		law  *Law
		ask  Ask
	}{
		{"first-edition", edition(b, "2026-11"), longacre()},
		{"home", l, home},
		{"abroad", l, paris(SubscriberData, UserIdentifyingData)},
		{"split", l, paris(SubscriberData, UserIdentifyingData, StoredContentData)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := bench.law.Requirement(bench.ask); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkApplicable(b *testing.B) {
	l, a := current(b), paris(SubscriberData, UserIdentifyingData)
	b.ReportAllocs()
	for b.Loop() {
		if ok, _ := l.Applicable(a, "eu.production-order-identification"); !ok {
			b.Fatal("not applicable")
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	l, o := current(b), dublin()
	b.ReportAllocs()
	for b.Loop() {
		if len(l.Verify(o)) > 0 {
			b.Fatal("defects")
		}
	}
}

func BenchmarkBriefing(b *testing.B) {
	l, a := current(b), paris(SubscriberData, UserIdentifyingData)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.Briefing(a); err != nil {
			b.Fatal(err)
		}
	}
}
