"""A client generated from the description carries a project from its landing to production, and reads what it wrote."""

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.building import build
from api.settings import Settings
from domain.dates.official import official_calendar
from tests.api.conftest import serving
from tests.api.office import SEED_ANSWERS, V1, Clock, Office

NAME = "huhang_client"
LANDED = date(2025, 3, 3)
AFTER_WORKS = ("completion_acceptance", "production_operation")


@pytest.fixture
def served_office(database_url: str) -> Iterator[Office]:
    clock = Clock()
    with serving(build(Settings(database_url=database_url), clock), clock) as office:
        yield office


@pytest.fixture
def generated(served_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["Generated"]:
    """The client, made from the document the server hands out."""
    address = f"{served_office.client.base_url}{V1}/openapi.json"
    tool = [str(Path(sys.executable).with_name("openapi-python-client")), "generate", "--meta", "none"]
    made = subprocess.run(
        [*tool, "--url", address, "--output-path", str(tmp_path / NAME)],
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Warning" not in made.stdout, made.stdout
    monkeypatch.syspath_prepend(tmp_path)
    carried = Generated(served_office)
    yield carried
    carried.client.get_httpx_client().close()


class Generated:
    """The generated functions and models by name, at the desk of a lead."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.models = importlib.import_module(f"{NAME}.models")
        made = importlib.import_module(NAME)
        token = office.desk("lead").secret
        self.client = made.AuthenticatedClient(base_url=str(office.client.base_url), token=token)
        self.today = LANDED

    def on(self, day: date) -> "Generated":
        self.today = day
        self.office.at(f"{day} 10:00")
        return self

    def ask(self, tag: str, name: str, *place: Any, **values: Any) -> Any:
        """Call a generated function; its parsed answer."""
        function = importlib.import_module(f"{NAME}.api.{tag}.{name}")
        answer = function.sync(*place, client=self.client, **values)
        assert not isinstance(answer, self.models.Problem), answer
        return answer

    def write(self, name: str, *place: Any, body: Any, **values: Any) -> Any:
        return self.ask("writes", name, *place, body=body, if_match=values.pop("if_match", "*"), **values)

    def act(self, project: str, key: str, name: str, model: str, **values: Any) -> Any:
        body = getattr(self.models, model)(effective_on=self.today, reason="如实补录", **values)
        return self.write(name, project, key, body=body)


def test_a_generated_client_carries_a_project_through_its_life(generated: Generated) -> None:
    models = generated.on(LANDED).models
    enterprise = models.EnterpriseBody(name="山东叁旺液压有限公司")
    body = models.RegisterBody(name="叁旺液压", landed_on=LANDED, enterprise=enterprise)
    made = generated.ask("writes", "register_project", body=body)
    project = str(made.id)

    version = prepare(generated, project)
    days = working_days(LANDED + timedelta(days=7))
    listed = generated.ask("projects", "get_service_list", project)
    for matter in [matter for matter in listed.matters if matter.applies and matter.key != "tailored_service_list"]:
        if matter.stage in AFTER_WORKS and generated.today < date(2026, 3, 2):
            build_the_works(generated, project)
            days = working_days(date(2026, 3, 2))
        version = decide(generated.on(next(days)), project, matter.key)
    go_into_production(generated, project)

    seen = generated.ask("projects", "get_project", project)
    assert seen.version > version
    assert (seen.status, seen.light.light.value) == ("completed", "blue")
    assert [stage.state for stage in seen.stages] == ["closed"] * 8
    assert seen.enterprise.name == "山东叁旺液压有限公司"
    assert all(matter.granted_on for matter in seen.matters if matter.listed)


def prepare(generated: Generated, project: str) -> int:
    """Specialist, profile and list; the list is previewed first, and a stale version is a problem with a code."""
    models = generated.models
    body = models.AssignmentBody(specialist="s-101", team="1", effective_on=LANDED)
    generated.write("assign_specialist", project, body=body)
    answers = models.ProfileBodyAnswers.from_dict(SEED_ANSWERS)
    profiled = generated.write("enter_profile", project, body=models.ProfileBody(effective_on=LANDED, answers=answers))
    listing = models.ServiceListBody(effective_on=LANDED, construction_days=300, reason="边谈边办")
    previewed = generated.write("issue_service_list", project, body=listing, preview=True)
    assert isinstance(previewed, models.Previewed)
    stale = importlib.import_module(f"{NAME}.api.writes.issue_service_list")
    refused = stale.sync(project, client=generated.client, body=listing, if_match='"1"')
    assert (refused.code, refused.status) == ("version_conflict", 412)
    issued = generated.write("issue_service_list", project, body=listing, if_match=f'"{profiled.version}"')
    assert isinstance(issued, models.WrittenOfProject)
    return int(issued.version)


def decide(generated: Generated, project: str, key: str) -> int:
    """Receipt, acceptance and grant of one matter."""
    generated.act(project, key, "receive_matter", "ApplicationReceivedBody", receipt_no=f"JM-{key}")
    generated.act(project, key, "accept_matter", "ApplicationAcceptedBody")
    granted = generated.act(project, key, "grant_matter", "MatterGrantedBody", document=f"即证-{key}")
    return int(granted.version)


def build_the_works(generated: Generated, project: str) -> None:
    record_fact(generated, project, "construction_started")
    generated.on(date(2026, 2, 27))
    record_fact(generated, project, "works_completed")


def go_into_production(generated: Generated, project: str) -> None:
    record_fact(generated, project, "production_started")
    body = generated.models.CourseBody(effective_on=generated.today, reason="八个阶段全部办结")
    generated.write("complete_project", project, body=body)


def record_fact(generated: Generated, project: str, kind: str) -> None:
    generated.write("record_fact", project, kind, body=generated.models.FactBody(on=generated.today, reason="如实补录"))


def working_days(first: date) -> Iterator[date]:
    calendar = official_calendar()
    day = calendar.roll_forward(first)
    while True:
        yield day
        day = calendar.nth_after(day, 1)
