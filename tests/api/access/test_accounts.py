"""People sign in with a password: what a session opens, what ends it, and what slows down who guesses."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from api.access import passwords
from domain.log.ledger import system_clock
from projections.ops import registered, throttle
from projections.ops.accounts import Role
from tests.api.office import Desk, Office, problem
from tests.api.pages.test_pages import HERE, page

pytestmark = pytest.mark.both_engines

PASSWORD = "three-wet-herons"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id as it is, with less memory: the tests are about who gets in."""
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(passwords, "hasher", lambda: cheap)


@pytest.fixture
def admin(office: Office) -> Desk:
    return office.desk(Role.ADMIN)


@pytest.fixture
def person(admin: Desk, request: pytest.FixtureRequest) -> str:
    """The account of a specialist, one for each test."""
    account = f"p-{abs(hash(request.node.name)) % 10**9}"
    body = {"account": account, "role": "specialist", "team": "1", "name": "张三", "password": PASSWORD}
    admin.done("/accounts", body)
    return account


def sign_in(office: Office, account: str, password: str = PASSWORD, **headers: str) -> httpx2.Response:
    office.client.cookies.clear()
    form = {"account": account, "password": password}
    answer: httpx2.Response = office.client.post("/sign-in", data=form, headers=HERE | headers)
    office.client.cookies.clear()
    return answer


def session(answer: httpx2.Response) -> str:
    assert answer.status_code == 303, answer.text
    return answer.headers["set-cookie"].split("huhang_session=")[1].split(";")[0]


def reads(office: Office, secret: str) -> bool:
    return page(office, "/", Desk(office.client, secret)).status_code == 200


def test_a_password_opens_a_session_in_a_cookie_that_no_script_and_no_other_site_gets(
    office: Office, person: str
) -> None:
    answer = sign_in(office, person)
    secret = session(answer)
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/"))
    assert reads(office, secret)
    with office.runtime.ops.connect() as connection:
        stored = " ".join(str(row) for row in connection.exec_driver_sql("SELECT * FROM token"))
    assert secret not in stored
    assert PASSWORD not in stored


def test_a_wrong_password_and_an_unknown_account_are_answered_alike(office: Office, person: str) -> None:
    answers = [sign_in(office, person, "wrong"), sign_in(office, "nobody", PASSWORD), sign_in(office, person, "")]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert all("set-cookie" not in answer.headers for answer in answers)


def test_an_account_without_a_password_opens_nothing(office: Office, admin: Desk) -> None:
    admin.done("/accounts", {"account": "p-none", "role": "auditor"})
    assert sign_in(office, "p-none", "").status_code == 401
    assert admin.get("/accounts").json()["items"]


def test_a_session_is_for_the_page_and_no_token_for_the_api(office: Office, person: str) -> None:
    secret = session(sign_in(office, person))
    problem(Desk(office.client, secret).get("/projects"), 401, "not_signed_in")


def test_signing_out_ends_the_session_and_not_only_the_cookie(office: Office, person: str) -> None:
    secret = session(sign_in(office, person))
    office.client.post("/sign-out", headers=HERE | {"Cookie": f"huhang_session={secret}"})
    assert not reads(office, secret)


def test_a_session_ends_by_itself(office: Office, person: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registered, "SESSION_LASTS", timedelta(seconds=-1))
    assert not reads(office, session(sign_in(office, person)))


def test_who_is_disabled_is_out_at_once_with_sessions_and_tokens(office: Office, admin: Desk, person: str) -> None:
    secret = session(sign_in(office, person))
    token = office.runtime.tokens.issue(person, Role.SPECIALIST, team="1").secret
    assert reads(office, secret)
    assert Desk(office.client, token).get("/projects").status_code == 200
    assert admin.done(f"/accounts/{person}/disable", {})["disabled_at"]
    assert not reads(office, secret)
    problem(Desk(office.client, token).get("/projects"), 401, "not_signed_in")
    assert sign_in(office, person).status_code == 401
    admin.done(f"/accounts/{person}/enable", {})
    assert not reads(office, secret)
    assert reads(office, session(sign_in(office, person)))


def test_another_role_or_password_ends_the_sessions(office: Office, admin: Desk, person: str) -> None:
    secret = session(sign_in(office, person))
    admin.done(f"/accounts/{person}/role", {"role": "auditor"})
    assert not reads(office, secret)
    again = session(sign_in(office, person))
    admin.done(f"/accounts/{person}/password", {"password": "four-dry-otters"})
    assert not reads(office, again)
    assert sign_in(office, person).status_code == 401
    assert reads(office, session(sign_in(office, person, "four-dry-otters")))


