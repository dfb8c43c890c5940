package legal

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// spoilt is a way to spoil a pack: what is replaced in which file, and what is
// then said about which line.
type spoilt struct {
	name, file, old, new string
	line                 int
	want                 string
}

// refuses spoils one thing in a pack that is otherwise right and looks for the
// fault, by file, line and reason.
func refuses(t *testing.T, pack func() map[string]string, tests []spoilt) {
	t.Helper()
	_, err := load(pack())
	require.NoError(t, err, "the pack is right before it is spoilt")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := pack()
			require.Contains(t, files[tt.file], tt.old)
			files[tt.file] = strings.Replace(files[tt.file], tt.old, tt.new, 1)
			law, err := load(files)
			require.Error(t, err)
			require.Nil(t, law, "there is no law with half a pack")
			var all []string
			for _, f := range Faults(err) {
				if f.File == "packs/t/"+tt.file && f.Line == tt.line && strings.Contains(f.Reason, tt.want) {
					return
				}
				all = append(all, f.Error())
			}
			require.Fail(t, "not refused as it should be", "want %s\nhave %s",
				fmt.Sprintf("packs/t/%s:%d: ...%s...", tt.file, tt.line, tt.want), strings.Join(all, "\n     "))
		})
	}
}

func TestLoadRefuses(t *testing.T) {
	const law, acme = "law.yaml", "holders/acme.yaml"
	refuses(t, smallPack, []spoilt{
		{"unknown field", law, "    standard: relevance", "    burden: relevance", 7, `unknown field "burden" in instrument`},
		{"unknown top field", law, "ladders:", "laders:", 32, `unknown field "laders" in pack`},
		{"duplicate key", law, "    standard: relevance", "    name: again", 7, `duplicate key "name"`},
		{"duplicate instrument", law, "id: us.hold", "id: us.subpoena", 17, `instrument "us.subpoena": duplicate id; the first stands in packs/t/law.yaml:2`},
		{"duplicate ladder", law, "ladders:", "ladders:\n  - jurisdiction: US\n    steps: [{action: reminder, after: {period: 1d, source: {cite: ours, basis: assumption}}}]", 35, `"US": two clocks for one act`},
		{"two clocks: rule id", law, "    sources:\n      - {cite", "    emergency_reply: {id: us.subpoena.reply, regime: CIVIL, from: service, term: {period: 8h, source: {cite: a law, basis: statute}}}\n    sources:\n      - {cite", 15, "rule \"us.subpoena.reply\": two clocks for one act"},
		{"two clocks: rung", law, "action: motion-to-compel", "action: reminder", 37, "two clocks for one act: reminder comes twice"},
		{"two clocks: holding", acme, "    notice:", "      - {asked: account, category: SubscriberData, yields: [email, phone]}\n    notice:", 15, "two clocks for one act"},
		{"two clocks: practice", "practice.yaml", "id: hearing-target", "id: case-target", 8, "two clocks for one act"},
		{"unknown practice", "practice.yaml", "id: case-target", "id: case-tarket", 8, `practice "case-tarket" is unknown`},
		{"dangling ladder", law, "compel_with: us.motion", "compel_with: us.notion", 34, `dangling reference: no instrument "us.notion"`},
		{"ladder compels with a subpoena", law, "compel_with: us.motion", "compel_with: us.subpoena", 34, "us.subpoena is an instrument of compulsory: want one of enforcement"},
		{"ladder compels with nothing", law, "    compel_with: us.motion\n", "", 33, "compel_with names no instrument"},
		{"ladder of another country", law, "ladders:\n  - jurisdiction: US", "ladders:\n  - jurisdiction: FR", 34, "us.motion is an instrument of US, the ladder is of FR"},
		{"ladder out of order", law, "period: 24h", "period: 3d", 37, "not later than the step before it"},
		{"unknown action", law, "action: reminder", "action: disclose", 36, `action "disclose" is unknown`},
		{"unknown nature", law, "nature: enforcement", "nature: polite", 28, `nature "polite" is unknown`},
		{"unknown role", law, "issuers: [prosecutor]", "issuers: [journalist]", 6, `role "journalist" is unknown`},
		{"role twice", law, "issuers: [prosecutor]", "issuers: [judge, judge]", 6, `role "judge" is listed twice`},
		{"empty issuers", law, "issuers: [prosecutor]", "issuers: []", 6, "no issuers"},
		{"no issuers", law, "    issuers: [prosecutor]\n", "", 2, "no issuers"},
		{"unknown category", law, "unlocks: [SubscriberData]", "unlocks: [Everything]", 8, `category "Everything" is unknown`},
		{"unknown regime", law, "regime: CIVIL", "regime: FRCP6b", 12, `regime "FRCP6b" is unknown`},
		{"unknown trigger", law, "from: service", "from: whenever", 13, `trigger "whenever" is unknown`},
		{"unknown basis", law, "- {cite: a law, basis: statute}", "- {cite: a law, basis: hearsay}", 16, `basis "hearsay" is unknown`},
		{"no basis", law, "- {cite: a law, basis: statute}", "- {cite: a law}", 16, "source without basis"},
		{"figure without source", law, "term: {period: 10d, source: {cite: a law, basis: statute}}", "term: {period: 10d}", 14, "figure or rule without source"},
		{"empty cite", law, "hold: {period: 90d, source: {cite: a law", `hold: {period: 90d, source: {cite: " "`, 23, "figure or rule without source"},
		{"cite with scheme", acme, "sources: [{cite: a page", "sources: [{cite: ftp://a.page", 19, "without scheme"},
		{"empty sources", acme, "sources: [{cite: a page, basis: policy}]", "sources: []", 19, "no sources"},
		{"zero threshold", law, "years: 3", "years: 0", 9, "threshold of 0 years"},
		{"compulsory unlocks nothing", law, "    unlocks: [SubscriberData]\n", "", 2, "compulsory instrument that unlocks nothing"},
		{"enforcement unlocks", law, "nature: compulsory", "nature: enforcement", 8, "discloses nothing, so it unlocks nothing"},
		{"preservation without hold", law, "    hold: {period: 90d, source: {cite: a law, basis: statute}}\n", "", 17, "preservation without hold"},
		{"hold without preservation", law, "nature: preservation", "nature: enforcement", 23, "only preservation keeps data"},
		{"secrecy without secrecy", law, "nature: enforcement", "nature: secrecy", 25, "says nothing of it"},
		{"voluntary with reply clock", law, "nature: compulsory", "nature: voluntary", 2, "reply clock on a voluntary instrument"},
		{"field of an older edition", law, "    standard: late", "    standard: late\n    suspends: true", 31, "unknown field \"suspends\""},
		{"validation afterwards by nobody", law, "    reply:", "    ex_post_validation: {id: v, regime: CIVIL, from: ruling, term: {period: 48h, source: {cite: a law, basis: statute}}}\n    reply:", 10, "validation afterwards without validated_by"},
		{"voluntary, emergency or not", law, "nature: enforcement", "nature: voluntary\n    unlocks: [SubscriberData]", 25, "emergency_only is not stated"},
		{"notice, before or not", acme, "      before_disclosure: true\n", "", 15, "before_disclosure is not stated"},
		{"ladder without steps", law, "ladders:", "ladders:\n  - {jurisdiction: FR, steps: []}", 33, "ladder without steps"},
		{"fault behind an alias", law, "hold: {period: 90d, source: {cite: a law, basis: statute}}", "hold: &h {period: 90d, source: {cite: a law, basis: hearsay}}\n    renewals: [*h]", 23, "basis \"hearsay\""},
		{"list for a file", law, smallLaw, "- instruments", 1, "cannot unmarshal"},
		{"zero period", law, "period: 10d", "period: 0d", 14, "period \"0d\""},
		{"period without unit", law, "period: 10d", "period: 10", 14, "period \"10\""},
		{"null period", law, "period: 10d", "period: null", 14, "no period is stated"},
		{"working days under CIVIL", law, "period: 10d", "period: 10wd", 14, "working days need a regime"},
		{"zone not loadable", acme, "zone: America/New_York", "zone: America/Gotham", 7, `zone "America/Gotham"`},
		{"machine's zone", acme, "zone: America/New_York", "zone: Local", 7, `zone "Local"`},
		{"unknown kind", acme, "kind: platform", "kind: cloud", 5, `kind "cloud" is unknown`},
		{"unknown identifier kind", acme, "asked: account", "asked: topic", 14, `identifier kind "topic" is unknown`},
		{"unknown exception", acme, "exceptions: [gag]", "exceptions: [gagg]", 17, `exception "gagg" is unknown`},
		{"policy date", acme, `"2026-11-01"`, "November", 8, `policy_date "November"`},
		{"jurisdiction", acme, "jurisdiction: US", "jurisdiction: usa", 6, `jurisdiction "usa"`},
		{"no holdings", acme, "    holdings:\n      - {asked: account, category: SubscriberData, yields: [email]}\n", "", 2, "no holdings"},
		{"instrument id", law, "id: us.hold", "id: Hold", 17, `id "Hold"`},
		{"no entity", acme, "    entity: Acme, Inc.\n", "", 2, "entity is empty"},
		{"duplicate holder", acme, "holders:", "holders:\n  - {id: acme}", 3, `holder "acme": duplicate id`},
		{"wrong type", law, "years: 3", "years: three", 9, "cannot unmarshal"},
		{"broken file", law, "instruments:", "instruments: [", 1, "did not find expected node content"},
		{"second document", law, "ladders:", "---\nladders:", 0, "holds more than one document"},
		{"empty file", acme, smallHolder, "", 0, "is empty"},
	})
}

// What is missing altogether stands nowhere; the edition is named.
func TestLoadRefusesMissingPractice(t *testing.T) {
	files := smallPack()
	files["practice.yaml"] = strings.Replace(files["practice.yaml"], "id: reply-default", "id: case-target", 1)
	_, err := load(files)
	require.ErrorContains(t, err, "packs/t: missing practice targets: reply-default")
}
