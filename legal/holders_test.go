package legal

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
)

// A holder that says everything a holder may say. Each refusal below spoils one
// thing in it.
const fullHolder = `areas:
  - {id: north, name: North, members: [IS, "NO"], source: {cite: a treaty, basis: statute}}
holders:
  - id: acme
    name: Acme
    entity: Acme, Inc.
    kind: platform
    jurisdiction: US
    zone: America/New_York
    entities:
      - name: Acme Ireland
        jurisdiction: IE
        zone: Europe/Dublin
        serves: [north, IE, GB]
        source: {cite: a page, basis: policy}
      - name: Acme Rest
        jurisdiction: SG
        zone: Asia/Singapore
        serves: [any]
        source: {cite: a page, basis: policy}
    policy_date: "2026-11-01"
    in_force: {from: "2020-01-01", until: "2027-12-31", source: {cite: a register, basis: reported}}
    channel: a portal
    must_contain: [handle, dates]
    holdings:
      - {asked: account, category: SubscriberData, yields: [email]}
      - {asked: account, category: TrafficData, yields: [ip], what: log-ins, needs_range: true}
      - {asked: ip, category: UserIdentifyingData, yields: [account]}
    lacks:
      - {category: StoredContentData, what: sealed chats, source: {cite: a page, basis: policy}}
      - {category: StoredContentData, what: sealed calls, source: {cite: a page, basis: policy}}
    preservation:
      hold: {period: 90d, source: {cite: a page, basis: policy}}
      renewals: [{period: 60d, source: {cite: a page, basis: policy}}]
      ask_before: {period: 7d, source: {cite: a page, basis: policy}}
      foreign: {period: 1y, source: {cite: a page, basis: policy}}
      foreign_renewals: [{period: 180d, source: {cite: a page, basis: policy}}]
      source: {cite: a page, basis: policy}
    known:
      - {text: answers nine of ten, source: {cite: a report, basis: reported}}
    sources: [{cite: a page, basis: policy}]
`

func loadHolder(text string) (*Law, error) {
	practice := "practice:\n"
	for _, id := range practices() {
		practice += "  - {id: " + id + ", term: {period: 1d, source: {cite: ours, basis: assumption}}}\n"
	}
	return Load(fstest.MapFS{
		"packs/t/acme.yaml":     &fstest.MapFile{Data: []byte(text)},
		"packs/t/practice.yaml": &fstest.MapFile{Data: []byte(practice)},
	}, "t")
}

func TestHolderSaysEverything(t *testing.T) {
	l, err := loadHolder(fullHolder)
	require.NoError(t, err)
	h, ok := l.Holder("acme")
	require.True(t, ok)
	require.Len(t, h.Companies(), 3)
	require.Equal(t, "Acme, Inc.", h.Companies()[0].Name, "its own company comes first")
	require.Equal(t, []string{"north", "IE", "GB"}, h.Entities[0].Serves)
	require.Equal(t, "180d", h.Preservation.ForeignRenewals[0].Period.String())
	require.True(t, h.Holdings[1].NeedsRange)
}

// A holder of nothing may be listed, as a dead end that says why.
func TestHolderOfNothing(t *testing.T) {
	start, end := strings.Index(fullHolder, "      - {asked: account"), strings.Index(fullHolder, "    lacks:")
	text := fullHolder[:start] + fullHolder[end:]
	l, err := loadHolder(text)
	require.NoError(t, err)
	h, _ := l.Holder("acme")
	require.Empty(t, h.Holdings)
	require.Len(t, h.Lacks, 2)
}

