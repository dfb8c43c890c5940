package clock

import (
	"encoding/json"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

func TestParsePeriod(t *testing.T) {
	good := map[string]Period{
		"90d": {90, Day}, "72h": {72, Hour}, "5wd": {5, WorkingDay}, "1mo": {1, Month}, "2y": {2, Year},
		"100y": {100, Year}, "36525d": {36525, Day},
	}
	for text, want := range good {
		got, err := ParsePeriod(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("ParsePeriod(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	bad := map[string]string{
		"":                       "want a whole number and a unit",
		"d":                      "want a whole number",
		"90":                     "is unknown",
		"0d":                     "at least 1d",
		"-3d":                    "at least 1d",
		"+3d":                    "want a whole number",
		"03d":                    "want a whole number",
		" 3d":                    "want a whole number",
		"3 d":                    "want a whole number",
		"3D":                     "want a whole number",
		"1.5d":                   "want a whole number",
		"3w":                     `unit "w" is unknown`,
		"3m":                     `unit "m" is unknown`,
		"1h30":                   "want a whole number",
		"101y":                   "at most 100y",
		"876601h":                "at most 876600h",
		"99999999999999999999d":  "want a whole number",
		"9223372036854775807mo":  "at most 1200mo",
		"3\u0660d":               "want a whole number",
		"3d\n":                   "want a whole number",
		"-9223372036854775808wd": "at least 1wd",
	}
	for text, want := range bad {
		got, err := ParsePeriod(text)
		if err == nil || !strings.Contains(err.Error(), want) || !got.IsZero() {
			t.Errorf("ParsePeriod(%q) = %v, %v; want an error with %q", text, got, err, want)
		}
	}
}

func periods() *rapid.Generator[Period] {
	return rapid.Custom(func(t *rapid.T) Period {
		unit := rapid.SampledFrom([]Unit{Hour, Day, Month, Year}).Draw(t, "unit")
		return Period{rapid.IntRange(1, longest[unit]).Draw(t, "n"), unit}
	})
}

func TestPeriodTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := periods().Draw(t, "p")
		var fromJSON, fromYAML struct{ P Period }
		data, err := json.Marshal(struct{ P Period }{p})
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &fromJSON); err != nil || fromJSON.P != p {
			t.Fatalf("JSON %s gave %v, %v", data, fromJSON.P, err)
		}
		if data, err = yaml.Marshal(struct{ P Period }{p}); err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(data, &fromYAML); err != nil || fromYAML.P != p {
			t.Fatalf("YAML %s gave %v, %v", data, fromYAML.P, err)
		}
	})
}

// A stored value may hold a period that is not stated yet; a data file may not.
func TestPeriodZero(t *testing.T) {
	type term struct{ Period Period }
	data, err := json.Marshal(term{})
	if err != nil {
		t.Fatal(err)
	}
	back := term{Period: Period{1, Day}}
	if err := json.Unmarshal(data, &back); err != nil || !back.Period.IsZero() {
		t.Errorf("%s gave %v, %v", data, back, err)
	}
	if err := yaml.Unmarshal([]byte("period: ''"), &back); err == nil {
		t.Error("an empty period in a data file must be refused")
	}
	if _, err := json.Marshal(Period{-1, Day}); err == nil {
		t.Error("a negative period must not be written")
	}
	if err := json.Unmarshal([]byte(`"0d"`), new(Period)); err == nil {
		t.Error("a period of nothing must not be read")
	}
}
