#!/usr/bin/env python3
"""Fills a new store with launches of many days, for benchmarks of the views.

usage: history.py STORE [--events N] [--days D] [--first-account N] [--evidence]

How realistic it is: sixty accounts with five principals each. AutoScaling and EKS launch one instance
at a time around the clock and make most of the calls, a Karpenter controller and a CI role follow, a
person works in office hours; calls per principal fall with its rank, as they do in large
organizations, and the last eighty principals launch once a day. Each principal has one or two
regions with up to three subnets and three types; four calls in five ask for one instance, one in five hundred for ten to
fifty; five in a hundred fail, mostly for lack of capacity. Access keys change by the hour, images by
the week. Only launch_events and the summaries are filled, since the views that are measured read no
JSON; `--evidence` fills the other tables too: a file for each fifty events, items, instances, and
records of about 700 bytes. `--first-account` makes other accounts and other events of them.
"""

import argparse
import pathlib
import sqlite3

ACCOUNTS = 60
KINDS = [  # name, share of the calls, around the clock
    ("role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling", 4, 1),
    ("role/aws-service-role/eks-nodegroup.amazonaws.com/AWSServiceRoleForAmazonEKSNodegroup", 3, 1),
    ("role/karpenter", 2, 1), ("role/ci-runner", 1, 0), ("user/operator", 1, 0),
]
SMALL = 80
FIRST_DAY = 20_688  # 2026-08-23

PRINCIPALS = """
CREATE TEMP TABLE callers (
  number INTEGER PRIMARY KEY, account TEXT, name TEXT, kind INTEGER, clock INTEGER, calls INTEGER)
"""

# A multiplicative hash of principal, day and call number: different digits decide different things.
LAUNCHES = """
WITH calls AS (
  SELECT c.*, n.n,
    ((c.number * 7919 + :day * 104729 + n.n * 31 + 17) * 2654435761) % 4294967296 AS h,
    ((c.number * 104729 + :day * 31 + n.n * 7919 + 5) * 2246822519) % 4294967296 AS g
  FROM callers AS c CROSS JOIN numbers AS n ON n.n < c.calls
)
INSERT INTO launch_events (
  event_id, event_id_is_synthetic, recipient_account_id, content_sha256, event_time_ms,
  event_version, event_type, aws_region, request_id, user_agent, source_ip_address, account_id,
  identity_type, principal_id, principal_arn, access_key_id, invoked_by, session_issuer_name,
  session_issuer_arn, session_name, mfa_authenticated, service_name, user_name, error_code,
  event_outcome, error_class, requested_min, requested_max, launched_count, subnet_id,
  subnet_source, instance_type, instance_type_source, image_id, key_name, market_type, has_user_data)
SELECT
  printf('%08x-%04x-4000-8000-%012x', g, n % 65536, :day * 1000000000 + number * 1000000 + n), 0,
  account, randomblob(32),
  :day * 86400000 + CASE clock WHEN 1 THEN h % 86400 ELSE 28800 + h % 36000 END * 1000,
  '1.11', 'AwsApiCall', r.region, printf('%08x', h),
  CASE kind WHEN 0 THEN 'autoscaling.amazonaws.com' WHEN 1 THEN 'eks-nodegroup.amazonaws.com'
    WHEN 2 THEN 'karpenter.sh-1.0.8 aws-sdk-go-v2/1.32' ELSE 'Boto3/1.35.' || (number % 7) END,
  CASE kind WHEN 0 THEN 'autoscaling.amazonaws.com' WHEN 1 THEN 'eks-nodegroup.amazonaws.com'
    ELSE '10.' || (number % 200) || '.' || (g % 3) || '.7' END,
  account, CASE kind WHEN 4 THEN 'IAMUser' ELSE 'AssumedRole' END, 'AROA' || number,
  CASE kind WHEN 4 THEN 'arn:aws:iam::' || account || ':' || name
    ELSE 'arn:aws:sts::' || account || ':assumed-role/' || name || '/s' END,
  CASE kind WHEN 4 THEN 'AKIA' || number ELSE 'ASIA' || number || 'H' || (:day * 24 + h % 86400 / 3600) END,
  CASE kind WHEN 0 THEN 'autoscaling.amazonaws.com' WHEN 1 THEN 'eks-nodegroup.amazonaws.com' END,
  CASE WHEN kind < 4 THEN name END, CASE WHEN kind < 4 THEN 'arn:aws:iam::' || account || ':' || name END,
  CASE kind WHEN 3 THEN 'build-' || (g % 4) WHEN 4 THEN NULL ELSE 'session' END,
  CASE kind WHEN 4 THEN 1 WHEN 3 THEN 0 END,
  CASE kind WHEN 0 THEN 'autoscaling.amazonaws.com' WHEN 1 THEN 'eks-nodegroup.amazonaws.com' END,
  CASE WHEN kind > 1 THEN replace(replace(name, 'role/', ''), 'user/', '') END,
  f.code, CASE WHEN f.code IS NULL THEN 'success' ELSE 'failure' END, f.class,
  m.amount, m.amount, CASE WHEN f.code IS NULL THEN m.amount ELSE 0 END,
  printf('subnet-%08x%01x', number * 65536 + r.place, h / 7 % (1 + number % 3)), 'request',
  CASE (h / 11 + number) % (1 + number % 3)
    WHEN 0 THEN 'm6i.xlarge' WHEN 1 THEN 'c6i.2xlarge' WHEN 2 THEN 'r6i.large' ELSE 'g5.xlarge' END,
  'request', printf('ami-%08x', number / 5 * 1000 + :day / 7), CASE kind WHEN 4 THEN 'ops' END,
  CASE WHEN kind = 2 AND h % 3 = 0 THEN 'spot' END, 1
FROM calls
CROSS JOIN (SELECT 'us-east-1' AS region, 0 AS place UNION ALL SELECT 'eu-west-1', 1
  UNION ALL SELECT 'us-west-2', 2 UNION ALL SELECT 'ap-southeast-1', 3) AS r
  ON r.place = (h / 13 % (1 + number % 2) + number) % 4
CROSS JOIN (
  SELECT NULL AS code, 'none' AS class, 0 AS low, 949 AS high
  UNION ALL SELECT 'Server.InsufficientInstanceCapacity', 'capacity', 950, 974
  UNION ALL SELECT 'Client.VcpuLimitExceeded', 'quota', 975, 979
  UNION ALL SELECT 'Client.UnauthorizedOperation', 'authorization', 980, 982
  UNION ALL SELECT 'Client.InvalidParameterValue', 'invalid_request', 983, 990
  UNION ALL SELECT 'Client.RequestLimitExceeded', 'throttling', 991, 999) AS f
  ON g % 1000 BETWEEN f.low AND f.high
CROSS JOIN (
  SELECT 1 AS amount, 0 AS low, 799 AS high UNION ALL SELECT 2, 800, 899 UNION ALL SELECT 4, 900, 997
  UNION ALL SELECT 10, 998, 998 UNION ALL SELECT 50, 999, 999) AS m
  ON g / 1000 % 1000 BETWEEN m.low AND m.high
"""

