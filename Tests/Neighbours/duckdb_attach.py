"""DuckDB with its SQLite extension: the attached tables, and every view through sqlite_query.

An attached view is not asked through the store: DuckDB runs its text as its own SQL, which knows
neither GLOB nor strftime as SQLite does. sqlite_query leaves the view to SQLite, but to a build
without the mathematical functions.
"""

import importlib.util
import pathlib

from sample import Absent, compare


def check(sample):
    try:
        import duckdb
    except ImportError:
        raise Absent("duckdb is not installed")
    database = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    package = importlib.util.find_spec("duckdb_ext")
    folders = list(package.submodule_search_locations) if package else []
    extensions = [path for folder in folders
                  for path in pathlib.Path(folder).rglob("sqlite_scanner.duckdb_extension")]
    if not extensions:
        raise Absent("DuckDB's SQLite extension is not installed")
    database.execute(f"LOAD '{extensions[0]}'")
    database.execute(f"ATTACH '{sample.store}' AS hunt (TYPE sqlite, READ_ONLY)")
    mathematical = []
    for name in sample.tables + sample.views:
        try:
            counted = database.execute(
                "SELECT count(*) FROM sqlite_query('hunt', ?)",
                [f"SELECT * FROM {name}"]).fetchone()[0]
        except duckdb.Error as error:
            assert "no such function: floor" in str(error), f"{name}: {error}"
            mathematical.append(name)
            continue
        assert counted == sample.query(f"SELECT count(*) AS n FROM {name}")[0]["n"], name
    names, _, rows = sample.launches()
    columns = ", ".join(names)
    there = database.execute(
        f"SELECT {columns} FROM sqlite_query('hunt', 'SELECT {columns} FROM launch_attempts') "
        "ORDER BY CAST(launch_id AS BIGINT)").fetchall()
    # DuckDB may hand a view's numbers over as text, which it does not know the types of.
    there = [tuple(int(cell) if isinstance(known, int) and cell == str(known) else cell
                   for cell, known in zip(row, kept)) for row, kept in zip(there, rows)]
    compare("launch_attempts in DuckDB", rows, there)
    counted = database.execute("SELECT count(*) FROM hunt.launch_events").fetchone()[0]
    assert counted == len(rows), counted
    assert all(name.startswith(("elastic_", "report_elastic")) for name in mathematical), mathematical
    return (f"{len(sample.tables)} tables and {len(sample.views) - len(mathematical)} views; "
            f"floor() is missing there for {', '.join(mathematical) or 'none'}")
