package worker

import (
	"iter"
	"reflect"
	"strings"
)

// Setting is one variable of the environment, for help texts.
type Setting struct {
	Name, Default, Help string
}

// Settings lists every variable that [LoadConfig] reads, in the order of the
// fields of [Config].
func Settings() []Setting {
	var all []Setting
	for f := range fields(reflect.TypeFor[Config]()) {
		name, byDefault := envTag(f)
		all = append(all, Setting{Name: name, Default: byDefault, Help: f.Tag.Get("help")})
	}
	return all
}

// fields yields the fields that come from the environment, nested ones in their
// place.
func fields(t reflect.Type) iter.Seq[reflect.StructField] {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			f := t.Field(i)
			if f.Tag.Get("env") != "" {
				if !yield(f) {
					return
				}
				continue
			}
			if f.Type != reflect.TypeFor[Temporal]() {
				continue // set by code
			}
			for nested := range fields(f.Type) {
				if !yield(nested) {
					return
				}
			}
		}
	}
}

// envTag splits an env tag into the variable's name and its default.
func envTag(f reflect.StructField) (name, byDefault string) {
	name, options, _ := strings.Cut(f.Tag.Get("env"), ",")
	_, byDefault, _ = strings.Cut(options, "default=")
	return name, byDefault
}
