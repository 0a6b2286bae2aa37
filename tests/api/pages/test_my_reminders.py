"""Reminders as lists and on the page: whose, whether still open, what did not arrive, and the buttons."""

import re
from functools import partial
from typing import Any

import pytest

from projections.ops.accounts import Role
from tests.api.office import Desk, Office, problem
from tests.api.pages.test_pages import HERE, page
from tests.api.reminding import DEPARTMENT, MATTER, SPECIALIST, Reminding
from tests.scheduler.policies import promises_only_content

pytestmark = pytest.mark.both_engines


def caught_up(reminding: Reminding) -> Office:
    reminding.office.runtime.projector.wait_for(reminding.office.positions(), 10)
    return reminding.office


def items(reminding: Reminding, desk: Desk | None = None, **wanted: Any) -> list[dict[str, Any]]:
    caught_up(reminding)
    answer = (desk or reminding.specialist).get("/reminders", **wanted)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def press(office: Office, path: str, desk: Desk | None, **form: str) -> Any:
    office.client.cookies.clear()
    cookie = {"Cookie": f"huhang_session={desk.secret}"} if desk else {}
    return office.client.post(path, data=form, headers={**HERE, "Accept": "text/html", **cookie})


def test_the_list_says_what_was_told_to_whom_and_what_became_of_it(reminding: Reminding) -> None:
    (message,) = reminding.sweep("09-28 09:00")
    (row,) = items(reminding, state="open", recipient="me")
    assert (row["rung"], row["recipient"], row["step"], row["left"]) == (message["rung"], SPECIALIST, "-1", 1)
    assert (row["project"]["name"], row["kind"], row["kind_name"]) == ("叁旺液压", "promised", "承诺到期")
    assert (row["due_on"], row["sent_at"]) == ("2026-09-29", "2026-09-28T01:00:00+00:00")
    reminding.specialist.done(f"/reminders/{row['rung']}/ack", None)
    assert items(reminding, state="open") == []
    (row,) = items(reminding, state="acknowledged")
    assert (row["acknowledged_by"], row["acknowledged_at"]) == (SPECIALIST, "2026-09-28T01:00:00+00:00")


def test_only_the_newest_of_a_date_is_open_and_only_as_long_as_it_is_to_be_met(reminding: Reminding) -> None:
    for when in ("09-28 09:00", "09-29 09:00", "09-30 09:00"):
        reminding.sweep(when)
    assert [row["step"] for row in items(reminding, state="open")] == ["+1"]
    assert [row["step"] for row in items(reminding)] == ["+1", "0", "-1"]
    officer = reminding.office.desk("officer", DEPARTMENT)
    officer.act(reminding.project, MATTER, "grant", "09-30", document="JM-2", reason="超期准予")
    assert items(reminding, state="open") == []


@pytest.mark.parametrize(("sort", "steps"), [("newest", ["+1", "0", "-1"]), ("oldest", ["-1", "0", "+1"])])
def test_a_page_goes_on_where_the_last_one_ended(reminding: Reminding, sort: str, steps: list[str]) -> None:
    for when in ("09-28 09:00", "09-29 09:00", "09-30 09:00"):
        reminding.sweep(when)
    caught_up(reminding)
    seen: list[str] = []
    body = reminding.specialist.get("/reminders", sort=sort, limit=1).json()
    while body["next"]:
        seen += [row["step"] for row in body["items"]]
        body = reminding.specialist.get("/reminders", sort=sort, limit=1, cursor=body["next"]).json()
    assert seen + [row["step"] for row in body["items"]] == steps
    problem(reminding.specialist.get("/reminders", cursor="made-up"), 422, "bad_cursor")
    problem(reminding.specialist.get("/reminders", state="odd"), 422, "invalid_request")


def test_a_project_has_its_own_list(reminding: Reminding) -> None:
    reminding.sweep("09-28 09:00")
    caught_up(reminding)
    other = reminding.office.desk("lead").register("2026-01-05")
    assert len(reminding.specialist.get(f"{reminding.project}/reminders").json()["items"]) == 1
    assert reminding.specialist.get(f"{other}/reminders").json()["items"] == []


def test_who_reads_nothing_reads_his_own(reminding: Reminding) -> None:
    reminding.sweep("09-28 09:00")
    enterprise = reminding.office.desk("enterprise")
    assert items(reminding, enterprise) == []
    problem(enterprise.get("/reminders", recipient=SPECIALIST), 403, "right_missing")
    problem(reminding.office.desk("observer").get("/reminders"), 403, "right_missing")
    assert len(items(reminding, reminding.office.desk("auditor"))) == 1


def test_a_token_confined_to_reading_sees_what_is_open_on_its_own_projects_alone(reminding: Reminding) -> None:
    reminding.sweep("09-28 09:00")
    office = caught_up(reminding)
    issue = partial(office.runtime.tokens.issue, role=Role.SPECIALIST, team="1", scopes=["read", "internal"])
    own, other = (Desk(office.client, issue(staff).secret) for staff in (SPECIALIST, "s-9"))
    assert SPECIALIST in page(office, "/reminders", own).text.partition("尚未确认的提醒")[2]
    assert "没有待办的提醒" in page(office, "/reminders", other).text


