"""Counts, limits and times at the edges: right, or rejected with a reason."""

import json
import os

import pytest

from huntdb import load, rows, run


def launch(time="2026-11-20T08:00:00Z", least=1, most=1, **more):
    """A launch; counts are given as JSON text."""
    return (
        '{"eventVersion":"1.09","eventSource":"ec2.amazonaws.com","eventName":"RunInstances",'
        f'"eventTime":{json.dumps(time)},"eventID":{json.dumps(more.get("id", "e"))},'
        '"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111111111111:user/u","userName":"u"},'
        f'"requestParameters":{{"instancesSet":{{"items":[{{"minCount":{least},"maxCount":{most}}}]}}}},'
        f'"responseElements":{more.get("response", "null")}}}')


def imported(program, tmp_path, *records):
    (tmp_path / "log").write_text("\n".join(records))
    store = tmp_path / "hunt.db"
    return store, load(program, store, tmp_path / "log")


@pytest.mark.parametrize("written, value", [
    ("0", 0), ("1", 1), ("-1", None), ('"10"', 10), ("2147483647", 2**31 - 1), ("-2147483648", None),
    ("2147483648", None), ("9007199254740991", None), ("9007199254740993", None),
    ("9223372036854775807", None), ("9223372036854775808", None), ("-9223372036854775809", None),
    ("123456789012345678901234567890", None), ("1.5", None), ("1.0", None), ("1e1", None), ("1e400", None),
    ('"ten"', None), ('" 10"', None), ('"0x10"', None), ('"-"', None), ("-0", 0), ('"007"', 7),
])
def test_a_count_is_right_or_rejected_with_a_reason(program, tmp_path, written, value):
    store, summary = imported(program, tmp_path, launch(most=written))
    assert summary["events_new"] == 1
    found = rows(program, store, "SELECT requested_max FROM launch_attempts")
    assert found == [{"requested_max": value}]
    assert rows(program, store, "SELECT max_count FROM launch_items") == [{"max_count": value}]
    reasons = [problem["reason"] for problem in summary["problems"]]
    if value is None:
        assert len(reasons) == 1 and "maxCount" in reasons[0], reasons
    else:
        assert reasons == []
    assert run(program, "check", "--db", store).status == 0


def test_sums_of_the_largest_counts_are_right(program, tmp_path):
    most = 2**31 - 1
    store, _ = imported(program, tmp_path, *(
        launch(most=most, least=most - 1, id=f"e{n}") for n in range(2000)))
    at = ["--as-of", "2026-11-21"]
    group = rows(program, store, "SELECT requested_min, requested_max, attempts FROM instance_deployments", *at)
    assert group == [{"requested_min": 2000 * (most - 1), "requested_max": 2000 * most, "attempts": 2000}]
    assert rows(program, store, "SELECT requested_max FROM principal_deployments", *at) == [
        {"requested_max": 2000 * most}]
    high = "SELECT requested_max FROM high_instance_deployments"
    assert len(rows(program, store, high, *at, "--threshold", 2000 * most)) == 1
    assert len(rows(program, store, high, *at, "--threshold", 2000 * most + 1)) == 0


