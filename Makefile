# huntdb's chores. `make help` lists them.

PREFIX ?= /usr/local
TOOLS := .build-tools
NEIGHBOURS := .build-neighbours
SQLFLUFF := $(TOOLS)/bin/sqlfluff
FACTS := .build-facts/complete
REPORT_TOOLS := .build-report-tools
BUILD := swift build -c release --static-swift-stdlib --product huntdb
SHARE := $(DESTDIR)$(PREFIX)/share
BINARY = $(shell $(BUILD) --show-bin-path)/huntdb
WEEK := 2026-W47
AS_OF := 2026-11-23

.PHONY: help deps build demo test check lint lint-swift lint-sql samples-check bench-views bench-merge facts facts-check neighbours neighbours-quick format install clean bench golden report-schema browser

help: ## Show this list
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

deps: ## Install the system libraries, or say which are missing
	@bash .ci/deps.sh

build: deps ## Build the program
	$(BUILD)

demo: build ## Import the sample logs, print the hunt's findings, write the weekly report
	@mkdir -p demo && rm -f demo/hunt.db demo/hunt.db-wal demo/hunt.db-shm
	$(BINARY) import --db demo/hunt.db Samples/AWSLogs
	$(BINARY) report --db demo/hunt.db --week $(WEEK) --format markdown -o demo/report-$(WEEK).md
	$(BINARY) report --db demo/hunt.db --week $(WEEK) --format html -o demo/report-$(WEEK).html
	$(BINARY) query --db demo/hunt.db --as-of $(AS_OF) -f Samples/findings.sql
	@echo "The weekly report is demo/report-$(WEEK).html, and .md; the store is demo/hunt.db." >&2

test: deps ## Run the tests
	swift test --disable-xctest

check: lint test neighbours-quick samples-check report-schema s3-check ## Everything that must hold

lint: lint-swift lint-sql ## Check format and style

lint-swift:
	swift format lint --strict --parallel --recursive Sources Tests Package.swift Fuzz/Sources Fuzz/Package.swift

lint-sql: $(SQLFLUFF)
	$(SQLFLUFF) lint --disable-progress-bar schema.sql Samples

$(SQLFLUFF): | deps
	python3 -m venv $(TOOLS)
	$(TOOLS)/bin/pip install --quiet --disable-pip-version-check sqlfluff==3.4.2

BENCH := .build-bench
SECTIONS ?=

bench: build $(BENCH)/bin/python ## Run the benchmarks (SECTIONS="bulk peers" for some; results in Benchmarks/results)
	python3 Benchmarks/run.py --huntdb $(BINARY) $(SECTIONS)

$(BENCH)/bin/python: Benchmarks/requirements.txt
	bash .ci/deps.sh libdeflate-dev gcc
	python3 -m venv $(BENCH)
	$(BENCH)/bin/pip install --quiet --disable-pip-version-check -r Benchmarks/requirements.txt
	touch $@

samples-check: ## See that the sample logs are what their generator writes
	python3 Samples/generate.py --check

facts: $(FACTS) ## Renew the facts about instance types in schema.sql from their sources
	python3 docs/instance-facts/update.py

facts-check: $(FACTS) ## See that schema.sql holds what these sources say
	python3 docs/instance-facts/update.py --check

$(FACTS): docs/instance-facts/update.py
	python3 -m venv $(TOOLS)
	for version in $$(python3 docs/instance-facts/update.py --releases); do \
	  $(TOOLS)/bin/pip download --quiet --disable-pip-version-check --no-deps --dest $(@D) moto==$$version || exit 1; \
	done
	@touch $@

neighbours: $(NEIGHBOURS)/all build ## See that the store and its exports work in other programs
	$(NEIGHBOURS)/bin/python Tests/Neighbours/run.py --huntdb $(BINARY)

