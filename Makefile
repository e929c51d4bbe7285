# Hiroba's commands. The work is done in scripts/.

PYTHON := sh scripts/python.sh
LOCK := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command "make lock" pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help run test test-all abuse bench chaos lint fix messages lock

help: ## List these commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 12

run: ## Start Hiroba on http://127.0.0.1:8000 (PORT=8001 make run for another port)
	@$(PYTHON) -m scripts.run

test: ## Check, and prove each behaviour once; ARGS="tests/test_journal.py -k name" for a part
	@$(PYTHON) -m scripts.run_tests $(ARGS)

test-all: ## What `make test` leaves: PostgreSQL and Redis, more windows, servers that fail
	@$(PYTHON) -m scripts.run_tests --rest

abuse: ## The long run of the tests that invent bad input (about an hour)
	@$(PYTHON) -m scripts.run_abuse

bench: ## Measure Hiroba beside others and write docs/performance.md; ARGS="--quick" for a look
	@$(PYTHON) -m scripts.bench $(ARGS)

chaos: ## Break servers in every known way; ARGS="--faults 1-8 --seeds 3" for a part of it
	@$(PYTHON) -m scripts.chaos $(ARGS)

lint: ## Check style, types, templates, imports and translations; ARGS="--slow" for the lock, too
	@$(PYTHON) -m scripts.lint $(ARGS)

fix: ## Mend what can be mended by a program
	@$(PYTHON) -m scripts.fix

messages: ## Collect the texts to translate, and compile the translations
	@$(PYTHON) -m scripts.messages

lock: ## Pin what pyproject.toml asks for in requirements.txt and requirements-dev.txt (needs uv)
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --constraint requirements.txt --output-file requirements-dev.txt
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
		--custom-compile-command "make lock" --constraint requirements-dev.txt \
		bench/requirements.in --output-file bench/requirements.txt
