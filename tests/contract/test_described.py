"""The API is what its description says: every operation is asked what it says of itself, alone and after another.

The requests are made from the OpenAPI document by a tool that knows nothing else of us: examples, every bound and its
neighbours, random ones, and lives along the links. `described/` holds what it is told beyond the document.
"""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from api.building import build
from api.demo.start import demo_tokens, play_demo
from api.settings import Settings
from tests.api.conftest import opened, serving
from tests.api.office import V1, Clock
from tests.contract.described import FIELDS, SHARED

FOLLOWED = 5  # links followed at least: projects were registered, and more was done with them
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PATIENCE = 0.1  # seconds; how long a reader waits for a position that never comes, of which there are hundreds here
WORDS = ("default", "description", "examples", "minLength", "title")  # in which one definition may differ


def test_every_operation_answers_as_described_whatever_it_is_asked(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http.staleness.PATIENCE", PATIENCE)
    runtime = build(Settings(database_url=database_url), demo=True)
    play_demo(runtime)
    secret = dict(demo_tokens(runtime))["lead"]
    with serving(runtime, Clock()) as office:
        found = asked_by_the_tool(f"{office.client.base_url}{V1}/openapi.json", secret)
    assert found.returncode == 0, found.stdout[-20_000:] + found.stderr[-2_000:]
    assert "No issues found" in found.stdout
    links = re.search(r"API Links: +([0-9]+) covered", found.stdout)
    assert links, found.stdout[-2_000:]
    assert int(links[1]) >= FOLLOWED


def test_what_is_asked_of_a_few_operations_has_one_definition_for_all(database_url: str) -> None:
    with opened(database_url) as office:
        document = office.client.get(f"{V1}/openapi.json").json()
    found = defaultdict[str, set[str]](set)
    for operation in (one for item in document["paths"].values() for one in item.values()):
        asked = [(one["name"].lower(), one["schema"]) for one in operation.get("parameters", ())]
        for name, schema in (*asked, *body_of(operation, document)):
            found[name].add(definition(schema))
    assert found.keys() >= FIELDS
    assert [(name, found[name]) for name in SHARED | FIELDS if len(found[name]) > 1] == []


def body_of(operation: dict[str, Any], document: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """The fields that an operation takes as JSON."""
    content = operation.get("requestBody", {}).get("content", {})
    name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name]["properties"].items() if name else ()


def definition(schema: dict[str, Any]) -> str:
    """What a schema asks, without its words."""
    return json.dumps({name: value for name, value in schema.items() if name not in WORDS}, sort_keys=True)


def asked_by_the_tool(address: str, secret: str) -> subprocess.CompletedProcess[str]:
    """All checks, examples first, then bounds, then random requests, then lives along the links."""
    config = str(HERE / "described" / "schemathesis.toml")
    return subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "--config-file", config, "run", address, "--checks", "all"],
        env={**os.environ, "HUHANG_TOKEN": secret, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
