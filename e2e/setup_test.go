// Package e2e plays whole cases on the real embedded server.
package e2e_test

import (
	"log/slog"
	"testing"

	"github.com/sethvargo/go-envconfig"
	"github.com/stretchr/testify/require"

	"writ/worker"
)

func config(t *testing.T, address string) worker.Config {
	t.Helper()
	cfg, err := worker.LoadConfig(t.Context(), envconfig.MapLookuper(map[string]string{"TEMPORAL_ADDRESS": address}))
	require.NoError(t, err)
	cfg.LogLevel = slog.LevelError
	return cfg
}
