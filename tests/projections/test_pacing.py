"""How long the projector rests between batches, so that writers of its process have their time."""

import threading
import time
from collections.abc import Sequence

import pytest

from projections.projector.pacing import (
    BUSY,
    LONGEST_REST,
    LONGEST_WHEN_BUSY,
    PACE,
    REST,
    REST_WHEN_BUSY,
    SPELL,
    Pacing,
    rest,
)


@pytest.mark.parametrize(
    ("spent", "rests"),
    [(0.0, PACE), (PACE / REST, PACE), (0.02, 0.02 * REST), (LONGEST_REST, LONGEST_REST), (60.0, LONGEST_REST)],
)
def test_it_rests_in_proportion_to_its_work_within_bounds(spent: float, rests: float) -> None:
    assert rest(spent, busy=False) == pytest.approx(rests)


@pytest.mark.parametrize(("spent", "rests"), [(0.0, PACE), (0.2, 0.2 * REST_WHEN_BUSY), (60.0, LONGEST_WHEN_BUSY)])
def test_it_rests_longer_while_many_write(spent: float, rests: float) -> None:
    assert rest(spent, busy=True) == pytest.approx(rests)


class Woken(threading.Event):
    """Somebody who never comes; how long he was waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0)
        return self.is_set()


def work() -> None:
    """A little more than a spell."""
    began = time.thread_time()
    while time.thread_time() - began < 1.5 * SPELL:
        pass


def paced(batches: Sequence[tuple[int, bool]]) -> Woken:
    """Batches of four items, each of so many events in a second, and whether more came during it."""
    woken = Woken()
    pacing = Pacing(woken)
    for events, more in batches:
        pacing.begin()
        for _ in pacing.over(range(4)):
            work()
        pacing.end(events, 1.0, more=more)
    return woken


def test_a_batch_is_made_at_one_go_while_few_write() -> None:
    assert len(paced([(BUSY, True), (BUSY, True)]).waits) == 2


def test_while_many_write_it_draws_breath_within_its_batches_and_rests_no_longer_for_it() -> None:
    waits = paced([(BUSY + 1, True), (BUSY + 1, True)]).waits
    breaths = waits[1:-1]
    assert len(breaths) == 3
    assert all(wait > REST_WHEN_BUSY * SPELL for wait in breaths)
    assert waits[-1] < waits[0]


def test_when_nobody_writes_any_more_it_goes_on_without_rest() -> None:
    assert len(paced([(BUSY + 1, True), (BUSY + 1, False), (BUSY + 1, False)]).waits) == 1 + 3


def test_whoever_waits_for_it_is_waited_for_once() -> None:
    woken = threading.Event()
    pacing = Pacing(woken)
    woken.set()
    pacing.end(BUSY + 1, 1.0, more=True)
    assert not woken.is_set()


def test_within_one_batch_it_rests_no_longer_than_between_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projections.projector.pacing.LONGEST_WHEN_BUSY", 1.5 * REST_WHEN_BUSY * SPELL)
    waits = paced([(BUSY + 1, True), (BUSY + 1, True)]).waits
    assert waits[1:-1] == [pytest.approx(1.5 * REST_WHEN_BUSY * SPELL)]
