"""Imports that are killed, that have no room, or whose disk fails: the store is whole, and the next
import finishes."""

import contextlib
import os
import resource
import signal
import subprocess
import time

import pytest

from corpus import troubled
from huntdb import checks, content, differences, load, run


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    import random
    return troubled(tmp_path_factory.mktemp("logs") / "logs", random.Random(3))


@pytest.fixture(scope="module")
def undisturbed(program, logs, tmp_path_factory):
    store = tmp_path_factory.mktemp("whole") / "hunt.db"
    start = time.monotonic()
    load(program, store, logs)
    return content(store), time.monotonic() - start, store.stat().st_size


def start(program, store, logs, jobs="2"):
    return subprocess.Popen(
        [program, "import", "--quiet", "--jobs", jobs, "--db", str(store), str(logs)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def remove(store):
    for path in store.parent.glob(store.name + "*"):
        path.unlink()


def test_a_killed_import_leaves_a_whole_store_and_the_next_one_finishes(
        program, logs, undisturbed, rounds, dice, tmp_path):
    expected, span, _ = undisturbed
    store = tmp_path / "hunt.db"
    wanted, killed, finished, is_new = rounds(12, 500), 0, 0, True
    while killed < wanted:
        begin = time.monotonic()
        process = start(program, store, logs, dice.choice("123"))
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(dice.uniform(0, span * 1.1))
            if is_new:
                # The machine is as busy as it is now.
                span = time.monotonic() - begin
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert checks(program, store) == ""
        is_new = process.returncode == 0
        if process.returncode == -signal.SIGKILL:
            killed += 1
        else:
            assert process.returncode == 0
            finished += 1
            assert differences(content(store), expected) == []
            remove(store)
    load(program, store, logs)
    assert differences(content(store), expected) == []
    print(f"killed {killed}, finished {finished} in between")


def test_two_imports_and_a_reader_survive_kills(program, rounds, dice, tmp_path):
    # Which of two contents of one event counts is decided by which comes first, so there are none.
    logs = troubled(tmp_path / "logs", dice, conflicts=False)
    whole = tmp_path / "whole.db"
    begin = time.monotonic()
    load(program, whole, logs)
    span = time.monotonic() - begin
    # Nor is it settled which copy of a file is the original.
    leaving = ("source_files", "sightings", "problems")
    expected = content(whole, leaving)
    seen = "SELECT event_id, path, record_number, is_conflict FROM event_sightings ORDER BY 1, 2, 3"
    places = run(program, "query", "--db", whole, "--format", "csv", seen).output
    store = tmp_path / "hunt.db"
    killed = 0
    wanted = rounds(6, 200)
    while killed < wanted:
        pair = [start(program, store, logs, "1"), start(program, store, logs, "2")]
        began = time.monotonic()
        deadline = began + dice.uniform(0, span * 2)
        while time.monotonic() < deadline:
            if None not in (process.poll() for process in pair):
                span = min(span, time.monotonic() - began)
                break
            read = run(program, "query", "--db", store, "SELECT count(*) FROM launch_attempts")
            assert read.status in (0, 5) or "there is no store" in read.errors, read.errors
        for process in pair:
            process.send_signal(signal.SIGKILL)
        statuses = []
        for process in pair:
            errors = process.communicate()[1]
            statuses.append(process.returncode)
            assert process.returncode in (0, -signal.SIGKILL), errors
        assert checks(program, store) == ""
        killed += statuses.count(-signal.SIGKILL)
        if 0 in statuses:
            assert differences(content(store, leaving), expected) == []
            remove(store)
    load(program, store, logs)
    assert differences(content(store, leaving), expected) == []
    assert run(program, "query", "--db", store, "--format", "csv", seen).output == places
    print(f"killed {killed}")


def test_first_imports_at_the_same_time_all_work(program, rounds, tmp_path):
    log = tmp_path / "log.json"
    log.write_text('{"Records":[]}')
    for number in range(rounds(8, 200)):
        store = tmp_path / f"{number}.db"
        imports = [start(program, store, log) for _ in range(4)]
        read = run(program, "query", "--db", store, "SELECT count(*) FROM launch_attempts")
        assert read.status == 0 or "there is no store" in read.errors, read.errors
        for process in imports:
            errors = process.communicate()[1]
            assert process.returncode == 0, errors
        assert checks(program, store) == ""


def finishes(program, store, logs, expected):
    """After a fault: the store is whole, and an import with room finishes."""
    assert checks(program, store) == ""
    load(program, store, logs)
    assert differences(content(store), expected) == []
    remove(store)


def test_a_file_size_limit_is_a_clear_error_and_the_next_import_finishes(
        program, logs, undisturbed, rounds, dice, tmp_path):
    expected, _, size = undisturbed
    store = tmp_path / "hunt.db"
    for _ in range(rounds(3, 40)):
        limit = dice.randrange(4096, size)
        done = run(program, "import", "--quiet", "--db", store, logs,
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        # Past the end of the import only the log can be too large to be merged: it stays beside it.
        assert done.status == 1 or differences(content(store), expected) == [], f"limit {limit}"
        if done.status == 1:
            assert "huntdb: error:" in done.errors and "File too large" in done.errors, done.errors
        finishes(program, store, logs, expected)


@pytest.fixture
def small_disk(tmp_path):
    """Mounts a file system of a given size in KiB; only root may."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = []

    def mount(kibibytes):
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", place],
                              capture_output=True, text=True)
        if done.returncode != 0:
            pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
        mounted.append(place)
        return place

    def grow(kibibytes):
        subprocess.run(["mount", "-o", f"remount,size={kibibytes}k", place], check=True)

    def unmount():
        while mounted:
            subprocess.run(["umount", mounted.pop()], check=True)

    mount.grow, mount.unmount = grow, unmount
    yield mount
    unmount()


def test_a_full_disk_is_a_clear_error_and_the_next_import_finishes(
        program, logs, undisturbed, rounds, dice, small_disk):
    expected, _, size = undisturbed
    for _ in range(rounds(3, 40)):
        store = small_disk(dice.randrange(8, size // 1024)) / "hunt.db"
        done = run(program, "import", "--quiet", "--db", store, logs)
        assert done.status == 1 or differences(content(store), expected) == [], done.errors
        assert done.status == 0 or "huntdb: error:" in done.errors, done.errors
        assert done.status == 0 or "is full" in done.errors or "No space left" in done.errors, done.errors
        small_disk.grow(size // 256)
        finishes(program, store, logs, expected)
        small_disk.unmount()


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    """A library that makes a write or a flush of the store fail."""
    library = tmp_path_factory.mktemp("shim") / "faults.so"
    source = os.path.join(os.path.dirname(__file__), "faults.c")
    compiler = next((c for c in ("cc", "clang", "gcc")
                     if subprocess.run(["which", c], capture_output=True).returncode == 0), None)
    if compiler is None:
        pytest.skip("there is no C compiler")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", library, source,
                    "-ldl"], check=True)
    return library


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_a_failing_write_is_a_clear_error_and_the_next_import_finishes(
        program, logs, undisturbed, rounds, dice, tmp_path, shim, error, lasting):
    expected, _, _ = undisturbed
    store = tmp_path / "hunt.db"
    report = tmp_path / "calls"
    environment = dict(os.environ, LD_PRELOAD=str(shim), FAULTS_IN=str(store), FAULTS_REPORT=str(report))
    assert run(program, "import", "--quiet", "--db", store, logs, env=environment).status == 0
    calls = int(report.read_text())
    assert calls > 50
    remove(store)
    struck = 0
    for _ in range(rounds(3, 100)):
        faulty = dict(environment, FAULTS_AT=str(dice.randrange(1, calls + 1)), FAULTS_ERROR=error,
                      FAULTS_LAST="1" if lasting else "0")
        done = run(program, "import", "--quiet", "--db", store, logs, env=faulty)
        # A flush that fails while the store is closed is made up for by the log beside it.
        assert done.status in (0, 1), f"{done.status} {done.errors}"
        if done.status == 1:
            struck += 1
            assert "huntdb: error:" in done.errors and len(done.errors) < 2000, done.errors
        finishes(program, store, logs, expected)
    assert struck > 0
    print(f"{struck} imports failed of {rounds(3, 100)}; an import makes {calls} calls")
