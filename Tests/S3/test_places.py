"""Where an import from S3 looks for logs: everywhere, or by account, region and day."""

import json

import pytest
from conftest import key, log, record

OTHERS = ["Config", "vpcflowlogs", "CloudTrail-Digest", "elasticloadbalancing"]


def fill(bucket, names):
    for name in names:
        bucket.put(name, log(record(name)))


def ids(hunt):
    return {event.removeprefix("event-") for event, in hunt.rows("SELECT event_id FROM launch_events")}


def beside(account="111111111111"):
    """Logs beside the layout and at each of its levels."""
    return ["0.json.gz", "AWSLog", "AWSLogs.json.gz", "AWSLogs0", "exports/x.json.gz", "exports/deep/er/y.json.gz",
            "zebra", "AWSLogs/stray.json.gz", "AWSLogs/mystuff/x.json.gz", f"AWSLogs/{account}/stray.json.gz",
            f"AWSLogs/{account}/copies/x.json.gz", f"AWSLogs/{account}/CloudTrail/stray.json.gz",
            f"AWSLogs/{account}/CloudTrail/us-east-1/stray.json.gz", "AWSLogs/o-abc/stray.json.gz",
            "AWSLogs/\uffff/x.json.gz", "AWSLogs/😀.json.gz"]


@pytest.mark.parametrize("place", ["", "top", "top/"])
def test_without_a_choice_every_key_is_read_wherever_it_lies(bucket, hunt, place):
    root = place.rstrip("/") + "/" if place else ""
    names = [key(root=r) for r in ("", "prod/", "a/b/c/d/", "o-abc/")] + [
        key("222222222222", root="AWSLogs/o-abc/").replace("o-abc/AWSLogs", "o-abc"), *beside()]
    names = [root + name for name in names]
    fill(bucket, names)
    for other in OTHERS:
        for above in ("", "prod/"):
            bucket.put(f"{root}{above}AWSLogs/111111111111/{other}/us-east-1/2026/11/20/x.gz", b"no log of ours")
    summary = hunt.imports(bucket.path(place))
    assert ids(hunt) == set(names)
    assert (summary["files_seen"], summary["notes"], summary["problems"]) == (len(names), [], [])
    assert hunt.imports(bucket.path(place))["files_unchanged"] == len(names)


def test_empty_names_of_folders_hide_nothing(bucket, hunt):
    names = ["/" + key(), "a//" + key(), "AWSLogs//" + key()[8:], key(root="o-abc/"), "//x.json.gz"]
    fill(bucket, names)
    hunt.imports(bucket.path())
    assert ids(hunt) == set(names)


def test_another_services_folder_is_read_when_it_is_named(bucket, hunt):
    name = "AWSLogs/111111111111/Config/x.json.gz"
    fill(bucket, [name, key()])
    hunt.imports(bucket.path("AWSLogs/111111111111/Config"))
    assert ids(hunt) == {name}


@pytest.mark.slow
def test_more_keys_than_a_page_beside_the_layout_are_read(bucket, hunt, proxy):
    names = [key()] + [f"{start}{number:04}.json.gz" for number in range(1100) for start in ("0/", "9", "b")]
    bucket.put_many((name, log(record(name))) for name in names)
    assert hunt.imports(bucket.path())["events_new"] == len(names)
    assert len(proxy.objects()) == len(names)
    assert len(proxy.listings()) < 12