# Those that are installed in seconds, with the program that the tests have built.
neighbours-quick: $(NEIGHBOURS)/quick test
	$(NEIGHBOURS)/bin/python Tests/Neighbours/run.py --huntdb "$$(swift build --show-bin-path)/huntdb" \
	  shell markdown datasette_pages postgres

$(NEIGHBOURS)/quick: Tests/Neighbours/quick.txt | deps
	python3 -m venv $(NEIGHBOURS)
	$(NEIGHBOURS)/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

$(NEIGHBOURS)/all: Tests/Neighbours/all.txt $(NEIGHBOURS)/quick
	$(NEIGHBOURS)/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

bench-views: build ## Time the hunt's views and the report over 10 million events (makes a store of 9 GB)
	python3 -m venv .build-bench-views
	.build-bench-views/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.1
	.build-bench-views/bin/python Benchmarks/views.py --huntdb $(BINARY)

bench-merge: build ## Time the merge of two stores of 5 million events (takes 50 GB; BARE=--bare 20 GB)
	python3 Benchmarks/merge.py --huntdb $(BINARY) $(BARE)

golden: deps ## Write the golden reports anew; look at what differs before committing
	HUNTDB_GOLDEN=1 swift test --disable-xctest --filter ReportGoldenTests

report-schema: $(REPORT_TOOLS)/bin/python3 test ## Hold the report's JSON against its schema
	$(REPORT_TOOLS)/bin/python3 Tests/Fixtures/report_schema.py .build/debug/huntdb

$(REPORT_TOOLS)/bin/python3:
	python3 -m venv $(REPORT_TOOLS)
	$(REPORT_TOOLS)/bin/pip install --quiet --disable-pip-version-check jsonschema==4.26.0

browser: ## Open the HTML report in headless Chromium: no request, no overflow, legible
	bash .ci/deps.sh chromium fonts-noto-core
	swift build --product huntdb
	python3 Tests/Browser/report_pages.py .build/debug/huntdb

format: ## Format the sources in place
	swift format --in-place --parallel --recursive Sources Tests Package.swift

install: build ## Install the program, its manual page and shell completions under PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/huntdb
	install -d $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions \
	  $(SHARE)/fish/vendor_completions.d $(SHARE)/man/man1
	$(BINARY) --generate-completion-script bash > $(SHARE)/bash-completion/completions/huntdb
	$(BINARY) --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_huntdb
	$(BINARY) --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/huntdb.fish
	$(BINARY) --experimental-dump-help | \
	  python3 docs/man/man.py "$$($(BINARY) --version)" > $(SHARE)/man/man1/huntdb.1

clean: ## Remove what was built
	rm -rf .build .build-* demo

# Fuzzing, torture and sanitizers.
include Tests/Torture/torture.mk

# The import from S3, against a server on loopback.
S3_TOOLS := .build-s3
.PHONY: s3-check s3-test

s3-check: test # The quick tests, where what they need is at hand
	@bash Tests/S3/check.sh

s3-test: deps | $(S3_TOOLS) ## Test the import from S3 against a server on loopback
	swift build
	$(S3_TOOLS)/bin/python -m pytest -rs Tests/S3

$(S3_TOOLS):
	python3 -m venv $@
	$@/bin/pip install --quiet --disable-pip-version-check 'moto[server,s3,iam,sts]==5.2.1' boto3 awscli pytest pyyaml kubernetes-validate || { rm -rf $@; exit 1; }

# The hunt on other engines.
ENGINES := .build-engines
.PHONY: engines

engines: deps | $(ENGINES) ## Hold the hunt on Spark and ClickHouse against the store's, row for row
	command -v java >/dev/null || bash .ci/deps.sh default-jre-headless
	swift build
	$(ENGINES)/bin/python -m pytest -q -p no:cacheprovider engines/tests

$(ENGINES):
	python3 -m venv $@
	$@/bin/pip install --quiet --disable-pip-version-check pyspark==4.0.1 chdb sqlglot pytest || { rm -rf $@; exit 1; }
