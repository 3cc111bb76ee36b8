-- Writes the RunInstances records, one a line, as CloudTrail wrote them: what `huntdb import` takes.
INSERT OVERWRITE DIRECTORY 'launches'
USING text
OPTIONS (compression 'gzip')
SELECT record FROM launch_records;
