"""ClickHouse's engine in a process, chdb: csv, tsv and jsonl load without loss."""

from sample import COLUMNS, Absent, compare, parsed

TYPES = {int: "Int64", float: "Float64", str: "String"}
FORMATS = {"csv": "CSVWithNames", "tsv": "TSVWithNames", "jsonl": "JSONEachRow"}


def check(sample):
    try:
        import chdb
    except ImportError:
        raise Absent("chdb is not installed")

    def load(form, sql, names, kinds, order):
        path = sample.export(form, sql)
        columns = ", ".join(f"{name} Nullable({TYPES[kind]})" for name, kind in zip(names, kinds))
        answer = chdb.query(
            f"SELECT * FROM file('{path}', '{FORMATS[form]}', '{columns}') ORDER BY {order} "
            "SETTINGS output_format_json_quote_64bit_integers = 0", "JSONEachRow").bytes().decode()
        return [tuple(parsed(line)[name] for name in names) for line in answer.splitlines()]

    names, kinds, rows = sample.launches()
    hard = sample.hard_values()
    for form in FORMATS:
        there = load(form, "SELECT * FROM hard_values", COLUMNS, [int, int, float, str, str], "n")
        compare(f"hard values as {form}", hard, there)
        there = load(form, "SELECT * FROM launch_attempts", names, kinds, "launch_id")
        compare(f"launch_attempts as {form}", rows, there)
    return f"csv, tsv and jsonl of {len(rows)} launches and {len(hard)} hard rows"
