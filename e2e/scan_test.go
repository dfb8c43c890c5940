package e2e_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	sdkpb "go.temporal.io/api/sdk/v1"
	"go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// text is something that a namespace holds, and where.
type text struct{ where, value string }

// texts are what a namespace holds. Open texts are read by everybody who may
// see the namespace: ids, names, attributes, memos, summaries, messages of
// failures. Sealed ones lie in the data of payloads, which a codec can encrypt.
type texts struct{ open, sealed []text }

// shownToOperators are the messages whose payloads are shown in lists and in
// the UI, and are therefore as open as any name.
var shownToOperators = map[protoreflect.FullName]bool{
	"temporal.api.common.v1.SearchAttributes": true,
	"temporal.api.common.v1.Memo":             true,
	"temporal.api.common.v1.Header":           true,
	"temporal.api.sdk.v1.UserMetadata":        true,
}

// metadataQuery is how the UI asks a workflow what it shows now.
const metadataQuery = "__temporal_workflow_metadata"

const payload protoreflect.FullName = "temporal.api.common.v1.Payload"

// add takes every text out of a message, however deep.
func (x *texts) add(where string, m proto.Message) {
	x.walk(where, m.ProtoReflect(), false)
}

func (x *texts) walk(where string, m protoreflect.Message, shown bool) {
	name := m.Descriptor().FullName()
	shown = shown || shownToOperators[name]
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		at := where + "." + string(f.Name())
		to := &x.open
		if name == payload && f.Name() == "data" && !shown {
			to = &x.sealed
		}
		switch {
		case f.IsMap():
			v.Map().Range(func(k protoreflect.MapKey, item protoreflect.Value) bool {
				*to = append(*to, text{at, k.String()})
				x.value(at+"["+k.String()+"]", f.MapValue(), item, to, shown)
				return true
			})
		case f.IsList():
			for i := range v.List().Len() {
				x.value(fmt.Sprintf("%s[%d]", at, i), f, v.List().Get(i), to, shown)
			}
		default:
			x.value(at, f, v, to, shown)
		}
		return true
	})
}

func (x *texts) value(at string, f protoreflect.FieldDescriptor, v protoreflect.Value, to *[]text, shown bool) {
	switch f.Kind() {
	case protoreflect.MessageKind, protoreflect.GroupKind:
		x.walk(at, v.Message(), shown)
	case protoreflect.StringKind:
		*to = append(*to, text{at, v.String()})
	case protoreflect.BytesKind:
		*to = append(*to, text{at, string(v.Bytes())})
	}
}

// scan reads everything that a party's namespace holds: what it lists, what it
// describes, every event of every run, and what each workflow shows now.
func (w *world) scan(t *testing.T, c client.Client, namespace string) texts {
	t.Helper()
	var x texts
	described, err := c.WorkflowService().DescribeNamespace(t.Context(), &workflowservice.DescribeNamespaceRequest{Namespace: namespace})
	require.NoError(t, err)
	x.add("namespace", described)
	for _, info := range listed(t, c) {
		x.add("list", info)
		w.scanRun(t, &x, c, info.GetExecution())
	}
	return x
}

// listed are all runs that a namespace lists.
func listed(t *testing.T, c client.Client) []*workflow.WorkflowExecutionInfo {
	t.Helper()
	var all []*workflow.WorkflowExecutionInfo
	var page []byte
	for {
		answer, err := c.ListWorkflow(t.Context(), &workflowservice.ListWorkflowExecutionsRequest{NextPageToken: page})
		require.NoError(t, err)
		all = append(all, answer.GetExecutions()...)
		if page = answer.GetNextPageToken(); len(page) == 0 {
			return all
		}
	}
}

func (w *world) scanRun(t *testing.T, x *texts, c client.Client, run *commonpb.WorkflowExecution) {
	t.Helper()
	id, runID := run.GetWorkflowId(), run.GetRunId()
	described, err := c.DescribeWorkflowExecution(t.Context(), id, runID)
	require.NoError(t, err)
	x.add("describe "+id, described)
	for _, e := range historyOf(t, c, id, runID) {
		x.add(fmt.Sprintf("%s event %d %s", id, e.EventId, e.EventType), e)
	}
	if described.GetWorkflowExecutionInfo().GetTaskQueue() == askQueue {
		return // no worker of a party shows it
	}
	shown, err := c.QueryWorkflow(t.Context(), id, runID, metadataQuery)
	require.NoError(t, err, id)
	var metadata sdkpb.WorkflowMetadata
	require.NoError(t, shown.Get(&metadata))
	require.NotEmpty(t, metadata.GetCurrentDetails(), id)
	x.add("shown by "+id, &metadata)
}

// find lists where a word stands, in clear or as base64, in any case of letters.
func find(word string, in []text) []string {
	word = strings.ToLower(word)
	var found []string
	for _, x := range in {
		if strings.Contains(strings.ToLower(x.value), word) || strings.Contains(strings.ToLower(decoded(x.value)), word) {
			found = append(found, fmt.Sprintf("%s: %.300q", x.where, x.value))
		}
	}
	return found
}

// decoded is what a text would say as base64: tokens are written so.
func decoded(s string) string {
	s = strings.TrimRight(s, "=")
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if b, err := encoding.DecodeString(s); err == nil {
			return string(b)
		}
	}
	return ""
}
