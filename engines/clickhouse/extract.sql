-- Writes the RunInstances records, one a line, as CloudTrail wrote them: what `huntdb import` takes.
INSERT INTO FUNCTION file('launches.ndjson.gz', 'LineAsString', 'record String')
SELECT record FROM launch_records;
