# make serve   answers questions on http://127.0.0.1:8000   (PORT=, CORPUS=, INDEX=, WORKERS= override)
# make test    lint, types, tests
# make gate    the gold questions' dev split against eval/baselines: no figure may drop beyond noise
# Both make .venv first. After that nothing here needs a network.

PYTHON ?= python3
PORT ?= 8000
CORPUS ?= corpus
INDEX ?= index
WORKERS ?= 1

BIN := .venv/bin
INSTALLED := .venv/.installed
export HF_HUB_OFFLINE := 1

.PHONY: serve test test-scale gate screenshots browser

serve: export CITED_CORPUS := $(CORPUS)
serve: export CITED_INDEX := $(INDEX)
serve: export CITED_PORT := $(PORT)
serve: export CITED_PROCESSES := $(WORKERS)
serve: $(INSTALLED)
	@# Exit code 1 says that some files were refused: the others are indexed, so there is something to serve.
	@$(BIN)/cited index --if-stale || [ $$? -eq 1 ]
	@exec $(BIN)/cited serve

test: $(INSTALLED) browser
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile

# A hundred thousand chunks: built, killed, resumed, changed and served. Takes many minutes.
test-scale: $(INSTALLED)
	$(BIN)/pytest -m slow

# The gold questions' dev split against the figures that stand; fails on a drop beyond noise.
gate: $(INSTALLED)
	rm -rf runs/gate
	$(BIN)/cited eval run --split dev --out runs/gate
	$(BIN)/cited eval gate runs/gate eval/baselines/alliance-dev.json

# A new Python may come with an old pip, which passes over extras that are spelt with the other dash.
# torch comes before the rest, so that no other package's wish can choose another build of it.
$(INSTALLED): Makefile pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install pip==26.3
	$(BIN)/python -m pip install -c constraints.txt torch==2.13.0
	$(BIN)/python -m pip install -c constraints.txt -e '.[dev]'
	@touch $@

# Every state of the page in both themes and both widths, to runs/screenshots; README=1 makes those of the README.
screenshots: $(INSTALLED) browser
	$(BIN)/python -m tests.service.page.screenshots $(if $(README),--readme)

# The page is tested in a real browser; without one the tests must not pass in silence.
browser:
	@if command -v chromium >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update && apt-get install -y chromium; \
	else \
		echo "make test needs Chromium for the page's tests. Install it, e.g.: sudo apt-get install chromium" >&2; exit 1; \
	fi
