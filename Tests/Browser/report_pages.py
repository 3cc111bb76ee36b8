#!/usr/bin/env python3
"""Opens the HTML report in a real browser: the sample week, one whose names attack the page, and years.

    python3 Tests/Browser/report_pages.py HUNTDB [--screenshots FOLDER]

Each page is laid out at the widths of a telephone, a screen and a sheet of A4, light and dark. It
must make no request, run no script, break no rule of its policy, keep everything inside its width,
and be what it says to a reader who does not see it.
"""

import base64
import datetime
import json
import os
import subprocess
import sys
import tempfile

PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(PROJECT, "Tests/Browser"), os.path.join(PROJECT, "Tests/Fixtures")]
from chromium import Chromium  # noqa: E402
from hostile_names import write_hostile_logs  # noqa: E402

# A4 less the margins of the style sheet's page, at 96 dots an inch.
LAYOUTS = [
    ("400-light", 400, "", "light"), ("400-dark", 400, "", "dark"), ("1280-light", 1280, "", "light"),
    ("1280-dark", 1280, "", "dark"), ("print", 688, "print", "light"),
]

# What sticks out of the page, or of a table's cell or a card.
OVERFLOW = """(() => {
  const width = document.documentElement.clientWidth, out = [];
  if (document.documentElement.scrollWidth > width) out.push('the page: ' + document.documentElement.scrollWidth);
  for (const element of document.body.querySelectorAll('*')) {
    if (element.closest('svg') && element.tagName !== 'svg') continue;
    if (element.closest('.hidden, .skip, thead, caption')) continue;
    const box = element.getBoundingClientRect();
    if (box.width && (box.right > width + 1 || box.left < -1))
      out.push(element.tagName + '.' + element.className + ': ' + Math.round(box.left) + ' to ' + Math.round(box.right));
  }
  return out.slice(0, 5);
})()"""

# Labels of pictures that leave their picture, which would cut them.
CUT_LABELS = """(() => {
  const out = [];
  for (const svg of document.querySelectorAll('svg.picture')) {
    const frame = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      if (frame.width && (box.left < frame.left - 1 || box.right > frame.right + 1))
        out.push(text.textContent + ': ' + Math.round(box.left) + ' to ' + Math.round(box.right));
    }
  }
  return out.slice(0, 5);
})()"""

# What a reader who does not see the page would miss.
ACCESS = """(() => {
  const out = [];
  for (const tag of ['header', 'nav', 'main', 'footer', 'h1'])
    if (document.querySelectorAll(tag).length !== 1) out.push('not one ' + tag);
  for (const th of document.querySelectorAll('th')) if (th.scope !== 'col' && th.scope !== 'row') out.push('th without scope');
  for (const table of document.querySelectorAll('table')) if (!table.caption) out.push('table without caption');
  for (const svg of document.querySelectorAll('svg:not([aria-hidden=true]):not([aria-hidden=true] svg)'))
    if (!svg.querySelector(':scope > title') || !svg.querySelector(':scope > desc')) out.push('picture without title');
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size !== ids.length) out.push('an id twice');
  for (const a of document.querySelectorAll('a')) {
    const target = a.getAttribute('href');
    if (!target.startsWith('#') || !document.getElementById(target.slice(1))) out.push('link to ' + target);
  }
  if (document.querySelector('script, iframe, object, embed, link, img, form, [style], [onclick], [onload], [onerror]'))
    out.push('an element that does not belong');
  return out;
})()"""

# Contrast of each text against what is behind it, as WCAG 2 counts it; 4.5 is asked for.
CONTRAST = """(() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => { const f = v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 };
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b) };
  const out = new Set();
  for (const element of document.querySelectorAll('body *')) {
    if (element.closest('svg, .hidden, .skip')) continue;
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    let behind = element, back = [255, 255, 255];
    while (behind) {
      const color = parse(getComputedStyle(behind).backgroundColor);
      if (color.length === 3 || color[3] > 0) { back = color; break }
      behind = behind.parentElement;
    }
    const a = light(parse(getComputedStyle(element).color)), b = light(back);
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) out.add(element.tagName + '.' + element.className + ' ' + ratio.toFixed(2));
  }
  return [...out].slice(0, 5);
})()"""


