package figure

// sample picks at most n places in a step function for a table: the first, the
// last within the horizon, and between them those at even distances.
func sample(times []float64, horizon float64, n int) []int {
	var picked []int
	next := 0.0
	last := -1
	for i, t := range times {
		if t > horizon {
			break
		}
		last = i
		if t >= next {
			picked = append(picked, i)
			for next <= t {
				next += horizon / float64(n-1)
			}
		}
	}
	if last >= 0 && picked[len(picked)-1] != last {
		picked = append(picked, last)
	}
	return picked
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
