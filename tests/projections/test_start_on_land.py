"""The construction permit against what was expected and against the land: when building starts on the land taken."""

from datetime import date

import pytest

from domain.landstart import start_missed_on
from projections.board.heads import heads
from projections.board.past_heads import heads_within
from projections.views.reach import EVERYTHING
from tests.projections.conftest import Shown
from tests.scenario import day

pytestmark = pytest.mark.both_engines

REASON = "如实补录"


@pytest.fixture
def built(shown: Shown) -> Shown:
    """Contract on 03-02, permit on 03-06, expected on 04-10."""
    scenario = shown.scenario
    scenario.at("01-05 09:00").registered(expected_on=day("04-10"), expected_document="投资合同").listed()
    scenario.at("03-02 10:00").fact("land_contract_signed", "03-02", REASON)
    scenario.at("03-04 10:00").act("construction_permit", "receive", "03-04", receipt_no="JM-1")
    scenario.act("construction_permit", "accept", "03-04", REASON)
    scenario.at("03-06 10:00").act("construction_permit", "grant", "03-06", REASON, document="施1")
    return shown


def test_the_permit_is_measured_against_what_was_expected_and_against_the_land(built: Shown) -> None:
    """Ruling 34: from the contract on Monday 03-02 to the permit on Friday, 4 working days in (contract, permit]."""
    row = built.board("03-09").rows[0]
    assert (row.permit.ahead_days, row.land.start_on_land_days) == (35, 4)
    assert row.permit.counts
    head = built.heads("03-09")
    assert (head.start_on_land_met, head.start_on_land_of) == (1, 1)
    assert heads(built.database, day("03-09"), on_land=3).start_on_land_met == 0
    assert (head.median_ahead, head.ahead_of) == (35, 1)


def met(shown: Shown, on: str) -> tuple[int, int, bool]:
    """Starts on land met, of how many, by the head and by the standings alike; and what the row says."""
    today = day(on)
    head, within = heads(shown.database, today), heads_within(shown.database, today, EVERYTHING)
    assert (within.start_on_land_met, within.start_on_land_of) == (head.start_on_land_met, head.start_on_land_of)
    return head.start_on_land_met, head.start_on_land_of, shown.board(on).rows[0].land.start_missed


def test_building_that_has_not_begun_three_months_after_the_contract_is_no_start_on_land(built: Shown) -> None:
    """The contract is of 2 March: 2 June is the last day."""
    built.board("03-09")
    assert [met(built, on) for on in ("06-02", "06-03")] == [(1, 1, False), (0, 1, True)]
    built.scenario.at("06-05 10:00").fact("construction_started", "06-02", REASON)
    built.board("06-05")
    assert met(built, "06-05") == (1, 1, False)


def test_building_that_begins_later_is_none_either(built: Shown) -> None:
    built.scenario.at("06-05 10:00").fact("construction_started", "06-03", REASON)
    built.board("06-05")
    assert met(built, "06-05") == (0, 1, True)


def test_a_start_is_missed_without_a_permit_too_and_counts_nowhere(shown: Shown) -> None:
    shown.scenario.at("01-05 09:00").registered().listed()
    shown.scenario.at("01-06 10:00").fact("land_contract_signed", "01-06", REASON)
    shown.board("01-06")
    assert [met(shown, on) for on in ("04-06", "04-07")] == [(0, 0, False), (0, 0, True)]


@pytest.mark.parametrize(
    ("contract", "started", "missed"),
    [
        ("2025-11-30", None, "2026-03-01"),
        ("2027-11-30", None, "2028-03-01"),
        ("2027-11-29", "2028-02-29", None),
        ("2025-11-29", "2026-03-01", "2026-03-01"),
        ("2026-10-31", "2027-01-31", None),
    ],
)
def test_three_months_end_on_the_same_day_or_the_last_of_the_month(
    contract: str, started: str | None, missed: str | None
) -> None:
    found = start_missed_on(date.fromisoformat(contract), date.fromisoformat(started) if started else None)
    assert found == (missed and date.fromisoformat(missed))
