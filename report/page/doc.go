// Package page writes what a report found as one HTML file: figures, tables, the
// words to read them by. The file stands alone. It holds no script, asks for
// nothing from outside, and says so to the browser by its content policy; it can
// be mailed, archived and printed. The same content gives the same bytes.
//
// What is to be drawn comes as results of package report and is drawn by package
// figure. Nothing is computed here that a reader would take for a result, and
// nothing is told that the results withhold.
package page
