package casefile

import (
	"time"

	"pgregory.net/rapid"
)

// DrawCase draws a random case that obeys the rules of the machines, for the
// tests of those who read records, and an instant after all that it tells.
func DrawCase(t *rapid.T) (Record, time.Time) {
	p := drawCase(t)
	return p.record, p.now()
}
