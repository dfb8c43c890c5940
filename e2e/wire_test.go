package e2e_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nexus-rpc/sdk-go/nexus"
	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
)

// wrongOnTheWire makes calls that no honest engine makes. The server sets the
// endpoint of a call, so a party cannot pass for another, and a request never
// reaches work at the wrong party.
func wrongOnTheWire(t *testing.T, w *world) {
	fromNypd, fromTwitter := w.asker(t, "nypd"), w.asker(t, "twitter")
	toTwitter := protocol.Endpoint("nypd", "twitter")
	unauthorised, badRequest := string(nexus.HandlerErrorTypeUnauthorized), string(nexus.HandlerErrorTypeBadRequest)

	for name, test := range map[string]struct {
		envelope, requester casefile.PartyID
		holder              legal.HolderID
		want                string
	}{
		"envelope from another party":  {"manhattan-court", "nypd", "twitter", unauthorised},
		"envelope from nobody":         {"", "nypd", "twitter", unauthorised},
		"demand of another requester":  {"nypd", "example-isp", "twitter", unauthorised},
		"demand addressed elsewhere":   {"nypd", "nypd", "example-mail", badRequest},
		"demand addressed to a nobody": {"nypd", "nypd", "", badRequest},
	} {
		t.Run(name, func(t *testing.T) {
			d := aDemand(test.requester, test.holder)
			r := fromNypd(t, toTwitter, protocol.ServiceHolder, protocol.OpDisclose,
				protocol.DiscloseInput{Envelope: envelope(test.envelope), Demand: d})
			require.Equal(t, test.want, r.Refusal, "%+v", r)
			require.Empty(t, r.Answer)
			require.False(t, w.exists(t, "twitter", protocol.DisclosureWorkflowID(d.ID)), "work was begun")
		})
	}

	t.Run("preservation addressed elsewhere", func(t *testing.T) {
		h := casefile.Hold{ID: casefile.RequestID(uuid.NewString()), Requester: "nypd", Holder: "example-isp", At: time.Now()}
		r := fromNypd(t, toTwitter, protocol.ServiceHolder, protocol.OpPreserve, protocol.PreserveInput{Envelope: envelope("nypd"), Hold: h})
		require.Equal(t, badRequest, r.Refusal, "%+v", r)
		require.False(t, w.exists(t, "twitter", protocol.PreservationWorkflowID(h.ID)))
	})
	t.Run("application to an authority of another", func(t *testing.T) {
		a := casefile.Application{ID: casefile.RequestID(uuid.NewString()), Requester: "twitter", Authority: "manhattan-court", At: time.Now()}
		r := fromNypd(t, protocol.Endpoint("nypd", "manhattan-court"), protocol.ServiceAuthority, protocol.OpAuthorise,
			protocol.AuthoriseInput{Envelope: envelope("nypd"), Application: a})
		require.Equal(t, unauthorised, r.Refusal, "%+v", r)
		require.False(t, w.exists(t, "manhattan-court", protocol.AuthorisationWorkflowID(a.ID)))
	})
	t.Run("progress in another holder's name", func(t *testing.T) {
		r := fromTwitter(t, protocol.Endpoint("twitter", "nypd"), protocol.ServiceRequester, protocol.OpNotify,
			protocol.NotifyInput{Envelope: envelope("example-isp"), To: "nypd"})
		require.Equal(t, unauthorised, r.Refusal, "%+v", r)
	})
	t.Run("an honest request is taken", func(t *testing.T) {
		// With an order missing it is answered at once: defective, nothing disclosed.
		d := aDemand("nypd", "twitter")
		r := fromNypd(t, toTwitter, protocol.ServiceHolder, protocol.OpDisclose, protocol.DiscloseInput{Envelope: envelope("nypd"), Demand: d})
		require.Empty(t, r.Refusal, "%+v", r)
		require.Contains(t, string(r.Answer), `"`+string(casefile.Invalid)+`"`)
		require.True(t, w.exists(t, "twitter", protocol.DisclosureWorkflowID(d.ID)))
	})
}

func envelope(from casefile.PartyID) protocol.Envelope {
	return protocol.Envelope{From: from, Edition: legal.CurrentEdition}
}

// aDemand is well formed but for its missing order.
func aDemand(requester casefile.PartyID, holder legal.HolderID) casefile.Demand {
	return casefile.Demand{
		ID: casefile.RequestID(uuid.NewString()), Requester: requester, Holder: holder, Lane: casefile.LaneOrdinary,
		Selector:   casefile.Identifier{Kind: legal.KindAccount, Value: "@an-account"},
		Categories: []legal.Category{legal.SubscriberData},
		Offence:    legal.Offence{Name: "aggravated harassment", Law: "N.Y. Penal Law 240.30", MaxYears: 1},
		At:         time.Now(), Due: time.Now().Add(24 * time.Hour),
	}
}
