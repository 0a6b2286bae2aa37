"""The board of a past moment over HTTP: as it was known then, on that day, with a tag of its own."""

from typing import Any

import pytest

from tests.api.office import SEED_ANSWERS, Desk, Office, problem

pytestmark = pytest.mark.both_engines

MATTER = "construction_planning_permit"
REASON = "如实补录"
TODAY = {"effective_on": "2026-03-02"}


def told(office: Office, desk: Desk, **params: Any) -> Any:
    answer = desk.get("/projects", min_position=office.positions(), **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_board_then_is_the_board_as_it_was(office: Office) -> None:
    desk = office.desk("lead")
    project = desk.register()
    desk.done(f"{project}/profile", {**TODAY, "answers": SEED_ANSWERS})
    desk.done(f"{project}/service-list", {**TODAY, "reason": "画像已定"})
    desk.done(f"{project}/assignments", {**TODAY, "specialist": "s-past", "team": "past"})
    desk.act(project, MATTER, "receive", "03-02", receipt_no="JM-1", reason=REASON)
    desk.act(project, MATTER, "accept", "03-02", reason=REASON)
    office.at("03-06 09:00")
    was = told(office, desk, team="past")
    office.at("03-10 09:00")
    desk.act(project, MATTER, "grant", "03-05", reason=REASON, document="规1")
    desk.done(f"{project}/assignments", {"effective_on": "2026-03-10", "specialist": "s-past", "team": "present"})
    assert told(office, desk, team="past")["items"] == []
    then = told(office, desk, team="past", as_known_at="2026-03-06")
    assert (then["as_of"], then["as_known_at"]) == ("2026-03-06", "2026-03-06T23:59:59.999999+08:00")
    assert then["items"] == was["items"]
    assert told(office, desk, team="past", as_known_at="2026-03-01")["items"] == []
    tag = desk.get("/projects", as_known_at="2026-03-06").headers["etag"]
    assert tag.startswith('"t-')
    assert desk.get("/projects", {"If-None-Match": tag}, as_known_at="2026-03-06").status_code == 304


def test_what_is_to_come_is_not_known(desk: Desk) -> None:
    problem(desk.get("/projects", as_known_at="2026-03-03"), 422, "future_date")
    problem(desk.get("/projects", as_known_at="yesterday"), 422, "invalid_request")
    problem(desk.get("/projects", as_of="2026-03-01"), 422, "invalid_request")
