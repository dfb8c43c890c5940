package legal

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
)

// folder is a folder of data files, as somebody adds it.
func folder(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// holderCalled is a file with one holder.
func holderCalled(id string) string { return strings.ReplaceAll(smallHolder, "id: acme", "id: "+id) }

func TestExtendAddsAHolder(t *testing.T) {
	edition, err := Extend(CurrentEdition, folder(map[string]string{"here/or/there/added.yaml": holderCalled("added-one")}))
	require.NoError(t, err)
	require.Regexp(t, `^`+CurrentEdition+`\+[0-9a-f]{8}$`, edition)
	l, err := Open(edition)
	require.NoError(t, err)
	require.Equal(t, edition, l.Edition())
	added, known := l.Holder("added-one")
	require.True(t, known)
	require.Equal(t, "Acme, Inc.", added.Entity)
	base := current(t)
	require.Len(t, l.Holders(), len(base.Holders())+1, "what the base has stays")
	require.Equal(t, base.Instruments(), l.Instruments())
	_, known = base.Holder("added-one")
	require.False(t, known, "the base stays as it is")
	require.NotContains(t, Editions(), edition, "a case pins it, nobody is offered it")
}

// A holder in a country without a calendar brings one with it.
func TestExtendAddsACalendar(t *testing.T) {
	const warsaw = `calendars:
  - id: pl
    name: Poland
    jurisdiction: PL
    version: "2026-11-22"
    zones: [Europe/Warsaw]
    from: 2020
    to: 2030
    weekend: [saturday, sunday]
    rules:
      - {name: New Year's Day, kind: public-holiday, when: 01-01, source: {cite: a law, basis: unconfirmed}}
`
	l, err := Check(CurrentEdition, folder(map[string]string{"a.yaml": polish, "z.yaml": warsaw}))
	require.NoError(t, err)
	h, _ := l.Holder("polish")
	i, _ := l.Instrument("eu.enforcement")
	due, err := l.Due(*i.Reply, time.Date(2026, time.December, 30, 12, 0, 0, 0, time.UTC), h.Seat())
	require.NoError(t, err)
	require.Equal(t, "2027-01-07", due.LastDay) // 31 December, 4 to 7 January
}

// polish is a holder in a State of the Union for which no calendar is kept.
var polish = strings.NewReplacer("id: acme", "id: polish", "jurisdiction: US", "jurisdiction: PL",
	"America/New_York", "Europe/Warsaw").Replace(smallHolder)

// The name depends on what is in the files and on nothing else.
func TestExtendNamesTheFiles(t *testing.T) {
	name := func(files map[string]string) string {
		l, err := Check(CurrentEdition, folder(files))
		require.NoError(t, err)
		return l.Edition()
	}
	one := map[string]string{"a.yaml": holderCalled("name-a"), "b.yaml": holderCalled("name-b")}
	require.Equal(t, name(one), name(one))
	require.Equal(t, name(one), name(map[string]string{
		"a.yaml": one["a.yaml"], "b.yaml": one["b.yaml"], "README.md": "not read"}), "other files may lie beside")
	other := []map[string]string{
		{"a.yaml": one["a.yaml"]},
		{"a.yaml": one["a.yaml"] + "# a comment\n", "b.yaml": one["b.yaml"]},
		{"a.yaml": one["b.yaml"], "b.yaml": one["a.yaml"]},
		{"a.yaml": one["a.yaml"], "c.yaml": one["b.yaml"]},
		{"d/a.yaml": one["a.yaml"], "b.yaml": one["b.yaml"]},
	}
	seen := map[string]bool{name(one): true}
	for _, files := range other {
		n := name(files)
		require.False(t, seen[n], "%v has the name of other files", files)
		seen[n] = true
	}
}

func TestCheckRegistersNothing(t *testing.T) {
	l, err := Check(CurrentEdition, folder(map[string]string{"a.yaml": holderCalled("only-checked")}))
	require.NoError(t, err)
	_, err = Open(l.Edition())
	require.ErrorContains(t, err, "WRIT_LAW")
	require.ErrorContains(t, err, fmt.Sprintf("edition %q is edition %q extended with a folder", l.Edition(), CurrentEdition))
}

func TestExtendRefuses(t *testing.T) {
	const broken = "holders:\n  - id: broken\n    kind: cloud\n"
	tests := []struct {
		name, base string
		files      map[string]string
		want       []string
	}{
		{"a holder of the base", CurrentEdition, map[string]string{"a.yaml": holderCalled("twitter")},
			[]string{`a.yaml:2: holder "twitter": duplicate id; the first stands in packs/` + CurrentEdition + "/holders/twitter.yaml:"}},
		{"an instrument of the base", CurrentEdition, map[string]string{"a.yaml": "instruments:\n  - {id: us.subpoena, name: x, jurisdiction: US, nature: secrecy, issuers: [judge], standard: x, secrecy: {grounds: x, source: {cite: x, basis: statute}}, sources: [{cite: x, basis: statute}]}\n"},
			[]string{`a.yaml:2: instrument "us.subpoena": duplicate id`}},
		{"a working target of the base", CurrentEdition, map[string]string{"a.yaml": "practice:\n  - {id: case-target, term: {period: 1d, source: {cite: ours, basis: assumption}}}\n"},
			[]string{"a.yaml:2: practice \"case-target\": two clocks for one act"}},
		{"every fault at once", CurrentEdition, map[string]string{"a.yaml": broken, "b/c.yaml": broken},
			[]string{`a.yaml:3: kind "cloud" is unknown`, `b/c.yaml:3: kind "cloud" is unknown`, `b/c.yaml:2: holder "broken": duplicate id; the first stands in a.yaml:2`}},
		{"a seat without calendar", CurrentEdition, map[string]string{"a.yaml": polish},
			[]string{`a.yaml:7: zone "Europe/Warsaw" has no calendar, but eu.enforcement binds Acme, Inc. in PL and counts "eu.enforcement.recognition" by EU1182`}},
		{"unknown field", CurrentEdition, map[string]string{"a.yaml": "holders:\n  - {idd: x}\n"}, []string{`a.yaml:2: unknown field "idd"`}},
		{"a file that would not be read", CurrentEdition, map[string]string{"a.yaml": holderCalled("x"), "b.yml": "holders: []"},
			[]string{"b.yml: is no .yaml file"}},
		{"nothing", CurrentEdition, map[string]string{"README.md": "hello"}, []string{".: holds no .yaml file"}},
		{"an unknown base", "1999-01", map[string]string{"a.yaml": holderCalled("x")}, []string{`edition "1999-01" is unknown: want one of [`}},
		{"an extension of an extension", CurrentEdition + "+00000000", map[string]string{"a.yaml": holderCalled("x")}, []string{"is unknown"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			edition, err := Extend(tt.base, folder(tt.files))
			require.Empty(t, edition)
			for _, want := range tt.want {
				require.ErrorContains(t, err, want)
			}
			law, again := Check(tt.base, folder(tt.files))
			require.Nil(t, law)
			require.Equal(t, err.Error(), again.Error(), "to check says what to extend would say")
			require.Equal(t, tt.base == CurrentEdition, len(Faults(err)) > 0, "faults of files are PackErrors")
		})
	}
}

// unreadable is a folder whose files cannot be read.
type unreadable struct{ fstest.MapFS }

func (unreadable) ReadFile(string) ([]byte, error) { return nil, fs.ErrPermission }

func TestExtendFailsWhereTheFolderDoes(t *testing.T) {
	_, err := Extend(CurrentEdition, unreadable{folder(map[string]string{"a.yaml": holderCalled("x")})})
	require.ErrorIs(t, err, fs.ErrPermission)
}

func TestOpenOfAnExtensionNotRegistered(t *testing.T) {
	_, err := Open("2026-11+deadbeef")
	require.ErrorContains(t, err, `edition "2026-11" extended with a folder of data files (WRIT_LAW) that this process does not have`)
}

// Many workers start with the same folder and others with another, while cases
// open both.
func TestExtendFromManySides(t *testing.T) {
	var wg sync.WaitGroup
	names := make([]string, 12)
	laws := make([]*Law, len(names))
	for n := range names {
		wg.Go(func() {
			var err error
			files := folder(map[string]string{"a.yaml": holderCalled(fmt.Sprintf("many-%d", n%2))})
			if names[n], err = Extend(CurrentEdition, files); err != nil {
				t.Error(err)
				return
			}
			if laws[n], err = Open(names[n]); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for n := range names {
		require.Equal(t, names[n%2], names[n])
		require.Same(t, laws[n%2], laws[n], "to extend twice by the same files is to extend once")
	}
	require.NotEqual(t, names[0], names[1])
}

func TestFaults(t *testing.T) {
	one, two := &PackError{File: "a"}, &PackError{File: "b", Line: 2}
	require.Equal(t, []*PackError{one, two}, Faults(fmt.Errorf("all: %w", errors.Join(one, errors.New("else"), fmt.Errorf("in: %w", two)))))
	require.Nil(t, Faults(errors.New("else")))
	require.Nil(t, Faults(nil))
}
