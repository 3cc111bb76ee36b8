#!/usr/bin/env python3
"""Times the hunt's views over a long history in the plain sqlite3 shell, beside DuckDB.

usage: views.py [--work FOLDER] [--events N] [--days D] [--huntdb PROGRAM]

history.py fills the store, which is kept in the folder for the next run. DuckDB gets the same events
in a table of its own and answers the query that instance_deployments stands for: the same columns and
groups, from the events. Both are warm; figures are medians of five runs in turn. With --huntdb the
report over the same store is timed too, in every format.
"""

import argparse
import datetime
import pathlib
import re
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
COLUMNS = """account_id, principal, user_name, event_time_ms, aws_region, subnet_id, instance_type, outcome,
  actor, requested_min, requested_max, launched_count, source_ip_address, access_key_id, session_name,
  image_id, error_class"""
GROUPS = """
SELECT account_id, principal, user_name, max(actor), event_time_ms // 86400000 AS day, aws_region,
  subnet_id, instance_type, outcome, count(*), sum(requested_min), sum(requested_max),
  sum(launched_count), min(event_time_ms), max(event_time_ms), count(DISTINCT source_ip_address),
  count(DISTINCT access_key_id), count(DISTINCT session_name), count(DISTINCT image_id),
  count(*) FILTER (WHERE error_class = 'authorization'), count(*) FILTER (WHERE error_class = 'quota'),
  count(*) FILTER (WHERE error_class = 'capacity'), count(*) FILTER (WHERE error_class = 'throttling'),
  count(*) FILTER (WHERE error_class = 'invalid_request'), count(*) FILTER (WHERE error_class = 'other')
FROM launches WHERE event_time_ms > {start} AND event_time_ms <= {end}
GROUP BY ALL
"""
QUERIES = [
    ("instance_deployments", "SELECT * FROM instance_deployments", 0.1),
    ("high_instance_deployments", "SELECT * FROM high_instance_deployments", 0.1),
    ("principal_deployments", "SELECT * FROM principal_deployments", None),
    ("findings, with all signals", "SELECT * FROM findings", 0.5),
    ("finding_signals", "SELECT * FROM finding_signals", None),
    ("elastic_high_instance_deployments", "SELECT * FROM elastic_high_instance_deployments", None),
    ("elastic_differences", "SELECT * FROM elastic_differences", None),
]
# Seconds and bytes of a program. A process counts what its parent had when it was split off as its own,
# so the parent must be small.
MEASURE = """
import os, subprocess, sys, time
begin = time.perf_counter()
_, status, usage = os.wait4(subprocess.Popen(sys.argv[1:]).pid, 0)
print(time.perf_counter() - begin, usage.ru_maxrss * 1024)
sys.exit(status != 0)
"""
FORMATS = ["text", "markdown", "html", "json", "csv"]


def shell(store, sql):
    """Seconds that the sqlite3 shell takes for the second of two runs of a query."""
    script = f".output /dev/null\n{sql};\n.timer on\n{sql};\n"
    output = subprocess.run(["sqlite3", "-readonly", store], input=script, text=True,
                            capture_output=True, check=True).stdout
    return float(re.findall(r"real ([0-9.]+)", output)[-1])


def value(store, sql):
    return subprocess.run(["sqlite3", "-readonly", store, sql], text=True, capture_output=True,
                          check=True).stdout.strip()


