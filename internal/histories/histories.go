// Package histories keeps recorded histories of every workflow type, as the
// server wrote them. A change of the engine that could not go on with cases that
// are under way fails their replay, here instead of months later.
//
// The histories are those of invented cases. make histories records those that
// have no file yet. One that is on file stays: a change of the engine must replay
// it too. Before the engine is in use, delete a file to have it recorded anew.
package histories

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"

	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"writ/protocol"
	"writ/workflows"
)

// Kept are the names of all recorded histories: the workflow's type, and what
// happened in it. Each is a file of that name with the ending .json.
var Kept = slices.Concat(American, European, Away, Late, Standing)

// American are those of cases that end at the parties of 2012. The ones that
// are on file were recorded under edition 2026-11 of the law; those that end on
// "recorded" are of work that tells a ledger what happens.
var American = []string{
	"Identification-concluded",
	"Identification-withdrawn",
	"Identification-continued",
	"Identification-resumed",
	"Identification-recorded",
	"Hop-led-on",
	"Hop-withdrawn",
	"Hop-continued",
	"Hop-resumed",
	"Hop-recorded",
	"Protection-lifted",
	"Authorisation-returned",
	"Authorisation-granted",
	"Review-upheld",
	"Disclosure-disclosed-under-gag",
	"Disclosure-deferred-notice",
	"Disclosure-recorded",
	"Disclosure-deferred-notice-recorded",
	"Disclosure-emergency-withdrawn",
	"Preservation-preserved",
	"Preservation-custody",
	"Preservation-custody-recorded",
	"Preservation-withdrawn",
}

// European are those of cases under Regulation (EU) 2023/1543.
var European = []string{
	"Identification-restricted",
	"Identification-law-moved",
	"Hop-validated",
	"Hop-not-validated",
	"Hop-replanned",
	"Authorisation-validated",
	"Authorisation-not-validated",
	"Disclosure-replanned",
}

// Away are those of a case whose ledger was not there for half of it.
var Away = []string{
	"Identification-ledger-away",
	"Hop-ledger-away",
	"Recording-taken",
}

// Late are those of a case that was taken back when its waits were about to be
// cut, too late for the server to deliver that.
var Late = []string{
	"Hop-withdrawn-at-the-cut",
}

// Standing are those of standing access, at both of its sides, and of cases that read
// by it. All were recorded with a ledger.
var Standing = []string{
	"Access-granted-and-used",
	"Access-suspended-protested",
	"Access-onward",
	"Access-requested-refused",
	"Access-continued",
	"Access-resumed",
	"Subscription-requested",
	"Subscription-passed-on",
	"Subscription-passed-onward",
	"Subscription-continued",
	"Subscription-resumed",
	"Identification-thrown-back",
	"Identification-received-barred",
	"Hop-thrown-back",
	"Hop-received",
	"Hop-barred",
}

// File is the name of a history's file.
func File(name string) string { return name + ".json" }

// Replay runs today's code against a history.
func Replay(h *historypb.History) error {
	replayer := worker.NewWorkflowReplayer()
	for _, role := range protocol.Roles() {
		workflows.Register(replayer, role)
	}
	quiet := log.NewStructuredLogger(slog.New(slog.DiscardHandler)) // the error says it all
	// The SDK writes attributes that are set while it replays into the first event.
	return replayer.ReplayWorkflowHistory(quiet, proto.CloneOf(h))
}

// scrubbed stands in the place of what tells which process or machine worked.
const scrubbed = "writ"

// Scrub takes processes and machines out of a history.
func Scrub(h *historypb.History) {
	for _, e := range h.GetEvents() {
		scrub(e.ProtoReflect())
		if q := e.GetWorkflowTaskScheduledEventAttributes().GetTaskQueue(); q.GetKind() == enumspb.TASK_QUEUE_KIND_STICKY {
			q.Name = scrubbed // the SDK writes the host's name into it
		}
	}
}

func scrub(m protoreflect.Message) {
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.Name() == "identity" && f.Kind() == protoreflect.StringKind:
			m.Set(f, protoreflect.ValueOfString(scrubbed))
		case f.Message() != nil && !f.IsList() && !f.IsMap():
			scrub(v.Message())
		}
		return true
	})
}

// Encode writes a history as JSON that Temporal's own tools read, one event per
// line.
func Encode(h *historypb.History) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(`{"events":[`)
	for i, e := range h.GetEvents() {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		event, err := protojson.Marshal(e)
		if err != nil {
			return nil, fmt.Errorf("event %d: %w", e.GetEventId(), err)
		}
		if err := json.Compact(&b, event); err != nil { // protojson varies its spaces on purpose
			return nil, fmt.Errorf("event %d: %w", e.GetEventId(), err)
		}
	}
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}

// Decode reads what [Encode] wrote.
func Decode(data []byte) (*historypb.History, error) {
	h := &historypb.History{}
	if err := protojson.Unmarshal(data, h); err != nil {
		return nil, err
	}
	return h, nil
}
