package cli

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/ledger/importer"
)

// A reject file takes the place of an older one, and of nothing else: certainly
// not of the file that is imported.
func TestARejectFileReplacesNothingElse(t *testing.T) {
	name := filepath.Join(t.TempDir(), "cases.csv")
	x := &rejectFile{name: name}
	require.NoError(t, x.mayReplace())
	require.NoError(t, x.add(importer.Reject{Row: 2, Reason: "why"}))
	require.NoError(t, x.close())
	require.NoError(t, (&rejectFile{name: name}).mayReplace())
	require.NoError(t, os.WriteFile(name, []byte(importer.Template), 0o600))
	require.ErrorContains(t, (&rejectFile{name: name}).mayReplace(), "stays as it is")
	require.Error(t, (&rejectFile{name: t.TempDir()}).mayReplace())
}