# Elastic reads every such request: its subnet and type, and one instance whatever was asked for.
READINGS = ["""
INSERT INTO elastic_fields (is_counted, subnet_id, instance_type)
SELECT DISTINCT 1, subnet_id, instance_type FROM launch_events WHERE launch_id >= :first
ON CONFLICT DO NOTHING
""", """
INSERT INTO elastic_readings (fields_id, target_instance_count, count_fault, is_type_from_template)
SELECT f.fields_id, 1, n.fault, 0
FROM (SELECT DISTINCT subnet_id, instance_type, CASE WHEN requested_max > 1 THEN 'difference' END AS fault
  FROM launch_events WHERE launch_id >= :first) AS n
CROSS JOIN elastic_fields AS f
  ON ifnull(f.subnet_id, '') = n.subnet_id AND ifnull(f.instance_type, '') = n.instance_type AND f.is_counted = 1
WHERE true
ON CONFLICT DO NOTHING
""", """
UPDATE launch_events SET elastic_reading_id = (
  SELECT r.reading_id FROM elastic_fields AS f CROSS JOIN elastic_readings AS r ON r.fields_id = f.fields_id
  WHERE ifnull(f.subnet_id, '') = launch_events.subnet_id AND ifnull(f.instance_type, '') = launch_events.instance_type
    AND f.is_counted = 1 AND ifnull(r.target_instance_count, -4294967296) = 1
    AND ifnull(r.count_fault, '') = CASE WHEN requested_max > 1 THEN 'difference' ELSE '' END)
WHERE launch_id >= :first
"""]

