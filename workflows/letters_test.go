package workflows_test

import (
	"errors"
	"testing"
	"time"

	"github.com/nexus-rpc/sdk-go/nexus"
	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// The letters of a standing access: none is lost, and none counts twice. Here the other
// side is a stand-in, or one side by itself.

// newStanding is the desk of one side of a standing access.
func newStanding(t *testing.T) (*deskWorld, *feed) {
	f := newFeed(t)
	return &deskWorld{world: f.world, listeners: map[string]func(converter.EncodedValue){}}, f
}

func takenAs(a casefile.LetterAnswer) nexus.HandlerStartOperationResult[casefile.LetterAnswer] {
	return &nexus.HandlerStartOperationResultSync[casefile.LetterAnswer]{Value: a}
}

func letterToken(s string) nexus.HandlerStartOperationResult[casefile.LetterAnswer] {
	return &nexus.HandlerStartOperationResultAsync{OperationToken: s}
}

// informed remembers the notices that a stand-in for the grantee was sent.
func (e *deskWorld) informed() *[]casefile.AccessNotice {
	told := &[]casefile.AccessNotice{}
	e.listen(protocol.OpInform, func(args converter.EncodedValue) {
		var in protocol.InformInput
		require.NoError(e.t, args.Get(&in))
		*told = append(*told, in.Notice)
	})
	return told
}

// ofNotices tells their numbers.
func ofNotices(all []casefile.AccessNotice) []int {
	var n []int
	for _, x := range all {
		n = append(n, x.N)
	}
	return n
}

// A letter that is not taken is sent again until it is, and the next waits for it: the
// grantee learns of the end, however long its side was away.
func TestALetterIsSentUntilItIsTaken(t *testing.T) {
	e, f := newStanding(t)
	told := e.informed()
	answers := func(a nexus.HandlerStartOperationResult[casefile.LetterAnswer], err error, times int) {
		e.OnNexusOperation(protocol.ServiceGrantee, protocol.OpInform, mock.Anything, mock.Anything).Return(a, err).Times(times)
	}
	taken := takenAs(casefile.LetterAnswer{Delivered: true, At: caseStart})
	answers(taken, nil, 1)
	answers(nil, errors.New("the database is away"), 5)
	answers(nil, nexus.NewHandlerErrorf(nexus.HandlerErrorTypeUnauthorized, "no relation"), 5)
	answers(taken, nil, 3)
	e.id = protocol.AccessWorkflowID(direct)
	f.suspends(day, direct, platform)
	f.reinstates(day+time.Minute, direct, platform)
	e.at(40*day, e.CancelWorkflow)
	e.start(protocol.Access, f.accessTo(opening(direct, platform, agent), ""))
	require.Equal(t, []int{1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 4}, ofNotices(*told))
	require.Equal(t, casefile.StageAccessTerminated, (*told)[len(*told)-1].Stage, "the last word of a cancelled access")
	e.ledger.requireFacts(e.task(e.id).Events, "twitter", string(direct), protocol.Access, casefile.StepID(direct))
}

// An access whose workflow an operator cancels, while its grantee is away, stays until
// the grantee has had the last word, and what was under way before it.
func TestACancelledAccessIsStillTold(t *testing.T) {
	e, f := newStanding(t)
	told := e.informed()
	e.OnNexusOperation(protocol.ServiceGrantee, protocol.OpInform, mock.Anything, mock.Anything).Return(nil, errors.New("the database is away")).Times(60)
	e.OnNexusOperation(protocol.ServiceGrantee, protocol.OpInform, mock.Anything, mock.Anything).
		Return(takenAs(casefile.LetterAnswer{Delivered: true, At: caseStart}), nil)
	e.id = protocol.AccessWorkflowID(direct)
	e.at(day, e.CancelWorkflow)
	e.start(protocol.Access, f.accessTo(opening(direct, platform, agent), ""))
	require.True(t, temporal.IsCanceledError(e.GetWorkflowError()), "%v", e.GetWorkflowError())
	require.Len(t, *told, 62)
	require.ElementsMatch(t, []int{1, 2}, ofNotices((*told)[60:]))
	require.Greater(t, e.Now().Sub(caseStart), day+hour, "it was cancelled before")
	task := e.task(e.id)
	require.Equal(t, "terminated", task.Outcome)
	e.ledger.requireFacts(task.Events, "twitter", string(direct), protocol.Access, casefile.StepID(direct))
}

// A letter that nobody takes for longer than a wait lasts is taken up again.
func TestALetterOutlastsTheCut(t *testing.T) {
	e, f := newStanding(t)
	e.SetWorkerOptions(worker.Options{}) // with the cut
	told := e.informed()
	// As when the other side's worker is down: nobody answers before the cut.
	e.OnNexusOperation(protocol.ServiceGrantee, protocol.OpInform, mock.Anything, mock.Anything).Return(letterToken("nobody"), nil).Times(12)
	e.OnNexusOperation(protocol.ServiceGrantee, protocol.OpInform, mock.Anything, mock.Anything).
		Return(takenAs(casefile.LetterAnswer{Delivered: true, At: caseStart.Add(360 * day)}), nil)
	e.id = protocol.AccessWorkflowID(direct)
	e.at(400*day, e.CancelWorkflow)
	e.start(protocol.Access, f.accessTo(opening(direct, platform, agent), ""))
	require.Len(t, *told, 14, "a year of waits, the one that was heard, and the last word")
}

// A party without a channel cannot be told: that is on record, and the access stands.
func TestALetterWithoutAChannel(t *testing.T) {
	f := newFeed(t)
	f.unreachable = "nypd"
	f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
	f.live(day)
	m := f.access(direct)
	require.Empty(t, m.Outbox)
	require.Equal(t, casefile.StageAccessActive, m.Stage)
	require.Contains(t, m.Events[len(m.Events)-1].Reason, "no channel")
}

// Both sides know a letter again.
func TestALetterThatComesTwiceIsTakenOnce(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
	use := casefile.DeclareUse{AccessAct: says(agent, ""), Purpose: legal.ProtectPerson, Shape: legal.OneAccount, Target: "@somebody"}
	use.Key, use.At = "the-use", caseStart.Add(hour)
	submit := protocol.SubmitInput{Envelope: protocol.Envelope{From: "nypd"}, To: "twitter", Submission: casefile.AccessSubmission{Grant: direct, Use: &use}}
	other := use
	other.Target = "@another"
	reuse := submit
	reuse.Submission = casefile.AccessSubmission{Grant: direct, Use: &other}
	inform := protocol.InformInput{Envelope: protocol.Envelope{From: "twitter"}, To: "nypd", Notice: casefile.AccessNotice{
		Grant: direct, N: 2, Kind: casefile.EvAccessSuspended, Stage: casefile.StageAccessSuspended, At: caseStart.Add(2 * hour),
	}}
	post := f.goes(2*hour, errand{Submit: []protocol.SubmitInput{submit, submit, reuse}, Inform: []protocol.InformInput{inform, inform}})
	f.live(day)
	require.NoError(t, post.err)
	got := post.got
	require.Len(t, got, 5)
	require.True(t, got[0].Receipt.Use.Accepted)
	require.Equal(t, got[0].Receipt, got[1].Receipt)
	require.False(t, got[2].Receipt != nil && got[2].Receipt.Use.Accepted, "another use under its key")
	m := f.access(direct)
	require.Equal(t, 1, m.Accepted)
	require.Equal(t, []casefile.EventKind{casefile.EvAccessGranted, casefile.EvAccessSuspended}, kindsOf(f.subscription(direct).Events))
}

// errand is what a postman brings, in order.
type errand struct {
	From, To casefile.PartyID // whose endpoint it takes; empty: that of the sender
	Submit   []protocol.SubmitInput
	Inform   []protocol.InformInput
}

// postman brings letters as they are, and keeps what came back.
type postman struct {
	got []casefile.LetterAnswer
	err error
}

// goes has the postman do an errand.
func (f *feed) goes(after time.Duration, e errand) *postman {
	f.at(after, func() { f.begin("postman", "postman", e, "", nil) })
	return f.postman
}

func (p *postman) bring(ctx workflow.Context, e errand) error {
	for _, in := range e.Submit {
		p.letter(ctx, e, in.From, in.To, protocol.ServiceGrantor, protocol.OpSubmit, in)
	}
	for _, in := range e.Inform {
		p.letter(ctx, e, in.From, in.To, protocol.ServiceGrantee, protocol.OpInform, in)
	}
	return nil
}

func (p *postman) letter(ctx workflow.Context, e errand, from, to casefile.PartyID, service, op string, in any) {
	if e.From != "" {
		from, to = e.From, e.To
	}
	var a casefile.LetterAnswer
	err := workflow.NewNexusClient(protocol.Endpoint(from, to), service).ExecuteOperation(ctx, op, in, workflow.NexusOperationOptions{}).Get(ctx, &a)
	p.got, p.err = append(p.got, a), errors.Join(p.err, err)
}

// What a party's services let in, and what they answer to letters that are none.
func TestLettersAreAdmitted(t *testing.T) {
	use := func(by casefile.Decider) *casefile.DeclareUse {
		a := casefile.DeclareUse{AccessAct: says(by, ""), Purpose: legal.ProtectPerson, Shape: legal.OneAccount, Target: "@somebody"}
		a.Key, a.At = "the-use", caseStart.Add(hour)
		return &a
	}
	submit := func(s casefile.AccessSubmission) errand {
		return errand{Submit: []protocol.SubmitInput{{Envelope: protocol.Envelope{From: "nypd"}, To: "twitter", Submission: s}}}
	}
	begins := func(change func(*casefile.AccessOpening)) errand {
		o := opening(onward, platform, agent)
		o.Requested, o.By = true, agent
		change(&o)
		return submit(casefile.AccessSubmission{Grant: onward, Opening: &o})
	}
	informs := func(from, to casefile.PartyID, o *casefile.AccessOpening) errand {
		n := casefile.AccessNotice{Grant: onward, N: 1, Kind: casefile.EvAccessGranted, Stage: casefile.StageAccessActive, Opening: o, At: caseStart}
		return errand{Inform: []protocol.InformInput{{Envelope: protocol.Envelope{From: from}, To: to, Notice: n}}}
	}
	forged := informs("twitter", "nypd", nil)
	forged.From, forged.To = "nypd", "twitter"
	foreign := opening(onward, reseller, agent)
	asked := requested(onward, platform)
	others := opening(onward, platform, agent)
	others.Data, others.Policy = "example-feed", "example-feed-2026-01-01"
	upwards := opening(onward, agent, reseller)
	downwards := requested(onward, reseller)
	downwards.Grantee, downwards.By = "twitter", platform
	fromAbove := errand{Submit: []protocol.SubmitInput{{Envelope: protocol.Envelope{From: "twitter"}, To: "example-reseller", Submission: casefile.AccessSubmission{Grant: onward, Opening: &downwards}}}}
	for name, row := range map[string]struct {
		bring      errand
		kind       nexus.HandlerErrorType // of the error; "" for an answer
		delivered  bool
		code, says string
	}{
		"an act of the grantor":     {submit(casefile.AccessSubmission{Grant: direct, Use: use(platform)}), nexus.HandlerErrorTypeUnauthorized, false, "", ""},
		"an act of another party":   {submit(casefile.AccessSubmission{Grant: direct, Use: use(reseller)}), nexus.HandlerErrorTypeUnauthorized, false, "", ""},
		"no act":                    {submit(casefile.AccessSubmission{Grant: direct}), "", true, "malformed", "one act"},
		"two acts":                  {submit(casefile.AccessSubmission{Grant: direct, Use: use(agent), Protest: &casefile.Protest{AccessAct: says(agent, "")}}), "", true, "malformed", "one act"},
		"a malformed act":           {submit(casefile.AccessSubmission{Grant: direct, Use: &casefile.DeclareUse{AccessAct: says(agent, "")}}), "", true, "malformed", "key is empty"},
		"of no such access":         {submit(casefile.AccessSubmission{Grant: source, Use: use(agent)}), "", false, "", "ended"},
		"nothing to protest":        {submit(casefile.AccessSubmission{Grant: direct, Protest: &casefile.Protest{AccessAct: use(agent).AccessAct}}), "", true, "nothing-to-protest", ""},
		"a grant by the grantee":    {begins(func(o *casefile.AccessOpening) { o.Requested = false }), "", true, "malformed", "requests"},
		"of another grantor":        {begins(func(o *casefile.AccessOpening) { o.Grantor = "example-reseller" }), "", true, "malformed", "between"},
		"of another grant":          {begins(func(o *casefile.AccessOpening) { o.Grant = source }), "", true, "malformed", "the letter of"},
		"under no policy":           {begins(func(o *casefile.AccessOpening) { o.Policy = "none" }), "", true, "malformed", "none"},
		"for a forbidden purpose":   {begins(func(o *casefile.AccessOpening) { o.Terms.Purposes = []legal.Purpose{"surveillance"} }), "", true, "malformed", ""},
		"a notice of no access":     {informs("twitter", "nypd", nil), "", false, "", "ended"},
		"data of another platform":  {informs("twitter", "nypd", &others), "", false, "", "not that of twitter"},
		"a grant by an agency":      {informs("nypd", "example-reseller", &upwards), "", false, "", "grants no access"},
		"a request by a platform":   {fromAbove, "", true, "malformed", "is granted no access"},
		"a request nobody made":     {informs("twitter", "nypd", &asked), "", false, "", "asked"},
		"another's opening":         {informs("twitter", "nypd", &foreign), nexus.HandlerErrorTypeUnauthorized, false, "", ""},
		"by another's endpoint":     {forged, nexus.HandlerErrorTypeUnauthorized, false, "", ""},
		"for a party not addressed": {informs("twitter", "example-mail", nil), nexus.HandlerErrorTypeUnauthorized, false, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFeed(t)
			f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
			post := f.goes(2*hour, row.bring)
			f.live(day)
			require.False(t, f.hasBegun(protocol.AccessWorkflowID(onward)))
			require.False(t, f.hasBegun(protocol.SubscriptionWorkflowID(onward)))
			require.Zero(t, f.access(direct).Accepted)
			if row.kind != "" {
				var refused *nexus.HandlerError
				require.ErrorAs(t, post.err, &refused)
				require.Equal(t, row.kind, refused.Type)
				return
			}
			require.NoError(t, post.err)
			got := post.got
			require.Equal(t, row.delivered, got[0].Delivered)
			if row.code == "" {
				require.Contains(t, got[0].Reason, row.says)
				return
			}
			require.Equal(t, row.code, got[0].Refusal.Code)
			require.Contains(t, got[0].Refusal.Message, row.says)
		})
	}
}

