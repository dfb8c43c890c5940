package worker_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/legal"
	"writ/worker"
)

// A folder with one holder of one's own. name makes one folder differ from the
// next.
func ownLaw(t *testing.T, name string) string {
	t.Helper()
	text := `holders:
  - {id: own-forum, name: ` + name + `, entity: Own Forum, kind: platform, jurisdiction: US, zone: America/New_York, policy_date: "2026-11-01",
     holdings: [{asked: account, category: SubscriberData, yields: [email]}], sources: [{cite: a test, basis: assumption}]}
`
	return filepath.Dir(write(t, "own.yaml", text))
}

func TestLawJoinsAFolderToEveryEdition(t *testing.T) {
	edition, err := worker.Law(worker.Config{})
	require.NoError(t, err)
	require.Equal(t, legal.CurrentEdition, edition)

	first, second := ownLaw(t, "First"), ownLaw(t, "Second")
	cfg, err := load(t, vars{"WRIT_LAW": first + string(os.PathListSeparator) + second})
	require.NoError(t, err)
	edition, err = worker.Law(cfg)
	require.NoError(t, err)
	again, err := worker.Law(cfg)
	require.NoError(t, err)
	require.Equal(t, edition, again)

	base, digest, _ := strings.Cut(edition, "+")
	require.Equal(t, legal.CurrentEdition, base, "new cases use the current edition")
	for _, base := range legal.Editions() {
		law, err := legal.Open(base + "+" + digest)
		require.NoError(t, err, "cases that an older build opened go on")
		holder, ok := law.Holder("own-forum")
		require.True(t, ok)
		require.Equal(t, "First", holder.Name, "new cases use the first folder")
	}
	other, err := worker.Law(worker.Config{Law: worker.Folders{second}})
	require.NoError(t, err)
	require.NotEqual(t, edition, other)
	law, err := legal.Open(legal.CurrentEdition)
	require.NoError(t, err)
	_, ok := law.Holder("own-forum")
	require.False(t, ok, "an edition never changes")
}

func TestLawIsRefusedWithFolderAndFile(t *testing.T) {
	folder := filepath.Dir(write(t, "bad.yaml", "holders:\n  - {id: bad, nonsense: 1}\n"))
	_, err := worker.Law(worker.Config{Law: worker.Folders{folder}})
	require.ErrorContains(t, err, "WRIT_LAW: "+folder)
	require.ErrorContains(t, err, "bad.yaml:2")

	_, err = worker.Start(t.Context(), worker.Config{Law: worker.Folders{folder}}, builtIn(t), nil)
	require.ErrorContains(t, err, "WRIT_LAW", "no worker starts on a law that it did not understand")
	file := write(t, "file.yaml", "")
	_, err = load(t, vars{"WRIT_LAW": file})
	require.ErrorContains(t, err, `WRIT_LAW="`+file+`": want a folder that exists`)
}

func TestACalendarOfTheDirectoryIsOfTheLaw(t *testing.T) {
	dir := builtIn(t)
	dir.Parties[0].Calendar = "atlantis"
	_, err := worker.Start(t.Context(), worker.Config{}, dir, nil)
	require.ErrorContains(t, err, `party "nypd": calendar "atlantis"`)
	require.ErrorContains(t, err, "us-federal")
}
