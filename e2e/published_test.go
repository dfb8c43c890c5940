package e2e_test

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"writ/protocol"
)

// Published cases come to the days that their sources state, with alarms that
// only facts ring and with every act delivered twice.
func TestPublishedCases(t *testing.T) {
	t.Parallel()
	w := newWorldOf(t, scenario(t, "harris-2012").Parties(protocol.Directory{}), slog.LevelWarn)
	w.work(t)
	t.Run("cases", func(t *testing.T) {
		for _, name := range []string{"harris-2012", "alt-uscis-2017", "nunesalt-2020", "nicholson-2018", "microsoft-ireland-2013"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := scenario(t, name)
				stage := w.patiently(0)
				stage.Twice = true
				require.Empty(t, s.Check(play(t, stage, s)))
			})
		}
	})
	w.requireReplays(t)
}
