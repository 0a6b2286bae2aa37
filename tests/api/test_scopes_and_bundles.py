"""Scopes and bundles over HTTP: added, acted in, shown; one submission with a receipt per member."""

from typing import Any

import pytest

from domain.catalogue.loader import shipped_catalogue
from tests.api.office import Desk, Office, problem

pytestmark = pytest.mark.both_engines

PROFILE = dict(shipped_catalogue().example_profiles["sanwang_hydraulic"])
PLANNING, PERMIT, REVIEW = "construction_planning_permit", "construction_permit", "design_scheme_review"
SECTION = {"kind": "section", "matters": [PLANNING, PERMIT], "effective_on": "2026-03-02", "reason": "分两个标段"}
BUNDLE = "bundle_land_delivery_start"


@pytest.fixture
def project(desk: Desk) -> str:
    """A project with its list; its path."""
    path = desk.register()
    desk.done(f"{path}/profile", {"effective_on": "2026-03-02", "answers": PROFILE})
    desk.done(f"{path}/service-list", {"effective_on": "2026-03-02", "reason": "画像已定"})
    return path


@pytest.fixture
def divided(desk: Desk, project: str) -> str:
    desk.done(f"{project}/scopes", {"id": "sec-1", **SECTION})
    desk.done(f"{project}/scopes", {"id": "sec-2", **SECTION, "answers": {"earthwork_m3": 7}})
    return project


def shown(desk: Desk, project: str, **params: Any) -> dict[str, Any]:
    answer = desk.get(project, **params)
    assert answer.status_code == 200, answer.text
    view: dict[str, Any] = answer.json()
    return view


def test_a_project_shows_its_scopes_and_their_matters(desk: Desk, divided: str) -> None:
    view = shown(desk, divided)
    assert [(one["id"], one["kind"], one["main"], one["added_on"]) for one in view["scopes"]] == [
        ("sec-1", "section", True, "2026-03-02"),
        ("sec-2", "section", False, "2026-03-02"),
    ]
    assert view["scopes"][1]["matters"] == [f"{PLANNING}:sec-2", f"{PERMIT}:sec-2"]
    assert view["scopes"][1]["answers"] == {"earthwork_m3": 7}
    rows = {row["key"]: row for row in view["matters"]}
    assert rows[f"{PERMIT}:sec-2"]["scope"] == "sec-2"
    assert rows[f"{PERMIT}:sec-2"]["name"].endswith("（标段 sec-2）")
    assert rows[REVIEW]["scope"] is None
    lines = {row["key"]: row for row in desk.get(f"{divided}/service-list").json()["matters"]}
    assert (lines[f"{PERMIT}:sec-1"]["scope"], lines[REVIEW]["scope"]) == ("sec-1", None)
    stages = {row["stage"]: row for row in view["stages"]}
    assert stages["planning_permission"]["scopes"] == {
        "reached": 0,
        "total": 2,
        "by_scope": {"sec-1": None, "sec-2": None},
    }
    assert stages["project_initiation"]["scopes"] is None


def test_acts_and_facts_name_their_scope(desk: Desk, divided: str) -> None:
    reason = "先行办理"
    for act, more in (("receive", {"receipt_no": "1"}), ("accept", {}), ("grant", {"document": "证"})):
        desk.act(divided, f"{PLANNING}:sec-1", act, "03-02", reason=reason, **more)
    view = shown(desk, divided)
    stage = next(row for row in view["stages"] if row["stage"] == "planning_permission")
    assert (stage["scopes"]["reached"], stage["scopes"]["by_scope"]["sec-1"]) == (1, "2026-03-02")
    assert stage["milestone_on"] is None
    fact = desk.done(f"{divided}/facts/construction_started", {"on": "2026-03-02", "scope": "sec-2", "reason": reason})
    assert fact["events"][0]["irregularities"] == ["construction_before_permit"]
    problem(
        desk.post(f"{divided}/facts/construction_started", {"on": "2026-03-02", "scope": "x"}), 404, "unknown_scope"
    )


def test_refusals_say_which_scope(desk: Desk, divided: str) -> None:
    third = {"id": "sec-3", **SECTION}
    assert (
        "sec-1" in problem(desk.post(f"{divided}/scopes", {**third, "main": True}), 409, "second_main_scope")["title"]
    )
    problem(desk.post(f"{divided}/scopes", {**third, "id": "sec-1"}), 409, "scope_exists")
    problem(desk.post(f"{divided}/scopes", {**third, "within": "p"}), 404, "unknown_scope")
    problem(desk.post(f"{divided}/scopes", {**third, "matters": ["permit"]}), 422, "scope_unknown_matter")
    problem(desk.post(f"{divided}/scopes", {**third, "id": "Sec 3"}), 422, "invalid_request")
    problem(desk.post(f"{divided}/scopes", {**third, "reason": ""}), 422, "invalid_request")
    named = problem(
        desk.post(f"{divided}/matters/{PERMIT}/receive", {"effective_on": "2026-03-02"}), 422, "matter_has_scopes"
    )
    assert "sec-1" in named["title"]
    assert "construction_permit" not in named["title"]


