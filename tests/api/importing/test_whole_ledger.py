"""A ledger of projects, staff, cases and facts comes in as a whole, or not at all; twice is as once."""

from pathlib import Path
from typing import Any

import pytest

from api.importing.bringing_in import Importer
from api.importing.start import bring_in
from api.importing.wording import lines
from domain.deciding.case import Actor
from domain.deciding.commands import RecordFact
from domain.log.ledger import Command
from domain.project.model.phases import Phase
from domain.staff.directory import Directory
from domain.staff.posts import Post
from tests.api.ledgers import BUREAU, CASES, PROJECTS, imported, ledger, told, write_workbook
from tests.scenario import Scenario, day

NEW_CASE: list[Any] = ["BJ3", "JM-001", "设计方案审查", "2026-04-01", None, None, "在办", None, "先收件"]


@pytest.fixture
def office(scenario: Scenario) -> Scenario:
    return scenario.at("07-01 09:00")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "台账.xlsx", ledger())


@pytest.mark.both_engines
def test_everything_is_recorded_by_one_import(office: Scenario, book: Path) -> None:
    report = imported(office, book)
    assert (told(report), report.recorded, report.rows) == ([], True, 6)
    project = office.projects.by_code("JM-001")
    assert project
    state, log = office.projects.read(project)
    assert (state.name, state.landed_on, state.specialist, state.team) == ("甲项目", day("03-02"), "s-101", "1")
    assert {event.via for event in log} == {"import"}
    filed = state.matters["project_filing"]
    assert (filed.phase, filed.granted_on, filed.attempts) == (Phase.GRANTED, day("02-11"), ())  # prior: no clock
    assert state.matters["planning_conditions"].granted_on == day("03-04")
    assert [fact.kind for fact in state.facts if fact.kind == "land_delivered"] == ["land_delivered"]
    people = Directory(office.ledger, "jimo").now()
    assert people.holds("o-12", Post.OFFICER, "natural_resources", day("03-02"))
    assert people.holds("l-1", Post.LEAD, "1", day("03-02"))


@pytest.mark.both_engines
def test_the_same_file_again_changes_nothing(office: Scenario, book: Path) -> None:
    imported(office, book)
    before = office.ledger.position()
    again = imported(office.at("07-09 09:00"), book)
    assert (told(again), again.events) == ([], 0)
    assert dict(again.tally.known) == {"projects": 1, "cases": 2, "facts": 1, "staff": 2}
    assert office.ledger.position() == before


def test_a_dry_run_says_what_would_be_and_records_nothing(office: Scenario, book: Path) -> None:
    before = office.ledger.position()
    report = imported(office, book, dry_run=True)
    assert (told(report), report.recorded) == ([], False)
    assert report.events > 6
    assert office.ledger.position() == before


def test_a_ledger_that_grew_brings_in_what_is_new(office: Scenario, book: Path) -> None:
    imported(office, book)
    sheets = ledger()
    grown = write_workbook(book, {**sheets, "办件": [*sheets["办件"], NEW_CASE]})
    report = imported(office, grown)
    assert told(report) == []
    assert (report.tally.new["cases"], report.tally.known["cases"]) == (1, 2)
    project = office.projects.by_code("JM-001")
    assert project
    assert office.projects.read(project)[0].matters["design_scheme_review"].phase is Phase.RECEIVED


def test_one_problem_anywhere_keeps_everything_out(office: Scenario, tmp_path: Path) -> None:
    sheets = ledger()
    flawed = [*sheets["办件"], ["BJ4", "JM-001", "施工许可证", "6月1日", None, None, None, None, None]]
    before = office.ledger.position()
    report = imported(office, write_workbook(tmp_path / "a.xlsx", {**sheets, "办件": flawed}))
    assert told(report) == [("办件", "D4", "date_without_year")]
    assert not report.recorded
    assert office.ledger.position() == before


def test_what_reads_otherwise_than_the_record_is_a_problem_and_no_correction(office: Scenario, book: Path) -> None:
    imported(office, book)
    sheets = ledger()
    project = [*sheets["项目"][:2], ["JM-001", "甲项目（改）", "甲有限公司", "2026-03-03", "s-101", "1", 2.5, 3]]
    report = imported(office, write_workbook(book, {**sheets, "项目": project}))
    assert told(report) == [("项目", "B3", "recorded_otherwise"), ("项目", "D3", "recorded_otherwise")]
    assert report.problems[1].params == {"given": "2026-03-03", "recorded": "2026-03-02"}


def test_a_case_with_another_day_than_recorded_is_named_at_its_cell(office: Scenario, book: Path) -> None:
    imported(office, write_workbook(book, ledger(办件=[CASES, NEW_CASE])))
    moved = [*NEW_CASE]
    moved[3] = "2026-04-02"
    report = imported(office, write_workbook(book, ledger(办件=[CASES, moved])))
    assert told(report) == [("办件", "D2", "recorded_otherwise")]


def test_acts_that_cannot_be_in_this_order_are_named_each(office: Scenario, tmp_path: Path) -> None:
    cases = [
        CASES,
        ["B1", "JM-001", "设计方案审查", "2026-04-01", None, None, None, None, "先"],
        ["B2", "JM-001", "图审", None, "2026-04-01", None, None, None, "无收件"],
        ["B3", "JM-001", "施工许可证", "2026-04-01", "2026-03-20", None, None, None, "倒置"],
    ]
    report = imported(office, write_workbook(tmp_path / "a.xlsx", ledger(办件=cases)))
    assert told(report) == [("办件", "E3", "act_out_of_order"), ("办件", "E4", "act_out_of_order")]


