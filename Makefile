# Two commands matter: `make report` (the main job) and `make test` (the proof).
SHELL := /bin/sh
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .tools/bin/uv
BIN := .venv/bin
NOTEBOOKS := $(sort $(wildcard notebooks/*.ipynb))

export MPLBACKEND := agg
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help report check test test-browser bench calibrate calibrate-cohort fuzz lab notebooks dictionary lock clean

help: ## Show the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

report: .venv/.installed ## Read the sample log (or LOG="files …") and write reports/report.html
	$(BIN)/backstride report $(LOG)

check: .venv/.installed ## Style, rules of the notebooks, nothing personal: what pre-commit asks, of the whole tree
	$(BIN)/ruff check src tests tests-browser benchmarks
	$(BIN)/ruff format --check src tests tests-browser benchmarks
	$(BIN)/python tests/rules/notebook_rules.py $(NOTEBOOKS)
	$(BIN)/python tests/rules/personal_rules.py

test: check ## The same, then types, docs, notebooks and unit tests
	$(BIN)/mypy
	$(BIN)/pytest --nbval --nbval-current-env --nbval-cell-timeout=300 \
		--nbval-sanitize-with=tests/nbval-sanitize.cfg tests src $(wildcard notebooks)

test-browser: .venv/.installed ## Open report and exploring notebook in a browser (CONTRIBUTING.md: one line first)
	$(BIN)/pytest -n0 -rs tests-browser

bench: .venv/.installed ## Speed and memory, as ratios within one run
	@for file in strava fit apple report lags cohort_exposures pooled cohort_command performance; do $(BIN)/python benchmarks/$$file.py || exit 1; done

calibrate: .venv/.installed ## Try every answer on 18,000 simulated logs (over an hour); it can be resumed
	$(BIN)/python -m backstride.calibration

calibrate-cohort: .venv/.installed ## Try the pooled answers on 2,400 simulated cohorts; it can be resumed
	$(BIN)/python -m backstride.calibration.cohort

fuzz: .venv/.installed ## Spoil files of every source for an hour or so, and see what gives
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest --dist=load tests/test_fuzz.py

lab: .venv/.installed ## Open the notebooks in JupyterLab, on a page that says where to begin
	JUPYTER_CONFIG_PATH=$(CURDIR)/notebooks/.jupyter $(BIN)/jupyter lab --notebook-dir=notebooks \
		--LabApp.default_url=/lab/tree/start-here.md

notebooks: .venv/.installed ## Run every notebook in place; unchanged code leaves every byte unchanged
	OPENBLAS_NUM_THREADS=1 $(BIN)/jupyter nbconvert --to notebook --execute --inplace --ExecutePreprocessor.record_timing=False \
		--NotebookExporter.preprocessors=nbconvert.preprocessors.CoalesceStreamsPreprocessor \
		--log-level=WARN $(NOTEBOOKS)

dictionary: .venv/.installed ## Rewrite the generated pages after a change of tables, claims, sources, terms or wording
	$(BIN)/python -m backstride.dictionary

lock: $(UV) ## Pin every package again after a change of pyproject.toml
	$(UV) pip compile pyproject.toml --extra notebooks --extra cohort --extra test --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --quiet --custom-compile-command "make lock" -o requirements.lock

clean: ## Remove the environment and everything generated
	rm -rf .venv .tools reports .pytest_cache .mypy_cache .ruff_cache

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit("Backstride needs Python 3.11 to 3.14; set PYTHON=python3.x") if not (3, 11) <= sys.version_info[:2] <= (3, 14) else None'
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action ignore \
		--target .tools uv==$(UV_VERSION)

.venv/.installed: requirements.lock pyproject.toml | $(UV)
	$(UV) venv --quiet --allow-existing --no-python-downloads --python $(PYTHON) .venv
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@
