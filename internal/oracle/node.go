package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed package.json
var nodePackages []byte

//go:embed ajv.mjs
var ajvScript []byte

//go:embed duckdb.mjs
var duckdbScript []byte

// cache is where npm's packages are kept between runs.
var cache = flag.String("cache", filepath.Join(".writ", "oracle"), "where to keep what npm installs")

// nodeTools are Node.js scripts with the packages that they use.
type nodeTools struct{ node, folder string }

// needNode finds Node.js, and has npm install the packages where they are not
// there yet.
func needNode(ctx context.Context) (*nodeTools, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, fmt.Errorf("%w: node is not on the path: install Node.js 20 or later, with npm", errMissing)
	}
	folder, err := filepath.Abs(*cache)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	for name, script := range map[string][]byte{"ajv.mjs": ajvScript, "duckdb.mjs": duckdbScript} {
		if err := os.WriteFile(filepath.Join(folder, name), script, 0o644); err != nil {
			return nil, err
		}
	}
	if err := install(ctx, folder); err != nil {
		return nil, err
	}
	return &nodeTools{node, folder}, nil
}

// install leaves a copy of the list of packages when all of them are there.
func install(ctx context.Context, folder string) error {
	done := filepath.Join(folder, "installed.json")
	if have, err := os.ReadFile(done); err == nil && bytes.Equal(have, nodePackages) {
		return nil
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return fmt.Errorf("%w: npm is not on the path: install it with Node.js", errMissing)
	}
	if err := os.WriteFile(filepath.Join(folder, "package.json"), nodePackages, 0o644); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")
	cmd.Dir = folder
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: npm cannot install DuckDB and ajv into %s: %s", errMissing, folder, firstLine(out))
	}
	return os.WriteFile(done, nodePackages, 0o644)
}

// ask runs a script and reads its answer, one JSON value.
func (n *nodeTools) ask(ctx context.Context, answer any, script string, args ...string) error {
	cmd := exec.CommandContext(ctx, n.node, append([]string{filepath.Join(n.folder, script)}, args...)...)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", script, err, complaint.String())
	}
	if err := json.Unmarshal(out, answer); err != nil {
		return fmt.Errorf("%s: %w", script, err)
	}
	return nil
}