def test_the_page_shows_mine_with_buttons_that_work(reminding: Reminding) -> None:
    reminding.sweep("09-28 09:00")
    office, desk = caught_up(reminding), reminding.specialist
    shown = page(office, "/reminders", desk)
    assert "我的提醒" in shown.text
    assert shown.text.count("确认收到</button>") == 1
    assert re.findall(r"<option>(.*?)</option>", shown.text) == ["2026-09-29", "2026-09-30", "2026-10-10"]
    (action,) = re.findall(r'action="(/reminders/[^"]+/snooze)"', shown.text)
    assert press(office, action, desk, until="2026-09-30").headers["location"] == "/reminders"
    assert "2026-09-30 再提醒" in page(office, "/reminders", desk).text
    answer = press(office, action.replace("snooze", "ack"), desk)
    assert (answer.status_code, answer.headers["location"]) == (303, "/reminders")
    assert "没有待办的提醒" in page(office, "/reminders", desk).text
    assert reminding.answers(action.split("/")[2]) == [
        "ReminderSent scheduler",
        f"ReminderSnoozed {SPECIALIST}",
        f"ReminderAcknowledged {SPECIALIST}",
    ]


def test_the_buttons_work_for_nobody_else_and_from_no_other_site(reminding: Reminding) -> None:
    (message,) = reminding.sweep("09-28 09:00")
    office, path = caught_up(reminding), f"/reminders/{message['rung']}/ack"
    assert press(office, path, office.desk("auditor")).status_code == 403
    assert press(office, path, office.desk()).status_code == 403
    assert press(office, path, None).headers["location"] == "/sign-in"
    cookie = {"Cookie": f"huhang_session={reminding.specialist.secret}", "Origin": "http://evil.example"}
    assert office.client.post(path, headers=cookie).status_code == 403
    assert reminding.answers(message["rung"]) == ["ReminderSent scheduler"]
    assert "没有待办的提醒" in page(office, "/reminders", office.desk()).text


def test_a_visitor_of_the_demo_sees_and_may_not_answer(demo_office: Office) -> None:
    assert page(demo_office, "/reminders").status_code == 200
    assert "<button" not in page(demo_office, "/reminders").text
    assert press(demo_office, "/reminders/14c0bbd5-12f6-512c-a81c-5557ef36bf6d/ack", None).status_code == 303


def test_without_the_demo_the_page_asks_for_a_token(reminding: Reminding) -> None:
    assert page(reminding.office, "/reminders").headers["location"] == "/sign-in"


def test_what_did_not_arrive_stands_on_the_board_until_it_does_not_matter_any_more(reminding: Reminding) -> None:
    reminding.receiver.answers.append(403)
    reminding.sweep("09-28 09:00")
    office, auditor = caught_up(reminding), reminding.office.desk("auditor")
    (row,) = items(reminding, state="undelivered")
    assert (row["state"], row["problem"], row["recipient"]) == ("refused", "http_403", SPECIALIST)
    board = page(office, "/", auditor).text
    assert re.search(r'href="/reminders\?state=undelivered"><b class="late">未送达</b><span>1</span>', board)
    assert "http_403" in page(office, "/reminders?state=undelivered", auditor).text
    reminding.sweep("09-29 09:00")
    assert items(reminding, state="undelivered") == []
    assert "未送达" not in page(office, "/", auditor).text


def test_a_message_that_is_still_tried_is_not_delivered_yet(reminding: Reminding) -> None:
    reminding.receiver.answers.append(503)
    reminding.sweep("09-28 09:00")
    assert [row["state"] for row in items(reminding, state="undelivered")] == ["failing"]
    reminding.sweep("09-28 09:02")
    assert items(reminding, state="undelivered") == []
    assert [row["state"] for row in items(reminding, state="open")] == ["sent"]


def test_what_is_only_listed_stands_on_the_list_of_its_role(reminding: Reminding) -> None:
    """Five days of silence after 09-29: onto leadership's list on 10-12; the repeats over: onto the lead's on 10-22."""
    content = {**promises_only_content(), "version": "listed"}
    row = content["rows"]["promised"]
    row["overdue"] = {**row["overdue"], "then": "lead"}
    row["escalation"] = [{"to": "leadership", "at": 5, "listed": True}]
    reminding.office.at("09-21 10:00").desk("admin").done("/policy", {"content": content})
    for on in ("09-28", "09-29", "10-10"):
        reminding.sweep(f"{on} 09:00")
    office, leadership, lead = caught_up(reminding), reminding.office.desk("leadership"), reminding.office.desk("lead")
    assert "没有待办的提醒" in page(office, "/reminders?state=listed", leadership).text
    reminding.sweep("10-12 09:00")
    shown = page(caught_up(reminding), "/reminders?state=listed", leadership).text
    assert "上报清单" in shown
    assert "上报分管领导" in shown
    assert "没有待办的提醒" in page(office, "/reminders?state=listed", lead).text
    reminding.sweep("10-22 09:00")
    assert "列入上报清单" in page(caught_up(reminding), "/reminders?state=listed", lead).text
    officer = office.at("10-22 10:00").desk("officer", DEPARTMENT)
    officer.act(reminding.project, MATTER, "grant", "10-22", document="JM-2", reason="超期准予")
    assert "没有待办的提醒" in page(caught_up(reminding), "/reminders?state=listed", leadership).text
    assert "上报清单" not in page(office, "/reminders", reminding.specialist).text
