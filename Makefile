# `make demo` and `make test` set up all they need; a second run does only what changed.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

export PLAYWRIGHT_BROWSERS_PATH := $(CURDIR)/.playwright
export PYTHONUNBUFFERED := 1

PYTHON_READY := .venv/.ready
NODE_READY := web/node_modules/.ready
WEB_READY := server/src/comptoir/config/web/.ready
CHROMIUM_READY := .venv/.chromium
BENCHES := $(patsubst benchmarks/%/run.py,%,$(wildcard benchmarks/*/run.py))

# The back office's stylesheet is made from the classes that its templates use.
WEB_SOURCES := $(shell find web server/src/comptoir/*/templates server/src/comptoir/templates \
	\( -name node_modules -o -name test -o -name tests -o -name dist \) -prune -o \
	-type f ! -name '*.test.ts' ! -name '*.md' ! -name 'eslint.config.js' ! -name 'vitest.config.ts' -print 2>/dev/null)

.PHONY: help demo test check lint bench setup lock schema wheel sbom audit screenshots clean

help: ## say what there is to make
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: setup ## start the demo shop (ARGS="--lan" for phones on the same Wi-Fi)
	@.venv/bin/comptoir demo $(ARGS)

test: setup $(CHROMIUM_READY) ## every test: server, web, browser, each PostgreSQL there is
	@COMPTOIR_CHROMIUM="$$(cat $(CHROMIUM_READY))" .venv/bin/python scripts/phases.py test

check: $(PYTHON_READY) $(NODE_READY) ## lint, types, directions and quick tests
	@.venv/bin/python scripts/phases.py check

lint: $(PYTHON_READY) $(NODE_READY) ## the same without the tests
	@.venv/bin/python scripts/phases.py lint

bench: setup $(CHROMIUM_READY) ## measure every published figure (QUICK=1 for a short run)
	@for bench in $(BENCHES); do \
		COMPTOIR_CHROMIUM="$$(cat $(CHROMIUM_READY))" .venv/bin/comptoir bench $$bench $(if $(QUICK),--quick) || exit 1; \
	done

setup: $(PYTHON_READY) $(WEB_READY) ## prepare .venv and the web build, no more

lock: $(PYTHON_READY) ## refresh the two locks after a change of dependencies
	@command -v uv >/dev/null || .venv/bin/python -m pip install --quiet uv
	cd server && PATH="$$PATH:$(CURDIR)/.venv/bin" uv pip compile pyproject.toml ../agent/pyproject.toml ../verify/pyproject.toml --extra simulate --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet -o requirements.lock
	cd web && npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

schema: setup ## draw the schema anew after a migration was written
	cd server && PYTHONPATH=src:. ../.venv/bin/python -m tests.picture

wheel: setup ## build the wheels and source distributions of server, agent and verifier into dist/
	.venv/bin/python -m build --no-isolation --outdir dist server
	.venv/bin/python -m build --no-isolation --outdir dist agent
	.venv/bin/python -m build --no-isolation --outdir dist verify

sbom: $(PYTHON_READY) ## write the bill of materials (CycloneDX) of both locks into dist/
	@.venv/bin/python scripts/sbom.py

audit: $(PYTHON_READY) $(NODE_READY) ## ask for known weaknesses of what the locks name
	@.venv/bin/python scripts/audit.py

screenshots: setup $(CHROMIUM_READY) ## every screen in every size, theme and language, into screenshots/
	@COMPTOIR_CHROMIUM="$$(cat $(CHROMIUM_READY))" .venv/bin/python server/tests/browser/screenshots.py

clean: ## forget what was built, not what was installed
	rm -rf server/src/comptoir/config/web dist server/dist

$(PYTHON_READY): server/requirements.lock server/pyproject.toml agent/pyproject.toml verify/pyproject.toml scripts/python-environment
	@scripts/python-environment
	@touch $@

$(NODE_READY): web/package-lock.json
	@command -v npm >/dev/null || { echo "Comptoir's pages are built with Node 20 or newer and npm: install them first." >&2; exit 1; }
	@echo "Installing the web packages ..."
	@cd web && said=$$(npm ci --ignore-scripts --no-audit --no-fund --loglevel=error 2>&1) || { printf '%s\n' "$$said" >&2; exit 1; }
	@touch $@

$(WEB_READY): $(NODE_READY) $(WEB_SOURCES)
	@echo "Building the web pages ..."
	@cd web && said=$$(npm run build --silent --loglevel=error 2>&1) || { printf '%s\n' "$$said" >&2; exit 1; }
	@mkdir -p $(@D) && touch $@

$(CHROMIUM_READY): $(PYTHON_READY) scripts/chromium
	@scripts/chromium > $@
