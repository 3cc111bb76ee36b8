#!/usr/bin/env bash
# The quick tests of the import from S3, where libcurl, moto, boto3 and pytest are at hand; says so where
# not.
set -euo pipefail
cd "$(dirname "$0")/../.."
# Nobody answers at this address, which only a program that has libcurl finds out.
lacking=$(AWS_ENDPOINT_URL=http://127.0.0.1:9 timeout 2 "${HUNTDB_BINARY:-.build/debug/huntdb}" \
  import --dry-run --quiet --no-sign-request s3://none 2>&1 | grep -o '[^:]*libcurl.*' || true)
if [ -n "$lacking" ]; then
  echo "Skipped: the tests of the import from S3:$lacking." >&2
  exit 0
fi
for python in .build-s3/bin/python python3; do
  if "$python" -c 'import boto3, moto.server, pytest' 2>/dev/null; then
    exec "$python" -m pytest -m 'not slow' Tests/S3
  fi
done
echo "Skipped: the tests of the import from S3, since moto is not installed. make s3-test installs it." >&2
