"""The plain sqlite3 shell: every table and view answers there as in huntdb."""

import json
import shutil
import subprocess

from sample import Absent


def check(sample):
    if not shutil.which("sqlite3"):
        raise Absent("there is no sqlite3 here")
    for name in sample.tables + sample.views:
        sql = f"SELECT count(*) AS n FROM {name}"
        run = subprocess.run(
            ["sqlite3", "-readonly", "-json", sample.store, sql], capture_output=True, text=True)
        assert run.returncode == 0 and not run.stderr, f"{name}: {run.stderr}"
        assert json.loads(run.stdout) == sample.query(sql), name
    return f"{len(sample.tables)} tables and {len(sample.views)} views"
