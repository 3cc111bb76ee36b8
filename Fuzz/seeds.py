#!/usr/bin/env python3
"""Writes the inputs that fuzzing begins with, a folder for each harness, and its dictionary.

They are made by the generator of the samples; logs of ../shared/real-logs are added where that
folder lies beside the checkout.
"""

import argparse
import base64
import bz2
import csv
import gzip
import io
import json
import lzma
import pathlib
import re
import sys
import tarfile
import zipfile
from datetime import datetime, timezone

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Samples"))
from cloudtrail_events import Maker  # noqa: E402
from generate import ROUTINE  # noqa: E402
from story import story  # noqa: E402

START = datetime(2026, 11, 9, tzinfo=timezone.utc)
TIMES = [
    "2026-11-20", "2026-11-20T08:00:00Z", "2026-11-20 08:00:00.123", "2026-11-20T10:00:00+02:00",
    "2016-12-31T23:59:60Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "2024-02-29t00:00:00z",
    "2026-W47", "2026-W53", "2026-11-20T08:00:00,5-0330",
    "111111111111_CloudTrail_us-east-1_20261120T0005Z_abcdefgh12345678.json.gz",
]
REQUESTS = [
    {"a": None, "b": "", "c": "-", "d": "none", "e": {}, "f": [], "g": {"h": [None]}},
    {"n": 1.0, "m": 1e21, "z": -0.0, "i": 123456789012345678901234567890, "t": True, "f": 0.001},
    {f"key{i}": i for i in range(30)},
    {"Aa": 1, "BB": 2, "\u00e9": "\ud83d\ude00", "x": "\ud800"},
]
WORDS = [
    "RunInstances", "ec2.amazonaws.com", "CloudTrailEvent", "event.original", "@message", "_raw",
    "eventJson", "@timestamp", "digestS3Object", "insightDetails", "logEvents", "AssumedRole",
    "AWSService", ":role/aws-service-role/", "Client.", "Server.", "instancesSet", "items",
    "networkInterfaceSet", "minCount", "maxCount", "subnetId", "instanceType", "2147483648",
    "9007199254740993", "9223372036854775808", "-1", "1e400", "none", "\\u0052", "\\ud800", "\\ud83d\\ude00",
    '{"Records":[', '"eventVersion"', '{"eventVersion"', "null", "true", "false",
]


def launches(count):
    """Launches of the samples, one of each shape first."""
    records = story(Maker(7), START)
    shapes = {}
    for record in records:
        text = json.dumps(record, separators=(",", ":"))
        key = re.sub(r'"[^"]*"(?!:)|[0-9]+', "", text)
        if key not in shapes or len(text) < len(shapes[key]):
            shapes[key] = text
    return sorted(shapes.values(), key=len)[:count]


def ordinary():
    maker = Maker(8)
    for source, name, request in ROUTINE:
        identity = maker.user("111111111111", "analyst", "true")
        yield json.dumps(maker.record(
            START, "us-east-1", "111111111111", identity, source, name, request, None,
            "192.0.2.1", "aws-cli/2"), separators=(",", ":"))


def small(record):
    """The record cut down to what a launch needs: short inputs are fast ones."""
    whole = json.loads(record)
    keys = ["eventVersion", "eventTime", "eventSource", "eventName", "eventID", "errorCode"]
    less = {key: whole[key] for key in keys if key in whole}
    less["userIdentity"] = {key: value for key, value in whole["userIdentity"].items()
                            if key in ("type", "arn", "userName")}
    less["requestParameters"] = {"instancesSet": whole["requestParameters"]["instancesSet"]}
    return json.dumps(less, separators=(",", ":"))


def tarred(text):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("a.json")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    return out.getvalue()


def zipped(text):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.json", text)
    return out.getvalue()


def table(records):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["eventid", "eventjson"])
    writer.writerows([[str(number), record] for number, record in enumerate(records)])
    return out.getvalue()


def data(text):
    return base64.b64encode(text).decode()


def containers(records):
    """The records in everything that may wrap them."""
    quoted = [json.dumps(record) for record in records]
    texts = [
        '{"Records":[' + ",".join(records) + "]}", "[" + ",".join(records) + "]", "\n".join(records),
        json.dumps(json.loads(records[0]), indent=1),
        '{"Events":[' + ",".join('{"CloudTrailEvent":' + q + "}" for q in quoted) + "]}",
        "\n".join('{"detail-type":"AWS API Call","detail":' + r + "}" for r in records),
        '{"logEvents":[' + ",".join('{"message":' + q + "}" for q in quoted) + "]}",
        '{"awslogs":{"data":"' + data(gzip.compress(records[0].encode(), mtime=0)) + '"}}',
        '{"records":[{"recordId":"1","data":"' + data(records[0].encode()) + '"}]}',
        '{"_index":"i","fields":{"event.original":[' + quoted[0] + "]}}",
        "\n".join('{"result":{"_raw":' + q + "}}" for q in quoted),
        '{"hits":{"hits":[{"_source":{"event":{"original":' + quoted[0] + "}}}]}}",
        table(records), '{"digestS3Object":"x","digestStartTime":"2026-11-20T00:00:00Z"}',
        '{"Records":[' + records[0] + ',{"a":"x\n},' + records[-1], records[0].replace("R", "\\u0052"),
    ]
    for text in (text.encode() for text in texts):
        yield text
    plain = texts[0].encode()
    for packed in (gzip.compress(plain, 0, mtime=0), gzip.compress(plain, 9, mtime=0),
                   gzip.compress(plain[:40], mtime=0) + gzip.compress(plain[40:], mtime=0),
                   bz2.compress(plain), lzma.compress(plain), tarred(plain), zipped(plain),
                   gzip.compress(tarred(gzip.compress(plain, 0, mtime=0)), 0, mtime=0)):
        yield packed


def real_logs(limit):
    folder = ROOT.parent / "shared" / "real-logs"
    if not folder.is_dir():
        print("there are no real logs at ../shared/real-logs: the samples' shapes alone", file=sys.stderr)
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size <= limit and "LICENSES" not in path.parts:
            yield path.read_bytes()


def write(folder, inputs):
    folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(inputs):
        (folder / f"seed-{number:04}").write_bytes(data if isinstance(data, bytes) else data.encode())


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("out", type=pathlib.Path)
    out = options.parse_args().out
    shapes = launches(24)
    files = list(containers([small(shapes[0])])) + list(containers([small(shapes[-1]), next(ordinary())]))
    files += [text.encode() for text in shapes + list(ordinary())]
    files += list(real_logs(4096))
    # An import is slow enough: short ones, and nothing that takes long to unpack.
    short = [data for data in files if len(data) <= 2048 and not data[:3] in (b"BZh", b"\xfd7z")]
    requests = [json.dumps(json.loads(shape)["requestParameters"]) for shape in shapes]
    write(out / "time", TIMES)
    write(out / "printer", requests + [json.dumps(request) for request in REQUESTS])
    write(out / "records", files)
    write(out / "import", short)
    lines = [
        '"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"' for word in WORDS]
    (out / "dictionary").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
