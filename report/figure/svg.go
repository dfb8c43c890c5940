package figure

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"strings"
)

// allowed are the elements that a drawing may hold, with their attributes.
var allowed = map[string][]string{
	"g":    {"transform"},
	"path": {"d"},
	"text": {"x", "y", "transform"},
}

// rewrite turns the SVG of gonum/plot into one for a page: no size but the view
// box, no fonts, classes for colours, a title and a description.
func rewrite(raw []byte, w Words, kind string) (SVG, error) {
	var b strings.Builder
	dec := xml.NewDecoder(bytes.NewReader(raw))
	for {
		token, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return SVG{b.String()}, nil
		}
		if err != nil {
			return SVG{}, fmt.Errorf("the drawing is no XML: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			err = start(&b, t, w, kind)
		case xml.EndElement:
			b.WriteString("</" + t.Name.Local + ">")
		case xml.CharData:
			if text := strings.TrimSpace(string(t)); text != "" {
				b.WriteString(html.EscapeString(text))
			}
		}
		if err != nil {
			return SVG{}, err
		}
	}
}

func start(b *strings.Builder, t xml.StartElement, w Words, kind string) error {
	if t.Name.Local == "svg" {
		id := w.ID + "-" + kind
		fmt.Fprintf(b, `<svg class="fig-%s" xmlns="http://www.w3.org/2000/svg" viewBox="%s" role="img" aria-labelledby="%s-t %s-d">`,
			kind, html.EscapeString(attr(t, "viewBox")), id, id)
		fmt.Fprintf(b, `<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`,
			id, html.EscapeString(w.Title), id, html.EscapeString(w.Summary))
		return nil
	}
	names, ok := allowed[t.Name.Local]
	if !ok {
		return fmt.Errorf("the drawing holds <%s>: only groups, paths and texts may be drawn", t.Name.Local)
	}
	b.WriteString("<" + t.Name.Local)
	for _, name := range names {
		if v := attr(t, name); v != "" {
			if strings.Contains(v, "NaN") || strings.Contains(v, "Inf") {
				return fmt.Errorf("<%s %s=%q>: a place that is no number", t.Name.Local, name, Short(v, 60))
			}
			if name == "d" {
				v = compact(v)
			}
			fmt.Fprintf(b, ` %s="%s"`, name, html.EscapeString(v))
		}
	}
	classes, rest, err := classesOf(attr(t, "style"), t.Name.Local)
	if err != nil {
		return err
	}
	if len(classes) > 0 {
		fmt.Fprintf(b, ` class="%s"`, strings.Join(classes, " "))
	}
	b.WriteString(rest + ">")
	return nil
}

// compact writes the level and upright lines of a path by one number each, as
// stairs are made of them. A path with anything but lines stays as it is.
func compact(d string) string {
	if strings.ContainsAny(d, "AQC") {
		return d
	}
	var b strings.Builder
	x, y := "", ""
	for len(d) > 0 {
		op := d[:1]
		end := strings.IndexAny(d[1:], "MLZ") + 1
		if end == 0 {
			end = len(d)
		}
		px, py, _ := strings.Cut(d[1:end], ",")
		switch {
		case op == "L" && px == x && py == y:
		case op == "L" && px == x:
			b.WriteString("V" + py)
		case op == "L" && py == y:
			b.WriteString("H" + px)
		default:
			b.WriteString(d[:end])
		}
		x, y, d = px, py, d[end:]
	}
	return b.String()
}

// classesOf turns a style of the SVG writer into classes for inks and attributes
// for the rest.
func classesOf(style, element string) (classes []string, attrs string, err error) {
	for part := range strings.SplitSeq(style, ";") {
		name, value, _ := strings.Cut(part, ":")
		switch name {
		case "fill", "stroke":
			if value == "none" {
				attrs += ` fill="none"`
				continue
			}
			ink, at, err := inkNamed(value)
			if err != nil {
				return nil, "", err
			}
			if at != atStart {
				attrs += fmt.Sprintf(` text-anchor="%s"`, anchorNames[at])
			}
			classes = append(classes, "fig-"+name[:1]+"-"+ink.Name())
		case "font-weight":
			if value == "bold" {
				classes = append(classes, "fig-bold")
			}
		case "font-size":
			attrs += fmt.Sprintf(` font-size="%s"`, strings.TrimSuffix(value, "px"))
		case "stroke-width", "stroke-dasharray":
			attrs += fmt.Sprintf(` %s="%s"`, name, value)
		}
	}
	if element != "g" && len(classes) == 0 {
		return nil, "", fmt.Errorf("a <%s> is drawn in no ink", element)
	}
	return classes, attrs, nil
}

func inkNamed(value string) (Ink, anchor, error) {
	var r, g, b uint8
	if _, err := fmt.Sscanf(value, "#%02X%02X%02X", &r, &g, &b); err == nil {
		if ink, at, ok := inkOf(r, g, b); ok {
			return ink, at, nil
		}
	}
	return 0, 0, fmt.Errorf("colour %q is no ink", value)
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
