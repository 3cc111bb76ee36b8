#!/usr/bin/env python3
"""Sees that the store and the exports of `huntdb query` work in other programs, without loss.

usage: run.py --huntdb BINARY [NEIGHBOUR ...]

Each neighbour is a file beside this one with a function `check(sample)`. One that is not installed
is skipped and said to be; whatever does not hold ends the run with 1.
"""

import argparse
import importlib
import pathlib
import sys
import tempfile
import time

from sample import Absent, Sample

NEIGHBOURS = ["shell", "markdown", "datasette_pages", "postgres", "duckdb_attach", "chdb_files"]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--huntdb", required=True, type=pathlib.Path)
    parser.add_argument("neighbours", nargs="*", metavar="NEIGHBOUR", help=", ".join(NEIGHBOURS))
    options = parser.parse_args()
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    with tempfile.TemporaryDirectory(prefix="huntdb-neighbours-") as folder:
        sample = Sample(options.huntdb.resolve(), pathlib.Path(folder))
        for name in options.neighbours or NEIGHBOURS:
            start = time.monotonic()
            try:
                told = importlib.import_module(name).check(sample)
                outcome = "passed"
            except Absent as absence:
                told, outcome = absence, "skipped"
            except AssertionError as error:
                told, outcome = error, "failed"
            counts[outcome] += 1
            print(f"{name} {outcome} ({time.monotonic() - start:.1f} s): {told}", flush=True)
    print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    sys.exit(1 if counts["failed"] else 0)


if __name__ == "__main__":
    main()
