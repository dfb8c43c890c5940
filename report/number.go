package report

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

var none = Number(math.NaN())

// noEstimate has neither value nor interval.
var noEstimate = Estimate{none, none, none}

// Known reports whether there is a figure.
func (n Number) Known() bool { return !math.IsNaN(float64(n)) && !math.IsInf(float64(n), 0) }

// MarshalJSON writes null where there is no figure, and else all digits.
func (n Number) MarshalJSON() ([]byte, error) {
	if !n.Known() {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON reads null as no figure.
func (n *Number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = none
		return nil
	}
	return json.Unmarshal(b, (*float64)(n))
}

// Known reports whether the count is told to the last one.
func (c Count) Known() bool { return c >= 0 }

// about is a count to the nearest ten, at least ten.
func about(n int64) Count { return Count(-max(10, (n+5)/10*10)) }

// String is the count, "<10", "10+" or "~290".
func (c Count) String() string {
	switch {
	case c == Withheld:
		return "<10"
	case c == Covered:
		return "10+"
	case c < 0:
		return "~" + strconv.FormatInt(-int64(c), 10)
	}
	return strconv.FormatInt(int64(c), 10)
}

// MarshalJSON writes a count that is not known as a string.
func (c Count) MarshalJSON() ([]byte, error) {
	if !c.Known() {
		return json.Marshal(c.String())
	}
	return json.Marshal(int64(c))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (c *Count) UnmarshalJSON(b []byte) error {
	if len(b) == 0 || b[0] != '"' {
		return json.Unmarshal(b, (*int64)(c))
	}
	var mark string
	if err := json.Unmarshal(b, &mark); err != nil {
		return err
	}
	for _, hidden := range []Count{Withheld, Covered} {
		if mark == hidden.String() {
			*c = hidden
			return nil
		}
	}
	if n, err := strconv.ParseInt(strings.TrimPrefix(mark, "~"), 10, 64); err == nil && strings.HasPrefix(mark, "~") && n > 0 && n%10 == 0 {
		*c = Count(-n)
		return nil
	}
	return fmt.Errorf("count %q: want a whole number, <10, 10+ or ~ and a multiple of ten", mark)
}
