package e2e_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nexus-rpc/sdk-go/nexus"
	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/legal/policy"
	"writ/protocol"
)

var unauthorised = string(nexus.HandlerErrorTypeUnauthorized)

// Parties that are no side of a contract, and know its id, submit and inform in every
// name; and its grantee in the name of its grantor.
func attacksOfOthers(t *testing.T, f *feeds) {
	c, first := f.suspendedByReport(t)
	before := c.access(t)
	c.knows(string(c.Grant), "second-agency", "reseller-a")
	c.attackedByAStranger(t)
	c.attackedByItsGrantee(t)
	c.attackedByAReseller(t)

	c.stands(t, casefile.StageAccessSuspended, casefile.Nobody)
	c.counts(t, 1, map[policy.Rule]int{policy.RuleNotActive: 1})
	require.Equal(t, policy.RuleNotActive, c.declared(t, c.use(news)).Rule)
	after := c.access(t)
	require.ElementsMatch(t, []casefile.Code{"wrong-party", "wrong-party", "wrong-party", "no-talk", "no-talk"}, codesOf(after.Events, casefile.EvRefusedUpdate))
	require.Equal(t, before.Access.Start, after.Access.Start)
	require.Equal(t, first.Key, after.Access.Uses[0].Key)
	s := c.subscription(t)
	require.Equal(t, before.Access.Notices, s.Subscription.Stands.N)
	require.False(t, c.exists(t, "second-agency", protocol.SubscriptionWorkflowID(c.Grant)))
}

// forgedUse is a use in the name of a party, and forgedOpening a request of one for the
// very grant that there is.
func forgedUse(by casefile.PartyID) *casefile.DeclareUse {
	return &casefile.DeclareUse{Purpose: news, Shape: policy.Incident,
		AccessAct: casefile.AccessAct{Act: casefile.Act{Key: uuid.NewString(), By: casefile.Decider{Party: by, Role: legal.RoleAgency}}}}
}

func (c *contract) forgedOpening(grantee casefile.PartyID) *casefile.AccessOpening {
	return &casefile.AccessOpening{
		Grant: c.Grant, Grantor: "twitter", Grantee: grantee, Contract: "forged", Data: "twitter", Policy: platformPolicy,
		Terms: casefile.AccessTerms{Purposes: []legal.Purpose{news}}, Requested: true, At: time.Now(), By: casefile.Decider{Party: grantee},
	}
}

// attackedByAStranger: another agency, by its own endpoint and at the grantor's desk, in
// the name of the grantee and in its own.
func (c *contract) attackedByAStranger(t *testing.T) {
	t.Helper()
	submit := c.submitter(t, "second-agency")
	for _, from := range []casefile.PartyID{"agency", "second-agency"} {
		require.Equal(t, unauthorised, submit("twitter", from, casefile.AccessSubmission{Use: forgedUse("agency")}).Refusal)
	}
	require.Equal(t, unauthorised, submit("twitter", "second-agency", casefile.AccessSubmission{Opening: c.forgedOpening("agency")}).Refusal)
	own := answerOf(t, submit("twitter", "second-agency", casefile.AccessSubmission{Use: forgedUse("second-agency")}))
	require.Equal(t, "wrong-party", own.Refusal.Code)
	answerOf(t, submit("twitter", "second-agency", casefile.AccessSubmission{Opening: c.forgedOpening("second-agency")}))
	two := casefile.AccessSubmission{Use: forgedUse("second-agency"), Protest: &casefile.Protest{AccessAct: forgedUse("agency").AccessAct}}
	require.Equal(t, "malformed", answerOf(t, submit("twitter", "second-agency", two)).Refusal.Code)

	_, refusal := c.enter(t, "twitter", protocol.AccessWorkflowID(c.Grant), protocol.UpdateDeclareUse, *forgedUse("second-agency"))
	require.Equal(t, "wrong-party", refusal.Code)
	// In the name of the grantor's desk it is a use like any other.
	require.Equal(t, policy.RuleNotActive, c.granted(t, protocol.UpdateDeclareUse, *forgedUse("twitter")).Use.Rule)
}

// attackedByItsGrantee: it asks for the same access again, answers in the place of its
// grantor, and goes to another one.
func (c *contract) attackedByItsGrantee(t *testing.T) {
	t.Helper()
	submit := c.submitter(t, "agency")
	mine := func(to casefile.PartyID, s casefile.AccessSubmission) casefile.LetterAnswer {
		return answerOf(t, submit(to, "agency", s))
	}
	require.True(t, mine("twitter", casefile.AccessSubmission{Opening: c.forgedOpening("agency")}).Delivered)
	for verdict, code := range map[casefile.AccessVerdict]string{
		casefile.AccessGrant: "wrong-party", casefile.AccessGiveBack: "no-talk", casefile.AccessAgree: "no-talk",
	} {
		answer := casefile.AnswerAccess{AccessAct: forgedUse("agency").AccessAct, Verdict: verdict}
		require.Equal(t, code, mine("twitter", casefile.AccessSubmission{Answer: &answer}).Refusal.Code, verdict)
	}
	require.False(t, mine("reseller-a", casefile.AccessSubmission{Use: forgedUse("agency")}).Delivered)
}

// attackedByAReseller: it informs a subscription that is not its own, also as if that
// began with the notice.
func (c *contract) attackedByAReseller(t *testing.T) {
	t.Helper()
	ask := c.asker(t, "reseller-a")
	inform := func(opening *casefile.AccessOpening) reply {
		return ask(t, protocol.Endpoint("reseller-a", "agency"), protocol.ServiceGrantee, protocol.OpInform, protocol.InformInput{
			Envelope: envelope("reseller-a"), To: "agency", Notice: casefile.AccessNotice{
				Grant: c.Grant, N: 100, Kind: casefile.EvAccessReinstated, Stage: casefile.StageAccessReinstated,
				Usable: []legal.Purpose{news, safety}, At: time.Now(), Opening: opening,
			}})
	}
	answerOf(t, inform(nil))
	opening := c.forgedOpening("agency")
	require.Equal(t, unauthorised, inform(opening).Refusal, "in the name of the grantor")
	opening.Grantor, opening.Requested = "reseller-a", false
	answerOf(t, inform(opening))
}
