# Needs Python 3.11 or newer with its venv module, and make. All else is installed into .venv, from pinned versions.

VENV ?= .venv
# Looked for by name, because python3 is not always the newest that is installed.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11 python,\
	$(shell $(name) -c 'import sys, venv; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
PIP = $(VENV)/bin/python -m pip --disable-pip-version-check --quiet
# Continuous integration runs the slow tests too.
TESTS = $(if $(CI),,-m "not slow")

.PHONY: site test lint format lock bench wheel docs pictures docs-configuration clean
.DEFAULT_GOAL := site

site: $(VENV)/.runtime
	@$(VENV)/bin/newsgen build
	@echo "The site is in $(CURDIR)/build"

test: $(VENV)/.development
	$(VENV)/bin/python -m pytest -q -n 2 --dist worksteal $(TESTS)

lint: $(VENV)/.development
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo

format: $(VENV)/.development
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

bench: $(VENV)/.runtime
	$(VENV)/bin/python -m benchmarks

wheel: $(VENV)/.runtime
	$(VENV)/bin/python -m pip --disable-pip-version-check wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

# A link that leads nowhere, to a heading included, is an error.
docs: $(VENV)/.development
	$(VENV)/bin/python -m sphinx --quiet --builder html --conf-dir docs --fail-on-warning --keep-going \
		--doctree-dir dist/.doctrees . dist/docs
	@echo "The documentation is in $(CURDIR)/dist/docs/docs/index.html"

# The pictures of README.md; needs Chromium.
pictures: $(VENV)/.development
	$(VENV)/bin/python docs/screens/make.py

docs-configuration: $(VENV)/.development
	$(VENV)/bin/python tests/test_docs_configuration.py > docs/configuration.md

# The three files of exact versions, with the hash of every file of each, so that any platform can install from them.
LOCK = .venv-lock/bin/pip-compile --quiet --generate-hashes --strip-extras --annotation-style=line --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options
lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip --disable-pip-version-check --quiet install pip-tools
	$(LOCK) $(UPGRADE) -o requirements.txt pyproject.toml
	$(LOCK) $(UPGRADE) --all-build-deps --only-build-deps -o requirements-build.txt pyproject.toml
	$(LOCK) $(UPGRADE) --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml

clean:
	rm -rf build dist .newsgen $(VENV) .venv-lock .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# A stamp is newer than what it was made from, so nothing is installed again until that changes.
$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "newsgen needs Python 3.11 or newer with its venv module; none was found"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt requirements-build.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements-build.txt -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.runtime
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
