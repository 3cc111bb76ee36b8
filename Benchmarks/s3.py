#!/usr/bin/env python3
"""Import from an S3 server on loopback beside the same files on disk and beside `aws s3 cp`.

usage: s3.py --huntdb BINARY [--megabytes N] [--file-megabytes N] [--runs N]

Needs moto, boto3 and the AWS CLI: `make s3-test` puts the first two into .build-s3. The server is a
Python process and takes its share of the processor, from the copy as from the import.
"""

import argparse
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import boto3

HERE = pathlib.Path(__file__).resolve().parent


def serve(port):
    """Starts a server and waits until it listens."""
    server = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--huntdb", required=True)
    parser.add_argument("--megabytes", type=float, default=1000, help="JSON in all")
    parser.add_argument("--file-megabytes", type=float, default=10, help="JSON in a file")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    os.environ.update(AWS_ENDPOINT_URL=url, AWS_ACCESS_KEY_ID="key", AWS_SECRET_ACCESS_KEY="secret",
                      AWS_DEFAULT_REGION="us-east-1")
    with tempfile.TemporaryDirectory() as work:
        logs, store, copy = f"{work}/logs", f"{work}/hunt.db", f"{work}/copy"
        subprocess.run([sys.executable, HERE / "corpus.py", "--out", logs, "--megabytes",
                        str(options.megabytes), "--file-megabytes", str(options.file_megabytes)], check=True)
        files = [path for path in pathlib.Path(logs).rglob("*.gz")]
        stored = sum(path.stat().st_size for path in files)
        server = serve(port)
        try:
            client = boto3.client("s3")
            client.create_bucket(Bucket="trail")
            for path in files:
                client.upload_file(str(path), "trail", str(path.relative_to(logs)))

            def run(*command):
                for name in (store, store + "-wal", store + "-shm"):
                    pathlib.Path(name).unlink(missing_ok=True)
                shutil.rmtree(copy, ignore_errors=True)
                start = time.perf_counter()
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                return time.perf_counter() - start

            ours = [options.huntdb, "import", "--quiet", "--db", store]
            peers = {"import from S3": [*ours, "s3://trail"], "import from disk": [*ours, logs],
                     "aws s3 cp": ["aws", "s3", "cp", "--quiet", "--recursive", "s3://trail", copy]}
            times = {name: [] for name in peers}
            for turn in range(options.runs + 1):
                for name, command in peers.items():
                    seconds = run(*command)
                    if turn:
                        times[name].append(seconds)
        finally:
            server.terminate()
    print(f"{len(files)} objects, {stored / 1e6:.0f} MB stored, {options.megabytes:.0f} MB of JSON")
    for name, values in times.items():
        seconds = statistics.median(values)
        print(f"{name:18} {seconds:7.3f} s  {stored / 1e6 / seconds:7.1f} MB/s stored  "
              f"{options.megabytes / seconds:7.0f} MB/s JSON  {len(files) / seconds:6.0f} objects/s")


if __name__ == "__main__":
    main()
