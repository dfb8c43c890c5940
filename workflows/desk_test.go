package workflows_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// One workflow by itself: the desk of one party, without the rest of the case.

// deskWorld is a world whose root is any one workflow.
type deskWorld struct {
	*world
	id        string
	listeners map[string]func(converter.EncodedValue) // by operation
}

func newDesk(t *testing.T) *deskWorld {
	t.Helper()
	return &deskWorld{world: newWorld(t), listeners: map[string]func(converter.EncodedValue){}}
}

// run runs one workflow to its end and reads its result.
func (e *deskWorld) run(workflowType string, in, out any) {
	e.t.Helper()
	e.start(workflowType, in)
	require.True(e.t, e.IsWorkflowCompleted())
	require.NoError(e.t, e.GetWorkflowError())
	if out != nil {
		require.NoError(e.t, e.GetWorkflowResult(out))
	}
}

func (e *deskWorld) start(workflowType string, in any) {
	if e.id == "" {
		e.id = "the-desk"
	}
	e.SetStartWorkflowOptions(startOptions(e.id))
	e.ExecuteWorkflow(workflowType, in)
}

// act sends an update to the root.
func (e *deskWorld) act(after time.Duration, name string, act *casefile.Act, arg func() any) string {
	return e.update(after, e.root(), name, act, arg)
}

func (e *deskWorld) root() string {
	if e.id == "" {
		e.id = "the-desk"
	}
	return e.id
}

func servedDemand() casefile.Demand {
	account := casefile.Identifier{Kind: legal.KindAccount, Value: "@somebody"}
	offence := legal.Offence{Name: "threat", Law: "18 USC 875(c)", MaxYears: 5}
	categories := []legal.Category{legal.SubscriberData, legal.UserIdentifyingData}
	return casefile.Demand{
		ID: "0a0e5d2c-47a1-4a1c-8f0a-8f3f6f3fd001", Requester: "nypd", Holder: "twitter", Lane: casefile.LaneOrdinary,
		Selector: account, Categories: categories, Offence: offence, At: caseStart,
		Order: &casefile.Order{
			ID: "0a0e5d2c-47a1-4a1c-8f0a-8f3f6f3fd002", Instrument: "us.2703d-order", Issuer: judge, Holder: "twitter", Selector: account,
			Categories: categories, Offence: offence, Issued: caseStart.Add(-hour), ValidUntil: caseStart.Add(30 * day), ReplyBy: caseStart.Add(10 * day),
		},
	}
}

func envelope(from casefile.PartyID) protocol.Envelope {
	return protocol.Envelope{From: from, Edition: legal.CurrentEdition, ReplyTo: "hop-nobody"}
}

func taskAt(who casefile.Decider, from casefile.PartyID, zone string) casefile.TaskStart {
	return casefile.TaskStart{
		Desk: casefile.Desk{Party: who.Party, Office: who.Role, Zone: zone}, From: from, Edition: legal.CurrentEdition, At: caseStart,
	}
}

func (e *deskWorld) disclosure(d casefile.Demand) protocol.DisclosureInput {
	return protocol.DisclosureInput{
		Envelope: envelope("nypd"), Start: taskAt(holderOf("twitter"), "nypd", "America/Los_Angeles"),
		Demand: d, Authorities: []casefile.Decider{judge},
	}
}

func (e *deskWorld) authorisation() protocol.AuthorisationInput {
	d := servedDemand()
	return protocol.AuthorisationInput{
		Envelope: envelope("nypd"), Start: taskAt(judge, "nypd", "America/New_York"),
		Application: casefile.Application{
			ID: d.Order.ID, Requester: "nypd", Authority: "manhattan-court", Instrument: "us.2703d-order", Holder: "twitter",
			Selector: d.Selector, Categories: d.Categories, Offence: d.Offence, Facts: "threats were posted", Applicant: agent, At: caseStart,
		},
	}
}

func (e *deskWorld) review() protocol.ReviewTask {
	d := servedDemand()
	return protocol.ReviewTask{
		Envelope: envelope("twitter"), Start: taskAt(judge, "twitter", "America/New_York"),
		Challenge: casefile.Challenge{
			ID: "0a0e5d2c-47a1-4a1c-8f0a-8f3f6f3fd003", Holder: "twitter", Authority: "manhattan-court", Order: *d.Order,
			Grounds: "too broad", By: holderOf("twitter"), At: caseStart,
		},
	}
}

func (e *deskWorld) preservation() protocol.PreservationInput {
	d := servedDemand()
	return protocol.PreservationInput{
		Envelope: envelope("nypd"), Start: taskAt(holderOf("twitter"), "nypd", "America/Los_Angeles"),
		Hold: casefile.Hold{
			ID: "0a0e5d2c-47a1-4a1c-8f0a-8f3f6f3fd004", Requester: "nypd", Holder: "twitter", Instrument: "us.preservation",
			Selector: d.Selector, Offence: d.Offence, At: caseStart,
		},
	}
}

func (e *deskWorld) guard() protocol.ProtectionInput {
	return protocol.ProtectionInput{Start: casefile.GuardStart{
		Case: e.opening.Case, Requester: "nypd", Zone: "America/New_York", Edition: legal.CurrentEdition, At: caseStart, Seen: caseStart,
	}}
}
