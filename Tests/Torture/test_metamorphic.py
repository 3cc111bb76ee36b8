"""What must not change the answer does not: order, division, packing, wrapping, copies, readers."""

import itertools

import pytest

from corpus import LEDGER, PACKERS, WRAPPERS, launches, ordinary, troubled
from huntdb import content, differences, load, rows

#: The end of a window in the middle of the samples' two weeks.
AS_OF = "2026-11-18T12:00:00Z"
WINDOWED = [
    "instance_deployments", "high_instance_deployments", "principal_deployments",
    "elastic_high_instance_deployments", "elastic_differences", "signal_large_request", "signal_launched_in_bulk",
    "signal_dry_run_probing", "signal_region_sprawl", "signal_accelerated_or_very_large", "signal_spot_in_bulk",
    "signal_invalid_in_a_row", "signal_denied_then_succeeded", "signal_exhausted_after_success",
]


@pytest.fixture(scope="module")
def records():
    return launches() + ordinary(100)


@pytest.fixture(scope="module")
def expected(program, records, tmp_path_factory):
    folder = tmp_path_factory.mktemp("base")
    (folder / "log.json").write_text(WRAPPERS["Records"](records))
    load(program, folder / "hunt.db", folder / "log.json")
    return content(folder / "hunt.db", LEDGER)


def dealt(records, dice, folder, wrappers, packers):
    """Writes the records, some twice, in any order to any number of files of any kind."""
    folder.mkdir()
    records = records + dice.sample(records, dice.randrange(len(records)))
    dice.shuffle(records)
    cuts = sorted(dice.sample(range(1, len(records)), dice.randrange(1, 12)))
    for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(records)])):
        text = WRAPPERS[dice.choice(wrappers)](records[start:end])
        (folder / f"{number}").write_bytes(PACKERS[dice.choice(packers)](text.encode()))
        if dice.random() < 0.2:
            (folder / f"{number}-copy").write_bytes((folder / f"{number}").read_bytes())
    return folder


def test_any_order_division_packing_and_number_of_readers_gives_the_same_store(
        program, records, expected, rounds, dice, tmp_path):
    for number in range(rounds(6, 300)):
        logs = dealt(records, dice, tmp_path / f"logs-{number}", list(WRAPPERS), list(PACKERS))
        store = tmp_path / f"{number}.db"
        summary = load(program, store, logs, "--jobs", dice.randrange(1, 9))
        assert summary["records_rejected"] == 0, summary["problems"][:3]
        assert differences(content(store, LEDGER), expected) == [], logs
        again = load(program, store, logs)
        assert again["events_new"] == 0 and again["files_imported"] == 0
        store.unlink()


def test_every_number_of_readers_gives_the_same_store_and_ledger(program, rounds, dice, tmp_path):
    # Copies, conflicts and damaged files too: pieces are written in the order of the files.
    logs = troubled(tmp_path / "logs", dice)
    alone = tmp_path / "alone.db"
    load(program, alone, logs, "--jobs", 1)
    expected = content(alone)
    assert all(expected[table] for table in (*LEDGER, "event_conflicts"))
    for jobs in rounds([2, 3, 16, 256], [*range(2, 33), 64, 128, 255, 256]):
        store = tmp_path / "hunt.db"
        load(program, store, logs, "--jobs", jobs)
        assert differences(content(store), expected) == [], jobs
        store.unlink()


@pytest.mark.parametrize("wrapper", list(WRAPPERS))
def test_every_wrapper_in_every_packing_gives_the_same_store(
        program, records, expected, rounds, wrapper, tmp_path):
    every = list(PACKERS)
    for packer in rounds(every[list(WRAPPERS).index(wrapper) % 4::4], every):
        log = tmp_path / packer.replace(" ", "-")
        log.write_bytes(PACKERS[packer](WRAPPERS[wrapper](records).encode()))
        store = tmp_path / "hunt.db"
        load(program, store, log)
        assert differences(content(store, LEDGER), expected) == [], packer
        store.unlink()


def test_a_file_a_time_and_all_at_once_give_the_same_store(
        program, records, expected, dice, rounds, tmp_path):
    for number in range(rounds(1, 20)):
        logs = dealt(records, dice, tmp_path / f"logs-{number}", list(WRAPPERS), ["plain", "gzip"])
        store = tmp_path / f"{number}.db"
        files = sorted(logs.iterdir())
        dice.shuffle(files)
        for file in files:
            load(program, store, file)
        assert differences(content(store, LEDGER), expected) == []


def answers(program, store, *options):
    return {view: sorted(map(repr, rows(program, store, f"SELECT * FROM {view}", "--as-of", AS_OF, *options)))
            for view in WINDOWED}


def test_events_outside_the_window_change_no_windowed_view(program, dice, rounds, tmp_path):
    every = launches()
    inside = [r for r in every if "2026-11-11T12:00:00Z" < time_of(r) <= AS_OF]
    outside = [r for r in every if r not in inside]
    assert len(inside) > 50 and len(outside) > 50
    store = tmp_path / "hunt.db"
    (tmp_path / "inside").write_text("\n".join(inside))
    load(program, store, tmp_path / "inside")
    before = answers(program, store)
    assert all(before[view] for view in WINDOWED)
    for number in range(rounds(2, 20)):
        (tmp_path / "outside").write_text("\n".join(dice.sample(outside, 40)))
        load(program, store, tmp_path / "outside")
        assert answers(program, store) == before
    # At the very edges: the window's start is outside, one millisecond on is inside.
    for number, (time, inside_it) in enumerate([("2026-11-11T12:00:00Z", False), ("2026-11-18T12:00:00.001Z", False),
                                                ("2026-11-11T12:00:00.001Z", True), (AS_OF, True)]):
        moved = every[0].replace(time_of(every[0]), time).replace('"eventID":"', f'"eventID":"{number}-')
        (tmp_path / "edge").write_text(moved)
        load(program, store, tmp_path / "edge")
        now = answers(program, store)
        assert (now != before) == inside_it, time
        before = now


def time_of(record):
    return record.split('"eventTime":"')[1].split('"')[0]


def test_raising_the_threshold_only_removes(program, records, rounds, tmp_path):
    (tmp_path / "log").write_text("\n".join(records))
    store = tmp_path / "hunt.db"
    load(program, store, tmp_path / "log")
    steps = rounds([0, 10, 50, 1000], [*range(0, 30), 49, 50, 51, 90, 100, 500, 1000, 10_000, 2**31, 2**53])
    views = ["high_instance_deployments", "elastic_high_instance_deployments"]
    for view in views:
        found = [rows(program, store, f"SELECT * FROM {view}", "--as-of", AS_OF, "--threshold", n)
                 for n in steps]
        assert found[0] and not found[-1]
        for low, high in itertools.pairwise(found):
            assert all(row in low for row in high)
    high = [
        {row["principal"] for row in rows(
            program, store, "SELECT principal FROM principal_deployments WHERE is_high", "--as-of", AS_OF,
            "--threshold", n)} for n in steps]
    assert all(after <= before for before, after in itertools.pairwise(high))
    told = [findings(program, store, n) for n in steps]
    assert told[0] and all(after <= before for before, after in itertools.pairwise(told))


def findings(program, store, threshold):
    """Who is found; how grave it is may change with the threshold."""
    sql = "SELECT account_id, principal FROM findings"
    return {(row["account_id"], row["principal"]) for row in rows(
        program, store, sql, "--as-of", AS_OF, "--threshold", threshold)}
