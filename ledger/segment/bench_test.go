package segment_test

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/ledger"
	"writ/ledger/population"
	"writ/ledger/segment"
)

// BenchmarkWrite writes a segment of made-up cases, projection and disk included.
func BenchmarkWrite(b *testing.B) {
	var cases []ledger.CaseEvents
	events := 0
	o := population.Options{Seed: 1, Cases: 4096, AsOf: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	for batch := range population.Batches(o, false) {
		slices.SortFunc(batch.Events, func(x, y ledger.Event) int {
			return cmp.Or(cmp.Compare(x.Step, y.Step), cmp.Compare(x.Seq, y.Seq))
		})
		cases = append(cases, ledger.CaseEvents{Case: batch.Events[0].Case, Events: batch.Events})
		events += len(batch.Events)
	}
	slices.SortFunc(cases, func(x, y ledger.CaseEvents) int { return cmp.Compare(x.Case, y.Case) })
	root := b.TempDir()
	w := segment.NewWriter()
	projector := ledger.NewProjector(ledger.Dict{})
	var size int64
	for b.Loop() {
		require.NoError(b, w.Begin(root))
		for _, c := range cases {
			p, err := projector.Project(c, 0)
			if err == nil {
				err = w.Write(c, p)
			}
			require.NoError(b, err)
		}
		_, err := w.Commit(root, 1)
		require.NoError(b, err)
		size = sizeOf(b, root)
		require.NoError(b, os.RemoveAll(filepath.Join(root, segment.Folder(1))))
	}
	b.ReportMetric(float64(size)/float64(events), "bytes/event")
	b.ReportMetric(float64(events)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

func sizeOf(b *testing.B, root string) (size int64) {
	require.NoError(b, filepath.Walk(root, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			size += info.Size()
		}
		return err
	}))
	return size
}
