-- Writes the RunInstances records, one a line, as CloudTrail wrote them: what `huntdb import` takes.
-- Not executed: see README.md.
UNLOAD (SELECT record FROM launch_records)
TO 's3://YOUR-RESULTS/launches/'
WITH (format = 'TEXTFILE', compression = 'GZIP');
