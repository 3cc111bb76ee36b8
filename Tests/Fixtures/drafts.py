"""Drafts of stores whose programs are killed or still at work. Prints what happened as JSON.

usage: drafts.py HUNTDB FOLDER STORE...    merge the stores into FOLDER/new.db, which is not there
"""

import json
import pathlib
import shutil
import signal
import subprocess
import sys
import time

BESIDE = ("", "-wal", "-shm", "-journal")


def drafts(target):
    return sorted(path for path in target.parent.iterdir() if path.name.startswith(target.name + "."))


def size(path):
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def merging(program, target, stores):
    """A merge that stands still while its draft is there, and that draft. Before it holds something it may
    have no lock yet, and count as abandoned: then its program takes another one."""
    known = drafts(target)
    while True:
        process = subprocess.Popen([program, "merge", "--db", target, *stores],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while process.poll() is None:
            if found := [path for path in drafts(target) if path not in known and size(path) > 0]:
                process.send_signal(signal.SIGSTOP)
                time.sleep(0.01)
                if found[0].exists() and not target.exists():
                    return process, found[0]
                process.send_signal(signal.SIGCONT)
        process.communicate()
        target.unlink(missing_ok=True)


def main(program, folder, *stores):
    target = pathlib.Path(folder) / "new.db"
    # A program that stands still may hold locks of the stores it reads, so the other one has its own.
    copies = [shutil.copy(store, f"{store}.copy") for store in stores]
    process, abandoned = merging(program, target, stores)
    process.kill()
    process.communicate()
    for suffix in BESIDE:
        pathlib.Path(f"{abandoned}{suffix}").touch()
    # Names that a draft might have, of files that are none, or of another version of this program.
    theirs = [target.with_name(f"{target.name}.{name}")
              for name in ("draft-notes1", "draft-Xy12345", "draft-Xy1-45", "draft", "new-Xy1234", "draft-Link01")]
    for path in theirs[:-1]:
        path.write_text("what somebody keeps")
        path.chmod(0o600)
    theirs[-1].symlink_to(theirs[0])
    process, live = merging(program, target, stores)
    seen = {"abandoned": [str(path) for path in drafts(target) if str(path).startswith(str(abandoned))]}
    done = subprocess.run([program, "merge", "--db", target, *copies], capture_output=True, text=True)
    seen["second"] = {"status": done.returncode, "errors": done.stderr}
    seen["live_is_kept"] = live.exists()
    process.send_signal(signal.SIGCONT)
    seen["first"] = {"errors": process.communicate()[1].decode(), "status": process.returncode}
    seen["theirs_are_kept"] = all(path.read_text() == "what somebody keeps" for path in theirs)
    # An import that makes a store removes them, too.
    target.unlink()
    process, abandoned = merging(program, target, stores)
    process.kill()
    process.communicate()
    log = target.with_name("log")
    log.write_text("")
    subprocess.run([program, "import", "--quiet", "--db", target, log], check=True, stdout=subprocess.DEVNULL)
    for path in theirs:
        path.unlink()
    seen["left"] = [path.name for path in drafts(target)]
    print(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
