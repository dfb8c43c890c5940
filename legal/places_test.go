package legal

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWithin(t *testing.T) {
	l := current(t)
	tests := []struct {
		place, where string
		want         bool
	}{
		{"US", "US", true},
		{"US-CA", "US", true},
		{"US", "US-CA", false},
		{"US-CA", "US-CO", false},
		{"US-C", "US-CA", false},
		{"IE", "eu-production", true},
		{"FR-67", "eu-production", true},
		{"DK", "eu-production", false},
		{"DK", "EU", true},
		{"DK", "eu", true},
		{"IE", "eio", false},
		{"DK", "eio", false},
		{"US", "eu", false},
		{"GB", "EU", false},
		{"EU", "eu", true},
		{"EU", "eu-production", false}, // Denmark is not
		{"eu-production", "EU", true},
		{"eu-production", "eio", false},
		{"JP", "any", true},
		{"", "any", false},
		{"", "", false},
		{"US", "", false},
		{"FR", "atlantis", false},
		{"atlantis", "EU", false},
		{"IE", "INT", false},
	}
	for _, tt := range tests {
		require.Equal(t, tt.want, l.Within(tt.place, tt.where), "%q within %q", tt.place, tt.where)
	}
	require.True(t, l.WithinAny("IE", []string{"US", "eu"}))
	require.False(t, l.WithinAny("IE", []string{"US", "GB"}))
	require.False(t, l.WithinAny("IE", nil))
}

func TestLadderOfAPlace(t *testing.T) {
	l := current(t)
	for place, want := range map[string]string{
		"US": "US", "US-CA": "US", "FR": "FR", "FR-67": "FR", "IE": "eu-production", "DE-BY": "eu-production", "GB": "GB",
	} {
		ladder, ok := l.Ladder(place)
		require.True(t, ok, place)
		require.Equal(t, want, ladder.Jurisdiction, place)
	}
	for _, place := range []string{"DK", "CH", "", "EU", "INT"} {
		_, ok := l.Ladder(place)
		require.False(t, ok, place)
	}
}

// An order is enforced by the law under which it was issued; where that has no
// ladder, by the law of the holder's place.
func TestLadderOfAnInstrument(t *testing.T) {
	l := current(t)
	tests := []struct {
		instrument InstrumentID
		place      string
		want       InstrumentID
	}{
		{"us.subpoena", "US-CA", "us.motion-to-compel"},
		{"us-ca.search-warrant", "US", "us.motion-to-compel"},
		{"eu.production-order", "FR", "eu.enforcement"},
		{"fr.requisition-identity", "FR", "fr.refusal-proceedings"},
		{"gb.communications-data-entity", "GB", "gb.injunction"},
		{"int.mutual-assistance", "US", "us.motion-to-compel"},
		{"int.mutual-assistance", "CH", ""},
		{"eu.investigation-order", "FR", "fr.refusal-proceedings"}, // executed by French law
	}
	for _, tt := range tests {
		i, known := l.Instrument(tt.instrument)
		require.True(t, known, tt.instrument)
		ladder, ok := l.LadderOf(i, tt.place)
		require.Equal(t, tt.want != "", ok, "%s in %s", tt.instrument, tt.place)
		require.Equal(t, tt.want, ladder.CompelWith, "%s in %s", tt.instrument, tt.place)
	}
}

func TestAreasAndDoorsAreCopies(t *testing.T) {
	l := current(t)
	areas, doors := l.Areas(), l.Doors()
	require.True(t, slices.IsSortedFunc(areas, func(x, y Area) int { return strings.Compare(x.ID, y.ID) }))
	require.True(t, slices.IsSortedFunc(doors, func(x, y Door) int { return strings.Compare(x.ID, y.ID) }))
	for i := range areas {
		areas[i].Members[0] = "XX"
	}
	for i := range doors {
		doors[i].Sources[0].Cite = "nobody"
	}
	require.NotEqual(t, areas, l.Areas())
	require.False(t, l.Within("XX", "eu"))
	require.NotEqual(t, doors, l.Doors())
}
