"""Logs made by the samples' generator, whole and damaged, in any container."""

import bz2
import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from datetime import datetime, timezone

from cloudtrail_events import Maker
from generate import ROUTINE
from story import story

START = datetime(2026, 11, 9, tzinfo=timezone.utc)
LEDGER = ("source_files", "sightings", "problems")


def launches(count=None):
    """Launches of two weeks, each as one line of JSON."""
    records = story(Maker(11), START)
    return [json.dumps(record, separators=(",", ":")) for record in records[:count]]


def ordinary(count):
    """Records of other calls."""
    maker = Maker(12)
    identity = maker.user("111111111111", "analyst")
    return [
        json.dumps(maker.record(START, "us-east-1", "111111111111", identity, *ROUTINE[n % len(ROUTINE)],
                                None, "192.0.2.1", "aws-cli/2"), separators=(",", ":"))
        for n in range(count)]


def documents(records, dice, count):
    """The records dealt out to `count` Records documents."""
    hands = [[] for _ in range(count)]
    for record in records:
        dice.choice(hands).append(record)
    return ['{"Records":[' + ",".join(hand) + "]}" for hand in hands]


def troubled(folder, dice, files=60, conflicts=True):
    """A folder of logs with copies, conflicts, and files that are damaged or none."""
    folder.mkdir(parents=True)
    records = launches() + ordinary(300)
    texts = documents(records, dice, files)
    for number, text in enumerate(texts):
        (folder / f"{number:03}.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    for number in range(0, files, 7):
        (folder / f"copy-{number:03}.json.gz").write_bytes((folder / f"{number:03}.json.gz").read_bytes())
        (folder / f"again-{number:03}.json").write_text(texts[number])
    if conflicts:
        others = [record.replace('"maxCount":', '"maxCount":7') for record in launches(20)]
        (folder / "other.json").write_text("\n".join(others))
    packed = (folder / "000.json.gz").read_bytes()
    (folder / "cut.json.gz").write_bytes(packed[:len(packed) // 2])
    (folder / "broken.json").write_text(texts[1].replace('"eventTime":"2026', '"eventTime":"when', 3)[:-40])
    (folder / "text.json").write_text("this is no log\n" * 50)
    (folder / "empty.json").write_text("")
    (folder / "digest.json").write_text('{"digestS3Object":"x","digestStartTime":"2026-11-20T00:00:00Z"}')
    with tarfile.open(folder / "all.tar", "w") as archive:
        for name in ("001.json.gz", "cut.json.gz", "002.json.gz"):
            archive.add(folder / name, name)
    return folder


# ------------------------------------------------------------------------------------- containers

def _quoted(records):
    return [json.dumps(record) for record in records]


def _table(records):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["eventid", "eventjson"])
    writer.writerows([[str(number), record] for number, record in enumerate(records)])
    return out.getvalue()


WRAPPERS = {
    "Records": lambda r: '{"Records":[' + ",".join(r) + "]}",
    "Records with more": lambda r: '{ "Records" : [\n' + ",\n".join(r) + '\n], "x": {"y": []} }\n',
    "array": lambda r: "[" + ",".join(r) + "]",
    "lines": "\n".join,
    "one after the other": "".join,
    "lookup-events": lambda r: '{"Events":[' + ",".join('{"CloudTrailEvent":' + q + "}" for q in _quoted(r)) + "]}",
    "EventBridge": lambda r: "\n".join('{"detail-type":"AWS API Call via CloudTrail","detail":' + x + "}" for x in r),
    "CloudWatch Logs": lambda r: '{"logEvents":[' + ",".join('{"message":' + q + "}" for q in _quoted(r)) + "]}",
    "Splunk": lambda r: "\n".join('{"result":{"_raw":' + q + "}}" for q in _quoted(r)),
    "Elasticsearch": lambda r: '{"hits":{"hits":[' + ",".join(
        '{"_source":{"event":{"original":' + q + "}}}" for q in _quoted(r)) + "]}}",
    "CSV": _table,
}


def _tar(data):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("../../a.json")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def _zip(data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", data)
    return out.getvalue()


def _members(data):
    step = max(1, len(data) // 5)
    return b"".join(gzip.compress(data[at:at + step], mtime=0) for at in range(0, len(data), step))


PACKERS = {
    "plain": lambda d: d,
    "gzip": lambda d: gzip.compress(d, 9, mtime=0),
    "gzip stored": lambda d: gzip.compress(d, 0, mtime=0),
    "gzip members": _members,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
    "tar": _tar,
    "zip": _zip,
    "gzip in tar in xz": lambda d: lzma.compress(_tar(gzip.compress(d, mtime=0))),
}
