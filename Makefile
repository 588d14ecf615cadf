# Sataark. `make help` lists what there is.

# The first Python here that is new enough and can make virtual environments.
CANDIDATES = python3 python3.14 python3.13 python3.12 python3.11 python
SUITABLE = import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for each in $(CANDIDATES); do \
	$$each -c '$(SUITABLE)' >/dev/null 2>&1 && echo $$each && break; done)
BIN = .venv/bin
PIP = $(BIN)/pip --disable-pip-version-check --quiet install --require-hashes
WITH_SERVICES = $(BIN)/python -m local.with_services
TESTS ?=
WORKERS ?= 2
LOCK = uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

.PHONY: help install run test check format translations bench chaos lock clean
.DEFAULT_GOAL := help

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: .venv/ready-to-test  ## put everything Python needs into .venv

run: .venv/ready-to-run  ## start the whole system on http://127.0.0.1:8000 (PORT=... for another)
	@exec $(BIN)/python -m local.run

test: .venv/ready-to-test  ## run every test (TESTS=tests/vault for some of them)
	@$(BIN)/python -m local.media_tools
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

check: .venv/ready-to-test  ## format, lint, types, import order, migrations, deploy check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m local.translations --check
	$(WITH_SERVICES) $(BIN)/mypy .
	$(WITH_SERVICES) $(BIN)/python manage.py makemigrations --check --dry-run
	SECURE_SSL_REDIRECT=1 $(WITH_SERVICES) $(BIN)/python manage.py check --deploy --fail-level WARNING

format: .venv/ready-to-test  ## put the code into its usual shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

translations: .venv/ready-to-test  ## compile the catalogues in locale/
	$(BIN)/python -m local.translations

bench: .venv/ready-to-test  ## measure speed on this machine
	$(BIN)/python -m bench

chaos: .venv/ready-to-test  ## kill processes under load and count what was lost or doubled
	$(BIN)/python -m bench.chaos

lock:  ## pin the requirements anew (needs uv)
	@command -v uv >/dev/null || { echo "Locking needs uv: put it on your PATH."; exit 1; }
	cd requirements && $(LOCK) deploy.in -o ../requirements.txt
	cd requirements && $(LOCK) local.in -o local.txt
	cd requirements && $(LOCK) dev.in -o dev.txt

clean:  ## forget .venv and all data of `make run`
	rm -rf .venv var

.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "Sataark needs Python 3.11 or newer with its venv module:" \
		"apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/ready-to-run: requirements.txt requirements/local.txt | .venv/bin/pip
	@echo "Installing what Sataark runs on (a minute or two, once) ..."
	@$(PIP) -r requirements.txt -r requirements/local.txt
	@touch $@

.venv/ready-to-test: requirements/dev.txt .venv/ready-to-run
	@echo "Installing what its tests need (a minute, once) ..."
	@$(PIP) -r requirements.txt -r requirements/local.txt -r requirements/dev.txt
	@touch $@