func TestHolderRefuses(t *testing.T) {
	const src = ", source: {cite: a page, basis: policy}"
	tests := []struct{ name, old, new, want string }{
		{"entity without name", "name: Acme Ireland", "name: ", "acme.yaml:11: name is empty"},
		{"entity's jurisdiction", "jurisdiction: IE", "jurisdiction: Eire", `acme.yaml:12: jurisdiction "Eire"`},
		{"entity's zone", "zone: Europe/Dublin", "zone: Europe/Atlantis", `acme.yaml:13: zone "Europe/Atlantis"`},
		{"entity's source", "serves: [any]\n        source: {cite: a page, basis: policy}", "serves: [any]", "acme.yaml:16: figure or rule without source"},
		{"entity named as the house's own", "name: Acme Ireland", `name: "Acme, Inc."`, `acme.yaml:11: entity "Acme, Inc." is listed twice`},
		{"entity named as another", "name: Acme Rest", "name: Acme Ireland", `acme.yaml:16: entity "Acme Ireland" is listed twice`},
		{"serves an unknown area", "serves: [north,", "serves: [south,", `acme.yaml:14: dangling reference: no area "south"`},
		{"serves no place", "serves: [north,", "serves: [Northern Isles,", `acme.yaml:14: serves "Northern Isles"`},
		{"serves twice", "serves: [north, IE", "serves: [IE, IE", `acme.yaml:14: serves "IE" is listed twice`},
		{"serves all and more", "serves: [any]", "serves: [any, FR]", `acme.yaml:19: serves "any" beside others`},
		{"holder's calendar", "    zone: America/New_York", "    zone: America/New_York\n    calendar: us-moon", `acme.yaml:10: dangling reference: no calendar "us-moon"`},
		{"entity's calendar", "        zone: Europe/Dublin", "        zone: Europe/Dublin\n        calendar: ie-moon", `acme.yaml:14: dangling reference: no calendar "ie-moon"`},
		{"in force, no dates", `from: "2020-01-01", until: "2027-12-31", `, "", "in_force says neither from nor until"},
		{"in force, no day", `until: "2027-12-31"`, `until: "2027-13-31"`, `until "2027-13-31": want a date`},
		{"in force, backwards", `until: "2027-12-31"`, `until: "2019-12-31"`, "in_force ends on 2019-12-31, before it begins on 2020-01-01"},
		{"in force, no source", ", source: {cite: a register, basis: reported}", "", "acme.yaml:22: figure or rule without source"},
		{"empty line", "[handle, dates]", `[handle, ""]`, "acme.yaml:24: must_contain: the line is empty"},
		{"line twice", "[handle, dates]", "[handle, handle]", `acme.yaml:24: must_contain: "handle" is listed twice`},
		{"range where there are no dates", "yields: [email]}", "yields: [email], needs_range: true}", "acme.yaml:26: needs_range on SubscriberData"},
		{"range beside an instant", "yields: [account]}", "yields: [account], needs_range: true}", "acme.yaml:28: needs_range on data asked by ip"},
		{"lack of an unknown category", "- {category: StoredContentData, what: sealed chats", "- {category: Secrets, what: sealed chats", `acme.yaml:30: category "Secrets" is unknown`},
		{"lack of what", "what: sealed chats, ", "", "acme.yaml:30: what is empty"},
		{"lack without source", "what: sealed chats" + src, "what: sealed chats", "acme.yaml:30: figure or rule without source"},
		{"lack twice", "what: sealed calls", "what: sealed chats", `acme.yaml:31: lacks: StoredContentData, "sealed chats" is listed twice`},
		{"hold without source", "hold: {period: 90d" + src + "}", "hold: {period: 90d}", "acme.yaml:33: figure or rule without source"},
		{"hold of no time", "hold: {period: 90d", "hold: {period: 0d", `acme.yaml:33: period "0d"`},
		{"renewal without source", "[{period: 60d" + src + "}]", "[{period: 60d}]", "acme.yaml:34: figure or rule without source"},
		{"renewals without hold", "      hold: {period: 90d" + src + "}\n", "", "acme.yaml:33: renewals without hold"},
		{"ask before what", "      hold: {period: 90d" + src + "}\n      renewals: [{period: 60d" + src + "}]\n", "", "acme.yaml:33: ask_before without hold"},
		{"ask before it begins", "ask_before: {period: 7d", "ask_before: {period: 90d", "acme.yaml:35: ask_before 90d is not shorter than hold 90d"},
		{"foreign without source", "foreign: {period: 1y" + src + "}", "foreign: {period: 1y}", "acme.yaml:36: figure or rule without source"},
		{"foreign renewals alone", "      foreign: {period: 1y" + src + "}\n", "", "acme.yaml:36: foreign_renewals without foreign"},
		{"foreign renewal without source", "[{period: 180d" + src + "}]", "[{period: 180d}]", "acme.yaml:37: figure or rule without source"},
		{"terms without source", "      source: {cite: a page, basis: policy}\n    known:", "    known:", "acme.yaml:32: figure or rule without source"},
		{"known to do nothing", "text: answers nine of ten", `text: ""`, "acme.yaml:40: text is empty"},
		{"known by nobody", "nine of ten, source: {cite: a report, basis: reported}", "nine of ten", "acme.yaml:40: figure or rule without source"},
		{"neither has nor lacks", fullHolder[strings.Index(fullHolder, "    holdings:"):strings.Index(fullHolder, "    preservation:")], "", "acme.yaml:4: no holdings"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			spoilt := strings.Replace(fullHolder, tt.old, tt.new, 1)
			require.NotEqual(t, fullHolder, spoilt, "%q is not in the pack", tt.old)
			law, err := loadHolder(spoilt)
			require.ErrorContains(t, err, tt.want)
			require.Nil(t, law)
			_, ok := errors.AsType[*PackError](err)
			require.True(t, ok, "no place is told: %v", err)
		})
	}
}

