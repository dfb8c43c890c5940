package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWrappedTextFitsAndLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zé.]{1,12}`), 1, 60).Draw(t, "words")
		width := rapid.IntRange(24, 100).Draw(t, "width")
		lines := wrap(strings.Join(words, " "), width)
		for _, l := range lines {
			if utf8.RuneCountInString(l) > width {
				t.Fatalf("%q is longer than %d", l, width)
			}
		}
		if got := strings.Fields(strings.Join(lines, " ")); strings.Join(got, " ") != strings.Join(words, " ") {
			t.Fatalf("got %q, want %q", got, words)
		}
	})
}

func TestInstantsAreNotBroken(t *testing.T) {
	lines := wrap("awaits manhattan-court until Tue 2012-08-07 14:00 -04:00 and then", 40)
	want := "awaits manhattan-court until\nTue 2012-08-07 14:00 -04:00 and then"
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWhatAPartyWroteCannotSteerTheTerminal(t *testing.T) {
	p := &page{width: 100}
	p.para("", "refused\x1b[2Jby \u202eus\ttoday")
	p.table("", [][]string{{"a\x1b]0;x\a", "b"}})
	if got := p.b.String(); strings.ContainsAny(got, "\x1b\a\t\u202e") {
		t.Errorf("control characters came through: %q", got)
	}
}

func TestColourIsForTerminalsOnly(t *testing.T) {
	var out bytes.Buffer
	p := newPrinter(textMode, &out, func(string) string { return "" })
	if err := p.print(versionView{}); err != nil || p.colour || strings.Contains(out.String(), "\x1b") {
		t.Errorf("colour on a buffer: %q, %v", out.String(), err)
	}
	coloured := &page{width: 100, colour: true}
	coloured.title("x")
	if got := coloured.b.String(); got != "\x1b[1mx\x1b[0m\n" {
		t.Errorf("title on a terminal: %q", got)
	}
}

func TestJSONIsTheViewItself(t *testing.T) {
	var out bytes.Buffer
	p := newPrinter(jsonMode, &out, func(string) string { return "" })
	if err := p.print(versionView{Version: "v1", Edition: "e"}); err != nil {
		t.Fatal(err)
	}
	p.note("a note for people")
	var back versionView
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back.Version != "v1" {
		t.Errorf("%q: %v", out.String(), err)
	}
}

func TestTablesAlign(t *testing.T) {
	p := &page{width: 100}
	p.table("  ", [][]string{{"nypd", "1 h 2 min"}, {"twitter", "3 min"}}, 1)
	if got, want := p.b.String(), "  nypd     1 h 2 min\n  twitter      3 min\n"; got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}
