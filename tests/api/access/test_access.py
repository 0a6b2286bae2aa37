"""The access table: every refusal, every reading by leadership and auditors; append-only, digested every day."""

from asyncio import _get_running_loop
from dataclasses import replace
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from api.cli.main import main
from domain.access import AccessDigested, stream_of_access
from domain.log.logs import Log
from projections.ops.access import Access, AccessTable, Kind
from projections.ops.accounts import Role
from tests.api.office import V1, Desk, Office, problem
from tests.api.pages.test_acting_pages import send
from tests.api.pages.test_pages import page
from tests.scenario import moment

pytestmark = pytest.mark.both_engines

Entry = tuple[str, str, str, str]
ENTRY = Access(moment("03-02 09:00"), "a-1", "auditor", Kind.READ, "", "GET", "/", "r-1")


@pytest.fixture
def auditor(own_office: Office) -> Desk:
    return own_office.at("03-02 09:00").desk(Role.AUDITOR)


def told(office: Office) -> list[Entry]:
    """What is in the table, the oldest first, once all is written."""
    office.runtime.access.write()
    return [
        (one.kind, one.actor, one.code, one.path) for one in reversed(office.runtime.access.table.listed(limit=200))
    ]


def test_every_refusal_is_kept_with_its_reason(own_office: Office) -> None:
    lead, specialist = own_office.desk("lead", team="7"), own_office.desk("specialist")
    project = lead.register()
    body = {"effective_on": "2026-03-02", "specialist": "s-7", "team": "7"}
    lead.done(f"{project}/assignments", body)
    problem(specialist.post("/policy", {}), 403, "right_missing")
    problem(specialist.get(project), 404, "unknown_project")
    problem(specialist.get("/projects/none"), 404, "unknown_project")  # there is none: nothing was refused
    problem(own_office.anybody.get("/projects"), 401, "not_signed_in")
    assert told(own_office) == [
        ("refused", "t-specialist", "right_missing", f"{V1}/policy"),
        ("refused", "t-specialist", "beyond_reach", V1 + project),
        ("refused", "", "not_signed_in", f"{V1}/projects"),
    ]


def test_every_reading_by_leadership_and_auditors_is_kept_and_nobody_elses(own_office: Office, auditor: Desk) -> None:
    specialist, leader = own_office.desk("specialist"), own_office.desk(Role.LEADERSHIP)
    project = specialist.register()
    assert specialist.get(project).status_code == 200
    assert auditor.get(project, q="x").status_code == 422
    assert auditor.get("/projects", q="叁旺").status_code == 200
    etag = leader.get(project).headers["etag"]
    assert leader.get(project, {"If-None-Match": etag}).status_code == 304
    assert page(own_office, "/", leader).status_code == 200
    assert told(own_office) == [
        ("read", "t-auditor", "", f"{V1}/projects"),
        ("read", "t-leadership", "", V1 + project),
        ("read", "t-leadership", "", V1 + project),
        ("read", "t-leadership", "", "/"),
    ]


def test_what_an_open_page_asks_of_itself_is_no_reading(served: Office) -> None:
    auditor = served.desk(Role.AUDITOR)
    cookie = {"Cookie": f"huhang_session={auditor.secret}"}
    with served.client.stream("GET", "/live", headers=cookie) as answer:
        assert answer.status_code == 200
    assert served.client.get("/sign-in/stands", headers=cookie).status_code == 204
    assert auditor.get("/projects").status_code == 200
    assert told(served) == [("read", "t-auditor", "", f"{V1}/projects")]


def test_what_is_done_to_accounts_is_kept(own_office: Office) -> None:
    admin = own_office.desk(Role.ADMIN)
    admin.done("/accounts", {"account": "p-1", "role": "auditor"})
    admin.done("/accounts/p-1/disable", {})
    assert [(kind, path) for kind, _, _, path in told(own_office)] == [
        ("account", f"{V1}/accounts/p-1"),
        ("account", f"{V1}/accounts/p-1/disable"),
    ]


