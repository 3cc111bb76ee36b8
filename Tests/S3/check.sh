#!/usr/bin/env bash
# The quick tests of the import from S3, where moto, boto3 and pytest are at hand; says so where not.
set -euo pipefail
cd "$(dirname "$0")/../.."
for python in .build-s3/bin/python python3; do
  if "$python" -c 'import boto3, moto.server, pytest' 2>/dev/null; then
    exec "$python" -m pytest -m 'not slow' Tests/S3
  fi
done
echo "Skipped: the tests of the import from S3, since moto is not installed. make s3-test installs it." >&2
