// Package scenarios holds dated cases as files, to be played by package
// exercise. What a source documents names its source; what none documents is
// marked illustrative. Files name courts, companies and published decisions, and
// no private person.
package scenarios

import "embed"

// Files are the scenarios, one YAML file each, and the directories of parties
// that some of them name.
//
//go:embed *.yaml directories/*.yaml
var Files embed.FS
