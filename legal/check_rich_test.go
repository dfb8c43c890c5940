package legal

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// richLaw has one of each thing that smallLaw lacks.
const richLaw = `areas:
  - {id: twins, name: The twins, members: [IE, FR], source: {cite: a treaty, basis: statute}}
doors:
  - id: no-lists
    shapes: [list]
    text: one account each
    sources: [{cite: ours, basis: assumption}]
  - id: no-profiles
    purposes: [profile]
    text: one offence each
    sources: [{cite: ours, basis: assumption}]
instruments:
  - id: eu.order
    name: Order
    jurisdiction: EU
    nature: compulsory
    in_force:
      from: "2026-08-18"
      until: "2030-12-31"
      source: {cite: a law, basis: statute}
    requesters: [twins]
    binds: [twins]
    executed_by: judge
    cross_border: true
    issuers: [judge, agency]
    validated_by: [judge]
    raised:
      - protects: [lawyer-data]
        issuers: [liberty-judge]
        source: {cite: a law, basis: statute}
    standard: necessary
    unlocks: [SubscriberData, TrafficData]
    thresholds:
      - years: 3
        categories: [TrafficData]
        source: {cite: a law, basis: statute}
      - offences: [missing-person]
        source: {cite: a law, basis: statute}
    acknowledge: {id: a, regime: CIVIL, from: service, term: {period: 8h, source: {cite: a law, basis: statute}}}
    reply: {id: b, regime: CIVIL, from: service, term: {period: 10d, source: {cite: a law, basis: statute}}}
    emergency_reply: {id: c, regime: CIVIL, from: service, term: {period: 8h, source: {cite: a law, basis: statute}}}
    ex_post_validation: {id: d, regime: CIVIL, from: ruling, term: {period: 48h, source: {cite: a law, basis: statute}}}
    notification:
      to: prosecutor
      suspends: true
      source: {cite: a law, basis: statute}
    refusal_window: {id: e, regime: CIVIL, from: service, term: {period: 10d, source: {cite: a law, basis: statute}}}
    emergency_refusal_window: {id: f, regime: CIVIL, from: service, term: {period: 96h, source: {cite: a law, basis: statute}}}
    refusal_grounds: [{text: privilege, source: {cite: a law, basis: statute}}]
    validity: {period: 1mo, source: {cite: a law, basis: statute}}
    renewable: true
    user_information: {text: at once, source: {cite: a law, basis: statute}}
    penalties: [{text: a fine, source: {cite: a law, basis: statute}}]
    notes: [{text: beware, source: {cite: a law, basis: statute}}]
    sources: [{cite: a law, basis: statute}]
  - id: eu.compel
    name: Compel
    jurisdiction: EU
    nature: enforcement
    requesters: [twins]
    binds: [twins]
    issuers: [judge]
    standard: late
    sources: [{cite: a law, basis: statute}]
ladders:
  - jurisdiction: twins
    compel_with: eu.compel
    steps:
      - {action: motion-to-compel, after: {period: 2d, source: {cite: ours, basis: assumption}}}
`

// everyone is the area that stands for the European Union as a law-giver: one
// may write EU only where it is there.
const everyone = "areas:\n  - {id: eu, name: European Union, members: [IE, FR, DE], source: {cite: a treaty, basis: statute}}\n"

func richPack() map[string]string {
	files := smallPack()
	files["rich.yaml"], files["areas.yaml"] = richLaw, everyone
	return files
}

