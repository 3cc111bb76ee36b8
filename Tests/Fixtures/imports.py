"""Imports that are disturbed. Prints what happened as JSON.

usage: imports.py kill HUNTDB STORE LOGS ROUNDS    kill imports at random instants, then let one end
       imports.py together HUNTDB STORE LOGS       two imports and a reader at once
       imports.py make HUNTDB STORE LOGS ROUNDS    several imports make the store at once
       imports.py interrupt HUNTDB STORE LOGS      Ctrl-C in the middle
       imports.py wait HUNTDB STORE LOGS           Ctrl-C while standard input says nothing
       imports.py busy HUNTDB STORE LOGS           while somebody else holds the store
"""

import json
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import time


def importing(program, store, logs, *options):
    return subprocess.Popen(
        [program, "import", "--json", "--quiet", "--db", store, *options, logs],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process):
    output, errors = process.communicate(timeout=120)
    return {"status": process.returncode, "summary": json.loads(output or "{}"), "errors": errors}


def content(store):
    """What a store holds, whatever order its rows came in."""
    reader = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    return [
        sorted(reader.execute(sql), key=repr) for sql in (
            "SELECT * FROM launch_attempts",
            "SELECT event_id, path, record_number FROM event_sightings",
            "SELECT path, sha256, status, records FROM source_files WHERE is_current = 1",
            "SELECT path, record_number, reason FROM import_problems")]


def is_made(store):
    """Whether there is a schema in the file: one transaction makes it, after the file is there."""
    if not pathlib.Path(store).exists():
        return False
    try:
        return sqlite3.connect(store).execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] > 0
    except sqlite3.DatabaseError:
        return True


def kill(program, store, logs, kills):
    """Kills at instants spread over the time that an import takes; checks the store after each.

    A store that an import finished is compared with the whole one, and another one is begun.
    """
    start = time.monotonic()
    ended(importing(program, store + ".whole", logs))
    span = time.monotonic() - start
    whole = content(store + ".whole")
    instants = random.Random(7)
    killed, finished, faults = 0, 0, []
    while killed < int(kills):
        process = importing(program, store, logs, "--jobs", instants.choice("12"))
        time.sleep(instants.uniform(0, span))
        process.kill()
        process.communicate()
        if process.returncode == 0:
            finished += 1
            if content(store) != whole:
                faults.append("a finished store differs")
            for suffix in ("", "-wal", "-shm"):
                pathlib.Path(store + suffix).unlink(missing_ok=True)
            continue
        killed += 1
        check = subprocess.run([program, "check", "--db", store], capture_output=True, text=True)
        # A store that was not made yet is none.
        if check.returncode != 0 and is_made(store):
            faults.append(check.stdout + check.stderr)
    last = ended(importing(program, store, logs))
    if last["status"] != 0 or content(store) != whole:
        faults.append("the last store differs")
    return {"killed": killed, "finished": finished, "faults": faults}


def together(program, store, logs):
    imports = [importing(program, store, logs) for _ in range(2)]
    reads, failed = 0, []
    while any(process.poll() is None for process in imports):
        read = subprocess.run(
            [program, "query", "--db", store, "SELECT count(*) FROM launch_attempts"],
            capture_output=True, text=True)
        reads += read.returncode == 0
        if read.returncode not in (0, 1):
            failed.append(read.stderr)
    return {"imports": [ended(process) for process in imports], "reads": reads, "failed": failed}


def make(program, store, logs, rounds):
    """Several imports at once into a store that is not there yet, or is an empty file."""
    failed = []
    for number in range(int(rounds)):
        for suffix in ("", "-wal", "-shm"):
            pathlib.Path(store + suffix).unlink(missing_ok=True)
        if number % 2:
            pathlib.Path(store).touch()
        ends = [ended(process) for process in [importing(program, store, logs) for _ in range(3)]]
        failed += [end["errors"] for end in ends if end["status"]]
        reader = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
        events = reader.execute("SELECT count(*) FROM launch_events").fetchone()[0]
        new = sum(end["summary"].get("events_new", 0) for end in ends)
        if events != new or not events:
            failed.append(f"{new} events were new, {events} are there")
    return {"failed": failed}


def interrupt(program, store, logs):
    """Sends SIGINT once the first events are there."""
    process = importing(program, store, logs)
    limit = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < limit:
        try:
            reader = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
            if reader.execute("SELECT count(*) FROM launch_events").fetchone()[0]:
                break
        except sqlite3.Error:
            pass
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    return ended(process)


def wait(program, store, logs):
    """Sends SIGINT while the import waits for more of what it reads, of which it has one record."""
    process = subprocess.Popen(
        [program, "import", "--json", "--db", store, "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdin.write(pathlib.Path(logs).read_text())
    process.stdin.flush()
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    limit = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < limit:
        time.sleep(0.01)
    waited = process.poll() is None
    process.kill()
    return {"status": process.wait(), "waited": waited, "errors": process.stderr.read()}


def busy(program, store, logs):
    holder = sqlite3.connect(store, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    return ended(importing(program, store, logs))


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
