-- CloudTrail's files as they lie, one row per file, its records as they are written. Change the path; in
-- the place of file(), s3() with 'https://YOUR-TRAIL.s3.REGION.amazonaws.com/AWSLogs/**/*.json.gz' reads a
-- bucket.
CREATE OR REPLACE VIEW cloudtrail_files AS
SELECT
  _path AS path,
  "Records" AS records
FROM file('logs/AWSLogs/**/*.json.gz', 'JSONEachRow', '"Records" Array(String)')
SETTINGS
  input_format_json_read_objects_as_strings = 1,
  -- A file is one value of JSON, however large; one that is none is passed over.
  input_format_parallel_parsing = 0,
  input_format_allow_errors_num = 1000000;
