"""The recipes of docs/scale.md, and a Slurm of one node to run one of them with."""

import contextlib
import os
import pathlib
import re
import shutil
import socket
import subprocess
import time

from conftest import BINARY, PROJECT

PAGE = PROJECT / "docs" / "scale.md"
PLACEHOLDERS = {"YOUR-TRAIL": "trail", "YOUR-RESULTS": "results", "YOUR-IMAGE": "registry.example/huntdb:1"}


def recipes(heading, trail, results=""):
    """The blocks of code under a heading, with buckets in the places where names are to be filled in."""
    section = re.search(rf"^### {heading}\n(.*?)(?=^#)", re.sub(r"(?m)^(#!|#SBATCH)", r" \1", PAGE.read_text()),
                        re.M | re.S).group(1)
    section = re.sub(r"(?m)^ (#!|#SBATCH)", r"\1", section)
    names = {**PLACEHOLDERS, "YOUR-TRAIL": trail, "YOUR-RESULTS": results}
    for placeholder, name in names.items():
        section = section.replace(placeholder, name)
    return re.findall(r"^```\w+\n(.*?)^```$", section, re.M | re.S)


def environment(folder, variables, **more):
    """What a recipe runs in: the program and the tools of these tests come first."""
    tools = folder / "bin"
    if not tools.exists():
        tools.mkdir()
        (tools / "huntdb").symlink_to(BINARY)
    own = pathlib.Path(os.sys.executable).parent
    return {**variables, "PATH": f"{tools}:{own}:{os.environ['PATH']}", "AWS_DEFAULT_REGION": "us-east-1", **more}


def shell(text, folder, variables, shell="bash", **options):
    done = subprocess.run([shell, "-c", text], cwd=folder, env=variables, capture_output=True, text=True,
                          timeout=600, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def why_no_slurm():
    missing = [name for name in ("slurmctld", "slurmd", "sbatch") if not shutil.which(name)]
    if missing:
        return f"{', '.join(missing)} not installed: apt-get install slurmctld slurmd slurm-client"
    return "Slurm's daemons are run as root" if os.geteuid() else None


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


CONFIGURATION = """
ClusterName=recipes
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
AuthType=auth/none
CredType=cred/none
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmctldPort={controller}
SlurmdPort={node}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors} State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES State=UP
"""


@contextlib.contextmanager
def slurm(folder):
    """A cluster of this machine alone; gives the environment's variable that its commands need."""
    for name in ("state", "spool"):
        (folder / name).mkdir(parents=True)
    configuration = folder / "slurm.conf"
    configuration.write_text(CONFIGURATION.format(
        host=socket.gethostname().split(".")[0], controller=free_port(), node=free_port(), folder=folder,
        processors=os.cpu_count()))
    # Of the first kind nothing is used unless it is asked for, where the second wants systemd.
    (folder / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\n")
    daemons = []
    try:
        for command in (["slurmctld", "-D", "-f", configuration],
                        ["slurmd", "-D", "-f", configuration]):
            daemons.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                            env={**os.environ, "SLURM_CONF": str(configuration)}))
        variables = {**os.environ, "SLURM_CONF": str(configuration)}
        end = time.monotonic() + 60
        while "idle" not in subprocess.run(["sinfo", "-h", "-o", "%T"], env=variables, capture_output=True,
                                           text=True).stdout:
            assert time.monotonic() < end, "".join(
                path.read_text()[-2000:] for path in folder.glob("*.log"))
            time.sleep(0.5)
        yield {"SLURM_CONF": str(configuration)}
    finally:
        for daemon in reversed(daemons):
            daemon.terminate()
        for daemon in daemons:
            daemon.wait(timeout=30)
