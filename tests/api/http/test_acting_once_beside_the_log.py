"""What changes the operational store alone acts once under its key too: accounts, calendars, imports."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep
from typing import Any, NoReturn

import pytest

from api.access.passwords import hasher
from projections.ops.accounts import Role
from projections.ops.answered import KEPT, Answered, AnsweredRequests
from projections.ops.imports import State
from tests.api.office import Desk, Office, problem

pytestmark = pytest.mark.both_engines

PASSWORD = "three-wet-herons"
SPECIALIST = {"role": "specialist", "team": "1", "name": "张三"}
CHANGES: tuple[tuple[str, dict[str, Any] | None, str, dict[str, Any] | None], ...] = (
    ("role", {"role": "auditor"}, "role", {"role": "observer"}),
    ("password", {"password": PASSWORD}, "password", {"password": "four-dry-otters"}),
    ("disable", None, "enable", None),
    ("enable", None, "disable", None),
    ("erase", {}, "disable", None),
)


@pytest.fixture
def admin(office: Office) -> Desk:
    return office.desk(Role.ADMIN)


@pytest.mark.parametrize(("act", "body", "other", "another"), CHANGES)
def test_a_change_of_an_account_acts_once_and_is_answered_as_the_first_time(
    office: Office, admin: Desk, act: str, body: Any, other: str, another: Any
) -> None:
    account = f"once-{act}"
    admin.done("/accounts", {"account": account, **SPECIALIST})
    first = admin.post(f"/accounts/{account}/{act}", body, key=f"k-{act}")
    assert first.status_code == 200, first.text
    session = office.runtime.tokens.issue(account, Role.SPECIALIST, team="1")
    between = office.runtime.accounts.find(account)

    again = admin.post(f"/accounts/{account}/{act}", body, key=f"k-{act}")

    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["cache-control"] == "no-store"
    assert office.runtime.accounts.find(account) == between
    assert office.runtime.tokens.find(session.secret, office.runtime.tokens.clock()), "it acted once more"
    reused = admin.post(f"/accounts/{account}/{other}", another, key=f"k-{act}")
    assert f"k-{act}" in problem(reused, 422, "idempotency_key_reused")["title"]
    assert office.runtime.accounts.find(account) == between


def test_a_new_account_sent_again_is_the_same_one_whatever_became_of_it(admin: Desk) -> None:
    body = {"account": "once-new", **SPECIALIST, "password": PASSWORD}
    first = admin.post("/accounts", body, key="k-new")
    admin.done("/accounts/once-new/role", {"role": "auditor"})

    again = admin.post("/accounts", body, key="k-new")

    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    for changed in ({"account": "once-other"}, {"password": "four-dry-otters"}, {"password": None}):
        problem(admin.post("/accounts", body | changed, key="k-new"), 422, "idempotency_key_reused")
    problem(admin.post("/accounts", body, key="k-newer"), 409, "account_exists")
    problem(admin.get("/accounts/once-other/personal-data"), 422, "nothing_of_person")


def test_keys_belong_to_their_user_and_a_refusal_or_a_preview_leaves_them_free(office: Office, admin: Desk) -> None:
    body = {"account": "once-free", **SPECIALIST}
    problem(admin.post("/accounts", body | {"password": "short"}, key="k-free"), 422, "password_too_short")
    assert admin.post("/accounts", body, key="k-free", preview="true").status_code == 200
    admin.done("/accounts", body, key="k-free")
    other = office.desk(Role.ADMIN, actor="t-admin-2")
    other.done("/accounts", {"account": "once-free-2", **SPECIALIST}, key="k-free")


def test_nobody_guesses_a_password_from_what_is_kept_of_its_request(office: Office, admin: Desk) -> None:
    admin.done("/accounts", {"account": "once-sealed", **SPECIALIST, "password": PASSWORD}, key="k-sealed")
    kept = office.runtime.answered.find("t-admin", "k-sealed")
    assert kept
    assert kept.digest.startswith("$argon2id$")
    assert hasher().verify("0" * 64, kept.digest) is False
    assert PASSWORD not in repr(kept) + kept.answer


def test_a_calendar_is_taken_once_and_its_address_told_once(office: Office) -> None:
    desk = office.desk(Role.SPECIALIST, actor="once-calendar")
    first = desk.post("/me/calendars", {}, key="k-calendar")
    path, feed = first.json()["path"], first.json()["id"]
    again = desk.post("/me/calendars", {}, key="k-calendar")

    assert (again.status_code, again.json()) == (201, first.json() | {"path": None})
    assert "另领" in again.json()["hint"]
    assert again.headers["cache-control"] == "no-store"
    assert [one["id"] for one in desk.get("/me/calendars").json()["items"]] == [feed]
    assert office.client.get(path).status_code == 200
    with office.runtime.ops.connect() as connection:
        kept = " ".join(str(row) for row in connection.exec_driver_sql("SELECT * FROM answered"))
    assert path.partition("key=")[2] not in kept
    problem(desk.post("/me/calendars", {"language": "en"}, key="k-calendar"), 422, "idempotency_key_reused")

    back = [desk.post(f"/me/calendars/{feed}/revoke", key="k-back") for _ in range(2)]
    assert back[0].content == back[1].content
    problem(desk.post(f"/me/calendars/{'0' * 12}/revoke", key="k-back"), 422, "idempotency_key_reused")


def test_a_file_is_taken_in_once_under_its_key(office: Office) -> None:
    desk = office.desk(Role.LEAD)
    sent: dict[str, Any] = {"content": "办件编号\n".encode(), "content_type": "text/csv", "key": "k-file"}
    first, again = desk.post("/imports", **sent, name="a.csv"), desk.post("/imports", **sent, name="a.csv")
    assert (first.status_code, again.status_code, again.content) == (202, 202, first.content)
    assert again.headers["location"] == first.headers["location"]
    problem(desk.post("/imports", **sent, name="b.csv"), 422, "idempotency_key_reused")
    problem(desk.post("/imports", **sent | {"content": b"1,2"}, name="a.csv"), 422, "idempotency_key_reused")


def test_a_queue_that_is_full_leaves_the_key_free(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = office.desk(Role.LEAD)
    sent: dict[str, Any] = {"content": "办件编号\n".encode(), "content_type": "text/csv", "key": "k-full"}
    with office.runtime.ops.connect() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM import_job").scalar()
        with monkeypatch.context() as context:
            context.setattr("api.importing.apart.MOST_WAITING", 0)
            context.setattr(AnsweredRequests, "keep", lambda *_: pytest.fail("a key was kept of what is refused"))
            problem(desk.post("/imports", **sent), 503, "import_queue_full")
        assert connection.exec_driver_sql("SELECT count(*) FROM import_job").scalar() == before
    assert desk.post("/imports", **sent).status_code == 202


def state_of(office: Office, one: str) -> State:
    found = office.runtime.imports.get(one)
    assert found
    return found.state


def test_a_file_that_was_checked_waits_on_where_the_queue_is_full(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, desk = office.runtime, office.desk(Role.LEAD)
    account = here.tokens.find(desk.secret, here.tokens.clock())
    assert account
    one = here.imports.new(account, "a.csv", b"1", office.clock()).id
    here.imports.end(one, State.CHECKED, "", office.clock())
    with monkeypatch.context() as context:
        context.setattr("api.importing.apart.MOST_WAITING", 0)
        problem(desk.post(f"/imports/{one}/record", key="k-later"), 503, "import_queue_full")
    assert state_of(office, one) is State.CHECKED
    assert desk.post(f"/imports/{one}/record", key="k-later").json()["state"] == "recording"


def test_what_a_server_left_is_taken_up_however_much_it_is(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    here, desk = office.runtime, office.desk(Role.LEAD)
    account = here.tokens.find(desk.secret, here.tokens.clock())
    assert account
    left = here.imports.new(account, "left.csv", b"1", here.apart.clock() - timedelta(hours=1)).id
    monkeypatch.setattr("api.importing.apart.MOST_WAITING", 0)
    here.apart.look_after()
    assert here.apart.thread, "nothing carries it on"
    while state_of(office, left) is State.CHECKING:
        sleep(0.05)


def test_what_is_recorded_under_a_key_is_answered_as_it_began(office: Office) -> None:
    here, desk = office.runtime, office.desk(Role.LEAD)
    account = here.tokens.find(desk.secret, here.tokens.clock())
    assert account
    ids = [here.imports.new(account, "a.csv", b"1", office.clock()).id for _ in range(2)]
    for one in ids:
        here.imports.end(one, State.CHECKED, "", office.clock())
    first = desk.post(f"/imports/{ids[0]}/record", key="k-record")
    assert (first.status_code, first.json()["state"]) == (202, "recording")
    assert desk.post(f"/imports/{ids[0]}/record", key="k-record").content == first.content
    problem(desk.post(f"/imports/{ids[1]}/record", key="k-record"), 422, "idempotency_key_reused")
    assert state_of(office, ids[1]) is State.CHECKED


def test_an_act_whose_answer_could_not_be_kept_has_not_been_done(
    office: Office, admin: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> NoReturn:
        raise OSError("no space left")

    acts: tuple[tuple[Desk, str, Any], ...] = (
        (admin, "/accounts", {"account": "once-torn", **SPECIALIST}),
        (admin, "/accounts/once-whole/role", {"role": "auditor"}),
        (admin, "/accounts/once-whole/erase", {}),
        (office.desk(Role.SPECIALIST, actor="once-torn"), "/me/calendars", {}),
    )
    admin.done("/accounts", {"account": "once-whole", **SPECIALIST})
    before = office.runtime.accounts.find("once-whole")
    with monkeypatch.context() as context:
        context.setattr(AnsweredRequests, "keep", broken)
        for desk, path, body in acts:
            assert desk.post(path, body, key="k-torn" + path).status_code == 500
    assert office.runtime.accounts.find("once-torn") is None
    assert office.runtime.accounts.find("once-whole") == before
    assert office.runtime.feeds.of("once-torn") == ()


def test_the_same_key_sent_at_once_by_eight_acts_once(served: Office) -> None:
    admin, desk = served.desk(Role.ADMIN), served.desk(Role.SPECIALIST, actor="once-calendar")
    body = {"account": "once-many", **SPECIALIST}
    sends: tuple[Callable[[], Any], ...] = (
        lambda: admin.post("/accounts", body, key="k-many"),
        lambda: admin.post("/accounts/once-many/role", {"role": "auditor"}, key="k-role"),
        lambda: desk.post("/me/calendars", {}, key="k-many"),
    )
    for send in sends:
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _, send=send: send(), range(8)))
        assert {answer.status_code for answer in answers} <= {200, 201}, [answer.text for answer in answers]
        assert len({answer.json().get("id", answer.content) for answer in answers}) == 1
    assert len(served.runtime.feeds.of("once-calendar")) == 1


def test_what_an_administrator_was_answered_about_others_is_not_told_as_his_own_data(office: Office) -> None:
    asking = office.desk(Role.ADMIN, actor="once-asking")
    asking.done("/accounts", {"account": "once-told", **SPECIALIST}, key="k-told")
    with office.runtime.ops.begin() as connection:
        office.runtime.answered.keep(connection, Answered("once-asking", "k-own", "of-a-calendar", "{}"))
    own = asking.get("/accounts/once-asking/personal-data").json()
    assert [row["key"] for row in own["kept_answers"]] == ["k-own"]
    assert "once-told" not in str(own)
    seen = office.desk(Role.ADMIN).post("/accounts/once-asking/erase", {}, preview="true").json()
    assert seen["kept_answers"] == 2, "all that goes with him is counted"
    assert office.desk(Role.ADMIN).done("/accounts/once-asking/erase", {}) == seen


def test_what_was_answered_is_told_to_the_person_goes_with_him_and_is_forgotten_after_a_month(
    office: Office, admin: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, body = office.runtime.answered, {"account": "once-gone", **SPECIALIST}
    admin.done("/accounts", body, key="k-gone")
    (told,) = admin.get("/accounts/once-gone/personal-data").json()["kept_answers"]
    assert "张三" in told["answer"]
    assert "digest" not in told
    assert admin.done("/accounts/once-gone/erase", {})["kept_answers"] == 1
    emptied = answered.find("t-admin", "k-gone")
    assert emptied
    assert (emptied.answer, emptied.digest, emptied.about) == ("", "", "")
    problem(admin.post("/accounts", body, key="k-gone"), 409, "answer_erased")
    problem(admin.get("/accounts/once-gone/personal-data"), 422, "nothing_of_person")

    admin.done("/accounts", {"account": "once-old", **SPECIALIST}, key="k-old")
    answered.forget_old()
    assert answered.find("t-admin", "k-old")
    now = answered.clock()
    monkeypatch.setattr(answered, "clock", lambda: now + KEPT + timedelta(minutes=1))
    office.runtime.forget_old()
    assert answered.find("t-admin", "k-old") is None
    assert "forgetting" in {job.id for job in office.runtime.runner().scheduler.get_jobs()}
