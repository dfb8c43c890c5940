package workflows_test

import (
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func startOptions(id string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{ID: id, TaskQueue: protocol.TaskQueue}
}

// A threat to life: the emergency request is refused, a court order follows,
// and the chain goes on to the e-mail provider and the ISP.
func TestChainAfterRefusedEmergency(t *testing.T) {
	w := newWorld(t)
	leadTo := map[legal.HolderID]int{"twitter": 1, "example-mail": 2, "example-isp": 3}
	w.opening.Threat = &casefile.Threat{Nature: "shooting", AtRisk: "an audience", Imminence: "tonight"}
	w.opening.Guard = true
	w.onAuthorise = func(a casefile.Application) { w.decide(a, 24*time.Hour, casefile.Granted) }
	w.onDisclose = func(d casefile.Demand) {
		switch {
		case d.Lane == casefile.LaneEmergency:
			w.answer(d, 2*time.Hour, casefile.Rejected, "")
			w.apply(3*time.Hour, leadTo[d.Holder], "us.2703d-order")
		case d.Holder == "twitter":
			w.answer(d, 36*time.Hour, casefile.Disclosed, "", ipAt("198.51.100.7", caseStart), email)
		case d.Holder == "example-mail":
			w.answer(d, 24*time.Hour, casefile.Disclosed, "", casefile.Identifier{Kind: "phone", Value: "+1 555 0100"})
		case d.Holder == "example-isp":
			w.answer(d, 24*time.Hour, casefile.Disclosed, "", owner)
			w.conclude(25*time.Hour, casefile.LevelAccountOwner, "")
			stand := casefile.StandDown{Act: casefile.Act{By: agent}, Reason: "found"}
			w.update(24*time.Hour+30*time.Minute, protocol.ProtectionWorkflowID(w.opening.Case), protocol.UpdateStandDown, &stand.Act, func() any { return stand })
		}
	}
	r := w.play()
	require.Empty(t, w.refused)
	state := casefile.Fold(r)
	require.Equal(t, casefile.LevelAccountOwner, state.Level)
	account, err := casefile.AccountOf(r, w.Now())
	require.NoError(t, err)
	require.NoError(t, account.Check())
}
