package legal

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func petition() Petition {
	return Petition{Shape: OneAccount, Accounts: 1, Purpose: IdentifyAuthor, Offence: Offence{Name: "making a threat"}}
}

func doors(refused []Refused) string {
	var ids []string
	for _, r := range refused {
		ids = append(ids, r.Door)
	}
	return list(ids)
}

func TestAtTheDoor(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Petition)
		// The doors of the current edition, and of the first one, which has none
		// of its own.
		want, first string
	}{
		{"one account, one offence", func(*Petition) {}, "nothing", "nothing"},
		{"no purpose, as in older cases", func(p *Petition) { p.Purpose = "" }, "nothing", "nothing"},
		{"to protect a person", func(p *Petition) { p.Purpose = ProtectPerson }, "nothing", "nothing"},
		{"no account", func(p *Petition) { p.Accounts = 0 }, DoorOneAccount, DoorOneAccount},
		{"two accounts", func(p *Petition) { p.Accounts = 2 }, DoorOneAccount, DoorOneAccount},
		{"no offence", func(p *Petition) { p.Offence.Name = " " }, DoorOneOffence, DoorOneOffence},
		{"a list", func(p *Petition) { p.Shape, p.Accounts = ListShape, 3 }, "list-shape", DoorOneAccount},
		{"a topic", func(p *Petition) { p.Shape = TopicShape }, "topic-shape", DoorOneAccount},
		{"an area", func(p *Petition) { p.Shape = AreaShape }, "area-shape", DoorOneAccount},
		{"a gathering", func(p *Petition) { p.Shape = GroupShape }, "gathering-shape", DoorOneAccount},
		{"no shape", func(p *Petition) { p.Shape = "" }, DoorShape, DoorShape},
		{"an unknown shape", func(p *Petition) { p.Shape = "cloud" }, DoorShape, DoorShape},
		{"to track demonstrators", func(p *Petition) { p.Purpose = TrackDemonstrators }, "track-demonstrators", DoorPurpose},
		{"to track a topic", func(p *Petition) { p.Purpose = TrackTopic }, "track-topic", DoorPurpose},
		{"to profile", func(p *Petition) { p.Purpose = Profile }, "profile", DoorPurpose},
		{"surveillance", func(p *Petition) { p.Purpose = Surveillance }, "surveillance", DoorPurpose},
		{"an unknown purpose", func(p *Petition) { p.Purpose = "curiosity" }, DoorPurpose, DoorPurpose},
		{"everything at once", func(p *Petition) { *p = Petition{Shape: TopicShape, Purpose: TrackDemonstrators} },
			"one-offence, topic-shape, track-demonstrators", "one-account, one-offence, unknown-purpose"},
		{"nothing at all", func(p *Petition) { *p = Petition{} }, "unknown-shape, one-offence", "unknown-shape, one-offence"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := petition()
			tt.change(&p)
			for name, want := range map[string]string{CurrentEdition: tt.want, "2026-11": tt.first} {
				got := edition(t, name).AtTheDoor(p)
				require.Equal(t, want, doors(got), name)
				for _, r := range got {
					require.NotEmpty(t, r.Text, r.Door)
					require.NotEmpty(t, r.Sources, "%s names no rule", r.Door)
				}
			}
		})
	}
}

// Whatever is not exactly one account for one offence and a purpose that is let
// in stays outside, in every edition.
func TestDoorLetsInNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Petition{
			Shape:    Shape(rapid.OneOf(rapid.SampledFrom(shapes()), rapid.Just(Shape("other")), rapid.Just(Shape(""))).Draw(t, "shape")),
			Accounts: rapid.IntRange(-1, 3).Draw(t, "accounts"),
			Purpose:  rapid.OneOf(rapid.SampledFrom(purposes()), rapid.Just(Purpose("other")), rapid.Just(Purpose(""))).Draw(t, "purpose"),
			Offence:  Offence{Name: rapid.SampledFrom([]string{"", "threat"}).Draw(t, "offence")},
		}
		lawful := p.Shape == OneAccount && p.Accounts == 1 && p.Offence.Name != "" &&
			(p.Purpose == "" || p.Purpose == IdentifyAuthor || p.Purpose == ProtectPerson)
		for _, name := range Editions() {
			l, err := Open(name)
			if err != nil {
				t.Fatal(err)
			}
			if in := len(l.AtTheDoor(p)) == 0; in != lawful {
				t.Fatalf("edition %s lets %+v in: %v", name, p, in)
			}
		}
	})
}

