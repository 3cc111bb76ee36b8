"""Runs a program on a pseudo-terminal and talks to it.

Usage: terminal.py PROGRAM ARGUMENT... < script
The script has one step a line: 'expect TEXT' waits for TEXT in what the program shows, 'send TEXT'
types it (with \\n, \\t, \\x03 and the like), 'wait SECONDS' waits. In the end everything that was
shown is printed, and the exit code is the program's.
"""

import os
import pty
import select
import signal
import sys
import time

child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])

shown = b""
seen = 0


def read(seconds):
    """Takes what the program shows within the time; False when it is gone."""
    global shown
    if terminal in select.select([terminal], [], [], seconds)[0]:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            return False
        shown += data
        return bool(data)
    return True


def expect(text):
    global seen
    end = time.monotonic() + 60
    while text not in shown[seen:]:
        if time.monotonic() > end or not read(0.1):
            read(0)
            if text in shown[seen:]:
                break
            os.write(1, shown)
            sys.exit(f"never saw {text!r}")
    seen = shown.index(text, seen) + len(text)


for line in sys.stdin.read().splitlines():
    step, _, text = line.partition(" ")
    if step == "expect":
        expect(text.encode())
    elif step == "send":
        os.write(terminal, text.encode().decode("unicode_escape").encode("latin-1"))
    elif step == "wait":
        time.sleep(float(text))

end = time.monotonic() + 90
while read(1):
    if time.monotonic() > end:
        os.kill(child, signal.SIGKILL)
        os.write(1, shown)
        sys.exit("the program did not end after the last step")
os.write(1, shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
