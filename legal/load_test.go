package legal

import (
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
    thresholds: [{years: 3, source: {cite: a law, basis: statute}}]
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
			h.Holdings[1].Retention.Period, h.Notice.Exceptions[0] = Period{N: 9, Unit: Year}, ""
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
