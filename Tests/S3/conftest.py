"""An S3 server on loopback, a bucket for each test, and the program."""

import gzip
import itertools
import json
import logging
import os
import pathlib
import sqlite3
import subprocess

import boto3
import flask
import pytest
from botocore.config import Config
from faults import Proxy
from moto import settings
from moto.iam.access_control import S3IAMRequest
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

PROJECT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("HUNTDB_BINARY", str(PROJECT / ".build" / "debug" / "huntdb"))
SAMPLES = PROJECT / "Samples" / "AWSLogs"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret/key+of=ours"}

logging.getLogger("werkzeug").setLevel(logging.ERROR)


def record(number, **changes):
    """A launch as CloudTrail writes it."""
    return {
        "eventVersion": "1.09", "eventTime": "2026-11-20T08:00:00Z",
        "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111111111111:user/u",
                         "accountId": "111111111111", "userName": "u"},
        "eventSource": "ec2.amazonaws.com", "eventName": "RunInstances",
        "awsRegion": "us-east-1", "eventID": f"event-{number}",
        "requestParameters": {"instancesSet": {"items": [{"minCount": 1, "maxCount": 2}]}},
        "responseElements": None, "recipientAccountId": "111111111111", **changes,
    }


def log(*records):
    return gzip.compress(json.dumps({"Records": records}).encode(), mtime=0)


def key(account="111111111111", region="us-east-1", day="2026/11/20", name="a", root=""):
    """Where CloudTrail puts a log."""
    stamp = day.replace("/", "")
    return (f"{root}AWSLogs/{account}/CloudTrail/{region}/{day}/"
            f"{account}_CloudTrail_{region}_{stamp}T0800Z_{name}.json.gz")


@pytest.fixture(scope="session")
def server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server.get_host_and_port()[1]
    server.stop()


@pytest.fixture(scope="session")
def client(server):
    return boto3.client(
        "s3", endpoint_url=f"http://127.0.0.1:{server}", region_name="us-east-1",
        aws_access_key_id="setup", aws_secret_access_key="setup",
        config=Config(max_pool_connections=1))


numbers = itertools.count()


class Bucket:
    """A bucket, and what it holds."""

    def __init__(self, client):
        self.client, self.name = client, f"trail-{next(numbers)}"
        client.create_bucket(Bucket=self.name)

    def put(self, key, body):
        self.client.put_object(Bucket=self.name, Key=key, Body=body)

    def put_many(self, objects):
        """As `put`, past the protocol."""
        backend = s3_backends["123456789012"]["aws"]
        for key, body in objects:
            backend.put_object(self.name, key, body)

    def path(self, key=""):
        return f"s3://{self.name}/{key}"


@pytest.fixture
def bucket(client):
    return Bucket(client)


@pytest.fixture(scope="session")
def samples(client):
    """A bucket with the sample logs."""
    bucket = Bucket(client)
    for path in sorted(SAMPLES.rglob("*.gz")):
        bucket.put(f"AWSLogs/{path.relative_to(SAMPLES)}", path.read_bytes())
    return bucket


@pytest.fixture
def proxy(server):
    proxy = Proxy(server)
    yield proxy
    proxy.close()


@pytest.fixture
def authentication(monkeypatch):
    """Lets the server check every signature from `begin` on."""
    create = S3IAMRequest._create_aws_request

    def create_as_it_came(self):
        # moto looks at the path after decoding it, which nobody signs.
        self._path = flask.request.environ["RAW_URI"]
        return create(self)

    class Authentication:
        def begin(self):
            monkeypatch.setattr(S3IAMRequest, "_create_aws_request", create_as_it_came)
            settings.INITIAL_NO_AUTH_ACTION_COUNT = 0

    yield Authentication()
    settings.INITIAL_NO_AUTH_ACTION_COUNT = float("inf")


class Hunt:
    """The program with a store and a home of its own."""

    def __init__(self, folder, url):
        self.folder, self.store = folder, str(folder / "hunt.db")
        path = {"PATH": os.environ["PATH"], "HOME": str(folder)}
        self.environment = {**path, **KEYS, "AWS_ENDPOINT_URL": url}

    def run(self, *arguments, **environment):
        variables = {**self.environment, **environment}
        return subprocess.run(
            [BINARY, "import", "--db", self.store, *arguments], capture_output=True, text=True,
            timeout=300, env={k: v for k, v in variables.items() if v is not None})

    def imports(self, *arguments, **environment):
        """The summary of an import that succeeds."""
        result = self.run("--json", *arguments, **environment)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    def rows(self, sql, store=None):
        database = sqlite3.connect(f"file:{store or self.store}?mode=ro", uri=True)
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()


@pytest.fixture
def hunt(tmp_path, proxy):
    return Hunt(tmp_path, proxy.url)
