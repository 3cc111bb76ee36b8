"""Writes the facts about instance types into schema.sql, or checks that they are what the sources say.

The sources are releases of the Python package moto (Apache-2.0), which ship what EC2's
DescribeInstanceTypes answered at the time. We take numbers and names of types alone. The newest
release comes first; each older one adds the types that EC2 no longer offers, which old logs name.

    python3 docs/instance-facts/update.py           # write the section
    python3 docs/instance-facts/update.py --check   # exit 1 when it differs

`make facts` and `make facts-check` download the releases first.
"""

import argparse
import gzip
import json
import re
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RELEASES = ["5.2.5", "5.0.28", "4.2.14", "3.1.19"]
WHEELS = ROOT / ".build-facts"
BEGIN = "-- Made by docs/instance-facts/update.py; `make facts` makes it anew.\n"
END = "-- End of what docs/instance-facts/update.py makes.\n"
SIZES = ["nano", "micro", "small", "medium", "large", "xlarge"]


def releases():
    """Each release: version, date of its file, and what that says of each type."""
    for version in RELEASES:
        (path,) = WHEELS.glob(f"moto-{version}-*.whl")
        with zipfile.ZipFile(path) as wheel:
            (entry,) = [i for i in wheel.infolist()
                        if re.search(r"ec2/resources/instance_types\.json(\.gz)?$", i.filename)]
            content = wheel.read(entry)
        if entry.filename.endswith(".gz"):
            content = gzip.decompress(content)
        yield version, "%04d-%02d-%02d" % entry.date_time[:3], json.loads(content)


def accelerators(facts):
    """Kind, number and name of the accelerators; a share of one counts as one."""
    for key, members, kind in [
            ("GpuInfo", "Gpus", "gpu"), ("FpgaInfo", "Fpgas", "fpga"),
            ("InferenceAcceleratorInfo", "Accelerators", "inference"),
            ("NeuronInfo", "NeuronDevices", "training"),
            ("MediaAcceleratorInfo", "Accelerators", "media")]:
        if key in facts:
            devices = facts[key][members]
            count = sum(device.get("LogicalGpuCount") or device["Count"] for device in devices)
            # Gaudi trains; EC2 lists it among the GPUs.
            habana = devices[0].get("Manufacturer") == "Habana"
            return ["training" if habana else kind, count, devices[0]["Name"]]
    return []


def series(name):
    return re.match("[a-z]*", name)[0]


def collect():
    """Per release its date and, by family and size, the facts of the types that no newer one has."""
    collected, known = [], {}
    for version, date, types in releases():
        added = {name: [facts["VCpuInfo"]["DefaultVCpus"], facts["MemoryInfo"]["SizeInMiB"],
                        *accelerators(facts)]
                 for name, facts in types.items() if name not in known}
        known |= added
        collected.append((version, date, added))
    # Some answers leave the accelerators out: they have their series' kind, and an unknown number.
    kinds = {}
    for name, row in known.items():
        kinds.setdefault(series(name), set()).update(row[2:3])
    for name, row in known.items():
        others = [len(r) > 2 for n, r in known.items() if series(n) == series(name) and n != name]
        if len(row) == 2 and others and all(others) and len(kinds[series(name)]) == 1:
            row += [*kinds[series(name)], None, None]
    return collected


def natural(text):
    """An order in which 2xlarge stands before 12xlarge and large before both."""
    parts = re.split(r"(\d+)", text)
    rank = SIZES.index(text) if text in SIZES else len(SIZES) + text.startswith("metal")
    return rank, [int(p) if p.isdigit() else p for p in parts]


def families(types):
    """One line of JSON per family."""
    grouped = {}
    for name, row in types.items():
        family, size = name.split(".", 1)
        grouped.setdefault(family, {})[size] = row
    lines = []
    for family in sorted(grouped, key=natural):
        sizes = {size: grouped[family][size] for size in sorted(grouped[family], key=natural)}
        lines.append(json.dumps({family: sizes}, separators=(",", ":"))[1:-1])
    return ",\n".join(lines)


def section():
    collected = collect()
    sources = ",\n".join(
        f"({number}, 'moto {version}', '{date}')"
        for number, (version, date, _) in enumerate(collected, 1))
    facts = ",\n".join(
        f'"{number}":{{\n{families(types)}\n}}' for number, (_, _, types) in enumerate(collected, 1))
    return f"""{BEGIN}
INSERT INTO instance_type_sources (source_id, source, dated) VALUES
{sources};

-- By source, family and size: vCPUs, memory in MiB, and kind, number and name of the accelerators.
INSERT INTO instance_types (
  instance_type, vcpus, memory_mib, accelerator_kind, accelerator_count, accelerator_name, source_id
)
SELECT
  family.key || '.' || size.key,
  size.value ->> 0,
  size.value ->> 1,
  size.value ->> 2,
  size.value ->> 3,
  size.value ->> 4,
  cast(source.key AS INTEGER)
FROM json_each('{{
{facts}
}}') AS source, json_each(source.value) AS family, json_each(family.value) AS size;

{END}"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 on a difference")
    parser.add_argument("--releases", action="store_true", help="print the releases that are read")
    options = parser.parse_args()
    if options.releases:
        print(*RELEASES, sep="\n")
        return 0
    path = ROOT / "schema.sql"
    text = path.read_text()
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    made = before + section() + after
    if made == text:
        return 0
    if options.check:
        print("schema.sql: the instance types differ from their sources; run `make facts`", file=sys.stderr)
        return 1
    path.write_text(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
