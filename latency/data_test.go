package latency_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/latency"
)

// The published data on which the estimates below are known.
const (
	// Freireich and others 1963, Blood 21:699-716: weeks in remission; + is censored.
	sixMP   = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
	placebo = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"

	// Klein and Moeschberger 1997: days after a bone marrow transplant, by disease;
	// r is relapse, d is death in remission, + is censored.
	transplantALL = "226+ 530+ 996+ 1111+ 1167+ 1182+ 1199+ 1330+ 1377+ 1433+ 1462+ 1496+ 1602+ 2081+ " +
		"55r 74r 104r 109r 110r 122r 129r 192r 230r 383r 609r 662r " +
		"1d 86d 107d 122d 172d 194d 276d 332d 418d 466d 487d 526d"
	transplantLow = "847+ 848+ 860+ 932+ 957+ 1030+ 1258+ 1324+ 1363+ 1384+ 1447+ 1470+ 1527+ 1535+ 1562+ 1568+ " +
		"1674+ 1709+ 1799+ 1829+ 1843+ 1850+ 1857+ 1870+ 2218+ 2246+ 2409+ 2506+ 2569+ " +
		"211r 219r 248r 272r 381r 421r 486r 606r 748r " +
		"10d 35d 48d 53d 79d 80d 105d 288d 390d 414d 481d 641d 704d 1063d 1074d 2204d"
	transplantHigh = "845+ 1136+ 1238+ 1345+ 1631+ 2024+ 2133+ 2140+ 2252+ 2430+ 2640+ " +
		"32r 47r 47r 48r 64r 76r 84r 93r 100r 113r 115r 120r 157r 242r 268r 273r 390r 422r 456r 467r 625r " +
		"2d 16d 63d 74d 80d 105d 162d 164d 168d 183d 318d 363d 677d"
)

// The causes in the data.
const (
	relapse latency.Cause = 1
	death   latency.Cause = 2
)

// published reads data as above; a bare time is an end of cause 1.
func published(t *testing.T, data string) *latency.Life {
	t.Helper()
	var l latency.Life
	for _, field := range strings.Fields(data) {
		number := strings.TrimRight(field, "+rd")
		time, err := strconv.ParseFloat(number, 64)
		require.NoError(t, err)
		cause := relapse
		switch field[len(number):] {
		case "+":
			cause = latency.Censored
		case "d":
			cause = death
		}
		l.Add(time, cause, 1)
	}
	return &l
}

// near wants equal figures to so many units, NaN where NaN is wanted.
func near(t *testing.T, want, got, tolerance float64, about string, args ...any) {
	t.Helper()
	if want != want { // NaN
		require.NotEqual(t, got, got, append([]any{about}, args...)...)
		return
	}
	require.InDelta(t, want, got, tolerance, append([]any{about}, args...)...)
}
