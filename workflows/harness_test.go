package workflows_test

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nexus-rpc/sdk-go/nexus"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
	"writ/workflows"
)

// The parties of the tests. example-isp keeps logs for half a year,
// example-isp-brief for two weeks.
var directory = protocol.Directory{Parties: []protocol.Party{
	{ID: "nypd", Role: protocol.RoleRequester, Office: legal.RoleAgency, Jurisdiction: "US", Zone: "America/New_York", Namespace: "nypd", Authority: "manhattan-court", Calls: []casefile.PartyID{"manhattan-court", "twitter", "example-mail", "example-isp", "example-isp-brief"}},
	{ID: "manhattan-court", Role: protocol.RoleAuthority, Office: legal.RoleJudge, Jurisdiction: "US", Zone: "America/New_York", Namespace: "manhattan-court"},
	{ID: "twitter", Role: protocol.RoleHolder, Office: legal.RoleHolder, Jurisdiction: "US", Zone: "America/Los_Angeles", Namespace: "twitter", Calls: []casefile.PartyID{"nypd", "manhattan-court"}},
	{ID: "example-mail", Role: protocol.RoleHolder, Office: legal.RoleHolder, Jurisdiction: "US", Zone: "America/New_York", Namespace: "example-mail", Calls: []casefile.PartyID{"nypd", "manhattan-court"}, Serves: protocol.Serves{EmailDomains: []string{"mail.example"}}},
	{ID: "example-isp", Role: protocol.RoleHolder, Office: legal.RoleHolder, Jurisdiction: "US", Zone: "America/New_York", Namespace: "example-isp", Calls: []casefile.PartyID{"nypd", "manhattan-court"}, Serves: protocol.Serves{Prefixes: []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}}},
	{ID: "example-isp-brief", Role: protocol.RoleHolder, Office: legal.RoleHolder, Jurisdiction: "US", Zone: "America/New_York", Namespace: "example-isp-brief", Calls: []casefile.PartyID{"nypd", "manhattan-court"}, Serves: protocol.Serves{Prefixes: []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")}}},
}}

var (
	email = casefile.Identifier{Kind: legal.KindEmail, Value: "someone@mail.example"}
	owner = casefile.Identifier{Kind: legal.KindSubscriber, Subscriber: &casefile.Subscriber{Name: "the account owner", Address: "1 Example Street"}}
)

// caseStart is a Friday in earnest time: the tests skip time, they do not run
// an exercise.
var caseStart = time.Date(2026, 3, 6, 15, 0, 0, 0, time.UTC)

func ipAt(address string, at time.Time) casefile.Identifier {
	return casefile.Identifier{Kind: legal.KindIP, IP: &casefile.IPObservation{Address: netip.MustParseAddr(address), Port: 51413, At: at, PrecisionSeconds: 1}}
}

// world runs a case in the SDK's test environment with all parties and time
// skipping. Deciders are scripted: each answers a request some time after it
// was asked.
type world struct {
	*testsuite.TestWorkflowEnvironment
	t       *testing.T
	opening casefile.Opening
	input   protocol.CaseInput
	keys    int
	parties protocol.Directory
	ledger  *books
	// me is who acts for the requester, court who decides, unless a test says so.
	me, court casefile.Decider
	// unreachable is a party without a channel.
	unreachable casefile.PartyID
	reminds     []protocol.Reminder
	reminding   sync.Mutex
	// accepted and refused collect what updates returned, by key.
	accepted map[string]casefile.Receipt
	refused  map[string]error
	// begun are the workflows that were begun in the town, with what waits for them to
	// be there; postman brings letters in it.
	begun   map[string]func()
	postman *postman

	send func(after time.Duration, workflowID, name, updateID string, arg func() any)

	onAuthorise func(casefile.Application)
	onReview    func(casefile.Challenge)
	onPreserve  func(casefile.Hold)
	onDisclose  func(casefile.Demand)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOf(t, directory)
}

func newWorldOf(t *testing.T, parties protocol.Directory) *world {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(quiet))
	w := &world{
		TestWorkflowEnvironment: suite.NewTestWorkflowEnvironment(), t: t,
		ledger:   newBooks(t),
		accepted: map[string]casefile.Receipt{}, refused: map[string]error{}, begun: map[string]func(){}, postman: &postman{}, me: agent, court: judge, parties: parties,
	}
	w.SetTestTimeout(5 * time.Second)
	w.SetDetachedChildWait(false) // a custody goes on for months after its case
	w.SetStartTime(caseStart)
	w.SetWorkerOptions(worker.Options{Interceptors: []interceptor.WorkerInterceptor{&uncut{}}})
	for _, role := range []protocol.Role{protocol.RoleRequester, protocol.RoleAuthority, protocol.RoleHolder} { // a reseller's are among them
		workflows.Register(testRegistry{w.TestWorkflowEnvironment}, role)
		for _, service := range workflows.ServicesWith(role, w.parties, true, inside{w}) {
			w.RegisterNexusService(service)
		}
	}
	w.RegisterWorkflowWithOptions(w.town, workflow.RegisterOptions{Name: "town"})
	w.RegisterWorkflowWithOptions(w.postman.bring, workflow.RegisterOptions{Name: "postman"})
	w.RegisterActivityWithOptions(func(_ context.Context, in protocol.Locate) (protocol.Located, error) {
		var out protocol.Located
		for _, id := range in.Identifiers {
			out.Holders = append(out.Holders, w.parties.HolderFor(id))
		}
		return out, nil
	}, activity.RegisterOptions{Name: protocol.ActivityLocate})
	w.RegisterActivityWithOptions(func(_ context.Context, in protocol.Reach) (protocol.Reached, error) {
		return protocol.Reached{OK: w.parties.MayCall(in.From, in.To) && in.To != w.unreachable}, nil
	}, activity.RegisterOptions{Name: protocol.ActivityReach})
	w.RegisterActivityWithOptions(func(_ context.Context, in protocol.Reminder) error {
		w.reminding.Lock() // activities run side by side
		defer w.reminding.Unlock()
		w.reminds = append(w.reminds, in)
		return nil
	}, activity.RegisterOptions{Name: protocol.ActivityRemind})
	w.RegisterActivityWithOptions(func(ctx context.Context, e protocol.Emission) error {
		return w.ledger.record(ctx, e)
	}, activity.RegisterOptions{Name: protocol.ActivityRecord})
	// A withdrawal may reach work that has just ended; the environment must know
	// what to say to that.
	w.OnRequestCancelExternalWorkflow(mock.Anything, mock.Anything, mock.Anything).Return(nil)
	w.SetOnNexusOperationStartedListener(w.asked)
	w.opening = casefile.Opening{
		Case: "6f1b7f0e-6f57-4f0a-9a39-0d8b64f5a001", Requester: "nypd",
		Account: casefile.Identifier{Kind: legal.KindAccount, Value: "@somebody"}, Holder: "twitter",
		Offence: legal.Offence{Name: "threat", Law: "18 USC 875(c)", MaxYears: 5}, Strategy: casefile.StrategyChain,
		Detected: caseStart.Add(-time.Hour), At: caseStart, Zone: "America/New_York", Jurisdiction: "US",
		Authority: "manhattan-court", Edition: legal.CurrentEdition, By: casefile.Decider{Party: "nypd", Role: legal.RoleAgency},
	}
	w.onPreserve = func(h casefile.Hold) { w.preserve(h, time.Hour) }
	w.send = w.sendUpdate
	return w
}

