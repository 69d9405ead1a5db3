# Everything a developer types. `make help` lists it.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin
UV := $(BIN)/uv
LOCKS := requirements-uv.lock requirements-dev.lock
DIST := portal/static/dist/manifest.json
SOURCES := $(shell find portal/static/src -type f 2>/dev/null)
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
export UV_NO_PROGRESS = 1
export npm_config_update_notifier = false

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

.PHONY: setup
setup: $(BIN)/.portal $(BIN)/.system $(DIST) ## Make .venv with the `portal` command, and the browser assets

.PHONY: up
up: setup ## Start the portal with its demo at http://127.0.0.1:8000 (PORT=8080 for another port)
	@exec $(BIN)/portal up --port $(PORT)

.PHONY: test
test: setup $(BIN)/.system-test ## Run every test, the browser's too (WORKERS=4 for more processes)
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup

.PHONY: lint
lint: setup ## Check style, types, templates and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

.PHONY: bench
bench: setup .venv-bench/.synced ## Measure speed against a bare Flask view and django-helpdesk
	$(BIN)/python benchmarks/run.py

.PHONY: lock
lock: $(BIN)/.uv ## Renew the Python locks from pyproject.toml
	echo uv | $(COMPILE) --upgrade --no-annotate - -o requirements-uv.lock
	$(COMPILE) --upgrade pyproject.toml --group build -o requirements.lock
	$(COMPILE) --upgrade pyproject.toml --group build --group dev -c requirements.lock -o requirements-dev.lock
	$(COMPILE) --upgrade benchmarks/requirements.in -o benchmarks/requirements.lock

.PHONY: clean
clean: ## Remove what was built; the data folder stays
	rm -rf .venv .venv-bench node_modules portal/static/dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

$(BIN)/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || scripts/system.sh venv
	$(PYTHON) -m venv .venv
	@touch $@

$(BIN)/.uv: requirements-uv.lock | $(BIN)/.venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

$(BIN)/.synced: $(LOCKS) $(BIN)/.uv
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes $(LOCKS)
	@touch $@

.venv-bench/.synced: benchmarks/requirements.lock $(BIN)/.uv
	$(UV) venv --quiet --allow-existing --python $(BIN)/python .venv-bench
	$(UV) pip sync --quiet --python .venv-bench/bin/python --require-hashes benchmarks/requirements.lock
	@touch $@

$(BIN)/.portal: pyproject.toml $(BIN)/.synced
	$(UV) pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .
	@touch $@

$(BIN)/.system: scripts/system.sh | $(BIN)/.venv
	scripts/system.sh run
	@touch $@

$(BIN)/.system-test: scripts/system.sh | $(BIN)/.venv
	scripts/system.sh test
	@touch $@

node_modules/.package-lock.json: package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

$(DIST): node_modules/.package-lock.json package.json esbuild.mjs $(SOURCES)
	npm run --silent build
	@touch $@
