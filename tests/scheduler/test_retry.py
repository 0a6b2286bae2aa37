"""The ladder of tries: three a channel, then the next, then a pause."""

from datetime import timedelta
from uuid import UUID, uuid5

import pytest

from scheduler.sending.retry import PAUSE, TRIES, WAITS, passed_on, turn, wait

DELIVERY = UUID(int=7)


@pytest.mark.parametrize(("channels", "turns"), [(1, [0] * 7), (2, [0, 0, 0, 1, 1, 1, 0]), (3, [0, 0, 0, 1, 1, 1, 2])])
def test_each_channel_has_three_tries_before_the_next(channels: int, turns: list[int]) -> None:
    assert [turn(tries, channels) for tries in range(7)] == turns


@pytest.mark.parametrize(
    ("tries", "channels", "longest"),
    [
        (1, 2, WAITS[0]),
        (2, 2, WAITS[1]),
        (3, 2, timedelta()),  # the next channel is tried at once
        (4, 2, WAITS[0]),
        (6, 2, PAUSE),
        (3, 1, PAUSE),
    ],
)
def test_the_waits(tries: int, channels: int, longest: timedelta) -> None:
    assert longest * 0.8 <= wait(tries, channels, DELIVERY) <= longest


def test_messages_that_failed_together_do_not_come_back_together_and_a_message_waits_the_same_each_time() -> None:
    deliveries = [uuid5(DELIVERY, str(number)) for number in range(1000)]
    waits = [wait(3, 1, one) for one in deliveries]
    assert len(set(waits)) == 1000
    assert max(waits) - min(waits) > PAUSE * 0.19
    assert waits == [wait(3, 1, one) for one in deliveries]


def test_never_sooner_than_the_receiver_asked() -> None:
    assert wait(1, 1, DELIVERY, timedelta(minutes=10)) == timedelta(minutes=10)
    assert wait(3, 1, DELIVERY, timedelta(seconds=1)) > timedelta(minutes=11)


def test_a_refusal_ends_a_channels_turn() -> None:
    assert [passed_on(tries) for tries in (0, 1, 2, 3)] == [3, 3, 3, 2 * TRIES]
