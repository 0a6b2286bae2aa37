"""Of which department or task force an account is: departments are the catalogue's, a new task force is said first."""

from http import HTTPStatus
from typing import Any

import pytest

from projections.ops.accounts import Role
from tests.api.office import DEPARTMENT, Desk, Office, problem
from tests.api.pages.test_acting_pages import send

pytestmark = pytest.mark.both_engines

ON = {"effective_on": "2026-03-02"}


@pytest.fixture
def admin(office: Office) -> Desk:
    return office.desk("admin")


def officer(account: str, department: str) -> dict[str, str]:
    return {"account": account, "role": "officer", "department": department}


def specialist(account: str, team: str) -> dict[str, str]:
    return {"account": account, "role": "specialist", "team": team}


def codes(answer: Any) -> list[str]:
    return [one["code"] for one in answer.get("warnings", ())]


@pytest.mark.parametrize("preview", ["true", "false"])
def test_a_department_that_the_catalogue_does_not_know_is_refused(admin: Desk, office: Office, preview: str) -> None:
    refused = problem(admin.post("/accounts", officer("d-1", "space_bureau"), preview=preview), 422, "unknown_choice")
    assert refused["params"]["field"] == "department"
    assert "没有“space_bureau”，可用：" in refused["title"]
    assert DEPARTMENT in refused["title"]
    assert office.runtime.accounts.find("d-1") is None


@pytest.mark.parametrize("preview", ["true", "false"])
def test_another_role_in_an_unknown_department_is_refused(admin: Desk, office: Office, preview: str) -> None:
    if office.runtime.accounts.find("d-2") is None:
        admin.done("/accounts", officer("d-2", DEPARTMENT))
    role = {"role": "officer", "department": "space_bureau"}
    problem(admin.post("/accounts/d-2/role", role, preview=preview), 422, "unknown_choice")
    assert office.runtime.accounts.get("d-2").department == DEPARTMENT


def test_a_task_force_that_nobody_knows_is_said_and_taken(admin: Desk, office: Office) -> None:
    foretold = admin.post("/accounts", specialist("d-3", "Nord-1"), preview="true").json()
    assert codes(foretold) == ["new_team"]
    assert "还没有编号为“Nord-1”的专班" in foretold["warnings"][0]["title"]
    assert codes(admin.done("/accounts", specialist("d-3", "Nord-1"))) == ["new_team"]
    assert office.runtime.accounts.get("d-3").team == "Nord-1"
    assert codes(admin.post("/accounts/d-3/role", {"role": "lead", "team": "Nord-1"}, preview="true").json()) == [
        "new_team"
    ]
    assert codes(admin.done("/accounts", specialist("d-4", "Nord-1"))) == []  # somebody else has it


def test_a_task_force_with_a_name_people_or_a_project_is_known(admin: Desk, office: Office) -> None:
    admin.done("/teams", {"team": "named", "name": "北部专班"})
    admin.done("/posts", {"staff": "d-5", "post": "member", "of": "manned", **ON})
    lead = office.desk(Role.LEAD, team="charged")
    path = lead.register()
    lead.done(f"{path}/assignments", {"specialist": "d-6", "team": "charged", **ON})
    office.runtime.projector.wait_for(office.positions(), 5)
    for team in ("named", "manned", "charged"):
        assert codes(admin.post("/accounts", specialist("d-7", team), preview="true").json()) == []


def test_a_post_in_a_task_force_that_nobody_knows_is_said_and_taken(admin: Desk) -> None:
    body = {"staff": "d-8", "post": "member", "of": "Nord-2", **ON}
    assert codes(admin.post("/posts", body, preview="true").json()) == ["new_team"]
    for _ in range(2):  # sent again it is answered as the first time
        assert codes(admin.done("/posts", body, key="nord-2")) == ["new_team"]
    assert codes(admin.done("/posts", body | {"staff": "d-9"})) == []


def test_the_pages_say_it_before_they_save_and_ask_for_the_password_again(admin: Desk, office: Office) -> None:
    given = {**specialist("d-10", "Nord-3"), "with_post": "no", "password": "four-dry-herons"}
    shown = send(office, admin, "/admin/account", **given)
    assert shown.status_code == HTTPStatus.OK
    assert "还没有编号为“Nord-3”的专班" in shown.text
    assert "确认前请再填一次" in shown.text
    assert "four-dry-herons" not in shown.text
    assert office.runtime.accounts.find("d-10") is None
    assert send(office, admin, "/admin/account", confirm="yes", **given).status_code == HTTPStatus.SEE_OTHER
    assert office.runtime.accounts.get("d-10").team == "Nord-3"
    for what, asked in (
        ("account-role", {"account": "d-10", "role": "lead", "team": "Nord-4"}),
        ("post", {"staff": "d-10", "post": "lead", "of": "Nord-4", **ON}),
    ):
        assert "还没有编号为“Nord-4”的专班" in send(office, admin, f"/admin/{what}", **asked).text


def test_the_pages_refuse_an_unknown_department(admin: Desk, office: Office) -> None:
    shown = send(office, admin, "/admin/account", **officer("d-11", "space_bureau"), with_post="no")
    assert shown.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert office.runtime.accounts.find("d-11") is None
