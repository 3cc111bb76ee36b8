# Fuzzing, torture and sanitizers: docs/reliability.md tells what each of them shows.

TORTURE := .build-torture

.PHONY: fuzz torture torture-short sanitizers asan tsan ubsan

fuzz: deps ## Run the fuzzing harnesses for long (RUNS=10000000)
	Fuzz/fuzz.sh $(RUNS)

torture: $(TORTURE)/ready build ## Kill, fill, damage and mislead the program for long
	HUNTDB=$(BINARY) $(TORTURE)/bin/python -m pytest -q -s -p no:cacheprovider Tests/Torture --long

# A few rounds of each, with the program that the tests have built.
torture-short: $(TORTURE)/ready test
	HUNTDB="$$(swift build --show-bin-path)/huntdb" $(TORTURE)/bin/python -m pytest -q -p no:cacheprovider Tests/Torture

check: torture-short

$(TORTURE)/ready: Tests/Torture/requirements.txt | deps
	bash .ci/deps.sh zlib1g-dev
	python3 -m venv $(TORTURE)
	$(TORTURE)/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

sanitizers: asan tsan ubsan ## Run the tests under the address, thread and undefined-behaviour sanitizers

# What a sanitizer itself takes would count as the program's memory.
SANITIZED := swift test --disable-xctest --skip memoryDoesNotGrowWithTheRows --skip whatOnlyFillsMemoryEndsWithAProblem

asan: deps
	ASAN_OPTIONS=detect_leaks=0 $(SANITIZED) --sanitize=address --scratch-path .build-asan

tsan: deps
	$(SANITIZED) --sanitize=thread --scratch-path .build-tsan

# Of the C and C++ targets; Swift checks what this would, and its compiler does not offer it everywhere.
ubsan: $(TORTURE)/ready
	$(TORTURE)/bin/python -m pytest -q -s -p no:cacheprovider Tests/Torture/test_c_targets.py --long