@pytest.mark.parametrize("written, shown", [
    ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
    ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
    ("2026-11-20T10:00:00+02:00", "2026-11-20T08:00:00Z"),
    ("2026-11-20T04:30:00-03:30", "2026-11-20T08:00:00Z"),
    ("2026-11-20T04:30:00-0330", "2026-11-20T08:00:00Z"),
    ("2026-01-01T00:30:00+14:00", "2025-12-31T10:30:00Z"),
    ("2026-11-20 08:00:00", "2026-11-20T08:00:00Z"),
    ("2026-11-20 08:00:00.5", "2026-11-20T08:00:00.500Z"),
    ("2026-11-20T08:00:00.999999999Z", "2026-11-20T08:00:00.999Z"),
    ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
    ("2038-01-19T03:14:08Z", "2038-01-19T03:14:08Z"),
    ("1969-12-31T23:59:59Z", None), ("1970-01-01T00:00:00+00:01", None),
    ("9999-12-31T23:59:59-00:01", None), ("10000-01-01T00:00:00Z", None), ("2026-02-29T00:00:00Z", None),
    ("2026-11-20T24:00:00Z", None), ("2026-11-20T08:00:61Z", None), ("2026-11-20T08:60:00Z", None),
    ("2026-11-20T08:00:00+24:00", None), ("0000-00-00T00:00:00Z", None), ("-2026-11-20T08:00:00Z", None),
    ("1795161600", None), ("", None), ("now", None), ("2026-11-20T08:00:00Zx", None),
])
def test_a_time_is_right_or_rejected_with_a_reason(program, tmp_path, written, shown):
    store, summary = imported(program, tmp_path, launch(time=written))
    assert summary["records"] == 1 and summary["run_instances"] == 1
    found = rows(program, store, "SELECT event_time FROM launch_attempts")
    if shown is None:
        assert found == [] and summary["records_rejected"] == 1
        assert "eventTime" in summary["problems"][0]["reason"]
        return
    assert found == [{"event_time": shown}] and summary["records_rejected"] == 0
    day = shown[:10]
    assert rows(program, store, "SELECT date FROM instance_deployments", "--as-of", shown) == [{"date": day}]
    assert run(program, "report", "--db", store, "--as-of", shown).status == 0
    assert run(program, "check", "--db", store).status == 0


@pytest.mark.parametrize("written, kept", [
    ("1795161600000", 1795161600000), ("9223372036854775807", 2**63 - 1), ("9223372036854775808", None),
    ("1.5", None), ('"2026-11-20T08:00:00Z"', 1795161600000), ("-1", -1),
])
def test_a_launch_time_is_kept_or_null(program, tmp_path, written, kept):
    response = '{"instancesSet":{"items":[{"instanceId":"i-1","launchTime":' + written + "}]}}"
    store, _ = imported(program, tmp_path, launch(response=response))
    assert rows(program, store, "SELECT launch_time_ms FROM launched_instances") == [{"launch_time_ms": kept}]
    assert run(program, "query", "--db", store, "SELECT * FROM launch_attempts").status == 0


@pytest.mark.parametrize("options, status", [
    (["--as-of", "1970-01-01"], 0), (["--as-of", "9999-12-31T23:59:59Z"], 0),
    (["--as-of", "1970-01-01", "--window", "36500"], 0), (["--threshold", "9223372036854775807"], 0),
    (["--threshold", "0"], 0), (["--threshold", "-1"], 2), (["--threshold", "9223372036854775808"], 2),
    (["--threshold", "1.5"], 2), (["--window", "0"], 2), (["--window", "36501"], 2), (["--window", "2147483648"], 2),
    (["--as-of", "10000-01-01"], 2), (["--as-of", "1969-12-31"], 2), (["--as-of", "99999999999999999999d"], 2),
    (["--limit", "0"], 0), (["--limit", "9223372036854775807"], 0), (["--limit", "-1"], 2),
    (["--timeout", "-1"], 2), (["--timeout", "1e400"], 2), (["--timeout", "nan"], 2), (["--width", "0"], 2),
])
def test_options_at_their_edges_work_or_are_usage_errors(program, tmp_path, options, status):
    store, _ = imported(program, tmp_path, launch())
    done = run(program, "query", "--db", store, *options, "SELECT * FROM instance_deployments")
    assert done.status == status, done.errors
    assert status == 0 or done.errors


@pytest.mark.parametrize("seconds", [
    0, -1, -(2**31), 2**31, 2**32, 9_223_372_036, 9_223_372_037, 13_569_465_600, 253_402_300_800, 2**53, -(2**53)])
def test_a_file_of_any_age_is_read_and_known_again(program, tmp_path, seconds):
    log = tmp_path / "log"
    log.write_text(launch())
    os.utime(log, (seconds, seconds))  # a file system that has no such time takes the nearest
    assert load(program, tmp_path / "hunt.db", log)["events_new"] == 1
    again = load(program, tmp_path / "hunt.db", log)
    assert again["files_unchanged"] == 1 and again["bytes_read"] == 0
