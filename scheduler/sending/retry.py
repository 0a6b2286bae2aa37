"""When a message that was not taken is tried again, and by which of a person's channels: pure, no clock, no dice.

Three tries through a channel, then at once the next one; when all of them were tried, a pause, and the first again.
Each wait is shortened by up to a fifth, another fifth for each message: what failed together does not come back
together.
"""

from datetime import timedelta
from uuid import UUID, uuid5

TRIES = 3  # through one channel
WAITS = (timedelta(minutes=1), timedelta(minutes=3))  # after the first and the second
PAUSE = timedelta(minutes=15)  # after the last channel
JITTER = 0.2


def turn(tries: int, channels: int) -> int:
    """Which of the person's channels, counted from 0, has its turn after so many tries."""
    return tries // TRIES % channels


def passed_on(tries: int) -> int:
    """The count at which the next channel's turn begins: this one refused."""
    return (tries // TRIES + 1) * TRIES


def wait(tries: int, channels: int, delivery: UUID, asked: timedelta | None = None) -> timedelta:
    """How long after the `tries`-th failure the next try comes; not sooner than the receiver asked for."""
    shortened = planned(tries, channels) * (1 - JITTER * share(delivery, tries))
    return max(shortened, asked or timedelta())


def planned(tries: int, channels: int) -> timedelta:
    """The wait at its longest."""
    if in_turn := tries % TRIES:
        return WAITS[in_turn - 1]
    return PAUSE if turn(tries, channels) == 0 else timedelta()


def share(delivery: UUID, tries: int) -> float:
    """A number in [0, 1) that looks drawn and is the same each time."""
    return uuid5(delivery, str(tries)).int / 2**128