// The registry of the current edition: what must be true of every entry.
func TestRegistry(t *testing.T) {
	day, err := time.Parse(time.DateOnly, CurrentEdition)
	require.NoError(t, err, "an edition is named by its day")
	l := current(t)
	require.GreaterOrEqual(t, len(l.Holders()), 25)
	for _, h := range l.Holders() {
		t.Run(string(h.ID), func(t *testing.T) {
			policy, err := time.Parse(time.DateOnly, h.PolicyDate)
			require.NoError(t, err)
			require.False(t, policy.After(day), "a policy of %s in an edition of %s", h.PolicyDate, CurrentEdition)
			require.True(t, h.Illustrative == strings.HasPrefix(string(h.ID), "example-"), "real or not: the name and the mark disagree")
			// The first illustrative entries and Twitter's of 2012 are pinned by
			// recorded cases; every other says more.
			pinned := slices.Contains([]HolderID{"twitter", "example-mail", "example-isp", "example-isp-brief"}, h.ID)
			require.True(t, pinned || h.Channel != "", "no channel, and no word that none was found")
			require.True(t, pinned || h.Notice != nil || len(h.Holdings) == 0, "silent about notice")
			if h.Notice != nil && h.Notice.BeforeDisclosure {
				require.Contains(t, h.Notice.Exceptions, ExceptGag, "a gag always wins")
			}
			require.True(t, h.Notice == nil || h.Notice.Source.Note != "" || h.ID == "example-mail", "notice policy without its text")
			for n, x := range h.Holdings {
				require.True(t, pinned || x.What != "", "holding %d does not say what it is", n)
				require.False(t, x.Category == StoredContentData && len(x.Yields) > 0, "content names nobody")
			}
		})
	}
}

// Whatever a holder yields must lead somewhere: an identifier of a kind that no
// holder answers would be the end of every chain. A subscriber is the end.
func TestYieldsAreAnswerable(t *testing.T) {
	answers, yields := map[IdentifierKind]bool{KindSubscriber: true}, map[IdentifierKind]bool{}
	perKind := map[HolderKind]map[IdentifierKind]bool{Platform: {}, EmailProvider: {}, ISP: {}}
	for _, h := range current(t).Holders() {
		for _, x := range h.Holdings {
			answers[x.Asked], perKind[h.Kind][x.Asked] = true, true
			for _, y := range x.Yields {
				yields[y] = true
			}
		}
	}
	for y := range yields {
		require.True(t, answers[y], "nobody answers %s", y)
	}
	require.True(t, perKind[Platform][KindAccount] && perKind[EmailProvider][KindEmail] && perKind[ISP][KindIP],
		"the chain of platform, e-mail provider and access provider is broken")
}

