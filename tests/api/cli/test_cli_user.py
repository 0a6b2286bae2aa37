"""`huhang user`: a password shown once, a list without secrets, out and in again."""

import io

import pytest

from api.access.passwords import fits, made_up
from api.cli.main import main
from projections.ops.database import open_ops
from projections.ops.registered import Accounts, Registered

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def store(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("HUHANG_DATABASE_URL", database_url)
    monkeypatch.delenv("HUHANG_LANGUAGE", raising=False)
    return database_url


def kept(store: str, account: str) -> Registered:
    engine = open_ops(store)
    found = Accounts(engine).get(account)
    engine.dispose()
    return found


def test_the_made_up_password_on_the_last_line_is_the_accounts(store: str, capsys: Capture) -> None:
    assert main(["user", "add", "s-7", "--role", "specialist", "--team", "1", "--name", "张三"]) == 0
    sentence, password = capsys.readouterr().out.splitlines()
    assert "s-7" in sentence
    assert fits(password, kept(store, "s-7").password_hash)
    assert main(["user", "list"]) == 0
    told = capsys.readouterr().out
    assert "s-7  specialist  1  password  有效" in told
    assert password not in told


def test_a_made_up_password_is_never_refused_for_the_account_in_it() -> None:
    assert all("x" not in made_up("X").lower() for _ in range(50))


def test_a_password_may_come_from_standard_input_and_be_set_again(
    store: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("three-wet-herons\n"))
    assert main(["user", "add", "a-1", "--role", "auditor", "--password-stdin"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert fits("three-wet-herons", kept(store, "a-1").password_hash)
    assert main(["user", "password", "a-1"]) == 0
    assert fits(capsys.readouterr().out.splitlines()[1], kept(store, "a-1").password_hash)


def test_somebody_is_out_and_in_again(store: str, capsys: Capture) -> None:
    main(["user", "add", "a-2", "--role", "auditor", "--no-password", "--subject", "li.si"])
    assert main(["user", "disable", "a-2"]) == 0
    assert kept(store, "a-2").disabled_at
    assert main(["user", "enable", "a-2"]) == 0
    assert kept(store, "a-2").disabled_at is None
    capsys.readouterr()
    main(["user", "list"])
    assert capsys.readouterr().out == "a-2  auditor     -  oidc  有效\n"


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (["user", "disable", "none"], "none"),
        (["user", "add", "o-1", "--role", "officer"], "officer"),
        (["user", "add", "o-1", "--role", "officer", "--department", "space_bureau"], "space_bureau"),
        (["user", "add", "13800138000", "--role", "auditor"], ""),
        (["token", "add", "--actor", "a", "--role", "auditor", "--scope", "grant"], "grant"),
    ],
)
def test_a_slip_is_one_readable_line(capsys: Capture, given: list[str], word: str) -> None:
    assert main(given) == 2
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert word in told
