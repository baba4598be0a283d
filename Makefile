# Every command of the project. `make` alone lists them.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
ONLY ?=
JOBS ?= auto
SECONDS ?= 600
SEED ?=
SPREAD := -n $(JOBS) --maxprocesses 4 --dist loadgroup
BROWSER := -m e2e tests/e2e
QUICK := not e2e and not soak and not slow
BOOT := $(PYTHON) flowbuilder/config/bootstrap.py
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE ?=

.DEFAULT_GOAL := help
.PHONY: help install dev run demo test test-slow test-postgres test-fast check check-tools check-style check-types check-layers check-django check-schema check-frontend fix e2e e2e-again soak soak-again bench docs

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-14s %s\n", $$1, $$2}'

install: ## Bring packages, front end and translations up to date
	@$(BOOT) install

run: ## Start Flowbuilder with the demo (PORT=8000 HOST=127.0.0.1)
	@$(BOOT) run --host $(HOST) --port $(PORT)

dev: ## Start for development: errors shown, the front end rebuilt on every change
	@$(BOOT) dev --host $(HOST) --port $(PORT)

demo: ## Load the demo workspace again and print fresh login links
	@$(BOOT) install
	@$(BIN)/python manage.py migrate -v 0
	@$(BIN)/python manage.py demo --url http://$(HOST):$(PORT)

test: ## Run the tests of the program and of the front end (JOBS=1 one after another)
	@$(BOOT) install-dev
	@$(BIN)/pytest -q $(SPREAD) --no-migrations -m "$(QUICK)"
	@$(BOOT) npm run --silent test

test-slow: ## Run the tests that start programs of their own, or play through thousands of cases
	@$(BOOT) install-dev
	@$(BIN)/pytest -q $(SPREAD) -m "slow and not soak"

test-postgres: ## Run the tests that touch the database on PostgreSQL
	@$(BOOT) install-dev
	@FLOWBUILDER_TEST_ON=postgres $(BIN)/pytest -q $(SPREAD) --no-migrations -m "$(QUICK)"

test-fast: ## Run the tests of the pure core only (no database)
	@$(BOOT) install-dev
	@$(BIN)/pytest -q tests/core tests/nodes -x

check: check-style check-types check-layers check-django check-schema check-frontend ## Check style, types, layers, migrations and generated files

check-tools:
	@$(BOOT) install-dev

check-style: check-tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: check-tools
	$(BIN)/mypy

check-layers: check-tools
	$(BIN)/lint-imports

check-django: check-tools
	$(BIN)/python manage.py check
	$(BIN)/python manage.py makemigrations --check --dry-run

check-schema: check-tools
	$(BIN)/python -m flowbuilder.config.schema --check

check-frontend: check-tools
	@$(BOOT) npm run --silent check

fix: ## Mend what tools can mend: format, imports, generated files
	@$(BOOT) install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m flowbuilder.config.schema
	@$(BOOT) npm run --silent tokens
	@$(BOOT) npm run --silent api-types
	@$(BOOT) npm run --silent fix

e2e: ## Drive the running program with a browser (JOBS=1 one program after another)
	@$(BOOT) install-dev
	@$(BIN)/pytest -q $(SPREAD) --durations=12 $(BROWSER)

e2e-again: ## Only what failed in make e2e, one after another in a program of its own
	@$(BIN)/pytest -v -n 0 --lf --lfnf=none --maxfail=3 $(BROWSER)

soak: ## Long runs with injected faults (SECONDS=600 on each set-up, SEED=n for the same again)
	@$(BOOT) install-dev
	@export SOAK_SECONDS=$(SECONDS) SOAK_SEED=$(SEED); \
	$(BIN)/pytest -q $(SPREAD) -rfEP --durations=12 -m "soak and not alone" tests/soak; together=$$?; \
	$(BIN)/pytest -q -rfEP --durations=12 -m "soak and alone" tests/soak && exit $$together

soak-again: ## Only what failed in make soak, one after another
	@SOAK_SECONDS=$(SECONDS) SOAK_SEED=$(SEED) \
	$(BIN)/pytest -v -n 0 --lf --lfnf=none --maxfail=3 -m soak tests/soak

bench: ## Measure against the baselines (ONLY=name for one, ONLY=names for the list)
	@$(BOOT) install-dev
	@$(BIN)/python -m benchmarks $(ONLY)

docs: ## Make what the documentation takes from the program: the API's schema and the pictures
	@$(BOOT) install-dev
	@$(BIN)/python -m flowbuilder.config.schema
	@$(BOOT) npm run --silent api-types
	@$(BIN)/python -m tests.e2e.pictures
