#!/usr/bin/env python3
"""Writes a seeded benchmark corpus in S3 layout: mixed CloudTrail records, few of them launches."""

import argparse
import gzip
import json
import multiprocessing
import os
import pathlib
import random
import re
import sys
import uuid
from datetime import datetime, timedelta, timezone

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Samples"))
from cloudtrail_events import ACCOUNTS, REGIONS, Maker, subnet  # noqa: E402
from generate import AGENTS, ROUTINE  # noqa: E402

MARK = "00000000-0000-0000-0000-000000000000"
INSTANCE = re.compile(r'"instanceId":"i-0[0-9a-f]{16}"')
INSTANCE_MARK = "i-00000000000000000"


def templates(maker, launches):
    """Rendered records whose identifiers are MARK, to be filled in by the thousand."""
    time = datetime(2026, 11, 1, tzinfo=timezone.utc)
    texts = []
    for _ in range(200):
        account, region = maker.random.choice(list(ACCOUNTS.values())), maker.random.choice(REGIONS)
        identity = maker.role(account, f"role-{maker.random.randrange(40)}", maker.hex(12))
        address = f"192.0.2.{maker.random.randrange(256)}"
        if launches:
            place = subnet(account, region, maker.random.randrange(8))
            kind = maker.random.choice(["t3.large", "m6i.xlarge", "c6i.2xlarge", "g5.xlarge"])
            tags = [(f"tag-{n}", maker.hex(60)) for n in range(19)]
            request = maker.request(1, 1, kind, place, tags=tags)
            response = maker.launched(time, region, account, 1, kind, place)
            record = maker.record(time, region, account, identity, "ec2.amazonaws.com",
                                  "RunInstances", request, response, address, AGENTS[1],
                                  read_only=False)
        else:
            source, name, request = maker.random.choice(ROUTINE)
            request = dict(request or {}, marker=maker.hex(maker.random.randrange(20, 400)))
            record = maker.record(time, region, account, identity, source, name, request, None,
                                  address, maker.random.choice(AGENTS))
        record["eventID"] = record["requestID"] = MARK
        text = json.dumps(record, separators=(",", ":"))
        texts.append(INSTANCE.sub(f'"instanceId":"{INSTANCE_MARK}"', text))
    return texts


def write_file(task):
    """Writes file `number`, whatever process it falls to; gives the bytes of its JSON."""
    number, options = task
    if not POOLS:
        maker = Maker(options.seed)
        POOLS.extend([templates(maker, False), templates(maker, True)])
    ordinary, launches = POOLS
    source = random.Random(options.seed * 1_000_003 + number)
    # Half a second passes between two events, and none of a file's are in another's hours.
    time = datetime(2026, 11, 1, tzinfo=timezone.utc) + timedelta(
        seconds=number * options.file_megabytes * 400)
    begun, parts, size = time, [], 0
    while size < options.file_megabytes * 1_000_000:
        pool = launches if source.random() < options.launch_share else ordinary
        identifier = str(uuid.UUID(int=source.getrandbits(128)))
        time += timedelta(milliseconds=500)
        text = source.choice(pool).replace(MARK, identifier).replace(
            INSTANCE_MARK, "i-0" + identifier.replace("-", "")[:16]).replace(
            "2026-11-01T00:00:00Z", time.strftime("%Y-%m-%dT%H:%M:%SZ"), 1)
        parts.append(text)
        size += len(text) + 1
    account, region = list(ACCOUNTS.values())[number % 3], REGIONS[number % 4]
    folder = options.out / "AWSLogs" / account / "CloudTrail" / region / begun.strftime("%Y/%m/%d")
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{account}_CloudTrail_{region}_{time:%Y%m%dT%H%MZ}_{number:016d}.json.gz"
    document = ('{"Records":[' + ",".join(parts) + "]}").encode()
    (folder / name).write_bytes(gzip.compress(document, compresslevel=options.level, mtime=0))
    return len(document)


# A process's templates of records.
POOLS = []


def write(options):
    """Writes as many files as make the megabytes, several at a time; the seed decides them all."""
    count = max(1, round(options.megabytes / options.file_megabytes))
    tasks = ((number, options) for number in range(options.first_file, options.first_file + count))
    with multiprocessing.Pool(os.cpu_count()) as pool:
        total = sum(pool.imap_unordered(write_file, tasks, chunksize=1))
    print(f"{count} files, {total} bytes of JSON")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--megabytes", type=float, default=1000, help="JSON in all")
    parser.add_argument("--file-megabytes", type=float, default=10, help="JSON in a file")
    parser.add_argument("--launch-share", type=float, default=0.002)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first-file", type=int, default=0, help="number of the first file")
    parser.add_argument("--level", type=int, default=6, help="of compression; S3 has about 6")
    write(parser.parse_args())


if __name__ == "__main__":
    main()
