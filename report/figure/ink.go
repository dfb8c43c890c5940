package figure

import (
	_ "embed" // the style sheet
	"image/color"
)

// Ink is what something is drawn in. It is no colour: [CSS] has one for light and
// one for dark, told apart by people who do not see all colours, and never the
// only sign: labels, dashes and places say the same.
type Ink uint8

// The inks. Text and lines first, then the fills.
const (
	Text   Ink = iota + 1 // words and the axes' figures
	Muted                 // words of lesser weight
	Line                  // axes
	Grille                // grid lines
	Ground                // the page itself, to set areas apart
	Alert                 // deadlines, limits that are broken
	Blue
	Orange
	Purple
	Sky
	Red
	Yellow
	Green
	Grey
	Pale // what is left over: open
	Band // translucent: intervals
	numInks
)

var inkNames = [numInks]string{"", "text", "muted", "line", "grille", "ground", "alert",
	"blue", "orange", "purple", "sky", "red", "yellow", "green", "grey", "pale", "band"}

// Series are inks for parts that have none of their own, in order. Dark and light
// ones take turns, so that neighbours differ for those who see no colour, too.
var Series = []Ink{Blue, Orange, Purple, Sky, Red, Yellow, Green}

// Name is the ink's name in class names: fig-f-NAME fills, fig-s-NAME strokes.
func (i Ink) Name() string {
	if i == 0 || i >= numInks {
		return inkNames[Text]
	}
	return inkNames[i]
}

// CSS is the style sheet of all figures. Its colours are variables, set once for
// light, again for dark, and back to light for print.
//
//go:embed figure.css
var CSS string

// inkStep spaces the codes of inks in a colour, so that rounding on the way
// through the SVG writer cannot turn one into another.
const inkStep = 8

// anchor is which part of a text stands at its place. The browser sets texts, in
// a font whose widths are not known here: so it has to know.
type anchor uint8

const (
	atStart anchor = iota + 1
	atMiddle
	atEnd
)

var anchorNames = [...]string{atStart: "start", atMiddle: "middle", atEnd: "end"}

// colour is the mark by which the rewriter knows an ink again.
func (i Ink) colour() color.Color {
	return anchored(color.NRGBA{B: uint8(i)*inkStep + inkStep/2, A: 0xff}, atStart)
}

// inkOf reads the mark.
func inkOf(r, g, b uint8) (Ink, anchor, bool) {
	i, a := Ink(b/inkStep), anchor(r/inkStep)
	return i, a, a >= atStart && a <= atEnd && g == 0 && i > 0 && i < numInks
}

// anchored is a mark with another anchor.
func anchored(mark color.Color, a anchor) color.Color {
	m := color.NRGBAModel.Convert(mark).(color.NRGBA)
	m.R = uint8(a)*inkStep + inkStep/2
	return m
}
