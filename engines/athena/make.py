#!/usr/bin/env python3
"""Makes Athena's views of Spark's: `make.py` writes them, `make.py --check` sees that they are so.

Spark SQL and Athena's Trino SQL agree in all that the views use but for the spellings below. Each
rule must find something to change, so that none outlives its use.
"""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
SPARK = HERE.parent / "spark"
START = "-- One row per RunInstances event, exactly once"
VIEW = (r"CREATE OR REPLACE TEMPORARY VIEW", "CREATE OR REPLACE VIEW")
LAUNCHES = [
    VIEW,
    (r"([\w.]+) RLIKE ('[^']*')", r"regexp_like(\1, \2)"),
    (r"try_element_at\(", "element_at("),
    (r"aggregate\((\w+, .* \+ x END)\)", r"reduce(\1, s -> s)"),
    (r"exists\(", "any_match("),
    (r"nullif\(size\((\w+)\), -1\)", r"cardinality(\1)"),
    (r"sha2\((\w+), 256\)", r"lower(to_hex(sha256(to_utf8(\1))))"),
    (r"unix_millis\((\w+)\) % 1000", r"millisecond(\1)"),
    (r"date_format\(([^\"]+), \"([^\"]*)\"\)",
     lambda m: f"format_datetime({m[1]}, '" + m[2].replace("'", "''") + "')"),
]
HUNT = [
    VIEW,
    (r"make_interval\(0, 0, 0, (\w+)\)", r"\1 * INTERVAL '1' DAY"),
]


def rewritten(text, rules):
    for pattern, replacement in rules:
        text, count = re.subn(pattern, replacement, text)
        if count == 0:
            raise SystemExit(f"nothing matches {pattern}")
    return text


def files():
    """The text that each made file should have."""
    own = (HERE / "launches.sql").read_text().split(START)[0]
    made = START + (SPARK / "launches.sql").read_text().split(START)[1]
    hunt = (SPARK / "hunt.sql").read_text()
    return {
        HERE / "launches.sql": own + rewritten(made, LAUNCHES),
        HERE / "hunt.sql": "-- Made by make.py. Not executed: see README.md.\n" + rewritten(hunt, HUNT),
    }


def main():
    for path, text in files().items():
        if "--check" not in sys.argv[1:]:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            raise SystemExit(f"{path.name} is not what make.py makes of Spark's")


if __name__ == "__main__":
    main()
