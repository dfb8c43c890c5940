package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	sqliteschema "go.temporal.io/server/schema/sqlite"
)

// TestDurabilityIsWhatSQLiteReports asks SQLite, not the configuration, and it
// asks through the connection the server itself uses.
func TestDurabilityIsWhatSQLiteReports(t *testing.T) {
	if def, err := parseOptions(nil, os.Stderr); err != nil || def.synchronous != "FULL" {
		t.Fatalf("the default is not FULL: %v %v", def, err)
	}
	for _, mode := range synchronousModes {
		db := openTestDatabase(t, mode)
		must(t, db.createNamespaces([]string{"n"}, defaultRetention)) // opens the server's connection, and with it runs the check
		conn := rawConnection(t, db)
		for pragma, want := range map[string]string{"synchronous": synchronousValue(mode), "journal_mode": "wal"} {
			var got string
			must(t, conn.QueryRow("PRAGMA "+pragma).Scan(&got))
			if got != want {
				t.Errorf("%s: PRAGMA %s is %s, want %s", mode, pragma, got, want)
			}
		}
	}
}

// TestLostDurabilityIsNoticed stands for a library that stops passing a pragma on.
func TestLostDurabilityIsNoticed(t *testing.T) {
	db := openTestDatabase(t, "FULL")
	for pragma, value := range map[string]string{"synchronous": "OFF", "journal_mode": "delete"} {
		cfg := db.serverConfig()
		cfg.ConnectAttributes[pragma] = value
		err := sqliteschema.CreateNamespaces(cfg)
		if err == nil || !strings.Contains(err.Error(), "SQLite runs with "+pragma+"=") {
			t.Errorf("a server with %s=%s is not refused: %v", pragma, value, err)
		}
	}
}

func TestSchemaIsKeptCompletedOrRefused(t *testing.T) {
	db := openTestDatabase(t, "OFF")
	conn := rawConnection(t, db)
	exec := func(stmt string) {
		t.Helper()
		_, err := conn.Exec(stmt)
		must(t, err)
	}
	seeds := func() (n int) {
		t.Helper()
		must(t, conn.QueryRow("SELECT count(*) FROM namespace_metadata").Scan(&n))
		return n
	}

	must(t, db.prepareSchema(t.Context())) // a second time changes nothing
	if n := seeds(); n != 1 {
		t.Errorf("%d first rows after two starts, want 1", n)
	}

	exec("DROP TABLE namespace_metadata") // as if a new library version had added it
	exec("DROP INDEX by_status")
	must(t, db.prepareSchema(t.Context()))
	if n := seeds(); n != 1 {
		t.Errorf("%d first rows in a table that was added, want 1", n)
	}
	var indexes int
	must(t, conn.QueryRow("SELECT count(*) FROM sqlite_master WHERE name = 'by_status'").Scan(&indexes))
	if indexes != 1 {
		t.Error("the missing index was not added")
	}

	exec("ALTER TABLE shards ADD COLUMN later TEXT")
	if err := db.prepareSchema(t.Context()); err == nil || !strings.Contains(err.Error(), "different Temporal server version (shards differs)") {
		t.Errorf("a different table is not refused: %v", err)
	}
}

func TestForeignDatabaseIsRefusedAndUntouched(t *testing.T) {
	path := filepath.Join(t.TempDir(), "foreign.db")
	conn, err := sql.Open("sqlite", "file:"+path)
	must(t, err)
	defer conn.Close()
	_, err = conn.Exec("CREATE TABLE mine (x)")
	must(t, err)
	if _, err := openDatabase(t.Context(), path, "FULL"); err == nil || !strings.Contains(err.Error(), "something else than a Temporal server's data") {
		t.Errorf("a foreign database is not refused: %v", err)
	}
	var tables int
	must(t, conn.QueryRow("SELECT count(*) FROM sqlite_master").Scan(&tables))
	if tables != 1 {
		t.Errorf("%d objects in the foreign database, want its own one", tables)
	}
}

func TestDisallowedHeadersKeepTheLibrarysOwn(t *testing.T) {
	cfg := dynamicConfig()
	for _, key := range []string{"component.nexusoperations.disallowedheaders", "nexusoperation.disallowedheaders"} {
		var list []string
		for k, v := range cfg {
			if strings.EqualFold(k.String(), key) {
				list = v.([]string)
			}
		}
		for _, header := range []string{"request-timeout", "nexus-link", "temporal-principal-type", "temporal-principal-name"} {
			if !slices.Contains(list, header) {
				t.Errorf("%s lacks %s: %v", key, header, list)
			}
		}
	}
}

func TestReservedPortsAreOursAndUsable(t *testing.T) {
	seen := map[int]bool{}
	for range 40 {
		p, err := reservePorts(&options{})
		must(t, err)
		defer p.release()
		for _, port := range []int{p.grpc, p.http, p.ui, p.history, p.matching, p.worker} {
			if port == 0 || seen[port] {
				t.Fatalf("port %d is zero or given twice", port)
			}
			seen[port] = true
		}
	}
}

func openTestDatabase(t *testing.T, mode string) *database {
	t.Helper()
	db, err := openDatabase(t.Context(), filepath.Join(t.TempDir(), "t.db"), mode)
	must(t, err)
	t.Cleanup(db.close)
	return db
}

func rawConnection(t *testing.T, db *database) *sql.DB {
	t.Helper()
	conn, err := sql.Open("sqlite", db.dsn())
	must(t, err)
	t.Cleanup(func() { conn.Close() })
	return conn
}
