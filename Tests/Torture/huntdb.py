"""Runs the program, and says what a store holds."""

import contextlib
import json
import os
import sqlite3
import subprocess
from dataclasses import dataclass

#: What may differ between two imports of the same files: when they ran, and row numbers, which are
#: replaced by what they stand for.
VOLATILE = {"imported_ms", "applied_at", "modified_ns", "problem_id"}

#: How many times longer than usual a run may take: more on a machine that has other work.
PATIENCE = float(os.environ.get("PATIENCE", 1))


@dataclass
class Run:
    status: int
    output: bytes
    errors: str

    @property
    def text(self):
        return self.output.decode()


def run(program, *arguments, timeout=120, **options):
    """Runs it to its end; one that a signal ends has a negative status."""
    done = subprocess.run(
        [program, *map(str, arguments)], capture_output=True, timeout=timeout * PATIENCE,
        stdin=options.pop("stdin", subprocess.DEVNULL), **options)
    return Run(done.returncode, done.stdout, done.stderr.decode(errors="replace"))


def load(program, store, *paths, status=0, **options):
    """Imports; gives the summary."""
    done = run(program, "import", "--json", "--quiet", "--db", store, *paths, **options)
    assert done.status == status, f"{done.status}: {done.errors}"
    return json.loads(done.output)


def rows(program, store, sql, *options):
    done = run(program, "query", "--db", store, "--format", "json", *options, sql)
    assert done.status == 0, done.errors
    return json.loads(done.output)


def checks(program, store):
    """The faults that `huntdb check` finds; none in a store that was never made."""
    if not store.exists():
        return ""
    done = run(program, "check", "--db", store)
    return "" if done.status == 0 else f"{done.status}: {done.text}{done.errors}"


def connect(store):
    return contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True))


def content(store, leaving=()):
    """Every table but those in `leaving`, in terms of identities instead of row numbers."""
    with connect(store) as db:
        return _content(db, leaving)


def _content(db, leaving):
    db.text_factory = bytes
    names = [name.decode() for (name,) in db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    known = {}

    def keep(columns, sql):
        values = {row[0]: row[1:] for row in db.execute(sql)} if sql else {}
        known.update({column: values for column in columns})

    keep(["launch_id"], "SELECT launch_id, event_id, recipient_account_id FROM launch_events")
    keep(["source_file_id", "duplicate_of"],
         "SELECT source_file_id, path, sha256, is_current FROM source_files")
    keep(["conflict_id"], "SELECT conflict_id, content_sha256 FROM event_conflicts")
    if "principals" in names:
        keep(["principal_key"], "SELECT principal_key, account_id, principal FROM principals")
        keep(["group_id"], "SELECT g.group_id, p.account_id, p.principal, g.user_name, g.day, "
             "g.aws_region, g.subnet_id, g.instance_type, g.outcome FROM launch_groups AS g "
             "INNER JOIN principals AS p ON p.principal_key = g.principal_key")
    if "elastic_readings" in names:
        fields = "f.is_counted, f.subnet_id, f.instance_type"
        keep(["fields_id"], f"SELECT f.fields_id, {fields} FROM elastic_fields AS f")
        keep(["reading_id", "elastic_reading_id"],
             f"SELECT r.reading_id, {fields}, r.target_instance_count, r.count_fault, r.subnet_fault, r.type_fault, "
             "r.is_type_from_template FROM elastic_readings AS r INNER JOIN elastic_fields AS f USING (fields_id)")
    tables = {}
    for name in names:
        if name in leaving:
            continue
        cursor = db.execute(f"SELECT * FROM {name}")
        columns = [column[0] for column in cursor.description]
        tables[name] = sorted(
            (tuple(known[column].get(value, value) if column in known else value
                   for column, value in zip(columns, row) if column not in VOLATILE)
             for row in cursor), key=repr)
    return tables


def differences(found, expected):
    """The tables that differ, each with a few rows."""
    lines = []
    for name in sorted(set(found) | set(expected)):
        left, right = found.get(name, []), expected.get(name, [])
        if left != right:
            odd = [row for row in left if row not in right][:2], [row for row in right if row not in left][:2]
            lines.append(f"{name}: {len(left)} rows, expected {len(right)}: {odd}"[:1500])
    return lines
