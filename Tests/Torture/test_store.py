"""The store as a file: who may read it, what it refuses, and damage."""

import os
import shutil
import subprocess

import pytest

from corpus import launches
from huntdb import connect, load, run

#: Everything that `check` can compute again from the JSON that was kept.
DERIVED = """
    SELECT * FROM launch_attempts ORDER BY event_id;
    SELECT i.event_id, l.* FROM launch_items AS l JOIN launch_events AS i USING (launch_id) ORDER BY 1, 3;
    SELECT i.event_id, l.* FROM launched_instances AS l JOIN launch_events AS i USING (launch_id) ORDER BY 1, 3;
    SELECT * FROM instance_deployments ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
"""


@pytest.fixture(scope="module")
def store(program, tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    (folder / "log").write_text("\n".join(launches()))
    load(program, folder / "hunt.db", folder / "log")
    assert [path.name for path in folder.iterdir() if path.name != "log"] == ["hunt.db"]
    return folder / "hunt.db"


def asked(program, store, timeout=60):
    return run(program, "query", "--db", store, "--as-of", "2026-11-20", "--format", "jsonl", DERIVED,
               timeout=timeout)


def test_a_store_is_its_owners_alone_in_a_folder_that_stays_as_it_was(program, tmp_path):
    os.chmod(tmp_path, 0o755)
    (tmp_path / "log").write_text(launches(1)[0])
    old = os.umask(0)
    try:
        load(program, tmp_path / "hunt.db", tmp_path / "log")
        run(program, "backup", "--db", tmp_path / "hunt.db", tmp_path / "copy.db")
    finally:
        os.umask(old)
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    made = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir() if path.name != "log"}
    # A reader may leave SQLite's own two files beside a store.
    assert {"hunt.db", "copy.db"} <= set(made) <= {"hunt.db", "hunt.db-wal", "hunt.db-shm", "copy.db"}
    assert set(made.values()) == {0o600}, made


@pytest.mark.parametrize("command", [
    ["import"], ["query", "SELECT 1"], ["report"], ["status"], ["check"], ["event", "x"],
    ["prune", "--older-than", "1d"], ["backup"], ["findings", "list"], ["findings", "show", "0"],
    ["findings", "suppress", "0", "--reason", "x", "--until", "9999-12-31"], ["findings", "unsuppress", "0"],
    ["upgrade"]], ids=lambda command: " ".join(command[:2]))
def test_a_store_from_a_newer_version_is_refused_and_left_alone(program, store, tmp_path, command):
    newer = tmp_path / "hunt.db"
    shutil.copy(store, newer)
    subprocess.run(["sqlite3", newer, "PRAGMA user_version = 99"], check=True)
    before = newer.read_bytes()
    last = {"import": [store.parent / "log"], "backup": [tmp_path / "copy.db"]}.get(command[0], [])
    done = run(program, *command, *last, env=dict(os.environ, HUNTDB_DB=str(newer)))
    assert done.status == 6, done.errors
    assert "version 99" in done.errors
    assert newer.read_bytes() == before


def test_flipped_bits_give_a_clear_error_or_right_answers(program, store, rounds, dice, tmp_path):
    whole = store.read_bytes()
    right = asked(program, store)
    assert right.status == 0 and len(right.output) > 10_000
    damaged = tmp_path / "hunt.db"
    seen = {"error": 0, "right": 0, "found by check": 0}
    for number in range(rounds(15, 200)):
        data = bytearray(whole)
        flips = [dice.randrange(len(data)) for _ in range(dice.choice([1, 1, 3, 20]))]
        for at in flips:
            data[at] ^= 1 << dice.randrange(8)
        damaged.write_bytes(data)
        found = asked(program, damaged)
        check = run(program, "check", "--db", damaged, timeout=60)
        where = f"bytes {flips}: query {found.status} {found.errors}, check {check.status} {check.text[:300]}"
        assert found.status in (0, 1, 6) and check.status in (0, 1, 6), where
        if found.status != 0:
            seen["error"] += 1
            assert "huntdb: error:" in found.errors, where
        elif found.output == right.output:
            seen["right"] += 1
        else:
            seen["found by check"] += 1
            assert check.status != 0, where
        if check.status == 0:
            assert found.status == 0 and found.output == right.output, where
        for path in tmp_path.glob("hunt.db-*"):
            path.unlink()
    print(seen)


def test_a_store_that_is_cut_off_or_no_store_is_an_error(program, store, tmp_path):
    whole = store.read_bytes()
    cut = tmp_path / "hunt.db"
    for data in (whole[:len(whole) // 2], whole[:5000], b"no database" * 500, whole[:100]):
        cut.write_bytes(data)
        for command in (["check"], ["query", "SELECT count(*) FROM launch_attempts"], ["status"]):
            done = run(program, command[0], "--db", cut, *command[1:])
            assert done.status in (1, 6) and done.errors + done.text, (len(data), command)


@pytest.mark.parametrize("wal", [False, True], ids=["closed", "with a log"])
def test_a_store_on_a_read_only_medium_can_be_queried(program, store, tmp_path, wal):
    medium = tmp_path / "medium"
    medium.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", medium], capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        kept = medium / "hunt.db"
        shutil.copy(store, kept)
        if wal:
            # A log that somebody left behind cannot be merged there: that is said.
            (medium / "hunt.db-wal").write_bytes(b"\x37\x7f\x06\x82" + bytes(4096))
        subprocess.run(["mount", "-o", "remount,ro", medium], check=True)
        found = asked(program, kept)
        if wal:
            assert found.status == 0 or "copy both files" in found.errors, found.errors
        else:
            assert found.output == asked(program, store).output
            assert run(program, "check", "--db", kept).status == 0
            for command in (["status"], ["report", "--as-of", "2026-11-20"], ["event", "x"]):
                done = run(program, command[0], "--db", kept, *command[1:])
                assert "read-only" not in done.errors and "readonly" not in done.errors, done.errors
            refused = run(program, "import", "--db", kept, store.parent / "log")
            assert refused.status == 1 and "huntdb: error:" in refused.errors
    finally:
        subprocess.run(["umount", medium], check=True)


def test_what_a_killed_program_left_behind_is_in_nobodys_way(program, store, tmp_path):
    new = tmp_path / "hunt.db"

    def leave_a_draft():
        # Of a program that had the same number, as the first one in a container always has.
        open(f"{new}.new-{os.getpid()}", "xb").close()
    load(program, new, store.parent / "log", preexec_fn=leave_a_draft)
    assert run(program, "check", "--db", new).status == 0
    drafts = [path for path in tmp_path.iterdir() if ".new-" in path.name]
    assert len(drafts) == 1 and drafts[0].stat().st_size == 0


def test_the_store_holds_no_leftovers(store):
    with connect(store) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
