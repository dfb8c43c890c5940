package clock

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseTrigger(t *testing.T) {
	tests := []struct {
		text, zone, want string
		dayOnly          bool
	}{
		{"2026-09-04T22:00", newYork, "2026-09-04T22:00:00-04:00", false},
		{"2026-09-04T22:00:17", newYork, "2026-09-04T22:00:17-04:00", false},
		{"2026-09-04T22:00:17Z", newYork, "2026-09-04T18:00:17-04:00", false},
		{"2026-09-05T04:00:00+02:00", newYork, "2026-09-04T22:00:00-04:00", false},
		{"2026-11-01T01:30:00-05:00", newYork, "2026-11-01T01:30:00-05:00", false}, // twice, with its offset
		{"2026-09-04", newYork, "2026-09-04T00:00:00-04:00", true},
		{"2018-11-04", "America/Sao_Paulo", "2018-11-04T01:00:00-02:00", true}, // has no midnight
		{"2026-01-31T09:00", london, "2026-01-31T09:00:00Z", false},
	}
	for _, tt := range tests {
		at, dayOnly, err := ParseTrigger(tt.text, tt.zone)
		require.NoError(t, err, tt.text)
		require.Equal(t, tt.want, at.Format(time.RFC3339), tt.text)
		require.Equal(t, tt.dayOnly, dayOnly, tt.text)
	}
	bad := []struct{ text, zone, want string }{
		{"2026-03-08T02:30", newYork, "does not exist in America/New_York"},
		{"2026-03-29T02:00", paris, "does not exist"},
		{"2011-12-30", "Pacific/Apia", "the day does not exist"},
		{"2026-11-01T01:30", newYork, "comes twice in America/New_York: want it with its offset, " +
			"2026-11-01T01:30:00-04:00 or 2026-11-01T01:30:00-05:00"},
		{"2026-10-25T02:00", paris, "comes twice"},
		{"", newYork, "want a time such as"},
		{"2026-09-04 22:00", newYork, "want a time such as"},
		{"2026-9-4", newYork, "want a time such as"},
		{"2026-02-30", newYork, "want a time such as"},
		{"2026-09-04T24:00", newYork, "want a time such as"},
		{"2026-09-04T9:00", newYork, "want a time such as"},
		{"tomorrow", newYork, "want a time such as"},
		{"0001-01-01T00:00", newYork, "want a year from 1583 to 9000"},
		{"9999-01-01", newYork, "want a year from"},
		{"9999-01-01T00:00:00Z", newYork, "want a year from"},
		{"2026-09-04", "Local", "want an IANA name"},
	}
	for _, tt := range bad {
		at, _, err := ParseTrigger(tt.text, tt.zone)
		require.ErrorContains(t, err, tt.want, tt.text)
		require.Zero(t, at, tt.text)
	}
}
