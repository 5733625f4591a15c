# The one front door: `make demo` and `make test` work on a machine with Rust, Node 20+ and nothing
# else of ours. What is slow to get is kept outside the clone, each thing under its version.
# Recipes are short; whatever needs a decision is a script in scripts/.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# What a step that failed half-way has left is not taken for done.
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules

# ---- versions and places -------------------------------------------------------------------------

locked_version = $(shell sed -n '/^name = "$(1)"$$/{n;s/^version = "\(.*\)"/\1/p}' Cargo.lock)

WASM_PACK_VERSION := 0.15.1
WASM_BINDGEN_VERSION := $(call locked_version,wasm-bindgen)
ROCKSDB_VERSION := $(call locked_version,librocksdb-sys)
HOST := $(shell rustc -vV 2>/dev/null | sed -n 's/^host: //p')

export SCHEMAGRAFT_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/schemagraft
WASM_PACK := $(SCHEMAGRAFT_CACHE)/tools/wasm-pack-$(WASM_PACK_VERSION)/bin/wasm-pack
WASM_BINDGEN := $(SCHEMAGRAFT_CACHE)/tools/wasm-bindgen-cli-$(WASM_BINDGEN_VERSION)/bin/wasm-bindgen

# With these two, librocksdb-sys links the cached archive and skips a C++ build of many minutes.
export ROCKSDB_LIB_DIR := $(SCHEMAGRAFT_CACHE)/rocksdb-$(ROCKSDB_VERSION)-$(HOST)
export ROCKSDB_STATIC := 1
ROCKSDB := $(ROCKSDB_LIB_DIR)/librocksdb.a

WASM := pkg/dist/wasm/schemagraft_bg.wasm
# The command line for Node.js, which pages do not load.
CLI_WASM := pkg/dist/wasm/cli/schemagraft_cli_bg.wasm
# What the module may weigh, gzipped: little more than it does, so that a step shows. The aim is 460800; what
# weighs most is the catalog, whose code is mostly the moving of small structures.
WASM_BUDGET := 964608
STAMPS := target/make

rust_sources := Cargo.toml Cargo.lock pkg/wasm/Cargo.toml $(shell find src pkg/wasm/src -name '*.rs' -not -path 'src/cli/*')
cli_sources := $(rust_sources) pkg/cli/Cargo.toml $(shell find src/cli pkg/cli/src -name '*.rs')
package_sources = $(shell find pkg -type f -not -path '*/node_modules/*' -not -path 'pkg/dist/*')

# Runs a command with a toolchain that has the wasm target, and with our wasm tools.
wasm_path := $(dir $(WASM_PACK)):$(dir $(WASM_BINDGEN)):$(CURDIR)/pkg/node_modules/.bin
with_wasm = wasm_env=$$(scripts/setup-wasm.sh) && eval "$$wasm_env" && PATH="$(wasm_path):$$PATH"

# ---- what people call ----------------------------------------------------------------------------

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' Makefile

.PHONY: demo
demo: package ## run the main job: the shop example, or DIR=path for migrations of your own
	@node examples/demo.mjs $(if $(DIR),"$(DIR)")

TEST_STEPS := check-format check-clippy check-clippy-wasm test-rust test-rust-features \
	test-postgres test-wasm-node test-wasm-browser test-package test-www check-size check-docs

.PHONY: test
test: ## set up what is missing, then run every check and test
	@scripts/run-steps.sh setup $(TEST_STEPS)

.PHONY: setup
setup: setup-languages setup-compiler setup-libclang setup-browser $(ROCKSDB) wasm-tools ## install and build what the tests need
	@echo "==> set up; what was built is kept in $(SCHEMAGRAFT_CACHE)"

.PHONY: wasm
wasm: $(WASM) $(CLI_WASM) ## build the WebAssembly modules into pkg/dist/wasm

.PHONY: package
package: $(STAMPS)/package ## build the npm package into pkg/dist

.PHONY: cli
cli: $(ROCKSDB) setup-libclang ## build the command line, target/release/schemagraft
	cargo build --locked --release --features cli

.PHONY: bench
bench: $(ROCKSDB) package ## run the benchmarks (native, then Node)
	cargo bench --locked --features rocksdb
	node benches/node.mjs

# Optimised, but with the overflow checks and assertions of the development profile.
.PHONY: fuzz
FUZZ_CASES ?= 2000000
fuzz: ## run the tests that throw noise at the readers for long (FUZZ_CASES=2000000 each)
	PROPTEST_CASES=$(FUZZ_CASES) cargo test --locked --config profile.dev.opt-level=2 --lib --test it -- panic

.PHONY: corpus
corpus: $(ROCKSDB) setup-libclang tests/postgres/node_modules/.package-lock.json ## read the scripts in ../shared/corpus, report what was understood, and let PostgreSQL judge the schemas and merges
	cargo test --locked --features rocksdb,cli --test it -- corpus --nocapture
	$(build_subjects) $(quicker)
	cd tests/postgres && $(call subjects,target/quicker) npm run corpus

.PHONY: nightly
nightly: tests/postgres/node_modules/.package-lock.json ## let PostgreSQL judge 60,000 random sequences of statements, and 50,000 random pairs of branches
	$(build_subjects) $(quicker)
	cd tests/postgres && $(call subjects,target/quicker) npm run nightly

.PHONY: clean
clean: ## delete what was built in this clone (the cache outside it stays)
	rm -rf target pkg/dist pkg/node_modules www/dist www/node_modules