def test_a_change_of_an_account_on_a_page_is_kept_with_its_name_once_it_is_confirmed(own_office: Office) -> None:
    admin, issued = own_office.desk(Role.ADMIN), own_office.runtime.tokens.issue("p-2", Role.AUDITOR)
    role = {"account": "p-1", "role": "leadership"}
    for what, given in (
        ("account", {"account": "p-1", "role": "auditor"}),
        ("account-role", role),
        ("account-role", {**role, "confirm": "yes"}),
        ("account-password", {"account": "p-1", "new_password": "short"}),
        ("account-password", {"account": "p-1", "new_password": "four-dry-herons"}),
        ("account-disable", {"account": "p-1"}),
        ("account-disable", {"account": "p-1", "confirm": "yes"}),
        ("account-enable", {"account": "p-1", "confirm": "yes"}),
        ("account-token", {"token": issued.id}),
        ("account-token", {"token": issued.id, "confirm": "yes"}),
    ):
        assert send(own_office, admin, f"/admin/{what}", **given).status_code in (200, 303, 422)
    assert [(kind, actor, path) for kind, actor, _, path in told(own_office)] == [
        ("account", "t-admin", "/admin/account/p-1"),
        ("account", "t-admin", "/admin/account-role/p-1"),
        ("account", "t-admin", "/admin/account-password/p-1"),
        ("account", "t-admin", "/admin/account-disable/p-1"),
        ("account", "t-admin", "/admin/account-enable/p-1"),
        ("account", "t-admin", "/admin/account-token/p-2"),
    ]


def test_a_failed_sign_in_is_kept_without_what_was_typed(own_office: Office) -> None:
    form = {"account": "p-1", "password": "wrong"}
    own_office.client.post("/sign-in", data=form, headers={"Origin": "http://testserver"})
    assert told(own_office) == [("refused", "", "sign_in_failed", "/sign-in")]


def test_a_path_that_no_database_stores_is_kept_as_one_that_it_does(own_office: Office) -> None:
    problem(own_office.anybody.get("/projects/%00"), 401, "not_signed_in")
    problem(own_office.anybody.get("/projects"), 401, "not_signed_in")
    assert told(own_office) == [
        ("refused", "", "not_signed_in", f"{V1}/projects/\ufffd"),
        ("refused", "", "not_signed_in", f"{V1}/projects"),
    ]


def test_what_the_database_refuses_is_dropped_and_keeps_nothing_else_back(own_office: Office) -> None:
    """Half a surrogate pair is refused by both engines."""
    here = own_office.runtime
    for path in ("/a", "/\ud800", "/b"):
        here.access.note(replace(ENTRY, path=path))
    assert [path for _, _, _, path in told(own_office)] == ["/a", "/b"]
    assert here.access.noted == []


def test_what_is_noted_while_the_database_does_not_answer_is_written_once_it_does(own_office: Office) -> None:
    access = own_office.runtime.access
    table, access.table = access.table, AccessTable(create_engine("sqlite:////nowhere/at.all"))
    for path in ("/a", "/b", "/a"):
        access.note(replace(ENTRY, actor="", path=path))
    access.write()
    access.write()
    access.table = table
    access.write()
    assert [(one.path, one.times) for one in reversed(table.listed())] == [("/a", 2), ("/b", 1)]


def test_a_thread_that_ended_is_replaced(own_office: Office) -> None:
    access = own_office.runtime.access
    access.thread = ended = Thread()
    ended.start()
    ended.join()
    access.keep(ENTRY).result(10)
    assert [path for _, _, _, path in told(own_office)] == ["/"]


def test_refusals_of_nobody_that_are_alike_are_one_line_with_their_number(own_office: Office) -> None:
    for _ in range(20):
        own_office.anybody.get("/projects")
    own_office.runtime.access.write()
    assert sum(one.times for one in own_office.runtime.access.table.listed()) == 20
    assert len(own_office.runtime.access.table.listed()) <= 2


