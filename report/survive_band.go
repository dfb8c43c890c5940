package report

import "writ/latency"

// bandWords are the words for a kind of simultaneous band.
type bandWords struct{ kind, source, start string }

var bands = [...]bandWords{
	latency.EqualPrecision: {"equal-precision", "equal precision (Nair)", "third"},
	latency.HallWellner:    {"hall-wellner", "Hall and Wellner", "first"},
}

func (w bandWords) convention(scale string) string {
	return "Bands: simultaneous 95 %, " + w.source + ", " + scale + ", from the " + w.start + " end to the last after which S is above 0. The critical value is computed, not read from a table."
}

// band sets a band beside the intervals of a group's points.
func (g *SurvivalGroup) band(b latency.Bands, kind latency.Band) {
	g.Band = &BandStretch{Kind: bands[kind].kind, From: Number(b.From), To: Number(b.To), Critical: Number(b.Critical)}
	for i := range g.Points {
		if lower, upper := b.At(float64(g.Points[i].Time)); lower <= upper {
			g.Points[i].Band = &BandLimits{Number(lower), Number(upper)}
		}
	}
}

// note says where the band holds the curve.
func (s BandStretch) note() string {
	if !s.Critical.Known() {
		return "No band: too few ended."
	}
	return "The band holds the whole curve from " + digits(s.From) + " to " + digits(s.To) + " with 95 %; its critical value is " + digits(s.Critical) + "."
}

// limits are the band's cells, in full or by six digits; dashes outside of it.
func (p SurvivalPoint) limits(write func(Number) string) []string {
	band := BandLimits{none, none}
	if p.Band != nil {
		band = *p.Band
	}
	return []string{write(band.Lower), write(band.Upper)}
}
