"""Merges of pieces: in any order every table is what one import of all logs makes, and a merge that is
killed leaves the store as it was or whole."""

import random
import signal
import subprocess
import time

import pytest

from corpus import troubled
from huntdb import checks, content, differences, load, run


@pytest.fixture(scope="module", params=[0, 0.1], ids=["apart", "overlapping"])
def pieces(request, program, tmp_path_factory):
    """The stores of four pieces, and what a store of everything holds."""
    folder, dice = tmp_path_factory.mktemp("pieces"), random.Random(8)
    logs = troubled(folder / "logs", dice)
    files = sorted((path for path in logs.rglob("*") if path.is_file()), key=lambda path: str(path).encode())
    load(program, folder / "whole.db", *files)
    stores = []
    for number in range(4):
        chosen = [path for place, path in enumerate(files) if place % 4 == number or dice.random() < request.param]
        stores.append(folder / f"piece-{number}.db")
        load(program, stores[-1], *chosen)
    return stores, content(folder / "whole.db")


def merge(program, target, *stores):
    done = run(program, "merge", "--db", target, *stores)
    assert done.status == 0, done.errors


def remove(store):
    for path in store.parent.glob(store.name + "*"):
        path.unlink()


def test_pieces_merged_in_any_order_are_the_whole_in_every_table(program, pieces, rounds, dice, tmp_path):
    stores, whole = pieces
    for number in range(rounds(4, 24)):
        order = dice.sample(stores, len(stores))
        target = tmp_path / f"merged-{number}.db"
        # What is there first takes the rest in place.
        first = dice.randrange(len(order) + 1)
        for part in filter(None, (order[:first], order[first:])):
            merge(program, target, *part)
        assert differences(content(target), whole) == [], order
        assert checks(program, target) == ""
        remove(target)


@pytest.mark.parametrize("is_new", [True, False], ids=["into a new store", "in place"])
def test_a_killed_merge_leaves_the_store_as_it_was_or_whole(program, pieces, rounds, dice, tmp_path, is_new):
    stores, whole = pieces
    target = tmp_path / "hunt.db"
    start = time.monotonic()
    merge(program, target, *stores)
    span, wanted, killed = time.monotonic() - start, rounds(5, 200), 0
    remove(target)
    while killed < wanted:
        if not is_new and not target.exists():
            merge(program, target, stores[0])
        process = subprocess.Popen([program, "merge", "--db", target, *(stores if is_new else stores[1:])],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0, span * 1.1))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        assert checks(program, target) == ""
        if process.returncode == 0 or (is_new and target.exists()):
            assert differences(content(target), whole) == []
            remove(target)
    merge(program, target, *stores)
    assert differences(content(target), whole) == []
