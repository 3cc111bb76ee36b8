"""The recipes of docs/scale.md, as they stand there: each makes the store that one import of all makes."""

import re
import shlex
import shutil
import time

import botocore.session
import pytest
from botocore.validate import validate_parameters
from conftest import Bucket, key, log, record
from recipes import environment, recipes, shell, slurm, why_no_slurm

yaml = pytest.importorskip("yaml")
pytestmark = pytest.mark.slow
YEAR = [f"{2025 + (11 + month) // 12}-{(11 + month) % 12 + 1:02}" for month in range(12)]


@pytest.fixture(scope="session")
def trail(client):
    """A year of logs: events on the first and the last day of each month, one of them delivered in the next."""
    bucket = Bucket(client)
    for place, month in enumerate(YEAR):
        for name, day, moment in (("first", "01", "00:00:00"), ("last", "28", "23:59:59")):
            bucket.put(key(day=f"{month.replace('-', '/')}/{day}", name=name),
                       log(record(f"{month}-{name}", eventTime=f"{month}-{day}T{moment}Z")))
        following = (YEAR + ["2026-12"])[place + 1]
        last_day = {"02": 28, "04": 30, "06": 30, "09": 30, "11": 30}.get(month[5:], 31)
        bucket.put(key(day=f"{following.replace('-', '/')}/01", name="late"),
                   log(record(f"{month}-late", eventTime=f"{month}-{last_day}T23:59:59Z")))
    return bucket


@pytest.fixture
def whole(trail, hunt):
    """What one import of the whole trail stores."""
    assert hunt.imports(trail.path("AWSLogs"))["events_new"] == 36
    return events(hunt, hunt.store)


def events(hunt, store):
    return hunt.rows("SELECT event_id, event_time_ms, launched_count FROM launch_events ORDER BY 1", store)


def test_gnu_parallel(trail, hunt, whole, tmp_path):
    if not shutil.which("parallel"):
        pytest.skip("GNU parallel is not installed: apt-get install parallel")
    folder = tmp_path / "work"
    folder.mkdir()
    (recipe,) = recipes("GNU parallel", trail.name)
    shell(recipe, folder, environment(tmp_path, hunt.environment))
    assert len(list(folder.glob("parts/*.db"))) == 12
    assert events(hunt, folder / "hunt.db") == whole


@pytest.mark.skipif(why_no_slurm() is not None, reason=str(why_no_slurm()))
def test_slurm(trail, hunt, whole, tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    script, submission = recipes("Slurm", trail.name)
    (folder / "backfill.sh").write_text(script)
    with slurm(tmp_path / "slurm") as settings:
        variables = environment(tmp_path, hunt.environment, **settings)
        shell(submission, folder, variables)
        end = time.monotonic() + 300
        while shell("squeue -h", folder, variables).strip():
            assert time.monotonic() < end, shell("squeue; cat *.out", folder, variables)
            time.sleep(1)
    assert len(list(folder.glob("parts/*.db"))) == 12
    assert events(hunt, folder / "hunt.db") == whole, "".join(path.read_text() for path in folder.glob("*.out"))


def test_kubernetes(trail, hunt, whole, tmp_path):
    validation = pytest.importorskip("kubernetes_validate")
    variables = environment(tmp_path, hunt.environment)
    jobs = [yaml.safe_load(text) for text in recipes("Kubernetes", trail.name)]
    parts = tmp_path / "parts"
    parts.mkdir()
    for job in jobs:
        validation.validate(job, validation.latest_version(), strict=True)
        (container,) = job["spec"]["template"]["spec"]["containers"]
        assert [mount["mountPath"] for mount in container["volumeMounts"]] == ["/parts"]
        program, options = container["command"]
        (text,) = container["args"]
        for index in range(job["spec"].get("completions", 1)):
            shell(f"set {options[:-1]}\n" + text.replace("/parts/", f"{parts}/"), tmp_path,
                  {**variables, "JOB_COMPLETION_INDEX": str(index)}, shell=program)
    assert events(hunt, parts / "hunt.db") == whole


def test_aws_batch(client, server, trail, hunt, whole, tmp_path):
    # The proxy of the other tests takes no uploads.
    variables = environment(tmp_path, hunt.environment, AWS_ENDPOINT_URL=f"http://127.0.0.1:{server}")
    if not shutil.which("aws", path=variables["PATH"]):
        pytest.skip("the AWS CLI is not installed")
    results = Bucket(client)
    script, submission, end = recipes("AWS Batch", trail.name, results.name)
    parameters = submitted(submission)
    model = botocore.session.Session().get_service_model("batch").operation_model("SubmitJob")
    validate_parameters(parameters, model.input_shape)
    for index in range(parameters["arrayProperties"]["size"]):
        folder = tmp_path / f"container-{index}"
        folder.mkdir()
        shell(script, folder, {**variables, "AWS_BATCH_JOB_ARRAY_INDEX": str(index)})
    shell(end, tmp_path, variables)
    assert len(list(tmp_path.glob("parts/*.db"))) == 12
    assert events(hunt, tmp_path / "hunt.db") == whole


def submitted(command):
    """The parameters of the request that the AWS CLI makes of its options."""
    words = shlex.split(command)
    assert words[:3] == ["aws", "batch", "submit-job"]
    parameters = {}
    for name, value in zip(words[3::2], words[4::2], strict=True):
        field = re.sub("-(.)", lambda match: match.group(1).upper(), name.removeprefix("--"))
        pairs = dict(pair.split("=") for pair in value.split(",")) if "=" in value else None
        parameters[field] = pairs and {key: int(text) for key, text in pairs.items()} or value
    return parameters
