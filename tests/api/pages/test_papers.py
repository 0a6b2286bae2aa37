"""The service list says of each matter which papers are in, and how many days each running limit leaves."""

import pytest

from tests.api.office import Desk, Office
from tests.api.pages.test_pages import page
from tests.api.test_deadlines import MATTER, accepted, got

LAND = "land_use_planning_permit"


@pytest.fixture(scope="module")
def project(shared_office: Office) -> str:
    """The planning permit is accepted with one paper deferred; for the land-use permit something is missing."""
    desk = shared_office.at("03-02 09:00").desk("lead", team="7")
    project = accepted(desk, "s-papers")
    desk.act(project, LAND, "receive", "03-02", receipt_no="JM-2", reason="如实补录")
    desk.act(project, LAND, "request-supplement", "03-02", materials=["宗地图"], due_on="2026-03-09")
    return project


@pytest.fixture
def desk(office: Office) -> Desk:
    return office.desk("lead", team="7")


def line(office: Office, desk: Desk, project: str, matter: str) -> str:
    """The matter's row of the project's page."""
    told = got(desk, project)
    name = next(row["name"] for row in told["matters"] if row["key"] == matter)
    shown = page(office, f"/projects/{told['code']}", desk).text
    return shown.split('id="matters"')[1].split(f'<td class="name">{name}<')[1].split("</tr>")[0]


def test_a_matter_says_what_is_in_and_what_is_missing(office: Office, desk: Desk, project: str) -> None:
    row = next(row for row in got(desk, project)["matters"] if row["key"] == LAND)
    missing = [item for item in row["materials"] if item["state"] == "missing"]
    given = [item["name"] for item in row["materials"] if item["state"] == "given"]
    assert missing == [{"name": "宗地图", "state": "missing", "on": "2026-03-09"}]
    assert {item["on"] for item in row["materials"] if item["state"] == "given"} == {"2026-03-02"}
    shown = line(office, desk, project, LAND)
    assert f"材料 已交 {len(given)}、待补正 1" in shown
    assert "待补正：宗地图（2026-03-09 前）" in shown
    assert f"已交：{'、'.join(given)}" in shown


def test_a_matter_not_begun_says_what_is_to_hand_in(office: Office, desk: Desk, project: str) -> None:
    row = next(row for row in got(desk, project)["matters"] if row["phase"] == "planned" and row["materials"])
    assert {item["state"] for item in row["materials"]} == {"needed"}
    assert f"材料 需交 {len(row['materials'])}" in line(office, desk, project, row["key"])


def test_a_running_limit_says_how_many_working_days_are_left(office: Office, desk: Desk, project: str) -> None:
    office.at("03-04 09:00")
    shown = line(office, desk, project, MATTER)
    row = next(row for row in got(desk, project)["matters"] if row["key"] == MATTER)
    left = [row[kind]["left"] for kind in ("promised", "statutory")]
    assert [f"剩 {count} 个工作日" in shown for count in left] == [True, True]
    office.at("03-10 09:00")
    assert "已超 3 个工作日" in line(office, desk, project, MATTER)


def test_an_ended_limit_leaves_nothing(office: Office, desk: Desk, project: str) -> None:
    other = accepted(office.at("03-02 09:00").desk("lead", team="7"), "s-papers")
    office.at("03-04 09:00")
    desk.act(other, MATTER, "grant", "03-04", document="规1", reason="如实补录")
    shown = line(office, desk, other, MATTER)
    assert "已用 2/3" in shown
    assert "<b" not in shown.split('data-label="承诺"')[1]


def test_the_enterprise_sees_its_papers(office: Office, desk: Desk, project: str) -> None:
    office.appoint("t-enterprise", "enterprise", project)
    enterprise = office.desk("enterprise")
    assert any(row["materials"] for row in got(enterprise, project)["matters"])
    assert "待补正：宗地图（2026-03-09 前）" in page(office, "/mine", enterprise).text
