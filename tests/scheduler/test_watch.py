"""When no sweep has been for too long the administrators are told, once per outage, by whoever notices it."""

import time
from collections.abc import Sequence
from datetime import timedelta

import pytest

from projections.ops.claims import Claims
from projections.ops.pulse import Pulse
from scheduler.jobs import PULSE_NAME
from scheduler.lag import window_time
from scheduler.sending.addressbook import OneChannel
from scheduler.watch import Watch, Watcher
from tests.scenario import moment
from tests.scheduler.receiver import Receiver
from tests.scheduler.stage import Stage

pytestmark = pytest.mark.both_engines


def watch_of(stage: Stage, administrators: Sequence[str] = ("a-1",)) -> Watch:
    """The watch of a process of its own."""
    scenario, window = stage.scenario, stage.policy.window
    return Watch(
        Pulse(stage.ops),
        PULSE_NAME,
        Claims(stage.ops),
        OneChannel(stage.webhook),
        lambda: administrators,
        lambda since, now: window_time(window, scenario.rules.calendar, since, now),
        lambda: scenario.now,
        "jimo",
        timedelta(minutes=15),
    )


def swept(stage: Stage, text: str) -> None:
    Pulse(stage.ops).beat(PULSE_NAME, "pid 1", moment(text), 10)


def look(stage: Stage, watch: Watch, text: str) -> int:
    stage.scenario.at(text)
    return watch.look()


def test_an_outage_is_told_once_to_each_administrator_whoever_notices_it(stage: Stage, receiver: Receiver) -> None:
    first, second = watch_of(stage, ("a-1", "a-2")), watch_of(stage, ("a-1", "a-2"))
    swept(stage, "09-28 09:00")
    assert look(stage, first, "09-28 09:14") == 0
    assert look(stage, first, "09-28 09:15") == 2
    assert look(stage, second, "09-28 09:16") == 0
    assert look(stage, first, "09-28 17:00") == 0
    assert look(stage, second, "09-29 09:00") == 0
    assert [one.content["staff"] for one in receiver.received] == ["a-1", "a-2"]
    assert receiver.received[0].signed


def test_the_message_says_since_when_and_what_to_do(stage: Stage, receiver: Receiver) -> None:
    swept(stage, "09-28 09:00")
    look(stage, watch_of(stage), "09-28 09:20")
    text = receiver.received[0].content["text"]
    assert text["zh"].startswith("【巡检中断】发送时段内已20分钟没有巡检")
    assert "2026-09-28 09:00" in text["en"]


def test_nights_and_days_off_are_no_outage(stage: Stage, receiver: Receiver) -> None:
    watch = watch_of(stage)
    swept(stage, "09-30 17:55")
    for text in ("09-30 23:00", "10-01 10:00", "10-08 08:35"):
        assert look(stage, watch, text) == 0
    assert receiver.received == []
    assert look(stage, watch, "10-08 08:40") == 1


def test_the_next_outage_is_another(stage: Stage, receiver: Receiver) -> None:
    watch = watch_of(stage)
    swept(stage, "09-28 09:00")
    assert look(stage, watch, "09-28 10:00") == 1
    swept(stage, "09-28 10:01")
    assert look(stage, watch, "09-28 10:10") == 0
    assert look(stage, watch, "09-28 11:00") == 1
    assert len(set(receiver.deliveries)) == 2


def test_a_message_that_was_not_taken_is_tried_again_after_five_minutes_with_the_same_id(
    stage: Stage, receiver: Receiver
) -> None:
    watch = watch_of(stage)
    swept(stage, "09-28 09:00")
    receiver.answers.append(503)
    assert look(stage, watch, "09-28 10:00") == 0
    assert look(stage, watch, "09-28 10:01") == 0
    assert look(stage, watch, "09-28 10:05") == 1
    assert len(receiver.received) == 2
    assert len(set(receiver.deliveries)) == 1


def test_where_there_never_was_a_sweep_it_counts_from_the_start_of_the_watch(stage: Stage, receiver: Receiver) -> None:
    stage.scenario.at("09-28 09:00")
    watch = watch_of(stage)
    assert look(stage, watch, "09-28 09:14") == 0
    assert look(stage, watch, "09-28 09:15") == 1
    assert receiver.received[0].content["since"] is None


def test_it_looks_by_itself_where_no_scheduler_runs(stage: Stage, receiver: Receiver) -> None:
    swept(stage, "09-28 09:00")
    stage.scenario.at("09-28 10:00")
    watcher = Watcher(watch_of(stage), every=0.02)
    watcher.start()
    last = time.monotonic() + 5
    while not receiver.received and time.monotonic() < last:
        time.sleep(0.01)
    watcher.stop()
    assert len(receiver.received) == 1
