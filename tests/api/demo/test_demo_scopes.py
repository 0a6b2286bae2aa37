"""The demo's third project: a government investment in two sections, in planning permission; one bundle handed in."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.building import build
from api.demo.start import play_demo
from api.settings import Settings
from api.shown.project import project_view

CODE = "HH-DEMO-0003"


@pytest.fixture
def told(database_url: str) -> Iterator[dict[str, Any]]:
    runtime = build(Settings(database_url=database_url), demo=True)
    play_demo(runtime)
    project = runtime.projects.by_code(CODE)
    assert project
    state, log = runtime.projects.read(project)
    yield project_view(state, log, runtime.rules, runtime.projects.today(), None, "zh")
    runtime.close()


def test_it_has_two_sections_of_which_one_has_its_planning_permit(told: dict[str, Any]) -> None:
    assert [(scope["id"], scope["kind"], scope["main"]) for scope in told["scopes"]] == [
        ("sec-1", "section", True),
        ("sec-2", "section", False),
    ]
    stage = next(row for row in told["stages"] if row["stage"] == "planning_permission")
    assert (stage["scopes"]["reached"], stage["scopes"]["total"], stage["state"]) == (1, 2, "open")
    assert not any(row["granted_on"] for row in told["matters"] if row["key"].startswith("construction_permit:"))


def test_its_first_list_froze_the_plan_of_both(told: dict[str, Any]) -> None:
    rows = {row["key"]: row["planned"] for row in told["matters"]}
    for scope in ("sec-1", "sec-2"):
        assert rows[f"construction_permit:{scope}"]["escorted"]["granted"]


def test_one_bundle_was_handed_in(told: dict[str, Any]) -> None:
    (submission,) = [item for bundle in told["bundles"] for item in bundle["submissions"]]
    assert [row["key"] for row in submission["members"]] == [
        "land_preexamination_site_opinion",
        "feasibility_approval",
    ]
    assert all(row["phase"] == "granted" for row in submission["members"])
    assert not told["irregularities"]
