"""Claims: one owner at a time, until the lease runs out."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine

from projections.ops.claims import LEASE, Claim, Claims

pytestmark = pytest.mark.both_engines

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
RUNG = UUID(int=1)


def test_a_claimed_message_is_nobody_elses(ops: Engine) -> None:
    mine, his = Claims(ops), Claims(ops)
    assert mine.take(RUNG, "s-07", NOW)
    assert not his.take(RUNG, "s-07", NOW + LEASE - timedelta(microseconds=1))
    assert not mine.take(RUNG, "s-07", NOW)
    assert his.take(RUNG, "s-09", NOW)
    assert his.take(UUID(int=2), "s-07", NOW)


def test_a_released_claim_is_free_at_once(ops: Engine) -> None:
    mine, his = Claims(ops), Claims(ops)
    mine.take(RUNG, "s-07", NOW)
    mine.release(RUNG, "s-07")
    assert his.take(RUNG, "s-07", NOW)


def test_an_expired_lease_goes_to_one_of_those_who_ask_and_its_old_owner_cannot_free_it(ops: Engine) -> None:
    late, his, third = Claims(ops), Claims(ops), Claims(ops)
    late.take(RUNG, "s-07", NOW)
    assert his.take(RUNG, "s-07", NOW + LEASE)
    late.release(RUNG, "s-07")
    assert not third.take(RUNG, "s-07", NOW + LEASE)


def test_a_renewed_claim_runs_anew_unless_another_has_taken_it_over(ops: Engine) -> None:
    mine, his = Claims(ops), Claims(ops)
    lost, kept = (RUNG, "s-07"), (RUNG, "s-09")
    mine.take_all([lost, kept], NOW)
    assert his.take(*lost, NOW + LEASE)
    assert mine.renew([lost, kept, (UUID(int=2), "s-07")], NOW + LEASE) == {kept}
    assert not his.take(*kept, NOW + 2 * LEASE - timedelta(microseconds=1))
    assert not mine.take(*lost, NOW + 2 * LEASE - timedelta(microseconds=1))
    assert his.take(*kept, NOW + 2 * LEASE)
    assert mine.renew([], NOW) == set()


def test_of_many_who_ask_at_once_one_gets_it(ops: Engine) -> None:
    gate, taken = threading.Barrier(6), []

    def ask() -> None:
        claims = Claims(ops)
        gate.wait()
        taken.append(claims.take(RUNG, "s-07", NOW))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(claim is not None for claim in taken) == 1


def test_a_deferred_claim_waits_and_keeps_its_count(ops: Engine) -> None:
    mine, his = Claims(ops), Claims(ops)
    mine.take(RUNG, "s-07", NOW)
    mine.defer(RUNG, "s-07", NOW + timedelta(minutes=10), 4)
    assert his.take(RUNG, "s-07", NOW + timedelta(minutes=9)) is None
    assert his.take(RUNG, "s-07", NOW + timedelta(minutes=10)) == Claim(4)
    mine.defer(RUNG, "s-07", NOW, 9)  # no longer ours
    assert mine.take(RUNG, "s-07", NOW + timedelta(minutes=11)) is None


def test_many_are_claimed_at_once_and_those_of_others_are_left_out(ops: Engine) -> None:
    mine, his = Claims(ops), Claims(ops)
    his.take(UUID(int=7), "s-07", NOW)
    messages = [(UUID(int=number), "s-07") for number in range(1, 1001)]
    taken = mine.take_all(messages, NOW)
    assert set(messages) - set(taken) == {(UUID(int=7), "s-07")}
    assert mine.take_all(messages, NOW) == {}
    mine.settle(messages[10:], dict.fromkeys(messages[:10], (NOW, 2)))
    again = his.take_all(messages, NOW)
    assert len(again) == 999
    assert {number.int: claim.tries for (number, _), claim in again.items() if claim.tries} == {
        number: 2 for number in range(1, 11) if number != 7
    }
