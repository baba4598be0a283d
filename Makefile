# Every command of the project. `make` alone lists them.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
ONLY ?=
BOOT := $(PYTHON) flowbuilder/config/bootstrap.py
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE ?=

.DEFAULT_GOAL := help
.PHONY: help install dev run demo test test-fast check fix e2e soak bench docs

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

install: ## Bring packages, front end and translations up to date
	@$(BOOT) install

run: ## Start Flowbuilder with the demo (PORT=8000 HOST=127.0.0.1)
	@$(BOOT) run --host $(HOST) --port $(PORT)

dev: ## Start with reloading of templates and a rebuild of the front end on change
	@$(BOOT) install-dev
	@(cd frontend && npx vite build --watch --logLevel warn & echo $$! > ../var/vite.pid; wait) & \
	FLOWBUILDER_DEBUG=1 $(BIN)/python manage.py serve --migrate --demo --host $(HOST) --port $(PORT); \
	kill $$(cat var/vite.pid) 2>/dev/null; true

demo: ## Load the demo workspace again and print fresh login links
	@$(BOOT) install
	@$(BIN)/python manage.py migrate -v 0
	@$(BIN)/python manage.py demo --url http://$(HOST):$(PORT)

test: ## Run the tests of the program and of the front end
	@$(BOOT) install-dev
	@$(BIN)/pytest -q -m "not e2e and not soak"
	@$(BOOT) npm run --silent test

test-fast: ## Run the tests of the pure core only (no database)
	@$(BOOT) install-dev
	@$(BIN)/pytest -q tests/core tests/nodes -x

check: ## Check style, types, layers, migrations, translations and generated files
	@$(BOOT) install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check
	$(BIN)/python -m flowbuilder.config.schema --check
	@$(BOOT) npm run --silent check

fix: ## Mend what tools can mend: format, imports, generated files
	@$(BOOT) install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m flowbuilder.config.schema
	@$(BOOT) npm run --silent tokens
	@$(BOOT) npm run --silent fix

e2e: ## Drive the running program with a browser
	@$(BOOT) install-dev
	@$(BIN)/pytest -q -m e2e tests/e2e

soak: ## Long runs with injected faults
	@$(BOOT) install-dev
	@$(BIN)/pytest -q -m soak tests/soak

bench: ## Measure against the baselines (ONLY=name for one)
	@$(BOOT) install-dev
	@$(BIN)/python -m benchmarks $(ONLY)

docs: ## Write the generated parts of the documentation
	@$(BOOT) install-dev
	@$(BIN)/python manage.py docs
