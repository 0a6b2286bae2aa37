"""Whose move it is on a project's page: the act behind the button is the one that comes next."""

import pytest

from api.pages.standing import next_act


@pytest.mark.parametrize(
    ("kinds", "act"),
    [
        (["promised", "statutory"], "grant"),
        (["promised", "suspension_end"], "resume"),
        (["acceptance_answer"], "accept"),
        (["idle_land"], None),
    ],
)
def test_a_matter_that_is_stopped_is_to_be_resumed_before_all_else(kinds: list[str], act: str | None) -> None:
    assert next_act(kinds) == act
