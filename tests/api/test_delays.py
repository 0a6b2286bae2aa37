"""The slip of the permit over HTTP: days by cause that sum to it, with the events, at two times."""

from typing import Any

import pytest

from tests.api.office import SEED_ANSWERS, Desk, Office, problem

pytestmark = pytest.mark.both_engines

MATTER = "investment_agreement"  # all else waits for it; planned until 03-09
REASON = "如实补录"
TODAY = {"effective_on": "2026-03-02"}


@pytest.fixture
def project(desk: Desk) -> str:
    found = desk.register()
    desk.done(f"{found}/profile", {**TODAY, "answers": SEED_ANSWERS})
    desk.done(f"{found}/service-list", {**TODAY, "reason": "画像已定"})
    return found


def told(desk: Desk, project: str, **params: Any) -> Any:
    answer = desk.get(f"{project}/delays", **params)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["slip"] == sum(body["causes"].values()) == sum(part["days"] for part in body["parts"])
    return body


def test_a_late_agreement_is_what_makes_the_permit_late(office: Office, desk: Desk, project: str) -> None:
    assert (told(desk, project)["slip"], told(desk, project)["parts"]) == (0, [])
    office.at("03-16 09:00")
    version = desk.act(project, MATTER, "grant", "03-13", reason=REASON)["events"][0]["version"]
    body = told(desk, project)
    assert (body["baseline"], body["actual"], body["slip"] > 0) == ("2026-04-22", False, True)
    part = next(item for item in body["parts"] if item["cause"] == "overrun")
    assert (part["matter"], part["days"], part["versions"]) == (MATTER, 4, [version])
    assert (part["name"][:2], part["matter_name"]) == ("部门", "投资协议签订(项目准入会商)")
    before = told(desk, project, as_known_at="2026-03-02")
    assert before["as_of"] == "2026-03-16"
    assert desk.get(f"{project}/delays", as_of="2026-03-02").headers["etag"].startswith('"t-')


def test_without_a_list_there_is_nothing_to_compare_with(desk: Desk) -> None:
    body = desk.get(f"{desk.register()}/delays").json()
    assert (body["baseline"], body["slip"], body["causes"], body["parts"]) == (None, None, {}, [])


def test_the_words_follow_the_reader(office: Office, desk: Desk, project: str) -> None:
    office.at("03-16 09:00")
    desk.act(project, MATTER, "grant", "03-13", reason=REASON)
    desk.language = "en"
    parts = told(desk, project)["parts"]
    desk.language = "zh"
    assert all(part["name"].isascii() and part["matter_name"].isascii() for part in parts)


def test_an_unknown_project_or_parameter_is_refused(desk: Desk, project: str) -> None:
    problem(desk.get("/projects/HH-1999-0001/delays"), 404, "unknown_project")
    problem(desk.get(f"{project}/delays", cause="land"), 422, "invalid_request")
