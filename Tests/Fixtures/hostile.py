"""Makes input that means harm.

usage: hostile.py climbing FOLDER RECORD     archives whose entries' paths lead elsewhere
       hostile.py nested FOLDER RECORD       archives packed into each other
       hostile.py changing HUNTDB STORE LOGS RECORD    imports while files come and go
"""

import gzip
import io
import json
import pathlib
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile


def climbing(folder, record):
    """Every entry's path would leave the folder if it were written."""
    folder = pathlib.Path(folder)
    paths = ["../climbed", "../../climbed", str(folder / "absolute"), "a/../../climbed", "..\\climbed"]
    with zipfile.ZipFile(folder / "climbing.zip", "w") as archive:
        for number, path in enumerate(paths):
            archive.writestr(path, record.replace("event-0", f"event-{number}"))
    with tarfile.open(folder / "climbing.tar", "w") as archive:
        for number, path in enumerate(paths):
            data = record.replace("event-0", f"event-{number}").encode()
            entry = tarfile.TarInfo(path)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        for kind, name in ((tarfile.SYMTYPE, "link"), (tarfile.LNKTYPE, "hard"),
                           (tarfile.FIFOTYPE, "pipe"), (tarfile.CHRTYPE, "device")):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "../../climbed"
            archive.addfile(entry)


def nested(folder, record):
    folder = pathlib.Path(folder)
    for depth in (4, 40):
        zips, gzips = record.encode(), record.encode()
        for _ in range(depth):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("in", zips)
            zips, gzips = out.getvalue(), gzip.compress(gzips)
        (folder / f"{depth}.zip").write_bytes(zips)
        (folder / f"{depth}.gz").write_bytes(gzips)
    # Zeros that were packed twice: a few hundred bytes that unfold to 200 MB and hold nothing.
    inner = io.BytesIO()
    with gzip.open(inner, "wb", 9) as stream:
        for _ in range(100):
            stream.write(bytes(1 << 20))
    (folder / "zeros.gz").write_bytes(gzip.compress(inner.getvalue() * 2, 9))


def changing(program, store, logs, record):
    """Files vanish, grow and appear while they are read; gives what the import said."""
    logs = pathlib.Path(logs)
    logs.mkdir()
    for number in range(400):
        (logs / f"{number:04d}.json").write_text(
            "\n".join(record.replace("event-0", f"event-{number}-{n}") for n in range(40)))
    process = subprocess.Popen(
        [program, "import", "--json", "--quiet", "--jobs", "2", "--db", store, str(logs)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def change():
        for number in range(399, 0, -3):
            (logs / f"{number:04d}.json").unlink()
            with (logs / f"{number - 1:04d}.json").open("a") as log:
                log.write("\n" + record.replace("event-0", f"late-{number}"))
            shutil.rmtree(logs / "new", ignore_errors=True)
            (logs / "new").mkdir()

    thread = threading.Thread(target=change)
    thread.start()
    output, errors = process.communicate(timeout=120)
    thread.join()
    print(json.dumps({"status": process.returncode, "errors": errors, "summary": json.loads(output)}))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
