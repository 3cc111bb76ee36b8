"""Athena's files are what Spark's become, and parse as Athena's SQL. Nothing here executes them."""

import re
import subprocess
import sys

import pytest
from conftest import ENGINES, columns, statements

sqlglot = pytest.importorskip("sqlglot")
FILES = ["table.sql", "settings.sql", "launches.sql", "hunt.sql", "extract.sql"]


def test_the_files_are_made_of_sparks():
    subprocess.run([sys.executable, ENGINES / "athena" / "make.py", "--check"], check=True)


@pytest.mark.parametrize("name", FILES)
def test_every_statement_parses(name):
    for statement in statements("athena", name):
        if statement.startswith("UNLOAD"):
            statement = re.search(r"\((.*?)\)\n", statement, re.DOTALL)[1]
        tree = sqlglot.parse_one(statement, read="athena")
        assert not isinstance(tree, sqlglot.exp.Command), statement[:80]


@pytest.mark.parametrize("name", FILES)
def test_nothing_of_sparks_own_is_left(name):
    text = " ".join(statements("athena", name))
    assert not re.search(r"RLIKE|explode|from_json|TEMPORARY|unix_millis|try_element_at|aggregate\(|\[0\]|`", text)
    assert "Not executed" in (ENGINES / "athena" / name).read_text()


def test_views_have_the_columns_of_the_store():
    for name in ("launches.sql", "hunt.sql"):
        for statement in statements("athena", name):
            view = re.match(r"CREATE OR REPLACE VIEW (\w+)", statement)[1]
            if view in ("launch_attempts", "instance_deployments", "principal_deployments"):
                names = sqlglot.parse_one(statement, read="athena").expression.named_selects
                assert [n for n in names if n != "event_timestamp"] == columns(view)
