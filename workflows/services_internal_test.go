package workflows

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/nexus-rpc/sdk-go/nexus"
	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"writ/casefile"
	"writ/protocol"
)

// Each role offers its services and no other's.
func TestServicesOfARole(t *testing.T) {
	for role, want := range map[protocol.Role][]string{
		protocol.RoleRequester: {protocol.ServiceRequester, protocol.ServiceGrantee},
		protocol.RoleAuthority: {protocol.ServiceAuthority},
		protocol.RoleHolder:    {protocol.ServiceHolder, protocol.ServiceGrantor},
		protocol.RoleReseller:  {protocol.ServiceGrantor, protocol.ServiceGrantee},
		"stranger":             nil,
	} {
		var names []string
		for _, s := range Services(role, protocol.Directory{}, false) {
			names = append(names, s.Name)
		}
		require.Equal(t, want, names, role)
	}
}

// said is an Inside whose updates come to one end.
type said struct {
	Inside
	err error
}

func (s said) Update(context.Context, string, string, string, any) (casefile.Receipt, error) {
	return casefile.Receipt{Note: "taken"}, s.err
}

// An act of a grantee goes under a key of its party, by which both the server and the
// machine know it again; the content of a use is part of the first.
func TestAGranteesKeysAreItsOwn(t *testing.T) {
	act := casefile.AccessAct{Act: casefile.Act{Key: "k", By: casefile.Decider{Party: "nypd"}}}
	for name, s := range map[string]casefile.AccessSubmission{
		"protest": {Protest: &casefile.Protest{AccessAct: act}},
		"terms":   {Terms: &casefile.ProposeTerms{AccessAct: act}},
		"answer":  {Answer: &casefile.AnswerAccess{AccessAct: act}},
	} {
		what, err := submittedAct(s)
		require.NoError(t, err)
		require.Equal(t, "nypd/k", what.id, name)
		raw, err := json.Marshal(what.act)
		require.NoError(t, err)
		require.Contains(t, string(raw), `"key":"nypd/k"`, name)
	}
	what, err := submittedAct(casefile.AccessSubmission{Use: &casefile.DeclareUse{AccessAct: act}})
	require.NoError(t, err)
	require.Regexp(t, "^nypd/k-[0-9a-f]{16}$", what.id)
	require.Equal(t, "k", what.act.(casefile.DeclareUse).Key, "both sides make the id of a use from it")
	act.Key = ""
	what, err = submittedAct(casefile.AccessSubmission{Protest: &casefile.Protest{AccessAct: act}})
	require.NoError(t, err)
	require.ErrorContains(t, what.act.(casefile.Protest).Validate(), "key is empty")
}

// What becomes of an act that is brought to an access. Only what the server may try again
// by itself is a plain error.
func TestBringingAnAct(t *testing.T) {
	refusal := &casefile.Refusal{Code: "too-early", Message: "it lies before the access began", Hint: "give the instant"}
	bringing := func(err error) (casefile.LetterAnswer, error) {
		return bring(t.Context(), protocol.SubmitInput{}, submission{}, said{err: err})
	}
	for name, row := range map[string]struct {
		err     error
		refused *casefile.Refusal
		taken   bool
	}{
		"taken":     {nil, nil, true},
		"refused":   {temporal.NewNonRetryableApplicationError(refusal.Message, ErrRefused, nil, *refusal), refusal, true},
		"malformed": {temporal.NewNonRetryableApplicationError("key is empty", ErrMalformed, nil), &casefile.Refusal{Code: "malformed", Message: "key is empty"}, true},
		"no access": {serviceerror.NewNotFound("workflow not found"), nil, false},
	} {
		answer, err := bringing(row.err)
		require.NoError(t, err, name)
		require.Equal(t, row.taken, answer.Delivered, name)
		require.Equal(t, row.refused, answer.Refusal, name)
		require.Equal(t, row.err == nil, answer.Receipt != nil, name)
		require.Zero(t, answer.At, "%s: the sender knows when it has the answer", name)
	}
	played := protocol.SubmitInput{Envelope: protocol.Envelope{Exercise: &protocol.Exercise{Speed: 10}}}
	at := feedOpening.At
	answer, err := bring(t.Context(), played, submission{at: at}, said{})
	require.NoError(t, err)
	require.Equal(t, at, answer.At, "no count of days depends on the machine")
	for name, late := range map[string]error{
		"by this handler":  context.DeadlineExceeded,
		"by the server":    serviceerror.NewDeadlineExceeded("deadline"),
		"by the SDK":       client.NewWorkflowUpdateServiceTimeoutOrCanceledError(context.DeadlineExceeded),
		"in another error": errors.Join(errors.New("no answer"), context.DeadlineExceeded),
	} {
		_, err := bringing(late)
		var failed *nexus.OperationError
		require.ErrorAs(t, err, &failed, name)
	}
	away := serviceerror.NewUnavailable("the server is away")
	_, err = bringing(away)
	require.ErrorIs(t, err, away)
}
