"""How long the projector rests between batches, so that writers of its process have their time."""

import pytest

from projections.pacing import LONGEST_REST, LONGEST_WHEN_BUSY, PACE, REST, REST_WHEN_BUSY, rest


@pytest.mark.parametrize(
    ("spent", "rests"),
    [(0.0, PACE), (PACE / REST, PACE), (0.02, 0.02 * REST), (LONGEST_REST, LONGEST_REST), (60.0, LONGEST_REST)],
)
def test_it_rests_in_proportion_to_its_work_within_bounds(spent: float, rests: float) -> None:
    assert rest(spent, busy=False) == pytest.approx(rests)


@pytest.mark.parametrize(("spent", "rests"), [(0.0, PACE), (0.2, 0.2 * REST_WHEN_BUSY), (60.0, LONGEST_WHEN_BUSY)])
def test_it_rests_longer_while_many_write(spent: float, rests: float) -> None:
    assert rest(spent, busy=True) == pytest.approx(rests)
