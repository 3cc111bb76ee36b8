"""Every option of every command with values at their edges and with hostile ones: the program works
or refuses with a reason, and never ends by a signal."""

import itertools
import os

import pytest

from corpus import launches
from huntdb import load, run

NUMBERS = [
    "-1", "0", "1", "255", "257", "2147483647", "2147483648", "4294967296", "9007199254740993",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616",
    "1.5", "1e3", "1e18", "1e19", "1e400", "1e-400", "nan", "inf", "-inf", "0x10", "+1", " 1", "1 ", "", "-", "--",
    "\u0663", "1\0", "1_000",
]
TIMES = [
    "1970-01-01", "1969-12-31", "1970-01-01T00:00:00.001Z", "9999-12-31", "9999-12-31T23:59:59.999Z", "10000-01-01",
    "9999-12-31T23:59:59-00:01", "0000-00-00", "2026-02-30", "2026-11-20T24:00:00Z", "0d", "0h", "1h", "7d", "400d",
    "1000000d", "1000001d", "9223372036854775807d", "9223372036854775808d", "-1d", "d", "h", "7", "7D", "", " ",
    "2026-W47", "1970-W01", "1969-W52", "9999-W52", "9999-W53", "2026-W00", "2026-W54", "0000-W01", "2026-w47",
    "now", "\uff12026-11-20", "\u0667d",
]
#: A report of half a century takes some seconds.
RECENT = [time for time in TIMES if time not in ("1970-01-01", "0d", "1000000d")] + ["2026-10-01"]
TEXTS = [
    "", " ", "\x1b[2J\x1b]0;x\x07", "x" * 100_000, "'; DROP TABLE launch_events; --", "%s%n%n", "../../etc/passwd",
    "\u202ex", b"a\xff\xfe", "=1+1", "-1", "0", "\U0001f4a9" * 100, "*", "%", "_", "\\", "\n", "\t",
]
SELECT = "SELECT * FROM instance_deployments"

#: A command with a place for one value, and what may stand there.
PLACES = [
    (["import", "--quiet", "--jobs", "{}", "{log}"], NUMBERS), (["import", "--quiet", "--since", "{}", "{log}"], TIMES),
    (["import", "--quiet", "--until", "{}", "{log}"], TIMES), (["import", "--dry-run", "{}"], TEXTS),
    (["query", "--as-of", "{}", SELECT], TIMES), (["query", "--window", "{}", SELECT], NUMBERS),
    (["query", "--threshold", "{}", SELECT], NUMBERS), (["query", "--limit", "{}", SELECT], NUMBERS),
    (["query", "--timeout", "{}", SELECT], NUMBERS), (["query", "--width", "{}", SELECT], NUMBERS),
    (["query", "--format", "{}", SELECT], TEXTS), (["query", "{}"], TEXTS), (["query", "--saved", "{}"], TEXTS),
    (["query", "-f", "{}"], TEXTS), (["query", "-p", "{}", "SELECT :a"], TEXTS + NUMBERS),
    (["query", "-p", "a={}", "SELECT :a"], TEXTS + NUMBERS), (["query", "-p", "a:integer={}", "SELECT :a"], NUMBERS),
    (["query", "-p", "a:real={}", "SELECT :a"], NUMBERS), (["query", "-p", "{}=1", "SELECT :a"], TEXTS),
    (["query", "SELECT * FROM \"{}\""], TEXTS), (["query", "SELECT {}"], TEXTS + NUMBERS),
    (["report", "--week", "{}"], TIMES), (["report", "--last", "{}"], TIMES),
    (["report", "--since", "{}", "--until", "2026-11-23"], RECENT), (["report", "--since", "2026-11-16", "--until", "{}"], TIMES),
    (["report", "--as-of", "{}", "--format", "html"], TIMES), (["report", "--threshold", "{}", "--format", "html"], NUMBERS),
    (["report", "--format", "{}"], TEXTS), (["report", "--as-of", "2026-11-23", "-o", "{folder}/{}"], TEXTS),
    (["report", "--as-of", "2026-11-23", "--evidence", "{folder}/{}"], TEXTS),
    (["findings", "list", "--as-of", "{}"], TIMES), (["findings", "list", "--window", "{}"], NUMBERS),
    (["findings", "list", "--as-of", "2026-11-23", "--threshold", "{}"], NUMBERS),
    (["findings", "show", "--as-of", "2026-11-23", "{}"], TEXTS),
    (["findings", "suppress", "--as-of", "2026-11-23", "--reason", "x", "--until", "{}", "{finding}"], TIMES),
    (["findings", "suppress", "--as-of", "2026-11-23", "--until", "9999-12-31", "--reason", "{}", "{finding}"], TEXTS),
    (["findings", "suppress", "--as-of", "2026-11-23", "--until", "9999-12-31", "--reason", "x", "--image", "{}", "{finding}"],
     TEXTS),
    (["findings", "unsuppress", "{}"], TEXTS + NUMBERS), (["event", "{}"], TEXTS),
    (["prune", "--dry-run", "--older-than", "{}"], TIMES), (["backup", "{folder}/{}"], TEXTS),
    (["schema", "{}"], TEXTS), (["schema", "--format", "{}"], TEXTS), (["{}"], TEXTS), (["status", "--db", "{folder}/{}"], TEXTS),
]
CASES = [(place, value) for place, values in PLACES for value in values if "\0" not in os.fsdecode(value)]