// A subscription hears its own grantor and nobody else.
func TestASubscriptionHearsItsGrantorOnly(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
	f.at(hour, func() {
		require.NoError(t, f.SignalWorkflowByID(protocol.SubscriptionWorkflowID(direct), protocol.SignalNotice, protocol.InformInput{
			Envelope: protocol.Envelope{From: "example-reseller"}, To: "nypd",
			Notice: casefile.AccessNotice{Grant: direct, N: 9, Kind: casefile.EvAccessTerminated, Stage: casefile.StageAccessTerminated, At: caseStart},
		}))
	})
	f.live(day)
	require.Equal(t, casefile.StageAccessActive, f.subscription(direct).Stage)
}

// What a grantor dates to the future was true by now: its grantee's people could not act
// before that instant otherwise.
func TestANoticeOfTheFutureIsOfNow(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(direct, platform, agent), ""))
	use := f.declares(hour, direct, agent, legal.OneAccount, "@somebody")
	f.reads(2*hour, direct, use)
	f.at(day, func() {
		n := casefile.AccessNotice{Grant: direct, N: 9, Kind: casefile.EvAccessTerminated, Stage: casefile.StageAccessTerminated, At: caseStart.AddDate(80, 0, 0)}
		require.NoError(t, f.SignalWorkflowByID(protocol.SubscriptionWorkflowID(direct), protocol.SignalNotice, protocol.InformInput{
			Envelope: protocol.Envelope{From: "twitter"}, To: "nypd", Notice: n,
		}))
	})
	abandon := casefile.Withdraw{Act: casefile.Act{By: f.me}}
	f.update(2*day, f.hopID(1), protocol.UpdateAbandon, &abandon.Act, func() any { return abandon })
	f.withdraw(3 * day)
	f.live(10 * day)
	require.Empty(t, f.refused)
	r := f.record()
	require.True(t, f.event(r, 1, casefile.EvThrownBack).At.Equal(caseStart.Add(day)), tell(r))
	f.sound(r)
}

