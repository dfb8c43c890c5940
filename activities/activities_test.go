package activities_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"writ/activities"
	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

var directory = protocol.Directory{Parties: []protocol.Party{
	{ID: "mail", Role: protocol.RoleHolder, Serves: protocol.Serves{EmailDomains: []string{"mail.example"}}},
	{ID: "isp", Role: protocol.RoleHolder, Serves: protocol.Serves{Prefixes: []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}}},
}}

func environment(notifier activities.Notifier) *testsuite.TestActivityEnvironment {
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestActivityEnvironment()
	(&activities.Activities{Directory: directory, Notifier: notifier}).Register(env)
	return env
}

func TestLocateAnswersEachIdentifierInItsPlace(t *testing.T) {
	at := time.Date(2012, 8, 7, 20, 15, 0, 0, time.UTC)
	got, err := environment(nil).ExecuteActivity(protocol.ActivityLocate, protocol.Locate{Identifiers: []casefile.Identifier{
		{Kind: legal.KindIP, IP: &casefile.IPObservation{Address: netip.MustParseAddr("198.51.100.7"), At: at}},
		{Kind: legal.KindPhone, Value: "+1 555 0100"},
		{Kind: legal.KindEmail, Value: "someone@mail.example"},
	}})
	require.NoError(t, err)
	var located protocol.Located
	require.NoError(t, got.Get(&located))
	require.Equal(t, []legal.HolderID{"isp", "", "mail"}, located.Holders)
}

func TestLocateOfNothingIsNothing(t *testing.T) {
	got, err := environment(nil).ExecuteActivity(protocol.ActivityLocate, protocol.Locate{})
	require.NoError(t, err)
	var located protocol.Located
	require.NoError(t, got.Get(&located))
	require.Equal(t, []legal.HolderID{}, located.Holders)
}

func TestMalformedInputIsRefusedOnceAndWithoutPersonalData(t *testing.T) {
	for activity, input := range map[string]any{
		protocol.ActivityLocate: protocol.Locate{Identifiers: []casefile.Identifier{{Kind: legal.KindEmail, Value: "secret person"}}},
		protocol.ActivityRemind: protocol.Reminder{To: "court"},
	} {
		_, err := environment(nil).ExecuteActivity(activity, input)
		var app *temporal.ApplicationError
		require.ErrorAs(t, err, &app)
		require.Equal(t, activities.ErrMalformed, app.Type())
		require.True(t, app.NonRetryable())
		require.NotContains(t, err.Error(), "secret")
	}
}

func TestAReminderIsOneLine(t *testing.T) {
	var out bytes.Buffer
	env := environment(activities.LogNotifier{Log: slog.New(slog.NewTextHandler(&out, nil))})
	_, err := env.ExecuteActivity(protocol.ActivityRemind, protocol.Reminder{
		To: "court", Task: "authorisation-1", Kind: casefile.EvReminder, Due: time.Date(2012, 8, 7, 20, 15, 0, 0, time.UTC),
	})
	require.NoError(t, err)
	require.Regexp(t, `^time=\S+ level=WARN msg="work is waiting" party=court task=authorisation-1 kind=reminder due=2012-08-07T20:15:00.000Z\n$`, out.String())

	out.Reset()
	_, err = env.ExecuteActivity(protocol.ActivityRemind, protocol.Reminder{To: "court", Task: "hop-1", Kind: casefile.EvPerishAlarm})
	require.NoError(t, err)
	require.NotContains(t, out.String(), "due=")
}

func TestANotifierThatFailsIsTriedAgain(t *testing.T) {
	_, err := environment(broken{}).ExecuteActivity(protocol.ActivityRemind, protocol.Reminder{To: "court", Task: "hop-1"})
	var app *temporal.ApplicationError
	require.ErrorAs(t, err, &app)
	require.False(t, app.NonRetryable())
}

// A ledger that is away is tried again; what it will never take is refused once.
func TestWhatTheLedgerWillNeverTakeIsNotTriedAgain(t *testing.T) {
	for name, test := range map[string]struct {
		ledger activities.Ledger
		fails  bool
		again  bool
	}{
		"none":  {nil, false, false},
		"takes": {books{nil}, false, false},
		"away":  {books{errors.New("connection refused")}, true, true},
		"unfit": {books{fmt.Errorf("%w: fact 3", activities.ErrUnfit)}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			var suite testsuite.WorkflowTestSuite
			env := suite.NewTestActivityEnvironment()
			(&activities.Activities{Ledger: test.ledger}).Register(env)
			_, err := env.ExecuteActivity(protocol.ActivityRecord, protocol.Emission{Party: "nypd"})
			require.Equal(t, test.fails, err != nil)
			if !test.fails {
				return
			}
			var app *temporal.ApplicationError
			require.ErrorAs(t, err, &app)
			require.Equal(t, test.again, !app.NonRetryable())
			require.Equal(t, !test.again, app.Type() == protocol.ErrUnfit)
		})
	}
}

type books struct{ err error }

func (b books) Record(context.Context, protocol.Emission) error { return b.err }

type broken struct{}

func (broken) Remind(context.Context, protocol.Reminder) error {
	return errors.New("the mail gateway is away")
}
