package page

import (
	"fmt"
	"strings"
	"time"

	"writ/report"
	"writ/report/figure"
)

// term is a word that a reader has to know.
type term struct{ Word, Meaning string }

var terms = []term{
	{"Open, censored", "A case that had not ended at the as-of instant. It is counted as open for as long as it was seen, and for no longer. Nothing is assumed about the rest."},
	{"Rival ends", "A case ends in one way: identified, refused, gone, not unique, anonymised, withdrawn. One end shuts out the others, so a case that was refused can no longer be identified; it is not taken for one that still may be."},
	{"Cumulative incidence", "The share of all cases that had come to one end by a day. The shares of all ends and of what is open sum to 1 on every day."},
	{"Median", "The day by which half of all had ended or come to the end that is asked for, open ones counted. \"Not reached\" is an answer: fewer than half had come so far."},
	{"Mean days until the horizon", "The mean time that a case spent in a state up to a fixed day, the horizon, with the time after the end as a state of its own. So the states sum to the horizon exactly."},
	{"Breach", "A clock that ran out while the wait was still open. Clocks that have not run out yet are counted as far as they were seen."},
	{"95 % interval", "Pointwise: it holds for one day or one figure at a time, not for a whole curve at once."},
	{"At risk, n", "How many were still open and followed just before a day. Where few are left, a curve says little."},
	{"Withheld", "Unless the page says that it is exact: counts of 1 to 9 are \"<10\". A count from which one of them would follow by subtraction is coarse, \"~290\" or \"10+\". A median, a share or a curve is told where it stands on 10 events or more. Times are whole days."},
	{"Why no averages of closed cases", "The cases that closed first are the short ones. Their average looks good while the long ones are still open, and gets worse as they close. It is printed nowhere here."},
}

var sources = []string{
	"Share still open: E. L. Kaplan, P. Meier, J. Am. Stat. Assoc. 53 (1958); variance: M. Greenwood (1926); intervals on the log-log scale: J. D. Kalbfleisch, R. L. Prentice, The Statistical Analysis of Failure Time Data (1980).",
	"Rival ends: O. Aalen, S. Johansen, Scand. J. Stat. 5 (1978).",
	"Funnel and its limits: D. J. Spiegelhalter, Stat. Med. 24 (2005).",
	"Which breach rates differ: Y. Benjamini, Y. Hochberg, J. R. Stat. Soc. B 57 (1995).",
	"Mix and rate: E. M. Kitagawa, J. Am. Stat. Assoc. 50 (1955).",
	"Words of the legal process: ETSI TS 103 120; Regulation (EU) 2023/1543.",
}

// foot is what stands under each figure of a result.
func foot(c Content, p report.Provenance, more ...figure.Fact) []figure.Fact {
	facts := []figure.Fact{}
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, figure.Fact{Name: name, Value: value})
		}
	}
	if c.Synthetic != "" {
		add("population", "SYNTHETIC")
	}
	add("n", count(p.N)+" "+p.Unit+plural(p.N))
	add("events", count(p.Events))
	add("censored", count(p.Censored))
	facts = append(facts, more...)
	add("from", p.From)
	add("to", p.To)
	if p.Clock != "" {
		add("clock", string(p.Clock)+" days")
	}
	add("as of", p.AsOf.UTC().Format(time.DateOnly))
	if p.Tau.Known() {
		add("horizon", days(p.Tau)+" d")
	}
	add("intervals", intervals(p.Interval))
	add("only", strings.Join(p.Filters, ", "))
	if p.Exact {
		add("withheld", "nothing: exact counts and times, not for publication")
	} else {
		add("withheld", fmt.Sprintf("counts of 1 to 9, and coarse what they would follow from (%d cells); times in whole days", p.Withheld))
	}
	return facts
}

// intervals names the method; that it is pointwise is said in any case.
func intervals(method string) string {
	if strings.Contains(method, "pointwise") {
		return method
	}
	if method == "" {
		return "pointwise 95" + thin + "%"
	}
	if strings.Contains(method, "95") {
		return "pointwise, " + method
	}
	return "pointwise 95" + thin + "%, " + method
}

const thin = "\u202f"

func plural(n report.Count) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// count writes a count; what is withheld as the result says it.
func count(n report.Count) string {
	if n < 0 {
		return n.String()
	}
	return figure.Count(int64(n))
}

// size is a count to draw by; 0 of one that is not told at all.
func size(n report.Count) int64 {
	if n < report.Covered {
		return -int64(n) // about so many
	}
	return max(0, int64(n))
}

func days(n report.Number) string { return figure.Days(float64(n)) }

func percent(n report.Number) string { return figure.Percent(float64(n)) }

// short are the answers in a few sentences, of what is known and told.
func short(c Content) []string {
	var all []string
	if len(c.Latency) > 0 {
		all = append(all, latencyShort(c.Latency[0])...)
	}
	if c.Days != nil {
		all = append(all, daysShort(c.Days, c.Days.Parties)...)
	}
	if c.Breach != nil {
		all = append(all, breachShort(c.Breach)...)
	}
	if c.Access != nil {
		all = append(all, accessShort(c.Access)...)
	}
	return all
}

// between writes an interval in brackets, where there is one.
func between(e report.Estimate, write func(report.Number) string) string {
	switch {
	case e.Lower.Known() && e.Upper.Known():
		return " (" + write(e.Lower) + " to " + write(e.Upper) + ")"
	case e.Lower.Known():
		return " (" + write(e.Lower) + " or more)"
	}
	return ""
}
