package worker_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/casefile"
	"writ/legal"
	"writ/protocol"
	"writ/worker"
)

func builtIn(t *testing.T) protocol.Directory {
	t.Helper()
	dir, err := worker.LoadDirectory("")
	require.NoError(t, err)
	return dir
}

func TestTheBuiltInDirectoryIsThe2012Case(t *testing.T) {
	dir := builtIn(t)
	require.Equal(t, []casefile.PartyID{"nypd", "manhattan-court", "twitter", "example-mail", "example-isp", "example-isp-brief"}, dir.IDs())
	for _, p := range dir.Parties {
		require.Equal(t, string(p.ID), p.Namespace)
	}
	require.True(t, dir.MayCall("nypd", "example-isp-brief"))
	require.True(t, dir.MayCall("twitter", "manhattan-court"))
	require.False(t, dir.MayCall("twitter", "example-mail"))

	holder := func(s string) legal.HolderID {
		id, err := casefile.ParseIdentifier(s)
		require.NoError(t, err)
		return dir.HolderFor(id)
	}
	require.Equal(t, legal.HolderID("example-mail"), holder("email:someone@mail.example"))
	require.Equal(t, legal.HolderID("example-isp"), holder("ip:198.51.100.7:5000@2012-08-07T20:15:00-04:00"))
	require.Equal(t, legal.HolderID("example-isp-brief"), holder("ip:203.0.113.7@2012-08-07T20:15:00-04:00"))
	require.Empty(t, holder("ip:192.0.2.1@2012-08-07T20:15:00-04:00"))
}

const twoParties = `# a comment
parties:
  - id: agency
    name: An agency
    role: requester
    office: agency
    jurisdiction: US
    zone: America/New_York
    namespace: agency
    calls: [provider]

  - id: provider
    name: A provider
    role: holder
    office: holder
    jurisdiction: US
    zone: America/New_York
    namespace: provider
    calls:
      - agency
    serves:
      prefixes:
        - 198.51.100.0/24
`

func TestADirectoryFileIsRead(t *testing.T) {
	dir, err := worker.LoadDirectory(write(t, "d.yaml", twoParties))
	require.NoError(t, err)
	require.Equal(t, []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}, dir.Parties[1].Serves.Prefixes)
}

func TestADirectoryIsRefusedWithFileAndLine(t *testing.T) {
	for _, c := range []struct{ name, old, changed, want string }{
		{"not YAML", "calls: [provider]", "calls: [provider", ":9: did not find"},
		{"unknown field", "    serves:", "    server:", ":21: field server not found"},
		{"wrong type", "name: An agency", "name: [An, agency]", ":4: cannot unmarshal"},
		{"field twice", "    role: requester", "    id: again", ":5: mapping key \"id\" already defined"},
		{"no address block", "198.51.100.0/24", "198.51.100.0", `:23: "198.51.100.0" is no address block: want for example 198.51.100.0/24`},
		{"second document", "  - id: provider", "---\n  - id: provider", ":12: a directory file holds one document"},
		{"malformed id", "id: agency", "id: The Agency", `:3: party "The Agency": id: want lower-case words`},
		{"reserved id", "id: agency", "id: nobody", `:3: party "nobody": id`},
		{"id of made-up cases", "id: agency", "id: synthetic", `:3: party "synthetic": id`},
		{"no id", "id: agency", "id: ''", `:3: party "": id`},
		{"id twice", "        - 198.51.100.0/24\n", "        - 198.51.100.0/24\n  - {id: agency, role: authority, office: judge, zone: UTC, namespace: third}\n", `:24: party "agency": id appears twice`},
		{"no namespace", "    namespace: agency\n", "", `:3: party "agency": namespace is empty`},
		{"shared namespace", "namespace: provider", "namespace: agency", `:18: party "provider": namespace "agency" is already that of "agency"`},
		{"unknown role", "role: requester", "role: bystander", `:5: party "agency": role "bystander": want requester`},
		{"no office", "office: holder", "office: ''", `:15: party "provider": office is empty`},
		{"unknown zone", "zone: America/New_York", "zone: EDT4", `:8: party "agency": zone "EDT4": want an IANA zone`},
		{"calls a stranger", "calls: [provider]", "calls: [stranger]", `:10: party "agency": calls "stranger", which the directory does not name`},
		{"calls its own kind", "      - agency", "      - provider", `:20: party "provider": calls "provider": a holder does not call a holder`},
		{"authority not called", "calls: [provider]", "authority: provider", `:10: party "agency": authority "provider": not among the parties it calls`},
		{"no parties", twoParties, "parties: []\n", ":1: directory names no parties"},
		{"empty file", twoParties, "", ":1: directory names no parties"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(twoParties, c.old, c.changed, 1)
			require.NotEqual(t, twoParties, text)
			path := write(t, "d.yaml", text)
			_, err := worker.LoadDirectory(path)
			require.ErrorContains(t, err, path+":")
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestAMissingDirectoryFileIsNamed(t *testing.T) {
	_, err := worker.LoadDirectory("nowhere.yaml")
	require.ErrorContains(t, err, "nowhere.yaml")
}
