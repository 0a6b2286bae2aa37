"""Stores written by landed versions still open: what was said of them then is said of them now.

`stores/spine.tar.xz` is what `huhang demo` wrote when the spine landed (commit 8c65157), `spine.json` what that version
read from it as of 2026-11-20. Neither is ever made anew.
"""

import json
import tarfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.project.model.state import Project
from projections.views import history
from tests.api.conftest import opened
from tests.api.office import Office

STORES = Path(__file__).parent / "stores"
SAID = json.loads((STORES / "spine.json").read_text("utf-8"))
AS_OF = date(2026, 11, 20)


@pytest.fixture(scope="module")
def spine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that goes on with the store of the spine."""
    folder = tmp_path_factory.mktemp("spine")
    with tarfile.open(STORES / "spine.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    with opened(f"sqlite:///{folder}") as office:
        yield office.at("11-25 16:00")


def read_then(project: Project) -> dict[str, Any]:
    """What stands beside the store, read by today's code."""
    return {
        "status": project.status.value,
        "phases": {key: matter.phase.value for key, matter in project.matters.items()},
        "granted": {key: matter.granted_on.isoformat() for key, matter in project.matters.items() if matter.granted_on},
        "milestones": {
            stage: state.milestone_on.isoformat() for stage, state in project.stages.items() if state.milestone_on
        },
        "facts": [[fact.kind, fact.on.isoformat()] for fact in project.facts],
    }


@pytest.mark.parametrize("code", sorted(SAID))
def test_a_store_of_the_spine_says_what_it_said_then(spine: Office, code: str) -> None:
    said = SAID[code]
    project, log = spine.runtime.projects.read(UUID(said["project"]), AS_OF)

    assert len(log) == said["version"]
    assert read_then(project) == {name: said[name] for name in read_then(project)}


@pytest.mark.parametrize("code", sorted(SAID))
def test_its_views_are_brought_up_to_todays_shape(spine: Office, code: str) -> None:
    spine.runtime.projector.catch_up()

    assert len(history.of_project(spine.runtime.views, SAID[code]["project"], limit=500)) == SAID[code]["history"]
    assert spine.runtime.projector.health().well


def test_work_goes_on_in_it(spine: Office) -> None:
    desk = spine.desk("lead")
    project = f"/projects/{SAID['HH-DEMO-0002']['project']}"
    version = desk.get(project).json()["version"]

    answer = desk.post(f"{project}/facts/filed_information_changed", {"on": "2026-11-20"}, if_match=f'"{version}"')

    assert answer.status_code == 200, answer.text
    assert answer.json()["version"] == version + 1