def reports(program, store, folder):
    """Lines of a table: seconds, bytes of memory and bytes of page of a report in each format."""
    lines = ["", "| Report | Median | Target | Met | Memory | Target | Met | Page |", "|---|--:|--:|---|--:|--:|---|--:|"]
    as_of = value(store, "SELECT as_of FROM hunt_window")
    for name in FORMATS:
        page, times, memory = folder / f"report.{name}", [], 0
        for _ in range(5):
            command = [program, "report", "--db", store, "--as-of", as_of, "--format", name, "-o", page]
            measured = subprocess.run([sys.executable, "-c", MEASURE, *map(str, command)], text=True,
                                      capture_output=True, check=True).stdout.split()
            times.append(float(measured[0]))
            memory = max(memory, int(measured[1]))
        median = statistics.median(times)
        lines.append(f"| {name} | {median:.2f} s | 2 s | {'yes' if median <= 2 else 'NO'} "
                     f"| {memory / 1e6:.0f} MB | 200 MB | {'yes' if memory <= 200e6 else 'NO'} | {page.stat().st_size / 1e6:.1f} MB |")
    return lines


def duckdb_table(store, folder):
    """A native DuckDB table of all events, by way of a CSV file."""
    import duckdb
    path = folder / "launches.duckdb"
    if not path.exists():
        csv = folder / "launches.csv"
        subprocess.run(["sqlite3", "-readonly", "-csv", "-header", store, ".output " + str(csv),
                        f"SELECT {COLUMNS} FROM launch_events ORDER BY launch_id"], check=True)
        made = duckdb.connect(str(path))
        made.execute(f"""CREATE TABLE launches AS SELECT * FROM read_csv('{csv}', header = true,
          types = {{'account_id': 'VARCHAR', 'event_time_ms': 'BIGINT'}})""")
        made.close()
        csv.unlink()
    return duckdb.connect(str(path), read_only=True)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, default=HERE.parent / ".build-bench" / "views")
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--huntdb", type=pathlib.Path, help="the program whose report is timed, too")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    store = options.work / f"history-{options.events}-{options.days}.db"
    if not store.exists():
        subprocess.run([sys.executable, HERE / "history.py", store, "--events", str(options.events),
                        "--days", str(options.days)], check=True)
    duck = duckdb_table(store, options.work)
    start, end = value(store, "SELECT window_start_ms, as_of_ms FROM hunt_window_ms").split("|")
    rows = {name: value(store, f"SELECT count(*) FROM ({sql})") for name, sql, _ in QUERIES}
    duck_rows = duck.execute(f"SELECT count(*) FROM ({GROUPS.format(start=start, end=end)})").fetchone()
    assert str(duck_rows[0]) == rows["instance_deployments"], "the two do not answer the same"

    def peer():
        begin = time.perf_counter()
        duck.execute(GROUPS.format(start=start, end=end)).fetchall()
        return time.perf_counter() - begin

    times = {name: [] for name, _, _ in QUERIES} | {"DuckDB": []}
    for _ in range(5):
        for name, sql, _ in QUERIES:
            times[name].append(shell(store, sql))
        times["DuckDB"].append(peer())
    day = datetime.date.today().isoformat()
    peer_median = statistics.median(times["DuckDB"])
    window = value(store, "SELECT sum(attempts) FROM window_groups")
    lines = [
        f"# {day}: views", "",
        f"{value(store, 'SELECT count(*) FROM launch_events')} events of {options.days} days, "
        f"{window} of them in the default window, {store.stat().st_size / 1e9:.1f} GB; sqlite3 "
        f"{value(store, 'SELECT sqlite_version()')} shell, medians of five.", "",
        "| View | Rows | Median | Target | Met |", "|---|--:|--:|--:|---|",
    ]
    for name, _, target in QUERIES:
        median = statistics.median(times[name])
        met = "" if target is None else "yes" if median <= target else "NO"
        lines.append(f"| {name} | {rows[name]} | {median * 1000:.0f} ms "
                     f"| {'' if target is None else f'{target * 1000:.0f} ms'} | {met} |")
    lines.append(f"| DuckDB, the groups of instance_deployments from its own table | {duck_rows[0]} "
                 f"| {peer_median * 1000:.0f} ms | | |")
    if options.huntdb:
        lines += reports(options.huntdb, store, options.work)
    text = "\n".join(lines) + "\n"
    print(text)
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / f"{day}-views.md").write_text(text)


if __name__ == "__main__":
    main()
