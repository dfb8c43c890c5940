package cli

import (
	"strings"
	"testing"
	"time"
)

func TestInstantsAreReadInBothForms(t *testing.T) {
	want := time.Date(2012, 8, 4, 6, 15, 0, 0, time.UTC)
	for _, typed := range []string{
		"2012-08-04T02:15:00-04:00", "2012-08-04T02:15-04:00", "2012-08-04T06:15Z",
		"2012-08-04T02:15 America/New_York", "2012-08-04T02:15:00 America/New_York", "2012-08-04T06:15 UTC",
	} {
		got, err := parseInstant("at", typed)
		if err != nil || !got.Equal(want) {
			t.Errorf("parseInstant(%q) = %v, %v; want %v", typed, got, err, want)
		}
	}
}

func TestInstantsThatSayTooLittleAreRefused(t *testing.T) {
	for _, c := range []struct{ typed, code, says string }{
		{"2012-08-04T02:15", "no-zone", "has no zone"},
		{"2012-08-04T02:15:00", "no-zone", "has no zone"},
		{"2012-08-04T02:15 Gotham", "bad-zone", `"Gotham" is no IANA zone`},
		{"2012-08-04T02:15 Local", "bad-zone", "is no IANA zone"},
		{"yesterday", "bad-time", "is no date and time"},
		{"2012-08-04", "bad-time", "is no date and time"},
		{"2012-03-11T02:30 America/New_York", "no-such-time", "put forward"},
		{"2012-11-04T01:30 America/New_York", "ambiguous-time", "came twice"},
	} {
		_, err := parseInstant("at", c.typed)
		if err == nil {
			t.Errorf("parseInstant(%q) was accepted", c.typed)
			continue
		}
		f := explain(err)
		if f.Code != c.code || !strings.Contains(f.Message, c.says) || !strings.HasPrefix(f.Message, "--at ") {
			t.Errorf("parseInstant(%q): %s: %s; want %s: ...%s", c.typed, f.Code, f.Message, c.code, c.says)
		}
		if f.Hint == "" || f.exit != exitFailure {
			t.Errorf("parseInstant(%q): hint %q, exit %d; want a hint and exit 1", c.typed, f.Hint, f.exit)
		}
	}
}

func TestATimeThatCameTwiceIsOfferedTwice(t *testing.T) {
	_, err := parseInstant("at", "2012-11-04T01:30 America/New_York")
	want := "write 2012-11-04T01:30:00-04:00 or 2012-11-04T01:30:00-05:00"
	if err == nil || explain(err).Hint != want {
		t.Fatalf("hint %q, want %q", explain(err).Hint, want)
	}
}

func TestTheFutureIsRefusedEarly(t *testing.T) {
	now := time.Date(2012, 8, 4, 6, 15, 0, 0, time.UTC)
	if _, err := pastInstant("at", "2012-08-04T06:15Z", now); err != nil {
		t.Errorf("now was refused: %v", err)
	}
	if at, err := pastInstant("at", "", now); err != nil || !at.IsZero() {
		t.Errorf("no --at: %v, %v; want the zero time, which means now", at, err)
	}
	if _, err := pastInstant("at", "2012-08-04T06:16Z", now); err == nil || explain(err).Code != "future" {
		t.Errorf("a minute later: %v, want the code future", err)
	}
}

func TestARangeHasTwoEndsInOrder(t *testing.T) {
	const from, to = "2012-08-01T00:00Z", "2012-08-05T00:00Z"
	if r, err := parseRange("", ""); r != nil || err != nil {
		t.Errorf("no range: %v, %v", r, err)
	}
	if r, err := parseRange(from, to); err != nil || !r.From.Before(r.To) {
		t.Errorf("a range: %v, %v", r, err)
	}
	for _, ends := range [][2]string{{from, ""}, {"", to}, {to, from}, {from, from}, {"2012-08-01T00:00", to}} {
		if _, err := parseRange(ends[0], ends[1]); err == nil {
			t.Errorf("range %q was accepted", ends)
		}
	}
}
