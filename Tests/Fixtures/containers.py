"""Packs CloudTrail records in every container that people have them in.

usage: containers.py FOLDER < RECORDS    RECORDS has one a line; prints the names of what it wrote
"""

import base64
import bz2
import csv
import gzip
import io
import json
import lzma
import pathlib
import shutil
import subprocess
import sys
import tarfile
import zipfile

folder = pathlib.Path(sys.argv[1])
records = [line for line in sys.stdin.read().split("\n") if line]
half = len(records) // 2
document = '{"Records":[' + ",".join(records) + "]}"
halves = ['{"Records":[' + ",".join(part) + "]}" for part in (records[:half], records[half:])]
objects = [json.loads(record) for record in records]


def text(value):
    return json.dumps(value, ensure_ascii=False)


def each(wrap, between="\n"):
    return between.join(text(wrap(record)) for record in records)


def listed(key, wrap, **members):
    return text({**members, key: [wrap(record) for record in records]})


def nested(wrap):
    """Envelopes that hold the record as JSON, byte for byte."""
    return "\n".join(wrap % record for record in records)


def message(record):
    return {"id": "3", "timestamp": 1795219200000, "message": record}


def notification(record):
    return {"Type": "Notification", "MessageId": "m", "TopicArn": "arn:aws:sns:x", "Message": record}


def table(header, row, delimiter=",", quoting=csv.QUOTE_ALL):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(row(record) for record in records)
    return out.getvalue()


def data(value):
    return base64.b64encode(value).decode()


def subscription(record):
    """What a subscription of CloudWatch Logs delivers of a record, whoever takes it."""
    log = {"messageType": "DATA_MESSAGE", "owner": "1", "logEvents": [message(record)]}
    return data(gzip.compress(text(log).encode("utf-8", "surrogatepass")))


def kinesis(record):
    return {"kinesis": {"partitionKey": "p", "data": subscription(record)}, "eventSource": "aws:kinesis",
            "eventVersion": "1.0", "eventID": "shardId-0:1", "eventName": "aws:kinesis:record"}


def firehose(record):
    return {"recordId": "1", "approximateArrivalTimestamp": 1795219200000,
            "data": data((source % record + "\n").encode("utf-8", "surrogatepass"))}