def test_somebody_sets_his_own_password_with_the_old_one(office: Office, person: str) -> None:
    first, other = (session(sign_in(office, person)) for _ in range(2))
    mine = HERE | {"Cookie": f"huhang_session={first}"}
    assert office.client.get("/password", headers=mine).status_code == 200
    wrong = {"old": "wrong", "new": "four-dry-otters"}
    assert office.client.post("/password", data=wrong, headers=mine).status_code == 401
    short = office.client.post("/password", data={"old": PASSWORD, "new": "short"}, headers=mine)
    assert (short.status_code, "至少 10 个字" in short.text) == (422, True)
    answer = office.client.post("/password", data={"old": PASSWORD, "new": "four-dry-otters"}, headers=mine)
    assert reads(office, session(answer))
    assert not reads(office, first)
    assert not reads(office, other)


def test_who_has_no_password_is_told_where_to_go(office: Office, admin: Desk) -> None:
    office.runtime.accounts.add("p-oidc", Role.AUDITOR, subject="li.si")
    session = office.runtime.accounts.open_session(office.runtime.accounts.get("p-oidc"))
    for secret, words in ((admin.secret, "令牌没有密码可改"), (session.secret, "密码请到统一身份认证修改")):
        headers = {"Cookie": f"huhang_session={secret}", "Accept": "text/html", "Origin": "http://testserver"}
        shown = office.client.get("/password", headers=headers)
        sent = office.client.post("/password", data={"old": "x", "new": "four-dry-otters"}, headers=headers)
        for answer in (shown, sent):
            assert answer.status_code == 409
            assert words in answer.text
    assert office.client.get("/password").headers["location"] == "/sign-in"


@pytest.mark.parametrize(
    ("password", "code"),
    [("short", "password_too_short"), ("aaaaaaaaaaaa", "password_too_easy"), ("my-p-easy-one", "password_too_easy")],
)
def test_a_password_that_is_easily_guessed_is_refused(admin: Desk, password: str, code: str) -> None:
    body = {"account": "p-easy", "role": "auditor", "password": password}
    assert password not in problem(admin.post("/accounts", body), 422, code)["title"]


def test_who_guesses_is_slowed_down_and_nobody_else(
    office: Office, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(throttle.OF_BOTH):
        assert sign_in(office, person, "wrong").status_code == 401
    refused = sign_in(office, person)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= throttle.LASTS.total_seconds()
    later = system_clock() + throttle.LASTS
    monkeypatch.setattr(office.runtime.throttle, "clock", lambda: later)
    assert reads(office, session(sign_in(office, person)))


def test_what_was_tried_is_kept_without_names_and_addresses(office: Office, person: str) -> None:
    sign_in(office, person, "wrong")
    with office.runtime.ops.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM failed_sign_in").all()
    assert rows
    assert person not in str(rows)
    assert "testclient" not in str(rows)


def test_accounts_are_listed_without_anything_secret(admin: Desk, person: str) -> None:
    told = admin.get("/accounts")
    row = next(one for one in told.json()["items"] if one["account"] == person)
    assert (row["role"], row["team"], row["has_password"], row["disabled_at"]) == ("specialist", "1", True, None)
    assert "argon2" not in told.text
    problem(admin.post("/accounts", {"account": person, "role": "auditor"}), 409, "account_exists")
    problem(admin.post("/accounts/none/disable", {}), 404, "unknown_account")
    for body in ({"role": "officer"}, {"role": "lead"}, {"role": "nobody"}):
        assert admin.post(f"/accounts/{person}/role", body).status_code == 422


def test_a_token_may_be_confined_to_some_rights(office: Office) -> None:
    tokens = office.runtime.tokens
    desk = Desk(office.client, tokens.issue("p-narrow", Role.SPECIALIST, team="1", scopes=["read"]).secret)
    assert desk.get("/projects").status_code == 200
    body: dict[str, Any] = {"name": "叁旺液压", "landed_on": "2026-03-02", "enterprise": {"name": "叁旺"}}
    told = problem(desk.post("/projects", body), 403, "right_missing")["params"]
    assert told == {"right": "register", "role": "specialist"}
    problem(desk.get("/statistics"), 403, "right_missing")


def test_a_calendar_taken_by_somebody_signed_in_lives_as_long_as_his_account(
    office: Office, admin: Desk, person: str
) -> None:
    secret = session(sign_in(office, person))
    mine = HERE | {"Cookie": f"huhang_session={secret}"}
    taken = office.client.post("/calendars", data={"of": "staff"}, headers=mine)
    key = taken.text.split("calendar.ics?key=")[1].split('"')[0].split("<")[0]
    path = f"/api/v1/me/calendar.ics?key={key}"
    office.client.post("/sign-out", headers=mine)
    assert office.client.get(path).status_code == 200
    admin.done(f"/accounts/{person}/disable", {})
    problem(office.client.get(path), 404, "unknown_calendar")


def test_an_account_is_called_by_no_telephone_which_the_log_would_name_for_ever(office: Office, admin: Desk) -> None:
    body = {"account": "13812345678", "role": "specialist", "team": "1", "name": "张三"}
    found = problem(admin.post("/accounts", body), 422, "personal_data")
    assert [one["pointer"] for one in found["errors"]] == ["#/account"]
    assert office.runtime.accounts.find("13812345678") is None
