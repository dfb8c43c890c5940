package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"writ/access"
	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
)

const (
	testGrant  = casefile.GrantID("4a0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c5d")
	testUnder  = casefile.GrantID("5b0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c5d")
	testOnward = casefile.GrantID("6c0c2f6e-9f0e-4d2e-8f5b-3d6f1a2b4c5d")
)

// in2026 is a local time in New York, in March 2026.
func in2026(s string) time.Time {
	t, err := parseInstant("at", "2026-03-"+s+" America/New_York")
	if err != nil {
		panic(err)
	}
	return t
}

func then(s string) casefile.Moment { return casefile.Moment{At: in2026(s), Seen: in2026(s)} }

func feedOpening() casefile.AccessOpening {
	return casefile.AccessOpening{
		Grant: testGrant, Grantor: "example-feed", Grantee: "example-agency", Contract: "alerts", Data: "example-feed",
		Policy: "example-feed-2026-01-01",
		Terms: casefile.AccessTerms{
			Purposes: []legal.Purpose{policy.BreakingNews, policy.PublicSafety}, Scope: "public posts, near real time",
			Conditions: []string{"not to be passed on"},
		},
		ReviewAt: []time.Time{in2026("30T09:00")}, At: in2026("02T09:00"), Seen: in2026("02T09:00"),
		By: casefile.Decider{Party: "example-feed", Role: legal.RoleHolder, Name: "J. Example"},
	}
}

// feed drives a grant through a month, as its grantor's people would.
type feed struct {
	t *testing.T
	g *access.GrantMachine
	n int
}

func newFeed(t *testing.T, under casefile.GrantID) *feed {
	t.Helper()
	g, err := access.NewGrant(access.GrantStart{
		Opening: feedOpening(), Desk: casefile.Desk{Party: "example-feed", Office: legal.RoleHolder, Zone: "America/New_York"}, Under: under,
	})
	if err != nil {
		t.Fatal(err)
	}
	g.Begin()
	return &feed{t: t, g: g}
}

func (f *feed) act(by casefile.PartyID, m casefile.Moment, reason string) casefile.AccessAct {
	f.n++
	return casefile.AccessAct{
		Act:    casefile.Act{Key: "act " + string(rune('a'+f.n)), By: casefile.Decider{Party: by}, At: m.At},
		Reason: reason,
	}
}

func (f *feed) ok(_ casefile.Receipt, _ []casefile.Action, err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *feed) use(at string, p legal.Purpose, shape legal.Shape, target string) casefile.UseVerdict {
	f.t.Helper()
	r, _, err := f.g.Declare(casefile.DeclareUse{AccessAct: f.act("example-agency", then(at), ""), Purpose: p, Shape: shape, Target: target}, then(at))
	if err != nil {
		f.t.Fatal(err)
	}
	return *r.Use
}

func (f *feed) task() protocol.Task {
	return protocol.Task{
		ID: "access-" + string(testGrant), Type: protocol.Access, Party: "example-feed", From: "example-agency", Stage: string(f.g.Stage),
		Awaiting: f.g.Awaiting, Due: f.g.Due, Actions: f.g.Open(), Access: f.g, Events: f.g.Events,
	}
}

// month is a contract that is used, found misused, suspended and negotiated about,
// where sources name two intermediaries.
func month(t *testing.T) *feed {
	f := newFeed(t, testUnder)
	f.g.FromAbove(casefile.AccessNotice{
		Grant: testUnder, N: 1, Kind: casefile.EvAccessGranted, Stage: casefile.StageAccessActive,
		Usable: []legal.Purpose{policy.BreakingNews, policy.PublicSafety}, At: in2026("02T09:00"),
	}, then("02T09:00"))
	f.use("03T10:00", policy.PublicSafety, policy.Incident, "")
	f.use("03T11:00", policy.PublicSafety, legal.TopicShape, "#march")
	f.use("03T12:00", policy.PublicSafety, legal.GroupShape, "")
	f.use("03T13:00", policy.PublicSafety, legal.TopicShape, "#march2")
	found := func(at, reason, source, who string, denies bool) {
		act := f.act("example-feed", then(at), reason)
		act.Source = source
		f.ok(f.g.Report(casefile.ReportFinding{AccessAct: act, Kind: casefile.FindingPress, Intermediary: who, Denies: denies, Quiet: true}, then(at)))
	}
	found("04T08:00", "alerts on a demonstration were sold on", "Example Times, 2026-03-04", "example-alerts", false)
	found("05T08:00", "says that it is not the one", "Example Radio, 2026-03-05", "example-alerts", true)
	stop := f.act("example-feed", then("06T18:00"), "used to follow a demonstration")
	stop.NotBefore, stop.Source = in2026("04T00:00"), "Example Times, 2026-03-06"
	f.ok(f.g.Suspend(casefile.SuspendAccess{AccessAct: stop}, then("06T18:00")))
	f.use("06T19:00", policy.PublicSafety, policy.Incident, "")
	f.ok(f.g.Protest(casefile.Protest{AccessAct: f.act("example-agency", then("07T09:00"), "we need it for alerts")}, then("07T09:00")))
	f.ok(f.g.Propose(casefile.ProposeTerms{
		AccessAct: f.act("example-agency", then("08T09:00"), "news alone"), Terms: casefile.AccessTerms{Purposes: []legal.Purpose{policy.BreakingNews}},
	}, then("08T09:00")))
	return f
}

