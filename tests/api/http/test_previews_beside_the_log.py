"""?preview=true on what stands in no stream: accounts, calendars, imports. Nothing is written."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from projections.ops.accounts import Role
from projections.ops.tables import ACCESS, ACCOUNT, CONTACT, FEED, FEED_ENTRY, IMPORT, TEXT, TOKEN
from tests.api.importing.test_over_http import PROJECT_ONLY, ended, send
from tests.api.ledgers import write_workbook
from tests.api.office import Desk, Office, problem

pytestmark = pytest.mark.both_engines

TABLES = (ACCESS, ACCOUNT, CONTACT, FEED, FEED_ENTRY, IMPORT, TEXT, TOKEN)
PASSWORD = "three-wet-herons"


@pytest.fixture
def admin(office: Office) -> Desk:
    return office.desk("admin")


@pytest.fixture
def person(office: Office, admin: Desk) -> str:
    """An account with two tokens."""
    found = [row["account"] for row in admin.get("/accounts").json()["items"]]
    if "p-seen" not in found:
        body = {"account": "p-seen", "role": "specialist", "team": "1", "subject": "sub-1", "password": PASSWORD}
        admin.done("/accounts", body)
        for _ in range(2):
            office.runtime.tokens.issue("p-seen", Role.SPECIALIST, team="1")
    return "p-seen"


def kept(office: Office) -> dict[str, list[Any]]:
    """Every row that a write of these could touch, and how far the log is."""
    office.runtime.access.write()
    with office.runtime.ops.connect() as connection:
        rows = {table.name: sorted(map(repr, connection.execute(select(table)))) for table in TABLES}
    return {**rows, "log": [office.positions()]}


def foreseen(office: Office, desk: Desk, path: str, body: Any) -> Any:
    """What a write would do; all is as it was."""
    before = kept(office)
    answer = desk.post(path, body, preview="true")
    assert answer.status_code == 200, answer.text
    assert kept(office) == before
    return answer.json()


def test_a_new_account_is_shown_and_not_let_in(office: Office, admin: Desk) -> None:
    body = {"account": "p-new", "role": "specialist", "team": "1", "password": PASSWORD}

    shown = foreseen(office, admin, "/accounts", body)

    assert (shown["before"], shown["after"]["account"], shown["after"]["has_password"]) == (None, "p-new", True)
    assert admin.post("/accounts", body).status_code == 201


def test_a_preview_of_an_account_refuses_what_the_change_would(office: Office, admin: Desk, person: str) -> None:
    new = {"account": "p-other", "role": "auditor"}
    for path, body, status, code in (
        ("/accounts", {**new, "account": person}, 409, "account_exists"),
        ("/accounts", {**new, "subject": "sub-1"}, 409, "subject_taken"),
        ("/accounts", {**new, "password": "short"}, 422, "password_too_short"),
        ("/accounts", {**new, "role": "officer"}, 422, "account_needs_department"),
        (f"/accounts/{person}/password", {"password": "aaaaaaaaaaaa"}, 422, "password_too_easy"),
        (f"/accounts/{person}/role", {"role": "lead"}, 422, "account_needs_team"),
        ("/accounts/nobody/disable", None, 404, "unknown_account"),
    ):
        foretold, refused = admin.post(path, body, preview="true"), admin.post(path, body)
        assert problem(foretold, status, code) == problem(refused, status, code)


def test_a_change_of_an_account_shows_it_before_and_after_and_whom_it_puts_out(
    office: Office, admin: Desk, person: str
) -> None:
    path = f"/accounts/{person}"

    role = foreseen(office, admin, f"{path}/role", {"role": "auditor"})
    disabled = foreseen(office, admin, f"{path}/disable", None)
    password = foreseen(office, admin, f"{path}/password", {"password": "four-dry-otters"})
    enabled = foreseen(office, admin, f"{path}/enable", None)

    assert (role["before"]["role"], role["after"]["role"], role["after"]["team"]) == ("specialist", "auditor", None)
    assert (role["sessions_and_tokens_ended"], disabled["sessions_and_tokens_ended"]) == (0, 2)
    assert disabled["before"]["disabled_at"] is None
    assert disabled["after"]["disabled_at"]
    assert password["after"]["has_password"]
    assert enabled["after"] == enabled["before"]


def test_who_would_be_erased_is_counted_and_still_there(office: Office, admin: Desk, person: str) -> None:
    counted = foreseen(office, admin, f"/accounts/{person}/erase", None)

    assert (counted["account"], counted["sessions_and_tokens"]) == (1, 2)
    assert admin.done(f"/accounts/{person}/erase", None) == counted


def test_a_preview_of_an_account_is_no_change_in_the_access_table(office: Office, admin: Desk, person: str) -> None:
    admin.post(f"/accounts/{person}/disable", preview="true")
    admin.post(f"/accounts/{person}/enable")
    office.runtime.access.write()
    with office.runtime.ops.connect() as connection:
        paths = connection.execute(select(ACCESS.c.path).where(ACCESS.c.kind == "account")).scalars().all()
    assert f"/api/v1/accounts/{person}/enable" in paths
    assert f"/api/v1/accounts/{person}/disable" not in paths


def test_a_calendar_is_shown_without_an_address_and_not_taken(office: Office) -> None:
    desk = office.desk("specialist")

    assert foreseen(office, desk, "/me/calendars", {}) == {"of": "staff", "subject": "t-specialist", "language": "zh"}
    problem(desk.post("/me/calendars", {"of": "project", "subject": "none"}, preview="true"), 404, "unknown_project")
    problem(desk.post("/me/calendars", {"of": "team", "subject": "1"}, preview="true"), 403, "right_missing")

    taken = desk.done("/me/calendars", {})["id"]
    assert foreseen(office, desk, f"/me/calendars/{taken}/revoke", None) == {"id": taken}
    problem(desk.post("/me/calendars/none/revoke", preview="true"), 404, "unknown_feed")


def test_the_check_of_a_ledger_is_its_preview_and_can_be_read_again(office: Office, tmp_path: Path) -> None:
    desk, before = office.desk("lead"), office.positions()
    book = write_workbook(tmp_path / "a.xlsx", PROJECT_ONLY).read_bytes()
    checked = ended(desk, send(desk, book, name="台账.xlsx", preview="true"))
    path = f"/imports/{checked['id']}/record"

    assert foreseen(office, desk, path, None) == checked
    assert (checked["state"], office.positions()) == ("checked", before)
    problem(office.desk("specialist").post(path, preview="true"), 404, "unknown_import")
    refused = ended(desk, send(desk, b"nothing", name="nothing.xlsx"))
    problem(desk.post(f"/imports/{refused['id']}/record", preview="true"), 409, "import_not_checked")
