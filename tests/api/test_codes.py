"""Codes over HTTP: a wrong one corrected, a double national code warned of (ruling 29)."""

import pytest

from tests.api.office import Desk, Office, problem

pytestmark = pytest.mark.both_engines

NATIONAL = "2603-370215-04-01-100001"


def test_a_corrected_code_finds_its_project(desk: Desk) -> None:
    desk.register(code="JM-WRONG-1")
    body = {"version": 1, "reason": "编号有误", "set": {"code": "JM-RIGHT-1"}}
    desk.done("/projects/JM-WRONG-1/corrections", body)
    assert desk.get("/projects/JM-RIGHT-1").json()["code"] == "JM-RIGHT-1"
    problem(desk.get("/projects/JM-WRONG-1"), 404, "unknown_project")
    desk.register(code="JM-WRONG-1")


def test_a_code_of_another_project_is_refused(desk: Desk) -> None:
    desk.register(code="JM-TAKEN-1")
    project = desk.register()
    body = {"version": 1, "reason": "编号有误", "set": {"code": "JM-TAKEN-1"}}
    problem(desk.post(f"{project}/corrections", body), 409, "code_taken")


def test_a_double_national_code_is_warned_of_not_refused(office: Office, desk: Desk) -> None:
    desk.register(code="JM-FIRST-1", national_code=NATIONAL)
    office.runtime.projector.catch_up()
    project = desk.register()
    fact = {"on": "2026-03-02", "value": NATIONAL}
    shown = desk.done(f"{project}/facts/code_assigned", fact, preview="true")
    assert shown["warnings"][0]["code"] == "national_code_double"
    answer = desk.done(f"{project}/facts/code_assigned", fact)
    assert "JM-FIRST-1" in answer["warnings"][0]["title"]
    assert desk.get(project).json()["national_code"] == NATIONAL


def test_a_code_nobody_else_has_is_no_news(desk: Desk) -> None:
    project = desk.register()
    fact = {"on": "2026-03-02", "value": "2603-370215-04-01-100009"}
    assert "warnings" not in desk.done(f"{project}/facts/code_assigned", fact)
