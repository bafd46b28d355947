# make run: sets up and starts Renao.   make test: sets up and passes all tests.   Both as often as you like.
PYTHON ?= python3
BIN := .venv/bin
# Relative: pip would take a space in the folder's name for the beginning of another file.
export PIP_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check format lint types bench lock clean

run: .venv/installed-run
	$(BIN)/renao run

test: .venv/installed-dev
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(ARGS)

# What CI runs: the same for a contributor, before a commit.
check: lint types
	$(MAKE) test

lint: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/installed-dev
	$(BIN)/mypy

format: .venv/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/installed-dev
	for bench in $(wildcard bench/*.py); do echo "== $$bench"; $(BIN)/python $$bench || exit 1; done

# After a change of dependencies in pyproject.toml: needs the uv program.
lock:
	uv pip compile --universal --all-extras --no-emit-index-url --no-header --no-annotate -q --upgrade pyproject.toml -o constraints.txt

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Renao needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another one: make PYTHON=python3.12 run"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed-run: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/installed-dev: .venv/installed-run
	$(BIN)/python -m pip install --quiet --editable '.[postgres,dev]'
	touch $@
