"""The seed project over HTTP, from its landing to the start of building: each step by the person whose act it is.

The days are the shipped story's (all assumed); every request names the version that the last answer gave.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from api.demo.player import story
from api.demo.steps import DATE_FIELDS, STEP_KEYS
from api.schemas.acts import ACT_BODIES
from domain.catalogue.loader import shipped_catalogue
from domain.project.model.phases import Act
from tests.api.conftest import opened
from tests.api.office import SEED_ANSWERS, Desk, Office, problem

pytestmark = pytest.mark.both_engines

TOLD = story()["projects"][0]
LAST = date(2025, 4, 28)  # building starts
CODE = "HH-2025-0001"


class Session:
    """The day's entries as requests."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.etag = ""

    def tell(self) -> None:
        self.at(TOLD["register"]["landed_on"])
        body = {**TOLD["register"], "landed_on": str(TOLD["register"]["landed_on"])}
        self.sent(self.office.desk("specialist", actor="s-101"), "/projects", body)
        for step in TOLD["steps"]:
            if step["day"] <= LAST:
                self.at(step.get("recorded", step["day"]))
                self.enter(step)

    def at(self, day: date) -> None:
        self.office.at(f"{day} 10:00")

    def sent(self, desk: Desk, path: str, body: Any) -> None:
        answer = desk.post(path, body, if_match=self.etag or None)
        assert answer.status_code in (200, 201), (path, body, answer.text)
        self.etag = answer.headers["etag"]

    def enter(self, step: dict[str, Any]) -> None:
        day, path = str(step["day"]), f"/projects/{CODE}"
        specialist, lead = self.office.desk("specialist", actor="s-101"), self.office.desk("lead")
        if "acts" in step:
            self.sent(self.actor(step), f"{path}/acts", {"items": list(items(step, day))})
        if "assign" in step:
            self.sent(lead, f"{path}/assignments", {"effective_on": day, **step["assign"]})
        if "profile" in step:
            expected = {"on": str(step["profile"]["expected"]), "document": step["profile"]["document"]}
            body = {"effective_on": day, "answers": SEED_ANSWERS, "expected": expected}
            self.sent(specialist, f"{path}/profile", body)
        if "issue" in step:
            self.sent(specialist, f"{path}/service-list", {"effective_on": day, **step["issue"]})
        if "fact" in step:
            self.sent(specialist, f"{path}/facts/{step['fact']}", {"on": day})
        if "correct" in step:
            self.correct(step["correct"])

    def actor(self, step: dict[str, Any]) -> Desk:
        """The officer of the matter's department, or the specialist on its behalf."""
        if step.get("by") == "specialist":
            return self.office.desk("specialist", actor="s-101")
        return self.office.desk("officer", shipped_catalogue().matters[step["matter"]].department)

    def correct(self, told: dict[str, Any]) -> None:
        """By the officer of the department, on the version that the history names."""
        desk = self.office.desk("officer", shipped_catalogue().matters[told["matter"]].department)
        rows = desk.history(f"/projects/{CODE}", self.office.positions())
        version = next(r["version"] for r in rows if (r["topic"], r["matter"]) == (told["topic"], told["matter"]))
        values = {name: str(value) for name, value in told["set"].items()}
        body = {"version": version, "reason": told["reason"], "set": values}
        self.sent(desk, f"/projects/{CODE}/corrections", body)


def items(step: dict[str, Any], day: str) -> Iterator[dict[str, Any]]:
    """The acts of a step, each with the fields it knows."""
    given = {
        name: str(value) if name in DATE_FIELDS else value for name, value in step.items() if name not in STEP_KEYS
    }
    for name in step["acts"]:
        known = {field: value for field, value in given.items() if field in ACT_BODIES[Act(name)].model_fields}
        yield {"act": name, "matter": step["matter"], "effective_on": day, **known}


@pytest.fixture(scope="module")
def told(shared_url: str) -> Iterator[Office]:
    """The story told once, on the evening of the day on which building started."""
    with opened(shared_url) as office:
        Session(office).tell()
        yield office.at("2025-04-28 18:00")


@pytest.fixture
def state(told: Office) -> dict[str, Any]:
    found: dict[str, Any] = told.desk("auditor").get(f"/projects/{CODE}").json()
    return found


def matter(state: dict[str, Any], key: str) -> dict[str, Any]:
    return next(row for row in state["matters"] if row["key"] == key)


@pytest.fixture
def history(told: Office) -> list[dict[str, Any]]:
    return told.desk("auditor").history(f"/projects/{CODE}", told.positions())


