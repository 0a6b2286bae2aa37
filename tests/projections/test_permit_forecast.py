"""The permit's forecast on the board's row: stored, worked out anew with every event, the same on every day."""

import pytest

from projections.board.rows import BoardRow
from tests.projections.conftest import Shown
from tests.scenario import day

pytestmark = pytest.mark.both_engines


@pytest.fixture
def landed(shown: Shown) -> Shown:
    shown.scenario.at("03-02 09:00").registered("03-02").listed()
    return shown


def row(shown: Shown, today: str) -> BoardRow:
    return shown.board(today).rows[0]


def test_it_is_the_escorted_plan_at_first(landed: Shown) -> None:
    permit = row(landed, "03-02").permit
    assert (permit.forecast_on, permit.escorted_on) == (day("04-22"), day("04-22"))


def test_it_moves_with_the_facts_and_not_with_the_day(landed: Shown) -> None:
    landed.scenario.at("03-16 09:00").act("investment_agreement", "grant", "03-16")
    assert row(landed, "03-16").permit.forecast_on == row(landed, "06-01").permit.forecast_on == day("04-29")


def test_a_late_forecast_lights_the_row_and_names_whose_move_it_is(landed: Shown) -> None:
    landed.scenario.at("03-16 09:00").act("investment_agreement", "grant", "03-16")
    light = row(landed, "03-16").light
    assert (light.light, light.cause, light.on) == ("yellow", "forecast_late", day("03-02"))
    assert (light.matter, light.owner, light.department) == ("planning_conditions", "department", "natural_resources")


def test_before_the_list_there_is_none(shown: Shown) -> None:
    shown.scenario.registered()
    assert row(shown, "01-05").permit.forecast_on is None


def test_once_granted_it_is_the_actual_day(landed: Shown) -> None:
    scenario = landed.scenario.at("03-20 09:00")
    scenario.act("construction_permit", "receive", "03-18", receipt_no="JM-1")
    scenario.act("construction_permit", "accept", "03-18", "如实补录")
    scenario.act("construction_permit", "grant", "03-19", "如实补录", document="施1")
    permit = row(landed, "03-20").permit
    assert permit.forecast_on == permit.granted_on == day("03-19")
