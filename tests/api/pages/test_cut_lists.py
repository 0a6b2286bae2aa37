"""A list that is cut says so, and where the rest is."""

import pytest

from projections.lists.pending import pending
from tests.api.office import Office
from tests.api.pages.test_pages import page
from tests.api.reminding import DEPARTMENT, Reminding

OTHER = "construction_permit"


def reminded_twice(reminding: Reminding) -> Office:
    """The specialist is told of two matters that are due."""
    officer = reminding.office.at("09-21 09:30").desk("officer", DEPARTMENT)
    officer.act(reminding.project, OTHER, "receive", "09-21", receipt_no="JM-2")
    officer.act(reminding.project, OTHER, "accept", "09-21", reason="按办件系统补录")
    for when in ("09-28 09:00", "09-29 09:00"):
        reminding.sweep(when)
    reminding.office.runtime.projector.wait_for(reminding.office.positions(), 10)
    return reminding.office


def test_my_day_says_that_more_reminders_wait_and_where(reminding: Reminding, monkeypatch: pytest.MonkeyPatch) -> None:
    office, words = reminded_twice(reminding), "提醒较多，这里只列最早到期的 1 条；其余见"
    assert words not in page(office, "/day", reminding.specialist).text
    monkeypatch.setattr("api.pages.mine.day.MOST", 1)
    shown = page(office, "/day", reminding.specialist).text
    assert f'{words} <a href="/reminders">我的提醒</a>' in shown
    assert shown.count("/ack") == 1
    monkeypatch.setattr("api.pages.mine.day.MOST", 2)
    assert words not in page(office, "/day", reminding.specialist).text


def test_the_list_of_reminders_says_so_too(reminding: Reminding, monkeypatch: pytest.MonkeyPatch) -> None:
    office, words = reminded_twice(reminding), "这里只列 1 条"
    assert words not in page(office, "/reminders", reminding.specialist).text
    monkeypatch.setattr("api.pages.mine.reminders.MOST", 1)
    assert words in page(office, "/reminders", reminding.specialist).text
    assert words not in page(office, "/reminders?state=undelivered", office.desk("auditor")).text


def test_the_queue_says_that_more_entries_wait(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    specialist, officer = office.desk("specialist"), office.desk("officer")
    for _ in range(2):
        specialist.act(specialist.register(), "investment_agreement", "receive", "03-02")
    officer.get("/projects", min_position=office.positions())
    words = "待核的登记较多，这里只列发生最早的 1 条"
    assert words not in page(office, "/queue", officer).text
    monkeypatch.setattr("api.pages.mine.day.pending", lambda engine, department: pending(engine, department, limit=1))
    shown = page(office, "/queue", officer).text
    assert words in shown
    assert '待本部门核实 <span class="count">2</span>' in shown
