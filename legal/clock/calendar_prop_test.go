package clock

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

func calendars() *rapid.Generator[CalendarData] {
	day := rapid.Custom(func(t *rapid.T) YearlyDay {
		return YearlyDay{
			Name: "day", Kind: rapid.SampledFrom(Kinds()).Draw(t, "kind"), Source: anAct,
			When: rapid.SampledFrom([]string{"01-01", "12-31", "02-29", "12-25", "12-26", "easter+1", "first monday of may",
				"last friday of december", "tuesday from 11-02", "02-01 if friday else first monday of february"}).Draw(t, "when"),
			Observed: rapid.SampledFrom(append(Observances(), "")).Draw(t, "observed"),
			Since:    rapid.SampledFrom([]int{0, 2005}).Draw(t, "since"), Until: rapid.SampledFrom([]int{0, 2010}).Draw(t, "until"),
		}
	})
	return rapid.Custom(func(t *rapid.T) CalendarData {
		d := smallCalendar()
		d.Days = nil
		d.From = rapid.IntRange(1990, 2008).Draw(t, "from")
		d.To = d.From + rapid.IntRange(0, 12).Draw(t, "years")
		d.Weekend = rapid.SampledFrom([][]string{{"saturday", "sunday"}, {"friday", "saturday"}, {"sunday"}}).Draw(t, "weekend")
		d.Rules = rapid.SliceOfN(day, 0, 6).Draw(t, "rules")
		return d
	})
}

func TestCalendarProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := calendars().Draw(t, "data")
		c, err := d.Build()
		require.NoError(t, err)
		listed := 0
		for on := (Date{d.From, 1, 1}); on.Year <= d.To; on = on.AddDays(1) {
			h, closed := c.Holiday(on)
			require.Equal(t, c.Open(on), !closed && !c.Weekend(on.Weekday()), on)
			if closed {
				require.Equal(t, on, h.On)
				require.Contains(t, Kinds(), h.Kind)
				require.Equal(t, anAct, h.Source)
				listed++
			}
		}
		require.Equal(t, len(c.holidays), listed, "no closed day outside the years covered")
		for _, r := range d.Rules {
			for year := d.From; year <= d.To; year++ {
				if when, _ := parseWhen(r.When); year >= r.Since && (r.Until == 0 || year <= r.Until) {
					if on, ok := when(year); ok {
						_, closed := c.Holiday(on)
						require.True(t, closed, "%s on %s", r.When, on)
					}
				}
			}
		}
	})
}

func TestCalendarDataRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := calendars().Draw(t, "data")
		c, err := d.Build()
		require.NoError(t, err)
		text, err := json.Marshal(d)
		require.NoError(t, err)
		var fromJSON, fromYAML CalendarData
		require.NoError(t, json.Unmarshal(text, &fromJSON))
		again, err := fromJSON.Build()
		require.NoError(t, err)
		require.True(t, c.Same(again))
		text, err = yaml.Marshal(d)
		require.NoError(t, err)
		dec := yaml.NewDecoder(bytes.NewReader(text))
		dec.KnownFields(true)
		require.NoError(t, dec.Decode(&fromYAML))
		again, err = fromYAML.Build()
		require.NoError(t, err)
		require.True(t, c.Same(again))
	})
}

// Whatever a file or a message holds, building it gives a calendar or an error.
func FuzzCalendarYAML(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		var d CalendarData
		dec := yaml.NewDecoder(bytes.NewReader(data))
		dec.KnownFields(true)
		if dec.Decode(&d) != nil {
			return
		}
		c, err := d.Build()
		if (c == nil) == (err == nil) {
			t.Fatalf("calendar %v, error %v", c, err)
		}
		if err == nil && !c.Same(build(t, c.Data())) {
			t.Fatalf("built again it differs: %s", data)
		}
	})
}
