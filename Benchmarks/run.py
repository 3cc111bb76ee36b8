#!/usr/bin/env python3
"""Runs the benchmarks and writes their results, with ratios, to Benchmarks/results/DATE.md.

usage: run.py --huntdb BINARY [--work FOLDER] [--scale S] [--full] [SECTION ...]

Every figure is a median of runs that alternate with the peer's, so that a noisy machine is noisy for
both. Peers from PyPI live in .build-bench, which `make bench` makes. --scale 0.05 tries the script
out; --full adds what takes long: 5 million launches, 10 GB in one file.
"""

import argparse
import datetime
import gzip
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE.parent
PYTHON = PROJECT / ".build-bench" / "bin" / "python"


class Bench:
    """What the sections share: the program, a folder to work in, and the results so far."""

    def __init__(self, options):
        self.huntdb, self.work, self.scale = options.huntdb, options.work, options.scale
        self.full = options.full
        self.rows = []
        self.work.mkdir(parents=True, exist_ok=True)

    def path(self, name):
        return str(self.work / name)

    def fresh(self, name):
        """A path where nothing is."""
        for suffix in ("", "-wal", "-shm"):
            path = pathlib.Path(self.path(name) + suffix)
            if path.is_dir():
                shutil.rmtree(path)
            path.unlink(missing_ok=True)
        return self.path(name)

    def result(self, what, ours, peer, figure, target, met):
        self.rows.append((what, ours, peer, figure, target, "yes" if met else "NO"))
        print(" | ".join(self.rows[-1]), flush=True)

    def corpus(self, name, megabytes, *options):
        folder = self.work / name
        if not folder.exists():
            command = [sys.executable, HERE / "corpus.py", "--out", folder,
                       "--megabytes", str(max(5, megabytes * self.scale)), *options]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return str(folder)

    def once(self, command, **options):
        """Seconds, peak resident MB and output of one run; a failure ends the benchmark."""
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, shell=isinstance(command, str), **options)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{command} ended with {process.returncode}")
        return seconds, usage.ru_maxrss / 1024, output

    def importing(self, logs, jobs=1, store=None):
        store = store or self.fresh("import.db")
        command = [self.huntdb, "import", "--json", "--quiet", "--jobs", str(jobs), "--db", store]
        seconds, memory, output = self.once([*command, logs], stderr=subprocess.DEVNULL)
        return seconds, memory, json.loads(output)

    def beside(self, ours, peers, runs=7):
        """Medians of seconds of functions that are run in turn, after one turn unmeasured."""
        functions = [ours, *peers]
        for function in functions:
            function()
        times = [[] for _ in functions]
        for _ in range(runs):
            for function, list_ in zip(functions, times):
                list_.append(function())
        return [statistics.median(list_) for list_ in times]


def inflating(bench, logs):
    """Gives runs that only inflate the files under `logs`, by a library and a number of threads."""
    names, program = bench.path("bulk.list"), bench.path("inflate_only")
    files = sorted(str(path) for path in pathlib.Path(logs).rglob("*.gz"))
    pathlib.Path(names).write_text("\n".join(files) + "\n")
    bench.once(["cc", "-O2", "-o", program, str(HERE / "inflate_only.c"), "-lisal", "-ldeflate",
                "-lpthread"])
    return lambda library, jobs: lambda: bench.once([program, library, str(jobs), names])[0]


def bulk(bench):
    """1 GB of JSON, 0.2 % launches: beside decompression alone, with one thread and with two."""
    logs = bench.corpus("bulk", 1000)
    inflate = inflating(bench, logs)
    medians = {}
    for jobs in (1, 2):
        ours, isal, deflate = bench.beside(
            lambda: bench.importing(logs, jobs)[0], [inflate("isal", jobs), inflate("libdeflate", jobs)])
        medians[jobs] = ours
        peer, name = min((isal, "ISA-L"), (deflate, "libdeflate"))
        bench.result(
            f"bulk import, --jobs {jobs}", f"{ours:.3f} s",
            f"only inflating by {name}, {jobs} threads: {peer:.3f} s",
            f"{peer / ours:.2f} of its speed", "0.70", peer / ours >= 0.7)
    gain = medians[1] / medians[2]
    bench.result("bulk import, 2 readers over 1", f"{medians[2]:.3f} s", f"{medians[1]:.3f} s",
                 f"{gain:.2f} times", "scales", gain > 1.3)


