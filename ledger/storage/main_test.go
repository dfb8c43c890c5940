package storage

import (
	"os"
	"testing"

	"writ/internal/pgtest"
)

// TestMain is also the process that [TestKilledProcesses] kills.
func TestMain(m *testing.M) {
	if where := os.Getenv(victimFolder); where != "" {
		beVictim(where)
		return
	}
	os.Exit(pgtest.Main(m))
}
