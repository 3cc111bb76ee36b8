#!/usr/bin/env python3
"""Holds the report's JSON against docs/report.schema.json: the golden week, and a week of hostile
names, written by the program now. Needs the package jsonschema.

    python3 Tests/Fixtures/report_schema.py HUNTDB
"""

import json
import os
import subprocess
import sys
import tempfile

import jsonschema

PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from hostile_names import write_hostile_logs  # noqa: E402


def reports(huntdb, folder):
    """The golden report, one of hostile names, one of a week without anything, and one of eleven years."""
    with open(os.path.join(PROJECT, "Tests/CLITests/Golden/report-2026-W47.json"), encoding="utf-8") as file:
        yield "golden", json.load(file)
    store = os.path.join(folder, "hunt.db")
    logs = write_hostile_logs(os.path.join(folder, "logs"))
    subprocess.run([huntdb, "import", "--quiet", "--db", store, logs], check=True, stdout=subprocess.DEVNULL)
    windows = [("hostile", ["--week", "2026-W47"]), ("quiet", ["--week", "2020-W10"]),
               ("long", ["--last", "4000d", "--as-of", "2035-01-01"])]
    for name, window in windows:
        text = subprocess.run(
            [huntdb, "report", "--db", store, *window, "--format", "json"], check=True, capture_output=True).stdout
        yield name, json.loads(text)


def main():
    with open(os.path.join(PROJECT, "docs/report.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="huntdb-schema-") as folder:
        for name, report in reports(os.path.abspath(sys.argv[1]), folder):
            faults = list(validator.iter_errors(report))
            for fault in faults[:5]:
                print(f"{name}: {fault.json_path}: {fault.message[:300]}", file=sys.stderr)
            passed, failed = (passed, failed + 1) if faults else (passed + 1, failed)
            broken = {**report, "version": 2}
            if validator.is_valid(broken) or validator.is_valid({**report, "surprise": 1}):
                print(f"{name}: the schema lets a wrong report pass", file=sys.stderr)
                failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
