# Everything a newcomer needs: make demo, make test. Bare make lists the targets.

SHELL     := /bin/sh
BIN       := bin
GO        ?= go
# Paths of the building machine do not belong into a binary, nor does the state
# of a checkout that may not be one.
BUILD     := -trimpath -buildvcs=false
# The race detector needs a C compiler. Without one the tests run all the same,
# and say so.
CC        ?= cc
RACE      := $(shell command -v $(CC) >/dev/null 2>&1 && echo -race)
SCENARIO  ?=
STATE     ?=
# How long each fuzz target runs.
FUZZTIME  ?= 30s

export GOTOOLCHAIN = local

.DEFAULT_GOAL := help
.PHONY: help build writ devserver demo dev test test-writ test-devserver check lint bench fuzz oracle histories clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: writ devserver ## build bin/writ and bin/writ-devserver

writ:
	@$(GO) build $(BUILD) -o $(BIN)/writ ./cmd/writ

devserver:
	@[ -x $(BIN)/writ-devserver ] || echo "building the Temporal server: some minutes the first time"
	@cd deploy/devserver && $(GO) build $(BUILD) -ldflags='-s -w' -o ../../$(BIN)/writ-devserver .

demo: build ## play the Longacre Theatre case (SCENARIO=name for another, STATE=folder to keep it)
	@$(BIN)/writ demo $(SCENARIO) $(if $(STATE),--state $(STATE))

dev: build ## server, UI and the workers of all parties, until Ctrl-C
	@$(BIN)/writ dev $(if $(STATE),--state $(STATE))

test: build check test-writ test-devserver ## run every test, under the race detector

test-writ:
	@$(if $(RACE),,echo "no C compiler: the tests run without the race detector")
	$(GO) test $(RACE) -timeout 20m ./...

# With the flags of the build, so that the server is compiled once.
test-devserver:
	cd deploy/devserver && $(GO) vet $(BUILD) . && $(GO) test $(BUILD) -timeout 15m .

check: ## vet, formatting and Temporal's workflowcheck
	@unformatted=$$(gofmt -l $$(git ls-files '*.go' 2>/dev/null || find . -name '*.go')); \
		[ -z "$$unformatted" ] || { echo "not formatted: $$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) tool workflowcheck -config workflows/workflowcheck.yaml ./workflows

lint: ## golangci-lint, where it is installed
	golangci-lint run ./...

bench: build ## chains beside a bare chain, what a case costs, the ledger beside SQLite and DuckDB
	$(GO) run ./internal/bench -ledger-cases 0
	@echo
	$(GO) run ./internal/bench -only ledger

fuzz: ## run every fuzz target for FUZZTIME, and count the seeds
	@FUZZTIME=$(FUZZTIME) GO="$(GO)" sh internal/fuzz.sh

oracle: ## compare statistics with R, and exports with DuckDB, ajv, xmllint and Python
	$(GO) run ./internal/oracle

histories: build ## record the histories that the tests replay, after an intended change
	$(GO) test ./e2e -run 'Test(OneServer|Europe)/cases/(replayed|withdrawn_at_cut)|TestLedgerDownAndBack|TestRecordedStanding' -count 1 -record

clean: ## remove binaries and the state of demos
	rm -rf $(BIN) .writ
