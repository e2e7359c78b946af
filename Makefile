# Portolan. `make` lists the targets.

VENV   := .venv
PYTHON := $(VENV)/bin/python
SHELL  := /bin/bash
.SHELLFLAGS := -o pipefail -c
export PORT GATEWAY_PORT CARRIER_PORT AUTHORITY_PORT

# pip, non-interactive, one line per library as it arrives.
PIP := $(PYTHON) -m pip install --disable-pip-version-check --no-input --require-virtualenv --progress-bar off
ARRIVALS := awk '/^Collecting/ {print "  " $$2} /^Installing collected/ {print "  unpacking " NF - 3 " libraries"} {fflush()}'

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo demo-reset lint test check journey chaos isolation races bench messages static format
# One thing after another: the targets share the virtual environment and the machine.
.NOTPARALLEL:

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed ## Make .venv and install what the marketplace needs

setup-dev: $(VENV)/.installed-dev ## The same, and what tests and checks need

demo: setup ## Open the marketplace on this machine (PORT=8000), with everything it needs
	@$(PYTHON) -m marketplace.demo

demo-reset: setup ## Forget everything the demo holds; the next start begins from nothing
	@$(PYTHON) -m marketplace.demo reset

lint: setup-dev ## Style, types, templates and the layers between the apps
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/djlint templates --lint --quiet
	$(VENV)/bin/lint-imports

# Each process of a run, and each program that a test starts, reads what the first has compiled.
test: export PYTHONDONTWRITEBYTECODE :=
test: setup-dev ## All tests (JUNIT=file writes a report for other programs)
	@$(PYTHON) -m marketplace.messages compile
	$(PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(if $(JUNIT),--junitxml=$(JUNIT)) $(TESTS)

check: lint test ## What a change must pass: lint and test

journey: setup-dev ## Play the whole story, buyer to door, against a running demo
	@$(PYTHON) tests/journey/run.py

chaos: setup-dev ## Kill everything with -9 while people shop, and prove that nothing is lost (SEED=, ARGS=)
	@$(PYTHON) -m tests.chaos $(if $(SEED),--seed $(SEED)) $(ARGS)

races: setup-dev ## 64 buyers for a thousand pieces of one shelf, buyers and connections killed all the while
	@RACES=long $(PYTHON) -m pytest tests/integration/stock/test_kills.py -q -p no:cacheprovider

isolation: setup-dev ## Reach for other vendors' rows in 10,000 ways at once, and prove that none is to be had (SEED=, ARGS=)
	@$(PYTHON) -m tests.isolation $(if $(SEED),--seed $(SEED)) $(ARGS)

bench: setup-dev ## Measure the pages and the flows under load
	@$(PYTHON) -m bench

messages: setup-dev ## Collect texts to translate from the sources into locale/, and compile
	@$(PYTHON) -m marketplace.messages extract
	@$(PYTHON) -m marketplace.messages compile

static: setup ## Compile translations, bundle style sheets and scripts (for an image)
	@$(PYTHON) -m marketplace.messages compile
	@$(PYTHON) manage.py collectstatic --no-input --verbosity 0

format: setup-dev ## Put sources into the common style
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

$(VENV)/bin/python:
	@for python in "$$PYTHON3" python3.13 python3.12 python3.11 python3 python; do \
	  [ -n "$$python" ] && "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  "$$python" -c 'import ensurepip, venv' 2>/dev/null || { lacking="$$python"; continue; }; \
	  echo "Making $(VENV) with $$($$python --version)"; \
	  exec "$$python" -m venv $(VENV); \
	done; \
	echo "Portolan needs Python 3.11 or newer with the venv module, and there is none on PATH."; \
	[ -z "$$lacking" ] || echo "$$lacking is new enough but lacks venv: on Debian or Ubuntu, apt-get install python3-venv"; \
	echo "Install one, or name it: make setup PYTHON3=/path/to/python3"; exit 1

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing the libraries (a minute or two the first time)"
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m ensurepip >/dev/null
	@$(PIP) -r requirements.txt | $(ARRIVALS)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt tests/requirements-rules.txt requirements.txt | $(VENV)/bin/python
	@echo "Installing the libraries and the tools for tests (a minute or two the first time)"
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m ensurepip >/dev/null
	@$(PIP) -r requirements-dev.txt | $(ARRIVALS)
	@$(PIP) --no-deps -r tests/requirements-rules.txt | $(ARRIVALS)
	@touch $@ $(VENV)/.installed
