package population

import (
	"time"

	"writ/legal"
)

// AnswerMedian is the median time in which a holder of this world answers a
// request under its own law, served at an instant; ok is false for a holder that
// does not occur. It is what an estimate from the cases should come to.
func AnswerMedian(id legal.HolderID, served time.Time) (median time.Duration, ok bool) {
	for _, h := range houses[1:] {
		if h.id == id {
			return time.Duration(h.answer(paper{}, served.Unix()).median * float64(time.Second)), true
		}
	}
	return 0, false
}

// DecisionMedian is the median time in which the court of this world decides on
// an application made at an instant: its gate is the one that improves.
func DecisionMedian(applied time.Time) time.Duration {
	return time.Duration(decides(courtUS, applied.Unix()).median * float64(time.Second))
}
