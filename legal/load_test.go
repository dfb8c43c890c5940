package legal

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// A pack as small as it may be. Each refusal below spoils one thing in it.
const (
	smallLaw = `instruments:
  - id: us.subpoena
    name: Subpoena
    jurisdiction: US
    nature: compulsory
    issuers: [prosecutor]
    standard: relevance
    unlocks: [SubscriberData]
    offence_threshold_years: 3
    reply:
      id: us.subpoena.reply
      regime: CIVIL
      from: service
      term: {period: 10d, source: {cite: a law, basis: statute}}
    sources:
      - {cite: a law, basis: statute}
  - id: us.hold
    name: Preservation letter
    jurisdiction: US
    nature: preservation
    issuers: [agency]
    standard: none
    hold: {period: 90d, source: {cite: a law, basis: statute}}
    sources: [{cite: a law, basis: statute}]
  - id: us.motion
    name: Motion to compel
    jurisdiction: US
    nature: enforcement
    issuers: [judge]
    standard: late
    sources: [{cite: a law, basis: statute}]
ladders:
  - jurisdiction: US
    compel_with: us.motion
    steps:
      - {action: reminder, after: {period: 24h, source: {cite: ours, basis: assumption}}}
      - {action: motion-to-compel, after: {period: 2d, source: {cite: ours, basis: assumption}}}
`
	smallHolder = `holders:
  - id: acme
    name: Acme
    entity: Acme, Inc.
    kind: platform
    jurisdiction: US
    zone: America/New_York
    policy_date: "2026-11-01"
    emergency:
      test: danger
      source: {cite: a page, basis: policy}
      expect: {period: 24h, source: {cite: ours, basis: assumption}}
    holdings:
      - {asked: account, category: SubscriberData, yields: [email]}
    notice:
      before_disclosure: true
      exceptions: [gag]
      source: {cite: a page, basis: policy}
    sources: [{cite: a page, basis: policy}]
`
)

func smallPack() map[string]string {
	practice := "practice:\n"
	for _, id := range practices() {
		practice += "  - {id: " + id + ", term: {period: 1d, source: {cite: ours, basis: assumption}}}\n"
	}
	return map[string]string{"law.yaml": smallLaw, "holders/acme.yaml": smallHolder, "practice.yaml": practice}
}

