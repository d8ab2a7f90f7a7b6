# `make book` builds the book, `make test` checks everything. Both set up what they need.
#
# Python 3.11 is what is tested; 3.12 and later are expected to work with the same lock.

.DELETE_ON_ERROR:
.ONESHELL:
SHELL := /bin/sh
.SHELLFLAGS := -eu -c

# Nothing of the caller's Python may leak in.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PYTHONDONTWRITEBYTECODE PYTHONSTARTUP JUPYTER_PATH
unexport PYTHONOPTIMIZE PYTHONSAFEPATH

VENV := .venv
PYTHON := $(VENV)/bin/python
LOCK := $(shell cksum < requirements.txt | tr -d ' \t')
INSTALLED := $(VENV)/installed-$(LOCK)

.PHONY: help book pdf test run twice tamper mutants withstand floor paint screenshots pages check seal lock install clean

help:
	@echo "make book    build the book: _build/html/index.html"
	echo "make test    check the data, the code, the notebooks and the built pages"
	echo "make pdf     print the whole book: _build/pdf (needs Debian's chromium)"
	echo "make run     execute the notebooks in order"
	echo "make seal    agree on the tables of data/ as they are now"
	echo "make lock    resolve requirements.in into requirements.txt"
	echo "make twice   build in two other places and compare every byte"
	echo "make tamper  change cells and outputs, count what the checks notice"
	echo "make mutants change the code, count what the tests notice (sets up .venv-mutants)"
	echo "make withstand  kills, attacks and a cut network: the slow tests"
	echo "make floor   compare make book with the quickest book of its size"
	echo "make paint   compare the first paint with the stock template's"
	echo "make screenshots  pictures of every page: _build/screenshots"
	echo "make clean   remove what was built"

book: $(INSTALLED)
	@$(PYTHON) -m themeshift book

# All pages as one, printed by Chromium.
pdf: $(INSTALLED)
	@$(PYTHON) -m themeshift pages
	$(PYTHON) -m themeshift pdf

test: $(INSTALLED)
	@$(PYTHON) tests/everything.py

run: $(INSTALLED)
	@$(PYTHON) -m themeshift run

# Builds in two other places, at another hour, in another language: the same bytes?
twice: $(INSTALLED)
	@$(PYTHON) tests/twice.py

# Cells and outputs changed one at a time: what do the checks notice?
tamper: $(INSTALLED)
	@$(PYTHON) tests/tamper.py

# The code changed one operator at a time. cosmic-ray lives in an environment of its own.
mutants: $(INSTALLED)
	@test -x .venv-mutants/bin/cosmic-ray || { $(PYTHON) -m venv .venv-mutants; \
		.venv-mutants/bin/pip install --quiet cosmic-ray==8.7.0; }
	$(PYTHON) tests/mutation/mutants.py $(MODULES)

# What `make test` leaves out because it takes minutes: kills, attacks, a network that is off.
withstand: $(INSTALLED)
	@$(PYTHON) -m pytest -q -rs -m slow tests --ignore=tests/browser
	$(PYTHON) -m pytest -q -rs -m slow tests/browser

# Pictures of every page, wide and narrow, light and dark: _build/screenshots
screenshots: $(INSTALLED)
	@SCREENSHOTS=1 $(PYTHON) -m pytest -q -n 2 tests/browser

# How far is `make book` from the quickest book of its size?
floor: $(INSTALLED)
	@$(PYTHON) tests/floor.py

# Is a page on the screen as soon as one of the stock template?
paint: $(INSTALLED)
	@$(PYTHON) tests/paint.py

pages: $(INSTALLED)
	@$(PYTHON) -m themeshift pages

check: $(INSTALLED)
	@$(PYTHON) -m themeshift check

seal: $(INSTALLED)
	@$(PYTHON) -m themeshift seal

install: $(INSTALLED)

# The environment: made once, renewed when the lock changes.
$(INSTALLED): requirements.txt
	@if ! $(PYTHON) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
		for python in python3.11 python3.12 python3.13 python3; do
			if $$python -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
				found=$$python; break
			fi
		done
		if [ -z "$${found:-}" ]; then
			echo "Python 3.11 or later is needed (with its venv module)" >&2; exit 1
		fi
		echo "setting up $(VENV) with $$found"
		rm -rf $(VENV)
		$$found -m venv $(VENV)
	fi
	echo "installing the packages of requirements.txt (a few minutes the first time)"
	$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	$(PYTHON) -m compileall -q themeshift
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
	@rm -rf _build appendices/generated .pytest_cache .ruff_cache .hypothesis