// What no source says is not dressed up as one: a figure that is ours has our
// mark, and a figure of a law or a policy is not signed by the house.
func TestRegistryMarksItsOwnFigures(t *testing.T) {
	counted := map[Basis]int{}
	for _, h := range current(t).Holders() {
		walk(reflect.ValueOf(h), func(v any) {
			s, ok := v.(Source)
			if !ok {
				return
			}
			ours := strings.HasPrefix(s.Cite, "writ") || s.Cite == "illustrative holder"
			require.False(t, ours && s.Basis != BasisAssumption, "%s: %q is ours, with basis %s", h.ID, s.Cite, s.Basis)
			remembered := strings.Contains(s.Cite, "as remembered")
			require.False(t, remembered && s.Basis != BasisUnconfirmed, "%s: %q has basis %s", h.ID, s.Cite, s.Basis)
			counted[s.Basis]++
		})
		for _, k := range h.Known {
			require.False(t, k.Source.Doubtful(), "%s is not known to %q", h.ID, k.Text)
		}
		if h.Emergency != nil {
			require.Equal(t, BasisAssumption, h.Emergency.Expect.Source.Basis, "%s: no provider publishes how fast it is", h.ID)
		}
	}
	for _, b := range bases() {
		require.Positive(t, counted[b], "no source of basis %s: the walk missed some", b)
	}
}

// A clock of working days needs a calendar of the company's seat. Where the
// edition has none, such a clock is refused, and this list says where.
func TestSeatsHaveCalendars(t *testing.T) {
	l := current(t)
	var without []string
	for _, h := range l.Holders() {
		for _, e := range h.Companies() {
			if _, ok := l.CalendarAt(e.Seat()); !ok {
				without = append(without, e.Name)
			}
		}
	}
	require.ElementsMatch(t, []string{"Telegram FZ-LLC", "TikTok Pte. Ltd."}, without)
	telekom, _ := l.Holder("deutsche-telekom")
	cal, ok := l.CalendarAt(telekom.Seat())
	require.True(t, ok)
	require.Equal(t, "de-nw", cal.ID(), "Bonn has more holidays than the country")
}

func TestEuropeanCompanies(t *testing.T) {
	l := current(t)
	tests := []struct {
		holder HolderID
		name   string
		where  string
		serves []string // whose users, among others
		not    []string
	}{
		{"x", "X Internet Unlimited Company", "IE", []string{"FR", "DE", "GB"}, []string{"US", "JP"}},
		{"meta", "Meta Platforms Ireland Limited", "IE", []string{"FR", "IE", "NO"}, []string{"US", "IN"}},
		{"google", "Google Ireland Limited", "IE", []string{"FR", "CH"}, []string{"US"}},
		{"tiktok", "TikTok Technology Limited", "IE", []string{"FR"}, []string{"GB", "SG", "US"}},
		{"tiktok", "TikTok Information Technologies UK Limited", "GB", []string{"GB"}, []string{"IE"}},
		{"tiktok", "TikTok Pte. Ltd.", "SG", []string{"SG"}, []string{"US"}},
	}
	for _, tt := range tests {
		h, _ := l.Holder(tt.holder)
		n := slices.IndexFunc(h.Companies(), func(e Entity) bool { return e.Name == tt.name })
		require.Positive(t, n, "%s has no further company %s", tt.holder, tt.name)
		e := h.Companies()[n]
		require.Equal(t, tt.where, e.Jurisdiction)
		require.True(t, e.Source.Doubtful(), "the name stands in no source, and must say so")
		for _, place := range tt.serves {
			require.True(t, l.WithinAny(place, e.Serves), "%s serves %s", e.Name, place)
		}
		for _, place := range tt.not {
			require.False(t, l.WithinAny(place, e.Serves), "%s does not serve %s", e.Name, place)
		}
	}
	tiktok, _ := l.Holder("tiktok")
	require.Len(t, tiktok.Companies(), 4, "a request to the wrong one of the four is rejected")
}

