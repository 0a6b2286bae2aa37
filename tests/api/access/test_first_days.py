"""The first days of an installation: how the first account comes about, and what the administrator does next."""

import pytest

from api.locale import LANGUAGES, text
from api.pages.changing.accounts import POSTS
from projections.ops.accounts import Role
from tests.api.office import DEPARTMENT, Office
from tests.api.pages.test_acting_pages import send
from tests.api.pages.test_pages import page

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


@pytest.mark.parametrize(
    ("account", "role", "of"),
    [
        ("13812345678", "specialist", {"team": "1"}),
        ("O-2", "specialist", {"team": "1"}),
        ("o-3", "officer", {"department": "nonsense"}),
    ],
)
def test_no_account_is_made_whose_post_would_be_refused(
    own_office: Office, account: str, role: str, of: dict[str, str]
) -> None:
    given = {"account": account, "role": role, **of, "with_post": "yes"}
    before = own_office.positions()
    for _ in range(2):
        refused = send(own_office, own_office.desk("admin"), "/admin/account", **given)
        assert refused.status_code == 422
        assert "已存在" not in refused.text
    assert own_office.runtime.accounts.find(account) is None
    assert own_office.positions() == before


def test_a_key_that_stands_for_somebody_elses_post_makes_no_account(own_office: Office) -> None:
    given = {"role": "specialist", "team": "1", "with_post": "yes", "key": "k-1"}
    assert send(own_office, own_office.desk("admin"), "/admin/account", account="s-4", **given).status_code == 303
    assert send(own_office, own_office.desk("admin"), "/admin/account", account="s-5", **given).status_code == 422
    assert own_office.runtime.accounts.find("s-5") is None


def test_an_account_that_came_about_without_its_post_gets_it_when_the_form_is_sent_again(own_office: Office) -> None:
    admin, accounts = own_office.desk("admin"), own_office.runtime.accounts
    given = {"account": "s-6", "role": "specialist", "team": "1", "name": "吴桐", "password": "three-wet-herons"}
    assert send(own_office, admin, "/admin/account", **given, with_post="no").status_code == 303

    for other in ({"team": "2"}, {"name": "吴同"}, {"password": "four-dry-herons"}, {"role": "lead"}):
        assert "已存在" in send(own_office, admin, "/admin/account", **(given | other), with_post="yes").text
    assert admin.get("/posts").json()["items"] == []

    for _ in range(2):
        assert send(own_office, admin, "/admin/account", **given, with_post="yes", key="k-6").status_code == 303
    assert [(one["staff"], one["post"]) for one in admin.get("/posts").json()["items"]] == [("s-6", "member")]
    accounts.disable("s-6")
    assert send(own_office, admin, "/admin/account", **given, with_post="yes").status_code == 422


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_names_the_post_that_goes_with_each_role(language: str) -> None:
    hint = text("admin.ask.with_post_hint", language)
    for role, post in POSTS.items():
        assert text(f"role.{role.value}", language) in hint
        assert text(f"post.{post.value}", language) in hint


def test_no_post_is_taken_with_an_account_that_is_refused_or_without_it(own_office: Office) -> None:
    admin = own_office.desk("admin")
    refused = send(own_office, admin, "/admin/account", account="l-2", role="lead", with_post="yes", confirm="yes")
    assert refused.status_code == 422
    made = send(own_office, admin, "/admin/account", account="l-2", role="lead", team="1", with_post="no")
    assert made.status_code == 303
    assert admin.get("/posts").json()["items"] == []
