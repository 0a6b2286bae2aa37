"""A person takes a calendar feed, gives it back, and loses it with the token he took it with."""

import re
from typing import Any

import httpx2
import pytest

from projections.ops.accounts import Role
from projections.ops.feeds import MOST_OF_ONE, FeedOf
from tests.api.office import Desk, Office, problem
from tests.api.test_people import ON, answer_id, in_charge

pytestmark = pytest.mark.both_engines

BASE = "http://testserver"


def taken(desk: Desk, **wanted: str) -> str:
    """The path of a feed that somebody takes."""
    answer = desk.post("/me/calendars", wanted)
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    path: str = answer.json()["path"]
    return path


def readable(office: Office, path: str) -> bool:
    """Whether a calendar program gets anything there."""
    answer = office.client.get(path)
    assert answer.status_code in (200, 404), answer.text
    return answer.status_code == 200


def own(desk: Desk) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = desk.get("/me/calendars").json()["items"]
    return items


def test_a_specialist_takes_a_feed_of_his_own_and_gives_it_back(office: Office) -> None:
    desk = office.desk(Role.SPECIALIST, actor="c-11")
    path = taken(desk)
    assert path.startswith("/api/v1/me/calendar.ics?key=")
    assert readable(office, path)
    (feed,) = own(desk)
    assert (feed["of"], feed["subject"], feed["alive"]) == ("staff", "c-11", True)
    assert path.partition("key=")[2] not in desk.get("/me/calendars").text
    assert desk.post(f"/me/calendars/{feed['id']}/revoke").status_code == 200
    assert not readable(office, path)
    assert [one["alive"] for one in own(desk)] == [False]
    assert desk.post(f"/me/calendars/{feed['id']}/revoke").status_code == 200


def test_nobody_gives_back_what_is_anothers(office: Office) -> None:
    desk = office.desk(Role.SPECIALIST, actor="c-21")
    path = taken(desk)
    (feed,) = own(desk)
    other = office.desk(Role.SPECIALIST, actor="c-22")
    problem(other.post(f"/me/calendars/{feed['id']}/revoke"), 404, "unknown_feed")
    assert readable(office, path)
    assert own(other) == []


def test_a_feed_dies_with_the_token_it_was_taken_with(office: Office) -> None:
    tokens = office.runtime.tokens
    first, second = (tokens.issue("c-31", Role.SPECIALIST, team="1") for _ in range(2))
    by_first, by_second = (taken(Desk(office.client, one.secret)) for one in (first, second))
    tokens.revoke(first.id)
    assert [readable(office, path) for path in (by_first, by_second)] == [False, True]
    assert [one["alive"] for one in own(Desk(office.client, second.secret))] == [False, True]


def test_a_feed_of_the_operators_ends_when_the_persons_account_is_closed(office: Office) -> None:
    feeds, tokens = office.runtime.feeds, office.runtime.tokens
    secret = feeds.issue(FeedOf.STAFF, "c-41").secret
    assert feeds.find(secret)
    issued = tokens.issue("c-41", Role.SPECIALIST, team="1")
    assert feeds.find(secret)
    tokens.revoke(issued.id)
    assert feeds.find(secret) is None


def test_what_somebody_may_follow_is_his_own(office: Office) -> None:
    lead, officer, leadership = office.desk(Role.LEAD), office.desk(Role.OFFICER), office.desk(Role.LEADERSHIP)
    taken(lead, of="team")
    taken(officer, of="department")
    taken(leadership, of="team", subject="8")
    for desk, of, subject in (
        (lead, "team", "8"),
        (lead, "staff", "c-11"),
        (officer, "team", "1"),
        (officer, "department", "taxation"),
    ):
        problem(desk.post("/me/calendars", {"of": of, "subject": subject}), 403, "right_missing")
    problem(lead.post("/me/calendars", {"of": "project"}), 422, "feed_needs_subject")
    problem(lead.post("/me/calendars", {"of": "project", "subject": "HH-1999-0001"}), 404, "unknown_project")
    problem(office.desk(Role.AUDITOR).post("/me/calendars", {}), 403, "right_missing")
    problem(office.desk(Role.AUDITOR).get("/me/calendars"), 403, "right_missing")


def test_an_enterprises_contact_follows_its_project_as_long_as_he_is_its_contact(office: Office) -> None:
    lead, contact = office.desk(Role.LEAD), office.desk(Role.ENTERPRISE, actor="e-51")
    own_project, other = (answer_id(in_charge(lead, "c-51")) for _ in range(2))
    post = {"staff": "e-51", "post": "enterprise", "of": str(own_project), **ON}
    lead.done("/posts", post)
    path = taken(contact, of="project", subject=str(own_project))
    assert readable(office, path)
    problem(contact.post("/me/calendars", {"of": "project", "subject": str(other)}), 404, "unknown_project")
    problem(contact.post("/me/calendars", {}), 403, "right_missing")
    lead.done("/posts/leave", post)
    assert not readable(office, path)


def test_there_is_an_end_to_how_many_one_may_have(office: Office) -> None:
    desk = office.desk(Role.SPECIALIST, actor="c-61")
    for _ in range(MOST_OF_ONE):
        taken(desk)
    problem(desk.post("/me/calendars", {}), 409, "too_many_feeds")
    desk.post(f"/me/calendars/{own(desk)[0]['id']}/revoke")
    taken(desk)


def visit(office: Office, desk: Desk | None, method: str = "GET", path: str = "/calendars", **form: str) -> Any:
    cookie = {"Cookie": f"huhang_session={desk.secret}"} if desk else {}
    headers = {"Accept": "text/html", "Origin": BASE, **cookie}
    answer: httpx2.Response = office.client.request(method, path, headers=headers, data=form or None)
    return answer


def test_the_page_shows_the_address_once(office: Office) -> None:
    desk = office.desk(Role.SPECIALIST, actor="c-71")
    assert "还没有领取" in visit(office, desk).text
    answer = visit(office, desk, "POST", of="staff")
    assert answer.headers["cache-control"] == "no-store"
    found = re.search(r"<code>(http://testserver/api/v1/me/calendar.ics\?key=[\w-]+)</code>", answer.text)
    assert found
    assert readable(office, found[1])
    page = visit(office, desk).text
    assert found[1] not in page
    action = re.search(r'action="(/calendars/\w+/revoke)"', page)
    assert action
    assert visit(office, desk, "POST", action[1]).headers["location"] == "/calendars"
    assert not readable(office, found[1])
    assert "已于" in visit(office, desk).text


def test_the_page_is_for_who_is_signed_in_and_comes_from_this_site(office: Office) -> None:
    desk = office.desk(Role.SPECIALIST, actor="c-81")
    assert visit(office, None).headers["location"] == "/sign-in"
    assert visit(office, office.desk(Role.AUDITOR)).status_code == 403
    headers = {"Cookie": f"huhang_session={desk.secret}", "Origin": "http://evil.example"}
    assert office.client.post("/calendars", headers=headers, data={"of": "staff"}).status_code == 403
    assert own(desk) == []
