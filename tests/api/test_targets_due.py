"""Milestone targets among what is due: wherever deadlines show, and in the hands of the task force."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from projections.ops.accounts import Role
from projections.ops.feeds import FeedOf
from tests.api.http.test_preview import previewed
from tests.api.office import Desk, Office
from tests.api.pages.test_acting_pages import send
from tests.api.pages.test_pages import page
from tests.api.reminders.test_calendar_feed import Reader
from tests.api.test_deadlines import DEPARTMENT, accepted, got

STAGE, MILESTONE = "construction_permitting", "取得建筑工程施工许可证"
SPECIALIST = "s-targets"


@pytest.fixture(scope="module")
def project(shared_office: Office) -> str:
    return accepted(shared_office.at("03-02 09:00").desk("lead", team="7"), SPECIALIST)


@pytest.fixture
def own(office: Office, project: str) -> Desk:
    return office.desk(Role.SPECIALIST, actor=SPECIALIST)


def test_a_target_is_listed_with_what_is_to_be_reached(office: Office, own: Desk, project: str) -> None:
    aimed = {row["stage"]: row["target"] for row in got(own, f"{project}/milestones")["milestones"]}
    asked = {"kind": "milestone_target", "specialist": SPECIALIST, "min_position": office.positions()}
    rows = {row["detail"]: row for row in got(own, "/deadlines", **asked)["items"]}
    row = rows[STAGE]
    assert {stage: one["due_on"] for stage, one in rows.items()}.items() <= aimed.items()
    assert (row["due_on"], row["matter"], row["matter_name"], row["duty"]) == (aimed[STAGE], "", "施工许可", MILESTONE)
    assert (row["owner"], row["department"], row["start"]) == ("team", "", "2026-03-02")
    of_one = [item for item in got(own, f"{project}/deadlines")["deadlines"] if item["detail"] == STAGE]
    assert [(item["due_on"], item["matter_name"]) for item in of_one] == [(aimed[STAGE], "施工许可")]


def test_my_day_has_it_with_the_form_that_moves_it_and_no_department_has(
    office: Office, own: Desk, project: str
) -> None:
    soon = got(own, "/me/agenda", min_position=office.positions())["soon"]
    assert "milestone_target" in {item["kind"] for item in soon}
    code = got(own, project)["code"]
    first = next(item for item in soon if item["kind"] == "milestone_target")
    stage, left = first["detail"], first["left"]
    link, shown = f'href="/projects/{code}/do/target?stage={stage}"', page(office, "/day", own).text
    assert (left, link in shown) == (1, False)  # too late for his word
    assert link in page(office, f"/deadlines?on={first['due_on']}", office.desk("leadership")).text
    far = next(item for item in got(own, project)["deadlines"] if item["detail"] == STAGE)
    link = f'href="/projects/{code}/do/target?stage={STAGE}"'
    assert link in page(office, f"/deadlines?on={far['due_on']}", own).text
    assert f'<option value="{stage}" selected' in page(office, f"/projects/{code}/do/target?stage={stage}", own).text
    officer = got(office.desk("officer", DEPARTMENT), "/me/agenda")
    assert {item["kind"] for part in ("overdue", "today", "soon") for item in officer[part]}.isdisjoint(
        {"milestone_target"}
    )


def test_the_month_counts_it_and_the_project_names_the_next_one_once(office: Office, own: Desk, project: str) -> None:
    told = got(own, project)
    due = next(item for item in told["deadlines"] if item["detail"] == STAGE)
    shown = page(office, f"/deadlines?on={due['due_on']}", own).text
    assert f"/projects/{told['code']}" in shown
    assert MILESTONE in shown
    of_one = page(office, f"/projects/{told['code']}", office.desk("leadership")).text
    movers = of_one.split('id="movers"')[1].split("</section>")[0]
    assert (movers.count("下一阶段节点"), movers.count("/do/target?stage=")) == (1, 1)


def test_it_leaves_as_a_sheet_and_as_an_appointment(office: Office, own: Desk, project: str) -> None:
    answer = own.get("/deadlines.xlsx", kind="milestone_target", specialist=SPECIALIST)
    rows = list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert ("阶段目标", MILESTONE, "专班") in [row[3:6] for row in rows]
    events = Reader(office, FeedOf.STAFF, SPECIALIST).events("施工许可")
    assert events["阶段目标"]["SUMMARY"] == "【阶段目标】施工许可·叁旺液压"


def test_moving_it_shows_in_the_preview(own: Desk, project: str) -> None:
    body = {"on": "2026-06-15", "reason": "方案调整"}
    (moved,) = previewed(own, f"{project}/milestones/{STAGE}/target", body)["dates"]
    assert (moved["matter"], moved["kind"], moved["of"], moved["after"]) == (
        "",
        "milestone_target",
        STAGE,
        "2026-06-15",
    )


def test_a_target_on_a_saturday_is_not_called_today_on_the_friday(office: Office, project: str) -> None:
    leadership = office.at("03-06 09:00").desk("leadership")
    leadership.done(f"{project}/milestones/{STAGE}/target", {"on": "2026-03-07", "reason": "周末前发证"})
    office.runtime.projector.wait_for(office.positions(), 5)
    shown = page(office, "/deadlines?on=2026-03-07", leadership).text
    assert "休息日到期</b>" in shown
    assert "今日到期</b>" not in shown
    leadership.done(f"{project}/milestones/{STAGE}/target", {"on": "2026-03-06", "reason": "今天发证"})
    office.runtime.projector.wait_for(office.positions(), 5)
    assert "今日到期</b>" in page(office, "/deadlines?on=2026-03-06", leadership).text


def test_the_form_of_a_target_offers_what_is_still_ones_own_to_move(office: Office, own: Desk, project: str) -> None:
    told = got(own, project)
    left = {item["detail"]: item["left"] for item in told["deadlines"] if item["kind"] == "milestone_target"}
    path, hint = f"/projects/{told['code']}/do/target", "不足 10 个工作日的由专班长调整，不足 5 个的由分管领导调整"
    near = {stage for stage, count in left.items() if count < 10}
    assert near
    for desk, may in ((own, 10), (office.desk("lead", team="7"), 5), (office.desk("leadership"), -999)):
        shown = page(office, path, desk).text
        offered = set(re.findall(r'<option value="(\w+)"', shown))
        assert {stage for stage, count in left.items() if count >= may} == offered & set(left)
        assert (hint in shown) == bool(set(left) - offered)
    (stage, *_) = sorted(near)
    refused = send(office, own, path, stage=stage, on="2026-12-31", reason="方案调整")
    assert "调整里程碑目标（距目标不足" in refused.text
    assert f'<option value="{stage}" selected' in refused.text
