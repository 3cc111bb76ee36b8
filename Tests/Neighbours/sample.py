"""The store that the neighbours see: the sample logs, and a table of values that are easily lost."""

import base64
import json
import math
import pathlib
import sqlite3
import subprocess

PROJECT = pathlib.Path(__file__).resolve().parents[2]

# Integers past 2^53, reals at their edges, texts that break lines, quoting or encoding.
VALUES = [
    (1, 9223372036854775807, 0.1, "plain", b"\x00\xff"),
    (2, -9223372036854775808, -5e-324, 'a "quoted", one', b""),
    (3, 9007199254740993, 1.7976931348623157e308, "line\nbreak\r\nand\ttab", b"\n"),
    (4, 0, 123456789012345680.0, "back\\slash \\N \\n", b"\\N"),
    (5, None, None, None, None),
    (6, 1, 5.0, "", b"text"),
    (7, 2, -0.0, "日本 e\u0301 👩‍👩‍👧 \u202e", bytes(range(256))),
    (8, 3, 1e22, "=1+1", b"'"),
    (9, 4, 3.0000000000000004, " spaces ", b" "),
    (10, 5, 1e-7, "NULL", b"NULL"),
    (11, 6, 2.5, "\\.", b"\\."),
    (12, 7, 2.5, "'", b"1"),
]
COLUMNS = ["n", "i", "r", "t", "b"]


def parsed(line):
    """A JSON object in which -0, as some write a negative zero, keeps its sign."""
    return json.loads(line, parse_int=lambda text: -0.0 if text == "-0" else int(text))


class Absent(Exception):
    """The neighbour is not installed here."""


class Sample:
    def __init__(self, huntdb, folder):
        self.huntdb, self.folder = huntdb, folder
        self.store = folder / "hunt.db"
        subprocess.run(
            [huntdb, "import", "--quiet", "--db", self.store, PROJECT / "Samples" / "AWSLogs"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with sqlite3.connect(self.store) as database:
            database.execute(
                "CREATE TABLE hard_values (n INTEGER PRIMARY KEY, i INTEGER, r REAL, t TEXT, b BLOB)")
            database.executemany("INSERT INTO hard_values VALUES (?, ?, ?, ?, ?)", VALUES)
        database.close()
        self.views = [name for name, in self.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")]
        self.tables = [name for name, in self.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "ORDER BY name")]

    def rows(self, sql):
        """Rows as Python's own SQLite reads them."""
        database = sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()

    def export(self, form, sql):
        """The path of what `huntdb query --raw` makes of a query."""
        path = self.folder / f"export.{form}"
        run = subprocess.run(
            [self.huntdb, "query", "--db", self.store, "--format", form, "--raw", "-o", path, sql],
            capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return path

    def query(self, sql):
        """Rows as `huntdb query --format jsonl` gives them, one object each."""
        run = subprocess.run(
            [self.huntdb, "query", "--db", self.store, "--format", "jsonl", sql],
            capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return [json.loads(line) for line in run.stdout.splitlines()]

    def hard_values(self):
        """The rows of hard_values as SQLite has them, which knows one zero; blobs in base64."""
        return [(*row[:4], None if row[4] is None else base64.b64encode(row[4]).decode())
                for row in self.rows("SELECT * FROM hard_values ORDER BY n")]

    def launches(self):
        """The names, the kinds (int, float or str) and the rows of launch_attempts."""
        names = [name for _, name, *_ in self.rows("PRAGMA table_info(launch_attempts)")]
        rows = self.rows(f"SELECT {', '.join(names)} FROM launch_attempts ORDER BY launch_id")
        kinds = []
        for column in zip(*rows):
            types = {type(cell) for cell in column} - {type(None)} or {str}
            assert len(types) == 1, types
            kinds.append(types.pop())
        return names, kinds, rows


def same(ours, theirs):
    """Whether two cells are the same value, the sign of a zero included."""
    if isinstance(ours, float) and isinstance(theirs, (int, float)):
        return ours == float(theirs) and math.copysign(1, ours) == math.copysign(1, theirs)
    return type(ours) is type(theirs) and ours == theirs


def compare(what, ours, theirs):
    """Ends with the first difference between two lists of rows."""
    assert len(ours) == len(theirs), f"{what}: {len(ours)} rows became {len(theirs)}"
    for left, right in zip(ours, theirs):
        for number, (mine, other) in enumerate(zip(left, right, strict=True)):
            assert same(mine, other), f"{what}, column {number} of {left[0]}: {mine!r} became {other!r}"
