# Everything a person does with this folder has one word here; `make help` lists them.
# Debian 12 with python3.11, python3-venv and make is all it takes.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.SHELLFLAGS := -euc

PORT ?= 8000
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
# The first Python of 3.11 or later that can make a virtual environment.
PYTHON ?= $(shell for python in python3.11 python3; do \
	"$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)

# The parts that exist, so that a room may come or go without a change here.
ROOMS := $(wildcard core surveys dialog goals integrations)
CODE := $(foreach part,$(ROOMS) tests benchmarks,$(if $(shell find $(part) -name '*.py' 2>/dev/null | head -n 1),$(part)))
CODE += $(wildcard wsgi.py)
TRANSLATED := $(ROOMS) $(wildcard templates)

# A stamp carries the checksum of its lock: an unchanged lock installs nothing, whatever the dates of the files say.
checksum = $(firstword $(shell sha256sum < $(1) | cut -c 1-16))
RUNTIME := $(VENV)/.runtime-$(call checksum,requirements.lock)
DEVELOPMENT := $(VENV)/.development-$(call checksum,requirements-dev.lock)
# Every file must match its hash in the lock, nothing outside the lock is let in, and no package runs code to install.
INSTALL := $(BIN)/pip install -qq --disable-pip-version-check --no-input --require-hashes --only-binary :all:
LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url $(ARGS)

CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)
TEMPLATE := translations/messages.pot
EXTRACT := $(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --keywords 'lazy_gettext later Refused' --sort-output --no-location \
	--project Samspel --copyright-holder 'The Samspel contributors' --output-file $(TEMPLATE)

# Two at a time, a file each: what a file sets up once is then set up once.
SIDE_BY_SIDE = --numprocesses 2 --dist loadfile

CHROMIUM = $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

.PHONY: help install run test lint format lock translations translations-complete chromium clean

help: ## List these words.
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-13s %s\n", $$1, $$2}' Makefile

install: $(RUNTIME) $(COMPILED) ## Make the virtual environment, or bring it up to date.

run: install ## Serve the demo on this machine; PORT=8080 chooses another port.
	@export SAMSPEL_BASE_URL="$${SAMSPEL_BASE_URL:-http://127.0.0.1:$(PORT)}"; \
	export SAMSPEL_LOG_LEVEL="$${SAMSPEL_LOG_LEVEL:-WARNING}"; \
	$(BIN)/flask db upgrade; \
	$(BIN)/flask demo; \
	printf '\nSamspel is open at %s (Ctrl-C closes it)\n' "$$SAMSPEL_BASE_URL"; \
	SAMSPEL_WORKER_INSIDE=1 exec $(BIN)/gunicorn 'wsgi:create_app()' --bind 127.0.0.1:$(PORT) \
		--worker-class gthread --workers 1 --threads 8 --graceful-timeout 5 --no-control-socket --log-level warning

test: $(DEVELOPMENT) $(COMPILED) chromium lint ## Check everything; ARGS='-k retention' narrows the tests.
	@CHROMIUM='$(CHROMIUM)' $(BIN)/pytest $(SIDE_BY_SIDE) $(if $(CHROMIUM)$(CI),,-m 'not browser') $(ARGS)

lint: $(DEVELOPMENT) translations-complete ## Style, types, the direction of imports, translations and locks.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports --no-logo
	@! grep -nE '://|^-' requirements.lock requirements-dev.lock || { echo 'A lock names an address; see make lock.' >&2; exit 1; }

format: $(DEVELOPMENT) ## Bring the code into the house style.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: | $(BIN)/python ## Write both locks anew from pyproject.toml; ARGS=--upgrade takes newer releases.
	$(BIN)/pip install -qq --disable-pip-version-check uv
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --output-file requirements-dev.lock
	@! grep -nE '://|^-' requirements.lock requirements-dev.lock

translations: $(DEVELOPMENT) ## Bring the catalogues up to date with the texts in the code and the pages.
	@mkdir -p translations
	$(EXTRACT) $(TRANSLATED)
	@test -n '$(CATALOGUES)' || $(BIN)/pybabel --quiet init --input-file $(TEMPLATE) --output-dir translations --locale en
	$(BIN)/pybabel --quiet update --input-file $(TEMPLATE) --output-dir translations --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel compile --directory translations --statistics

# Without a catalogue there is nothing to compare with: the project then has one language.
translations-complete: $(DEVELOPMENT)
ifneq ($(CATALOGUES),)
	@$(EXTRACT) $(TRANSLATED)
	@$(BIN)/pybabel --quiet update --check --ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete \
		--input-file $(TEMPLATE) --output-dir translations 2>/dev/null \
		|| { echo 'The catalogues lag behind the texts: run make translations.' >&2; exit 1; }
	@awk 'empty && !/^"/ {print FILENAME ": " text; missing = 1} {empty = /^msgstr(\[[0-9]\])? ""$$/} /^msgid / {text = $$0} \
		END {exit missing || empty}' $(CATALOGUES) || { echo 'A text has no translation.' >&2; exit 1; }
	@! grep -n '^#, .*fuzzy' $(CATALOGUES) || { echo 'A translation is only guessed.' >&2; exit 1; }
endif

# A browser comes from Debian when we may install it. Elsewhere its tests are left out and counted so, but never in CI.
chromium:
ifeq ($(CHROMIUM),)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq </dev/null; then \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium </dev/null || :; \
	fi; \
	if command -v chromium >/dev/null; then \
		:; \
	elif [ -n "$${CI:-}" ]; then \
		echo 'Chromium is missing, and in CI its tests may not be left out: apt-get install chromium' >&2; exit 1; \
	else \
		echo 'Chromium is missing, so its tests are left out: apt-get install chromium' >&2; \
	fi
endif

clean: ## Remove what these words have made; the data in var/ stays.
	rm -rf $(VENV) .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache $(TEMPLATE) $(COMPILED)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made anew when its Python has gone, as after an upgrade of the system; the stamps go with it.
$(BIN)/python:
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or later with venv is needed: apt-get install python3.11 python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)

$(RUNTIME): | $(BIN)/python
	$(INSTALL) --requirement requirements.lock
	@rm -f $(VENV)/.runtime-*
	@touch $@

$(DEVELOPMENT): | $(BIN)/python
	$(INSTALL) --requirement requirements-dev.lock
	@rm -f $(VENV)/.development-*
	@touch $@

$(COMPILED): %.mo: %.po | $(RUNTIME)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
