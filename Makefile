# Two targets do it all: `make demo` and `make test`. Each sets up what it needs; `make help` lists the rest.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The first of these that is Python 3.11 or later; `make PYTHON=/path/to/python3 …` overrides it.
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$p; break; }; done)

VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.run-ready
DEV_READY := $(VENV)/.dev-ready
KUBECONFORM := .tools/kubeconform
# What runs from here finds the installed command first, then the judges and the engine that were built here.
WITH_TOOLS := PATH="$(abspath $(BIN)):$(abspath .tools):$$PATH"
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# One more than there are cores, since many tests wait for engines; the slow ones are passed on to who is idle.
PYTEST_ARGS ?= -n $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 ))) --dist worksteal

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(RUN_READY) ## Set up, then check and rehearse the examples, and refuse a change that loses data
	$(WITH_TOOLS) tools/demo/run $(BIN)/planton-dynamodb

.PHONY: test
test: $(DEV_READY) judges engine terraform ## Set up, then lint, check the types and pass every test
	@status=0; $(MAKE) --no-print-directory lint || status=1; \
	$(WITH_TOOLS) $(BIN)/python -m pytest $(PYTEST_ARGS) || status=1; \
	if [ $$status -ne 0 ]; then echo "make test: something above did not pass." >&2; fi; exit $$status

.PHONY: lint
lint: $(DEV_READY) ## ruff check, ruff format --check, mypy --strict
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

.PHONY: format
format: $(DEV_READY) ## Mend what ruff can and format the rest
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: proto
proto: $(DEV_READY) ## Regenerate planton_dynamodb/contract from proto/, and the Kubernetes definitions
	$(BIN)/python tools/generate_contract.py
	$(BIN)/python -m tools.generate_definitions

.PHONY: docs
docs: $(DEV_READY) engine ## Regenerate what pages take from protos and docstrings, and the outputs that they show
	$(BIN)/python tools/generate_docs.py
	$(BIN)/python -m tools.conformance
	$(BIN)/python -m tools.list_modules
	$(WITH_TOOLS) $(BIN)/python tools/run_docs.py --write

.PHONY: corpus
corpus: $(DEV_READY) ## Rewrite the expected outputs in tests/corpus; look at what changes
	$(BIN)/python tools/update_corpus.py

.PHONY: lock
lock: $(DEV_READY) ## Pin the newest dependencies that install together in requirements/
	$(COMPILE) --extra dev --output-file requirements/dev.txt pyproject.toml
	$(COMPILE) --constraint requirements/dev.txt --extra rehearse --output-file requirements/run.txt pyproject.toml
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11

.PHONY: conformance
conformance: $(DEV_READY) judges ## Try every rule against dynalite, moto, cfn-lint and protovalidate
	$(WITH_TOOLS) $(BIN)/python -m pytest $(PYTEST_ARGS) tests/conformance

.PHONY: bench
bench: $(DEV_READY) engine ## Measure against other tools and a bare Pulumi program, where they are there
	$(if $(shell command -v go),$(MAKE) --no-print-directory $(KUBECONFORM),@echo "No Go here: the bench runs without kubeconform.")
	$(WITH_TOOLS) $(BIN)/python -m benchmarks

.PHONY: clean
clean: ## Remove what the other targets made
	rm -rf $(VENV) .tools tools/node/node_modules build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# What users install, with all that makes tables; the rest, for testing, takes a minute more.
$(RUN_READY): requirements/run.txt pyproject.toml
	@if [ ! -x $(BIN)/python ] && [ -z "$(PYTHON)" ]; then \
		echo "planton-dynamodb needs Python 3.11 or later and found none on PATH." >&2; \
		echo "Install one, or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; exit 1; fi
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) --requirement requirements/run.txt
	$(PIP_INSTALL) --no-deps --editable .
	@touch $@

$(DEV_READY): $(RUN_READY) requirements/dev.txt
	$(PIP_INSTALL) --requirement requirements/dev.txt
	@touch $@

.PHONY: judges
judges:
	@tools/setup_node
	@tools/setup_crdjudge

.PHONY: engine
engine:
	@tools/setup_pulumi

.PHONY: terraform
terraform:
	@tools/setup_terraform

$(KUBECONFORM): tools/go/kubeconform/go.mod tools/go/kubeconform/go.sum
	cd tools/go/kubeconform && go build -mod=readonly -o $(CURDIR)/$@ github.com/yannh/kubeconform/cmd/kubeconform
