package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"writ/access"
	"writ/casefile"
	"writ/legal/policy"
)

// kindsInSource reads the constants of a type from the file that declares them, so
// that a new one cannot be forgotten here.
func kindsInSource(t *testing.T, file, ofType string) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(tree, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != ofType {
			return true
		}
		for _, v := range spec.Values {
			text, err := strconv.Unquote(v.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, text)
		}
		return true
	})
	return found
}

func TestNoKindOfEventIsSaidByItsCode(t *testing.T) {
	tell := newTelling(theatre().Opening, nil)
	kinds := kindsInSource(t, "../../../casefile/event.go", "EventKind")
	if len(kinds) < 60 {
		t.Fatalf("%d kinds: is the file still the one that declares them?", len(kinds))
	}
	words := []string{"applied", "granted", "denied", "validated", "disclosed", "refused", "lead"} // plain English
	for _, k := range kinds {
		said := tell.headline(casefile.Event{Kind: casefile.EventKind(k), Awaiting: "nypd", Code: "x"})
		if said == k && !slices.Contains(words, k) {
			t.Errorf("%s has no words", k)
		}
	}
}

// Whatever code an event of standing access may carry must not reach a reader as a
// bare word, but for those of refused acts, which come with a reason.
func TestCodesOfStandingAccessHaveWords(t *testing.T) {
	for _, s := range casefile.AccessStages() {
		if said := accessStage(s); said == string(s) {
			t.Errorf("stage %s has no words", s)
		}
	}
	for _, r := range policy.Rules() {
		if said := codeWords(casefile.Code(r)); said == string(r) || !strings.Contains(said, " ") {
			t.Errorf("rule %s is said as %q", r, said)
		}
	}
	codes := []casefile.Code{
		access.CodeFinding, casefile.CodeReviewDate, casefile.CodeRefusedUses, access.CodePolicyMoved, access.CodeUndelivered,
		casefile.CodeUseNotAccepted, casefile.CodeNoSuchAccess,
		casefile.Code(policy.MayBeUsed), casefile.Code(policy.Held), casefile.Code(policy.MayNotBeUsed),
	}
	for _, k := range casefile.FindingKinds() {
		codes = append(codes, casefile.Code(k))
	}
	for _, v := range casefile.AccessVerdicts() {
		codes = append(codes, casefile.Code(v))
	}
	for _, c := range codes {
		if said := codeWords(c); said == string(c) {
			t.Errorf("%s has no words", c)
		}
	}
}

func TestEventsOfStandingAccessReadLikeThis(t *testing.T) {
	tell := newTelling(theatre().Opening, nil)
	lead := &casefile.Lead{Identifier: casefile.Identifier{Kind: "email", Value: "a@mail.example"}}
	for _, c := range []struct {
		e    casefile.Event
		want string
	}{
		{casefile.Event{Kind: casefile.EvUseRefused, Code: casefile.Code(policy.RuleTopic), Reason: "no topics"}, `use REFUSED: no tracking of a topic; "no topics"`},
		{casefile.Event{Kind: casefile.EvAccessRequested, Awaiting: "twitter", Due: at("09T15:00")}, "access asked for; awaits twitter until Thu 2012-08-09 15:00 -04:00"},
		{casefile.Event{Kind: casefile.EvAccessRequested, Awaiting: casefile.Nobody}, "granted; not active before it is known how the grantor's own access stands"},
		{
			casefile.Event{Kind: casefile.EvAccessSuspended, At: at("09T15:00"), NotBefore: at("07T15:00"), Source: "Example Times"},
			"access suspended; between Tue 2012-08-07 15:00 -04:00 and Thu 2012-08-09 15:00 -04:00 (reported); source: Example Times",
		},
		{casefile.Event{Kind: casefile.EvAccessStands, Code: casefile.Code(casefile.StageAccessSuspended)}, "standing access is now suspended: it may not be used"},
		{casefile.Event{Kind: casefile.EvLeadMarked, Code: casefile.Code(policy.MayNotBeUsed), Lead: lead}, "what came from the access is marked: email:a@mail.example: what was received may NOT be used, and is to be deleted"},
		{casefile.Event{Kind: casefile.EvThrownBack, Code: casefile.Code(casefile.StageAccessTerminated)}, "thrown back on legal process: the access by which it read has ended: terminated: it may not be used"},
		{casefile.Event{Kind: casefile.EvNoneHeld, Code: "none-of-category", Reason: "it holds SubscriberData"}, `holds nothing of this category; "it holds SubscriberData"`},
		{casefile.Event{Kind: casefile.EvReminder, Awaiting: "twitter", Code: access.CodeUndelivered, Reason: "no channel"}, `reminder to twitter: the letter did not reach the other side; "no channel"`},
		{casefile.Event{Kind: casefile.EvPolicyMoved, Code: "twitter-2016-11-22", Reason: "as published"}, `the contract moves to another version of the policy: twitter-2016-11-22; "as published"`},
	} {
		if got := tell.event(c.e); got != c.want {
			t.Errorf("%s: got  %s\nwant %s", c.e.Kind, got, c.want)
		}
	}
}
