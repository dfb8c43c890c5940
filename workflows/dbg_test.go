package workflows_test

import (
	"log/slog"
	"os"
)

func init() {
	if os.Getenv("DBG") != "" {
		quiet = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
}
