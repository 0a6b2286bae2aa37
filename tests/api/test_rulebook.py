"""Calendar years, catalogues and policies loaded over HTTP (design §6, ruling 30)."""

import json
import time
from typing import Any

import pytest

from api.pages.changing.effects import of_lights
from domain.catalogue.loader import canonical_text, shipped_catalogue, shipped_content
from domain.log.ledger import Command
from domain.project.model.thresholds import USUAL, Thresholds
from domain.rulebook import Rulebook
from scheduler.policy.file import shipped_policy_content
from tests.api.office import SEED_ANSWERS, Office, problem
from tests.api.pages.test_acting_pages import send

NOTICE = {
    "year": 2027,
    "holidays": {"2027-01-01": "元旦", "2027-01-04": "元旦"},
    "source": "国务院办公厅关于2027年部分节假日安排的通知",
}
MATTER = "investment_agreement"
SOON = 60.0  # seconds


def receipt(office: Office) -> str:
    """A project with a receipt of 29 December 2026: the answer is due in January."""
    desk = office.at("12-30 09:00").desk()
    project = desk.register()
    desk.act(project, MATTER, "receive", "2026-12-29", receipt_no="1", reason="补录")
    return project


def answer_due(office: Office, project: str, **params: Any) -> dict[str, Any]:
    rows = office.desk().get(project, **params).json()["deadlines"]
    found: dict[str, Any] = next(row for row in rows if row["kind"] == "acceptance_answer")
    return found


def test_a_years_notice_moves_open_dates_and_their_history_says_why(own_office: Office) -> None:
    project = receipt(own_office)
    before = answer_due(own_office, project)
    assert (before["due_on"], before["provisional"]) == ("2027-01-06", True)
    known = own_office.at("12-31 09:00").clock.now.isoformat()
    own_office.at("12-31 10:00").desk("admin").done("/calendar/years", NOTICE, if_match=None)
    after = answer_due(own_office, project)
    assert (after["due_on"], after["provisional"]) == ("2027-01-07", False)
    assert answer_due(own_office, project, as_known_at=known)["due_on"] == "2027-01-06"
    own_office.runtime.projector.catch_up()
    line = own_office.desk().history(project)[-1]
    assert line["cause"].startswith("calendar 2027")
    assert "2027-01-06 → 2027-01-07" in line["line"]
    board = own_office.desk().get("/projects").json()["items"]
    assert board[0]["next_due"]["on"] == "2027-01-07"


def test_the_page_names_the_dates_that_a_notice_would_move(own_office: Office) -> None:
    receipt(own_office)
    own_office.runtime.projector.catch_up()
    admin = own_office.desk("admin")
    given = {"year": "2027", "source": NOTICE["source"], "holidays": "2027-01-01 元旦\n2027-01-04 元旦"}
    shown = send(own_office, admin, "/admin/year", **given).text
    assert "其中 1 个日期将变动：" in shown
    assert "叁旺液压 · 投资协议签订(项目准入会商) 受理答复：2027-01-06 → 2027-01-07" in shown
    assert (
        "没有日期变动。"
        in send(own_office, admin, "/admin/year", **{**given, "year": "2031", "holidays": "2031-01-01 元旦"}).text
    )
    assert "2027#" not in own_office.runtime.rules.calendar.version