// The retention facts, read back through the question that the workflows ask.
func TestRetentionFacts(t *testing.T) {
	l := current(t)
	seen := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		holder HolderID
		asked  IdentifierKind
		want   string
		basis  Basis
	}{
		{"comcast", KindIP, "2027-02-28T12:00:00Z", BasisReported},          // 180 d, with the clock set back in between
		{"sonic", KindIP, "2026-09-15T12:00:00Z", BasisReported},            // 14 d
		{"orange-fr", KindIP, "2027-09-01T12:00:00Z", BasisStatute},         // 1 y
		{"orange-fr", KindPhone, "2027-09-01T12:00:00Z", BasisStatute},      // the shortest of 1 y and 5 y
		{"deutsche-telekom", KindIP, "2026-09-05T12:00:00Z", BasisReported}, // 4 d, of 4 to 7
		{"telegram", KindAccount, "2027-09-01T12:00:00Z", BasisPolicy},      // 12 months
		{"telegram", KindPhone, "2027-09-01T12:00:00Z", BasisPolicy},
		{"bt", KindIP, "2027-09-01T12:00:00Z", BasisUnconfirmed},
		{"verizon", KindIP, "2027-03-01T12:00:00Z", BasisUnconfirmed},
		{"x", KindAccount, "2026-09-15T12:00:00Z", BasisAssumption}, // "very brief"
		{"apple", KindEmail, "2026-09-26T12:00:00Z", BasisUnconfirmed},
		{"example-mail-de", KindEmail, "2026-09-08T12:00:00Z", BasisAssumption},
		{"example-isp-fr", KindIP, "2027-09-01T12:00:00Z", BasisStatute},
	}
	for _, tt := range tests {
		at, term, ok := l.Perishes(tt.holder, tt.asked, seen)
		require.True(t, ok, "%s by %s", tt.holder, tt.asked)
		want, err := time.Parse(time.RFC3339, tt.want)
		require.NoError(t, err)
		// A day of a civil count has 23 to 25 hours: the wall clock is kept, not the instant.
		require.WithinDuration(t, want, at, time.Hour, "%s by %s", tt.holder, tt.asked)
		require.Equal(t, tt.basis, term.Source.Basis, "%s by %s", tt.holder, tt.asked)
	}
	_, _, ok := l.Perishes("proton-vpn", KindIP, seen)
	require.False(t, ok, "what is not held does not perish")
}

func TestPreservationTerms(t *testing.T) {
	text := func(list []Term) (words string) {
		for _, term := range list {
			words += " +" + term.Period.String()
		}
		return words
	}
	tests := map[HolderID]string{
		"x":      "90d +90d, ask 7d before",
		"meta":   "90d",
		"snap":   "90d +90d, abroad 1y +180d",
		"tiktok": "90d +90d", "discord": "90d +90d", "apple": "90d +90d",
		"google": "unknown",
	}
	for id, want := range tests {
		h, _ := current(t).Holder(id)
		require.NotNil(t, h.Preservation, id)
		p, got := h.Preservation, "unknown"
		if p.Hold != nil {
			got = p.Hold.Period.String() + text(p.Renewals)
		}
		if p.AskBefore != nil {
			got += ", ask " + p.AskBefore.Period.String() + " before"
		}
		if p.Foreign != nil {
			got += ", abroad " + p.Foreign.Period.String() + text(p.ForeignRenewals)
		}
		require.Equal(t, want, got, id)
	}
}

// Dead ends by design: what is encrypted or never logged, and orders that are
// answered only at home.
func TestRegistryDeadEnds(t *testing.T) {
	l := current(t)
	for _, id := range []HolderID{"whatsapp", "telegram", "proton"} {
		h, _ := l.Holder(id)
		require.False(t, slices.ContainsFunc(h.Holdings, func(x Holding) bool { return x.Category == StoredContentData }), id)
		require.True(t, slices.ContainsFunc(h.Lacks, func(x Lack) bool { return x.Category == StoredContentData }), id)
	}
	vpn, _ := l.Holder("proton-vpn")
	require.Empty(t, vpn.Holdings)
	require.Len(t, vpn.Lacks, len(Categories()))
	proton, _ := l.Holder("proton")
	require.Equal(t, "CH", proton.Jurisdiction)
	require.Nil(t, proton.Emergency, "voluntary answers abroad are refused too")
}

// The house that was renamed says so, and by its new name it begins that day.
func TestOneHouseTwoNames(t *testing.T) {
	twitter, _ := current(t).Holder("twitter")
	x, _ := current(t).Holder("x")
	require.Equal(t, "2023-07-24", x.InForce.From)
	renamed := twitter.Sources[len(twitter.Sources)-1]
	require.Contains(t, renamed.Note, "24 July 2023; ask x")
	require.Equal(t, BasisUnconfirmed, renamed.Basis)
}