@pytest.fixture(scope="module")
def store(program, tmp_path_factory):
    folder = tmp_path_factory.mktemp("options")
    (folder / "log").write_text("\n".join(launches(120)))
    load(program, folder / "hunt.db", folder / "log")
    return folder / "hunt.db"


def holds(program, store, finding, folder, place, value, **environment):
    """Runs one case; what it must do whatever the value is."""
    names = {"{log}": str(store.parent / "log"), "{folder}": str(folder), "{finding}": finding}
    words = []
    for word in place:
        for name, text in names.items():
            word = word.replace(name, text)
        words.append(os.fsencode(word).replace(b"{}", os.fsencode(value)))
    done = run(program, *map(os.fsdecode, words), cwd=folder, timeout=60,
               env=dict(os.environ, HUNTDB_DB=str(store), **environment))
    case = f"{words}: {done.status}: {done.errors[:500]}"
    assert done.status in (0, 1, 2, 5, 6, 124), case
    assert done.status == 0 or done.errors.strip(), case
    assert done.status in (0, 1, 124) or not done.output, case
    for word in ("Fatal error", "DecodingError", "SQLiteError(", "CommandFailure(", "OutputError."):
        assert word not in done.errors, case
    assert not any(c in done.errors for c in "\x1b\x07\x7f\u202e"), case


@pytest.fixture(scope="module")
def finding(program, store):
    done = run(program, "query", "--db", store, "--as-of", "2026-11-23", "--format", "tsv",
               "SELECT finding_id FROM findings LIMIT 1")
    assert done.status == 0, done.errors
    return done.text.split("\n")[1]


def test_no_value_of_an_option_ends_the_program(program, store, finding, rounds, dice, tmp_path):
    for number, (place, value) in enumerate(rounds(dice.sample(CASES, 60), CASES)):
        folder = tmp_path / str(number)
        folder.mkdir()
        holds(program, store, finding, folder, place, value)
    print(f"{len(CASES)} values of {len(PLACES)} places")


@pytest.mark.parametrize("columns", ["", "0", "-1", "1", "9223372036854775807", "9223372036854775808", "x"])
def test_any_width_of_the_terminal_is_one(program, store, finding, tmp_path, columns):
    for place in (["status"], ["query", "SELECT * FROM launch_attempts LIMIT 3"], ["report", "--as-of", "2026-11-23"],
                  ["findings", "list", "--as-of", "2026-11-23"]):
        holds(program, store, finding, tmp_path, place, "", COLUMNS=columns)


def test_no_two_hostile_options_end_the_program(program, store, finding, rounds, dice, tmp_path):
    hunt = [["--as-of", "{}"], ["--window", "{}"], ["--threshold", "{}"]]
    commands = [["query", SELECT], ["query", "SELECT * FROM findings"], ["findings", "list"]]
    edges = {"--as-of": ["1970-01-01", "9999-12-31T23:59:59.999Z", "1000000d", "2026-11-23"],
             "--window": ["1", "36500"], "--threshold": ["0", "9223372036854775807"]}
    cases = [(command, [(option[0], value) for option, value in zip(pair, values)])
             for command in commands for pair in itertools.combinations(hunt, 2)
             for values in itertools.product(edges[pair[0][0]], edges[pair[1][0]])]
    for command, given in rounds(dice.sample(cases, 3), cases):
        holds(program, store, finding, tmp_path, command + [word for option in given for word in option], "")
