"""Imports from a server that fails, and with credentials that end."""

import json
import os
import random
import signal
import socket
import stat
import subprocess
import threading
import time

import faults
import pytest
from conftest import BINARY, Bucket, key, log, record


def fill(bucket, count=20, size=2000):
    """Logs of some length whose bytes do not compress."""
    source = random.Random(1)
    for number in range(count):
        noise = "%0*x" % (size, source.getrandbits(4 * size))
        bucket.put(key(name=f"{number:03}"), log(record(number, errorMessage=noise)))


def test_slow_down_errors_and_resets_are_tried_again(bucket, hunt, proxy):
    fill(bucket)
    source = random.Random(2)
    spoils = [faults.refuse(503, "SlowDown"), faults.refuse(500, "InternalError"), faults.reset,
              faults.refuse(400, "RequestTimeout"), faults.refuse(429, "Throttling")]
    proxy.fault = lambda request: source.choice(spoils) if source.random() < 0.3 else None
    summary = hunt.imports(bucket.path())
    assert summary["events_new"] == 20 and summary["problems"] == []
    assert len(proxy.requests) > 25


def test_a_body_that_is_cut_goes_on_where_it_ended(bucket, hunt, proxy):
    fill(bucket, count=5, size=60_000)
    seen = {}

    def fault(request):
        if request.is_listing:
            return None
        seen[request.key] = seen.get(request.key, 0) + 1
        return {1: faults.cut(1000), 2: faults.cut(7000, promise=False)}.get(seen[request.key])

    proxy.fault = fault
    summary = hunt.imports(bucket.path())
    assert summary["events_new"] == 5 and summary["problems"] == []
    ranges = [r.header("range") for r in proxy.objects()]
    assert ranges.count("bytes=1000-") == 5 and ranges.count("bytes=8000-") == 5
    assert all(r.header("if-match") for r in proxy.objects())


def test_a_server_without_ranges_is_read_from_the_start_again(bucket, hunt, proxy):
    fill(bucket, count=3, size=60_000)
    seen = set()

    def fault(request):
        if request.is_listing or request.key in seen:
            return None
        seen.add(request.key)
        return faults.cut(5000)

    proxy.fault, proxy.drops_range = fault, True
    summary = hunt.imports(bucket.path())
    assert summary["events_new"] == 3 and summary["problems"] == []


def test_a_broken_listing_is_asked_for_again(bucket, hunt, proxy):
    fill(bucket)
    counts = []

    def fault(request):
        if request.is_listing:
            counts.append(1)
            return faults.garble if len(counts) % 2 else None
        return None

    proxy.fault = fault
    assert hunt.imports(bucket.path())["events_new"] == 20


@pytest.mark.slow
def test_what_stays_broken_is_reported_and_read_the_next_time(bucket, hunt, proxy):
    fill(bucket, count=4)
    proxy.fault = lambda r: faults.refuse(503, "SlowDown") if "_002" in r.key else None
    summary = hunt.imports(bucket.path())
    assert (summary["events_new"], summary["files_failed"]) == (3, 1)
    assert "SlowDown" in summary["problems"][0]["reason"]
    proxy.fault = None
    summary = hunt.imports(bucket.path())
    assert (summary["events_new"], summary["files_unchanged"]) == (1, 3)


def test_half_an_object_is_kept_and_the_whole_read_the_next_time(bucket, hunt, proxy):
    records = [record(number, errorMessage="%02000x" % random.Random(number).getrandbits(8000))
               for number in range(30)]
    bucket.put(key(), log(*records))
    seen = []

    def fault(request):
        if request.is_listing:
            return None
        seen.append(request)
        return faults.cut(20_000) if len(seen) == 1 else faults.refuse(403, "AccessDenied")

    proxy.fault = fault
    first = hunt.imports(bucket.path())
    assert 0 < first["events_new"] < 30 and first["problems"]
    proxy.fault = None
    assert hunt.imports(bucket.path())["events_new"] == 30 - first["events_new"]
    assert hunt.rows("SELECT count(*) FROM sightings") == [(30,)]


def test_an_object_that_changes_under_way_is_left_to_the_next_import(bucket, hunt, proxy):
    bucket.put(key(), log(record(1)))

    def replace(handler, answer, body):
        bucket.put(key(), log(record(1), record(2)))
        handler.answer(answer.status, [], body)

    def fault(request):
        return replace if request.is_listing and "delimiter" not in request.query else None

    proxy.fault = fault
    summary = hunt.imports(bucket.path())
    assert summary["events_new"] == 0
    assert "changed since it was listed" in summary["problems"][0]["reason"]
    proxy.fault = None
    assert hunt.imports(bucket.path())["events_new"] == 2


