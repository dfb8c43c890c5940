package cli

import (
	"slices"
	"testing"
	"time"

	"writ/casefile"
	"writ/protocol"
)

func TestKeysFollowTheContent(t *testing.T) {
	act, err := actionOn(protocol.Disclosure, "refuse")
	if err != nil {
		t.Fatal(err)
	}
	keyOf := func(task string, d decision) string {
		_, payload := act.build(d)
		return contentKey(task, act.name, payload)
	}
	d := decision{Act: casefile.Act{By: casefile.Decider{Party: "twitter"}}, Reason: "no"}
	if keyOf("a", d) != keyOf("a", d) {
		t.Error("the same decision has two keys")
	}
	other := []decision{d, d, d}
	other[0].Reason = "never"
	other[1].By.Name = "somebody else"
	other[2].At = time.Unix(1, 0)
	keys := []string{keyOf("a", d), keyOf("b", d)}
	for _, o := range other {
		keys = append(keys, keyOf("a", o))
	}
	slices.Sort(keys)
	if len(slices.Compact(keys)) != 5 {
		t.Error("different decisions share a key")
	}
	// The key is stored in histories: a change of how it is made would make a
	// decision that is sent again a second one.
	const want = "317f1e52c252baa9be42dbae2f84acf68801fa0d2e2ba39d84734ada083a76c3"
	if got := contentKey("task", "deny", casefile.Act{}); got != want {
		t.Errorf("contentKey = %s, want %s", got, want)
	}
}

func TestEveryActionBuildsWhatItSays(t *testing.T) {
	d := decision{Act: casefile.Act{Key: "k"}, Reason: "r", Grounds: "g", Edition: "2026-11-22"}
	for _, c := range []struct {
		on, name, update string
		want             any
	}{
		{protocol.Authorisation, "grant", protocol.UpdateDecide, casefile.Granted},
		{protocol.Authorisation, "narrow", protocol.UpdateDecide, casefile.Narrowed},
		{protocol.Authorisation, "return", protocol.UpdateDecide, casefile.Returned},
		{protocol.Authorisation, "deny", protocol.UpdateDecide, casefile.Denied},
		{protocol.Authorisation, "validate", protocol.UpdateDecide, casefile.Granted},
		{protocol.Authorisation, "refuse-validation", protocol.UpdateDecide, casefile.Denied},
		{protocol.Authorisation, "no-objection", protocol.UpdateDecide, casefile.Granted},
		{protocol.Authorisation, "object", protocol.UpdateDecide, casefile.Denied},
		{protocol.Review, "uphold", protocol.UpdateRule, casefile.Upheld},
		{protocol.Review, "narrow", protocol.UpdateRule, casefile.RulingNarrowed},
		{protocol.Review, "quash", protocol.UpdateRule, casefile.Quashed},
		{protocol.Preservation, "preserve", protocol.UpdateDecide, casefile.Preserved},
		{protocol.Preservation, "refuse", protocol.UpdateDecide, casefile.Rejected},
		{protocol.Preservation, "none-held", protocol.UpdateDecide, casefile.PreservationNotAvailable},
		{protocol.Disclosure, "disclose", protocol.UpdateDecide, casefile.Disclosed},
		{protocol.Disclosure, "refuse", protocol.UpdateDecide, casefile.Rejected},
		{protocol.Disclosure, "none-held", protocol.UpdateDecide, casefile.CodeNoRecord},
		{protocol.Disclosure, "gone", protocol.UpdateDecide, casefile.CodeGone},
		{protocol.Disclosure, "not-unique", protocol.UpdateDecide, casefile.CodeNotUnique},
		{protocol.Disclosure, "anonymised", protocol.UpdateDecide, casefile.CodeAnonymised},
		{protocol.Disclosure, "foreign", protocol.UpdateDecide, casefile.CodeForeign},
		{protocol.Disclosure, "acknowledge", protocol.UpdateAcknowledge, nil},
		{protocol.Disclosure, "give-notice", protocol.UpdateGiveNotice, nil},
		{protocol.Disclosure, "challenge", protocol.UpdateChallenge, "g"},
		{protocol.Disclosure, "cleared", protocol.UpdateCleared, nil},
		{protocol.Disclosure, "move-law", protocol.UpdateMoveLaw, "2026-11-22"},
	} {
		act, err := actionOn(c.on, c.name)
		if err != nil {
			t.Errorf("%s %s: %v", c.on, c.name, err)
			continue
		}
		update, payload := act.build(d)
		if update != c.update || !says(payload, c.want) {
			t.Errorf("%s %s: update %s with %+v", c.on, c.name, update, payload)
		}
	}
	if len(actions) != 26 {
		t.Errorf("%d actions are in the table, 26 are tested", len(actions))
	}
}