def peers(bench):
    """The same extraction of launches by chdb and DuckDB, with as many threads; only inflating beside
    them, which is where an importer's speed ends."""
    logs = bench.corpus("bulk", 1000)
    inflate = inflating(bench, logs)

    def peer(name, threads):
        out = bench.fresh(name)
        return lambda: bench.once(
            [PYTHON, HERE / "peers" / f"{name}_extract.py", logs, out, str(threads)])[0]

    for jobs in (1, 2):
        ours, chdb, start, bare = bench.beside(
            lambda: bench.importing(logs, jobs)[0],
            [peer("chdb", jobs), lambda: bench.once([PYTHON, "-c", "import chdb"])[0],
             inflate("isal", jobs)], runs=5)
        bench.result(
            f"bulk import beside chdb, {jobs} threads", f"{ours:.3f} s",
            f"{chdb:.3f} s ({start:.2f} s of it to start; only inflating {bare:.3f} s)",
            f"{chdb / ours:.1f} times (only inflating {chdb / bare:.1f})", "4", chdb / ours >= 4)
    for jobs in (1, 2):
        ours, duck = bench.beside(
            lambda: bench.importing(logs, jobs)[0], [peer("duckdb", jobs)], runs=1)
        bench.result(f"bulk import beside DuckDB, {jobs} threads", f"{ours:.3f} s",
                     f"{duck:.3f} s", f"{duck / ours:.1f} times", "20", duck / ours >= 20)


def launches(bench):
    """Every record a launch: beside bare prepared statements for the same rows, and at size."""
    sizes = {"500,000": 2030} | ({"5,000,000": 20300} if bench.full else {})
    program = bench.path("bare_inserts")
    bench.once(["cc", "-O2", "-o", program, str(HERE / "bare_inserts.c"), "-lsqlite3"])
    cost = {}
    for name, megabytes in sizes.items():
        logs = bench.corpus(f"launches-{megabytes}", megabytes, "--launch-share", "1",
                            "--file-megabytes", "20", "--level", "1")
        store = bench.path("launches.db")

        def ours():
            bench.fresh("launches.db")
            seconds, memory, summary = bench.importing(logs, 2, store)
            cost[name] = seconds / summary["events_new"]
            return seconds

        def bare():
            new = bench.fresh("bare.db")
            return float(bench.once([program, store, str(PROJECT / "schema.sql"), new])[2])

        if name == "500,000":
            mine, theirs = bench.beside(ours, [bare], runs=3)
            bench.result(f"{name} launches, --jobs 2", f"{mine:.1f} s",
                         f"bare prepared statements: {theirs:.1f} s",
                         f"{theirs / mine:.2f} of their rate", "0.60", theirs / mine >= 0.6)
        else:
            ours()
        bench.fresh("bare.db")
    if bench.full:
        small, large = (cost[name] for name in sizes)
        bench.result("5,000,000 launches, per event", f"{large * 1e6:.1f} us",
                     f"500,000: {small * 1e6:.1f} us", f"{large / small:.2f} times", "1.50",
                     large / small <= 1.5)
    bench.fresh("launches.db")


