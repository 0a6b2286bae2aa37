"""Tokens: who a secret belongs to, and for how long."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from domain.errors import DomainError
from projections.ops.accounts import Role
from projections.ops.tables import TOKEN
from projections.ops.tokens import LIFETIME, Tokens
from projections.ops.tokens_at_hand import TRUSTED, TokensAtHand

pytestmark = pytest.mark.both_engines

NOW = datetime(2026, 9, 21, 1, 0, tzinfo=UTC)


@pytest.fixture
def tokens(ops: Engine) -> Iterator[Tokens]:
    found = Tokens(ops, clock=lambda: NOW, at_hand=TokensAtHand(ops))
    yield found
    found.close()


def test_a_secret_finds_its_account(tokens: Tokens) -> None:
    issued = tokens.issue("s-07", Role.SPECIALIST, team="专班三")
    account = tokens.find(issued.secret, NOW)
    assert account is not None
    assert (account.actor, account.role, account.team) == ("s-07", Role.SPECIALIST, "专班三")
    assert account.token_id == issued.id


def test_a_wrong_secret_finds_nobody(tokens: Tokens) -> None:
    issued = tokens.issue("a-1", Role.ADMIN)
    assert tokens.find(issued.secret[:-1], NOW) is None
    assert tokens.find("", NOW) is None
    assert tokens.find(issued.id, NOW) is None


def test_a_token_lasts_a_year_and_not_a_moment_longer(tokens: Tokens) -> None:
    issued = tokens.issue("a-1", Role.ADMIN)
    assert tokens.find(issued.secret, NOW + LIFETIME - timedelta(microseconds=1)) is not None
    assert tokens.find(issued.secret, NOW + LIFETIME) is None


def test_a_token_may_be_given_a_shorter_life(tokens: Tokens) -> None:
    issued = tokens.issue("a-1", Role.AUDITOR, expires_at=NOW + timedelta(hours=1))
    assert tokens.find(issued.secret, NOW + timedelta(minutes=59)) is not None
    assert tokens.find(issued.secret, NOW + timedelta(hours=1)) is None


def test_a_token_that_ends_before_it_begins_is_refused(tokens: Tokens) -> None:
    with pytest.raises(DomainError, match="token_expired_already"):
        tokens.issue("a-1", Role.ADMIN, expires_at=NOW)


def test_a_revoked_token_is_useless_at_once(tokens: Tokens) -> None:
    issued, other = tokens.issue("a-1", Role.ADMIN), tokens.issue("a-2", Role.ADMIN)
    tokens.revoke(issued.id)
    tokens.revoke(issued.id)
    assert tokens.find(issued.secret, NOW) is None
    assert tokens.find(other.secret, NOW) is not None
    assert [row.revoked_at for row in tokens.listed() if row.id == issued.id] == [NOW]


def test_revoking_an_unknown_token_says_so(tokens: Tokens) -> None:
    with pytest.raises(DomainError, match="unknown_token"):
        tokens.revoke("nobody")


def test_the_store_holds_the_hash_and_never_the_secret(tokens: Tokens) -> None:
    issued = tokens.issue("a-1", Role.ADMIN)
    with tokens.engine.connect() as connection:
        stored = repr(connection.execute(select(TOKEN)).all())
    assert issued.id in stored
    assert issued.secret not in stored


@pytest.mark.parametrize(
    ("role", "values", "code"),
    [
        (Role.OFFICER, {"team": "专班三"}, "account_needs_department"),
        (Role.LEAD, {}, "account_needs_team"),
        (Role.SPECIALIST, {"department": "自然资源局"}, "account_needs_team"),
        (Role.ADMIN, {"actor": " "}, "account_needs_actor"),
    ],
)
def test_an_account_that_could_not_be_judged_is_refused(
    tokens: Tokens, role: Role, values: dict[str, str], code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        tokens.issue(values.get("actor", "x-1"), role, values.get("department", ""), values.get("team", ""))


def test_two_tokens_are_listed_oldest_first_without_their_hashes(ops: Engine) -> None:
    moments = iter([NOW, NOW + timedelta(seconds=1)])
    tokens = Tokens(ops, clock=lambda: next(moments))
    first = tokens.issue("a-1", Role.OFFICER, department="行政审批服务局")
    second = tokens.issue("a-2", Role.OBSERVER)
    assert [row.id for row in tokens.listed()] == [first.id, second.id]
    assert tokens.listed()[0].department == "行政审批服务局"
    assert tokens.listed()[0].issued_at == NOW
    assert not hasattr(tokens.listed()[0], "secret_sha256")


def test_a_moment_without_a_zone_is_refused(tokens: Tokens) -> None:
    with pytest.raises(Exception, match="without a time zone"):
        tokens.find("x", datetime(2026, 9, 21))  # noqa: DTZ001


def wait_until_forgotten(tokens: Tokens, secret: str) -> None:
    """A notice, or the end of a connection, takes its moment."""
    soon = time.monotonic() + 5
    while tokens.known(secret, NOW) and time.monotonic() < soon:
        time.sleep(0.001)


def test_an_account_at_hand_is_good_until_another_process_revokes_it(tokens: Tokens, ops: Engine) -> None:
    issued = tokens.issue("a-1", Role.AUDITOR, expires_at=NOW + timedelta(hours=1))
    assert tokens.known(issued.secret, NOW) is None
    account = tokens.find(issued.secret, NOW)
    assert tokens.known(issued.secret, NOW) == account
    assert tokens.known(issued.secret, NOW + timedelta(hours=1)) is None
    Tokens(ops, clock=lambda: NOW).revoke(issued.id)
    wait_until_forgotten(tokens, issued.secret)
    assert tokens.known(issued.secret, NOW) is None
    assert tokens.find(issued.secret, NOW) is None


def test_an_account_at_hand_is_looked_up_again_after_a_while_where_word_might_not_come(
    tokens: Tokens, ops: Engine
) -> None:
    issued = tokens.issue("a-1", Role.AUDITOR)
    account = tokens.find(issued.secret, NOW)
    assert tokens.known(issued.secret, NOW + TRUSTED) == (account if ops.dialect.name == "sqlite" else None)


@pytest.mark.only_postgresql
def test_a_connection_that_broke_brought_no_word(tokens: Tokens, ops: Engine) -> None:
    issued = tokens.issue("a-1", Role.AUDITOR)
    tokens.find(issued.secret, NOW)
    with ops.connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN huhang_tokens'"
        assert connection.exec_driver_sql(others).scalar()
    wait_until_forgotten(tokens, issued.secret)
    assert tokens.known(issued.secret, NOW) is None
    account = tokens.find(issued.secret, NOW)
    assert tokens.known(issued.secret, NOW) == account
