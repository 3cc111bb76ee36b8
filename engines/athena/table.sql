-- CloudTrail's files as they lie, one line per file. Change the location. Not executed: see README.md.
CREATE EXTERNAL TABLE cloudtrail_lines (content STRING)
ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe'
WITH SERDEPROPERTIES ('input.regex' = '(.*)')
STORED AS TEXTFILE
LOCATION 's3://YOUR-TRAIL/AWSLogs/';

CREATE OR REPLACE VIEW cloudtrail_files AS
SELECT
  "$path" AS path,
  content
FROM cloudtrail_lines;
