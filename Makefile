PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve test test-long gate format lock clean

serve: $(VENV)/.runtime  ## page, API, projections and scheduler with the seed project, on embedded SQLite
	$(BIN)/huhang serve --demo

test: $(VENV)/.dev  ## the whole gate: format, lint, types, layers, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto -m "not long" --cov --cov-report=term:skip-covered

test-long: $(VENV)/.dev
	$(BIN)/pytest -m long

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.dev  ## resolve the requirements anew (hashes, no index host)
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --group setup -o requirements/runtime.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-header --python-version 3.11 pyproject.toml --group dev -o requirements/dev.txt

$(BIN)/pip:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(BIN)/pip
	$(BIN)/pip install --quiet --require-hashes -r requirements/runtime.txt
	$(BIN)/pip install --quiet --no-build-isolation --no-deps -e .
	touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(BIN)/pip
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --no-build-isolation --no-deps -e .
	touch $@ $(VENV)/.runtime

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
