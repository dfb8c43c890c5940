package figure_test

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/report/figure"
)

var variable = regexp.MustCompile(`--([a-z0-9-]+): #([0-9a-f]{6});`)

// schemes are the colours of the style sheet for light, dark and print.
func schemes(t *testing.T) map[string]map[string][3]float64 {
	t.Helper()
	parts := strings.Split(figure.CSS, "@media ")
	all := map[string]map[string][3]float64{}
	for name, part := range map[string]string{"light": parts[0], "dark": parts[1], "print": parts[2]} {
		all[name] = map[string][3]float64{}
		for _, m := range variable.FindAllStringSubmatch(part, -1) {
			var c [3]float64
			for i := range c {
				high, low := strings.IndexByte("0123456789abcdef", m[2][2*i]), strings.IndexByte("0123456789abcdef", m[2][2*i+1])
				c[i] = linear(float64(high*16+low) / 255)
			}
			all[name][m[1]] = c
		}
	}
	require.Equal(t, all["light"], all["print"], "paper is light")
	require.Len(t, all["dark"], len(all["light"]), "each colour has one for dark")
	return all
}

func linear(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// contrast is that of WCAG 2.2.
func contrast(a, b [3]float64) float64 {
	l := func(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] + 0.05 }
	return max(l(a), l(b)) / min(l(a), l(b))
}

func TestContrast(t *testing.T) {
	for name, c := range schemes(t) {
		for _, ink := range []string{"text", "muted", "alert", "link"} {
			for _, ground := range []string{"ground", "card"} {
				require.GreaterOrEqual(t, contrast(c[ink], c[ground]), 4.5, "%s: words in %s on %s", name, ink, ground)
			}
		}
		require.GreaterOrEqual(t, contrast(c["banner-text"], c["banner"]), 4.5, name)
		for _, i := range []string{"1", "2", "3", "4", "5"} {
			require.GreaterOrEqual(t, contrast(c["on-"+i], c["shade-"+i]), 4.5, "%s: words on shade %s", name, i)
		}
		for _, ink := range figure.Series {
			require.GreaterOrEqual(t, contrast(c[ink.Name()], c["ground"]), 3.0, "%s: an area in %s", name, ink.Name())
		}
	}
}

// Simulations of sight without one kind of cones: F. Viénot, H. Brettel, J. D.
// Mollon, Color Res. Appl. 24 (1999), in linear RGB.
var sights = map[string][3][3]float64{
	"all cones":     {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":    {{0.11238, 0.88762, 0}, {0.11238, 0.88762, 0}, {0.00401, -0.00401, 1}},
	"deuteranopia":  {{0.29275, 0.70725, 0}, {0.29275, 0.70725, 0}, {-0.02234, 0.02234, 1}},
	"achromatopsia": {{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}},
}

// lab is the colour in CIE L*a*b*, where distances are about as they are seen.
func lab(c [3]float64, sight [3][3]float64) (out [3]float64) {
	var s [3]float64
	for i, row := range sight {
		s[i] = min(max(row[0]*c[0]+row[1]*c[1]+row[2]*c[2], 0), 1)
	}
	f := func(v float64) float64 {
		if v > 216.0/24389 {
			return math.Cbrt(v)
		}
		return (24389.0/27*v + 16) / 116
	}
	x := f((0.4124*s[0] + 0.3576*s[1] + 0.1805*s[2]) / 0.95047)
	y := f(0.2126*s[0] + 0.7152*s[1] + 0.0722*s[2])
	z := f((0.0193*s[0] + 0.1192*s[1] + 0.9505*s[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// Areas that lie on each other can be told apart by people who do not see all
// colours. Their labels help, so for those who see no colour at all half the
// distance will do.
func TestNeighboursCanBeToldApart(t *testing.T) {
	// The ends as a page stacks them.
	stacked := []figure.Ink{figure.Blue, figure.Orange, figure.Purple, figure.Sky, figure.Red, figure.Yellow, figure.Grey, figure.Pale}
	for name, c := range schemes(t) {
		for sight, m := range sights {
			if sight == "all cones" {
				allApart(t, name, c, stacked)
			}
			least := 16.0
			if sight == "achromatopsia" {
				least = 8
			}
			for _, order := range [][]figure.Ink{stacked, figure.Series} {
				for i := range order[1:] {
					d := distance(lab(c[order[i].Name()], m), lab(c[order[i+1].Name()], m))
					if d < least {
						t.Errorf("%s, %s: %s beside %s differ by %.1f, want %g", name, sight, order[i].Name(), order[i+1].Name(), d, least)
					}
				}
			}
		}
	}
}

func distance(a, b [3]float64) float64 {
	return math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
}

// allApart compares each ink with each.
func allApart(t *testing.T, name string, c map[string][3]float64, inks []figure.Ink) {
	t.Helper()
	for i, a := range inks {
		for _, b := range inks[i+1:] {
			d := distance(lab(c[a.Name()], sights["all cones"]), lab(c[b.Name()], sights["all cones"]))
			require.Greater(t, d, 18.0, "%s: %s and %s", name, a.Name(), b.Name())
		}
	}
}

// Every ink has both its classes, and every class that a drawing may use a rule.
func TestInksHaveRules(t *testing.T) {
	for i := figure.Text; i <= figure.Band; i++ {
		require.Contains(t, figure.CSS, ".fig-f-"+i.Name()+" {")
		require.Contains(t, figure.CSS, ".fig-s-"+i.Name()+" {")
	}
	require.NotRegexp(t, `url\(|@import|@font-face`, figure.CSS, "nothing is fetched")
}