def test_the_list_made_to_measure_has_39_of_70_matters_each_with_its_reason(told: Office) -> None:
    issued = told.desk("auditor").get(f"/projects/{CODE}/service-list").json()

    assert (issued["applicable"], len(issued["matters"])) == (39, 70)
    assert all(row["reason"] for row in issued["matters"])
    assert issued["issued_on"] == "2025-03-12"


def test_history_shows_both_times_of_every_event(history: list[dict[str, Any]], state: dict[str, Any]) -> None:
    assert [row["version"] for row in history] == list(range(1, state["version"] + 1))
    for row in history:
        assert row["effective_on"]
        assert row["recorded_at"] >= row["effective_on"]
        assert row["effective_on"] in row["line"]
    late = [row for row in history if row["late"]]
    assert {row["matter"] for row in late} == {"enterprise_opening_services"}
    assert {(row["effective_on"], row["recorded_at"][:10]) for row in late} == {("2025-03-05", "2025-03-12")}


def test_the_permit_came_over_a_month_ahead_of_what_was_expected(told: Office, state: dict[str, Any]) -> None:
    permit = matter(state, "construction_permit")
    frozen = state["yardsticks"]

    assert (permit["granted_on"], frozen["expected"]["on"]) == ("2025-04-24", "2025-05-30")
    ways = frozen["construction_permit"]
    assert ways["statutory"] > ways["promised"] > ways["escorted"]
    page = told.desk("auditor").get("/projects", min_position=told.positions()).json()["items"]
    row = next(row for row in page if row["code"] == CODE)
    assert row["permit"]["ahead_days"] == 36
    assert {row["permit"][f"{way}_on"] for way in ways} == set(ways.values())


def test_building_started_when_the_land_was_taken(told: Office, state: dict[str, Any]) -> None:
    page = told.desk("auditor").get("/projects", min_position=told.positions()).json()["items"]
    land = next(row for row in page if row["code"] == CODE)["land"]

    assert land["contract_signed_on"] == "2025-04-17"
    assert land["start_on_land_days"] <= 5
    assert land["construction_started_on"] == "2025-04-28"
    assert {"kind": "construction_started", "on": "2025-04-28"}.items() <= state["facts"][-1].items()
    assert "construction_before_permit" not in {row["code"] for row in state["irregularities"]}


def test_opinions_supplements_and_stops_stand_with_their_matters(state: dict[str, Any]) -> None:
    assert matter(state, "construction_permit")["pre_review"]["result"] == "favourable"
    assert matter(state, "eia_form_approval")["supplements"][0] == {
        "requested_on": "2025-03-17",
        "materials": ["危险废物处置协议"],
        "due_on": "2025-03-21",
        "supplemented_on": "2025-03-19",
    }
    stop = matter(state, "design_scheme_review")["stops"][0]
    assert (stop["suspended_on"], stop["resumed_on"], stop["with_basis"]) == ("2025-04-18", "2025-04-21", True)


def test_what_the_specialist_recorded_for_a_department_is_unconfirmed(state: dict[str, Any]) -> None:
    recorded_for = {row["key"] for row in state["matters"] if row["unconfirmed"]}

    assert {"quality_safety_supervision", "construction_drawing_review"} <= recorded_for
    assert "construction_permit" not in recorded_for


def test_a_correction_changes_what_is_read_and_not_what_was_known(told: Office) -> None:
    def granted_on(**at: Any) -> Any:
        state = told.desk("auditor").get(f"/projects/{CODE}", **at).json()
        return matter(state, "planning_conditions")["granted_on"]

    assert granted_on() == "2025-03-14"
    assert granted_on(as_known_at="2025-04-24") == "2025-03-17"
    assert granted_on(as_of="2025-03-14") == "2025-03-14"
    assert granted_on(as_of="2025-03-14", as_known_at="2025-04-24") is None


def test_any_day_can_be_read_again(told: Office) -> None:
    desk = told.desk("auditor")
    early = desk.get(f"/projects/{CODE}", as_of="2025-03-05", as_known_at="2025-03-05").json()
    known = desk.get(f"/projects/{CODE}", as_of="2025-03-05").json()

    assert matter(known, "enterprise_opening_services")["granted_on"] == "2025-03-05"
    assert not any(row["key"] == "enterprise_opening_services" for row in early["matters"])
    assert early["version"] < known["version"]
    unborn = problem(desk.get(f"/projects/{CODE}", as_of="2025-03-02"), 404, "unknown_project")
    assert unborn["title"].startswith("到 2025-03-02 为止还没有这个项目的记录")
    problem(desk.get(f"/projects/{CODE}", as_of="2025-04-29"), 422, "future_date")


def test_the_project_is_found_by_its_code_and_its_id_alike(told: Office, state: dict[str, Any]) -> None:
    desk = told.desk("auditor")

    assert desk.get(f"/projects/{state['id']}").content == desk.get(f"/projects/{CODE}").content
