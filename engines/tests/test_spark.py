"""The hunt on a Spark cluster of several workers, row for row as the store has it."""

import json
import sqlite3

import pytest
from conftest import AS_OF, DAYS, THRESHOLD, VIEWS, columns, compare, imported, statements

pyspark = pytest.importorskip("pyspark")


@pytest.fixture(scope="session")
def cluster(tmp_path_factory):
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master("local-cluster[2,1,1024]").appName("hunt")
        .config("spark.sql.session.timeZone", "UTC").config("spark.sql.shuffle.partitions", "4")
        .config("spark.ui.enabled", "false").config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse"))).getOrCreate())
    spark.sparkContext.setLogLevel("ERROR")
    yield spark
    spark.stop()


@pytest.fixture
def spark(cluster, logs):
    for name in ("table.sql", "settings.sql", "launches.sql", "hunt.sql"):
        for statement in statements("spark", name):
            cluster.sql(statement.replace("'logs/AWSLogs'", f"'{logs.folder}/AWSLogs'")
                        .replace("current_timestamp()", f"TIMESTAMP '{AS_OF}'")
                        .replace("7 AS window_days", f"{DAYS} AS window_days")
                        .replace("10 AS threshold", f"{THRESHOLD} AS threshold"))
    return cluster


def test_every_view_has_the_rows_of_the_store(spark, logs):
    assert spark.sparkContext.master.startswith("local-cluster")
    for view in VIEWS:
        frame = spark.sql(f"SELECT * FROM {view}")
        assert [name for name in frame.columns if name != "event_timestamp"] == columns(view)
        compare(logs, view, frame.columns, [tuple(row) for row in frame.collect()])


def test_the_window_is_the_store_s(spark, logs):
    row = spark.sql("SELECT date_format(window_start, \"yyyy-MM-dd'T'HH:mm:ss'Z'\"), "
                    "date_format(as_of, \"yyyy-MM-dd'T'HH:mm:ss'Z'\"), window_days, threshold FROM hunt_window").collect()
    assert logs.rows("hunt_window", ["window_start", "as_of", "window_days", "threshold"]) == [repr(tuple(row[0]))]


def test_what_is_extracted_imports_to_the_same_events(spark, logs, tmp_path):
    for statement in statements("spark", "extract.sql"):
        spark.sql(statement.replace("'launches'", f"'{tmp_path}/launches'"))
    imported(tmp_path / "hunt.db", tmp_path / "launches")
    sql = "SELECT event_id, content_sha256 FROM launch_events ORDER BY 1, 2"
    both = [sqlite3.connect(path).execute(sql).fetchall() for path in (tmp_path / "hunt.db", logs.store)]
    assert both[0] == both[1] and json.dumps(len(both[0])) != "0"
