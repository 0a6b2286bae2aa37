"""Statistics over HTTP: figures with what they count, chosen by matter, department, task force and period."""

from typing import Any

import pytest

from tests.api.office import SEED_ANSWERS, Desk, Office, problem

pytestmark = pytest.mark.both_engines

MATTER = "construction_planning_permit"
DEPARTMENT = "natural_resources"
REASON = "如实补录"
TODAY = {"effective_on": "2026-03-02"}


def granted(office: Office, on: str, team: str) -> str:
    """A project whose planning permit was accepted on 03-02 by its department, and granted on a day."""
    desk = office.at("03-02 09:00").desk("lead")
    project = desk.register()
    desk.done(f"{project}/profile", {**TODAY, "answers": SEED_ANSWERS})
    desk.done(f"{project}/service-list", {**TODAY, "reason": "画像已定"})
    desk.done(f"{project}/assignments", {**TODAY, "specialist": "s-1", "team": team})
    officer = office.desk("officer", DEPARTMENT)
    officer.act(project, MATTER, "receive", "03-02", receipt_no="JM-1", reason=REASON)
    officer.act(project, MATTER, "accept", "03-02", reason=REASON)
    office.at(f"{on} 10:00")
    officer.act(project, MATTER, "grant", on, reason=REASON, document="规1")
    return project


def told(office: Office, desk: Desk, **chosen: Any) -> Any:
    answer = desk.get("/statistics", min_position=office.positions(), **chosen)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_times_and_rates_by_matter_and_department(office: Office) -> None:
    granted(office, "03-04", "figures")
    granted(office, "03-06", "figures")
    body = told(office, office.desk("auditor"), team="figures")
    (matter,) = [row for row in body["matters"] if row["matter"] == MATTER]
    (department,) = [row for row in body["departments"] if row["department"] == DEPARTMENT]
    assert (matter["name"], department["name"]) == ("建设工程规划许可证核发", "青岛市即墨区自然资源局")
    assert matter["promised_limit"] == {"count": 3, "unit": "working_days"}
    assert matter["department_working_days"] == {"measured": 2, "median": 2, "p80": 4, "p90": 4}
    assert matter["enterprise_calendar_days"] == {"measured": 2, "median": 2, "p80": 4, "p90": 4}
    assert department["promised"] == {"judged": 2, "in_time": 1, "rate": 0.5}
    assert department["statutory"] == {"judged": 2, "in_time": 2, "rate": 1.0}
    assert matter["left_out"] == {"prior": 0, "unconfirmed": 0}
    assert body["entries"]["irregularities"]["over_promised"] == 1
    assert body["head_starts"]["overlap"] == {"waited": 2, "overlapped": 2, "rate": 1.0}
    assert body["head_starts"]["pre_review"] == {"reviewed": 0, "judged": 0, "held": 0, "rate": None}
    assert body["promised_limits_assumed"] is True
    assert body["total"]["outcomes"]["granted"] >= 2


def test_a_period_chooses_by_the_day_of_the_end(office: Office) -> None:
    granted(office, "03-04", "period")
    granted(office, "03-06", "period")
    body = told(office, office.desk("lead"), team="period", matter=MATTER, **{"from": "2026-03-05", "to": "2026-03-31"})
    assert (body["from"], body["to"], body["total"]["attempts"]) == ("2026-03-05", "2026-03-31", 1)
    assert told(office, office.desk("lead"), department="tax", team="period")["total"]["promised"]["rate"] is None


def test_a_period_that_ends_before_it_begins_is_refused_by_its_field(office: Office) -> None:
    answer = office.desk("auditor").get("/statistics", None, **{"from": "2026-03-02", "to": "2026-03-01"})
    refused = problem(answer, 422, "end_before_beginning")
    assert [error["pointer"] for error in refused["errors"]] == ["query:to"]


def test_the_names_follow_the_reader(office: Office) -> None:
    granted(office, "03-04", "english")
    desk = office.desk("lead")
    desk.language = "en"
    body = told(office, desk, team="english")
    desk.language = "zh"
    assert all(row["name"].isascii() for row in (*body["matters"], *body["departments"]))


def test_task_forces_stand_side_by_side(office: Office) -> None:
    granted(office, "03-06", "standing")
    answer = office.at("03-06 11:00").desk("leadership").get("/teams", min_position=office.positions())
    assert answer.status_code == 200, answer.text
    body = answer.json()
    (team,) = [row for row in body["items"] if row["team"] == "standing"]
    assert (body["as_of"], team["projects"], team["over_promised"]) == ("2026-03-06", 1, 0)
    assert sum(team["lights"].values()) == 1
    assert team["start_on_land"] == {"met": 0, "of": 0}
    assert team["ahead_days"] == {"median": None, "of": 0}
    again = office.desk("leadership").get("/teams", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_departments_stand_side_by_side(own_office: Office) -> None:
    granted(own_office, "03-06", "standing")
    answer = own_office.desk("auditor").get("/departments", min_position=own_office.positions())
    assert answer.status_code == 200, answer.text
    (office,) = [row for row in answer.json()["items"] if row["department"] == DEPARTMENT]
    assert office["name"] == "青岛市即墨区自然资源局"
    assert (office["open_matters"], office["over_promised"], office["unconfirmed"]) == (0, 0, 0)
    assert office["promised"] == {"judged": 1, "in_time": 0, "rate": 0.0}
    assert office["median_working_days"] == 4


@pytest.mark.parametrize("path", ["/statistics", "/teams", "/departments"])
def test_who_may_not_read_gets_none(office: Office, path: str) -> None:
    problem(office.desk("observer").get(path), 403, "right_missing")
    problem(office.desk("lead").get(path, until="2026-03-05"), 422, "invalid_request")


def test_an_installation_sets_the_days_within_which_building_starts_on_land(office: Office) -> None:
    desk = office.at("03-02 09:00").desk("lead")
    project = desk.register()
    desk.done(f"{project}/profile", {**TODAY, "answers": SEED_ANSWERS})
    desk.done(f"{project}/service-list", {**TODAY, "reason": "画像已定"})
    desk.done(f"{project}/facts/land_contract_signed", {"on": "2026-03-02", "reason": REASON})
    desk.done(f"{project}/assignments", {**TODAY, "specialist": "s-1", "team": "on-land"})
    bureau = office.desk("officer", "approval_bureau")
    office.at("03-04 10:00")
    bureau.act(project, "construction_permit", "receive", "03-03", receipt_no="1", reason=REASON)
    bureau.act(project, "construction_permit", "accept", "03-03", reason=REASON)
    bureau.act(project, "construction_permit", "grant", "03-04", reason=REASON, document="施1")
    for days, met in ((2, 1), (1, 0)):
        office.runtime.settings.start_on_land_days = days
        rows = desk.get("/teams", min_position=office.positions()).json()["items"]
        assert next(row for row in rows if row["team"] == "on-land")["start_on_land"] == {"met": met, "of": 1}
    office.runtime.settings.start_on_land_days = 5
