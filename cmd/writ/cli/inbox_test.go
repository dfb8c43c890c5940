package cli

import (
	"slices"
	"strings"
	"testing"

	"writ/access"
	"writ/casefile"
	"writ/protocol"
)

func TestTheMostUrgentStandsFirst(t *testing.T) {
	now := at("06T12:00")
	tasks := []inboxTask{
		{ID: "old, no due", started: at("01T00:00")},
		{ID: "emergency, no due", Lane: casefile.LaneEmergency, started: at("05T00:00")},
		{ID: "due tomorrow", Due: at("07T12:00"), started: at("01T00:00")},
		{ID: "due today", Due: at("06T18:00"), started: at("05T00:00")},
		{ID: "due today, emergency", Due: at("06T18:00"), Lane: casefile.LaneEmergency, started: at("05T12:00")},
		{ID: "late", Due: at("06T06:00"), Overdue: true},
		{ID: "later", Due: at("05T06:00"), Overdue: true},
		{ID: "new, no due", started: at("06T00:00")},
	}
	want := []string{
		"later", "late", "due today, emergency", "due today", "due tomorrow",
		"emergency, no due", "old, no due", "new, no due",
	}
	for range 3 { // whatever the order in which they came
		slices.Reverse(tasks)
		slices.SortFunc(tasks, moreUrgent)
		var got []string
		for _, x := range tasks {
			got = append(got, x.ID)
			if x.Overdue != (!x.Due.IsZero() && !x.Due.After(now)) {
				t.Fatalf("the test contradicts itself at %s", x.ID)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestAnInboxReadsLikeThis(t *testing.T) {
	v := inboxView{Party: "manhattan-court", zone: zoneOf("America/New_York"), Tasks: []inboxTask{
		{
			ID: "authorisation-b93fd64f-1", Short: "b93fd64f", What: "application for us.subpoena: SubscriberData at twitter",
			From: "nypd", Lane: casefile.LaneOrdinary, Stage: "AwaitingApproval", Due: at("05T09:30"), Now: at("06T12:00"), Overdue: true,
			Actions: []string{"grant", "narrow", "return", "deny"},
		},
		{
			ID: "review-1234abcd-2", Short: "1234abcd", What: "challenge by twitter to us.subpoena", From: "twitter",
			Stage: "AwaitingRuling", Due: at("06T15:00"), Now: at("06T12:00"), Actions: []string{"uphold", "narrow", "quash"},
		},
	}}
	p := &page{width: defaultWidth}
	v.write(p)
	empty := &page{width: defaultWidth}
	inboxView{Party: "twitter"}.write(empty)
	golden(t, "inbox.txt", p.b.String()+"\n"+empty.b.String())
}

func TestInboxesNameNobody(t *testing.T) {
	secret := casefile.Identifier{Kind: "email", Value: "someone@mail.example"}
	for _, task := range []protocol.Task{
		{Application: &casefile.Application{Selector: secret, Facts: "someone@mail.example"}},
		{Demand: &casefile.Demand{Selector: secret}},
		{Hold: &casefile.Hold{Selector: secret}},
		{Challenge: &casefile.Challenge{Order: casefile.Order{Selector: secret}, Grounds: "someone@mail.example"}},
		{Type: protocol.Access, Access: &access.GrantMachine{Uses: []access.Use{{DeclareUse: casefile.DeclareUse{Target: secret.Value}}}}},
		{Type: protocol.Subscription, Subscription: &access.SubscriptionMachine{Talks: []access.Talk{{Positions: []access.Position{{Reason: secret.Value}}}}}},
		{Hop: &casefile.HopMachine{Start: casefile.HopStart{Lead: casefile.Lead{Identifier: secret, Holder: "example-mail"}}}},
	} {
		if what := taskWhat(task); what == "" || slices.Contains([]byte(what), '@') {
			t.Errorf("a line of an inbox says %q", what)
		}
	}
}

func TestOneTaskIsMeant(t *testing.T) {
	for _, c := range []struct {
		name  string
		found []row
		want  string
		code  string
	}{
		{"nothing", nil, "", "not-found"},
		{"one", []row{{ID: "disclosure-aaaa1111"}}, "disclosure-aaaa1111", ""},
		{"the open part of one work", []row{{ID: "disclosure-aaaa1111"}, {ID: "notice-aaaa1111", Open: true}}, "notice-aaaa1111", ""},
		{"two works", []row{{ID: "disclosure-aaaa1111", Open: true}, {ID: "disclosure-aaaa2222"}}, "", "ambiguous"},
	} {
		got, err := choose(c.found, "aaaa", "task", "twitter", "hint")
		if c.code != "" {
			if err == nil || explain(err).Code != c.code {
				t.Errorf("%s: %v, want %s", c.name, err, c.code)
			}
			continue
		}
		if err != nil || got.ID != c.want {
			t.Errorf("%s: %s, %v; want %s", c.name, got.ID, err, c.want)
		}
	}
}

func TestIDsAreTakenApart(t *testing.T) {
	for id, want := range map[string][2]string{
		"case-3f0c2f6e-9f0e": {"case", "3f0c2f6e-9f0e"},
		"authorisation-b93f": {"authorisation", "b93f"},
		"3f0c2f6e-9f0e":      {"", "3f0c2f6e-9f0e"},
		"b93f":               {"", "b93f"},
	} {
		if word, rest := splitID(id); word != want[0] || rest != want[1] {
			t.Errorf("splitID(%q) = %q, %q; want %q", id, word, rest, want)
		}
	}
}

// What lies in an inbox comes with what settles it, word for word; what is open beside
// it does not.
func TestWhatWaitsOnAnAccessComesWithWhatToType(t *testing.T) {
	grantor := protocol.Task{ID: "access-4a0c2f6e-0000", Type: protocol.Access, Party: "twitter", Access: &access.GrantMachine{}}
	review := grantor
	review.Access = &access.GrantMachine{Review: &access.Review{}}
	grantee := protocol.Task{ID: "subscription-4a0c2f6e-0000", Type: protocol.Subscription, Party: "nypd", Subscription: &access.SubscriptionMachine{}}
	for _, c := range []struct {
		name    string
		task    protocol.Task
		actions []string
		want    []string
	}{
		{"a request", grantor, []string{"grant", "refuse"}, []string{
			"writ access answer 4a0c2f6e grant --party twitter --reason REASON", "writ access answer 4a0c2f6e refuse --party twitter --reason REASON",
		}},
		{"a review", review, []string{"clear", "suspend", "restrict", "reinstate"}, []string{
			"writ access answer 4a0c2f6e clear --party twitter --reason REASON", "writ access suspend 4a0c2f6e --party twitter --reason REASON",
			"writ access restrict 4a0c2f6e --party twitter --purpose PURPOSE --reason REASON",
		}},
		{"a protest", grantor, []string{"suspend", "maintain"}, []string{"writ access answer 4a0c2f6e maintain --party twitter --reason REASON"}},
		{"proposed terms", grantee, []string{"use", "answer", "propose"}, []string{
			"writ access answer 4a0c2f6e agree --party nypd --reason REASON", "writ access answer 4a0c2f6e maintain --party nypd --reason REASON",
			"writ access propose 4a0c2f6e --party nypd --purpose PURPOSE --reason REASON",
		}},
	} {
		c.task.Actions = c.actions
		got := strings.Split(accessInboxLines(c.task), "\n")
		want := append([]string{"writ access show 4a0c2f6e --party " + string(c.task.Party)}, c.want...)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", c.name, got, want)
		}
	}
}
