package figure

import (
	"math"
	"strconv"
	"strings"
)

// thin is the space between groups of digits and before a unit; it does not break.
const thin = "\u202f"

// Count writes a whole number with thin spaces between thousands.
func Count(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(thin)
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Days writes a number of days: one decimal below 100, none above.
func Days(d float64) string {
	if !finite(d) {
		return "-"
	}
	if d > 0 && d < 0.05 {
		return "<" + thin + "0.1"
	}
	if math.Abs(d) >= 99.95 {
		return Count(int64(math.Round(d)))
	}
	return decimal(d)
}

// decimal writes one decimal, none where it would be 0 by nature.
func decimal(x float64) string {
	text := strconv.FormatFloat(x, 'f', 1, 64)
	if text == "-0.0" || x == math.Trunc(x) {
		return Count(int64(x))
	}
	return text
}

// Percent writes a share of 1 in percent: one decimal below 10 %, none above.
func Percent(p float64) string {
	switch {
	case !finite(p):
		return "-"
	case p > 0 && p < 0.0005:
		return "<" + thin + "0.1" + thin + "%"
	case math.Abs(p) < 0.0995 && p != 0:
		return strconv.FormatFloat(100*p, 'f', 1, 64) + thin + "%"
	}
	return strconv.FormatFloat(math.Round(100*p), 'f', 0, 64) + thin + "%"
}

// interval writes "lower to upper"; empty when neither is known. A quantile that
// is not reached has no upper end.
func interval(lo, hi float64, write func(float64) string) string {
	switch {
	case finite(lo) && finite(hi) && write(lo) == write(hi):
		return write(lo)
	case finite(lo) && finite(hi):
		return write(lo) + " to " + write(hi)
	case finite(lo):
		return write(lo) + " or more"
	case finite(hi):
		return "up to " + write(hi)
	}
	return ""
}

// Short cuts a text to at most n runes, with an ellipsis in place of the rest.
func Short(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	return strings.TrimRight(string(runes[:max(n-1, 0)]), " .-·") + "…"
}
