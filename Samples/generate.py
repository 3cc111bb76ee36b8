#!/usr/bin/env python3
"""Writes the sample logs: two weeks of three accounts, with a story in them (see README.md).

The same seed gives the same records. --check compares what would be written with what is there.
"""

import argparse
import gzip
import json
import pathlib
import sys
import tempfile
from datetime import datetime, timedelta, timezone

from cloudtrail_events import ACCOUNTS, REGIONS, Maker, subnet
from story import story

START = datetime(2026, 11, 9, tzinfo=timezone.utc)
DAYS = 14
AGENTS = ["aws-cli/2.17.0 md/awscrt#0.20.11", "Boto3/1.34.0 md/Botocore#1.34.0", "console.amazonaws.com"]
ROUTINE = [
    ("ec2.amazonaws.com", "DescribeInstances", {"instancesSet": {}, "filterSet": {}}),
    ("ec2.amazonaws.com", "DescribeVolumes", {"volumeSet": {}, "filterSet": {}}),
    ("ec2.amazonaws.com", "CreateTags", {"resourcesSet": {"items": [{"resourceId": "vol-0example"}]}}),
    ("sts.amazonaws.com", "AssumeRole", {"roleSessionName": "session", "durationSeconds": 3600}),
    ("s3.amazonaws.com", "ListBuckets", {"Host": "s3.amazonaws.com"}),
    ("kms.amazonaws.com", "Decrypt", {"encryptionAlgorithm": "SYMMETRIC_DEFAULT"}),
    ("signin.amazonaws.com", "ConsoleLogin", None),
    ("logs.amazonaws.com", "DescribeLogGroups", {"limit": 50}),
]


def routine(maker):
    """The traffic that every account has, a few records an hour and region."""
    records = []
    for account in ACCOUNTS.values():
        for region in REGIONS:
            for hour in range(DAYS * 24):
                for _ in range(maker.random.choice([0, 0, 0, 0, 1, 1])):
                    time = START + timedelta(hours=hour, seconds=maker.random.randrange(3600))
                    source, name, request = maker.random.choice(ROUTINE)
                    identity = maker.random.choice([
                        maker.role(account, "ci-runner", "build"),
                        maker.user(account, "developer-1", mfa="true"),
                    ])
                    records.append(maker.record(
                        time, region, account, identity, source, name, request, None,
                        f"203.0.113.{maker.random.randrange(1, 30)}", maker.random.choice(AGENTS)))
    return records


def path_of(root, account, region, time, unique, kind="CloudTrail"):
    minute = time.strftime("%Y%m%dT%H%MZ")
    name = f"{account}_{kind}_{region}_{minute}_{unique}.json.gz"
    return root / account / kind / region / time.strftime("%Y/%m/%d") / name


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def packed(document):
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    return gzip.compress(text, compresslevel=9, mtime=0)


def generate(out, seed):
    maker = Maker(seed)
    records = routine(maker) + story(maker, START)
    records.sort(key=lambda record: (record["eventTime"], record["eventID"]))
    # A file holds half a day of an account and region; AWS delivers it some minutes later.
    files = {}
    for record in records:
        time = datetime.fromisoformat(record["eventTime"].replace("Z", "+00:00"))
        slot = time.replace(hour=time.hour // 12 * 12, minute=0, second=0)
        key = (record["recipientAccountId"], record["awsRegion"], slot)
        files.setdefault(key, []).append(record)
    root = out / "AWSLogs"
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz0123456789"
    missing = {(ACCOUNTS["dev"], "eu-west-1", START + timedelta(days=5, hours=12))}
    for (account, region, slot), batch in sorted(files.items(), key=lambda item: item[0]):
        if (account, region, slot) in missing:
            continue
        delivered = slot + timedelta(hours=12, minutes=maker.random.randrange(5, 15))
        unique = "".join(maker.random.choice(alphabet) for _ in range(16))
        write(path_of(root, account, region, delivered, unique), packed({"Records": batch}))
        again = [record for record in batch if maker.random.random() < 0.02]
        if again:
            unique = "".join(maker.random.choice(alphabet) for _ in range(16))
            later = delivered + timedelta(minutes=5)
            write(path_of(root, account, region, later, unique), packed({"Records": again}))
    damaged(maker, root)
    digest(maker, root)


def damaged(maker, root):
    """A file whose download broke off: its first records can still be read."""
    account, region, time = ACCOUNTS["dev"], "us-east-1", START + timedelta(days=12, hours=3)
    batch = [
        maker.record(
            time, region, account, maker.role(account, "ci-runner", "build"), "ec2.amazonaws.com",
            "RunInstances", maker.request(1, 1, "t3.medium", subnet(account, region)),
            maker.launched(time, region, account, 1, "t3.medium", subnet(account, region)),
            "203.0.113.10", AGENTS[1], read_only=False)
        for _ in range(12)
    ]
    data = packed({"Records": batch})
    write(path_of(root, account, region, time, "TRUNCATEDxxxxxxx"), data[: len(data) * 6 // 10])


def digest(maker, root):
    """CloudTrail's integrity digest, which lies beside the logs and holds no events."""
    account, region, time = ACCOUNTS["prod"], "us-east-1", START + timedelta(days=1)
    document = {
        "awsAccountId": account,
        "digestStartTime": "2026-11-09T23:00:00Z",
        "digestEndTime": "2026-11-10T00:00:00Z",
        "digestS3Bucket": "example-trail",
        "digestS3Object": "AWSLogs/example-digest.json.gz",
        "newestEventTime": "2026-11-09T23:59:58Z",
        "digestSignatureAlgorithm": "SHA256withRSA",
        "logFiles": [{"s3Bucket": "example-trail", "s3Object": "AWSLogs/example.json.gz",
                      "hashValue": maker.hex(64), "hashAlgorithm": "SHA-256"}],
    }
    write(path_of(root, account, region, time, "DIGESTxxxxxxxxxx", "CloudTrail-Digest"), packed(document))


def contents(root):
    """What the files hold, compression aside, but for the one that cannot be unpacked."""
    found = {}
    for path in sorted(root.rglob("*.gz")):
        data = path.read_bytes()
        # Compressed bytes may differ between versions of zlib; a truncated file has no others.
        found[str(path.relative_to(root))] = None if "TRUNCATED" in path.name else gzip.decompress(data)
    return found


def main():
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, default=here, help="where AWSLogs goes")
    parser.add_argument("--seed", type=int, default=20261109)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args()
    if not options.check:
        generate(options.out, options.seed)
        return
    with tempfile.TemporaryDirectory() as scratch:
        generate(pathlib.Path(scratch), options.seed)
        fresh = contents(pathlib.Path(scratch) / "AWSLogs")
        there = contents(options.out / "AWSLogs")
    if fresh != there:
        different = [name for name in fresh.keys() | there.keys() if fresh.get(name) != there.get(name)]
        sys.exit(f"{len(different)} sample files differ from their generator, first {min(different)}")
    print(f"{len(there)} sample files are what their generator writes")


if __name__ == "__main__":
    main()
