// Package figure draws the figures of a report: numbers and words in, a picture
// for a page out. It knows nothing of cases, and computes nothing that a reader
// would take for a result.
//
// Each kind of figure is a plain struct with a method Draw: [Stack], [Survival],
// [Bars], [Funnel], [Beside] and [Heat]. A [Figure] carries the drawing twice, for
// wide and for narrow screens, a table of the numbers that were drawn for those
// who cannot see it, and the facts that stand under it.
//
// Drawings are made by gonum/plot as SVG and then rewritten: what is drawn in an
// [Ink] gets a class, and [CSS] gives the class its colour, one for light and one
// for dark. Only groups, paths and texts are let through, so a drawing holds no
// script, no reference and no colour of its own. The same input gives the same
// bytes.
//
// Axes of shares and of days begin at 0. Not a number means "not known" or "not
// reached" and is written "-".
package figure
