"""A person's own data: all of it handed out, all of it erased; events hold the bare id."""

import orjson
import pytest

from api.cli.main import main
from projections.ops.accounts import Role
from projections.ops.contacts import Contacts
from tests.api.office import Office, problem

pytestmark = pytest.mark.both_engines

STAFF, PHONE, MAIL = "e-7", "13800138000", "zhang.san@example.cn"


@pytest.fixture
def furnished(own_office: Office) -> Office:
    """Somebody with an account, contacts, a token, a calendar, a post, and words that he wrote."""
    office = own_office.at("03-02 09:00")
    project = office.desk("specialist").register()
    here = office.runtime
    here.accounts.add(STAFF, Role.ENTERPRISE, name="张三", subject="zhang.san", password_hash="argon2-of-it")
    Contacts(here.ops).add(STAFF, "email", MAIL)
    contact = office.desk(Role.ENTERPRISE, actor=STAFF)
    office.appoint(STAFF, "enterprise", project)
    contact.done("/me/calendars", {"of": "project", "subject": project.rpartition("/")[2]})
    body = {"project": project.rpartition("/")[2], "title": "报装迟缓", "text": f"请打 {PHONE}"}
    contact.done("/concerns", body)
    return office


def test_all_that_is_kept_of_a_person_is_handed_out_without_secrets(furnished: Office) -> None:
    told = furnished.desk(Role.ADMIN).get(f"/accounts/{STAFF}/personal-data")
    data = told.json()
    assert data["account"][0]["name"] == "张三"
    assert data["contacts"][0]["address"] == MAIL
    assert [len(data[part]) for part in ("sessions_and_tokens", "calendars", "posts", "concerns")] == [1, 1, 1, 1]
    assert PHONE in data["concerns"][0]["text"]
    assert "argon2-of-it" not in told.text
    assert "sha256" not in told.text


def test_what_is_erased_is_gone_from_the_operational_store_and_never_was_in_the_log(furnished: Office) -> None:
    admin, here = furnished.desk(Role.ADMIN), furnished.runtime
    gone = admin.done(f"/accounts/{STAFF}/erase", {})
    once = ("account", "contacts", "sessions_and_tokens", "calendars", "kept_answers", "texts")
    assert gone == {**dict.fromkeys(once, 1), "imports": 0}
    problem(furnished.desk(Role.ENTERPRISE, actor=STAFF).get("/projects"), 401, "not_signed_in")
    after = admin.get(f"/accounts/{STAFF}/personal-data").json()
    assert [after[part] for part in ("account", "contacts", "sessions_and_tokens", "calendars")] == [[], [], [], []]
    assert after["concerns"][0]["text"] is None
    log = repr([event for _, event in here.ledger.after(0, 1000)])
    assert STAFF in log
    assert not any(part in log for part in (PHONE, MAIL, "张三", "zhang.san"))
    problem(admin.get("/accounts/nobody/personal-data"), 422, "nothing_of_person")


def test_the_command_line_does_the_same(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUHANG_DATABASE_URL", database_url)
    assert main(["user", "add", "a-3", "--role", "auditor", "--name", "李四"]) == 0
    capsys.readouterr()
    assert main(["user", "export", "a-3"]) == 0
    assert orjson.loads(capsys.readouterr().out)["account"][0]["name"] == "李四"
    assert main(["user", "erase", "a-3"]) == 0
    assert "a-3" in capsys.readouterr().out
    assert main(["user", "export", "a-3"]) == 2