func pageOf(v view) string {
	p := &page{width: defaultWidth}
	v.write(p)
	return p.b.String()
}

func TestAnAccessReadsLikeThisAtItsGrantor(t *testing.T) {
	text := pageOf(newAccessView(month(t).task(), in2026("09T02:15"), zoneOf("America/New_York")))
	golden(t, "access_grantor.txt", text)
	for _, l := range strings.Split(text, "\n") {
		if utf8.RuneCountInString(l) > defaultWidth && !strings.Contains(l, "writ access ") {
			t.Errorf("longer than %d: %s", defaultWidth, l)
		}
	}
}

// agency is the same contract at its grantee, as far as its grantor told it.
func agency(t *testing.T) protocol.Task {
	t.Helper()
	o := feedOpening()
	s, err := access.NewSubscription(access.SubscriptionStart{Opening: o, Desk: casefile.Desk{Party: "example-agency", Zone: "America/New_York"}})
	if err != nil {
		t.Fatal(err)
	}
	s.Begin()
	all := []legal.Purpose{policy.BreakingNews, policy.PublicSafety}
	s.Hear(casefile.AccessNotice{Grant: testGrant, N: 1, Kind: casefile.EvAccessGranted, Stage: casefile.StageAccessActive, Usable: all, Opening: &o, At: o.At}, then("02T09:00"))
	f := &feed{t: t}
	var uses []casefile.UseID
	declare := func(at string, shape legal.Shape, target string, verdict *casefile.UseVerdict) {
		act := f.act("example-agency", then(at), "")
		_, acts, err := s.Declare(casefile.DeclareUse{AccessAct: act, Purpose: policy.PublicSafety, Shape: shape, Target: target}, then(at))
		if err != nil {
			t.Fatal(err)
		}
		uses = append(uses, casefile.UseIDFor(testGrant, act.Key))
		if verdict != nil {
			verdict.Use = uses[len(uses)-1]
			s.Delivered(acts[0].Send.ID, casefile.LetterAnswer{Delivered: true, Receipt: &casefile.Receipt{Use: verdict}, At: in2026(at)}, then(at))
		}
	}
	declare("03T10:00", policy.Incident, "", &casefile.UseVerdict{Accepted: true, At: in2026("03T10:00")})
	declare("03T11:00", legal.TopicShape, "#march", &casefile.UseVerdict{Rule: policy.RuleTopic, Reason: "no following of a topic", At: in2026("03T11:00")})
	s.Lean(casefile.Leaning{Grant: testGrant, Case: testCase, Use: uses[0], Purpose: policy.PublicSafety, At: in2026("03T12:00")}, then("03T12:00"))
	s.Lean(casefile.Leaning{Grant: testGrant, Onward: testOnward, At: in2026("03T12:00")}, then("03T12:00"))
	s.Hear(casefile.AccessNotice{
		Grant: testGrant, N: 2, Kind: casefile.EvAccessSuspended, Stage: casefile.StageAccessSuspended, Reason: "used to follow a demonstration",
		Received: policy.Held, At: in2026("06T18:00"), NotBefore: in2026("04T00:00"),
	}, then("06T18:10"))
	declare("06T19:00", policy.Incident, "", nil)
	return protocol.Task{
		ID: "subscription-" + string(testGrant), Type: protocol.Subscription, Party: "example-agency", From: "example-feed", Stage: string(s.Stage),
		Awaiting: s.Awaiting, Due: s.Due, Actions: s.Open(), Subscription: s, Events: s.Events,
	}
}

func TestAnAccessReadsLikeThisAtItsGrantee(t *testing.T) {
	text := pageOf(newAccessView(agency(t), in2026("09T02:15"), zoneOf("America/New_York")))
	golden(t, "access_grantee.txt", text)
	if strings.Contains(text, "Example Times") || strings.Contains(text, "finding") && !strings.Contains(text, "does not see") {
		t.Error("the grantee reads a finding of its grantor")
	}
}