// says reports whether a payload carries the verdict, status or code.
func says(payload, want any) bool {
	switch p := payload.(type) {
	case casefile.DecideApplication:
		return p.Verdict == want && p.Key == "k" && p.Reason == "r"
	case casefile.Rule:
		return p.Verdict == want && p.Key == "k" && p.Reason == "r"
	case casefile.DecidePreservation:
		return p.Status == want && p.Key == "k"
	case casefile.DecideDisclosure:
		if p.Status == casefile.DisclosureNotAvailable {
			return p.Code == want && p.Key == "k"
		}
		return p.Status == want && p.Key == "k"
	case casefile.MakeChallenge:
		return p.Grounds == want && p.Key == "k"
	case casefile.MoveLaw:
		return p.Edition == want && p.Key == "k" && p.Reason == "r"
	case casefile.Act:
		return want == nil && p.Key == "k"
	}
	return false
}

func TestActionsTakeOnlyTheirFlags(t *testing.T) {
	for _, a := range actions {
		for _, f := range append(slices.Clone(a.takes), a.needs...) {
			if !slices.Contains(contentFlags, f) {
				t.Errorf("%s %s takes --%s, which is not among the flags of content", a.on, a.name, f)
			}
		}
		for _, f := range a.needs {
			if !slices.Contains(a.takes, f) {
				t.Errorf("%s %s needs --%s and does not take it", a.on, a.name, f)
			}
		}
	}
	deny, err := actionOn(protocol.Authorisation, "deny")
	if err != nil {
		t.Fatal(err)
	}
	if err := deny.checkFlags([]string{"reason"}); err != nil {
		t.Errorf("deny --reason: %v", err)
	}
	for _, given := range [][]string{{}, {"reason", "category"}} {
		if err := deny.checkFlags(given); err == nil || explain(err).exit != exitUsage {
			t.Errorf("deny with %v: %v, want an error of usage", given, err)
		}
	}
}

func TestAnActionLooksOnlyAtWorkThatItIsFor(t *testing.T) {
	for name, want := range map[string][]string{
		"grant":       {"authorisation"},
		"narrow":      {"authorisation", "review"},
		"refuse":      {"disclosure", "preservation"},
		"disclose":    {"disclosure"},
		"give-notice": {"disclosure", "notice"},
	} {
		if got, err := idWordsFor(name); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v; want %v", name, got, err, want)
		}
	}
	if _, err := idWordsFor("frob"); err == nil || explain(err).exit != exitUsage {
		t.Errorf("unknown action: %v, want an error of usage", err)
	}
}

func TestIdentifierFilesAreReadStrictly(t *testing.T) {
	const good = `
- kind: email
  value: someone@mail.example
- kind: ip
  ip: {address: 198.51.100.7, port: 51413, at: 2012-08-07T20:15:00-04:00, precision_seconds: 1}
- kind: subscriber
  subscriber: {name: Jo Doe, line: "212-555-0100"}
`
	ids, err := parseIdentifiers([]byte(good))
	if err != nil || len(ids) != 3 || ids[1].IP.Port != 51413 || ids[1].IP.At.Format(time.RFC3339) != "2012-08-07T20:15:00-04:00" {
		t.Fatalf("%v, %v", ids, err)
	}
	for name, bad := range map[string]string{
		"nothing":        "",
		"no zone":        "- kind: ip\n  ip: {address: 198.51.100.7, at: 2012-08-07T20:15:00}",
		"date only":      "- kind: ip\n  ip: {address: 198.51.100.7, at: 2012-08-07}",
		"unknown field":  "- kind: email\n  mail: a@mail.example",
		"unknown kind":   "- kind: shoe\n  value: 42",
		"wrong part":     "- kind: email\n  ip: {address: 198.51.100.7, at: 2012-08-07T20:15:00Z}",
		"two documents":  "- kind: email\n  value: a@mail.example\n---\n- kind: email\n  value: b@mail.example",
		"no list":        "kind: email",
		"broken address": "- kind: ip\n  ip: {address: 300.1.1.1, at: 2012-08-07T20:15:00Z}",
	} {
		if ids, err := parseIdentifiers([]byte(bad)); err == nil {
			t.Errorf("%s: accepted as %v", name, ids)
		}
	}
}
