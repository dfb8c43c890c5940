// Package schema holds what an export has to keep to: a JSON schema and SQL rules
// for OCEL 2.0, and an XML schema for XES. They are written from the text of the
// two standards and know nothing of the code that they judge; anyone may use them
// with a validator of his own.
//
// They are stricter than the standards in what writ always does, so they are no
// yardstick for logs of other programs.
package schema

import (
	_ "embed"
	"fmt"
	"strings"
)

// OCELJSON is a JSON schema, draft 7, of an OCEL 2.0 log in JSON.
//
//go:embed ocel2.schema.json
var OCELJSON []byte

// XES is an XML schema of a log after IEEE Std 1849-2016.
//
//go:embed xes.xsd
var XES []byte

//go:embed ocel2.sql
var ocelSQL string

// Rule is a constraint of the relational form of OCEL 2.0.
type Rule struct {
	Name string
	// Breaks is a question in SQLite's SQL: its answer lists what breaks the rule.
	Breaks string
}

// OCELRules lists the constraints of the relational form of OCEL 2.0.
func OCELRules() []Rule {
	var rules []Rule
	for block := range strings.SplitSeq(ocelSQL, "\n\n") {
		name, breaks, ok := strings.Cut(strings.TrimSpace(block), "\n")
		if !ok || strings.HasPrefix(breaks, "--") {
			continue // the file's own comment
		}
		rules = append(rules, Rule{Name: strings.TrimPrefix(name, "-- "), Breaks: breaks})
	}
	if len(rules) < leastRules {
		panic(fmt.Sprintf("schema: ocel2.sql has %d rules, want at least %d", len(rules), leastRules))
	}
	return rules
}

// leastRules guards against a file that is read wrongly: nothing checked must not
// look like nothing broken.
const leastRules = 31