def test_a_scope_is_closed_with_a_reason_and_stays_readable(desk: Desk, divided: str) -> None:
    desk.done(f"{divided}/scopes/sec-2/close", {"effective_on": "2026-03-02", "reason": "两标段合并"})
    view = shown(desk, divided)
    assert view["scopes"][1]["closed_on"] == "2026-03-02"
    assert not any(row["key"].endswith(":sec-2") for row in view["matters"])
    problem(
        desk.post(f"{divided}/scopes/sec-2/close", {"effective_on": "2026-03-02", "reason": "再来"}),
        422,
        "scope_closed",
    )


def test_the_history_tells_of_scopes_in_both_languages(office: Office, desk: Desk, divided: str) -> None:
    position = int(
        desk.post(f"{divided}/facts/agreed_start", {"on": "2026-03-02", "due": "2026-05-01"}).headers["Huhang-Position"]
    )
    lines = [row["line"] for row in desk.history(divided, position)]
    assert any("划定标段" in line and "sec-1" in line and "施工许可" in line for line in lines)
    assert any("土方" in line or "7" in line for line in lines if "sec-2" in line)
    english = Desk(desk.client, desk.secret, "en")
    assert any("Scope added: section" in row["line"] for row in english.history(divided, position))


def test_adding_a_scope_may_be_previewed(office: Office, desk: Desk, project: str) -> None:
    before = office.positions()
    answer = desk.done(f"{project}/scopes", {"id": "sec-1", **SECTION}, preview=True)
    assert [event["topic"] for event in answer["events"]] == ["ScopeAdded"]
    assert office.positions() == before


def test_a_bundle_is_one_submission(desk: Desk, project: str) -> None:
    desk.act(project, PERMIT, "receive", "03-02", receipt_no="JM-1")
    answer = desk.done(f"{project}/bundles/{BUNDLE}/submit", {"effective_on": "2026-03-02", "receipt_no": "YJS-1"})
    assert answer["left_out"] == [PERMIT]
    assert PLANNING in answer["members"]
    assert {event["topic"] for event in answer["events"]} == {"BundleSubmitted", "ApplicationReceived", "StageOpened"}
    view = next(row for row in shown(desk, project)["bundles"] if row["bundle"] == BUNDLE)
    assert view["submissions"][0]["receipt_no"] == "YJS-1"
    assert view["saving"]["steps"] == 5
    assert view["saving"]["days_before"] > view["saving"]["days_after"] == 1


def test_certificates_together_are_a_target_never_past_a_members_limit(desk: Desk, project: str) -> None:
    """The latest member's day; each member by its own limit at the latest."""
    desk.done(f"{project}/bundles/{BUNDLE}/submit", {"effective_on": "2026-03-02", "receipt_no": "YJS-1"})
    for key in ("land_use_planning_permit", PLANNING):
        desk.act(project, key, "accept", "03-02", reason="一件事")
    view = next(row for row in shown(desk, project)["bundles"] if row["bundle"] == BUNDLE)["submissions"][0]
    members = {row["key"]: (row["due_on"], row["hand_over_by"]) for row in view["members"]}
    assert view["hand_over_target"] == "2026-03-05"
    assert members["land_use_planning_permit"] == ("2026-03-03", "2026-03-03")
    assert members[PLANNING] == ("2026-03-05", "2026-03-05")
    assert members[PERMIT] == ("2026-03-03", "2026-03-03")  # its clock runs from the receipt
    assert members["quality_safety_supervision"] == (None, "2026-03-05")


def test_bundles_are_refused_clearly(desk: Desk, project: str) -> None:
    body = {"effective_on": "2026-03-02", "receipt_no": "YJS-1"}
    problem(desk.post(f"{project}/bundles/bundle_x/submit", body), 404, "unknown_bundle")
    desk.done(f"{project}/bundles/{BUNDLE}/submit", body)
    taken = problem(desk.post(f"{project}/bundles/bundle_construction_permit/submit", body), 409, "bundle_member_taken")
    assert "拿地即开工" in taken["title"]
    problem(desk.post(f"{project}/bundles/{BUNDLE}/submit", body), 422, "bundle_empty")
    stranger = {**body, "members": ["investment_agreement"]}
    problem(desk.post(f"{project}/bundles/{BUNDLE}/submit", stranger), 422, "not_in_bundle")


def test_an_officer_takes_in_what_his_department_leads(office: Office, desk: Desk, project: str) -> None:
    body = {"effective_on": "2026-03-02", "receipt_no": "YJS-1"}
    problem(
        office.desk("officer", "natural_resources").post(f"{project}/bundles/{BUNDLE}/submit", body),
        403,
        "right_missing",
    )
    office.desk("officer", "approval_bureau").done(f"{project}/bundles/{BUNDLE}/submit", body)
    rows = {row["key"]: row for row in shown(desk, project)["matters"]}
    assert rows[PLANNING]["unconfirmed"] or rows[PLANNING]["department"] == "approval_bureau"
    problem(office.desk("auditor").post(f"{project}/scopes", {"id": "sec-1", **SECTION}), 403, "right_missing")


def test_the_body_of_a_receipt_has_no_bundle(desk: Desk, project: str) -> None:
    body = {"effective_on": "2026-03-02", "receipt_no": "1", "bundle": BUNDLE}
    problem(desk.post(f"{project}/matters/{PERMIT}/receive", body), 422, "invalid_request")
