"""The history at (as_of D, as_known_at K): as it stood then, whatever has been recorded since."""

from datetime import date, datetime

import pytest
from pyrsistent import pvector

from projections.views.history import HistoryRow
from projections.views.history_then import Then
from tests.projections.conftest import Shown
from tests.scenario import day, moment

pytestmark = pytest.mark.both_engines

MATTER = "construction_planning_permit"
REASON = "按办件系统补录"


@pytest.fixture
def lived(shown: Shown) -> tuple[Shown, dict[datetime, list[HistoryRow]]]:
    """A life with late, corrected, voided, restored and confirmed entries, and the history as it was after each."""
    scenario, seen = shown.scenario, {}
    scenario.via = "api"

    def look() -> None:
        seen[scenario.now] = shown.history()

    scenario.at("01-05 09:00").registered().listed()
    look()
    scenario.at("03-02 10:00").act(MATTER, "receive", "03-02", receipt_no="JM-1")
    look()
    scenario.at("03-09 09:00").act(MATTER, "accept", "03-03", REASON)
    look()
    received, accepted = (scenario.version_of(f"Application{how}") for how in ("Received", "Accepted"))
    scenario.at("03-10 09:00").correct(received, effective_on="2026-02-02")
    look()
    scenario.at("03-11 09:00").correct(accepted, void=True)
    look()
    scenario.at("03-12 09:00").correct(accepted)
    look()
    return shown, seen


def then(shown: Shown, on: date, known: datetime, **asked: int) -> list[HistoryRow]:
    scenario = shown.scenario
    log = pvector(event for event in scenario.log if event.known_at <= known)
    return Then(log, scenario.rules).page(shown.database, on, **asked)


def test_what_was_known_at_a_moment_reads_as_it_did_at_that_moment(
    lived: tuple[Shown, dict[datetime, list[HistoryRow]]],
) -> None:
    shown, seen = lived
    for known, rows in seen.items():
        assert then(shown, day("03-31"), known) == rows


def test_what_was_true_by_a_day_goes_by_the_day_that_was_known(
    lived: tuple[Shown, dict[datetime, list[HistoryRow]]],
) -> None:
    shown, _ = lived

    def received_by(on: str, known: str) -> bool:
        return "ApplicationReceived" in {row.topic for row in then(shown, day(on), moment(known))}

    assert not received_by("03-01", "03-09 18:00")
    assert received_by("03-01", "03-10 18:00")  # put right: it was on 02-02
    assert not received_by("02-01", "03-10 18:00")


def test_a_correction_stands_with_what_it_corrects(lived: tuple[Shown, dict[datetime, list[HistoryRow]]]) -> None:
    shown, _ = lived

    def corrected_by(on: str) -> list[int]:
        rows = then(shown, day(on), moment("03-31 09:00"))
        return [row.params["corrects"] for row in rows if row.topic == "RecordCorrected" and not row.cause]

    received, accepted = (shown.scenario.version_of(f"Application{how}") for how in ("Received", "Accepted"))
    assert corrected_by("02-01") == []
    assert corrected_by("03-02") == [received]
    assert corrected_by("03-03") == [received, accepted, accepted]


def test_pages_of_a_day_are_full_and_show_every_entry_once(
    lived: tuple[Shown, dict[datetime, list[HistoryRow]]],
) -> None:
    shown, _ = lived
    whole = then(shown, day("03-02"), moment("03-31 09:00"))
    paged: list[HistoryRow] = []
    while page := then(shown, day("03-02"), moment("03-31 09:00"), after=paged[-1].version if paged else 0, limit=3):
        assert len(page) == min(3, len(whole) - len(paged))
        paged += page
    assert paged == whole
    assert len(whole) < len(shown.history())
