# The commands of Watchhouse. `make help` lists them.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.ONESHELL:
.SILENT:

PYTHON ?= python3
BIN := .venv/bin
SQL := dbt_project/models dbt_project/macros dbt_project/tests

export DAGSTER_DISABLE_TELEMETRY := yes
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false

.PHONY: help setup demo build up docs test coverage check bench format system-packages lock clean

help: ## Show this list
	grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

demo: .venv/installed ## Load the samples, build, publish and serve everything; Ctrl-C stops it
	exec $(BIN)/watchhouse demo

build: .venv/installed ## The same as demo without serving
	$(BIN)/watchhouse demo --no-serve

up: .venv/installed ## Serve what is in the data folder: Dagster, API, dashboards
	exec $(BIN)/watchhouse up

docs: .venv/installed ## Build the warehouse documentation that the API serves at /warehouse
	$(BIN)/watchhouse docs

setup: .venv/installed-dev ## Install the locked environment with the tools of development

test: .venv/installed-dev node_modules/.package-lock.json ## Install what the tests need, then run them
	$(BIN)/pytest

coverage: .venv/installed-dev node_modules/.package-lock.json ## The tests once more, counting the lines that they reach; fails below the bound
	rm -f .coverage .coverage.*
	$(BIN)/pytest --cov --cov-report=
	$(BIN)/coverage report

check: .venv/installed-dev ## Format, lint, types, import contracts, SQL form, dbt and Dagster definitions
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfmt --check --reset-cache --no-progressbar $(SQL)
	$(BIN)/python -m orchestration.check

bench: .venv/installed-dev ## Measure the collector, the building of playback marts and the parsers; quiet machine, about 20 minutes
	$(BIN)/python -m tests.bench.collector
	$(BIN)/python -m tests.bench.playback_marts
	$(BIN)/python -m tests.bench.m3u
	$(BIN)/python -m tests.bench.xmltv

format: .venv/installed-dev ## Format Python and SQL
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfmt --no-progressbar $(SQL)

lock: .venv/bin/uv ## Resolve the dependencies anew into the two lock files
	$(BIN)/uv pip compile pyproject.toml --python-version 3.11 --upgrade --generate-hashes \
	  --extra build --extra demo -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --python-version 3.11 --upgrade --generate-hashes \
	  --extra build --extra demo --extra dev -c requirements.lock -q -o requirements-dev.lock

clean: ## Remove the environment and everything built in the checkout, but no data
	rm -rf .venv dbt_project/target dbt_project/logs .mypy_cache .pytest_cache .ruff_cache .coverage .coverage.*

system-packages:
	tests/support/install_system_packages.sh

# Players for the browser tests and the bundler of the tracker: nothing of this is shipped.
node_modules/.package-lock.json: package.json package-lock.json | system-packages
	npm ci --no-audit --no-fund --loglevel=error \
	  || echo 'npm ci failed: the tests that need players will be reported as not run' >&2

# uv comes from the lock as well: its entry alone, with its hashes.
.venv/bin/uv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo 'Watchhouse needs Python 3.11 or newer: make demo PYTHON=/path/to/python3.11' >&2; exit 1; }
	if ! $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null; then
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	    apt-get update -qq && apt-get install -y -qq python3-venv
	  else
	    echo 'Python has no venv module. Install it first: apt-get install python3-venv' >&2; exit 1
	  fi
	fi
	$(PYTHON) -m venv .venv
	sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.txt

.venv/installed: .venv/bin/uv requirements.lock pyproject.toml
	if [ -e .venv/installed-dev ] && [ .venv/installed-dev -nt requirements.lock ]; then touch $@; exit 0; fi
	echo 'Installing the locked environment …'
	$(BIN)/uv pip install -q --require-hashes -r requirements.lock
	$(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	touch $@

.venv/installed-dev: .venv/bin/uv requirements-dev.lock pyproject.toml
	echo 'Installing the locked environment with the tools of development …'
	$(BIN)/uv pip install -q --require-hashes -r requirements-dev.lock
	$(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	touch $@
