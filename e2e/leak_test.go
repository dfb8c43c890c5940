package e2e_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	"go.temporal.io/api/failure/v1"
	"go.temporal.io/api/history/v1"
	sdkpb "go.temporal.io/api/sdk/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/proto"

	"writ/protocol"
)

// plantedLeaks leaks on purpose, on the server, in every way that starting a
// workflow offers: the scan must see each.
func plantedLeaks(t *testing.T, w *world) {
	t.Helper()
	c := w.client(t, "example-isp-brief")
	options := client.StartWorkflowOptions{
		ID: "zzleakid-" + uuid.NewString(), TaskQueue: askQueue,
		Memo: map[string]any{"note": "zzleakmemo"}, StaticSummary: "zzleaksummary", StaticDetails: "zzleakdetails",
		TypedSearchAttributes: temporal.NewSearchAttributes(protocol.AttrOutcome.ValueSet("zzleakattribute")),
	}
	_, err := c.ExecuteWorkflow(t.Context(), options, "zzleaktype", "zzleakinput")
	require.NoError(t, err)
	var x texts
	w.eventually(t, "the leak is listed", func() bool {
		x = w.scan(t, c, "example-isp-brief")
		return len(find("zzleakid", x.open)) > 0
	})
	for _, word := range []string{"zzleakid", "zzleakmemo", "zzleaksummary", "zzleakdetails", "zzleakattribute", "zzleaktype"} {
		require.NotEmpty(t, find(word, x.open), word)
		require.Empty(t, find(word, x.sealed), word)
	}
	require.Empty(t, find("zzleakinput", x.open))
	require.NotEmpty(t, find("zzleakinput", x.sealed))
}

// The scan sees a leak wherever an event can hold one, and tells it from what
// lies in payloads.
func TestScanSeesLeaks(t *testing.T) {
	leak := &commonpb.Payload{Metadata: map[string][]byte{"encoding": []byte("json/plain")}, Data: []byte(`"a LEAK"`)}
	leaks := &commonpb.Payloads{Payloads: []*commonpb.Payload{leak}}
	started := func(a *history.WorkflowExecutionStartedEventAttributes) *history.HistoryEvent {
		return &history.HistoryEvent{Attributes: &history.HistoryEvent_WorkflowExecutionStartedEventAttributes{WorkflowExecutionStartedEventAttributes: a}}
	}
	fields := map[string]*commonpb.Payload{"note": leak}
	for name, test := range map[string]struct {
		message proto.Message
		open    bool
	}{
		"input":            {started(&history.WorkflowExecutionStartedEventAttributes{Input: leaks}), false},
		"details of error": {&failure.Failure{EncodedAttributes: leak}, false},
		"message of error": {&failure.Failure{Cause: &failure.Failure{Message: "no leak, says he"}}, true},
		"stack of error":   {&failure.Failure{StackTrace: "leak()"}, true},
		"summary":          {&history.HistoryEvent{UserMetadata: &sdkpb.UserMetadata{Summary: leak}}, true},
		"attribute": {started(&history.WorkflowExecutionStartedEventAttributes{
			SearchAttributes: &commonpb.SearchAttributes{IndexedFields: fields}}), true},
		"memo":             {started(&history.WorkflowExecutionStartedEventAttributes{Memo: &commonpb.Memo{Fields: fields}}), true},
		"header":           {started(&history.WorkflowExecutionStartedEventAttributes{Header: &commonpb.Header{Fields: fields}}), true},
		"payload metadata": {&commonpb.Payload{Metadata: map[string][]byte{"x": []byte("leak")}}, true},
		"key of a map":     {&commonpb.Memo{Fields: map[string]*commonpb.Payload{"leak": {}}}, true},
		"token in base64":  {&commonpb.WorkflowExecution{WorkflowId: "eyJub3RlIjoiTEVBSyJ9"}, true},
		"link": {&history.HistoryEvent{Links: []*commonpb.Link{{Variant: &commonpb.Link_WorkflowEvent_{
			WorkflowEvent: &commonpb.Link_WorkflowEvent{WorkflowId: "leak"}}}}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			var x texts
			x.add("planted", test.message)
			require.Equal(t, test.open, len(find("leak", x.open)) > 0, x.open)
			require.Equal(t, !test.open, len(find("leak", x.sealed)) > 0, x.sealed)
			require.Empty(t, find(strings.Repeat("z", 20), append(x.open, x.sealed...)))
		})
	}
}
