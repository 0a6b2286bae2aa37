"""In the demo everybody has something before him: the officer, the specialist, the lead, the enterprise."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.building import build
from api.demo.start import ACTORS, demo_tokens, play_demo
from api.main import create_app
from api.settings import Settings
from projections.ops.accounts import Role
from tests.api.office import Clock, Desk, Office
from tests.api.pages.test_acting_pages import send
from tests.api.pages.test_pages import page

SUNDAY = "11-29 20:00"
BUREAU = "approval_bureau"
MOVERS = {Role.SPECIALIST: 0, Role.LEAD: 0, Role.LEADERSHIP: 1}
"""How often a target four working days ahead is offered."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo as it was told on a Sunday night, when nothing is sent."""
    folder: Path = tmp_path_factory.mktemp("roles")
    clock = Clock()
    clock.at(SUNDAY)
    runtime = build(Settings(database_url=f"sqlite:///{folder}"), clock, demo=True)
    play_demo(runtime)
    with TestClient(create_app(runtime, whole=False), follow_redirects=False) as client:
        office = Office(runtime, client, clock)
        office.desks = {ACTORS[Role(role)]: Desk(client, secret) for role, secret in demo_tokens(runtime)}
        yield office


def desk(told: Office, role: Role) -> Desk:
    return told.desks[ACTORS[role]]


def test_the_officer_has_matters_by_their_day_and_entries_of_others_to_confirm(told: Office) -> None:
    officer = desk(told, Role.OFFICER)
    items = officer.get("/me/agenda").json()
    assert len(items["overdue"] + items["today"] + items["soon"]) >= 3
    assert items["waiting"]
    shown = page(told, "/queue", officer).text
    assert "s-101" in shown
    assert "本人登记" not in shown
    version = shown.partition('name="version_of" value="')[2].partition('"')[0]
    matter = shown.partition('name="matter" value="')[2].partition('"')[0]
    code = shown.partition('action="/projects/')[2].partition("/do/confirm")[0]
    given = {"matter": matter, "version_of": version, "confirm": "yes"}
    assert send(told, officer, f"/projects/{code}/do/confirm", **given).status_code == 303


def test_what_is_due_says_in_which_section(told: Office) -> None:
    items = desk(told, Role.OFFICER).get("/me/agenda").json()
    due = [*items["overdue"], *items["today"], *items["soon"]]
    assert "建筑工程施工许可证核发（标段 sec-1）" in {one["matter_name"] for one in due}


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.LEAD])
def test_somebody_was_told_here_and_may_acknowledge_it(told: Office, role: Role) -> None:
    own = desk(told, role)
    before = own.get("/reminders", state="open", recipient=ACTORS[role]).json()["items"]
    assert {one["channel"] for one in before} == {"page"}
    assert "站内" in page(told, "/reminders", own).text
    assert send(told, own, f"/reminders/{before[0]['rung']}/ack").status_code == 303
    after = own.get("/reminders", state="open", recipient=ACTORS[role]).json()["items"]
    assert len(after) == len(before) - 1


def test_a_reminder_says_in_which_section_on_every_page(told: Office) -> None:
    auditor = desk(told, Role.AUDITOR)
    sent = auditor.get("/reminders", recipient="s-201").json()["items"]
    some = next(one for one in sent if (one["matter"] or "").endswith(":sec-2"))
    assert some["matter_name"].endswith("（标段 sec-2）")
    why = auditor.get(f"/reminders/{some['rung']}/why", recipient="s-201").text
    assert "标段 sec-2" in why
    assert "（sec-2）" not in why
    not_told = page(told, "/reminders/why?project=HH-DEMO-0003&recipient=s-201", auditor).text
    assert "标段 sec-2" in not_told
    assert "（sec-2）" not in not_told


def test_the_auditor_sees_who_has_not_acknowledged(told: Office) -> None:
    auditor = desk(told, Role.AUDITOR)
    shown = page(told, "/reminders", auditor).text
    assert "尚未确认的提醒" in shown
    assert "demo-enterprise" in shown
    assert "确认收到</button>" not in shown
    assert 'href="/reminders"' in page(told, "/policy", auditor).text


def test_the_audit_counts_entries_of_a_project_alone(told: Office) -> None:
    shown = page(told, "/audit?kind=reminder&project=HH-DEMO-0002", desk(told, Role.AUDITOR)).text
    assert 'href="/projects/HH-DEMO-0002"' in shown
    assert "#v" not in shown
    assert "#v29" in page(told, "/audit?project=HH-DEMO-0002", desk(told, Role.AUDITOR)).text


def test_a_reminder_says_of_which_stage_it_is(told: Office) -> None:
    for path in ("/reminders", "/day"):
        shown = page(told, path, desk(told, Role.SPECIALIST)).text.partition("阶段节点")[2].partition("</li>")[0]
        assert "规划(工程建设许可)" in shown or "用地" in shown, path
        assert "planning_permission" not in shown.partition("<a href")[0], path


