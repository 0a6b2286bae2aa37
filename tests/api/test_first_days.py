"""The first days of an installation: how the first account comes about, and what the administrator does next."""

from projections.ops.accounts import Role
from tests.api.office import DEPARTMENT, Office
from tests.api.test_acting_pages import send
from tests.api.test_pages import page

COMMAND = "huhang user add"


def test_the_way_to_the_first_account_is_told_until_there_is_one(own_office: Office) -> None:
    assert COMMAND in page(own_office, "/sign-in").text
    own_office.runtime.accounts.add("a-1", Role.ADMIN)
    assert COMMAND not in page(own_office, "/sign-in").text


def test_an_empty_board_leads_the_administrator_to_task_forces_and_accounts(own_office: Office) -> None:
    shown = page(own_office, "/", own_office.desk("admin")).text
    assert 'href="/admin/team"' in shown
    assert 'href="/admin/account"' in shown
    assert 'href="/admin/team"' not in page(own_office, "/", own_office.desk("lead")).text


def test_with_an_account_comes_the_post_of_its_role(own_office: Office) -> None:
    admin = own_office.desk("admin")
    known = {"with_post": "yes", "confirm": "yes"}
    for account, role, of in (
        ("l-1", "lead", {"team": "1"}),
        ("s-1", "specialist", {"team": "1"}),
        ("o-1", "officer", {"department": DEPARTMENT}),
        ("x-1", "leadership", {}),
        ("u-1", "auditor", {}),
    ):
        answer = send(own_office, admin, "/admin/account", account=account, role=role, **of, **known)
        assert answer.status_code == 303, answer.text
    posts = {(one["staff"], one["post"], one["of"]) for one in admin.get("/posts").json()["items"]}
    assert posts == {
        ("l-1", "lead", "1"),
        ("s-1", "member", "1"),
        ("o-1", "officer", DEPARTMENT),
        ("x-1", "leadership", None),
    }


def test_no_post_is_taken_with_an_account_that_is_refused_or_without_it(own_office: Office) -> None:
    admin = own_office.desk("admin")
    refused = send(own_office, admin, "/admin/account", account="l-2", role="lead", with_post="yes", confirm="yes")
    assert refused.status_code == 422
    made = send(own_office, admin, "/admin/account", account="l-2", role="lead", team="1", with_post="no")
    assert made.status_code == 303
    assert admin.get("/posts").json()["items"] == []
