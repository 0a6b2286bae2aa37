"""Milestones, schedule and what-if over HTTP: yardsticks, forecast and actual, each date explained in words."""

import re
from typing import Any

import pytest

from api.access.rights import RIGHTS, Right
from api.shown.board import board_lines
from projections.ops.accounts import Role
from tests.api.office import SEED_ANSWERS, Desk, Office, problem

AGREEMENT, LISTING, PERMIT = "investment_agreement", "land_listing_grant", "construction_permit"
TODAY = {"effective_on": "2026-03-02"}
SUPPOSED = {"act": "grant", "matter": LISTING, "effective_on": "2026-05-20"}


@pytest.fixture
def project(desk: Desk) -> str:
    """Landed and listed on 03-02: the permit planned for 04-22, the works for 300 days."""
    project = desk.register(expected={"on": "2026-05-29", "document": "投资协议"})
    desk.done(f"{project}/profile", {**TODAY, "answers": SEED_ANSWERS})
    desk.done(f"{project}/service-list", {**TODAY, "construction_days": 300, "reason": "画像已定"})
    return project


def got(desk: Desk, path: str, **params: Any) -> Any:
    answer = desk.get(path, **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def row(items: list[dict[str, Any]], key: str) -> dict[str, Any]:
    return next(item for item in items if key in (item.get("key"), item.get("stage")))


def test_milestones_show_target_forecast_and_actual(desk: Desk, project: str) -> None:
    told = got(desk, f"{project}/milestones")
    assert len(told["milestones"]) == 8
    permitting = row(told["milestones"], "construction_permitting")
    assert (permitting["original_target"], permitting["actual"]) == ("2026-04-22", None)
    assert permitting["yardsticks"] == {"statutory": "2026-07-06", "promised": "2026-05-12", "escorted": "2026-04-22"}
    forecast = permitting["forecast"]
    assert (forecast["on"], forecast["actual"], forecast["provisional"]) == ("2026-04-22", False, False)
    because = forecast["because"]
    assert (because["rule"], because["on"]) == ("issue_day", "2026-04-21")
    assert (because["matter"], because["fact"]) == ("quality_safety_supervision", None)
    assert because["text"].endswith("2026-04-21办结后的下一个发证日")
    assert row(told["milestones"], "completion_acceptance")["forecast"]["provisional"] is True  # 2027


def test_the_permit_is_shown_as_expected_target_forecast_and_actual_with_its_holder(desk: Desk, project: str) -> None:
    told = got(desk, f"{project}/milestones")
    permit = told["construction_permit"]
    assert (permit["expected"]["on"], permit["target"]) == ("2026-05-29", "2026-04-22")
    assert (permit["forecast"]["on"], permit["actual"]) == ("2026-04-22", None)
    assert told["construction_days"] == 300
    assert told["construction_start"]["because"]["rule"] == "last_grant"
    assert [item["key"] for item in told["critical_chain"]][:2] == [AGREEMENT, "planning_conditions"]
    assert told["held_by"] == {
        "matter": AGREEMENT,
        "name": told["critical_chain"][0]["name"],
        "owner": "department",
        "department": "local_zone",
    }


def test_the_schedule_has_three_yardsticks_forecast_and_actual_per_matter(desk: Desk, project: str) -> None:
    told = got(desk, f"{project}/schedule")
    assert len(told["matters"]) == 39
    listing = row(told["matters"], LISTING)
    assert listing["yardsticks"]["escorted"] == {"begins": "2026-03-16", "granted": "2026-04-15"}
    assert (listing["forecast"]["begins"]["on"], listing["forecast"]["granted"]["on"]) == ("2026-03-16", "2026-04-15")
    assert listing["actual"] == {"begins": None, "granted": None}
    assert listing["critical"] is True
    issued = row(told["matters"], "tailored_service_list")
    assert issued["actual"]["granted"] == "2026-03-02"
    assert issued["forecast"]["granted"]["actual"] is True


def test_a_read_on_a_day_is_rolled_forward_to_it(office: Office, desk: Desk, project: str) -> None:
    office.at("03-16 09:00")
    today = row(got(desk, f"{project}/schedule")["matters"], AGREEMENT)["forecast"]
    assert (today["begins"]["on"], today["begins"]["because"]["rule"]) == ("2026-03-16", "not_before")
    then = row(got(desk, f"{project}/schedule", as_of="2026-03-03")["matters"], AGREEMENT)["forecast"]
    assert then["begins"]["on"] == "2026-03-03"


def test_what_was_not_known_yet_is_not_in_the_forecast(office: Office, desk: Desk, project: str) -> None:
    office.at("03-12 09:00")
    desk.act(project, AGREEMENT, "grant", "03-09")
    known = got(desk, f"{project}/milestones", as_of="2026-03-10", as_known_at="2026-03-10")
    now = got(desk, f"{project}/milestones", as_of="2026-03-10")
    assert known["held_by"]["matter"] == AGREEMENT
    assert now["held_by"]["matter"] == "planning_conditions"
    assert known["construction_permit"]["forecast"]["on"] > now["construction_permit"]["forecast"]["on"]
    answer = desk.get(f"{project}/milestones", as_of="2026-03-10")
    assert answer.headers["etag"].startswith('"t-')


def test_the_words_follow_the_reader(office: Office, desk: Desk, project: str) -> None:
    desk.language = "en"
    forecast = row(got(desk, f"{project}/milestones")["milestones"], "construction_permitting")["forecast"]
    desk.language = "zh"
    assert forecast["because"]["text"].startswith("the issue day after ")


def test_the_board_shows_expected_forecast_and_actual(own_office: Office) -> None:
    desk = own_office.at("03-02 09:00").desk()
    project = desk.register(expected={"on": "2026-05-29", "document": "投资协议"})
    desk.done(f"{project}/profile", {**TODAY, "answers": SEED_ANSWERS})
    desk.done(f"{project}/service-list", {**TODAY, "reason": "画像已定"})
    own_office.runtime.projector.catch_up()
    shown = own_office.client.get("/", headers={"Cookie": f"huhang_session={desk.secret}"}).text
    words = " ".join(re.sub(r"<[^>]+>", " ", shown).split())
    assert "预期 2026-05-29 预测 2026-04-22" in words
    lines = list(board_lines(own_office.runtime, "en"))
    assert "forecast 2026-04-22 · granted —" in lines[-1]


def test_before_the_first_list_there_is_nothing_to_foresee(desk: Desk) -> None:
    project = desk.register()
    told = got(desk, f"{project}/milestones")
    assert {item["forecast"] for item in told["milestones"]} == {None}
    assert (told["construction_permit"]["forecast"], told["held_by"]) == (None, None)
    assert got(desk, f"{project}/schedule")["matters"] == []


def asked(desk: Desk, project: str, *changes: dict[str, Any]) -> Any:
    """A what-if needs neither a version nor a key."""
    return desk.done(f"{project}/what-if", {"changes": list(changes)}, if_match=None, key=None)


def test_what_if_compares_date_by_date_and_stores_nothing(office: Office, desk: Desk, project: str) -> None:
    before = office.positions()
    told = asked(desk, project, SUPPOSED)
    assert office.positions() == before
    permit = told["construction_permit"]
    assert (permit["before"]["on"], permit["after"]["on"]) == ("2026-04-22", "2026-05-27")
    assert permit["working_days"] == 23
    listing = next(item for item in told["matters"] if (item["key"], item["part"]) == (LISTING, "granted"))
    assert (listing["before"]["on"], listing["after"]["on"]) == ("2026-04-15", "2026-05-20")
    assert listing["after"]["because"]["text"] == "已于2026-05-20办结"
    assert row(told["milestones"], "construction_permitting")["working_days"] == 23
    assert [item["code"] for item in told["irregularities"]] == ["granted_before_dependency"]


@pytest.mark.parametrize(
    "change",
    [
        {"fact": "construction_started", "on": "2026-05-06"},
        {"profile": {"heritage_survey_required": True, "area_assessment_covered": False}},
        {"without_pre_review": True},
        {"day_off": "2026-04-20"},
        {"correction": {"version": 1, "reason": "设想", "set": {"effective_on": "2026-03-05"}}},
    ],
    ids=["fact", "profile", "without_pre_review", "day_off", "correction"],
)
def test_every_kind_of_change_is_taken(desk: Desk, project: str, change: dict[str, Any]) -> None:
    told = asked(desk, project, change)
    assert told["matters"] or told["construction_start"]["working_days"]


@pytest.mark.parametrize(
    ("changes", "status", "code", "pointer"),
    [
        ([], 422, "invalid_request", "#/changes"),
        ([{"day_off": "2026-13-01"}], 422, "invalid_request", "#/changes/0/day_off"),
        ([{"without_pre_review": False}], 422, "invalid_request", "#/changes/0/without_pre_review"),
        ([SUPPOSED, {"act": "grant", "matter": LISTING}], 422, "invalid_request", "#/changes/1/effective_on"),
        ([{"fact": "no_such_fact", "on": "2026-05-06"}], 422, "unknown_fact", "#/changes/0"),
        ([SUPPOSED, {**SUPPOSED, "act": "accept"}], 409, "act_out_of_order", "#/changes/1"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(
    desk: Desk, project: str, changes: list[Any], status: int, code: str, pointer: str
) -> None:
    body = problem(desk.post(f"{project}/what-if", {"changes": changes}), status, code)
    assert body["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("role", Role)
def test_whoever_may_read_may_ask(office: Office, project: str, role: Role) -> None:
    desk = office.desk(role)
    answers = [
        desk.get(f"{project}/milestones"),
        desk.get(f"{project}/schedule"),
        desk.post(f"{project}/what-if", {"changes": [SUPPOSED]}),
    ]
    if role is Role.ENTERPRISE:
        problem(answers.pop(0), 404, "unknown_project")  # it is not his
    for answer in answers:
        if Right.INTERNAL in RIGHTS[role]:
            assert answer.status_code == 200, answer.text
        else:
            problem(answer, 403, "right_missing")


def test_an_unknown_project_and_an_unknown_parameter_are_refused(desk: Desk, project: str) -> None:
    problem(desk.post("/projects/HH-1999-0001/what-if", {"changes": [SUPPOSED]}), 404, "unknown_project")
    problem(desk.get(f"{project}/milestones", colour="red"), 422, "invalid_request")
    problem(desk.get(f"{project}/milestones", as_of="2026-03-03"), 422, "future_date")
