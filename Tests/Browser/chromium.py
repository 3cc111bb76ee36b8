"""Drives a headless Chromium over its debugging pipe: two pipes and JSON, nothing to install."""

import json
import os
import shutil
import subprocess
import tempfile


class Chromium:
    """One browser with one page."""

    def __init__(self):
        program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        if not program:
            raise SystemExit("no Chromium here: 'make browser' installs it, or set CHROMIUM")
        self.profile = tempfile.mkdtemp(prefix="huntdb-chromium-")
        to_browser, self.writing = os.pipe()
        self.reading, from_browser = os.pipe()
        # The browser reads from descriptor 3 and writes to 4.
        command = [
            "/bin/sh", "-c", 'exec "$@" 3<&"$READ" 4>&"$WRITE"', "sh", program, "--headless=new",
            "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--force-color-profile=srgb", "--hide-scrollbars", "--remote-debugging-pipe",
            f"--user-data-dir={self.profile}", "about:blank",
        ]
        self.process = subprocess.Popen(
            command, pass_fds=(to_browser, from_browser), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "READ": str(to_browser), "WRITE": str(from_browser)})
        os.close(to_browser)
        os.close(from_browser)
        self.buffer = b""
        self.number = 0
        self.events = []
        page = next(t for t in self.send("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self.session = self.send(
            "Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def close(self):
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.profile, ignore_errors=True)

    def send(self, method, **params):
        """Calls a method of the protocol and gives its result."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if getattr(self, "session", None):
            message["sessionId"] = self.session
        os.write(self.writing, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        """Waits for an event, which may have come already."""
        while True:
            for event in self.events:
                if event.get("method") == method:
                    self.events.remove(event)
                    return event["params"]
            self.events.append(self._receive())

    def open(self, path, width, height=900, media="", scheme="light"):
        """Opens a file in a window of that size; gives the events that came of it."""
        self.events = []
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
            mobile=False)
        self.send(
            "Emulation.setEmulatedMedia", media=media,
            features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.send("Page.navigate", url="file://" + path)
        self.wait("Page.loadEventFired")
        return list(self.events)

    def evaluate(self, script):
        """The value of a script, which runs beside the page's own policy."""
        result = self.send("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    def _receive(self):
        while b"\0" not in self.buffer:
            block = os.read(self.reading, 1 << 20)
            if not block:
                raise RuntimeError("the browser has ended")
            self.buffer += block
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)
