"""The dashboard in ``docs/grafana.json``: that Grafana reads it, and that a live service has every figure in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import promql_parser
import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard
from prometheus_client.parser import text_string_to_metric_families

from tests.service.server import ROOT, Server

FILE = ROOT / "docs" / "grafana.json"
# What Prometheus adds to each series that it reads, and what `le` a histogram's bucket has.
ADDED = {"instance", "job"}


@pytest.fixture(scope="module")
def dashboard() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def expressions(dashboard: dict[str, Any]) -> list[str]:
    """Every expression, with Grafana's variables put in."""
    found = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    return [found_.replace("$__rate_interval", "5m").replace("$instance", ".*") for found_ in found]


@pytest.fixture(scope="module")
def exposed(server: Server) -> dict[str, set[str]]:
    """Each series of a live service: its name, and the labels that it has."""
    server.client.post("/v1/answers", json={"question": "What does the Shangjie H5 cost?"})
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(server.client.get("/metrics").text):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def selectors(expression: Any) -> Iterator[promql_parser.VectorSelector]:  # noqa: ANN401  # any node of the tree
    """The series that an expression reads."""
    if isinstance(expression, promql_parser.VectorSelector):
        yield expression
        return
    for name in ("expr", "lhs", "rhs", "vector_selector", "args"):
        part = getattr(expression, name, None)
        for node in part if isinstance(part, list) else [part]:
            if node is not None:
                yield from selectors(node)


def test_every_expression_reads_series_that_a_live_service_has(
    expressions: list[str], exposed: dict[str, set[str]]
) -> None:
    read = 0
    for expression in expressions:
        for selector in selectors(promql_parser.parse(expression)):
            assert selector.name in exposed, expression
            labels = {matcher.name for matcher in selector.matchers.matchers}
            assert labels <= exposed[str(selector.name)] | ADDED, expression
            read += 1
        for group in re.findall(r"\bby \(([^)]*)\)", expression):
            names = {name.strip() for name in group.split(",")}
            known = set().union(*(exposed[str(s.name)] for s in selectors(promql_parser.parse(expression)))) | ADDED
            assert names <= known, expression
    assert read > 30


def test_every_figure_of_the_service_is_on_it(expressions: list[str], exposed: dict[str, set[str]]) -> None:
    shown = {selector.name for expression in expressions for selector in selectors(promql_parser.parse(expression))}
    own = {re.sub(r"_(bucket|sum|count)$", "", name) for name in exposed if name.startswith("cited_")}
    own = {name for name in own if not name.endswith("_created")}
    assert own == {re.sub(r"_bucket$", "", name) for name in shown if name and name.startswith("cited_")}


def test_grafanas_own_model_reads_every_field_of_it(dashboard: dict[str, Any]) -> None:
    register_default_plugins()  # the models of each kind of panel and of a query
    written = json.loads(json.dumps(Dashboard.from_json(dashboard), cls=JSONEncoder))
    assert list(lost(dashboard, written)) == []


def lost(before: Any, after: Any, place: str = "dashboard") -> Iterator[str]:  # noqa: ANN401  # any part of the file
    """What the model did not know, or changed; what it adds are defaults."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, part in before.items():
            yield from lost(part, after.get(key), f"{place}.{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (part, read) in enumerate(zip(before, after, strict=True)):
            yield from lost(part, read, f"{place}[{number}]")
    elif before != after:
        yield place


def test_its_panels_have_their_own_ids_and_places(dashboard: dict[str, Any]) -> None:
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert place["x"] + place["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells
    for panel in panels:
        if panel["type"] != "row":
            assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
            assert panel["targets"]


def test_whoever_loads_it_chooses_the_source_of_the_data(dashboard: dict[str, Any]) -> None:
    variables = {variable["name"]: variable for variable in dashboard["templating"]["list"]}
    assert variables["datasource"]["type"] == "datasource"
    assert variables["datasource"]["query"] == "prometheus"
    assert dashboard["title"]
    assert dashboard["schemaVersion"] >= 36
    assert "id" not in dashboard  # of one Grafana's database