def test_the_seed_project_has_done_what_it_owes(told: Office) -> None:
    seed = desk(told, Role.AUDITOR).get("/projects/HH-2025-0001").json()
    assert seed["deadlines"]
    assert all(one["due_on"] >= "2026-11-29" for one in seed["deadlines"])
    assert not any(matter["unconfirmed"] for matter in seed["matters"])


def test_an_enterprise_owes_something(told: Office) -> None:
    assert "已超" in page(told, "/mine", desk(told, Role.ENTERPRISE)).text


def test_tokens_name_a_department_or_task_force_of_those_alone_who_have_one(told: Office) -> None:
    rows = {one.actor: one for one in told.runtime.tokens.listed() if one.revoked_at is None}
    assert (rows["demo-officer"].department, rows["demo-officer"].team) == (BUREAU, "")
    assert (rows["s-101"].department, rows["s-101"].team) == ("", "1")
    assert (rows["demo-admin"].department, rows["demo-admin"].team) == ("", "")


def test_nobody_recorded_what_another_department_says(told: Office) -> None:
    project = told.runtime.projects.by_code("HH-2025-0001")
    assert project
    actors = {event.actor for event in told.runtime.ledger.load(project)}
    assert {"s-101", "demo-officer", "o-21", "o-31"} <= actors
    assert "demo-specialist" not in actors


def test_land_that_is_allocated_says_so_on_board_and_project(told: Office) -> None:
    auditor = desk(told, Role.AUDITOR)
    rows = {row["code"]: row for row in auditor.get("/projects").json()["items"]}
    land = rows["HH-DEMO-0003"]["land"]
    assert (land["mode"], land["contract_signed_on"]) == ("allocation", None)
    assert f"{land['allocated_on']} 划拨" in row_of(told, "HH-DEMO-0003")
    band = page(told, "/projects/HH-DEMO-0003", auditor).text
    assert "不签土地出让合同，不计拿地即开工" in band
    assert f"{land['allocated_on']} 取得划拨决定书" in band
    assert "尚未签订土地出让合同" in page(told, "/projects/HH-DEMO-0002", auditor).text


def test_a_project_under_way_shows_by_how_much_it_is_foreseen_ahead(told: Office) -> None:
    permit = next(
        row["permit"]
        for row in desk(told, Role.AUDITOR).get("/projects").json()["items"]
        if row["code"] == "HH-DEMO-0002"
    )
    days = (date.fromisoformat(permit["expected_on"]) - date.fromisoformat(permit["forecast_on"])).days
    assert f"预测提前 {days} 天" in row_of(told, "HH-DEMO-0002")
    assert permit["ahead_days"] is None
    assert "预测提前" not in row_of(told, "HH-2025-0001")


def row_of(told: Office, code: str) -> str:
    """A row of the board."""
    return page(told, "/", desk(told, Role.AUDITOR)).text.partition(f'id="p-{code}"')[2].partition("</tr>")[0]


def card(shown: str, owner: str) -> str:
    """What a page says of whose move it is, of one owner."""
    return shown.partition('id="movers"')[2].partition(f"<h3>{owner} ")[2].partition('<div class="card">')[0]


def test_a_matter_under_way_that_holds_the_permit_is_told_as_such_with_its_day(told: Office) -> None:
    shown = card(page(told, "/projects/HH-DEMO-0002", desk(told, Role.SPECIALIST)).text, "部门")
    row = shown.partition("国有建设用地使用权招拍挂出让")[2].partition("</li>")[0]
    assert "卡住施工许可证，尚未办结" in row
    assert "自 2026-11-02" in row
    assert "2026-12-02" in row
    not_begun = shown.partition("建设工程设计方案审查")[2].partition("</li>")[0]
    assert "卡住施工许可证，尚未办理" in not_begun


def test_a_target_is_offered_once_and_to_whose_word_it_takes(told: Office) -> None:
    link = "/projects/HH-DEMO-0002/do/target?stage="
    shown = {role: page(told, "/projects/HH-DEMO-0002", desk(told, role)).text for role in MOVERS}
    assert {role: text.count(link) for role, text in shown.items()} == MOVERS
    assert link in card(shown[Role.LEADERSHIP], "上级")
    assert link not in page(told, "/day", desk(told, Role.SPECIALIST)).text
    assert link not in page(told, "/deadlines?project=HH-DEMO-0002", desk(told, Role.LEAD)).text


def test_what_is_owed_after_a_grant_has_the_button_my_day_has_and_no_beginning_to_come(told: Office) -> None:
    specialist = desk(told, Role.SPECIALIST)
    for code in ("HH-DEMO-0002", "HH-2025-0001"):
        rows = card(page(told, f"/projects/{code}", specialist).text, "企业").split("<li>")[1:]
        assert rows
        assert all(f"/projects/{code}/do/duty?matter=" in row for row in rows)
        for row in rows:
            since = re.search(r"自 (\d{4}-\d\d-\d\d)", row)
            assert since is None or since[1] <= "2026-11-29"
            (link,) = re.findall(r'href="([^"]*/do/duty[^"]*)"', row)
            assert page(told, unescape(link), specialist).status_code == 200