source = '{"version":"0","detail-type":"AWS API Call via CloudTrail","source":"aws.ec2","detail":%s}'
plain = {
    "s3": document,
    "s3-spaced": ' { "Records" : [ \n' + ",\n".join(records) + " \n ] } \n",
    "array": "[" + ",\n".join(records) + "]",
    "lines": "\n".join(records) + "\n",
    "byte-order-mark": "\ufeff" + "\n".join(records) + "\n",
    "concatenated": "".join(records),
    "documents": "".join(halves),
    "pretty": "\n".join(json.dumps(value, indent=2) for value in objects),
    "lookup-events": listed("Events", lambda r: {"EventId": "e", "CloudTrailEvent": r}, NextToken="t"),
    "eventbridge": nested(source),
    "eventbridge-array": "[" + ",".join(source % record for record in records) + "]",
    "eventbridge-entries": listed("Entries", lambda r: {"Source": "aws.ec2", "Detail": r}),
    "cloudwatch-subscription": listed("logEvents", message, messageType="DATA_MESSAGE", owner="1"),
    "cloudwatch-get-log-events": listed("events", message, nextForwardToken="f/1"),
    "cloudwatch-lambda": each(lambda r: {"awslogs": {"data": subscription(r)}}),
    "kinesis-lambda": listed("Records", kinesis),
    "kinesis-sorted": json.dumps({"Records": [kinesis(r) for r in records]}, sort_keys=True),
    "kinesis-lines": each(lambda r: kinesis(r)["kinesis"]),
    "kinesis-get-records": listed(
        "Records", lambda r: {"SequenceNumber": "1", "Data": subscription(r), "PartitionKey": "p"}),
    "kinesis-in-sqs": listed("Messages", lambda r: {"Body": text({"Records": [kinesis(r)]})}),
    "firehose-lambda": listed("records", firehose, invocationId="i", region="us-east-1"),
    "firehose-http": listed("records", lambda r: {"data": subscription(r)}, requestId="r"),
    "cloudwatch-export": "".join(f"2026-11-20T08:00:00.{n:03d}Z {r}\n" for n, r in enumerate(records)),
    "sns": each(notification),
    "sns-document": text(notification(document)),
    "sns-lambda": listed("Records", lambda r: {"EventSource": "aws:sns", "Sns": notification(r)}),
    "sqs": listed("Messages", lambda r: {"MessageId": "m", "Body": r}),
    "sqs-lambda": listed("Records", lambda r: {"messageId": "m", "eventSource": "aws:sqs", "body": r}),
    "sns-in-sqs": listed("Messages", lambda r: {"MessageId": "m", "Body": text(notification(r))}),
    "eventbridge-in-sqs": listed("Messages", lambda r: {"Body": source % r}),
    "splunk-lines": each(lambda r: {"preview": False, "offset": 0, "result": {"_raw": r, "host": "h"}}),
    "splunk-results": listed("results", lambda r: {"_raw": r, "_time": "t"}, preview=False),
    "splunk-table": table(["_time", "_raw", "host"], lambda r: ["t", r, "h"]),
    "elasticsearch": text({"took": 1, "hits": {"total": {"value": 9}, "hits": [
        {"_index": "logs", "_source": {"event": {"original": r, "action": "RunInstances"}}}
        for r in records]}}),
    "elasticsearch-lines": each(lambda r: {"_index": "i", "_source": {"event": {"original": r}}}),
    "elasticsearch-flat": each(lambda r: {"_source": {"event.original": r, "event.action": "x"}}),
    "elasticsearch-fields": text({"took": 1, "hits": {"total": {"value": 9}, "hits": [
        {"_index": "logs", "_id": "1", "fields": {"event.action": ["RunInstances"], "message": [r],
         "event.original": [r], "aws.cloudtrail.request_parameters": ["{instanceType=t3.large}"]}}
        for r in records]}}),
    "elasticsearch-both": each(lambda r: {
        "_index": "i", "fields": {"event.original": [r]}, "_source": {"event": {"original": r}},
        "highlight": {"event.original": [r.replace("RunInstances", "<em>RunInstances</em>")]}}),
    "elasticsearch-either": each(lambda r: {
        "_index": "i", "_source": {"event": {"action": "RunInstances"}}, "fields": {"message": [r]}}),
    "athena": table(["eventid", "eventjson"], lambda r: ["1", r]),
    "lake": table(["eventJson"], lambda r: [r]),
    "lake-rows": listed("QueryResultRows", lambda r: [{"eventID": "1"}, {"eventJson": r}]),
    "semicolons": table(["day", "note", "payload"], lambda r: ["1", 'a;b "c"\n', r], ";"),
    "tabs": table(["day", "event"], lambda r: ["1", r], "\t"),
}


def tar(mode):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for number, (name, data) in enumerate(parts):
            entry = tarfile.TarInfo(f"AWSLogs/{number}/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def tar_of_before_1988():
    """Headers without a magic, and so without what came with it."""
    out = b""
    for name, content in parts:
        header = (f"{name}\0".encode().ljust(100, b"\0")
                  + b"0000644\0" + b"0000000\0" * 2 + b"%011o " % len(content) + b"%011o " % 0)
        header += b"%06o\0 " % (sum(header) + 8 * 32)
        out += header.ljust(512, b"\0") + content + b"\0" * (-len(content) % 512)
    return out + bytes(1024)


def zipped(kind):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, data in parts:
            archive.writestr("AWSLogs/" + name, data)
    return out.getvalue()


raw, first, second = (value.encode() for value in (document, *halves))
parts = [("one.json", first), ("two.json.gz", gzip.compress(second))]
packed = {
    "gzip": gzip.compress(raw),
    "gzip-members": gzip.compress(first) + gzip.compress(b"") + gzip.compress(second),
    "gzip-in-gzip": gzip.compress(gzip.compress(raw)),
    "bzip2": bz2.compress(raw),
    "xz": lzma.compress(raw),
    "zip": zipped(zipfile.ZIP_DEFLATED),
    "zip-stored": zipped(zipfile.ZIP_STORED),
    "tar": tar("w"),
    "tar-v7": tar_of_before_1988(),
    "tar-v7.gz": gzip.compress(tar_of_before_1988()),
    "tar.gz": tar("w:gz"),
    "tar.xz": tar("w:xz"),
    "athena.gz": gzip.compress(plain["athena"].encode()),
    "subscription-members": b"".join(
        gzip.compress(text({"logEvents": [message(r)]}).encode()) for r in records),
}
if shutil.which("zstd"):
    for name, data in (("zst", raw), ("tar.zst", tar("w"))):
        packed[name] = subprocess.run(["zstd", "-q", "-c"], input=data, stdout=-1, check=True).stdout

for name, data in [(n, t.encode("utf-8", "surrogatepass")) for n, t in plain.items()] + list(packed.items()):
    (folder / name).write_bytes(data)
    print(name)
