#!/usr/bin/env bash
# Builds the harnesses with the address sanitizer and runs them under libFuzzer.
#
# usage: fuzz.sh [RUNS [HARNESS...]]     RUNS inputs each, 10000000 without it
#
# What coverage led to is kept in .build-fuzz/corpus, so that a later run goes on from there. An
# input that is a finding lands in .build-fuzz/found; mend it and put it into Fuzz/Found.
set -euo pipefail
cd "$(dirname "$0")"
runs=${1:-10000000}
shift || true
[ $# -gt 0 ] || set -- time printer records import
out=$(cd .. && pwd)/.build-fuzz

# FUZZING makes the scanner's chunks small, so that short inputs reach what happens between two.
swift build -c release --scratch-path "$out" --sanitize=address \
  -Xswiftc -enable-testing -Xswiftc -DFUZZING -Xswiftc -use-ld=lld -Xswiftc -sanitize=fuzzer \
  -Xcc -fsanitize=fuzzer-no-link -Xcxx -fsanitize=fuzzer-no-link
rm -rf "$out/seeds"
python3 seeds.py "$out/seeds"

# The length of inputs, by what a harness reads.
declare -A length=([time]=64 [printer]=512 [records]=1024 [import]=1024)
export SWIFT_BACKTRACE=enable=no
# Memory that one input gave back is the next one's: no system calls for it.
export GLIBC_TUNABLES=glibc.malloc.trim_threshold=268435456:glibc.malloc.mmap_threshold=33554432
export ASAN_OPTIONS=allocator_release_to_os_interval_ms=-1:quarantine_size_mb=1:detect_leaks=0:malloc_context_size=0:max_malloc_fill_size=0
mkdir -p "$out/found"
for harness in "$@"; do
  mkdir -p "$out/corpus/$harness"
  echo "== $harness, $runs inputs"
  "$out/release/fuzz" "$harness" "-runs=$runs" "-max_len=${length[$harness]}" \
    "-timeout=${FUZZ_TIMEOUT:-60}" -rss_limit_mb=1024 "-dict=$out/seeds/dictionary" \
    "-artifact_prefix=$out/found/$harness-" -print_final_stats=1 -verbosity=1 \
    "$out/corpus/$harness" "$out/seeds/$harness" "Found/$harness" 2>&1 |
    grep -Ev '^#[0-9]+[[:space:]]+(NEW|REDUCE|pulse)|# Uses:|Recommended dictionary'
done
