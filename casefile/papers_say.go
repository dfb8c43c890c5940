package casefile

import (
	"slices"
	"strings"

	"writ/legal"
)

// This file reads what papers say together: a request beside its order, an order
// beside the ruling on it.

// stated reports whether a threat says what is threatened: an empty form is no
// emergency.
func (t *Threat) stated() bool { return t != nil && strings.TrimSpace(t.Nature) != "" }

// emergency reports whether the clocks and bars of an emergency apply: the
// request states a threat, and so does the paper that comes with it.
func (d Demand) emergency() bool { return emergencyUnder(d.Threat, d.Order) }

func emergencyUnder(t *Threat, o *Order) bool { return t.stated() && (o == nil || o.Emergency) }

// narrowedTo is the order with what a ruling left of its categories; false when
// the paper that is said to be it is another, or asks for more. Nothing else of
// an order changes by a review.
func (o *Order) narrowedTo(by *Order) (Order, bool) {
	if o == nil || by == nil || by.ID != o.ID || len(by.Categories) == 0 ||
		slices.ContainsFunc(by.Categories, func(c legal.Category) bool { return !slices.Contains(o.Categories, c) }) {
		return Order{}, false
	}
	narrowed := *o
	narrowed.Categories = by.Categories
	return narrowed, true
}
