"""The pulse: what those who watch the service can read of the last round."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from projections.ops.pulse import Beat, Pulse

pytestmark = pytest.mark.both_engines

NOW = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def test_before_the_first_round_there_is_no_pulse(ops: Engine) -> None:
    assert Pulse(ops).read("sweep") is None


def test_the_last_round_is_read_with_its_lag(ops: Engine) -> None:
    Pulse(ops).beat("sweep", "pid 1", NOW, 12)
    Pulse(ops).beat("sweep", "pid 2", NOW + timedelta(seconds=30), 15)
    beat = Pulse(ops).read("sweep")
    assert beat == Beat("pid 2", NOW + timedelta(seconds=30), 15, 0, "")
    assert beat.lag(NOW + timedelta(seconds=42)) == 12


def test_failures_are_counted_in_a_row_and_a_good_round_ends_the_row(ops: Engine) -> None:
    pulse = Pulse(ops)
    for problem, failures in [("OSError", 1), ("OSError", 2), ("", 0), ("KeyError", 1)]:
        pulse.beat("sweep", "pid 1", NOW, 1, problem)
        beat = pulse.read("sweep")
        assert beat is not None
        assert (beat.failures, beat.problem) == (failures, problem)
