# `make book` builds the book, `make test` checks everything. Both set up what they need.

.DELETE_ON_ERROR:
.ONESHELL:
SHELL := /bin/sh
.SHELLFLAGS := -eu -c

# Nothing of the caller's Python may leak in.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PYTHONDONTWRITEBYTECODE PYTHONSTARTUP PYTHONOPTIMIZE
unexport PYTHONSAFEPATH PYTHONWARNINGS JUPYTER_PATH

VENV := .venv
PYTHON := $(VENV)/bin/python
PYTEST := $(PYTHON) -m pytest -q -p no:cacheprovider
INSTALLED := $(VENV)/installed-$(shell cat requirements.txt pyproject.toml | cksum | tr -d ' \t')

.PHONY: help book run check test test-slow pdf lock install clean

help:
	@echo "make book       build the book: _build/html/index.html"
	echo "make test       check data, code, notebooks and built pages (some minutes)"
	echo "make test-slow  kill builds, build elsewhere, tamper, grow (many minutes)"
	echo "make run        execute the notebooks after a change of data or code"
	echo "make check      check the tables alone"
	echo "make pdf        print the whole book: _build/pdf/book.pdf (needs Chromium)"
	echo "make install    set up .venv, which all others do by themselves"
	echo "make lock       resolve requirements.in into requirements.txt"
	echo "make clean      remove what was built"

book: $(INSTALLED)
	@$(PYTHON) -m themeshift book

run: $(INSTALLED)
	@$(PYTHON) -m themeshift run

check: $(INSTALLED)
	@$(PYTHON) -m themeshift check

pdf: $(INSTALLED)
	@$(PYTHON) -m themeshift pdf

test: $(INSTALLED)
	@$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m themeshift check
	$(PYTEST) -n 2 --ignore=tests/browser
	$(PYTEST) -n 2 --dist loadfile --nbval chapters appendices
	$(PYTHON) -m themeshift run --check
	$(PYTHON) -m themeshift build
	$(PYTEST) -n 2 -rs tests/browser

test-slow: $(INSTALLED)
	@$(PYTEST) -m slow tests

install: $(INSTALLED)

# The environment: made once, renewed when the lock changes.
$(INSTALLED):
	@if ! $(PYTHON) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
		for python in python3.11 python3.12 python3.13 python3; do
			if $$python -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
				found=$$python; break
			fi
		done
		if [ -z "$${found:-}" ]; then
			echo "Python 3.11 or later is needed, with its venv module" >&2; exit 1
		fi
		echo "setting up $(VENV) with $$found"
		rm -rf $(VENV)
		$$found -m venv $(VENV)
	fi
	echo "installing the packages of requirements.txt (a few minutes the first time)"
	$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	$(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	rm -f $(VENV)/installed-*
	touch $@

# Needs pip-tools, which the book itself does not: it lives in an environment of its own.
lock:
	@test -x .venv-lock/bin/pip-compile || { python3.11 -m venv .venv-lock; \
		.venv-lock/bin/pip install --quiet pip-tools; }
	{ echo "# Every package that the book and its checks need, with hashes, for Python 3.11."; \
	  echo "# Do not edit: change requirements.in, then \`make lock\`."; } > requirements.new
	cp requirements.txt .venv-lock/requirements.txt  # keeps the versions that need not change
	.venv-lock/bin/pip-compile --quiet --generate-hashes --no-header --strip-extras --allow-unsafe \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
		--output-file .venv-lock/requirements.txt requirements.in
	cat .venv-lock/requirements.txt >> requirements.new
	mv requirements.new requirements.txt

clean:
	@rm -rf _build appendices/generated .pytest_cache .ruff_cache .hypothesis *.egg-info
