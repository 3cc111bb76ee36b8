#!/usr/bin/env python3
"""Times the merge of two stores into a new one.

usage: merge.py --huntdb BINARY [--work FOLDER] [--events N] [--bare] [--cold]

history.py fills the stores, of other accounts each and with all that an import keeps: files,
sightings, items, instances, and records of about 760 bytes. With `--bare` they hold events and
summaries alone, as the benchmark of the views has them. They stay in the folder for the next run; the
merged store is looked over and removed. With `--cold` no page of them is in memory when the merge begins
(Linux, as root). For 5 million events each the folder takes 50 GB, with `--bare` 20 GB.
"""

import argparse
import datetime
import json
import pathlib
import resource
import sqlite3
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
TARGET = 60  # seconds for two stores of 5 million events


def make(path, events, first_account, bare):
    if not path.exists():
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        subprocess.run([sys.executable, HERE / "history.py", draft, "--events", str(events), "--first-account",
                        str(first_account), *([] if bare else ["--evidence"])], check=True)
        draft.rename(path)


def merge(binary, target, *stores):
    """Seconds of the clock and of the processors, and what the program says."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    output = subprocess.run([binary, "merge", "--json", "--db", target, *stores], check=True, capture_output=True)
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return seconds, used, after.ru_maxrss / 1024, json.loads(output.stdout)


def counts(path):
    """What every row of the tables comes to, in figures that add up when stores are united."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    tables = ["launch_events", "event_records", "launch_items", "launched_instances", "sightings", "source_files"]
    sql = ["SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables),
           "SELECT count(*), sum(attempts), sum(requested_max), sum(launched), sum(access_keys) FROM launch_groups",
           "SELECT count(*) FROM launch_group_values", "SELECT count(*), sum(attempts) FROM principal_day_values",
           "SELECT count(*), sum(attempts), sum(launched) FROM principal_hours",
           "SELECT count(*) FROM launch_events AS e INNER JOIN launch_groups AS g ON g.group_id = e.group_id"]
    return [value or 0 for statement in sql for value in database.execute(statement).fetchone()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--huntdb", required=True)
    parser.add_argument("--work", type=pathlib.Path, default=HERE.parent / ".build-bench" / "merge")
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--cold", action="store_true")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    kind = "bare" if options.bare else "whole"
    first, second, merged = (options.work / f"{name}-{kind}-{options.events}.db" for name in ("a", "b", "merged"))
    make(first, options.events, 0, options.bare)
    make(second, options.events, 60, options.bare)
    for path in merged.parent.glob(merged.name + "*"):
        path.unlink()
    if options.cold:
        subprocess.run(["sync"], check=True)
        pathlib.Path("/proc/sys/vm/drop_caches").write_text("3")
    seconds, used, memory, summary = merge(options.huntdb, merged, first, second)
    size = merged.stat().st_size
    if counts(merged) != [a + b for a, b in zip(counts(first), counts(second))]:
        raise SystemExit("the merged store is not the sum of the two")
    merged.unlink()
    events = summary["events_new"]
    text = [f"# {datetime.date.today()}: merge, {'events and summaries' if options.bare else 'whole stores'}"
            f"{', none of it in memory' if options.cold else ''}", "",
            f"Two stores with {events} events in all, {first.stat().st_size / 1e9:.1f} and "
            f"{second.stat().st_size / 1e9:.1f} GB, into a new one of {size / 1e9:.1f} GB "
            f"({size / events:.0f} bytes an event).", "", "| | |", "|---|--:|",
            f"| the clock | {seconds:.1f} s |", f"| both processors | {used:.1f} s |",
            f"| a second | {events / seconds:.0f} events, {size / 1e6 / seconds:.0f} MB |",
            f"| peak memory | {memory:.0f} MB |"]
    if options.events == 5_000_000:
        text.append(f"| target | {TARGET} s, {'met' if seconds <= TARGET else 'NOT met'} |")
    name = "merge" + ("-bare" if options.bare else "") + ("-cold" if options.cold else "")
    result = HERE / "results" / f"{datetime.date.today()}-{name}.md"
    result.write_text("\n".join(text) + "\n")
    print(result.read_text())


if __name__ == "__main__":
    main()
