"""Where an import from S3 looks for logs: everywhere, or by account, region and day."""

import json
import os

import pytest
from conftest import Bucket, key, log, record
from faults import refuse

OTHERS = ["Config", "vpcflowlogs", "CloudTrail-Digest", "elasticloadbalancing"]


def fill(bucket, names):
    for name in names:
        bucket.put(name, log(record(name)))


def ids(hunt):
    return {event.removeprefix("event-") for event, in hunt.rows("SELECT event_id FROM launch_events")}


def beside(account="111111111111"):
    """Logs beside the layout and at each of its levels."""
    return ["0.json.gz", "AWSLog", "AWSLogs.json.gz", "AWSLogs0", "exports/x.json.gz",
            "exports/deep/er/y.json.gz", "zebra", "AWSLogs/stray.json.gz",
            "AWSLogs/mystuff/x.json.gz", f"AWSLogs/{account}/stray.json.gz",
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
            bucket.put(f"{root}{above}AWSLogs/111111111111/{other}/us-east-1/2026/x.gz", b"none of ours")
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


DAY = ("--since", "2026-11-20", "--until", "2026-11-21")


def days(bucket, root, count=30):
    """A month of logs, of which one day is looked for."""
    for day in range(1, count + 1):
        event = record(f"{root}{day}", eventTime=f"2026-11-{day:02}T08:00:00Z")
        bucket.put_many([(key(day=f"2026/11/{day:02}", root=root), log(event))])


@pytest.mark.parametrize("place", ["", "security", "security/"])
def test_a_day_of_a_trail_under_a_prefix_takes_a_few_listings(bucket, hunt, proxy, place):
    days(bucket, "security/")
    summary = hunt.imports(*DAY, bucket.path(place))
    assert (summary["files_seen"], ids(hunt), summary["notes"]) == (2, {"security/20"}, [])
    assert len(proxy.listings()) <= 5
    assert all({"delimiter", "start-after", "max-keys"} & set(r.query) for r in proxy.listings())


def test_a_day_of_several_trails_is_read_and_what_is_beside_them_named(bucket, hunt, proxy):
    roots = ["", "prod/", "tenants/a/", "tenants/b/", "one/two/three/"]
    for root in roots:
        days(bucket, root)
    fill(bucket, ["exports/2026/11/20/x.json.gz", "tenants/c/x.json.gz", "prod/stray.json.gz", *beside()])
    bucket.put("marker/", b"")
    result = hunt.run("--json", *DAY, bucket.path())
    summary = json.loads(result.stdout)
    assert (result.returncode, ids(hunt), summary["problems"]) == (0, {root + "20" for root in roots}, [])
    (note,) = summary["notes"]
    assert note in result.stderr and note.startswith(bucket.path() + ": not read")
    for name in ("exports/", "tenants/c/", "AWSLogs/mystuff/"):
        assert name in note
    assert "one" not in note and "marker" not in note and "tenants/a" not in note
    assert not any(r.query["prefix"].startswith("exports/2026/11/20") for r in proxy.listings())
    assert "exports" not in hunt.run("--quiet", *DAY, bucket.path()).stderr
    # As the note says.
    hunt.imports(*DAY, bucket.path("exports"))
    assert "exports/2026/11/20/x.json.gz" in ids(hunt)


def test_a_named_prefix_without_a_trail_is_read_key_by_key(bucket, hunt):
    names = [f"exports/{name}.json.gz" for name in ("x", "a/y", "a/b/c/d/e/z")]
    fill(bucket, [*names, key()])
    assert hunt.imports(*DAY, bucket.path("exports"))["notes"] == []
    assert ids(hunt) == set(names)


def test_a_bucket_without_a_trail_is_not_walked_for_a_day(bucket, hunt, proxy):
    bucket.put_many((f"a/{n % 9}/b/c/{n}.json.gz", log(record(n))) for n in range(30))
    result = hunt.run("--json", *DAY, bucket.path())
    assert result.returncode == 1
    assert "name the folder that the logs lie in" in result.stderr and "a/" in result.stderr
    assert json.loads(result.stdout)["problems"][0]["file"] == bucket.path()
    assert proxy.objects() == []
    assert all("delimiter" in r.query for r in proxy.listings())
    # What lies at its top was seen anyway.
    bucket.put("top.json.gz", log(record("top")))
    assert len(hunt.imports(*DAY, bucket.path())["notes"]) == 1
    assert ids(hunt) == {"top"}


def test_the_search_for_trails_is_bounded(bucket, hunt, proxy):
    days(bucket, "")
    bucket.put_many((f"{a:03}/{b}/x.json.gz", b"") for a in range(150) for b in range(2))
    hunt.imports(*DAY, bucket.path())
    assert ids(hunt) == {"20"}
    assert len(proxy.listings()) <= 105


@pytest.mark.slow
def test_many_keys_before_a_trail_are_passed_over(bucket, hunt, proxy):
    days(bucket, "")
    days(bucket, "later/")
    bucket.put_many((f"2026-{number:05}", b"an access log") for number in range(5000))
    summary = hunt.imports(*DAY, bucket.path())
    assert ids(hunt) == {"20", "later/20"}
    assert "2026-00000 with 999 or more beside it" in summary["notes"][0]
    assert len(proxy.listings()) < 12


def test_a_folder_that_may_not_be_looked_into_is_a_problem_and_the_trail_is_read(bucket, hunt, proxy):
    days(bucket, "prod/")
    fill(bucket, ["secret/x.json.gz"])
    proxy.fault = lambda r: refuse(403, "AccessDenied") if r.query.get("prefix") == "secret/" else None
    summary = hunt.imports(*DAY, bucket.path())
    assert (ids(hunt), summary["notes"]) == ({"prod/20"}, [])
    assert summary["problems"][0]["file"] == bucket.path("secret/")


@pytest.mark.parametrize("choice", [(), DAY, ("--account", "111111111111", "--region", "us-east-1", *DAY)])
@pytest.mark.parametrize("typo", ["AWSLog", "AWSLog/", "AWSLogs/999999999999",
                                  "AWSLogs/111111111111/CloudTrail/x"])
def test_a_place_without_any_key_is_an_error_as_a_path_is(bucket, hunt, typo, choice):
    days(bucket, "")
    result = hunt.run("--json", *choice, bucket.path(typo))
    assert result.returncode == 1
    assert bucket.path(typo) in result.stderr and "there is no object" in result.stderr
    assert json.loads(result.stdout)["problems"][0]["file"] == bucket.path(typo)
    assert not os.path.exists(hunt.store)
    # The others are read all the same, and nothing of it stays in the store.
    result = hunt.run("--quiet", *choice, bucket.path(typo), bucket.path("AWSLogs"))
    assert result.returncode == 1 and "there is no object" in result.stderr
    assert "20" in ids(hunt) and hunt.rows("SELECT * FROM import_problems") == []


def test_an_empty_bucket_is_an_error(bucket, hunt):
    assert hunt.run(bucket.path()).returncode == 1


@pytest.mark.parametrize("place", ["", "AWSLogs", "AWSLogs/111111111111/CloudTrail/us-east-1"])
def test_a_day_without_logs_is_a_success(bucket, hunt, proxy, place):
    days(bucket, "", count=15)
    for choice in ((), ("--region", "us-east-1"), ("--account", "111111111111", "--region", "us-east-1")):
        summary = hunt.imports(*choice, *DAY, bucket.path(place))
        assert (summary["files_seen"], summary["problems"], summary["notes"]) == (0, [], [])


def test_a_folder_that_is_only_marked_is_a_success(bucket, hunt):
    bucket.put("AWSLogs/", b"")
    assert hunt.imports(bucket.path("AWSLogs"))["files_seen"] == 0


@pytest.mark.parametrize("root", ["AWSLogs/", "AWSLogs/o-abc/"])
@pytest.mark.parametrize("days", [(), DAY])
def test_accounts_and_regions_that_are_nowhere_are_named(bucket, hunt, root, days):
    for number, account in enumerate(("111111111111", "222222222222")):
        bucket.put(key(account, root=root).replace(root + "AWSLogs/", root), log(record(number)))

    def notes(*choice):
        return hunt.imports(*days, *choice, bucket.path())["notes"]

    assert notes("--account", "111111111111", "--region", "us-east-1") == []
    one = key("111111111111", root=root).replace(root + "AWSLogs/", root)
    assert hunt.imports("--account", "111111111111", "--region", "us-east-1", bucket.path(one))["notes"] == []
    (note,) = notes("--account", "111111111111", "--account", "333333333333")
    assert "333333333333" in note
    (note,) = notes("--account", "333333333333", "--region", "us-east-1")
    assert "333333333333" in note
    (note,) = notes("--region", "us-east-1", "--region", "us-esat-1")
    assert "us-esat-1" in note
    assert "us-esat-1" in hunt.run("--region", "us-esat-1", bucket.path("AWSLogs")).stderr


def test_an_account_of_one_place_is_not_missed_at_the_other(bucket, client, hunt):
    other = Bucket(client)
    bucket.put(key("111111111111"), log(record(1)))
    other.put(key("222222222222"), log(record(2)))
    other.put("copies/x.json.gz", log(record(3)))
    choice = ("--account", "111111111111", "--account", "222222222222")
    assert hunt.imports(*choice, bucket.path("AWSLogs"), other.path("AWSLogs"))["notes"] == []
    # Names that tell nothing may be of any account.
    assert hunt.imports("--account", "333333333333", other.path("copies"))["notes"] == []