// What begins where its source has ended already says why it may not be used.
func TestAnAccessThatBeginsStoppedSaysWhy(t *testing.T) {
	f := newFeed(t, testUnder)
	f.g.FromAbove(casefile.AccessNotice{
		Grant: testUnder, N: 3, Kind: casefile.EvAccessSuspended, Stage: casefile.StageAccessSuspended, At: in2026("01T09:00"),
	}, then("02T09:05"))
	got := newAccessView(f.task(), in2026("03T02:15"), zoneOf("America/New_York")).stageLine()
	if want := "suspended: it may not be used, since Mon 2026-03-02 09:00 -05:00: \"the source of the data has ended\""; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What was received for purposes that go on is not touched by a restriction.
func TestARestrictionSaysWhatWasReceivedForWhat(t *testing.T) {
	f := newFeed(t, "")
	take := casefile.RestrictAccess{AccessAct: f.act("example-feed", then("03T09:00"), "not for that"), Purposes: []legal.Purpose{policy.BreakingNews}}
	f.ok(f.g.Restrict(take, then("03T09:00")))
	text := strings.Join(strings.Fields(pageOf(newAccessView(f.task(), in2026("04T02:15"), time.UTC))), " ")
	if want := ", where it was for breaking-news [by the policy] usable public-safety "; !strings.Contains(text, want) {
		t.Errorf("want %q in\n%s", want, text)
	}
}

func TestNoResultKnownIsSaid(t *testing.T) {
	f := month(t)
	for {
		a, ok := f.g.Alarms.Next()
		if !ok || a.At.After(in2026("31T00:00").AddDate(0, 4, 0)) {
			break
		}
		f.g.Ring(a, a.At)
	}
	text := strings.Join(strings.Fields(pageOf(newAccessView(f.task(), in2026("31T00:00").AddDate(0, 4, 0), time.UTC))), " ")
	for _, want := range []string{"NO RESULT KNOWN: it was to end by", "no result known; it stays open", "awaits example-feed"} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	what := taskWhat(f.task())
	if want := "proposed terms (no result known): standing access to data of example-feed, for breaking-news, public-safety"; what != want {
		t.Errorf("the inbox says %q, want %q", what, want)
	}
}

func TestAnAccessAsJSONHoldsItsFigures(t *testing.T) {
	var out bytes.Buffer
	if err := newPrinter(jsonMode, &out, func(string) string { return "" }).print(newAccessView(month(t).task(), in2026("09T02:15"), time.UTC)); err != nil {
		t.Fatal(err)
	}
	var back struct {
		Stage   string          `json:"stage"`
		Usable  []legal.Purpose `json:"usable"`
		Refused []refusedRule   `json:"refused"`
		Claims  []claim         `json:"claims"`
		Access  *access.GrantMachine
	}
	if err := json.Unmarshal(out.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	if back.Stage != string(casefile.StageAccessSuspended) || len(back.Usable) != 0 || len(back.Claims) != 2 || back.Access == nil {
		t.Errorf("got %s", out.String())
	}
	if len(back.Refused) != 3 || back.Refused[0] != (refusedRule{policy.RuleTopic, 2}) {
		t.Errorf("refused uses %v", back.Refused)
	}
}

func TestSourcesThatAgreeDisagreeAboutNothing(t *testing.T) {
	named := func(who string, denies bool) access.Finding {
		return access.Finding{ReportFinding: casefile.ReportFinding{Intermediary: who, Denies: denies}}
	}
	for _, c := range []struct {
		name     string
		findings []access.Finding
		want     int
	}{
		{"nobody named", []access.Finding{named("", false), named("", false)}, 0},
		{"one source", []access.Finding{named("a", false)}, 0},
		{"two that say the same", []access.Finding{named("a", false), named("a", false)}, 0},
		{"two denials", []access.Finding{named("a", true), named("b", true)}, 0},
		{"two names", []access.Finding{named("a", false), named("b", false)}, 2},
		{"said and denied", []access.Finding{named("a", false), named("", false), named("a", true)}, 2},
	} {
		if got := claimsIn(c.findings); len(got) != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// What is not named stays; what is to go is said.
func TestNobodyDropsAConditionByLeavingItOut(t *testing.T) {
	hold := casefile.AccessTerms{Scope: "public posts", Conditions: []string{"not to be passed on"}}
	for _, c := range []struct {
		name  string
		flags termsFlags
		want  string
	}{
		{"nothing named", termsFlags{}, "for breaking-news; public posts; not to be passed on"},
		{"another scope", termsFlags{scope: "posts of a day"}, "for breaking-news; posts of a day; not to be passed on"},
		{"another condition", termsFlags{conditions: []string{"audited"}}, "for breaking-news; public posts; audited"},
		{"no condition", termsFlags{conditions: []string{""}}, "for breaking-news; public posts"},
	} {
		c.flags.purposes = []string{string(policy.BreakingNews)}
		terms, err := c.flags.terms()
		if err != nil {
			t.Fatal(err)
		}
		c.flags.complete(terms, hold)
		if got := termsWords(*terms); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
