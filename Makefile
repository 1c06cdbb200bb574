# The commands of this project. `make` alone prints them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet
UV_VERSION := 0.13.9

.DEFAULT_GOAL := help
.PHONY: help demo test test-mysql lint types format bench explorer screenshots lock clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/runtime ## Serve the sample catalogue with GraphiQL on http://127.0.0.1:8000/graphql
	@$(BIN)/movie-graph demo

test: $(VENV)/dev ## Run every test; the MySQL part on a throwaway MariaDB (or MySQL) server
	@.ci/install-mariadb
	$(BIN)/python -m pytest

test-mysql: $(VENV)/dev ## Run the database tests again, on real MySQL
	@server=$$(.ci/find-mysql) || exit 1; \
	if [ -n "$$server" ]; then \
		MOVIE_GRAPH_TEST_SERVER="$$server" $(BIN)/python -m pytest -m mysql; \
	fi

lint: $(VENV)/dev ## Check format and lint rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/dev ## Check the types
	$(BIN)/mypy

format: $(VENV)/dev ## Format the code and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev ## Run the benchmarks
	$(BIN)/python -m bench

explorer: ## Build the explorer's scripts again, from movie_graph/explorer/source (needs Node.js)
	cd movie_graph/explorer/source && npm ci --no-audit --no-fund --loglevel=error && node build.js

screenshots: $(VENV)/dev ## Take the pictures of the explorer in docs/images again (needs Chromium)
	$(BIN)/python -m tests.explorer.screenshots

lock: build/uv/bin/uv ## Pin the dependencies of pyproject.toml again (UPGRADE=1: the newest that fit)
	@build/uv/bin/python .ci/lock $(if $(UPGRADE),--upgrade)

clean: ## Remove .venv, caches and build files; var/ stays
	rm -rf $(VENV) build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is made again only when a lock file or pyproject.toml has changed, so that
# a second `make demo` starts no pip at all.
$(VENV)/runtime: $(VENV)/created requirements.lock pyproject.toml
	@echo "Installing what movie-graph runs on into $(VENV) (once)"
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# The development lock holds the runtime one, at the same versions.
$(VENV)/dev: $(VENV)/created requirements-dev.lock pyproject.toml
	@echo "Installing what movie-graph runs on and is tested with into $(VENV) (once)"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/runtime

$(VENV)/created:
	@python=$$(PYTHON="$(PYTHON)" .ci/find-python) && "$$python" -m venv --clear $(VENV)
	@touch $@

# Apart from .venv: a lock file that cannot be installed must not keep us from mending it.
build/uv/bin/uv:
	@python=$$(PYTHON="$(PYTHON)" .ci/find-python) && "$$python" -m venv --clear build/uv
	@build/uv/bin/python -m pip install --disable-pip-version-check --quiet uv==$(UV_VERSION)
