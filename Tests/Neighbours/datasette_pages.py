"""Datasette with the shipped metadata.yml: every page as JSON and as HTML, every canned query."""

import asyncio
import html
import json
import subprocess

from sample import PROJECT, Absent


def check(sample):
    try:
        from datasette.app import Datasette
        from datasette.utils import parse_metadata
    except ImportError:
        raise Absent("datasette is not installed")
    metadata = parse_metadata((PROJECT / "docs" / "datasette" / "metadata.yml").read_text())
    served = Datasette(
        [str(sample.store)], metadata=metadata,
        # Facets would ask for each column of each view.
        settings={"sql_time_limit_ms": 20_000, "suggest_facets": False})
    return asyncio.run(visit(served, metadata["databases"]["hunt"], sample))


async def visit(served, described, sample):
    await served.invoke_startup()

    async def get(path):
        response = await served.client.get(path, follow_redirects=True)
        assert response.status_code == 200, f"{path}: {response.status_code} {response.text[:300]}"
        return response

    reference = json.loads(subprocess.run(
        [sample.huntdb, "schema", "--format", "json"], capture_output=True, check=True).stdout)
    grains = {relation["name"]: relation for relation in reference}
    for name in [*sample.tables, *sample.views]:
        if name == "hard_values":
            continue
        answer = (await get(f"/hunt/{name}.json?_shape=objects&_size=5&_nocount=1")).json()
        count = sample.query(f"SELECT count(*) AS n FROM {name}")[0]["n"]
        assert len(answer["rows"]) == min(5, count), f"{name}: {len(answer['rows'])} of {count} rows"
        page = html.unescape((await get(f"/hunt/{name}?_size=5&_nocount=1")).text)
        assert grains[name]["grain"] in page, f"{name}: its description is missing"
        for column in grains[name]["columns"]:
            assert column["comment"] in page, f"{name}.{column['name']}: its meaning is missing"
    page = html.unescape((await get("/hunt")).text)
    for name, query in described["queries"].items():
        assert query["title"] in page, f"{name} is not offered"
        data = "data-pipeline" if ":principal" in query["sql"] else ""
        parameters = f"?principal={data}" if data else "?"
        answer = (await get(f"/hunt/{name}.json{parameters}&_shape=objects")).json()
        assert answer["ok"], f"{name}: {answer.get('error')}"
        await get(f"/hunt/{name}{parameters}")
    return (f"{len(sample.tables) + len(sample.views) - 1} tables and views, "
            f"{len(described['queries'])} canned queries")