func TestLoadRefusesAreasAndDoors(t *testing.T) {
	const rich = "rich.yaml"
	refuses(t, richPack, []spoilt{
		{"unknown field of an area", rich, "name: The twins", "title: The twins", 2, `unknown field "title" in area`},
		{"area without members", rich, "members: [IE, FR]", "members: []", 2, "no members"},
		{"area twice", rich, "areas:", "areas:\n  - {id: twins, name: Again, members: [DE], source: {cite: a treaty, basis: statute}}", 3, `area "twins": duplicate id; the first stands in packs/t/rich.yaml:2`},
		{"member twice", rich, "[IE, FR]", "[IE, IE]", 2, `member "IE" is listed twice`},
		{"member is a part of a country", rich, "[IE, FR]", "[IE, FR-67]", 2, `member "FR-67": want the ISO 3166 code of a country`},
		{"member is the Union", rich, "[IE, FR]", "[IE, EU]", 2, `member "EU": want the ISO 3166 code of a country`},
		{"area without source", rich, "members: [IE, FR], source: {cite: a treaty, basis: statute}", "members: [IE, FR]", 2, "without source"},
		{"area without name", rich, "name: The twins", `name: ""`, 2, "name is empty"},
		{"area named any", rich, "areas:", "areas:\n  - {id: any, name: All, members: [DE], source: {cite: a treaty, basis: statute}}", 2, "is every place already"},
		{"area id", rich, "id: twins", "id: Twins", 2, `id "Twins": want small letters`},
		{"door without shapes and purposes", rich, "    shapes: [list]\n", "", 4, "door that refuses nothing"},
		{"door with both", rich, "shapes: [list]", "shapes: [list]\n    purposes: [track-topic]", 4, "door with shapes and purposes"},
		{"door that refuses one account", rich, "shapes: [list]", "shapes: [account]", 5, `shape "account": every lawful request has it`},
		{"door that refuses identification", rich, "purposes: [profile]", "purposes: [identify-author]", 9, `purpose "identify-author": it is what lawful requests are for`},
		{"door that refuses protection", rich, "purposes: [profile]", "purposes: [protect-person]", 9, `purpose "protect-person": it is what lawful requests are for`},
		{"unknown shape", rich, "shapes: [list]", "shapes: [cloud]", 5, `shape "cloud" is unknown`},
		{"unknown purpose", rich, "purposes: [profile]", "purposes: [fun]", 9, `purpose "fun" is unknown`},
		{"two doors for one shape", rich, "    purposes: [profile]", "    shapes: [list]", 9, `shape "list": two doors for one shape`},
		{"two doors for one purpose", rich, "doors:", "doors:\n  - {id: x, purposes: [profile], text: t, sources: [{cite: ours, basis: assumption}]}", 10, `purpose "profile": two doors for one purpose`},
		{"door twice", rich, "id: no-profiles", "id: no-lists", 8, `door "no-lists": duplicate id`},
		{"door without text", rich, "    text: one account each\n", "", 4, "text is empty"},
		{"door without sources", rich, "    text: one account each\n    sources: [{cite: ours, basis: assumption}]", "    text: one account each", 4, "no sources"},
		{"door id", rich, "id: no-lists", "id: No lists", 4, `id "No lists": want small letters`},
	})
}

// The word EU stands for the area of its member States, so that without such an
// area it names nobody.
func TestLoadRefusesTheUnionWithoutMembers(t *testing.T) {
	files := richPack()
	files["areas.yaml"] = strings.Replace(everyone, "id: eu", "id: europe", 1)
	files["rich.yaml"] = strings.Replace(richLaw, "binds: [twins]", "binds: [EU]", 1)
	_, err := load(files)
	require.ErrorContains(t, err, `packs/t/rich.yaml:22: dangling reference: no area "EU"`)
}

