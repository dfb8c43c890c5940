package casefile_test

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"writ/casefile"
	"writ/legal"
)

// Whatever is asked, of whomever: nothing is ever asked for of which the holder has
// nothing; an application that is only for such things changes nothing but the record;
// and the rest goes out as if it alone had been asked for.
func TestOnlyWhatIsHeldIsAskedFor(t *testing.T) {
	law := must(legal.Open(legal.CurrentEdition))
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.SampledFrom([]legal.HolderID{"whatsapp", "telegram", "meta", "twitter", "x"}).Draw(t, "holder")
		asked := rapid.SampledFrom([]casefile.Identifier{phone, account}).Draw(t, "asked")
		named := rapid.SliceOfN(rapid.SampledFrom(legal.Categories()), 1, 4).Draw(t, "categories")
		instrument := rapid.SampledFrom([]legal.InstrumentID{warrant, voluntary, "us.subpoena", "us.2703d-order"}).Draw(t, "instrument")
		start := func(s *casefile.HopStart) {
			messenger(s)
			s.Lead.Identifier, s.Lead.Holder = asked, at
		}
		holder, _ := law.Holder(at)
		left := slices.DeleteFunc(slices.Clone(named), func(c legal.Category) bool {
			return !slices.ContainsFunc(holder.Holdings, func(x legal.Holding) bool { return x.Category == c }) &&
				slices.ContainsFunc(holder.Lacks, func(x legal.Lack) bool { return x.Category == c })
		})
		h, before := hop(start), hop(start)
		_, acts, err := h.Apply(applyFor(instrument, named...), after(hour))
		if len(left) == 0 {
			stood := func(h *casefile.HopMachine) any { return without(plain(t, h), "events", "last", "receipts", "keys") }
			if err != nil || len(acts) > 0 || !reflect.DeepEqual(stood(before), stood(h)) || lastEvent(h).Kind != casefile.EvNoneHeld {
				t.Fatalf("everything is lacked: %v, %v", err, acts)
			}
			return
		}
		plainly := hop(start, asItWas)
		_, want, wantErr := plainly.Apply(applyFor(instrument, left...), after(hour))
		if !reflect.DeepEqual(err, wantErr) || !reflect.DeepEqual(plain(t, acts), plain(t, want)) {
			t.Fatalf("%v of %v at %s: %v, %v; want %v, %v", left, named, at, acts, err, want, wantErr)
		}
		if noted := slices.Contains(kindsOf(h), casefile.EvNoneHeld); noted != (err == nil && len(left) < len(named)) {
			t.Fatalf("noted: %t", noted)
		}
	})
}