def report(huntdb, folder, name, logs, *window):
    """Imports logs into a store of its own and writes the report on it; gives the page's path."""
    store, page = os.path.join(folder, name + ".db"), os.path.join(folder, name + ".html")
    subprocess.run([huntdb, "import", "--quiet", "--db", store, logs], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([huntdb, "report", "--db", store, *window, "--format", "html", "-o", page], check=True)
    return page


def write_years(folder):
    """Logs of a busy principal over two years, in files as a trail names them; gives the folder."""
    os.makedirs(folder)
    start = datetime.datetime(2025, 1, 1)
    for day in range(0, 700, 5):
        records = []
        for hour in range(0, 24, 6):
            time = start + datetime.timedelta(days=day, hours=hour)
            records.append({
                "eventVersion": "1.09", "eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ"), "eventID": f"{day}-{hour}",
                "eventSource": "ec2.amazonaws.com", "eventName": "RunInstances", "awsRegion": "us-east-1",
                "userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111111111111:user/busy", "userName": "busy",
                                 "accountId": "111111111111"},
                "requestParameters": {"instanceType": "t3.large", "instancesSet": {"items": [
                    {"imageId": "ami-1", "minCount": 1, "maxCount": 12345}]}},
                "recipientAccountId": "111111111111"})
            if hour == 6:
                records[-1]["errorCode"] = "Client.InstanceLimitExceeded"
        name = f"111111111111_CloudTrail_us-east-1_{start + datetime.timedelta(days=day):%Y%m%d}T2355Z_abcdefgh.json"
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump({"Records": records}, file)
    return folder


def faults(browser, page, width, media, scheme):
    """What is wrong with a page in one layout."""
    events = browser.open(page, width, media=media, scheme=scheme)
    found = []
    requests = [e["params"]["request"]["url"] for e in events if e.get("method") == "Network.requestWillBeSent"]
    if requests != ["file://" + page]:
        found.append(f"requests: {requests}")
    for event in events:
        if event.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown", "Page.javascriptDialogOpening"):
            found.append(f"{event['method']}: {event['params']}")
    if browser.evaluate("window.attacked") is not None:
        found.append("a script of the data ran")
    browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for script in (OVERFLOW, CUT_LABELS, ACCESS, CONTRAST):
        found += browser.evaluate(script)
    return found


def main():
    huntdb = os.path.abspath(sys.argv[1])
    shots = sys.argv[3] if sys.argv[2:3] == ["--screenshots"] else None
    failed = passed = 0
    with tempfile.TemporaryDirectory(prefix="huntdb-pages-") as folder:
        hostile = write_hostile_logs(os.path.join(folder, "hostile-logs"))
        years = write_years(os.path.join(folder, "years-logs"))
        pages = [
            report(huntdb, folder, "sample", os.path.join(PROJECT, "Samples/AWSLogs"), "--week", "2026-W47"),
            report(huntdb, folder, "hostile", hostile, "--week", "2026-W47"),
            report(huntdb, folder, "quiet", hostile, "--week", "2020-W10"),
            report(huntdb, folder, "months", years, "--last", "800d", "--as-of", "2026-12-01"),
            report(huntdb, folder, "weeks", years, "--last", "200d", "--as-of", "2026-12-01"),
        ]
        browser = Chromium()
        try:
            for page in pages:
                for layout, width, media, scheme in LAYOUTS:
                    name = f"{os.path.basename(page)[:-5]}, {layout}"
                    found = faults(browser, page, width, media, scheme)
                    passed, failed = (passed, failed + 1) if found else (passed + 1, failed)
                    for fault in found:
                        print(f"{name}: {fault}", file=sys.stderr)
                    if shots:
                        browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)")
                        picture = browser.send("Page.captureScreenshot", captureBeyondViewport=True)
                        os.makedirs(shots, exist_ok=True)
                        with open(os.path.join(shots, name.replace(", ", "-") + ".png"), "wb") as file:
                            file.write(base64.b64decode(picture["data"]))
        finally:
            browser.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
