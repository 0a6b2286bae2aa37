"""Statistics from the views: exact quantiles, rates by attempts, filters, marks, and what is left out."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deciding.commands import AssignSpecialist
from projections.views.statistics import Statistics, statistics
from projections.views.statistics_rows import LATE, UNCONFIRMED
from projections.views.tallies import Tally, quantile, rate, total
from tests.projections.conftest import Shown, all_rows, views_of
from tests.projections.lives import live
from tests.scenario import Scenario, as_officer, as_specialist, day

MATTER = "construction_planning_permit"  # promised 3 working days, by law 20
OTHER = "project_filing"
OFFICE = "natural_resources"
REASON = "如实记录"


@given(st.lists(st.integers(0, 40), min_size=1), st.sampled_from([50, 80, 90, 100]))
def test_a_quantile_is_the_smallest_value_that_so_many_do_not_exceed(values: list[int], percent: int) -> None:
    found = quantile(Counter(values), percent)
    share = {value: Fraction(sum(one <= value for one in values), len(values)) for value in values}
    assert found == min(value for value in values if share[value] >= Fraction(percent, 100))


def test_of_nothing_there_is_neither_quantile_nor_rate() -> None:
    assert quantile(Counter(), 50) is None
    assert rate(0, 0) is None
    assert total([]) == Tally()


def granted(scenario: Scenario, days: int, team: str = "1") -> None:
    """A project of a task force whose permit took so many working days from its acceptance on 03-02."""
    scenario.at("01-05 09:00").registered().listed()
    scenario.do(AssignSpecialist(effective_on=day("01-05"), specialist="s-1", team=team))
    on = scenario.rules.calendar.nth_after(day("03-02"), days).isoformat()
    scenario.at("03-02 10:00").act(MATTER, "receive", "03-02", REASON, receipt_no="1")
    scenario.act(MATTER, "accept", "03-02", REASON)
    scenario.at(f"{on} 10:00").act(MATTER, "grant", on, REASON, document="规1")


def figures(shown: Shown, **chosen: object) -> Statistics:
    shown.projector.catch_up()
    return statistics(shown.database, **chosen)  # type: ignore[arg-type]


@pytest.mark.both_engines
def test_times_and_rates_of_a_matter(shown: Shown) -> None:
    for days in (1, 2, 2, 3, 21):
        granted(shown.scenario, days)
    tally = figures(shown, matter=MATTER).tallies[OFFICE, MATTER]
    assert tally.outcomes == Counter(granted=5)
    assert tally.used == Counter({1: 1, 2: 2, 3: 1, 21: 1})
    assert [quantile(tally.used, percent) for percent in (50, 80, 90)] == [2, 3, 21]
    assert tally.waited == Counter({1: 1, 2: 2, 3: 1, 29: 1})
    assert (tally.promised_in_time, tally.promised_judged) == (4, 5)
    assert (tally.statutory_in_time, tally.statutory_judged) == (4, 5)


@pytest.mark.both_engines
def test_they_are_chosen_by_period_team_and_department(shown: Shown) -> None:
    granted(shown.scenario, 1, team="1")
    granted(shown.scenario, 9, team="2")
    assert figures(shown, team="2").tallies[OFFICE, MATTER].used == Counter({9: 1})
    assert figures(shown, department=OFFICE).tallies[OFFICE, MATTER].used == Counter({1: 1, 9: 1})
    assert figures(shown, department="tax").tallies == {}
    assert figures(shown, matter=OTHER).tallies == {}
    assert figures(shown, first=day("03-04")).tallies[OFFICE, MATTER].used == Counter({9: 1})
    assert figures(shown, last=day("03-03"), matter=MATTER).tallies[OFFICE, MATTER].used == Counter({1: 1})


@pytest.mark.both_engines
def test_what_was_before_the_landing_or_waits_for_confirmation_is_left_out_and_counted(shown: Shown) -> None:
    scenario = shown.scenario
    granted(scenario, 2)
    scenario.at("01-05 09:00").registered().listed().at("03-20 09:00")
    scenario.act(MATTER, "grant", "2025-12-20", REASON, document="规1", prior=True)
    scenario.at("01-05 09:00").registered().listed().at("03-03 09:00")
    as_specialist(scenario).act(MATTER, "receive", "03-02", REASON, receipt_no="1")
    as_officer(scenario, OFFICE).act(MATTER, "accept", "03-02", REASON)
    scenario.act(MATTER, "grant", "03-03", REASON, document="规1")
    found = figures(shown, matter=MATTER)
    tally = found.tallies[OFFICE, MATTER]
    assert (tally.used, tally.prior, tally.unconfirmed) == (Counter({2: 1}), 1, 1)
    assert (tally.outcomes.total(), tally.promised_judged) == (1, 1)
    assert found.marks[UNCONFIRMED] == 1


@pytest.mark.both_engines
def test_marks_count_late_entries_and_the_irregularities_the_facts_show_now(shown: Shown) -> None:
    scenario = shown.scenario
    granted(scenario, 4)  # over the promise
    scenario.via = "api"  # what is imported is never late
    scenario.at("03-20 09:00").act(MATTER, "deliver", "03-16", REASON)  # four working days late
    before = figures(shown, matter=MATTER).marks
    assert (before[LATE], before["over_promised"]) == (1, 1)
    assert figures(shown, matter=MATTER, last=day("03-10")).marks.get(LATE) is None
    scenario.correct(scenario.version_of("MatterGranted", MATTER), effective_on="2026-03-05")
    after = figures(shown, matter=MATTER)
    assert "over_promised" not in after.marks
    assert after.tallies[OFFICE, MATTER].used == Counter({3: 1})


@pytest.mark.both_engines
def test_overlap_and_pre_reviews_are_counted_by_the_day_of_the_begin(shown: Shown) -> None:
    scenario = shown.scenario
    granted(scenario, 2)  # received on 03-02, none of what it waits for granted
    scenario.at("01-05 09:00").registered().listed().at("03-10 09:00")
    scenario.act(MATTER, "pre-review-opinion", "03-03", REASON, result="favourable", started_on="2026-03-03")
    found = figures(shown, matter=MATTER).head_starts
    assert (found.waited, found.overlapped, found.reviewed, found.judged, found.held) == (2, 2, 1, 0, 0)
    for before, left in ("land_use_planning_permit", 2), ("design_scheme_review", 1):
        scenario.act(before, "receive", "03-03", REASON, receipt_no="1")
        scenario.act(before, "grant", "03-03", REASON, document="1")
        assert figures(shown, matter=MATTER).head_starts.overlapped == left  # by what its neighbours did alone
    scenario.act(MATTER, "receive", "03-04", REASON, receipt_no="2")
    scenario.act(MATTER, "grant", "03-05", REASON, document="规2")
    found = figures(shown, matter=MATTER).head_starts
    assert (found.waited, found.overlapped, found.reviewed, found.judged, found.held) == (2, 1, 1, 1, 1)
    assert figures(shown, matter=MATTER, first=day("03-03")).head_starts.overlapped == 0
    assert figures(shown, matter=MATTER, last=day("03-02")).head_starts.reviewed == 0


@pytest.mark.both_engines
def test_a_matter_is_written_alone_and_its_neighbours_stay(shown: Shown) -> None:
    granted(shown.scenario, 2)
    figures(shown)
    scenario = shown.scenario
    scenario.act(OTHER, "receive", "03-04", REASON, receipt_no="2")
    scenario.act(OTHER, "grant", "03-04", REASON, document="备1")
    assert {matter for _, matter in figures(shown).tallies} >= {MATTER, OTHER}


def test_rows_are_those_of_a_filling_by_project(scenario: Scenario) -> None:
    lived = views_of(scenario, "lived", batch=3)
    for _ in live(scenario, 11, projects=2, steps=40):
        lived.projector.catch_up()
    filled = views_of(scenario, "filled")
    filled.projector.catch_up()
    rows = all_rows(lived)
    assert rows["statistics_entries"]
    assert rows == all_rows(filled)
