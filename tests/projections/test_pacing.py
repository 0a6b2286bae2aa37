"""How long the projector rests between batches, so that writers of its process have their time."""

import pytest

from projections.engine import LONGEST_REST, PACE, REST, rest


@pytest.mark.parametrize(
    ("spent", "rests"),
    [(0.0, PACE), (PACE / REST, PACE), (0.01, 0.03), (LONGEST_REST, LONGEST_REST), (60.0, LONGEST_REST)],
)
def test_it_rests_in_proportion_to_its_work_within_bounds(spent: float, rests: float) -> None:
    assert rest(spent) == pytest.approx(rests)