// testRegistry gives the environment the one method that registering workflows
// needs.
type testRegistry struct {
	*testsuite.TestWorkflowEnvironment
}

func (testRegistry) RegisterActivity(any)                                         {}
func (testRegistry) RegisterNexusService(*nexus.Service)                          {}
func (testRegistry) RegisterDynamicWorkflow(any, workflow.DynamicRegisterOptions) {}
func (testRegistry) RegisterDynamicActivity(any, activity.DynamicRegisterOptions) {}
func (testRegistry) RegisterActivityWithOptions(any, activity.RegisterOptions)    {}

func (w *world) asked(_, operation string, args converter.EncodedValue) {
	switch operation {
	case protocol.OpAuthorise:
		call(w, args, w.onAuthorise, func(in protocol.AuthoriseInput) casefile.Application { return in.Application })
	case protocol.OpReview:
		call(w, args, w.onReview, func(in protocol.ReviewInput) casefile.Challenge { return in.Challenge })
	case protocol.OpPreserve:
		call(w, args, w.onPreserve, func(in protocol.PreserveInput) casefile.Hold { return in.Hold })
	case protocol.OpDisclose:
		call(w, args, w.onDisclose, func(in protocol.DiscloseInput) casefile.Demand { return in.Demand })
	}
}

func call[I, B any](w *world, args converter.EncodedValue, do func(B), body func(I) B) {
	var in I
	if err := args.Get(&in); err != nil {
		w.t.Errorf("operation input: %v", err)
		return
	}
	if do != nil {
		do(body(in))
	}
}

// update sends an update to a workflow after a delay and returns its key, under
// which the outcome is found.
func (w *world) update(after time.Duration, workflowID, name string, act *casefile.Act, arg func() any) string {
	if act.Key == "" {
		w.keys++
		act.Key = fmt.Sprintf("key-%d", w.keys)
	}
	w.send(after, workflowID, name, act.Key, arg)
	return act.Key
}

// sendUpdate sends an update under an id and collects its outcome there.
func (w *world) sendUpdate(after time.Duration, workflowID, name, id string, arg func() any) {
	w.RegisterDelayedCallback(func() {
		if err := w.UpdateWorkflowByID(workflowID, name, id, &outcome{w: w, key: id}, arg()); err != nil {
			w.refused[id] = err
		}
	}, after)
}

// outcome collects what an update returned.
type outcome struct {
	w   *world
	key string
}

func (o *outcome) Accept()          {}
func (o *outcome) Reject(err error) { o.w.refused[o.key] = err }
func (o *outcome) Complete(v any, err error) {
	if err != nil {
		o.w.refused[o.key] = err
		return
	}
	if r, ok := v.(casefile.Receipt); ok {
		o.w.accepted[o.key] = r
	}
}

