-- CloudTrail's files as they lie, one row per file. Change the path: s3a://YOUR-TRAIL/AWSLogs reads a
-- bucket where Spark has its S3 connector.
CREATE OR REPLACE TEMPORARY VIEW cloudtrail_text
USING text
OPTIONS (path 'logs/AWSLogs', wholetext 'true', recursiveFileLookup 'true', pathGlobFilter '*.json*');

CREATE OR REPLACE TEMPORARY VIEW cloudtrail_files AS
SELECT
  input_file_name() AS path,
  value AS content
FROM cloudtrail_text;
