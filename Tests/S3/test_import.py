"""What an import from S3 reads, and what it leaves alone."""

import pathlib
import subprocess

import pytest
from conftest import BINARY, SAMPLES, key, log, record

# Everything that an import stores, in an order of its own; {0} is what paths begin with.
CONTENT = """
    SELECT event_id, hex(content_sha256), principal, outcome, requested_max, launched_count, record_json
      FROM launch_events INNER JOIN event_records USING (launch_id) ORDER BY 1, 2;
    SELECT event_id, substr(path, length('{0}') + 1), record_number FROM event_sightings ORDER BY 1, 2, 3;
    SELECT substr(path, length('{0}') + 1), size_bytes, sha256, status, format, log_account_id,
      log_region, delivered_ms, records, run_instances FROM source_files ORDER BY 1;
    SELECT substr(path, length('{0}') + 1), record_number, reason FROM import_problems ORDER BY 1, 2, 3
    """


def content(hunt, store, start):
    return [hunt.rows(sql, store) for sql in CONTENT.format(start).split(";")]


def test_a_bucket_gives_what_the_same_files_on_disk_give(samples, hunt, tmp_path):
    summary = hunt.imports(samples.path())
    other = str(tmp_path / "disk.db")
    logs = [str(path) for path in SAMPLES.glob("*/CloudTrail")]
    subprocess.run([BINARY, "import", "--quiet", "--db", other, *logs], check=True,
                   capture_output=True)
    assert summary["events_new"] == 421
    mine = content(hunt, hunt.store, samples.path())
    assert mine == content(hunt, other, str(SAMPLES.parent) + "/")


def test_a_second_import_fetches_only_what_is_new_or_changed(bucket, hunt, proxy):
    for name in "abc":
        bucket.put(key(name=name), log(record(name)))
    assert hunt.imports(bucket.path())["events_new"] == 3
    bucket.put(key(name="b"), log(record("b"), record("b2")))
    bucket.put(key(name="d"), log(record("d")))
    proxy.requests.clear()
    summary = hunt.imports(bucket.path())
    assert (summary["files_unchanged"], summary["files_imported"]) == (2, 2)
    assert (summary["events_new"], summary["events_known"]) == (2, 1)
    assert sorted(r.key[-9:] for r in proxy.objects()) == ["b.json.gz", "d.json.gz"]


def test_the_ledger_knows_bucket_key_etag_and_size(bucket, hunt):
    bucket.put(key(), log(record(1)))
    hunt.imports(bucket.path())
    head = bucket.client.head_object(Bucket=bucket.name, Key=key())
    assert hunt.rows("SELECT path, etag, size_bytes, modified_ns / 1000000000 FROM source_files") == [
        (bucket.path(key()), head["ETag"], head["ContentLength"],
         int(head["LastModified"].timestamp()))]


def test_a_rewritten_object_with_the_same_bytes_is_no_news(bucket, hunt):
    bucket.put(key(), log(record(1)))
    hunt.imports(bucket.path())
    # In parts it has another ETag.
    upload = bucket.client.create_multipart_upload(Bucket=bucket.name, Key=key())["UploadId"]
    part = bucket.client.upload_part(Bucket=bucket.name, Key=key(), UploadId=upload, PartNumber=1,
                                     Body=log(record(1)))
    bucket.client.complete_multipart_upload(
        Bucket=bucket.name, Key=key(), UploadId=upload,
        MultipartUpload={"Parts": [{"ETag": part["ETag"], "PartNumber": 1}]})
    first = hunt.imports(bucket.path())
    assert (first["files_unchanged"], first["events_new"]) == (1, 0)
    assert first["bytes_read"] > 0
    assert hunt.imports(bucket.path())["bytes_read"] == 0


def test_a_few_days_of_one_account_and_region_take_one_listing(bucket, hunt, proxy):
    days = [f"2026/11/{day:02}" for day in range(1, 31)]
    for account in ("111111111111", "222222222222"):
        for region in ("us-east-1", "eu-west-1"):
            for day in days:
                bucket.put(key(account, region, day), log(record(
                    f"{account}{region}{day}", eventTime=day.replace("/", "-") + "T08:00:00Z")))
    summary = hunt.imports("--account", "222222222222", "--region", "eu-west-1", "--since",
                           "2026-11-10", "--until", "2026-11-13", bucket.path("AWSLogs/"))
    # The 13th has a folder of its own that may hold what happened late on the 12th.
    assert (summary["files_seen"], summary["events_new"]) == (4, 3)
    first, *rest = proxy.listings()
    assert first.query["delimiter"] == "/" and len(rest) == 1
    assert rest[0].query["prefix"] == "AWSLogs/222222222222/CloudTrail/eu-west-1/"
    assert rest[0].query["start-after"].endswith("/2026/11/10")