def test_an_irregularity_wants_its_reason_in_its_column(office: Scenario, tmp_path: Path) -> None:
    cases = [CASES, ["B1", "JM-001", "施工许可证", "2026-04-01", "2026-04-01", "2026-04-02", "准予", "建字1", None]]
    report = imported(office, write_workbook(tmp_path / "a.xlsx", ledger(办件=cases)))
    assert set(told(report)) == {("办件", "I2", "reason_required")}


def test_rows_of_a_project_with_a_problem_wait_and_are_no_problems_themselves(office: Scenario, tmp_path: Path) -> None:
    projects = [PROJECTS, ["JM-001", "甲项目", None, "2026-03-02", "s-101", "1", 2.5, 3]]
    report = imported(office, write_workbook(tmp_path / "a.xlsx", ledger(项目=projects)))
    assert told(report) == [("项目", "C2", "cell_empty")]
    assert dict(report.tally.waiting) == {"cases": 2, "facts": 1}


def test_a_case_of_a_project_that_nobody_knows_is_a_problem(office: Scenario, tmp_path: Path) -> None:
    report = imported(office, write_workbook(tmp_path / "a.xlsx", {"办件": [CASES, NEW_CASE]}))
    assert told(report) == [("办件", "B2", "project_not_found")]


def test_a_project_without_a_code_is_known_again_by_enterprise_and_name(office: Scenario, tmp_path: Path) -> None:
    sheets = {"项目": [PROJECTS, [None, "乙项目", "乙公司", "2026-03-02", None, None]]}
    book = write_workbook(tmp_path / "a.xlsx", sheets)
    assert imported(office, book).recorded
    assert office.projects.by_code("HH-2026-0001")
    assert imported(office, book).events == 0


def test_the_same_project_twice_in_a_file_is_named(office: Scenario, tmp_path: Path) -> None:
    row = ["JM-1", "乙项目", "乙公司", "2026-03-02", None, None]
    report = imported(office, write_workbook(tmp_path / "a.xlsx", {"项目": [PROJECTS, row, row]}))
    assert told(report) == [("项目", "A3", "row_twice")]


def test_a_day_to_come_is_refused_with_its_cell(office: Scenario, tmp_path: Path) -> None:
    sheets = {"项目": [PROJECTS, ["JM-1", "乙项目", "乙公司", "2026-07-02", None, None]]}
    report = imported(office, write_workbook(tmp_path / "a.xlsx", sheets))
    assert told(report) == [("项目", "D2", "future_date")]


def test_a_matter_that_is_not_on_the_list_is_named_at_the_matter(office: Scenario, tmp_path: Path) -> None:
    cases = [CASES, ["B1", "JM-001", "营业执照", "2026-04-01", None, None, None, None, "先"]]
    report = imported(office, write_workbook(tmp_path / "a.xlsx", ledger(办件=cases)))
    assert told(report) == [("办件", "C2", "unknown_matter")]
    assert "是否新设企业" in "".join(lines(report, "zh", office.rules.catalogue))  # what decides whether it applies


def test_a_departments_ledger_confirms_what_was_recorded_on_its_behalf(office: Scenario, book: Path) -> None:
    """Design §2: 待核 until an officer confirms it, or an import brings the same number."""
    service = Importer("s-101", Actor("specialist"))
    sheets = ledger(办件=[CASES, NEW_CASE])
    imported(office, write_workbook(book, sheets), by=service)
    assert unconfirmed(office) == 1
    assert imported(office, book, by=service).events == 0  # nobody confirms his own
    report = imported(office, book)
    assert (told(report), report.events) == ([], 1)
    assert unconfirmed(office) == 0
    assert imported(office, book).events == 0


@pytest.mark.both_engines
def test_what_somebody_else_writes_meanwhile_is_seen_and_the_import_worked_out_anew(
    office: Scenario, book: Path
) -> None:
    imported(office, write_workbook(book, ledger(办件=[CASES])))
    project = office.projects.by_code("JM-001")
    assert project
    meanwhile = iter([RecordFact(kind="construction_started", effective_on=day("06-01"), reason="已查处")])

    def progress(*_: int) -> None:
        """Between the judging and the writing, once."""
        if fact := next(meanwhile, None):
            office.projects.execute(project, Command("t/1", "d", "t", "api"), [fact], Actor("specialist"))

    report = bring_in(office.projects, write_workbook(book, ledger(办件=[CASES, NEW_CASE])), BUREAU, progress=progress)
    assert (told(report), report.recorded) == ([], True)
    state, log = office.projects.read(project)
    assert state.matters["design_scheme_review"].phase is Phase.RECEIVED
    assert [fact.kind for fact in state.facts][-1] == "construction_started"
    assert [event.originator_version for event in log] == list(range(1, len(log) + 1))


def unconfirmed(office: Scenario) -> int:
    project = office.projects.by_code("JM-001")
    assert project
    return len(office.projects.read(project)[0].matters["design_scheme_review"].unconfirmed)
