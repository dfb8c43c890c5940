package casefile

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"writ/legal"
)

func TestChainLeadsIn(t *testing.T) {
	seen := time.Date(2012, 8, 7, 20, 15, 0, 0, time.UTC)
	ip := func(addr string, port uint16, at time.Time) Identifier {
		return Identifier{Kind: legal.KindIP, IP: &IPObservation{Address: netip.MustParseAddr(addr), Port: port, At: at}}
	}
	named := func(kind legal.IdentifierKind, v string) Identifier { return Identifier{Kind: kind, Value: v} }
	subscriber := Identifier{Kind: legal.KindSubscriber, Subscriber: &Subscriber{Name: "A. Sample"}}
	tests := []struct {
		name      string
		delivered []Identifier
		want      []Identifier
	}{
		{"nothing", nil, nil},
		{"a subscriber leads nowhere", []Identifier{subscriber}, nil},
		{"an unknown kind leads nowhere", []Identifier{named("horoscope", "leo")}, nil},
		{"chain order, stable within a kind",
			[]Identifier{ip("192.0.2.9", 1, seen), subscriber, named(legal.KindPhone, "+1"), ip("192.0.2.1", 1, seen), named(legal.KindEmail, "b@x"), named(legal.KindEmail, "a@x"), named(legal.KindAccount, "@z")},
			[]Identifier{named(legal.KindAccount, "@z"), named(legal.KindEmail, "b@x"), named(legal.KindEmail, "a@x"), named(legal.KindPhone, "+1"), ip("192.0.2.9", 1, seen), ip("192.0.2.1", 1, seen)}},
		{"each once, in whatever zone its instant is given",
			[]Identifier{ip("192.0.2.1", 1, seen), ip("192.0.2.1", 1, seen.In(time.FixedZone("", -4*3600))), named(legal.KindEmail, "a@x"), named(legal.KindEmail, "a@x")},
			[]Identifier{named(legal.KindEmail, "a@x"), ip("192.0.2.1", 1, seen)}},
		{"another port or instant is another observation",
			[]Identifier{ip("192.0.2.1", 1, seen), ip("192.0.2.1", 2, seen), ip("192.0.2.1", 1, seen.Add(time.Second))},
			[]Identifier{ip("192.0.2.1", 1, seen), ip("192.0.2.1", 2, seen), ip("192.0.2.1", 1, seen.Add(time.Second))}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(tt.delivered)
			got := LeadsIn(tt.delivered)
			if got == nil || !slices.EqualFunc(got, tt.want, Identifier.Equal) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			if !slices.EqualFunc(before, tt.delivered, Identifier.Equal) {
				t.Error("the delivery was changed")
			}
		})
	}
}

func TestChainNext(t *testing.T) {
	kinds := map[legal.HolderID]legal.HolderKind{"twitter": legal.Platform, "gmail": legal.EmailProvider, "frontier": legal.ISP}
	early := time.Date(2012, 8, 7, 20, 0, 0, 0, time.UTC)
	lead := func(id LeadID, holder legal.HolderID, at time.Time) Lead { return Lead{ID: id, Holder: holder, At: at} }
	tests := []struct {
		name   string
		queued []Lead
		want   int
	}{
		{"none queued", nil, -1},
		{"platform before provider before ISP", []Lead{lead("a", "frontier", early), lead("b", "gmail", early), lead("c", "twitter", early.Add(time.Hour))}, 2},
		{"provider before ISP, however late", []Lead{lead("a", "frontier", early), lead("b", "gmail", early.Add(time.Hour))}, 1},
		{"the one found first", []Lead{lead("a", "frontier", early.Add(time.Second)), lead("b", "frontier", early)}, 1},
		{"then the lower id", []Lead{lead("b", "frontier", early), lead("a", "frontier", early)}, 1},
		{"a holder of unknown kind comes last", []Lead{lead("a", "", early), lead("b", "frontier", early.Add(time.Hour))}, 1},
		{"and is followed when alone", []Lead{lead("a", "", early)}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := NextInChain(tt.queued, func(h legal.HolderID) legal.HolderKind { return kinds[h] }); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}
