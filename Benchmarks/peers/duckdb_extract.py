"""The extraction of launches from CloudTrail files with DuckDB: duckdb_extract.py FOLDER OUT THREADS."""

import pathlib
import sys

import duckdb

folder, out, threads = sys.argv[1:]
pathlib.Path(out).unlink(missing_ok=True)
connection = duckdb.connect(out)
connection.execute(f"SET threads = {threads}")
connection.execute(f"""
CREATE TABLE launches AS
WITH records AS (
  SELECT unnest(Records) AS record
  FROM read_json('{folder}/**/*.json.gz', columns = {{Records: 'JSON[]'}},
    maximum_object_size = 200000000)
),
launches AS (
  SELECT record FROM records
  WHERE record ->> '$.eventName' = 'RunInstances' AND record ->> '$.eventSource' = 'ec2.amazonaws.com'
)
SELECT
  record ->> '$.eventID' AS event_id,
  record ->> '$.eventTime' AS event_time,
  record ->> '$.awsRegion' AS aws_region,
  record ->> '$.recipientAccountId' AS recipient_account_id,
  record ->> '$.userIdentity.arn' AS principal_arn,
  record ->> '$.userIdentity.accessKeyId' AS access_key_id,
  record ->> '$.sourceIPAddress' AS source_ip_address,
  record ->> '$.userAgent' AS user_agent,
  record ->> '$.errorCode' AS error_code,
  record ->> '$.requestParameters.instanceType' AS instance_type,
  record ->> '$.requestParameters.subnetId' AS subnet_id,
  CAST(record ->> '$.requestParameters.instancesSet.items[0].minCount' AS BIGINT) AS min_count,
  CAST(record ->> '$.requestParameters.instancesSet.items[0].maxCount' AS BIGINT) AS max_count,
  json_array_length(record, '$.responseElements.instancesSet.items') AS launched,
  CAST(record AS VARCHAR) AS record
FROM launches
""")
print(connection.execute("SELECT count(*), sum(max_count) FROM launches").fetchall())
