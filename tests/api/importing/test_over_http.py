"""A ledger over HTTP: checked first, recorded then; apart from the server, by the rights of whoever brings it."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.importing.apart import report_of
from projections.ops.accounts import Role
from projections.ops.contacts import Contacts
from tests.api.conftest import opened
from tests.api.ledgers import CASES, PROJECTS, ledger, write_workbook
from tests.api.office import V1, Desk, Office, problem
from tests.api.tables.hostile import all_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROJECT_ONLY = {"项目": [PROJECTS, ["JM-101", "丙项目", "丙公司", "2026-03-02", None, None, None, None]]}


def send(desk: Desk, content: bytes, media: str = XLSX, **params: Any) -> httpx2.Response:
    return desk.client.post(f"{V1}/imports", params=params, content=content, headers=desk.headers(Content_Type=media))


def ended(desk: Desk, answer: httpx2.Response, status: int = 202) -> dict[str, Any]:
    """An import once it no longer runs."""
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    deadline = time.monotonic() + 60
    while found["state"] in ("checking", "recording"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
        found = desk.get(f"/imports/{found['id']}").json()
    return found


@pytest.fixture
def admin(office: Office) -> Desk:
    return office.desk("admin")


def test_a_ledger_is_checked_then_recorded_and_its_file_forgotten(office: Office, tmp_path: Path) -> None:
    desk = office.desk("lead")
    book = write_workbook(tmp_path / "a.xlsx", PROJECT_ONLY).read_bytes()
    before = office.positions()
    checked = ended(desk, send(desk, book, name="台账.xlsx"))
    assert (checked["state"], checked["file"]) == ("checked", "台账.xlsx")
    assert checked["report"]["tables"] == [{"table": "projects", "new": 1, "known": 0, "waiting": 0}]
    assert office.positions() == before
    recorded = ended(desk, desk.post(f"/imports/{checked['id']}/record"))
    assert (recorded["state"], recorded["report"]["recorded"]) == ("recorded", True)
    assert desk.get("/projects/JM-101").json()["name"] == "丙项目"
    assert office.runtime.imports.content(checked["id"]) == b""
    assert ended(desk, desk.post(f"/imports/{checked['id']}/record"))["state"] == "recorded"  # once more: the same


def test_what_is_no_workbook_is_told_with_what_to_do(office: Office, tmp_path: Path) -> None:
    desk = office.desk("lead")
    for name, path in all_of(tmp_path).items():
        if name.split()[1] in ("password", "old", "docx", "words"):
            found = ended(desk, send(desk, path.read_bytes(), name=path.name))
            [flaw] = found["report"]["problems"]
            assert (found["state"], flaw["code"]) == ("refused", name.split()[0])
            assert path.name in flaw["message"]
            assert "另存" in flaw["message"]


def test_problems_come_with_sheet_row_column_and_words(office: Office, tmp_path: Path) -> None:
    desk = office.desk("lead")
    rows = [PROJECTS, ["JM-102", "丁项目", "丁公司", "3月2日", None, None, None, None]]
    found = ended(desk, send(desk, write_workbook(tmp_path / "a.xlsx", {"项目": rows}).read_bytes()))
    assert found["state"] == "refused"
    [flaw] = found["report"]["problems"]
    assert (flaw["sheet"], flaw["row"], flaw["column"], flaw["heading"]) == ("项目", 2, "D", "落地日期")
    assert flaw["code"] == "date_without_year"
    assert "3月2日" in flaw["message"]
    problem(desk.post(f"/imports/{found['id']}/record"), 409, "import_not_checked")


def named(office: Office, desk: Desk, book: Path) -> set[tuple[str, int, str]]:
    """The problems of a check: column, row and code. As the child does it, without its two seconds to start."""
    runtime = office.runtime
    account = runtime.tokens.find(desk.secret, datetime.now(UTC))
    assert account
    imports = runtime.imports
    asked = imports.get(imports.new(account, book.name, book.read_bytes(), office.clock()).id)
    assert asked
    contacts = Contacts(runtime.ops)
    report = report_of(imports, asked, runtime.projects, runtime.directory, contacts, dry_run=True)
    return {(one.place.column, one.place.row, one.code) for one in report.problems}


def test_who_may_not_do_the_single_thing_may_not_import_it(office: Office, tmp_path: Path) -> None:
    desk = office.at("07-01 09:00").desk("specialist")
    not_allowed = {("", 0, "import_not_allowed")}
    assert named(office, desk, write_workbook(tmp_path / "a.xlsx", ledger())) == not_allowed  # the staff
    issued = office.runtime.tokens.issue("p-narrow", Role.LEAD, team="1", scopes=["read", "act"])
    narrow = Desk(desk.client, issued.secret)
    assert named(office, narrow, write_workbook(tmp_path / "a.xlsx", PROJECT_ONLY)) == not_allowed
    for role in ("auditor", "leadership", "enterprise", "observer"):
        problem(send(office.desk(role), b"x"), 403, "right_missing")
    problem(send(office.anybody, b"x"), 401, "not_signed_in")


def test_others_departments_matters_and_projects_beyond_reach_are_named_and_not_imported(
    office: Office, tmp_path: Path
) -> None:
    lead = office.desk("lead")
    lead.register(code="JM-103")
    path = lead.register(code="JM-104")
    lead.done(f"{path}/assignments", {"effective_on": "2026-03-02", "specialist": "s-9", "team": "1"})
    lead.done(f"{path}/profile", {"effective_on": "2026-03-02", "answers": {}})
    lead.done(f"{path}/service-list", {"effective_on": "2026-03-02", "reason": "先行出具"})
    rows = [
        CASES,
        ["B1", "JM-103", "investment_agreement", "2026-03-02", None, None, None, None, None],
        ["B2", "JM-103", "营业执照", "2026-03-02", None, None, None, None, None],
        ["B3", "JM-104", "investment_agreement", "2026-03-02", None, None, None, None, None],
    ]
    officer = office.desk("officer", "local_zone")
    book = write_workbook(tmp_path / "a.xlsx", {"办件": rows})
    assert ("C", 3, "import_of_another_department") in named(office, officer, book)
    assert ("B", 4, "project_not_found") in named(office, office.desk("specialist", actor="t-far-away"), book)


def test_another_persons_import_is_not_there(office: Office, admin: Desk, tmp_path: Path) -> None:
    desk = office.desk("lead")
    id_ = send(desk, write_workbook(tmp_path / "a.xlsx", PROJECT_ONLY).read_bytes()).json()["id"]
    problem(admin.get(f"/imports/{id_}"), 404, "unknown_import")
    problem(admin.post(f"/imports/{id_}/record"), 404, "unknown_import")
    problem(desk.get(f"/imports/{'0' * 32}"), 404, "unknown_import")


def test_what_is_no_file_or_too_large_is_refused_at_the_door(office: Office) -> None:
    desk = office.desk("lead")
    problem(send(desk, b"{}", "application/json"), 415, "unsupported_file_type")
    problem(send(desk, b"x" * 12_000_001), 413, "body_too_large")
    found = ended(desk, send(desk, b"PK\x03\x04 nonsense"))
    assert (found["state"], found["report"]["problems"][0]["code"]) == ("refused", "file_unreadable")
    assert found["report"]["problems"][0]["sheet"] is None


def test_what_a_server_left_that_is_gone_the_next_one_takes_up(database_url: str, tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "a.xlsx", PROJECT_ONLY).read_bytes()
    with opened(database_url) as office:
        desk = office.desk("lead")
        account = office.runtime.tokens.find(desk.secret, datetime.now(UTC))
        assert account
        id_ = office.runtime.imports.new(account, "台账.xlsx", book, office.clock() - timedelta(minutes=3)).id
    with opened(database_url) as office:
        desk = Desk(office.client, desk.secret)
        assert ended(desk, desk.get(f"/imports/{id_}"), status=200)["state"] == "checked"