def small_files(bench):
    """A store of many small files: what a first and a second import of them take."""
    folder = bench.work / "small"
    count = int(100_000 * bench.scale)
    if not folder.exists():
        record = gzip.compress(b'{"Records":[{"eventVersion":"1.09","eventName":"ListBuckets"}]}',
                               mtime=0)
        for number in range(count):
            day = folder / f"{number // 1000:03d}"
            day.mkdir(parents=True, exist_ok=True)
            name = f"111111111111_CloudTrail_us-east-1_20261101T0000Z_{number:016d}.json.gz"
            # No two files have the same bytes.
            (day / name).write_bytes(record + gzip.compress(b" " * (number + 1), mtime=0))
    store = bench.fresh("small.db")
    seconds, memory, _ = bench.importing(str(folder), 2, store)
    bench.result(f"{count:,} small files, first import", f"{seconds:.2f} s", "",
                 f"{memory:.0f} MB at its peak", "256 MB", memory < 256)
    half = [str(folder / f"{number:03d}") for number in range(max(1, count // 2000))]
    command = [bench.huntdb, "import", "--quiet", "--json", "--db", store, *half]
    again = statistics.median(
        bench.once(command, stderr=subprocess.DEVNULL)[0] for _ in range(5))
    bench.result(f"{count // 2:,} unchanged files", f"{again:.3f} s", "", "", "1 s", again < 1)


def start(bench):
    """From the shell to the version."""
    seconds = statistics.median(
        bench.once([bench.huntdb, "--version"])[0] for _ in range(50))
    bench.result("--version", f"{seconds * 1000:.1f} ms", "", "", "20 ms", seconds < 0.02)


def sample_report(bench):
    """The week of the sample logs in every format, in turn."""
    store = bench.fresh("samples.db")
    bench.once([bench.huntdb, "import", "--quiet", "--db", store, str(PROJECT / "Samples" / "AWSLogs")],
               stderr=subprocess.DEVNULL)
    command = [bench.huntdb, "report", "--db", store, "--week", "2026-W47"]

    def writing(form):
        return lambda: bench.once([*command, "--format", form, "-o", bench.path(f"report.{form}")])[0]

    forms = ["text", "markdown", "html", "json", "csv"]
    first, *others = map(writing, forms)
    for form, seconds in zip(forms, bench.beside(first, others, runs=25)):
        bench.result(f"sample report, {form}", f"{seconds * 1000:.0f} ms", "", "", "100 ms", seconds < 0.1)
    bench.fresh("samples.db")


def memory(bench):
    """Peak memory of inputs that are large, or only look small."""
    line = (b'{"eventVersion":"1.09","eventTime":"2026-11-01T00:00:00Z","eventSource":"s3.amazonaws.com"'
            b',"eventName":"ListBuckets","eventID":"1","requestParameters":{"a":"%s"}}\n')

    def write(name, lines, megabytes, before=b"", after=b""):
        path = bench.work / name
        if path.exists():
            return str(path)
        chunk = lines * (1_000_000 // len(lines) + 1)
        with subprocess.Popen(["gzip", "-1"], stdin=subprocess.PIPE,
                              stdout=path.open("wb")) as packer:
            packer.stdin.write(before)
            for _ in range(int(megabytes)):
                packer.stdin.write(chunk)
            packer.stdin.write(after)
            packer.stdin.close()
        return str(path)

    ordinary = line % (b"x" * 400)
    size = (10_000 if bench.full else 1_000) * bench.scale
    inputs = [
        (f"NDJSON of {size / 1000:.0f} GB in one .gz",
         write(f"ndjson-{size:.0f}.gz", ordinary, size)),
        ("one Records document of 1 GB",
         write("document.gz", ordinary.replace(b"\n", b","), 1000 * bench.scale,
               b'{"Records":[', ordinary.rstrip() + b"]}")),
        ("a gzip bomb: 4 GB of spaces", write("bomb.gz", b" " * 1000, 4000 * bench.scale)),
        ("a gzip bomb: a string of 4 GB",
         write("string.gz", b"x" * 1000, 4000 * bench.scale, b'{"Records":[{"a":"')),
    ]
    for what, path in inputs:
        seconds, peak, summary = bench.importing(path)
        problems = summary["problems"][0]["reason"] if summary["problems"] else ""
        bench.result(what, f"{seconds:.2f} s", problems, f"{peak:.0f} MB at its peak", "256 MB",
                     peak < 256)


def query(bench):
    """1 million rows of 20 columns out of a store, beside the sqlite3 shell and sqlite-utils."""
    store = bench.path("query.db")
    if not pathlib.Path(store).exists():
        bench.importing(str(PROJECT / "Samples" / "AWSLogs"), 1, store)
        columns = ", ".join(f"c{n} {('TEXT', 'INTEGER', 'REAL')[n % 3]}" for n in range(20))
        values = ", ".join(
            ("'text ' || i", f"i * {n}", f"i / {n}.0 + 1")[n % 3] for n in range(20))
        shell = subprocess.run(
            ["sqlite3", store], text=True, check=True, input=f"""
            CREATE TABLE wide ({columns});
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
              WHERE i < {int(1_000_000 * bench.scale)})
            INSERT INTO wide SELECT {values} FROM n;""")
        assert shell.returncode == 0
    sql = "SELECT * FROM wide"

    def ours(form):
        return lambda: bench.once(
            f"{bench.huntdb} query --db {store} --format {form} '{sql}' >/dev/null")[0]

    shell, csv, tsv, jsonl = bench.beside(
        lambda: bench.once(f"sqlite3 -csv {store} '{sql}' >/dev/null")[0],
        [ours("csv"), ours("tsv"), ours("jsonl")], runs=5)
    for name, option, seconds in (("csv", "--csv", csv), ("tsv", "--tsv", tsv),
                                  ("jsonl", "--nl", jsonl)):
        bench.result(f"query --format {name}, 1 million x 20", f"{seconds:.2f} s",
                     f"sqlite3 -csv: {shell:.2f} s", f"{shell / seconds:.2f} times", "1.00",
                     shell / seconds >= 1)
        utils = statistics.median(bench.once(
            f"{PYTHON.parent}/sqlite-utils query {option} {store} '{sql}' >/dev/null")[0]
            for _ in range(2))
        bench.result(f"query --format {name}, 1 million x 20", f"{seconds:.2f} s",
                     f"sqlite-utils {option}: {utils:.2f} s", f"{utils / seconds:.1f} times", "5",
                     utils / seconds >= 5)


def query_memory(bench):
    """Rows that are not kept: the peak of 10 million beside that of a thousand."""
    store = bench.path("query-memory.db")
    bench.importing(str(PROJECT / "Samples" / "AWSLogs"), 1, store)

    def peak(form, rows):
        sql = (f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) "
               "SELECT i, 'some text ' || i, i / 7.0 FROM n")
        command = [bench.huntdb, "query", "--db", store, "--format", form, "-o", "/dev/null", sql]
        return bench.once(command, stderr=subprocess.DEVNULL)[1]

    for form in ("csv", "jsonl", "table"):
        few, many = peak(form, 1000), peak(form, int(10_000_000 * bench.scale))
        bench.result(f"query --format {form}, 10 million rows", f"{many:.1f} MB at its peak",
                     f"1,000 rows: {few:.1f} MB", f"{many - few:+.1f} MB", "4 MB",
                     many - few < 4)


SECTIONS = [start, sample_report, bulk, peers, launches, small_files, memory, query, query_memory]


def processor():
    for text in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if text.startswith("model name"):
            return text.split(":")[1].strip()
    return platform.processor()


def report(bench, name):
    day = datetime.date.today().isoformat()
    lines = [
        f"# {day}: {name}", "",
        f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}; "
        f"scale {bench.scale:g}{', full' if bench.full else ''}.", "",
        "| What | huntdb | Peer | Figure | Target | Met |", "|---|--:|--:|--:|--:|---|",
    ]
    lines += ["| " + " | ".join(row) + " |" for row in bench.rows]
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    (results / f"{day}-{name}.md").write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--huntdb", required=True)
    parser.add_argument("--work", type=pathlib.Path, default=PROJECT / ".build-bench" / "work")
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("sections", nargs="*", metavar="SECTION",
                        help=", ".join(section.__name__ for section in SECTIONS))
    options = parser.parse_args()
    bench = Bench(options)
    chosen = [s for s in SECTIONS if not options.sections or s.__name__ in options.sections]
    for section in chosen:
        section(bench)
    report(bench, "-".join(options.sections) or "all")


if __name__ == "__main__":
    main()
