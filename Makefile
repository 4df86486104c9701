# Needs make and Python 3.11 or later; everything else comes from the lock files into .venv.
# Ne demande que make et Python 3.11 ou plus récent; le reste vient des fichiers de verrouillage dans .venv.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first interpreter that is recent enough and can make an environment.
PYTHON ?= $(shell for python in python3.11 /usr/bin/python3.11 python3.12 python3.13 python3; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps
UV_COMPILE := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header $(UPGRADE)

.PHONY: help setup test lint types imports pytest demo serve bench lock format clean

help: ## list the targets / énumérer les cibles
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.installed ## make .venv from the lock file / créer .venv selon le verrou

.venv/.locked: requirements-dev.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11+ with venv is needed / il faut Python 3.11+ avec venv (apt install python3-venv)" >&2; exit 1; }
	@echo "make setup: .venv, $$($(PYTHON) --version)"
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.installed: .venv/.locked pyproject.toml
	@$(PIP_INSTALL) --no-build-isolation --editable .
	@touch $@

test: setup lint types imports pytest ## every check and test / toutes les vérifications et tous les tests

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

pytest: setup
	$(BIN)/python -m pytest -n logical --dist loadfile

demo: setup ## load the sample and serve it on 127.0.0.1:8000 / charger l'échantillon et le servir
	@$(BIN)/concordance demo

serve: setup ## serve what var/ holds on 127.0.0.1:8000 / servir le contenu de var/
	@$(BIN)/concordance serve

bench: setup .venv-bench/.locked ## measure, see benchmarks/README.md / mesurer, voir benchmarks/README.md
	$(BIN)/python -m benchmarks.run

# An environment of its own: the compared tool refuses the version of rdflib that the product runs on.
.venv-bench/.locked: benchmarks/requirements.lock
	@$(PYTHON) -m venv --clear .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

lock: setup ## renew the lock files (UPGRADE=--upgrade for newer versions) / refaire les verrous
	@$(PIP_INSTALL) uv
	$(UV_COMPILE) pyproject.toml -o requirements.lock
	$(UV_COMPILE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(UV_COMPILE) benchmarks/requirements.in -o benchmarks/requirements.lock

format: setup ## format the code and fix what can be fixed / formater le code, corriger ce qui peut l'être
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

clean: ## remove the environment and the caches, keep var/ / enlever l'environnement et les caches, garder var/
	rm -rf .venv .venv-bench build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find app tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
