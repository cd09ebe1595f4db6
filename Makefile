# `make` lists the targets. Everything lands in .venv, node_modules and var, none of it in git.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test lint fix types imports translations assets release bench screenshots clean chromium

PYTHON ?= python3
BIN := .venv/bin
T ?=
# Not a word when it works, and every word when it does not.
QUIETLY := quietly() { local said; said=$$("$$@" 2>&1) || { local ended=$$?; printf '%s\n' "$$said" >&2; return $$ended; }; }; quietly
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: .venv/base.done assets translations ## start Relais on http://127.0.0.1:8000, with a demonstration company
	@exec $(BIN)/python -m app

test: lint chromium ## check everything: lint, types, layers, translations, then all tests (T=tests/people for some)
	@$(BIN)/python -m pytest -n 2 --dist loadfile -q $(T)

lint: .venv/dev.done assets ## ruff, mypy, import-linter, djlint, translations complete
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/python -m flask --app wsgi translations compile
	@$(BIN)/python -m flask --app wsgi translations check

fix: .venv/dev.done ## format, and correct what can be corrected by itself
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: .venv/dev.done ## mypy alone
	@$(BIN)/mypy

imports: .venv/dev.done ## import-linter alone
	@$(BIN)/lint-imports

translations: .venv/base.done
	@$(QUIETLY) $(BIN)/python -m flask --app wsgi translations compile

assets: .venv/base.done node_modules/done
	@$(QUIETLY) $(BIN)/python -m flask --app wsgi assets

release: .venv/base.done node_modules/done ## build var/relais-<version>.tar.gz for servers, which then need no Node
	@$(BIN)/python -m deploy.release

bench: .venv/dev.done assets ## measure what docs/performance.md states, each against its comparison
	@$(BIN)/python -m bench

screenshots: .venv/dev.done assets translations chromium ## make the pictures of the README from the demonstration
	@$(BIN)/python -m docs.screenshots

clean: ## forget everything that was made here, the embedded databases included
	rm -rf .venv node_modules var
	find . -name __pycache__ -prune -exec rm -rf {} +

chromium: .venv/dev.done
	@$(BIN)/python -m tests.chromium

# ---- what the targets stand on

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Relais needs Python 3.11 or later, this is " + sys.version.split()[0] + ": install it, or name it as in: make run PYTHON=python3.12" or 0)'
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/base.done: requirements/base.txt | .venv/made
	@$(QUIETLY) $(INSTALL) requirements/base.txt
	@touch $@

.venv/dev.done: requirements/dev.txt .venv/base.done
	@$(QUIETLY) $(INSTALL) requirements/dev.txt
	@touch $@

# npm of this machine, else one from a wheel.
node_modules/done: package-lock.json package.json .venv/base.done
	@$(QUIETLY) sh -c 'command -v npm >/dev/null || $(INSTALL) requirements/node.txt; \
		PATH="$$PATH:$$PWD/$(BIN)" exec npm ci --no-audit --no-fund'
	@touch $@
