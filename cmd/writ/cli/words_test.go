package cli

import (
	"strings"
	"testing"
	"time"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
)

// A code that the European path brings must not reach a reader as a bare word.
func TestCodesHaveWords(t *testing.T) {
	for _, c := range []casefile.Code{
		casefile.CodeNotValidated, casefile.CodeObjected, casefile.CodeRestricted, casefile.CodeNoEnforcing,
		casefile.CodePreservationOrder, casefile.CodeLawNotMoved, casefile.CodeQuashed, casefile.CodeDefective,
	} {
		if words := codeWords(c); words == string(c) || !strings.Contains(words, " ") {
			t.Errorf("%s is said as %q", c, words)
		}
	}
}

func TestEventsOfTheEuropeanPathReadLikeThis(t *testing.T) {
	tell := newTelling(theatre().Opening, nil)
	until := at("09T15:00")
	for _, c := range []struct {
		e    casefile.Event
		want string
	}{
		{casefile.Event{Kind: casefile.EvNotValidated, Code: casefile.CodeNotValidated, Reason: "no facts"}, `not validated; "no facts"`},
		{casefile.Event{Kind: casefile.EvObjected, Code: casefile.CodeObjected, Reason: "an immunity"}, `a ground for refusal raised: the order falls; "an immunity"`},
		{casefile.Event{Kind: casefile.EvIssuedUnvalidated, Until: until}, "issued in its own name before validation; to be validated by Thu 2012-08-09 15:00 -04:00"},
		{casefile.Event{Kind: casefile.EvNotified, Request: "window", Until: until}, "authority in the holder's State notified of the order; may raise a ground for refusal until Thu 2012-08-09 15:00 -04:00"},
		{casefile.Event{Kind: casefile.EvReminder, Awaiting: "nypd", Code: casefile.CodePreservationOrder, Instrument: "eu.preservation-order"}, "to preserve the data here needs an order first (eu.preservation-order)"},
		{casefile.Event{Kind: casefile.EvReminder, Awaiting: "nypd"}, "reminder to nypd"},
		{casefile.Event{Kind: casefile.EvRefusedUpdate, Code: "not-now", Reason: "it does not await this"}, `tried what is not allowed, and was refused; "it does not await this"`},
		{casefile.Event{Kind: casefile.EvRefusedUpdate, Code: "not-now"}, "tried what is not allowed, and was refused: not-now"},
		// What a reason repeats is said once.
		{casefile.Event{Kind: casefile.EvInvalid, Defects: []legal.Defect{{Text: "no range"}, {Text: "no stamp"}}, Reason: "no range; no stamp"}, "order found defective; no range; no stamp"},
		{casefile.Event{Kind: casefile.EvInvalid, Defects: []legal.Defect{{Text: "no range"}}, Reason: "and late"}, `order found defective; no range; "and late"`},
		// Of two clocks that move, each says which it is.
		{casefile.Event{Kind: casefile.EvServed, Request: "reply"}, "order served"},
		{casefile.Event{Kind: casefile.EvReplanned, Request: "reply", Was: until, Until: until.Add(24 * time.Hour)}, "due date planned anew for the answer; was due Thu 2012-08-09 15:00 -04:00, is due Fri 2012-08-10 15:00 -04:00"},
		{casefile.Event{Kind: casefile.EvReplanned, Request: "window", Was: until, Until: until.Add(24 * time.Hour)}, "due date planned anew for a ground for refusal; was due Thu 2012-08-09 15:00 -04:00, is due Fri 2012-08-10 15:00 -04:00"},
	} {
		if got := tell.event(c.e); got != c.want {
			t.Errorf("%s: got  %s\nwant %s", c.e.Kind, got, c.want)
		}
	}
}

func TestWhoDecidesFollowsTheWay(t *testing.T) {
	judge, prosecutor := legal.Role("judge"), legal.Role("prosecutor")
	for _, c := range []struct {
		way  legal.Way
		want string
	}{
		{legal.Way{Signers: []legal.Role{judge}, Issuers: []legal.Role{judge}}, "issued by judge"},
		{legal.Way{Signers: []legal.Role{judge, legal.RoleAgency}, Issuers: []legal.Role{judge}, ValidatedBy: []legal.Role{judge}}, "issued by judge; signed by agency if validated by one of judge"},
		{
			legal.Way{Signers: []legal.Role{legal.RoleAgency}, ValidatedBy: []legal.Role{prosecutor}, ValidateAfter: &legal.Rule{}},
			"signed by agency if validated by one of prosecutor (in an emergency also afterwards: --before-validation)",
		},
		{
			legal.Way{Signers: []legal.Role{judge}, Issuers: []legal.Role{judge}, Suspends: true, Notifies: &legal.Notification{To: prosecutor}},
			"issued by judge; delivery waits for the prosecutor in the holder's State",
		},
		{legal.Way{}, "issued by nobody"},
	} {
		if got := decidedBy(c.way); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

// What came from above has one code for the end of the source and for its return: the
// reason says which.
func TestTheSourceThatIsBackIsNotSaidToHaveEnded(t *testing.T) {
	tell := telling{zone: zoneOf("UTC")}
	got := tell.event(casefile.Event{Kind: casefile.EvAccessReinstated, Code: casefile.Code(policy.RuleUpstream), Reason: "the source of the data is back"})
	if got != `access reinstated; "the source of the data is back"` {
		t.Errorf("got %s", got)
	}
	got = tell.event(casefile.Event{Kind: casefile.EvAccessSuspended, Code: casefile.Code(policy.RuleUpstream)})
	if got != "access suspended: the source of the data has ended" {
		t.Errorf("got %s", got)
	}
}