func load(files map[string]string) (*Law, error) {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys["packs/t/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return Load(fsys, "t")
}

func TestLoadSmallPack(t *testing.T) {
	if _, err := load(smallPack()); err != nil {
		t.Fatal(err)
	}
}

func TestLoadRefuses(t *testing.T) {
	const law, acme = "law.yaml", "holders/acme.yaml"
	tests := []struct{ name, file, old, new, want string }{
		{"unknown field", law, "    standard: relevance", "    burden: relevance", `law.yaml:7: unknown field "burden" in instrument`},
		{"unknown top field", law, "ladders:", "laders:", `unknown field "laders" in pack`},
		{"duplicate key", law, "    standard: relevance", "    name: again", `law.yaml:7: duplicate key "name"`},
		{"duplicate instrument", law, "id: us.hold", "id: us.subpoena", `law.yaml:17: instrument "us.subpoena": duplicate id; the first stands in packs/t/law.yaml:2`},
		{"duplicate ladder", law, "ladders:", "ladders:\n  - jurisdiction: US\n    steps: [{action: reminder, after: {period: 1d, source: {cite: ours, basis: assumption}}}]", `"US": two clocks for one act`},
		{"two clocks: rule id", law, "    sources:\n      - {cite", "    emergency_reply: {id: us.subpoena.reply, regime: CIVIL, from: service, term: {period: 8h, source: {cite: a law, basis: statute}}}\n    sources:\n      - {cite", "law.yaml:15: rule \"us.subpoena.reply\": two clocks for one act"},
		{"two clocks: rung", law, "action: motion-to-compel", "action: reminder", "two clocks for one act: reminder comes twice"},
		{"two clocks: holding", acme, "    notice:", "      - {asked: account, category: SubscriberData, yields: [email, phone]}\n    notice:", "acme.yaml:15: two clocks for one act"},
		{"two clocks: practice", "practice.yaml", "id: hearing-target", "id: case-target", "two clocks for one act"},
		{"missing practice", "practice.yaml", "  - {id: reply-default, term: {period: 1d, source: {cite: ours, basis: assumption}}}\n", "", "missing practice targets: reply-default"},
		{"unknown practice", "practice.yaml", "id: case-target", "id: case-tarket", `practice "case-tarket" is unknown`},
		{"dangling ladder", law, "compel_with: us.motion", "compel_with: us.notion", `law.yaml:34: dangling reference: no instrument "us.notion"`},
		{"ladder compels with a subpoena", law, "compel_with: us.motion", "compel_with: us.subpoena", "us.subpoena is an instrument of compulsory: want one of enforcement"},
		{"ladder compels with nothing", law, "    compel_with: us.motion\n", "", "compel_with names no instrument"},
		{"ladder of another country", law, "ladders:\n  - jurisdiction: US", "ladders:\n  - jurisdiction: FR", "us.motion is an instrument of US, the ladder is of FR"},
		{"ladder out of order", law, "period: 24h", "period: 3d", "not later than the step before it"},
		{"unknown action", law, "action: reminder", "action: disclose", `action "disclose" is unknown`},
		{"unknown nature", law, "nature: enforcement", "nature: polite", `nature "polite" is unknown`},
		{"unknown role", law, "issuers: [prosecutor]", "issuers: [journalist]", `law.yaml:6: role "journalist" is unknown`},
		{"role twice", law, "issuers: [prosecutor]", "issuers: [judge, judge]", `role "judge" is listed twice`},
		{"empty issuers", law, "issuers: [prosecutor]", "issuers: []", "law.yaml:6: no issuers"},
		{"no issuers", law, "    issuers: [prosecutor]\n", "", "law.yaml:2: no issuers"},
		{"unknown category", law, "unlocks: [SubscriberData]", "unlocks: [Everything]", `category "Everything" is unknown`},
		{"unknown regime", law, "regime: CIVIL", "regime: FRCP6a", `law.yaml:12: regime "FRCP6a" is unknown`},
		{"unknown trigger", law, "from: service", "from: whenever", `trigger "whenever" is unknown`},
		{"unknown basis", law, "- {cite: a law, basis: statute}", "- {cite: a law, basis: hearsay}", `basis "hearsay" is unknown`},
		{"no basis", law, "- {cite: a law, basis: statute}", "- {cite: a law}", "source without basis"},
		{"figure without source", law, "term: {period: 10d, source: {cite: a law, basis: statute}}", "term: {period: 10d}", "law.yaml:14: figure or rule without source"},
		{"empty cite", law, "hold: {period: 90d, source: {cite: a law", `hold: {period: 90d, source: {cite: " "`, "figure or rule without source"},
		{"cite with scheme", acme, "sources: [{cite: a page", "sources: [{cite: ftp://a.page", "without scheme"},
		{"empty sources", acme, "sources: [{cite: a page, basis: policy}]", "sources: []", "acme.yaml:19: no sources"},
		{"zero threshold", law, "offence_threshold_years: 3", "offence_threshold_years: 0", "law.yaml:9: threshold 0"},
		{"compulsory unlocks nothing", law, "    unlocks: [SubscriberData]\n", "", "law.yaml:2: compulsory instrument that unlocks nothing"},
		{"enforcement unlocks", law, "nature: compulsory", "nature: enforcement", "discloses nothing, so it unlocks nothing"},
		{"preservation without hold", law, "    hold: {period: 90d, source: {cite: a law, basis: statute}}\n", "", "law.yaml:17: preservation without hold"},
		{"hold without preservation", law, "nature: preservation", "nature: enforcement", "only preservation keeps data"},
		{"secrecy without secrecy", law, "nature: enforcement", "nature: secrecy", "says nothing of it"},
		{"voluntary with reply clock", law, "nature: compulsory", "nature: voluntary", "reply clock on a voluntary instrument"},
		{"suspends without notification", law, "    standard: late", "    standard: late\n    suspends: true", "suspends delivery without a notification"},
		{"validation afterwards by nobody", law, "    reply:", "    ex_post_validation: {id: v, regime: CIVIL, from: ruling, term: {period: 48h, source: {cite: a law, basis: statute}}}\n    reply:", "law.yaml:10: validation afterwards without validated_by"},
		{"voluntary, emergency or not", law, "nature: enforcement", "nature: voluntary\n    unlocks: [SubscriberData]", "law.yaml:25: emergency_only is not stated"},
		{"notice, before or not", acme, "      before_disclosure: true\n", "", "acme.yaml:15: before_disclosure is not stated"},
		{"ladder without steps", law, "ladders:", "ladders:\n  - {jurisdiction: FR, steps: []}", "law.yaml:33: ladder without steps"},
		{"fault behind an alias", law, "hold: {period: 90d, source: {cite: a law, basis: statute}}", "hold: &h {period: 90d, source: {cite: a law, basis: hearsay}}\n    renewals: [*h]", "law.yaml:23: basis \"hearsay\""},
		{"list for a file", law, smallLaw, "- instruments", "law.yaml:1: cannot unmarshal"},
		{"zero period", law, "period: 10d", "period: 0d", "law.yaml:14: period \"0d\""},
		{"period without unit", law, "period: 10d", "period: 10", "law.yaml:14: period \"10\""},
		{"null period", law, "period: 10d", "period: null", "law.yaml:14: no period is stated"},
		{"working days under CIVIL", law, "period: 10d", "period: 10wd", "working days need a regime"},
		{"zone not loadable", acme, "zone: America/New_York", "zone: America/Gotham", `acme.yaml:7: zone "America/Gotham"`},
		{"machine's zone", acme, "zone: America/New_York", "zone: Local", `zone "Local"`},
		{"unknown kind", acme, "kind: platform", "kind: cloud", `kind "cloud" is unknown`},
		{"unknown identifier kind", acme, "asked: account", "asked: topic", `identifier kind "topic" is unknown`},
		{"unknown exception", acme, "exceptions: [gag]", "exceptions: [gagg]", `exception "gagg" is unknown`},
		{"policy date", acme, `"2026-11-01"`, "November", `policy_date "November"`},
		{"jurisdiction", acme, "jurisdiction: US", "jurisdiction: usa", `jurisdiction "usa"`},
		{"no holdings", acme, "    holdings:\n      - {asked: account, category: SubscriberData, yields: [email]}\n", "", "no holdings"},
		{"instrument id", law, "id: us.hold", "id: Hold", `id "Hold"`},
		{"no entity", acme, "    entity: Acme, Inc.\n", "", "acme.yaml:2: entity is empty"},
		{"duplicate holder", acme, "holders:", "holders:\n  - {id: acme}", `holder "acme": duplicate id`},
		{"wrong type", law, "offence_threshold_years: 3", "offence_threshold_years: three", "law.yaml:9: cannot unmarshal"},
		{"broken file", law, "instruments:", "instruments: [", "law.yaml:"},
		{"second document", law, "ladders:", "---\nladders:", "law.yaml: holds more than one document"},
		{"empty file", acme, smallHolder, "", "acme.yaml: is empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := smallPack()
			spoilt := strings.Replace(files[tt.file], tt.old, tt.new, 1)
			if spoilt == files[tt.file] {
				t.Fatalf("%q is not in %s", tt.old, tt.file)
			}
			files[tt.file] = spoilt
			law, err := load(files)
			if err == nil || !strings.Contains(err.Error(), tt.want) || law != nil {
				t.Fatalf("got %v; want a refusal with %q", err, tt.want)
			}
			if fault, ok := errors.AsType[*PackError](err); !ok || fault.File == "" {
				t.Errorf("%v is no PackError with a file", err)
			}
		})
	}
}