// So it is with what a grantee asks for: its grantor could answer it no sooner.
func TestARequestOfTheFutureIsOfNow(t *testing.T) {
	f := newFeed(t)
	o := requested(direct, platform)
	o.At, o.NotBefore = caseStart.AddDate(80, 0, 0), caseStart.AddDate(79, 0, 0)
	f.asks(0, o)
	f.answers(day, protocol.AccessWorkflowID(direct), platform, casefile.AccessGrant)
	f.live(2 * day)
	require.Empty(t, f.refused)
	grantor, grantee := f.stages(direct)
	require.Equal(t, casefile.StageAccessActive, grantor)
	require.Equal(t, grantor, grantee)
	require.Zero(t, f.access(direct).Start.Opening.NotBefore)
}

// What is played hangs on nothing in earnest, nor the other way round.
func TestWhatIsPlayedHangsOnNothingInEarnest(t *testing.T) {
	f := newFeed(t)
	f.opens(0, f.accessTo(opening(source, platform, reseller), ""))
	played := f.accessTo(opening(onward, reseller, agent), source)
	played.Exercise = &protocol.Exercise{Epoch: caseStart, Start: caseStart, Speed: 1}
	f.opens(hour, played)
	f.live(day)
	require.Equal(t, casefile.StageAccessTerminated, f.access(onward).Stage)
	require.Empty(t, f.subscription(source).Leaning)
}