func TestLoadRefusesInstruments(t *testing.T) {
	const rich = "rich.yaml"
	refuses(t, richPack, []spoilt{
		{"jurisdiction of nobody", rich, "jurisdiction: EU", "jurisdiction: Europe", 15, `jurisdiction "Europe": want an ISO 3166 code`},
		{"id of another jurisdiction", rich, "id: eu.order", "id: fr.order", 13, `id "fr.order": an instrument of EU begins with "eu."`},
		{"requesters of the Union", rich, "    requesters: [twins]\n", "", 13, "instrument of EU without requesters"},
		{"binds of the Union", rich, "    binds: [twins]\n", "", 13, "instrument of EU without binds"},
		{"requesters in an area unknown", rich, "requesters: [twins]", "requesters: [triplets]", 21, `dangling reference: no area "triplets"`},
		{"binds an area unknown", rich, "binds: [twins]", "binds: [FR, triplets]", 22, `dangling reference: no area "triplets"`},
		{"binds no place", rich, "binds: [twins]", "binds: [France]", 22, `binds "France": want an ISO 3166 code`},
		{"binds a place twice", rich, "binds: [twins]", "binds: [FR, FR]", 22, `binds "FR" is listed twice`},
		{"binds any and more", rich, "binds: [twins]", "binds: [any, FR]", 22, `binds "any" beside others`},
		{"executed by an unknown role", rich, "executed_by: judge", "executed_by: poet", 23, `role "poet" is unknown`},
		{"executed at home", rich, "    cross_border: true\n", "", 23, "executed_by without cross_border"},
		{"in force from", rich, `from: "2026-08-18"`, `from: "18 August 2026"`, 18, `from "18 August 2026": want a date`},
		{"in force until", rich, `until: "2030-12-31"`, `until: "2030-12-32"`, 19, `until "2030-12-32": want a date`},
		{"in force backwards", rich, `until: "2030-12-31"`, `until: "2026-08-17"`, 19, "ends on 2026-08-17, before it begins on 2026-08-18"},
		{"in force without dates", rich, "      from: \"2026-08-18\"\n      until: \"2030-12-31\"\n", "", 17, "says neither from nor until"},
		{"in force without source", rich, "      until: \"2030-12-31\"\n      source: {cite: a law, basis: statute}\n", "      until: \"2030-12-31\"\n", 17, "without source"},
		{"validation that nobody needs", rich, "issuers: [judge, agency]", "issuers: [judge]", 26, "validated_by, but no issuer is of lower rank"},
		{"raised without issuers", rich, "        issuers: [liberty-judge]\n", "", 28, "raised decider without issuers"},
		{"raised with empty issuers", rich, "issuers: [liberty-judge]", "issuers: []", 29, "raised decider without issuers"},
		{"raised for nobody", rich, "protects: [lawyer-data]", "protects: []", 28, "raised decider that protects nobody"},
		{"raised for an unknown class", rich, "protects: [lawyer-data]", "protects: [poet]", 28, `protection "poet" is unknown`},
		{"raised by an unknown role", rich, "issuers: [liberty-judge]", "issuers: [poet]", 29, `role "poet" is unknown`},
		{"raised and validated by an unknown role", rich, "issuers: [liberty-judge]", "issuers: [liberty-judge]\n        validated_by: [poet]", 30, `role "poet" is unknown`},
		{"raised twice", rich, "    raised:", "    raised:\n      - {protects: [lawyer-data], issuers: [judge], source: {cite: a law, basis: statute}}", 29, "two deciders for one protection: lawyer-data"},
		{"raised without source", rich, "        issuers: [liberty-judge]\n        source: {cite: a law, basis: statute}", "        issuers: [liberty-judge]", 28, "without source"},
		{"threshold of zero years", rich, "years: 3", "years: 0", 34, "threshold of 0 years"},
		{"threshold of zero years beside offences", rich, "- offences: [missing-person]", "- offences: [missing-person]\n        years: 0", 38, "threshold of 0 years"},
		{"threshold below zero", rich, "years: 3", "years: -1", 34, "threshold of -1 years"},
		{"threshold of nothing", rich, "      - offences: [missing-person]\n        source", "      - source", 37, "threshold without years or offences"},
		{"threshold by network alone", rich, "- offences: [missing-person]", "- offences: [missing-person]\n        over_network: true", 38, "over_network without years"},
		{"threshold for a category not unlocked", rich, "categories: [TrafficData]", "categories: [StoredContentData]", 35, "threshold for StoredContentData, which eu.order does not unlock"},
		{"threshold for an unknown category", rich, "categories: [TrafficData]", "categories: [Everything]", 35, `category "Everything" is unknown`},
		{"threshold of an offence in words", rich, "[missing-person]", "[Missing person]", 37, `offence "Missing person": want a kind of offence`},
		{"threshold of an offence twice", rich, "[missing-person]", "[missing-person, missing-person]", 37, `offence "missing-person": want a kind of offence`},
		{"threshold without source", rich, "      - offences: [missing-person]\n        source: {cite: a law, basis: statute}", "      - offences: [missing-person]", 37, "without source"},
		{"threshold of an unknown field", rich, "years: 3", "jahre: 3", 34, `unknown field "jahre" in threshold`},
	})
}

