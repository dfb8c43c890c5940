package importer_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/ledger/importer"
)

// How long a row takes from text to a row of the ledger.
func BenchmarkRows(b *testing.B) {
	o := made
	o.Cases = 200
	jsonl := asJSONL(b, o)
	for f, text := range map[importer.Format]string{importer.JSONL: jsonl, importer.CSV: asCSV(b, jsonl)} {
		b.Run(string(f), func(b *testing.B) {
			rows := 0
			for b.Loop() {
				_, err := importer.Scan(strings.NewReader(text), f)
				require.NoError(b, err)
				for c, err := range importer.Cases(strings.NewReader(text), f, importer.Options{Keys: keys(b), Party: "nypd", Now: now}) {
					require.NoError(b, err)
					rows += c.Rows
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(rows), "ns/row")
		})
	}
}