# ---- the steps of `make test` --------------------------------------------------------------------

.PHONY: check-format
check-format:
	cargo fmt --check

.PHONY: check-clippy
check-clippy: $(ROCKSDB) setup-libclang
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --all-targets --all-features -- -D warnings

.PHONY: check-clippy-wasm
check-clippy-wasm:
	$(with_wasm) cargo clippy --locked --workspace --lib --tests --target wasm32-unknown-unknown -- -D warnings

.PHONY: test-rust
test-rust:
	cargo test --locked

.PHONY: test-rust-features
test-rust-features: $(ROCKSDB) setup-libclang
	cargo test --locked --features rocksdb,cli

# Doctests are left out: they run natively, and Debian's toolchain has no rustdoc for this target.
# The suite writes 100,000 entries to IndexedDB; the runner gives all tests of a file 20 s unless told.
wasm_test = export WASM_BINDGEN_TEST_TIMEOUT=600; $(with_wasm) wasm-pack test --mode no-install

# LevelDB and esbuild, which one of these tests runs on, come with the package.
.PHONY: test-wasm-node
test-wasm-node: wasm-tools pkg/node_modules/.package-lock.json
	$(wasm_test) --node . --locked --test wasm_node --test wasm_level

.PHONY: test-wasm-browser
test-wasm-browser: wasm-tools setup-browser
	$(wasm_test) --headless --chrome --chromedriver "$$(scripts/setup-system.sh --find chromedriver)" \
		. --locked --test wasm_browser

# What the native command line answers without a history, the package's command answers too.
shared_answers := cli_git cli::parse cli_merge::files cli_merge::whole cli_schema::scripts cli_schema::what

.PHONY: test-package
test-package: package tests/packaging/node_modules/.package-lock.json setup-browser $(ROCKSDB)
	SCHEMAGRAFT_COMMAND="$(CURDIR)/pkg/dist/cli.js" cargo test --locked --features rocksdb,cli --test it -- $(shared_answers)
	export CHROMIUM="$$(scripts/setup-system.sh --find chromium)"; cd pkg && npm run lint && npm run typecheck && npm test && npm run test:packaging

.PHONY: test-www
test-www: www/node_modules/.package-lock.json package setup-browser
	export CHROMIUM="$$(scripts/setup-system.sh --find chromium)"; cd www && npm run lint && npm run build && npm test

# PostgreSQL judges what we make of its SQL; a server is used where one is installed, PGlite always. These
# are on trial; for long runs they are built so that they run quicker.
build_subjects = cargo build --locked --example materialize --example diff --example merge
quicker = --config profile.dev.opt-level=1 --target-dir target/quicker
subjects = SCHEMAGRAFT_JUDGE_BIN="$(CURDIR)/$(1)/debug/examples/materialize" \
	SCHEMAGRAFT_DIFF_BIN="$(CURDIR)/$(1)/debug/examples/diff" \
	SCHEMAGRAFT_MERGE_BIN="$(CURDIR)/$(1)/debug/examples/merge"

.PHONY: test-postgres
test-postgres: tests/postgres/node_modules/.package-lock.json
	$(build_subjects)
	cd tests/postgres && npm run lint && $(call subjects,target) npm test

.PHONY: check-size
check-size: $(WASM)
	scripts/check-size.sh $(WASM) $(WASM_BUDGET)

.PHONY: check-docs
check-docs: $(ROCKSDB) setup-libclang
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --all-features

# ---- what they need ------------------------------------------------------------------------------

.PHONY: setup-languages setup-compiler setup-libclang setup-browser
setup-languages setup-compiler setup-libclang setup-browser: setup-%:
	@scripts/setup-system.sh $*

.PHONY: wasm-tools
wasm-tools: setup-languages setup-compiler $(WASM_PACK) $(WASM_BINDGEN)

$(WASM_PACK): | setup-languages setup-compiler
	@scripts/install-tool.sh wasm-pack $(WASM_PACK_VERSION) $@

$(WASM_BINDGEN): | setup-languages setup-compiler
	@scripts/install-tool.sh wasm-bindgen-cli $(WASM_BINDGEN_VERSION) $@

$(ROCKSDB): | setup-languages setup-compiler setup-libclang
	@scripts/build-rocksdb.sh $(ROCKSDB_VERSION) $(ROCKSDB_LIB_DIR)

%/node_modules/.package-lock.json: %/package-lock.json
	@echo "==> $*: npm ci"
	cd $* && npm ci --no-audit --no-fund
	@touch $@

build_wasm = $(with_wasm) wasm-pack build --mode no-install --target web --no-pack --no-typescript --profile wasm

$(WASM): $(rust_sources) pkg/node_modules/.package-lock.json | wasm-tools
	@echo "==> building the WebAssembly module"
	$(build_wasm) --out-dir ../dist/wasm --out-name schemagraft pkg/wasm -- --locked
	@touch $@

$(CLI_WASM): $(cli_sources) pkg/node_modules/.package-lock.json | wasm-tools
	@echo "==> building the command line's WebAssembly module"
	$(build_wasm) --out-dir ../dist/wasm/cli --out-name schemagraft_cli pkg/cli -- --locked
	@touch $@

$(STAMPS)/package: $(WASM) $(CLI_WASM) $(package_sources)
	@echo "==> building the npm package"
	cd pkg && npm run build
	@mkdir -p $(@D) && touch $@
