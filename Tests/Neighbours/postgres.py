"""PostgreSQL, started in a folder of its own: csv, tsv and jsonl load without loss."""

import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

from sample import COLUMNS, Absent, compare, parsed

TYPES = {int: "bigint", float: "double precision", str: "text"}


def programs():
    """Where initdb, pg_ctl and psql are; Debian keeps them out of the path."""
    for folder in sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if not found:
        raise Absent("PostgreSQL is not installed")
    return pathlib.Path(found).parent


class Server:
    """A server that only its socket's folder leads to. It never runs as root, as it would refuse to."""

    def __init__(self):
        self.bin = programs()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="huntdb-pg-"))
        self.user = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self.user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        self.run("initdb", "-D", self.folder / "data", "-U", "hunt", "-A", "trust", "-E", "UTF8",
                 "--no-sync", "--locale=C.UTF-8")
        self.run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "start",
                 "-o", f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off")

    def run(self, program, *arguments):
        run = subprocess.run(
            [self.bin / program, *arguments], cwd=self.folder, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **self.user)
        assert run.returncode == 0, f"{program}: {run.stdout}"

    def sql(self, text, stdin=None):
        run = subprocess.run(
            [self.bin / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.folder,
             "-U", "hunt", "-d", "postgres", "-c", text], stdin=stdin, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        return run.stdout

    def load(self, form, path, names):
        """Fills the table `loaded` as the documentation says."""
        self.sql("TRUNCATE loaded")
        with path.open() as data:
            if form == "jsonl":
                # A line is one value of a file whose quotes and delimiters never occur.
                self.sql("DROP TABLE IF EXISTS lines; CREATE TABLE lines (line json)")
                self.sql(r"COPY lines FROM STDIN (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')", data)
                self.sql("INSERT INTO loaded SELECT r.* FROM lines, "
                         "json_populate_record(NULL::loaded, line) AS r")
            elif form == "csv":
                self.sql(f"COPY loaded ({names}) FROM STDIN (FORMAT csv, HEADER)", data)
            else:
                self.sql(f"COPY loaded ({names}) FROM STDIN (FORMAT text, HEADER)", data)

    def rows(self, names, order):
        lines = self.sql(f"SELECT row_to_json(l) FROM loaded AS l ORDER BY {order}").splitlines()
        return [tuple(parsed(line)[name] for name in names) for line in lines]

    def stop(self):
        self.run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)


def check(sample):
    server = Server()
    try:
        names, kinds, rows = sample.launches()
        hard = sample.hard_values()
        for form in ("csv", "tsv", "jsonl"):
            create(server, COLUMNS, [int, int, float, str, str])
            server.load(form, sample.export(form, "SELECT * FROM hard_values"), ", ".join(COLUMNS))
            compare(f"hard values as {form}", hard, server.rows(COLUMNS, "n"))
            create(server, names, kinds)
            server.load(form, sample.export(form, "SELECT * FROM launch_attempts"), ", ".join(names))
            compare(f"launch_attempts as {form}", rows, server.rows(names, "launch_id"))
    finally:
        server.stop()
    return f"csv, tsv and jsonl of {len(rows)} launches and {len(hard)} hard rows"


def create(server, names, kinds):
    columns = ", ".join(f"{name} {TYPES[kind]}" for name, kind in zip(names, kinds))
    server.sql(f"DROP TABLE IF EXISTS loaded; CREATE TABLE loaded ({columns})")
