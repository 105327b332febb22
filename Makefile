# The commands of the project. `make run` and `make test` need Python >= 3.11 and nothing else.

VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input
# Named by what they install: other requirements, other stamp.
RUNTIME := $(VENV)/runtime-$(shell cksum < requirements.txt | cut -d' ' -f1).stamp
DEV := $(VENV)/dev-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d' ' -f1).stamp
BENCH := $(VENV)/bench-$(shell cat requirements.txt requirements-bench.txt | cksum | cut -d' ' -f1).stamp

.PHONY: run test quality bench format
.DELETE_ON_ERROR:

run: $(RUNTIME)  ## the site on 127.0.0.1:8000 (PORT=8001 for another port), with demonstration data
	@exec $(PYTHON) manage.py run_local

test: $(DEV)  ## the whole test suite
	@$(PYTHON) -m tests.ensure_tools
	@$(PYTHON) -m pytest $(ARGS)

quality: $(DEV)  ## format, lint, templates, missing migrations
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m djlint --check --lint --quiet templates
	$(PYTHON) manage.py makemigrations --check --dry-run

bench: $(BENCH)  ## the speed of the bilan, at the demonstration size and at 1 000 times it
	@$(PYTHON) -m benchmarks $(ARGS)

format: $(DEV)  ## put the code and the templates in shape
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m djlint --reformat --quiet templates

$(RUNTIME): | $(PYTHON)
	@echo "Installing the requirements…"
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV): | $(PYTHON)
	@echo "Installing the requirements and the test tools…"
	@$(PIP) -r requirements-dev.txt
	@touch $@ $(RUNTIME)

$(BENCH): | $(RUNTIME)
	@echo "Installing what the benchmarks are measured beside…"
	@$(PIP) -r requirements-bench.txt
	@touch $@

$(PYTHON):
	@sh scripts/make_venv $(VENV)