def test_a_preview_names_the_dates_that_a_notice_would_move(
    own_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = receipt(own_office)
    own_office.runtime.projector.catch_up()
    admin = own_office.desk("admin")
    shown = admin.done("/calendar/years", NOTICE, preview="true")
    seen = admin.get(project).json()
    assert shown["dates"] == [
        {
            "project": seen["id"],
            "code": seen["code"],
            "name": "叁旺液压",
            "matter": MATTER,
            "matter_name": "投资协议签订(项目准入会商)",
            "kind": "acceptance_answer",
            "kind_name": "受理答复",
            "before": "2027-01-06",
            "after": "2027-01-07",
        }
    ]
    assert shown["complete"] is True
    monkeypatch.setattr("api.shown.year_moves.LOOKED_AT", 0)
    cut = admin.done("/calendar/years", NOTICE, preview="true")
    assert (cut["dates"], cut["complete"]) == ([], False)


def test_a_preview_loads_nothing(own_office: Office) -> None:
    shown = own_office.desk("admin").done("/calendar/years", NOTICE, preview="true")
    assert [event["topic"] for event in shown["events"]] == ["CalendarYearLoaded"]
    assert (shown["dates"], shown["complete"]) == ([], True)
    assert "2027#" not in own_office.runtime.rules.calendar.version


def test_a_flawed_notice_is_refused_in_words(own_office: Office) -> None:
    body = {**NOTICE, "holidays": {"2026-01-01": "元旦"}}
    found = problem(own_office.desk("admin").post("/calendar/years", body), 422, "calendar_year_invalid")
    assert "2027" in found["title"]


def test_only_the_administrator_loads(own_office: Office) -> None:
    problem(own_office.desk("lead").post("/calendar/years", NOTICE), 403, "right_missing")


def test_a_catalogue_is_loaded_and_projects_keep_theirs(own_office: Office) -> None:
    project = own_office.desk().register()
    content = json.loads(canonical_text(shipped_content()))
    content["meta"]["version"] = "district-2"
    own_office.desk("admin").done("/catalogue", {"content": content})
    assert own_office.runtime.rules.catalogue.version == "district-2"
    assert own_office.desk().get(project).json()["catalogue"] == shipped_catalogue().version
    later = own_office.desk().register()
    assert own_office.desk().get(later).json()["catalogue"] == "district-2"


def test_a_policy_is_checked_and_in_force_at_once(own_office: Office) -> None:
    content = json.loads(canonical_text(shipped_policy_content()))
    admin = own_office.desk("admin")
    admin.done("/policy", {"content": {**content, "version": "district-2"}})
    assert own_office.runtime.sweeper.policy.version == "district-2"
    problem(admin.post("/policy", {"content": {"version": "3"}}), 422, "policy_invalid")


def test_a_policy_with_other_lights_works_all_lights_out_anew(own_office: Office) -> None:
    """Nothing recorded for 7 working days after Monday 2 March is yellow on the 11th; for 3, on the 5th."""
    own_office.desk().register()
    content = json.loads(canonical_text(shipped_policy_content()))
    own_office.at("03-05 09:00")
    until_lit(own_office, "green", None)

    other = {**content, "version": "district-4", "lights": {"quiet_before_permit": 3}}
    own_office.desk("admin").done("/policy", {"content": other})
    until_lit(own_office, "yellow", "quiet")


def test_a_page_of_the_board_is_another_one_once_its_lights_are_worked_out_anew(
    own_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The projector may have read of a policy before it knows its thresholds: the position is then the same."""
    own_office.desk().register()
    here = own_office.at("03-05 09:00").runtime
    here.rulebook.refresh()
    monkeypatch.setattr("domain.rulebook.FRESH", 600)  # seconds: what another process loads is not looked for
    content = json.loads(canonical_text(shipped_policy_content()))
    other = {**content, "version": "district-5", "lights": {"quiet_before_permit": 3}}
    elsewhere = Rulebook(here.ledger, "jimo")
    elsewhere.run(elsewhere.loading_policy(Command("t-admin/k2", "0" * 64, "t-admin", "api"), other, "district-5"))
    here.projector.catch_up()
    first = board_page(own_office)
    here.rulebook.refresh()
    until_lit(own_office, "yellow", "quiet")
    assert board_page(own_office, first.headers["etag"]).status_code == 200


def board_page(office: Office, known: str = "") -> Any:
    """The board as an auditor's browser asks for it."""
    headers = {"Cookie": f"huhang_session={office.desk('auditor').secret}", "If-None-Match": known}
    return office.client.get("/", headers=headers)


def test_thresholds_that_move_are_told_before_they_are_in_force() -> None:
    assert list(of_lights(USUAL, USUAL, "zh")) == []
    assert list(of_lights(USUAL, Thresholds(yellow_before=4), "zh")) == [
        "到期前变黄：3 → 4 个工作日",
        "全部项目的灯色将按新门槛重算。",
    ]


def until_lit(office: Office, light: str, cause: str | None) -> None:
    """Wait until the one project has a light: the projector of the process works the rows out anew."""
    last = time.monotonic() + SOON
    while time.monotonic() < last:
        items = office.desk("auditor").get("/projects").json()["items"]
        if [(row["light"]["light"], row["light"]["cause"]) for row in items] == [(light, cause)]:
            return
        time.sleep(0.02)
    pytest.fail(f"not {light}")


def test_a_policy_loaded_by_another_process_is_in_force_from_the_next_sweep_on(own_office: Office) -> None:
    content = json.loads(canonical_text(shipped_policy_content()))
    here = own_office.runtime
    command = Command(id="t-admin/k1", digest="0" * 64, actor="t-admin", via="api")
    here.rulebook.run(here.rulebook.loading_policy(command, {**content, "version": "district-3"}, "district-3"))
    assert here.sweeper.policy.version != "district-3"
    here.sweeper.sweep()
    assert here.sweeper.policy.version == "district-3"


def test_a_move_to_another_catalogue_shows_its_effect_first(own_office: Office) -> None:
    """Ruling 32: the preview stores nothing."""
    desk = own_office.desk()
    project = desk.register()
    today = {"effective_on": "2026-03-02"}
    desk.done(f"{project}/profile", {**today, "answers": SEED_ANSWERS})
    desk.done(f"{project}/service-list", {**today, "reason": "画像已定"})
    content = json.loads(canonical_text(shipped_content()))
    content["meta"]["version"] = "district-2"
    for matter in content["matters"]:
        matter["promised_days"] = 9 if matter["id"] == "project_filing" else matter["promised_days"]
    own_office.desk("admin").done("/catalogue", {"content": content})
    body = {**today, "version": "district-2", "reason": "新版目录公布"}
    shown = desk.done(f"{project}/catalogue", body, preview="true")["catalogue"]
    assert [(row["matter"], row["kind"], row["after"]["count"]) for row in shown["limits"]] == [
        ("project_filing", "promised", 9)
    ]
    assert shown["forecast"]
    assert desk.get(project).json()["catalogue"] == shipped_catalogue().version
    desk.done(f"{project}/catalogue", body)
    assert desk.get(project).json()["catalogue"] == "district-2"
