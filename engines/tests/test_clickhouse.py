"""The hunt on ClickHouse, row for row as the store has it."""

import json
import sqlite3

import pytest
from conftest import AS_OF, DAYS, THRESHOLD, VIEWS, columns, compare, imported, statements

chdb = pytest.importorskip("chdb")


@pytest.fixture(scope="session")
def session(tmp_path_factory):
    from chdb.session import Session

    session = Session(str(tmp_path_factory.mktemp("clickhouse")))
    yield session
    session.close()


@pytest.fixture
def clickhouse(session, logs):
    session.query("CREATE DATABASE IF NOT EXISTS hunt")
    session.query("USE hunt")
    for name in ("table.sql", "settings.sql", "launches.sql", "hunt.sql"):
        for statement in statements("clickhouse", name):
            session.query(statement.replace("'logs/AWSLogs/", f"'{logs.folder}/AWSLogs/")
                          .replace("now64(3, 'UTC')", f"toDateTime64('{AS_OF}', 3, 'UTC')")
                          .replace("7 AS window_days", f"{DAYS} AS window_days")
                          .replace("10 AS threshold", f"{THRESHOLD} AS threshold"))
    return session


def table(session, sql):
    text = session.query(sql + " SETTINGS output_format_json_quote_64bit_integers = 0", "JSONCompact").bytes()
    answer = json.loads(text)
    return [column["name"] for column in answer["meta"]], answer["data"]


def test_every_view_has_the_rows_of_the_store(clickhouse, logs):
    for view in VIEWS:
        names, rows = table(clickhouse, f"SELECT * FROM {view}")
        assert [name for name in names if name != "event_timestamp"] == columns(view)
        compare(logs, view, names, rows)


def test_the_window_is_the_store_s(clickhouse, logs):
    _, rows = table(clickhouse, "SELECT concat(replaceOne(substring(toString(window_start), 1, 19), ' ', 'T'), 'Z'), "
                    "concat(replaceOne(substring(toString(as_of), 1, 19), ' ', 'T'), 'Z'), window_days, threshold "
                    "FROM hunt_window")
    assert logs.rows("hunt_window", ["window_start", "as_of", "window_days", "threshold"]) == [repr(tuple(rows[0]))]


def test_what_is_extracted_imports_to_the_same_events(clickhouse, logs, tmp_path):
    for statement in statements("clickhouse", "extract.sql"):
        clickhouse.query(statement.replace("'launches.ndjson.gz'", f"'{tmp_path}/launches.ndjson.gz'"))
    imported(tmp_path / "hunt.db", tmp_path / "launches.ndjson.gz")
    sql = "SELECT event_id, content_sha256 FROM launch_events ORDER BY 1, 2"
    both = [sqlite3.connect(path).execute(sql).fetchall() for path in (tmp_path / "hunt.db", logs.store)]
    assert both[0] == both[1] and both[0]
