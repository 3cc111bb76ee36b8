.PHONY: fuzz

fuzz: deps ## Run the fuzzing harnesses for long (RUNS=10000000)
	Fuzz/fuzz.sh $(RUNS)
