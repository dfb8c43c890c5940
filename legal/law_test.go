package legal

import (
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"
)

func current(t testing.TB) *Law {
	t.Helper()
	l, err := Open(CurrentEdition)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestEditions(t *testing.T) {
	if !slices.Contains(Editions(), CurrentEdition) || current(t).Edition() != CurrentEdition {
		t.Errorf("editions %v, want %s among them", Editions(), CurrentEdition)
	}
}

// Every figure that the embedded pack hands out says where it comes from.
func TestEveryFigureHasASource(t *testing.T) {
	l := current(t)
	all := []any{l.Instruments(), l.Holders(), l.Areas(), l.Doors()}
	for _, id := range slices.Sorted(maps.Keys(l.ladders)) {
		all = append(all, l.ladders[id])
	}
	for _, id := range practices() {
		all = append(all, l.Practice(id))
	}
	terms, sources := 0, 0
	for _, v := range all {
		walk(reflect.ValueOf(v), func(v any) {
			switch v := v.(type) {
			case Term:
				terms++
				if v.Period.Validate() != nil {
					t.Errorf("a figure without a period: %+v", v)
				}
			case Source:
				sources++
				if v.Cite == "" || !slices.Contains(bases(), v.Basis) {
					t.Errorf("a source without cite or basis: %+v", v)
				}
			}
		})
	}
	if terms < 80 || sources < 350 {
		t.Errorf("saw %d terms and %d sources: the walk missed some", terms, sources)
	}
}

// walk visits every struct within v.
func walk(v reflect.Value, visit func(any)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			walk(v.Elem(), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), visit)
		}
	case reflect.Struct:
		visit(v.Interface())
		for i := range v.NumField() {
			walk(v.Field(i), visit)
		}
	}
}

func TestPerishes(t *testing.T) {
	l := current(t)
	tests := []struct {
		holder   HolderID
		asked    IdentifierKind
		observed string
		want     string // empty: does not perish
	}{
		{"example-isp", KindIP, "2012-08-02 23:30", "2013-01-29T23:30:00-05:00"},
		{"example-isp-brief", KindIP, "2012-08-02 23:30", "2012-08-16T23:30:00-04:00"},
		{"twitter", KindAccount, "2012-08-02 23:30", "2012-08-16T20:30:00-07:00"},
		{"example-isp", KindEmail, "2012-08-02 23:30", ""},
		{"nobody", KindIP, "2012-08-02 23:30", ""},
	}
	for _, tt := range tests {
		at, got, ok := l.Perishes(tt.holder, tt.asked, local(t, newYork, tt.observed))
		if ok != (tt.want != "") || ok && (at.Format(time.RFC3339) != tt.want || got.Source.Cite == "") {
			t.Errorf("%s by %s: %s, %+v, %v; want %q", tt.holder, tt.asked, at.Format(time.RFC3339), got, ok, tt.want)
		}
	}
	if _, _, ok := l.Perishes("example-isp", KindIP, time.Time{}); ok {
		t.Error("nothing can be said of an identifier seen at no instant")
	}
}

func TestNoticeRequired(t *testing.T) {
	tests := []struct {
		holder         HolderID
		emergency, gag bool
		want           bool
		code           string
	}{
		{"twitter", false, false, true, CodeNoticePolicy},
		{"twitter", true, false, false, CodeNoticeException},
		{"twitter", false, true, false, CodeGag},
		{"twitter", true, true, false, CodeGag},
		{"example-isp", false, false, false, CodeNoticePolicy},
		{"example-isp-brief", false, false, false, CodeNoNoticePolicy},
		{"example-isp-brief", false, true, false, CodeNoNoticePolicy},
		{"nobody", true, false, true, CodeHolderUnknown},
		{"nobody", false, true, false, CodeGag},
	}
	for _, tt := range tests {
		got, why := current(t).NoticeRequired(tt.holder, tt.emergency, tt.gag)
		if got != tt.want || why.Code != tt.code || why.Text == "" || why.Source.Cite == "" {
			t.Errorf("%s, emergency %v, gag %v: %v, %+v; want %v, %s", tt.holder, tt.emergency, tt.gag, got, why, tt.want, tt.code)
		}
	}
	// A policy that excepts nothing still yields to a court, not to a stated threat.
	l, err := load(smallPack())
	if err != nil {
		t.Fatal(err)
	}
	if required, _ := l.NoticeRequired("acme", true, false); !required {
		t.Error("the policy does not except a threat to life")
	}
}
