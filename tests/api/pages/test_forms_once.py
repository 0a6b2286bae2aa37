"""A form that changes the operational store alone acts once too, however often it is sent: accounts, calendars."""

from hashlib import sha256

import pytest

from api.pages.forms.commands import said_in
from domain.staff.posts import Post, stream_of_post
from projections.ops.accounts import Role
from tests.api.office import Desk, Office
from tests.api.pages.test_acting_pages import send
from tests.api.reminders.test_own_calendars import own, visit

pytestmark = pytest.mark.both_engines

PASSWORD, ANOTHER = "three-wet-herons", "four-dry-otters"
CHANGES: tuple[tuple[str, dict[str, str], dict[str, str] | None], ...] = (
    ("account-role", {"role": "auditor"}, {"role": "observer"}),
    ("account-password", {"new_password": PASSWORD}, {"new_password": ANOTHER}),
    ("account-disable", {}, None),
    ("account-enable", {}, None),
)


@pytest.fixture
def admin(office: Office) -> Desk:
    return office.desk(Role.ADMIN)


@pytest.mark.parametrize(("what", "given", "other"), CHANGES)
def test_a_form_about_an_account_acts_once(
    office: Office, admin: Desk, what: str, given: dict[str, str], other: dict[str, str] | None
) -> None:
    account, accounts = f"form-{what}", office.runtime.accounts
    accounts.add(account, Role.SPECIALIST, team="1")
    sent = {"account": account, "key": f"k-{what}", "confirm": "yes"}
    assert send(office, admin, f"/admin/{what}", **sent, **given).status_code == 303
    accounts.disable(account)
    session = office.runtime.tokens.issue(account, Role.SPECIALIST, team="1")
    between = accounts.find(account)

    assert send(office, admin, f"/admin/{what}", **sent, **given).headers["location"] == f"/admin?done={what}"

    assert accounts.find(account) == between
    assert office.runtime.tokens.find(session.secret, office.runtime.tokens.clock()), "it acted once more"
    if other:
        assert send(office, admin, f"/admin/{what}", **sent, **other).status_code == 422
        assert accounts.find(account) == between


def test_a_form_of_a_new_account_sent_again_is_answered_as_the_first_time(office: Office, admin: Desk) -> None:
    given = {"account": "form-new", "role": "auditor", "password": PASSWORD, "with_post": "yes"}
    for _ in range(2):
        assert send(office, admin, "/admin/account", **given, key="k-new").status_code == 303
    assert send(office, admin, "/admin/account", **given | {"password": ANOTHER}, key="k-new").status_code == 422
    assert "已存在" in send(office, admin, "/admin/account", **given, key="k-newer").text


def test_a_form_that_erases_sent_again_does_not_erase_who_came_after(office: Office, admin: Desk) -> None:
    accounts, sent = office.runtime.accounts, {"staff": "form-gone", "key": "k-gone", "confirm": "yes"}
    accounts.add("form-gone", Role.AUDITOR)
    assert send(office, admin, "/admin/person-erase", **sent).status_code == 303
    accounts.add("form-gone", Role.AUDITOR)
    assert send(office, admin, "/admin/person-erase", **sent).status_code == 303
    assert accounts.find("form-gone")


def test_nobody_guesses_a_password_from_what_is_kept_of_its_form(office: Office, admin: Desk) -> None:
    given = {"role": "specialist", "team": "1", "password": PASSWORD, "key": "k-sealed"}
    for account, with_post in (("form-alone", "no"), ("form-posted", "yes")):
        given |= {"account": account, "with_post": with_post, "key": account}
        assert send(office, admin, "/admin/account", **given).status_code == 303
    kept = office.runtime.answered.find("t-admin", "form-alone")
    assert kept
    assert kept.digest.startswith("$argon2id$")
    stream = stream_of_post(office.runtime.settings.district, "form-posted", Post.MEMBER, "1")
    (taken,) = office.runtime.ledger.load(stream)
    guessed = said_in({name: [value] for name, value in given.items()})
    assert taken.command_digest != sha256(repr(guessed).encode()).hexdigest()


def test_a_calendar_taken_by_pressing_twice_is_one(office: Office) -> None:
    desk = office.desk(Role.SPECIALIST, actor="form-calendar")
    first, again = (visit(office, desk, "POST", of="staff", key="k-calendar").text for _ in range(2))
    assert ("calendar.ics?key=" in first, "calendar.ics?key=" in again) == (True, False)
    assert "另领" in again
    assert len(own(desk)) == 1
    visit(office, desk, "POST", of="staff", key="k-another")
    assert len(own(desk)) == 2
    assert 'name="key"' in again
