package cli

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestElapsed(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                                     "0 s",
		time.Millisecond:                      "0 s",
		8 * time.Second:                       "8 s",
		90 * time.Second:                      "1 min 30 s",
		2 * time.Hour:                         "2 h 0 min",
		3*day + 18*time.Hour + 45*time.Minute: "3 d 18 h 45 min",
		day:                                   "1 d 0 h 0 min",
		day + 1e9:                             "1 d 0 h 0 min 1 s",
		-90 * time.Minute:                     "-1 h 30 min",
	} {
		if got := elapsed(d); got != want {
			t.Errorf("elapsed(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestRelativeDue(t *testing.T) {
	now := time.Date(2012, 8, 4, 6, 15, 0, 0, time.UTC)
	for _, c := range []struct {
		after time.Duration
		want  string
		late  bool
	}{
		{3 * time.Hour, "in 3 h", false},
		{119 * time.Minute, "in 119 min", false},
		{47*time.Hour + 59*time.Minute, "in 47 h", false},
		{10 * day, "in 10 d", false},
		{time.Second, "in less than 1 min", false},
		{0, "less than 1 min late", true}, // at the instant itself the answer is late
		{-2 * day, "2 d late", true},
		{-5 * time.Minute, "5 min late", true},
	} {
		got, late := relativeDue(now.Add(c.after), now)
		if got != c.want || late != c.late {
			t.Errorf("due %v after now: %q, late %t; want %q, %t", c.after, got, late, c.want, c.late)
		}
	}
}

func TestPrintedPartsSumToThePrintedTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Duration {
			return time.Duration(rapid.Int64Range(0, int64(1000*day)).Draw(t, "part"))
		}), 0, 12).Draw(t, "parts")
		var total, sum time.Duration
		rounded := wholeSeconds(slices.Clone(parts))
		for i, p := range parts {
			total += p
			sum += rounded[i]
			if diff := rounded[i] - p; diff <= -time.Second || diff >= time.Second || rounded[i]%time.Second != 0 {
				t.Fatalf("part %v became %v", p, rounded[i])
			}
		}
		if sum != total.Truncate(time.Second) {
			t.Fatalf("parts sum to %v, the total is %v", sum, total)
		}
	})
}
