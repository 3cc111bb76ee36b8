-- CloudTrail's files as they lie, one row per file, its records as they are written. Change the path:
-- s3a://YOUR-TRAIL/AWSLogs reads a bucket where Spark has its S3 connector. A file is one line here,
-- since what ends a line is no part of any JSON: lines are what Spark takes texts out of unchanged.
CREATE OR REPLACE TEMPORARY VIEW cloudtrail_json (`Records` ARRAY<STRING>)
USING json
OPTIONS (path 'logs/AWSLogs', lineSep '\u0001', recursiveFileLookup 'true', pathGlobFilter '*.json*');

CREATE OR REPLACE TEMPORARY VIEW cloudtrail_files AS
SELECT
  input_file_name() AS path,
  `Records` AS records
FROM cloudtrail_json;