def test_nothing_in_the_table_can_be_changed_or_taken_out(own_office: Office) -> None:
    own_office.anybody.get("/projects")
    before = told(own_office)
    for statement in ("DELETE FROM access", "UPDATE access SET actor = 'x'"):
        with pytest.raises(DBAPIError), own_office.runtime.ops.begin() as connection:
            connection.exec_driver_sql(statement)
    assert told(own_office) == before


def test_the_auditor_pages_through_it_and_chooses(own_office: Office, auditor: Desk) -> None:
    for number in range(5):
        own_office.desk("specialist").get(f"/audit?limit={number + 1}")
    own_office.runtime.access.write()
    first = auditor.get("/access", kind="refused", limit=3).json()
    rest = auditor.get("/access", kind="refused", limit=3, cursor=first["next"]).json()
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [3, 2, None]
    assert first["items"][0]["actor"] == "t-specialist"
    oldest = auditor.get("/access", kind="refused", sort="oldest", limit=3).json()
    more = auditor.get("/access", kind="refused", sort="oldest", limit=3, cursor=oldest["next"]).json()
    assert [*oldest["items"], *more["items"]] == [*first["items"], *rest["items"]][::-1]
    problem(auditor.get("/access", cursor=oldest["next"]), 422, "bad_cursor")
    assert auditor.get("/access", actor="t-nobody").json()["items"] == []
    assert auditor.get("/access", to="2026-03-01").json()["items"] == []


def digest_at(office: Office, text: str) -> list[AccessDigested]:
    """The digests after the scheduler's round at a moment."""
    here = office.at(text).runtime
    here.access.digest(here.ledger, "jimo")
    log = here.ledger.load(stream_of_access("jimo"))
    return [event for event in log if isinstance(event, AccessDigested)]


def test_each_day_has_its_digest_that_shows_when_the_table_is_another(
    own_office: Office, auditor: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUHANG_DATABASE_URL", own_office.runtime.settings.database_url)
    own_office.anybody.get("/projects")
    auditor.get("/projects")
    own_office.runtime.access.write()
    assert digest_at(own_office, "03-02 18:00") == []
    assert digest_at(own_office, "03-03 00:05") == []
    (first,) = digest_at(own_office, "03-03 00:15")
    assert (first.entries, first.refusals, first.readings, first.via) == (2, 1, 1, "scheduler")
    assert digest_at(own_office, "03-03 12:00") == [first]
    auditor.get("/projects")
    own_office.runtime.access.write()
    second = digest_at(own_office, "03-04 00:15")[1]
    assert (second.first, second.entries) == (first.last + 1, 1)
    assert [one["intact"] for one in auditor.get("/access/digests").json()["items"]] == [True, True]
    assert main(["verify"]) == 0

    drop = {"sqlite": "DROP TRIGGER access_UPDATE_refused", "postgresql": "DROP TRIGGER access_refused ON access"}
    with own_office.runtime.ops.begin() as connection:
        connection.exec_driver_sql(drop[connection.dialect.name])
        connection.exec_driver_sql(f"UPDATE access SET actor = 'a-2' WHERE id = {second.first}")
    assert [one["intact"] for one in auditor.get("/access/digests").json()["items"]] == [False, True]
    capsys.readouterr()
    assert main(["verify"]) == 1
    assert "访问记录与 2026-03-04 的摘要不符" in capsys.readouterr().out


def test_the_page_reads_the_digests_beside_the_event_loop(
    own_office: Office, auditor: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, loops = own_office.runtime.ledger.load, []

    def watched(stream: UUID) -> Log:
        if stream == stream_of_access("jimo"):
            loops.append(_get_running_loop())
        return load(stream)

    monkeypatch.setattr(own_office.runtime.ledger, "load", watched)
    assert page(own_office, "/access", auditor).status_code == 200
    assert loops == [None]


def test_an_orderly_end_loses_nothing(own_office: Office) -> None:
    here = own_office.runtime
    for _ in range(12_000):
        here.access.note(ENTRY)
    here.access.close()
    with here.ops.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM access").scalar() == 12_000