def test_a_prefix_that_is_denied_is_reported_and_the_rest_read(bucket, hunt, proxy):
    for account in ("111111111111", "222222222222", "333333333333"):
        bucket.put(key(account), log(record(account)))
    denied = faults.refuse(403, "AccessDenied", "Access Denied")
    proxy.fault = lambda r: denied if "222222222222" in r.query.get("prefix", "") else None
    result = hunt.run("--json", "--strict", bucket.path())
    assert result.returncode == 4
    summary = json.loads(result.stdout)
    assert (summary["events_new"], summary["files_failed"]) == (2, 1)
    assert summary["problems"][0]["file"].endswith("/222222222222/CloudTrail/")
    assert "AccessDenied" in summary["problems"][0]["reason"]
    # The place, AWSLogs, three accounts, their trails and two regions: nothing twice.
    assert len(proxy.listings()) == 10


DENIED = faults.refuse(403, "AccessDenied", "Access Denied")


@pytest.mark.parametrize("end", ["AWSLogs", "AWSLogs/", ""])
def test_a_place_that_is_denied_is_named_and_the_others_are_read(bucket, client, hunt, proxy, end):
    other = Bucket(client)
    bucket.put(key(), log(record(1)))
    other.put(key(), log(record(2)))
    proxy.fault = lambda r: DENIED if r.path.startswith(f"/{other.name}") else None
    summary = hunt.imports(other.path(end), "s3://no-such-bucket-here/" + end, bucket.path(end))
    assert summary["events_new"] == 1
    places = [(p["file"].rstrip("/"), p["reason"]) for p in summary["problems"]]
    assert places == [(other.path(end).rstrip("/"), places[0][1]),
                      (f"s3://no-such-bucket-here/{end}".rstrip("/"), places[1][1])]
    assert "AccessDenied" in places[0][1] and "NoSuchBucket" in places[1][1]
    assert hunt.run("--strict", other.path(end), bucket.path(end)).returncode == 4
    # What is outdated is told no longer.
    proxy.fault = None
    assert hunt.imports(other.path(end))["events_new"] == 1
    assert hunt.rows("SELECT count(*) FROM import_problems "
                     f"WHERE path LIKE '{other.path()}%'") == [(0,)]


@pytest.mark.parametrize("end", ["AWSLogs", "AWSLogs/"])
def test_where_nothing_can_be_listed_the_import_fails_and_makes_no_store(bucket, hunt, proxy, end):
    bucket.put(key(), log(record(1)))
    proxy.fault = lambda r: DENIED
    result = hunt.run("--json", bucket.path(end))
    assert result.returncode == 1
    assert bucket.path(end) in result.stderr and "nothing could be listed" in result.stderr
    assert result.stderr.count("AccessDenied") == 1
    assert hunt.run("--quiet", bucket.path(end)).stderr.count("AccessDenied") == 1
    assert json.loads(result.stdout)["files_failed"] == 1
    assert not os.path.exists(hunt.store)
    proxy.fault = None
    hunt.imports(bucket.path(end))
    proxy.fault = lambda r: DENIED
    assert hunt.run(bucket.path(end)).returncode == 1
    assert hunt.rows("SELECT count(*) FROM import_problems") == [(1,)]


def test_who_may_not_list_an_account_reads_its_trail_and_is_told(bucket, hunt, proxy):
    bucket.put(key(), log(record(1)))
    bucket.put("AWSLogs/111111111111/copy.json.gz", log(record(2)))
    proxy.fault = lambda r: DENIED if r.query.get("prefix") == "AWSLogs/111111111111/" else None
    result = hunt.run("--json", bucket.path("AWSLogs/"))
    summary = json.loads(result.stdout)
    assert (result.returncode, summary["events_new"], summary["problems"]) == (0, 1, [])
    assert len(summary["notes"]) == 1 and "AWSLogs/111111111111/" in result.stderr


def test_who_may_list_the_folder_need_not_list_what_begins_like_it(bucket, hunt, proxy):
    bucket.put(key(), log(record(1)))
    proxy.fault = lambda r: DENIED if r.query.get("prefix") == "AWSLogs" else None
    summary = hunt.imports(bucket.path("AWSLogs"))
    assert (summary["events_new"], summary["problems"]) == (1, [])


@pytest.mark.parametrize("end", ["AWSLogs", "AWSLogs/"])
def test_ctrl_c_ends_an_import_whose_server_does_not_answer(hunt, end):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        program = subprocess.Popen(
            [BINARY, "import", "--db", hunt.store, "s3://b/" + end], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**hunt.environment, "AWS_ENDPOINT_URL": url})
        connection, _ = server.accept()
        time.sleep(0.2)
        start = time.monotonic()
        program.send_signal(signal.SIGINT)
        assert program.wait(timeout=60) == 130
        assert time.monotonic() - start < 3
        connection.close()


def test_ctrl_c_ends_an_import_whose_objects_do_not_come(bucket, hunt, proxy):
    fill(bucket, count=3)
    stalled, done = threading.Event(), threading.Event()

    def stall(handler, answer, body):
        stalled.set()
        done.wait(60)

    proxy.fault = lambda request: None if request.is_listing else stall
    program = subprocess.Popen(
        [BINARY, "import", "--db", hunt.store, bucket.path()], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env=hunt.environment)
    assert stalled.wait(60)
    start = time.monotonic()
    program.send_signal(signal.SIGINT)
    assert program.wait(timeout=60) == 130
    assert time.monotonic() - start < 10
    done.set()
    proxy.fault = None
    assert hunt.imports(bucket.path())["events_new"] == 3
    assert hunt.rows("SELECT count(*) FROM import_problems") == [(0,)]


