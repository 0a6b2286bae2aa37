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
    desk, reader = office.desk("lead", team="past"), office.desk("auditor")
    project = desk.register()
    desk.done(f"{project}/profile", {**TODAY, "answers": SEED_ANSWERS})
    desk.done(f"{project}/service-list", {**TODAY, "reason": "画像已定"})
    desk.done(f"{project}/assignments", {**TODAY, "specialist": "s-past", "team": "past"})
    desk.act(project, MATTER, "receive", "03-02", receipt_no="JM-1", reason=REASON)
    desk.act(project, MATTER, "accept", "03-02", reason=REASON)
    office.at("03-06 09:00")
    was = told(office, reader, team="past")
    office.at("03-10 09:00")
    desk.act(project, MATTER, "grant", "03-05", reason=REASON, document="规1")
    desk.done(f"{project}/assignments", {"effective_on": "2026-03-10", "specialist": "s-past", "team": "present"})
    assert told(office, reader, team="past")["items"] == []
    then = told(office, reader, team="past", as_known_at="2026-03-06")
    assert (then["as_of"], then["as_known_at"]) == ("2026-03-06", "2026-03-06T23:59:59.999999+08:00")
    assert then["items"] == was["items"]
    assert told(office, reader, team="past", as_known_at="2026-03-01")["items"] == []
    tag = desk.get("/projects", as_known_at="2026-03-06").headers["etag"]
    assert tag.startswith('"t-')
    assert desk.get("/projects", {"If-None-Match": tag}, as_known_at="2026-03-06").status_code == 304


def test_the_head_then_is_the_head_as_it_was(office: Office) -> None:
    april = {"effective_on": "2026-04-02"}
    desk = office.at("04-02 09:00").desk("lead")
    project = desk.register()
    desk.done(f"{project}/profile", {**april, "answers": SEED_ANSWERS})
    desk.done(f"{project}/service-list", {**april, "reason": "画像已定"})
    desk.act(project, MATTER, "receive", "04-02", receipt_no="JM-1", reason=REASON)
    desk.act(project, MATTER, "accept", "04-02", reason=REASON)
    office.at("04-07 09:00")
    was = head(office, desk)
    assert was["total"] > 0
    office.at("04-10 09:00")
    desk.act(project, MATTER, "grant", "04-03", reason=REASON, document="规1")
    desk.register()
    assert head(office, desk)["total"] == was["total"] + 1
    then = head(office, desk, as_known_at="2026-04-07")
    assert then.pop("position") > was.pop("position")
    assert then == was | {"as_known_at": "2026-04-07T23:59:59.999999+08:00"}


def head(office: Office, desk: Desk, **params: Any) -> Any:
    answer = desk.get("/board/head", min_position=office.positions(), **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_page_shows_the_board_of_a_past_day_and_a_way_back(office: Office) -> None:
    desk = office.at("03-02 09:00").desk("lead")
    desk.register(name="先来的项目")
    office.at("03-06 09:00")
    desk.register(name="后来的项目")
    head(office, desk)
    office.client.cookies.clear()
    signed_in = {"Cookie": f"huhang_session={desk.secret}"}
    now, then = (office.client.get(f"/?as_known_at={day}", headers=signed_in).text for day in ("", "2026-03-04"))
    assert "先来的项目" in now
    assert "后来的项目" in now
    assert "回到现在" not in now
    assert "先来的项目" in then
    assert "后来的项目" not in then
    assert "回到现在" in then


def test_what_is_to_come_is_not_known(desk: Desk) -> None:
    problem(desk.get("/projects", as_known_at="2026-03-03"), 422, "future_date")
    problem(desk.get("/projects", as_known_at="yesterday"), 422, "invalid_request")
    problem(desk.get("/projects", as_of="2026-03-01"), 422, "invalid_request")