var (
	judge = casefile.Decider{Party: "manhattan-court", Role: legal.RoleJudge}
	agent = casefile.Decider{Party: "nypd", Role: legal.RoleAgency}
)

func holderOf(id legal.HolderID) casefile.Decider {
	return casefile.Decider{Party: casefile.PartyID(id), Role: legal.RoleHolder}
}

func (w *world) preserve(h casefile.Hold, after time.Duration) string {
	d := casefile.DecidePreservation{Act: casefile.Act{By: holderOf(h.Holder)}, Status: casefile.Preserved}
	return w.update(after, protocol.PreservationWorkflowID(h.ID), protocol.UpdateDecide, &d.Act, func() any { return d })
}

func (w *world) decide(a casefile.Application, after time.Duration, verdict casefile.Verdict, change ...func(*casefile.DecideApplication)) string {
	d := casefile.DecideApplication{Act: casefile.Act{By: w.court}, Verdict: verdict}
	if verdict == casefile.Denied || verdict == casefile.Returned {
		d.Reason = "stated in open court"
	}
	for _, c := range change {
		c(&d)
	}
	return w.update(after, protocol.AuthorisationWorkflowID(a.ID), protocol.UpdateDecide, &d.Act, func() any { return d })
}

func (w *world) answer(d casefile.Demand, after time.Duration, status casefile.Status, code casefile.Code, delivered ...casefile.Identifier) string {
	x := casefile.DecideDisclosure{Act: casefile.Act{By: holderOf(d.Holder)}, Status: status, Code: code, Delivered: delivered}
	if status == casefile.Rejected {
		x.Reason = "not by our policy"
	}
	return w.update(after, protocol.DisclosureWorkflowID(d.ID), protocol.UpdateDecide, &x.Act, func() any { return x })
}

func (w *world) giveNotice(d casefile.Demand, after time.Duration) string {
	a := casefile.Act{By: holderOf(d.Holder)}
	return w.update(after, protocol.DisclosureWorkflowID(d.ID), protocol.UpdateGiveNotice, &a, func() any { return a })
}

// apply applies for an instrument for the nth lead's hop.
func (w *world) apply(after time.Duration, lead int, instrument legal.InstrumentID, change ...func(*casefile.Apply)) string {
	a := casefile.Apply{Act: casefile.Act{By: w.me}, Instrument: instrument, Facts: "threats were posted"}
	for _, c := range change {
		c(&a)
	}
	return w.update(after, w.hopID(lead), protocol.UpdateApply, &a.Act, func() any { return a })
}

func (w *world) hopID(lead int) string {
	return protocol.HopWorkflowID(casefile.HopIDFor(w.opening.Case, casefile.LeadIDFor(w.opening.Case, lead)))
}

func (w *world) conclude(after time.Duration, level casefile.Level, deadEnd casefile.Code) string {
	c := casefile.Conclude{Act: casefile.Act{By: w.me}, Level: level, DeadEnd: deadEnd, Ground: "recognised in an interview"}
	return w.update(after, protocol.CaseWorkflowID(w.opening.Case), protocol.UpdateConclude, &c.Act, func() any { return c })
}

// record is the case's record as its query gives it.
func (w *world) record() casefile.Record {
	w.t.Helper()
	v, err := w.QueryWorkflowByID(protocol.CaseWorkflowID(w.opening.Case), protocol.QueryRecord)
	require.NoError(w.t, err)
	var r casefile.Record
	require.NoError(w.t, v.Get(&r))
	return r
}

// start runs the case as far as it goes.
func (w *world) start() {
	w.input.Opening, w.input.Ledger = w.opening, true
	w.SetStartWorkflowOptions(startOptions(w.caseID()))
	w.ExecuteWorkflow(protocol.Identification, w.input)
}

// play runs the case to its end and returns the record.
func (w *world) play() casefile.Record {
	w.t.Helper()
	w.start()
	r := w.record()
	if !w.IsWorkflowCompleted() || w.GetWorkflowError() != nil {
		w.t.Fatalf("the case did not end: %v\nrefused: %v\n%s", w.GetWorkflowError(), w.refused, tell(r))
	}
	return r
}

// tell is a record as text, one event a line.
func tell(r casefile.Record) string {
	var b strings.Builder
	for _, e := range r.Events {
		fmt.Fprintf(&b, "%s %-8.8s %-22s by %-15s -> %-15s %-22s %s %s\n", e.At.UTC().Format("01-02 15:04"), e.Step, e.Kind, e.By, e.Awaiting, e.Stage, e.Code, e.Reason)
	}
	return b.String()
}

// kinds are the kinds of a record's events of one step, in order.
func kinds(r casefile.Record, step casefile.StepID) []casefile.EventKind {
	var out []casefile.EventKind
	for _, e := range r.Events {
		if e.Step == step {
			out = append(out, e.Kind)
		}
	}
	return out
}

func (w *world) step(lead int) casefile.StepID {
	return casefile.StepID(casefile.HopIDFor(w.opening.Case, casefile.LeadIDFor(w.opening.Case, lead)))
}