func TestLoadRefusesClocks(t *testing.T) {
	const rich = "rich.yaml"
	const cut = ", regime: CIVIL, from: service, term: {period: "
	refuses(t, richPack, []spoilt{
		{"two clocks: acknowledge and reply", rich, "reply: {id: b", "reply: {id: a", 40, `rule "a": two clocks for one act`},
		{"two clocks: windows", rich, "emergency_refusal_window: {id: f", "emergency_refusal_window: {id: e", 48, `rule "e": two clocks for one act`},
		{"clock without id", rich, "acknowledge: {id: a, ", "acknowledge: {", 39, "id is empty"},
		{"clock without source", rich, "acknowledge: {id: a" + cut + "8h, source: {cite: a law, basis: statute}}}", "acknowledge: {id: a" + cut + "8h}}", 39, "without source"},
		{"working days under CIVIL", rich, "refusal_window: {id: e" + cut + "10d", "refusal_window: {id: e" + cut + "10wd", 47, "working days"},
		{"unknown trigger", rich, "refusal_window: {id: e, regime: CIVIL, from: service", "refusal_window: {id: e, regime: CIVIL, from: whim", 47, `trigger "whim" is unknown`},
		{"emergency slower than the ordinary reply", rich, "emergency_reply: {id: c" + cut + "8h", "emergency_reply: {id: c" + cut + "11d", 41, "emergency_reply of 11d is longer than the 10d"},
		{"emergency window slower", rich, "96h", "264h", 48, "emergency_refusal_window of 264h is longer than the 10d"},
		{"receipt confirmed after the answer", rich, "acknowledge: {id: a" + cut + "8h", "acknowledge: {id: a" + cut + "2mo", 39, "acknowledge of 2mo is longer than the 10d"},
		{"acknowledge on a voluntary instrument", rich, "nature: compulsory", "nature: voluntary\n    emergency_only: false", 13, "reply clock on a voluntary instrument"},
		{"emergency window alone", rich, "    refusal_window: {id: e" + cut + "10d, source: {cite: a law, basis: statute}}}\n", "", 47, "emergency_refusal_window without refusal_window"},
		{"suspends without refusal window", rich, "    refusal_window: {id: e" + cut + "10d, source: {cite: a law, basis: statute}}}\n", "", 45, "suspends delivery without refusal_window"},
		{"refusal window without notification", rich, "    notification:\n      to: prosecutor\n      suspends: true\n      source: {cite: a law, basis: statute}\n", "", 43, "refusal_window without notification"},
		{"suspends not stated", rich, "      suspends: true\n", "", 43, "suspends is not stated: write true or false"},
		{"notification to an unknown role", rich, "to: prosecutor", "to: poet", 44, `role "poet" is unknown`},
		{"notification to nobody", rich, "      to: prosecutor\n", "", 43, `role "" is unknown`},
		{"notification without source", rich, "      suspends: true\n      source: {cite: a law, basis: statute}\n", "      suspends: true\n", 43, "without source"},
		{"notification of enforcement", rich, "nature: compulsory", "nature: enforcement", 43, "notification on an instrument of nature enforcement"},
		{"validation afterwards by nobody", rich, "    validated_by: [judge]\n", "", 41, "validation afterwards without validated_by"},
		{"renewals of nothing", rich, "    validity: {period: 1mo, source: {cite: a law, basis: statute}}\n", "", 13, "renewals without hold, validity or max_term"},
		{"renewable and renewals", rich, "renewable: true", "renewable: true\n    renewals: [{period: 1mo, source: {cite: a law, basis: statute}}]", 51, "renewable without a number and renewals with one"},
		{"renewals of two things", rich, "nature: compulsory", "nature: preservation\n    hold: {period: 60d, source: {cite: a law, basis: statute}}", 13, "two clocks for one act: renewals beside more than one"},
		{"renewal without source", rich, "renewable: true", "renewals: [{period: 1mo}]", 51, "without source"},
		{"sanction without source", rich, "penalties: [{text: a fine, source: {cite: a law, basis: statute}}]", "penalties: [{text: a fine}]", 53, "without source"},
		{"sanction as a bare word", rich, "penalties: [{text: a fine, source: {cite: a law, basis: statute}}]", "penalties: [a fine]", 53, "cannot unmarshal"},
		{"sanction without text", rich, "penalties: [{text: a fine, ", "penalties: [{", 53, "text is empty"},
		{"ground without source", rich, "refusal_grounds: [{text: privilege, source: {cite: a law, basis: statute}}]", "refusal_grounds: [{text: privilege}]", 49, "without source"},
		{"note without source", rich, "notes: [{text: beware, source: {cite: a law, basis: statute}}]", "notes: [{text: beware}]", 54, "without source"},
		{"information without text", rich, "user_information: {text: at once", `user_information: {text: ""`, 52, "text is empty"},
		{"ladder of no place", rich, "  - jurisdiction: twins", "  - jurisdiction: Twins", 66, `jurisdiction "Twins": want an ISO 3166 code`},
		{"ladder of an area unknown", rich, "  - jurisdiction: twins", "  - jurisdiction: triplets", 66, `dangling reference: no area "triplets"`},
		{"ladder compels by another area's law", rich, "members: [IE, FR]", "members: [IE, US]", 67, "eu.compel is an instrument of EU, the ladder is of twins"},
		{"two ladders for one country", rich, "ladders:", "ladders:\n  - {jurisdiction: eu, steps: [{action: reminder, after: {period: 1d, source: {cite: ours, basis: assumption}}}]}", 67, "two clocks for one act: IE lies in twins and in eu"},
	})
}
