# `make demo` and `make test` each do all the set-up and then their job; a second run does not install again.
# Every path is relative, so that a folder with spaces in its name does no harm.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
# Which tests go together is decided in tests/conftest.py.
PYTEST := $(BIN)/python -m pytest -n 2

.PHONY: help venv demo test check bench soak clean

help:
	@echo "make demo    set up, triage sample_docs/, show what wants eyes"
	@echo "make test    set up, make check, run the tests"
	@echo "make check   ruff, mypy, import contracts"
	@echo "make soak    the tests that take long"
	@echo "make bench   the figures in README"
	@echo "make venv    set up only"
	@echo "make clean   remove the environment, caches and the demo's workspace"

venv: .venv/complete
	@.ci/engine

# Whatever fails half-way leaves no stamp, so the next run begins this step again.
.venv/complete: pyproject.toml requirements.lock .ci/python
	@.ci/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

demo: venv
	$(BIN)/doctored triage sample_docs/files --workspace workspace
	$(BIN)/doctored review --workspace workspace

check: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	$(PYTEST) -m "not soak"

soak: venv
	$(PYTEST) -m soak --timeout 7200

bench: venv
	@test -n "$${DOCTORED_TEST_DATA:-}" || { echo "Set DOCTORED_TEST_DATA to a folder with real files: see benchmarks/README.md." >&2; exit 1; }
	$(BIN)/python benchmarks/ocr_scale.py
	$(BIN)/doctored triage "$$DOCTORED_TEST_DATA/photos" --workspace workspace/bench
	$(BIN)/python benchmarks/clusters_by_folder.py workspace/bench

clean:
	rm -rf .venv workspace .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
