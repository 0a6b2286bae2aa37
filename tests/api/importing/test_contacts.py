"""Telephones and e-mails of a staff sheet reach the operational store, and nothing else of the installation."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.importing.report import Report
from api.importing.start import bring_in
from projections.ops.contacts import ContactChannel, Contacts
from projections.ops.database import open_ops
from tests.api.ledgers import BUREAU, told, write_workbook
from tests.scenario import Scenario

STAFF = ["人员编号", "姓名", "手机", "办公电话", "电子邮箱", "岗位", "所属部门", "任岗日期"]
PERSON: list[Any] = ["o-12", "张三", 13800138000, "0532-88551234、88551235", "zhang@jimo.example", "经办人"]
POST = ["自然资源局", "2026-03-02"]
TELEPHONE, EMAIL = ContactChannel.TELEPHONE, ContactChannel.EMAIL
NOTED = [
    ("o-12", TELEPHONE, "13800138000"),
    ("o-12", TELEPHONE, "0532-88551234"),
    ("o-12", TELEPHONE, "88551235"),
    ("o-12", EMAIL, "zhang@jimo.example"),
]


@pytest.fixture
def contacts(scenario: Scenario) -> Iterator[Contacts]:
    scenario.at("07-01 09:00")
    ops = open_ops(scenario.url)
    yield Contacts(ops)
    ops.dispose()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "人员.xlsx", {"人员": [STAFF, [*PERSON, *POST]]})


def imported(scenario: Scenario, book: Path, contacts: Contacts, *, dry_run: bool = False) -> Report:
    return bring_in(scenario.projects, book, BUREAU, contacts=contacts, dry_run=dry_run)


def noted(contacts: Contacts) -> list[tuple[str, str, str]]:
    return [(one.staff, one.channel, one.address) for one in contacts.listed()]


@pytest.mark.both_engines
def test_they_are_noted_behind_what_is_known_and_once(scenario: Scenario, book: Path, contacts: Contacts) -> None:
    contacts.add("o-12", EMAIL, "zhang@jimo.example", language="en")
    first = imported(scenario, book, contacts)
    assert (told(first), first.tally.new["contacts"], first.tally.known["contacts"]) == ([], 3, 1)
    assert sorted(noted(contacts)) == sorted(NOTED)
    assert (contacts.of("o-12")[0].channel, contacts.of("o-12")[0].language) == (EMAIL, "en")
    again = imported(scenario, book, contacts)
    assert (again.events, again.tally.new["contacts"], again.tally.known["contacts"]) == (0, 0, 4)


def test_nothing_of_them_is_in_the_log(scenario: Scenario, book: Path, contacts: Contacts, tmp_path: Path) -> None:
    imported(scenario, book, contacts)
    before = scenario.ledger.position()
    stored = scenario.recorder.select_notifications(1, 1000)
    assert all("1380" not in str(one.state) and "zhang" not in str(one.state) for one in stored)
    other = [*PERSON[:2], 13900139000, None, None, *PERSON[5:], *POST]
    report = imported(scenario, write_workbook(tmp_path / "b.xlsx", {"人员": [STAFF, other]}), contacts)
    assert (report.events, scenario.ledger.position()) == (0, before)  # the same command: its hash has none either
    assert len(noted(contacts)) == 5


def test_a_dry_run_counts_them_and_notes_none(scenario: Scenario, book: Path, contacts: Contacts) -> None:
    assert imported(scenario, book, contacts, dry_run=True).tally.new["contacts"] == 4
    assert noted(contacts) == []


def test_what_is_none_is_a_problem_that_does_not_repeat_it(
    scenario: Scenario, contacts: Contacts, tmp_path: Path
) -> None:
    row = ["o-12", "张三", "找张三", None, "zhang(at)jimo", "经办人", *POST]
    report = imported(scenario, write_workbook(tmp_path / "a.xlsx", {"人员": [STAFF, row]}), contacts)
    assert told(report) == [("人员", "C2", "telephone_unreadable"), ("人员", "E2", "email_unreadable")]
    assert [one.params for one in report.problems] == [{}, {}]
    assert noted(contacts) == []


def test_a_telephone_in_place_of_a_task_force_is_a_problem_of_its_cell(scenario: Scenario, tmp_path: Path) -> None:
    scenario.at("07-01 09:00")
    rows = [["人员编号", "岗位", "所属部门", "任岗日期"], ["s-12", "专班成员", "13800138000", "2026-03-02"]]
    report = bring_in(scenario.projects, write_workbook(tmp_path / "人员.xlsx", {"人员": rows}), BUREAU)
    assert told(report) == [("人员", "C2", "personal_data")]
