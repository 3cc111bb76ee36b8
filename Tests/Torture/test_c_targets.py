"""The C and C++ targets under the undefined-behaviour and address sanitizers."""

import shutil
import subprocess
import sys

import pytest

from conftest import ROOT

FLAGS = ["-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]


def test_the_c_targets_do_nothing_undefined(rounds, tmp_path):
    sources = ROOT / "Sources"
    include = [f"-I{sources}/CScan/include", f"-I{sources}/CJSON/include"]
    steps = [
        ["clang", *FLAGS, *include, "-std=c2x", "-c", sources / "CScan/scan.c", "-o", tmp_path / "scan.o"],
        ["clang++", *FLAGS, *include, "-std=c++17", tmp_path / "scan.o", sources / "CJSON/json.cpp",
         ROOT / "Tests/Torture/ctargets.cpp", "-lsimdjson", "-o", tmp_path / "ctargets"],
    ]
    for step in steps:
        built = subprocess.run(step, capture_output=True, text=True)
        if built.returncode != 0 and "cannot find" in built.stderr and "san" in built.stderr:
            pytest.skip(f"this compiler has no sanitizers: {built.stderr[-300:]}")
        assert built.returncode == 0, built.stderr[-3000:]
    subprocess.run([sys.executable, ROOT / "Fuzz/seeds.py", tmp_path / "seeds"], check=True, capture_output=True)
    seeds = sorted((tmp_path / "seeds/records").iterdir()) + sorted((tmp_path / "seeds/printer").iterdir())
    done = subprocess.run([tmp_path / "ctargets", str(rounds(100, 5000)), *seeds], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    print(f"{done.stdout.strip()} inputs")


def built_by_some_compiler(flags, sources, libraries, program):
    """Builds a program, or skips the test where no compiler has what it takes."""
    built = None
    for compiler in ("gcc", "clang"):
        if shutil.which(compiler):
            built = subprocess.run(
                [compiler, *flags, *sources, *libraries, "-o", program], capture_output=True, text=True)
            if built.returncode == 0:
                return
    assert built is None or "san" in built.stderr, built.stderr[-3000:]
    pytest.skip("no compiler here links these sanitizers")


@pytest.mark.parametrize("sanitizers", ["address,undefined", "thread"])
def test_databases_that_are_written_in_lanes_are_whole(rounds, tmp_path, sanitizers):
    sources = sorted((ROOT / "Sources/CLanes").glob("*.c")) + [ROOT / "Tests/Torture/lanes.c"]
    flags = ["-g", "-O1", "-std=gnu2x", f"-fsanitize={sanitizers}", f"-I{ROOT}/Sources/CLanes/include",
             "-DCLANES_LOCK_BYTE=0x80000u"]
    built_by_some_compiler(flags, sources, ["-lsqlite3", "-lpthread"], tmp_path / "lanes")
    few = 6 if sanitizers == "thread" else 12  # which is slow
    done = subprocess.run([tmp_path / "lanes", tmp_path, str(rounds(few, 600))], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    print(f"{done.stdout.strip()} databases")


def test_streams_that_are_decompressed_side_by_side_are_what_zlib_makes_of_them(rounds, tmp_path):
    targets = [ROOT / "Sources" / name for name in ("CInflate", "CDigest")]
    sources = [source for target in targets for source in sorted(target.glob("*.c"))]
    flags = [*FLAGS, "-std=gnu2x", *(f"-I{target}/include" for target in targets)]
    built_by_some_compiler(flags, [*sources, ROOT / "Tests/Torture/inflate.c"], ["-lz", "-lisal", "-lpthread"],
                           tmp_path / "inflate")
    done = subprocess.run([tmp_path / "inflate", str(rounds(1000, 100000))], capture_output=True, text=True)
    if done.returncode == 3:
        pytest.skip("this processor decompresses one stream after the other")
    assert done.returncode == 0, done.stderr[-3000:]
    print(f"{done.stdout.strip()} streams")
