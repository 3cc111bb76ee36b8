"""Logs, the store that the program makes of them, and the views of both sides."""

import os
import pathlib
import re
import shutil
import sqlite3
import subprocess

import corpus
import pytest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
ENGINES = PROJECT / "engines"
BINARY = os.environ.get("HUNTDB_BINARY", str(PROJECT / ".build" / "debug" / "huntdb"))
AS_OF, THRESHOLD, DAYS = "2026-11-21T12:00:00", 7, 6
SIZE = int(os.environ.get("ENGINES_LAUNCHES", "3000"))


def statements(engine, name):
    """The statements of one of an engine's files."""
    text = re.sub(r"--[^\n]*", "", (ENGINES / engine / name).read_text())
    return [part.strip() for part in text.split(";\n") if part.strip()]


def imported(store, *paths):
    command = [BINARY, "import", "--json", "--quiet", "--db", str(store), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True)


class Logs:
    """A folder of logs and the store that the program made of it."""

    def __init__(self, folder, store):
        self.folder, self.store = folder, store
        imported(store, folder)
        with sqlite3.connect(store) as database:
            database.execute("UPDATE settings SET value = unixepoch(?) * 1000 WHERE name = 'as_of_ms'", [AS_OF])
            database.execute("UPDATE settings SET value = ? WHERE name = 'threshold'", [THRESHOLD])
            database.execute("UPDATE settings SET value = ? WHERE name = 'window_days'", [DAYS])

    def rows(self, view, columns):
        database = sqlite3.connect(self.store)
        return sorted(map(repr, database.execute(f"SELECT {', '.join(columns)} FROM {view}").fetchall()))


@pytest.fixture(scope="session", params=["samples", "generated"])
def logs(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "samples":
        # The engines cannot read the one file that is cut in its middle.
        shutil.copytree(PROJECT / "Samples" / "AWSLogs", folder / "AWSLogs",
                        ignore=shutil.ignore_patterns("*TRUNCATED*"))
    else:
        corpus.write(folder, SIZE)
    return Logs(folder, tmp_path_factory.mktemp("store") / "hunt.db")


VIEWS = ["launch_attempts", "instance_deployments", "high_instance_deployments", "principal_deployments"]


def compare(logs, view, columns, rows):
    """Holds an engine's rows against SQLite's; times of the engine's own kind are left out."""
    kept = [number for number, name in enumerate(columns) if name != "event_timestamp"]
    names = [columns[number] for number in kept]
    theirs = sorted(repr(tuple(row[number] for number in kept)) for row in rows)
    mine = logs.rows(view, names)
    missing, extra = set(mine) - set(theirs), set(theirs) - set(mine)
    assert not missing and not extra, (names, sorted(missing)[:2], sorted(extra)[:2])
    assert mine == theirs and len(mine) > 0


def columns(view):
    """What a view is called to have, but for the store's own row numbers."""
    database = sqlite3.connect(":memory:")
    database.executescript((PROJECT / "schema.sql").read_text())
    own = ("launch_id", "group_id")
    return [row[1] for row in database.execute(f"PRAGMA table_info({view})") if row[1] not in own]