def test_organizations_and_prefixes_are_understood(bucket, hunt, proxy):
    root = "security/AWSLogs/o-abc123/"
    logs = [key(account, region, root=root).replace("AWSLogs/o-abc123/AWSLogs", "AWSLogs/o-abc123")
            for account in ("111111111111", "222222222222") for region in ("us-east-1", "sa-east-1")]
    for number, name in enumerate(logs):
        bucket.put(name, log(record(number)))
    for other in ("Config", "vpcflowlogs", "CloudTrail-Digest"):
        bucket.put(f"{root}111111111111/{other}/us-east-1/2026/11/20/x.gz", b"no log of ours")
    assert hunt.imports(bucket.path("security"))["events_new"] == 4
    assert sorted(r.key.split("/", 2)[2] for r in proxy.objects()) == sorted(logs)
    store, hunt.store = hunt.store, hunt.store + ".2"
    assert hunt.imports("--account", "111111111111", bucket.path("security/AWSLogs"))["events_new"] == 2
    hunt.store = store + ".3"
    proxy.requests.clear()
    one = f"{root}222222222222/CloudTrail/sa-east-1/2026"
    assert hunt.imports(bucket.path(one))["events_new"] == 1
    assert len(proxy.objects()) == 1


def test_one_object_and_a_folder_without_layout_are_read(bucket, hunt):
    bucket.put("export/one.json", b'{"Records":[]}')
    bucket.put("export/one.json.gz", log(record(1)))
    bucket.put("export/deep/two.json.gz", log(record(2)))
    bucket.put("exports-of-others.gz", log(record(3)))
    bucket.put("export/folder/", b"")
    summary = hunt.imports(bucket.path("export/one.json.gz"))
    assert (summary["files_seen"], summary["events_new"]) == (1, 1)
    summary = hunt.imports(bucket.path("export"))
    assert (summary["files_seen"], summary["events_new"]) == (3, 1)


def test_keys_with_spaces_signs_and_unicode_are_read(bucket, hunt):
    names = ["a b+c", "é", "日本/語", "a%20b", "x=1&y=2?#;", "~tilde!*'()", "dots/../up", "a//b",
             "quote\"<&>", "😀", "tab\there", "back\\slash", "."]
    for number, name in enumerate(names):
        bucket.put(f"odd keys/{name}.json", log(record(number)))
    assert hunt.imports(bucket.path("odd keys"))["events_new"] == len(names)
    paths = {path for path, in hunt.rows("SELECT path FROM source_files")}
    assert paths == {bucket.path(f"odd keys/{name}.json") for name in names}


@pytest.mark.slow
def test_ten_thousand_objects_are_listed_in_pages_and_read_once(bucket, hunt, proxy):
    bucket.put_many((f"{number % 7}/{number:05}.json.gz", log(record(number)))
                    for number in range(10_000))
    summary = hunt.imports("--jobs", "4", bucket.path())
    assert (summary["files_seen"], summary["events_new"]) == (10_000, 10_000)
    assert len(proxy.objects()) == 10_000
    pages = [r for r in proxy.listings() if "delimiter" not in r.query]
    assert len(pages) == 10
    again = hunt.imports(bucket.path())
    assert (again["files_unchanged"], again["bytes_read"]) == (10_000, 0)


def test_files_and_buckets_can_be_mixed(bucket, hunt, tmp_path):
    (tmp_path / "log.gz").write_bytes(log(record(1)))
    bucket.put("log.gz", log(record(1), record(2)))
    summary = hunt.imports(str(tmp_path / "log.gz"), bucket.path())
    assert (summary["events_new"], summary["events_known"]) == (2, 1)


@pytest.mark.slow
def test_the_number_of_readers_does_not_change_the_store(samples, hunt):
    stores = []
    for jobs in ("1", "3", "40"):
        hunt.store = str(pathlib.Path(hunt.folder) / f"{jobs}.db")
        hunt.imports("--jobs", jobs, samples.path())
        stores.append(hunt.rows("SELECT * FROM launch_events ORDER BY launch_id"))
    assert stores[0] == stores[1] == stores[2]


def test_a_dry_run_reads_and_writes_nothing(bucket, hunt):
    bucket.put(key(), log(record(1)))
    assert hunt.imports("--dry-run", bucket.path())["events_new"] == 1
    assert not pathlib.Path(hunt.store).exists()