func TestLoadRefusesOtherFiles(t *testing.T) {
	files := smallPack()
	files["more.yml"] = "instruments: []"
	if _, err := load(files); err == nil || !strings.Contains(err.Error(), "more.yml: is no .yaml file") {
		t.Errorf("got %v", err)
	}
}

func TestLoadReportsEverything(t *testing.T) {
	files := smallPack()
	files["law.yaml"] = strings.Replace(files["law.yaml"], "issuers: [judge]", "issuers: []", 1)
	files["holders/acme.yaml"] = strings.Replace(files["holders/acme.yaml"], "kind: platform", "kind: cloud", 1)
	_, err := load(files)
	if err == nil || !strings.Contains(err.Error(), "no issuers") || !strings.Contains(err.Error(), "cloud") {
		t.Errorf("got %v; want both faults", err)
	}
}

func TestLoadWithoutPacks(t *testing.T) {
	if _, err := Load(fstest.MapFS{}, "t"); err == nil || !strings.Contains(err.Error(), `edition "t" is unknown`) {
		t.Errorf("got %v", err)
	}
}

func TestOpenUnknownEdition(t *testing.T) {
	for _, edition := range []string{"", "1999-01", "..", "2026-11/holders"} {
		if _, err := Open(edition); err == nil || !strings.Contains(err.Error(), CurrentEdition) {
			t.Errorf("Open(%q): %v; want an error that names %s", edition, err, CurrentEdition)
		}
	}
}

func TestOpenIsShared(t *testing.T) {
	first := current(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			l, err := Open(CurrentEdition)
			if err != nil || l != first {
				t.Errorf("another law: %p, %p, %v", l, first, err)
				return
			}
			// Whoever scribbles on an answer scribbles on a copy.
			i, _ := l.Instrument("us.subpoena")
			i.Unlocks[0], i.Issuers[0], i.Sources[0].Cite = StoredContentData, RoleHolder, ""
			h, _ := l.Holder("twitter")
			h.Holdings[1].Retention.Period, h.Notice.Exceptions[0] = Period{9, Year}, ""
			ladder, _ := l.Ladder("US")
			ladder.Steps[0].Action = Compel
		})
	}
	wg.Wait()
	i, _ := first.Instrument("us.subpoena")
	h, _ := first.Holder("twitter")
	ladder, _ := first.Ladder("US")
	if i.Unlocks[0] != SubscriberData || i.Issuers[0] != RoleProsecutor || i.Sources[0].Cite == "" ||
		h.Holdings[1].Retention.Period.Unit != Day || h.Notice.Exceptions[0] != ExceptGag || ladder.Steps[0].Action != Remind {
		t.Error("the law was changed through an answer")
	}
}
