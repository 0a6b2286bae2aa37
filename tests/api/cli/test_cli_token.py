"""`huhang token`: a secret shown once, a list without secrets, and revocation."""

from datetime import UTC, datetime, timedelta

import pytest

from api.cli.main import main
from domain.event import SHANGHAI
from projections.ops.accounts import Account, Role
from projections.ops.database import open_ops
from projections.ops.tokens import Tokens

pytestmark = pytest.mark.both_engines

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def store(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("HUHANG_DATABASE_URL", database_url)
    monkeypatch.delenv("HUHANG_LANGUAGE", raising=False)
    return database_url


def added(capsys: Capture, *options: str) -> tuple[str, str]:
    """The sentence and the secret."""
    assert main(["token", "add", *options]) == 0
    sentence, secret = capsys.readouterr().out.splitlines()
    return sentence, secret


def found(store: str, secret: str, now: datetime) -> Account | None:
    engine = open_ops(store)
    account = Tokens(engine).find(secret, now)
    engine.dispose()
    return account


def test_the_secret_on_the_last_line_opens_the_account(store: str, capsys: Capture) -> None:
    _, secret = added(capsys, "--actor", "s-07", "--role", "specialist", "--team", "专班三")
    account = found(store, secret, datetime.now(UTC))
    assert account is not None
    assert (account.actor, account.role, account.team) == ("s-07", Role.SPECIALIST, "专班三")


def test_a_token_lasts_until_the_end_of_its_last_day_in_shanghai(store: str, capsys: Capture) -> None:
    _, secret = added(capsys, "--actor", "a-1", "--role", "auditor", "--expires", "2099-12-31")
    midnight = datetime(2100, 1, 1, tzinfo=SHANGHAI)
    assert found(store, secret, midnight - timedelta(seconds=1)) is not None
    assert found(store, secret, midnight) is None


def test_the_list_shows_who_and_until_when_but_no_secret(capsys: Capture) -> None:
    options = ["--role", "officer", "--department", "approval_bureau", "--expires", "2099-12-31"]
    _, secret = added(capsys, "--actor", "o-1", *options)
    assert main(["token", "list"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert "officer     o-1  approval_bureau  有效至 2099-12-31" in line
    assert secret not in line


def test_a_revoked_token_is_useless_and_listed_as_such(store: str, capsys: Capture) -> None:
    _, secret = added(capsys, "--actor", "a-1", "--role", "admin")
    assert main(["token", "list"]) == 0
    token_id = capsys.readouterr().out.split()[0]
    assert main(["token", "revoke", token_id]) == 0
    assert found(store, secret, datetime.now(UTC)) is None
    capsys.readouterr()
    assert main(["token", "list"]) == 0
    assert "收回" in capsys.readouterr().out


def test_an_expired_token_is_listed_as_such(store: str, capsys: Capture) -> None:
    engine = open_ops(store)
    issued_at = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
    Tokens(engine, clock=lambda: issued_at).issue("a-1", Role.ADMIN, expires_at=issued_at + timedelta(days=1))
    engine.dispose()
    assert main(["token", "list"]) == 0
    assert "已于 2026-01-06 到期" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["add", "--actor", "x", "--role", "boss"], "没有角色“boss”"),
        (["add", "--actor", "x", "--role", "officer"], "角色 officer 须注明部门"),
        (["add", "--actor", "x", "--role", "lead"], "角色 lead 须注明专班"),
        (["add", "--actor", "x", "--role", "officer", "--department", "space_bureau"], "space_bureau"),
        (["add", "--actor", " ", "--role", "admin"], "缺少使用人编号"),
        (["add", "--actor", "x", "--role", "admin", "--expires", "2020-01-01"], "有效期"),
        (["add", "--actor", "x", "--role", "admin", "--expires", "soon"], "--expires"),
        (["revoke", "nobody"], "没有令牌 nobody"),
    ],
)
def test_what_cannot_be_is_one_readable_line(arguments: list[str], line: str, capsys: Capture) -> None:
    assert main(["token", *arguments]) == 2
    captured = capsys.readouterr()
    assert line in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_of_a_task_force_that_nothing_else_knows_is_told_beside_the_secret(capsys: Capture) -> None:
    lead = ["--role", "lead", "--team", "3"]
    assert main(["token", "add", "--actor", "l-1", *lead]) == 0
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 2
    assert "还没有编号为“3”的专班" in told.err
    assert told.err.count("\n") == 1
    for command in (["token", "add", "--actor", "l-2", *lead], ["user", "add", "l-3", *lead]):
        assert main(command) == 0
        assert capsys.readouterr().err == ""
    assert main(["user", "add", "l-4", "--role", "lead", "--team", "4"]) == 0
    assert "还没有编号为“4”的专班" in capsys.readouterr().err