def test_a_bucket_that_is_not_there_is_an_error_that_says_so(hunt):
    result = hunt.run("s3://no-such-bucket-here/AWSLogs/")
    assert result.returncode == 1
    assert "NoSuchBucket" in result.stderr and "no-such-bucket-here" in result.stderr


def test_a_bucket_elsewhere_is_asked_in_its_own_region(bucket, hunt, proxy):
    bucket.put(key(), log(record(1)))

    def elsewhere(handler, answer, body):
        handler.answer(400, [("x-amz-bucket-region", "eu-central-1")],
                       faults.ERROR.format("AuthorizationHeaderMalformed", "wrong region").encode())

    def fault(request):
        return None if "/eu-central-1/s3/" in request.header("authorization") else elsewhere

    proxy.fault = fault
    assert hunt.imports(bucket.path())["events_new"] == 1
    assert sum("/us-east-1/s3/" in r.header("authorization") for r in proxy.requests) == 1


def expired(request):
    isOld = request.header("x-amz-security-token") == "old"
    return faults.refuse(400, "ExpiredToken", "The provided token has expired.") if isOld else None


def test_expired_credentials_are_read_from_the_file_again(bucket, hunt, proxy):
    fill(bucket)
    path = hunt.folder / "credentials"

    def write(token):
        beside = hunt.folder / "beside"
        beside.write_text("[default]\naws_access_key_id = A\naws_secret_access_key = S\n"
                          f"aws_session_token = {token}\n")
        beside.rename(path)

    def fault(request):
        if not request.is_listing:
            # Somebody logs in again while the import is under way.
            write("new")
            return expired(request)
        return None

    write("old")
    proxy.fault = fault
    summary = hunt.imports(bucket.path(), AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None,
                           AWS_SHARED_CREDENTIALS_FILE=str(path))
    assert summary["events_new"] == 20 and summary["problems"] == []


def test_expired_credentials_without_new_ones_end_in_a_clear_error(bucket, hunt, proxy):
    fill(bucket, count=1)
    proxy.fault = expired
    result = hunt.run("--json", bucket.path(), AWS_SESSION_TOKEN="old")
    assert "ExpiredToken" in result.stdout + result.stderr
    assert len(proxy.requests) < 5


def test_the_aws_cli_is_asked_for_what_it_alone_knows(bucket, hunt, proxy):
    fill(bucket)
    folder = hunt.folder / "bin"
    folder.mkdir()
    program = folder / "aws"
    program.write_text(f"""#!/bin/sh
echo "$@" >>{hunt.folder}/calls
token=$(cat {hunt.folder}/token)
echo new >{hunt.folder}/token
cat <<END
{{"Version": 1, "AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "s", "SessionToken": "$token",
 "Expiration": "2099-01-01T00:00:00+00:00"}}
END
""")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (hunt.folder / "token").write_text("old\n")
    (hunt.folder / "config").write_text(
        "[profile hunt er]\nsso_session = x\nregion = eu-west-1\n[profile other]\nregion = x\n")
    proxy.fault = expired
    summary = hunt.imports(
        "--profile", "hunt er", bucket.path(), AWS_CONFIG_FILE=str(hunt.folder / "config"),
        PATH=f"{folder}:{hunt.environment['PATH']}")
    assert summary["events_new"] == 20
    assert "export-credentials --format process --profile hunt er" in (
        hunt.folder / "calls").read_text()
    last = proxy.requests[-1]
    assert last.header("x-amz-security-token") == "new"
    assert "/eu-west-1/s3/" in last.header("authorization")


def test_without_credentials_the_error_says_what_to_do(bucket, hunt):
    result = hunt.run(bucket.path(), AWS_ACCESS_KEY_ID=None, PATH="/nowhere")
    assert result.returncode == 1 and "--no-sign-request" in result.stderr
    assert hunt.run("--profile", "nobody", bucket.path()).returncode == 1
    assert hunt.run("--profile", "x", "/tmp").returncode == 2
    assert hunt.run("s3:///key").returncode == 2


def test_an_open_bucket_is_read_unsigned(bucket, hunt, proxy):
    fill(bucket, count=2)
    bucket.client.put_bucket_acl(Bucket=bucket.name, ACL="public-read")
    for number in range(2):
        bucket.client.put_object_acl(Bucket=bucket.name, Key=key(name=f"{number:03}"),
                                     ACL="public-read")
    summary = hunt.imports("--no-sign-request", bucket.path(), AWS_ACCESS_KEY_ID=None)
    assert summary["events_new"] == 2
    assert all(r.header("authorization") is None for r in proxy.requests)