# What an import keeps beside the event itself, of the day whose events are the last ones.
EVIDENCE = ["""
INSERT INTO source_files (path, is_current, size_bytes, modified_ns, sha256, status, format,
  log_account_id, log_region, delivered_ms, bytes_decompressed, records, run_instances, imported_ms)
SELECT '/logs/AWSLogs/' || recipient_account_id || '/CloudTrail/' || aws_region || '/' || launch_id || '.json.gz',
  1, 9000, 1, lower(hex(content_sha256)), 'complete', 'gzip, Records', recipient_account_id, aws_region,
  event_time_ms, 90000, 60, 50, 1
FROM launch_events WHERE launch_id >= :first AND launch_id % 50 = 1
""", """
INSERT INTO sightings (source_file_id, record_number, launch_id)
SELECT (launch_id - 1) / 50 + 1, (launch_id - 1) % 50 + 1, launch_id FROM launch_events WHERE launch_id >= :first
""", """
INSERT INTO launch_items (launch_id, item_number, image_id, key_name, min_count, max_count)
SELECT launch_id, 1, image_id, key_name, requested_min, requested_max FROM launch_events WHERE launch_id >= :first
""", """
INSERT INTO launched_instances (launch_id, instance_number, instance_id, instance_type, image_id,
  subnet_id, vpc_id, availability_zone, private_ip_address, state, launch_time_ms)
SELECT launch_id, n.n + 1, printf('i-%08x%09x', launch_id * 2654435761 % 4294967296, launch_id * 64 + n.n), instance_type,
  image_id, subnet_id, 'vpc-0123456789abcdef0', aws_region || 'a', '10.0.' || n.n || '.7', 'pending', event_time_ms
FROM launch_events CROSS JOIN numbers AS n ON n.n < launched_count WHERE launch_id >= :first
""", """
INSERT INTO event_records (launch_id, request_parameters, record_json)
SELECT launch_id,
  printf('{instancesSet={items=[{imageId=%s, minCount=%d, maxCount=%d}]}, instanceType=%s, subnetId=%s}',
    image_id, requested_min, requested_max, instance_type, subnet_id),
  printf('{"eventVersion":"%s","userIdentity":{"type":"%s","principalId":"%s","arn":"%s","accountId":"%s","accessKeyId":"%s"},'
    || '"eventTime":"%s","eventSource":"ec2.amazonaws.com","eventName":"RunInstances","awsRegion":"%s","sourceIPAddress":"%s",'
    || '"userAgent":"%s","requestParameters":{"instancesSet":{"items":[{"imageId":"%s","minCount":%d,"maxCount":%d}]},'
    || '"instanceType":"%s","subnetId":"%s"},"responseElements":null,"requestID":"%s","eventID":"%s","recipientAccountId":"%s"}',
    event_version, identity_type, principal_id, principal_arn, account_id, access_key_id,
    strftime('%Y-%m-%dT%H:%M:%SZ', event_time_ms / 1000, 'unixepoch'), aws_region, source_ip_address, user_agent,
    image_id, requested_min, requested_max, instance_type, subnet_id, request_id, event_id, recipient_account_id)
FROM launch_events WHERE launch_id >= :first
"""]


def callers(events_a_day, first_account):
    """Numbered principals with their calls a day: the busiest first, falling with the rank."""
    people = [(account, kind) for account in range(ACCOUNTS) for kind in range(len(KINDS))]
    people.sort(key=lambda one: (one[0] * 7919 % 61 + 4) / KINDS[one[1]][1])
    large = len(people) - SMALL
    weights = [1 / (rank + 8) for rank in range(large)]
    scale = (events_a_day - SMALL) / sum(weights)
    for rank, (account, kind) in enumerate(people):
        calls = max(2, round(weights[rank] * scale)) if rank < large else 1
        yield (rank + first_account * len(KINDS), f"{100000000000 + first_account + account}", KINDS[kind][0], kind, KINDS[kind][2], calls)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=pathlib.Path)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--first-account", type=int, default=0)
    parser.add_argument("--evidence", action="store_true")
    options = parser.parse_args()
    database = sqlite3.connect(options.store, isolation_level=None)
    database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000")
    database.executescript((pathlib.Path(__file__).resolve().parent.parent / "schema.sql").read_text())
    database.execute(PRINCIPALS)
    database.executemany("INSERT INTO callers VALUES (?, ?, ?, ?, ?, ?)", 
                         callers(options.events / options.days, options.first_account))
    database.execute("CREATE TEMP TABLE numbers (n INTEGER PRIMARY KEY)")
    database.execute("""WITH RECURSIVE c (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c
        WHERE n < (SELECT max(calls) FROM callers)) INSERT INTO numbers SELECT n FROM c""")
    for day in range(FIRST_DAY, FIRST_DAY + options.days):
        database.execute("BEGIN")
        first = database.execute("SELECT ifnull(max(launch_id), 0) + 1 FROM launch_events").fetchone()[0]
        database.execute(LAUNCHES, {"day": day})
        for statement in READINGS + (EVIDENCE if options.evidence else []):
            database.execute(statement, {"first": first})
        database.execute("UPDATE summaries_due SET launches = 0")
        database.execute("COMMIT")
    # The window ends in the morning after the last day but one and cuts two days.
    database.execute("UPDATE settings SET value = ? WHERE name = 'as_of_ms'",
                     ((FIRST_DAY + options.days - 1) * 86_400_000 + 23_400_000,))
    database.executescript("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize")
    for (row,) in database.execute("SELECT count(*) FROM launch_events"):
        print(f"{row} events")


if __name__ == "__main__":
    main()