var shapeTable = []struct {
	target string
	want   Shape
}{
	{"@obamasmistress", OneAccount},
	{"obamasmistress", OneAccount},
	{"https://x.com/obamasmistress", OneAccount},
	{"https://x.com/obamasmistress/status/229730482?s=20", OneAccount},
	{"x.com/obamasmistress", OneAccount},
	{"12345678901", OneAccount},
	{"someone@example.org", OneAccount},
	{"first.last+news@example.org", OneAccount},
	{"@someone@social.example.org", OneAccount},
	{"192.0.2.7", OneAccount},
	{"192.0.2.7:443", OneAccount},
	{"2001:db8::7", OneAccount},
	{"+1 (212) 555-0100", OneAccount},
	{"user#1234", TopicShape}, // an old Discord name: the number without it is one account
	{"", ""},
	{"  ", ""},
	{"@", ""},
	{"@ob\u200bama", ""}, // a character that does not show
	{"#longacre", TopicShape},
	{"＃longacre", TopicShape},
	{"$TSLA", TopicShape},
	{"from:alice", TopicShape},
	{"theatre OR gun", TopicShape},
	{`"the exit doors"`, TopicShape},
	{"https://x.com/search?q=theatre", TopicShape},
	{"https://x.com/hashtag/longacre", TopicShape},
	{"since:2026-11-01 threat", TopicShape},
	{"@alice, @bob", ListShape},
	{"@alice @bob", ListShape},
	{"@alice@bob", ListShape},
	{"alice;bob", ListShape},
	{"alice\nbob", ListShape},
	{"alice、bob", ListShape},
	{"user*", ListShape},
	{"192.0.2.0/24", ListShape},
	{"192.0.2.1-192.0.2.9", ListShape},
	{"2001:db8::/32", ListShape},
	{"+12125550100 +12125550101", ListShape},
	{"https://x.com/i/lists/1234", ListShape},
	{"https://x.com/alice/followers", ListShape},
	{"John Smith", ListShape},
	{"40.7580,-73.9855", AreaShape},
	{"near:Longacre", AreaShape},
	{"geocode:40.7,-73.9,1km", AreaShape},
	{"https://facebook.example/groups/77/", GroupShape},
	{"https://facebook.example/events/77/", GroupShape},
	{"discord.gg/abcd", GroupShape},
	{"attendees:march", GroupShape},
}

func TestShapeOf(t *testing.T) {
	for _, tt := range shapeTable {
		require.Equal(t, tt.want, ShapeOf(tt.target), "%q", tt.target)
	}
}

// No two targets pass as one, however they are written together.
func TestShapeOfTwo(t *testing.T) {
	var single []string
	for _, tt := range shapeTable {
		if tt.want == OneAccount {
			single = append(single, tt.target)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SampledFrom(single).Draw(t, "one"), rapid.SampledFrom(single).Draw(t, "other")
		sep := rapid.SampledFrom([]string{",", ";", "\n", ", ", " ", "\t", "|", " and "}).Draw(t, "separator")
		if got := ShapeOf(a + sep + b); got == OneAccount {
			t.Fatalf("%q passes as one account", a+sep+b)
		}
	})
}

func FuzzShapeOf(f *testing.F) {
	for _, tt := range shapeTable {
		f.Add(tt.target)
	}
	f.Fuzz(func(t *testing.T, target string) {
		got := ShapeOf(target)
		if got != "" && !strings.Contains(list(shapes()), string(got)) {
			t.Fatalf("%q has the shape %q", target, got)
		}
		if got != ShapeOf(" "+target+"\n") {
			t.Fatalf("%q: space around it matters", target)
		}
		if strings.TrimSpace(target) == "" {
			return
		}
		for _, more := range []string{target + ",x", target + "\nx", "#" + target, target + " OR x"} {
			if ShapeOf(more) == OneAccount {
				t.Fatalf("%q passes as one account", more)
			}
		}
	})
}
