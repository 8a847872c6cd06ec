# Every command sets up what it needs: a virtual environment with the pinned packages.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
CHECKOV := $(VENV)/controls/.ready

# What a person types reaches the program character for character: neither make nor the shell may
# read it, so it travels in the environment, unexpanded.
unexport TRACK POSTS
export TRACK_AS_TYPED = $(value TRACK)
export POSTS_AS_TYPED = $(value POSTS)

.PHONY: help setup demo storm test lint types check mutants storm-mutants permissions controls bench lock elasticsearch dashboards clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(READY) ## create the virtual environment

$(READY): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Name another one: make PYTHON=python3.13 ..." >&2; exit 2; }
	@echo "Setting up .venv (once, half a minute to three) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(READY)

demo: $(READY) ## run the whole pipeline on this machine, no account needed (POSTS=file.jsonl TRACK='words' ARGS='...')
	@$(RUN) -m sandbox demo $(if $(value POSTS),--posts "$$POSTS_AS_TYPED") $(if $(value TRACK),--track="$$TRACK_AS_TYPED") $(ARGS)

storm: $(READY) ## run the pipeline under random faults and count the laws (SEED=1 POSTS=2000 ARGS='...')
	@$(RUN) -m sandbox storm $(if $(SEED),--seed $(SEED)) $(if $(POSTS),--posts $(POSTS)) $(ARGS)

test: $(READY) ## run all tests, on all processors (ARGS='-k words': in one process)
	@$(RUN) -m pytest $(or $(ARGS),-n auto)

lint: $(READY) ## check style and formatting
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .

types: $(READY) ## check types
	@echo "Checking types (some minutes the first time) ..."
	@$(RUN) -m mypy __main__.py components functions sandbox bench mutants tests

check: lint types test ## lint, types and tests

mutants: $(READY) ## break the product on purpose, and list what no test saw (ARGS='rooms or files, --sample 200')
	@$(RUN) -m mutants $(ARGS)

storm-mutants: $(READY) ## break the product in known ways that storms have to notice (ARGS='names, --seeds 5')
	@$(RUN) -m mutants.storm $(ARGS)

permissions: $(READY) ## count which permission of each role is needed, in storms, and write docs/permissions.md (two minutes)
	@$(RUN) -m sandbox storm --seeds 2 --posts 800 --permissions docs/permissions.md $(ARGS)

controls: $(CHECKOV) ## compare what checkov finds with docs/controls.md (installs checkov, two minutes the first time)
	@$(RUN) -m pytest tests/infra/controls $(ARGS)

$(CHECKOV): $(READY)
	@echo "Installing checkov beside the project's own packages (once, a minute or two) ..."
	@$(PYTHON) -m venv $(VENV)/controls
	@$(VENV)/controls/bin/pip install --quiet --disable-pip-version-check checkov==3.3.30
	@touch $(CHECKOV)

bench: $(READY) ## measure, as ratios within one run (ARGS='names')
	@$(RUN) -m bench $(ARGS)

lock: $(READY) ## renew the hash locks of the function archives
	@$(RUN) -m components.functions.lock $(ARGS)

elasticsearch: $(READY) ## start a real Elasticsearch 7.10.2 here (needs Maven and Java)
	@$(RUN) -m sandbox.engine elasticsearch $(ARGS)

dashboards: $(READY) ## write the dashboards as one file for Kibana's import page: build/tweet-sentiment.ndjson
	@mkdir -p build
	@$(RUN) functions/bootstrap/saved_objects.py dashboards > build/tweet-sentiment.ndjson
	@echo "Wrote build/tweet-sentiment.ndjson"

clean: ## remove everything that these commands made
	@rm -rf $(VENV) build .sandbox .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage dashboard.html
	@find . -name __pycache__ -prune -exec rm -rf {} +
