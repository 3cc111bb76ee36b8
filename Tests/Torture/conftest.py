"""What every torture test shares: the program, how long to go on, and a folder of its own.

    HUNTDB=path pytest Tests/Torture            the short version, as `make check` runs it
    HUNTDB=path pytest Tests/Torture --long     the long one, as `make torture` does
"""

import os
import pathlib
import random
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "Samples"))
sys.dont_write_bytecode = True


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="as many rounds as the figures in the docs")


@pytest.fixture(scope="session")
def program():
    path = os.environ.get("HUNTDB", str(ROOT / ".build/debug/huntdb"))
    assert os.access(path, os.X_OK), f"there is no program at {path}; build it or set HUNTDB"
    return path


@pytest.fixture(scope="session")
def rounds(request):
    """Chooses how often: rounds(short, long)."""
    return lambda short, long: long if request.config.getoption("--long") else short


@pytest.fixture
def dice(request):
    """Random choices, the same in every run of the same test."""
    return random.Random(request.node.name)
