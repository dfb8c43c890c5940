package figure

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot/vg"
)

// tag is a label that belongs at a height.
type tag struct {
	want, at vg.Length
	size     float64 // the larger is kept when there is no room for all
	index    int
}

// spread moves tags up and down until none is closer than gap to the next and all
// are within the two ends. Where there is no room for all, the smallest are left
// out. The order by height is kept.
func spread(tags []tag, low, high, gap vg.Length) []tag {
	room := max(int((high-low)/gap)+1, 1)
	if len(tags) > room {
		slices.SortStableFunc(tags, func(a, b tag) int { return cmp.Compare(b.size, a.size) })
		tags = tags[:room]
	}
	slices.SortStableFunc(tags, func(a, b tag) int {
		return cmp.Or(cmp.Compare(a.want, b.want), cmp.Compare(a.index, b.index))
	})
	at := low
	for i := range tags {
		tags[i].at = max(tags[i].want, at)
		at = tags[i].at + gap
	}
	at = high
	for i := len(tags) - 1; i >= 0; i-- {
		tags[i].at = min(tags[i].at, at)
		at = tags[i].at - gap
	}
	return tags
}

// placer finds room for words beside a point.
type placer struct {
	area  vg.Rectangle
	taken []vg.Rectangle
}

func (p *placer) block(x0, y0, x1, y1 vg.Length) {
	p.taken = append(p.taken, vg.Rectangle{Min: vg.Point{X: x0, Y: y0}, Max: vg.Point{X: x1, Y: y1}})
}

// find takes the first free place right, left, above or below of a point, for
// words of a width and a height. It returns their left end and middle.
func (p *placer) find(x, y, width, height vg.Length) (vg.Point, bool) {
	for _, at := range []vg.Point{
		{X: x + 8, Y: y}, {X: x - 8 - width, Y: y},
		{X: x - width/2, Y: y + height}, {X: x - width/2, Y: y - height},
		{X: x + 5, Y: y + height*0.8}, {X: x + 5, Y: y - height*0.8},
		{X: x - 5 - width, Y: y + height*0.8}, {X: x - 5 - width, Y: y - height*0.8},
	} {
		r := vg.Rectangle{Min: vg.Point{X: at.X - 1, Y: at.Y - height/2}, Max: vg.Point{X: at.X + width + 1, Y: at.Y + height/2}}
		if r.Min.X < p.area.Min.X || r.Max.X > p.area.Max.X || r.Min.Y < p.area.Min.Y || r.Max.Y > p.area.Max.Y {
			continue
		}
		if !slices.ContainsFunc(p.taken, func(o vg.Rectangle) bool {
			return r.Min.X < o.Max.X && o.Min.X < r.Max.X && r.Min.Y < o.Max.Y && o.Min.Y < r.Max.Y
		}) {
			p.taken = append(p.taken, r)
			return at, true
		}
	}
	return vg.Point{}, false
}
