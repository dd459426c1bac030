# One verb each; `make help` lists them. Each does the set-up that it needs.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

# What `make access-diff` compares with, and where it is synthesized.
BASE ?= main
BEFORE := cdk.out/before

# Node and the CDK CLI of the project come before those of the machine.
export PATH := $(CURDIR)/$(BIN):$(PATH)
unexport JSII_NODE

.DEFAULT_GOAL := help
.PHONY: help setup deploy-local test format synth diff explain report access-diff drift snapshots iam-table benchmark lock clean

help: ## List the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deploy-local: $(READY) ## The main job: deploy every environment to an AWS on this machine, verify, change and delete it
	@$(BIN)/python -m sandbox

test: $(READY) ## Format, lint, strict types, every test: what CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/pytest --numprocesses 2 --dist loadfile

format: $(READY) ## Format the code and fix what lint can fix
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

synth: $(READY) ## Write the templates of every environment to cdk.out
	npx cdk synth --quiet

diff: $(READY) ## Compare the templates with what is deployed; needs AWS credentials
	npx cdk diff

explain: synth ## Whether ROLE may do ACTION on RESOURCE, and which statement decides it
	@$(BIN)/python -m access explain '$(ROLE)' '$(ACTION)' '$(or $(RESOURCE),*)'

report: synth ## Who can do what: cdk.out/access-report.html
	@$(BIN)/python -m access report

access-diff: synth ## What each role gains and loses since BASE, a commit; main if left out
	@rm -rf $(BEFORE) && mkdir -p $(BEFORE)
	@git archive $(BASE) | tar -x -C $(BEFORE)
	@ln -s $(CURDIR)/.venv $(CURDIR)/node_modules $(BEFORE)
	cd $(BEFORE) && npx cdk synth --quiet
	@$(BIN)/python -m access diff $(BEFORE)/cdk.out cdk.out

drift: synth ## What was changed by hand on deployed roles; needs AWS credentials
	@$(BIN)/python -m access drift

snapshots: $(READY) ## Accept the changed templates; commit them with their cause
	$(BIN)/pytest tests/snapshots --snapshot-update

iam-table: $(READY) ## Make the tables of AWS's actions, resource types and condition keys anew
	$(BIN)/python scripts/make_service_authorization.py

benchmark: synth ## How many decisions a second the evaluator takes
	@$(BIN)/python -m scripts.benchmark_access cdk.out

lock: $(READY) ## Pin what requirements-dev.in asks for, down to the last package
	$(BIN)/python -m venv .venv/lock
	.venv/lock/bin/pip install --quiet --disable-pip-version-check pip-tools
	CUSTOM_COMPILE_COMMAND="make lock" .venv/lock/bin/pip-compile --quiet --upgrade --no-config \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras \
	  --output-file requirements-dev.txt requirements-dev.in
	$(BIN)/npm install --package-lock-only

clean: ## Remove all that these verbs made
	rm -rf .venv node_modules cdk.out .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup: $(READY) ## Install Python packages, Node and the CDK CLI into this folder

$(READY): requirements.txt requirements-dev.txt package.json package-lock.json
	@$(PYTHON) scripts/prepare_python.py
	@echo "set-up 1/3: a virtual environment in .venv"
	@$(PYTHON) -m venv .venv
	@echo "set-up 2/3: Python packages and Node; about a minute"
	@$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@$(BIN)/python scripts/link_node.py
	@echo "set-up 3/3: the CDK CLI in node_modules"
	@$(BIN)/npm ci --loglevel=error --no-audit --no-fund
	@touch $@
