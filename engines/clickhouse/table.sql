-- CloudTrail's files as they lie, one row per file. Change the path; in the place of file(), s3() with
-- 'https://YOUR-TRAIL.s3.REGION.amazonaws.com/AWSLogs/**/*.json.gz' reads a bucket.
CREATE OR REPLACE VIEW cloudtrail_files AS
SELECT
  _path AS path,
  content
FROM file('logs/AWSLogs/**/*.json.gz', 'RawBLOB', 'content String');
