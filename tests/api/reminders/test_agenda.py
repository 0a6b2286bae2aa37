"""One's own agenda over HTTP: what is overdue, due today and soon, what is owed after a grant, what waits."""

from typing import Any

import pytest

from projections.ops.accounts import Role
from tests.api.office import Desk, Office, problem
from tests.api.pages.test_pages import page
from tests.api.test_deadlines import DEPARTMENT, MATTER, REASON, STOP, accepted, got

LAND, REGISTRATION = "land_use_planning_permit", "enterprise_registration"
SORTED = ("overdue", "today", "soon", "duties")


@pytest.fixture(scope="module")
def codes(shared_office: Office) -> dict[str, str]:
    """Three projects of task force 7, by what they are like on 5 March: their codes."""
    desk = shared_office.at("03-02 09:00").desk("lead", team="7")
    due, stopped, granted = (accepted(desk, f"s-agenda-{name}") for name in ("due", "stopped", "granted"))
    shared_office.at("03-03 09:00")
    desk.act(due, LAND, "receive", "03-02", receipt_no="JM-2", reason=REASON)
    desk.act(due, LAND, "request-supplement", "03-03", materials=["宗地图"])
    desk.act(stopped, MATTER, "suspend", "03-03", reason="听证", **STOP)
    desk.act(granted, MATTER, "grant", "03-03", reason=REASON, document="规1")
    desk.act(granted, REGISTRATION, "receive", "03-03", receipt_no="JM-3", reason=REASON)
    desk.act(granted, REGISTRATION, "grant", "03-03", document="照1", reason=REASON)
    return {name: got(desk, path)["code"] for name, path in (("due", due), ("stopped", stopped), ("granted", granted))}


def agenda(office: Office, desk: Desk) -> Any:
    return got(desk, "/me/agenda", min_position=office.positions())


def brief(told: Any) -> dict[str, list[tuple[str, str, str, int]]]:
    return {
        part: [(item["code"], item["kind"], item["due_on"], item["left"]) for item in told[part] if item["matter"]]
        for part in SORTED
    }


def own(office: Office, name: str) -> Desk:
    return office.desk(Role.SPECIALIST, actor=f"s-agenda-{name}")


def test_what_is_due_today_and_what_waits_for_the_enterprise(office: Office, codes: dict[str, str]) -> None:
    told = agenda(office.at("03-05 09:00"), own(office, "due"))
    assert (told["as_of"], told["until"], told["complete"]) == ("2026-03-05", "2026-03-19", True)
    assert told["position"] >= office.positions()
    today = [(codes["due"], "promised", "2026-03-05", 0)]
    assert brief(told) == {"overdue": [], "today": today, "soon": [], "duties": []}
    row = told["today"][0]
    assert (row["matter"], row["matter_name"], row["owner"]) == (MATTER, "建设工程规划许可证核发", "department")
    (waits,) = told["waiting"]
    assert waits == {
        "project": row["project"],
        "code": codes["due"],
        "name": "叁旺液压",
        "matter": LAND,
        "matter_name": "建设用地规划许可证核发",
        "department": DEPARTMENT,
        "owner": "enterprise",
        "phase": "supplement_requested",
        "since": "2026-03-03",
        "days": 2,
        "materials": ["宗地图"],
        "expected_end": None,
    }


def test_what_is_overdue_comes_before_what_is_due_in_ten_working_days(office: Office, codes: dict[str, str]) -> None:
    told = agenda(office.at("03-20 09:00"), own(office, "due"))
    assert told["until"] == "2026-04-03"
    assert brief(told) == {
        "overdue": [(codes["due"], "promised", "2026-03-05", -11)],
        "today": [],
        "soon": [(codes["due"], "statutory", "2026-03-30", 6)],
        "duties": [],
    }


def test_a_stop_waits_for_the_department_until_its_end(office: Office, codes: dict[str, str]) -> None:
    told = agenda(office.at("03-09 09:00"), own(office, "stopped"))
    assert brief(told)["soon"] == [(codes["stopped"], "suspension_end", "2026-03-20", 9)]
    (waits,) = told["waiting"]
    assert (waits["owner"], waits["phase"], waits["days"]) == ("department", "suspended", 4)
    assert (waits["materials"], waits["expected_end"]) == ([], "2026-03-20")


def test_what_an_enterprise_owes_after_a_grant_stands_apart(office: Office, codes: dict[str, str]) -> None:
    told = agenda(office.at("03-20 09:00"), own(office, "granted"))
    assert brief(told) == {
        "overdue": [(codes["granted"], "delivery", "2026-03-17", -3)],
        "today": [],
        "soon": [],
        "duties": [(codes["granted"], "post_permit_duty", "2026-04-02", 9)],
    }
    assert told["duties"][0]["duty"] == "成立之日起30日内办理社保登记"
    assert told["waiting"] == []


def test_it_is_the_same_as_on_the_page_and_each_sees_what_is_his(office: Office, codes: dict[str, str]) -> None:
    office.at("03-05 09:00")
    lead = agenda(office, office.desk("lead", team="7"))
    officer = agenda(office, office.desk("officer", DEPARTMENT))
    assert {row["code"] for row in lead["waiting"]} == {codes["due"], codes["stopped"]}
    assert {row["department"] for part in (*SORTED, "waiting") for row in officer[part]} == {DEPARTMENT}
    other = agenda(office, office.desk("officer", "tax"))
    assert [other[part] for part in (*SORTED, "waiting")] == [[], [], [], [], []]
    shown = page(office, "/day", own(office, "due")).text
    assert [name for name, code in codes.items() if f"/projects/{code}" in shown] == ["due"]


def test_where_more_waits_than_is_listed_it_says_so(
    office: Office, codes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = office.at("03-05 09:00").desk("lead", team="7")
    told, words = agenda(office, lead), "只列等得最久的 1 项"
    assert (len(told["waiting"]), told["waiting_complete"]) == (2, True)
    assert words not in page(office, "/day", lead).text

    monkeypatch.setattr("api.shown.agenda.LIMIT", 1)
    cut = agenda(office, lead)
    assert (cut["waiting"], cut["waiting_complete"]) == (told["waiting"][:1], False)
    assert words in page(office, "/day", lead).text
    assert words in page(office, "/queue", office.desk("officer", DEPARTMENT)).text


def test_where_more_is_due_than_is_listed_it_says_so(
    office: Office, codes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = office.at("03-20 09:00").desk("officer", DEPARTMENT)
    monkeypatch.setattr("api.shown.agenda.MAX_LIMIT", 1)
    assert agenda(office, officer)["complete"] is False
    assert "到期事项较多" in page(office, "/queue", officer).text


def test_names_are_in_the_language_asked_for(office: Office, codes: dict[str, str]) -> None:
    desk = own(office.at("03-05 09:00"), "due")
    told = got(Desk(desk.client, desk.secret, "en"), "/me/agenda", min_position=office.positions())
    assert told["waiting"][0]["matter_name"] == "Land-use planning permit"
    assert told["waiting"][0]["code"] == codes["due"]


def test_who_may_not_see_the_page_may_not_read_it(office: Office) -> None:
    for role in (Role.ENTERPRISE, Role.OBSERVER):
        problem(office.desk(role).get("/me/agenda"), 403, "right_missing")
    problem(office.desk().get("/me/agenda", day="2026-03-05"), 422, "invalid_request")
