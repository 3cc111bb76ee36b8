"""The extraction of launches from CloudTrail files with chdb: chdb_extract.py FOLDER OUT THREADS."""

import shutil
import sys

from chdb import session

folder, out, threads = sys.argv[1:]
shutil.rmtree(out, ignore_errors=True)
chdb = session.Session(out)
chdb.query("CREATE DATABASE IF NOT EXISTS hunt")
chdb.query(f"""
CREATE TABLE hunt.launches ENGINE = MergeTree ORDER BY event_time AS
SELECT
  JSONExtractString(record, 'eventID') AS event_id,
  JSONExtractString(record, 'eventTime') AS event_time,
  JSONExtractString(record, 'awsRegion') AS aws_region,
  JSONExtractString(record, 'recipientAccountId') AS recipient_account_id,
  JSONExtractString(record, 'userIdentity', 'arn') AS principal_arn,
  JSONExtractString(record, 'userIdentity', 'accessKeyId') AS access_key_id,
  JSONExtractString(record, 'sourceIPAddress') AS source_ip_address,
  JSONExtractString(record, 'userAgent') AS user_agent,
  JSONExtractString(record, 'errorCode') AS error_code,
  JSONExtractString(record, 'requestParameters', 'instanceType') AS instance_type,
  JSONExtractString(record, 'requestParameters', 'subnetId') AS subnet_id,
  JSONExtractInt(record, 'requestParameters', 'instancesSet', 'items', 1, 'minCount') AS min_count,
  JSONExtractInt(record, 'requestParameters', 'instancesSet', 'items', 1, 'maxCount') AS max_count,
  JSONLength(record, 'responseElements', 'instancesSet', 'items') AS launched,
  record
FROM (
  SELECT arrayJoin(Records) AS record
  FROM file('{folder}/AWSLogs/**/*.json.gz', 'JSONEachRow', 'Records Array(String)')
)
WHERE position(record, 'RunInstances') > 0
  AND JSONExtractString(record, 'eventName') = 'RunInstances'
  AND JSONExtractString(record, 'eventSource') = 'ec2.amazonaws.com'
SETTINGS max_threads = {threads}, input_format_json_read_objects_as_strings = 1,
  max_read_buffer_size = 4194304
""")
print(chdb.query("SELECT count(), sum(max_count) FROM hunt.launches", "CSV"))
