package importer

import (
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"writ/ledger"
)

// endless reads the same text again and again, so many times.
type endless struct {
	text string
	left int
	rest string
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		if e.left == 0 {
			return 0, io.EOF
		}
		e.left--
		e.rest = e.text
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// What unpacks to a gigabyte must not be held in memory: neither a row with a
// quotation that never ends, nor a case that never does.
func TestHostileFilesAreBounded(t *testing.T) {
	keys, err := ledger.NewKeyring(make([]byte, 32))
	require.NoError(t, err)
	row := "A-1,acknowledged,2026-03-02T08:00:00Z\n"
	for name, test := range map[string]struct {
		format Format
		file   io.Reader
		want   string
	}{
		"a quotation that never ends": {CSV, io.MultiReader(strings.NewReader("case,kind,at\nA-1,opened,2026-03-02T08:00:00Z\n\""), &endless{text: strings.Repeat("x\n", 4096), left: 1 << 17}), "does a quotation not end"},
		"a line of a gigabyte":        {CSV, io.MultiReader(strings.NewReader("case,kind,at\n"), &endless{text: strings.Repeat("x", 8192), left: 1 << 17}), "longer than"},
		"a header of a gigabyte":      {CSV, &endless{text: strings.Repeat("x", 8192), left: 1 << 17}, "longer than"},
		"a JSON line of a gigabyte":   {JSONL, &endless{text: strings.Repeat("x", 8192), left: 1 << 17}, "longer than"},
		"a case that never ends":      {CSV, io.MultiReader(strings.NewReader("case,kind,at\n"), &endless{text: row, left: 1 << 24}), "more than 100000 rows"},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var last error
			for _, err := range Cases(test.file, test.format, Options{Keys: keys, Party: "nypd", Now: time.Now()}) {
				last = err
			}
			require.ErrorContains(t, last, test.want)
			runtime.ReadMemStats(&after)
			require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(400<<20))
			require.NotContains(t, last.Error(), "xx", "nothing of the file is repeated")
		})
	}
}
