package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
)

func printVariants(w io.Writer, chosen []variant) {
	fmt.Fprintln(w, "A chain: 3 hops, 9 requests that people answer (preserve, authorise, disclose at each) and 2")
	fmt.Fprintln(w, "words of progress by Nexus, 15 updates, 5 namespaces; payloads of the bare chains are as large as writ's.")
	for _, v := range chosen {
		fmt.Fprintf(w, "  %-18s %s\n", v.name, v.has)
	}
	fmt.Fprintln(w, "No bare chain has machines, records, search attributes, reports to the case, timers, timeouts or a")
	fmt.Fprintln(w, "directory look-up.")
}

// printBlocks prints the blocks of the variants and compares the first with
// each.
func printBlocks(w io.Writer, chosen []variant, results map[string][]block) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tchains/s\trange\tone takes\tCPU server\tCPU workers\twrit is\tby CPU\t")
	first := results[chosen[0].name]
	rate := func(b block) float64 { return b.perSecond }
	for _, v := range chosen {
		blocks := results[v.name]
		rates := figure(blocks, rate)
		fmt.Fprintf(table, "%s\t%.2f\t%.2f-%.2f\t%d ms\t%d ms\t%d ms\t%.2f\t%.2f\t\n", v.name,
			median(rates), slices.Min(rates), slices.Max(rates),
			median(figure(blocks, func(b block) time.Duration { return b.took })).Milliseconds(),
			median(figure(blocks, func(b block) time.Duration { return b.cpu.server })).Milliseconds(),
			median(figure(blocks, func(b block) time.Duration { return b.cpu.self })).Milliseconds(),
			median(inRounds(first, blocks, func(a, b block) float64 { return a.perSecond / b.perSecond })),
			median(inRounds(first, blocks, func(a, b block) float64 { return ratio(b.cpu.total(), a.cpu.total()) })))
	}
	_ = table.Flush() // standard output: nobody could be told
	fmt.Fprintln(w, "  writ is: its chains per second over those of the row; by CPU: the row's processor time per chain over")
	fmt.Fprintln(w, "  writ's, which a busy machine disturbs less. Both are medians over the rounds.")
}

// inRounds compares the blocks of each round.
func inRounds(first, second []block, compare func(a, b block) float64) []float64 {
	var all []float64
	for i := range min(len(first), len(second)) {
		all = append(all, compare(first[i], second[i]))
	}
	return all
}

func ratio(a, b time.Duration) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// costs are the costs of one case by the type of workflow.
type costs map[string]cost

func (c costs) total() cost {
	var all cost
	for _, one := range c {
		all.add(one)
	}
	return all
}

func printCosts(w io.Writer, chosen []variant, of map[string]costs) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "one case\tworkflows\tevents\tbytes\tworkflow tasks\tactions\t")
	for _, v := range chosen {
		for _, kind := range slices.Sorted(maps.Keys(of[v.name])) {
			printCost(table, "  "+kind, of[v.name][kind])
		}
		printCost(table, v.name, of[v.name].total())
	}
	_ = table.Flush() // standard output: nobody could be told
}

func printCost(w io.Writer, name string, c cost) {
	fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t\n", name, c.workflows, c.events, c.bytes, c.tasks, c.actions)
}

// printKinds prints how often each kind of event occurs in a case, the largest
// difference between the first two variants first.
func printKinds(w io.Writer, chosen []variant, of map[string]costs) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	head, kinds := "event\t", map[enumspb.EventType]bool{}
	var totals []cost
	for _, v := range chosen {
		t := of[v.name].total()
		totals = append(totals, t)
		head += v.name + "\t"
		for k := range t.kinds {
			kinds[k] = true
		}
	}
	fmt.Fprintln(table, head)
	last := totals[len(totals)-1]
	sorted := slices.SortedFunc(maps.Keys(kinds), func(a, b enumspb.EventType) int {
		more := func(k enumspb.EventType) int { return totals[0].kinds[k] - last.kinds[k] }
		return cmp.Or(cmp.Compare(more(b), more(a)), cmp.Compare(a, b))
	})
	for _, k := range sorted {
		row := strings.TrimPrefix(k.String(), "EVENT_TYPE_") + "\t"
		for _, t := range totals {
			row += fmt.Sprintf("%d\t", t.kinds[k])
		}
		fmt.Fprintln(table, row)
	}
	_ = table.Flush() // standard output: nobody could be told
}

// printHistory prints a history as text, with what tells events of a kind apart.
func printHistory(w io.Writer, kind, id string, events []*historypb.HistoryEvent) {
	fmt.Fprintf(w, "%s %s\n", kind, id)
	for _, e := range events {
		note := e.GetUserMetadata().GetSummary().GetData()
		switch e.EventType {
		case enumspb.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
			set := e.GetUpsertWorkflowSearchAttributesEventAttributes().GetSearchAttributes().GetIndexedFields()
			for _, name := range slices.Sorted(maps.Keys(set)) {
				note = append(note, fmt.Sprintf("%s=%s ", name, set[name].GetData())...)
			}
		case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
			note = []byte(e.GetWorkflowExecutionUpdateAcceptedEventAttributes().GetAcceptedRequest().GetInput().GetName())
		case enumspb.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
			note = e.GetWorkflowExecutionSignaledEventAttributes().GetInput().GetPayloads()[0].GetData()
		case enumspb.EVENT_TYPE_MARKER_RECORDED:
			note = []byte(e.GetMarkerRecordedEventAttributes().GetMarkerName())
		}
		fmt.Fprintf(w, "%5d %s %s\n", e.EventId, strings.TrimPrefix(e.EventType.String(), "EVENT_TYPE_"), note)
	}
}
