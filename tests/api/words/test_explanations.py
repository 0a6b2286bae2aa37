"""The steps of the date engine in words."""

from datetime import date

import pytest

from api.words.explanations import explain
from domain.dates.official import official_calendar
from domain.dates.terms import DueDate, Pause, Step, Term, Unit, act_before, due

CALENDAR = official_calendar()
WORKING, DAYS = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS
REVIEW = Pause(date(2026, 9, 24), date(2026, 10, 12))


def told(term: Term, pauses: list[Pause], start: date = date(2026, 9, 21), extension: int = 0) -> DueDate:
    return due(CALENDAR, start, term, pauses, extension)


STEPS: list[Step] = [
    *told(Term(15, WORKING), []).steps,
    *told(Term(5, WORKING), [REVIEW], extension=10).steps,
    *told(Term(500, WORKING), []).steps,
    *told(Term(5, WORKING), [Pause(date(2026, 9, 24), None)]).steps,
    *told(Term(0, WORKING), []).steps,
    *told(Term(10, DAYS), [Pause(date(2026, 9, 24), date(2026, 9, 25))]).steps,
    *told(Term(10, DAYS), []).steps,
    *told(Term(12, DAYS), [Pause(date(2026, 10, 8), date(2026, 10, 10))]).steps,
    *told(Term(20, DAYS), [Pause(date(2026, 10, 12), date(2026, 10, 14))]).steps,
    *told(Term(0, DAYS), [Pause(date(2026, 9, 21), date(2026, 9, 23))]).steps,
    *told(Term(1, Unit.MONTHS), [], date(2026, 9, 24)).steps,
    *told(Term(1, Unit.YEARS), []).steps,
    *act_before(CALENDAR, date(2026, 11, 4), Term(30, DAYS)).steps,
]
RULES = {
    "start_not_counted",
    "on_the_spot",
    "extended",
    "holiday",
    "makeup_days",
    "days_off",
    "stopped",
    "frozen",
    "term_ends",
    "moved_by_stops",
    "rolled_past_holiday",
    "rolled_past_weekend",
    "rolled_past_stop",
    "estimated_year",
    "act_before",
    "rolled_back",
}


def test_the_examples_show_every_rule() -> None:
    assert {step.rule for step in STEPS} == RULES


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.rule)
def test_every_step_has_words_and_names_its_date(step: Step, language: str) -> None:
    sentence = explain(step, language)
    assert step.on.isoformat() in sentence or step.rule == "extended"
    assert "step." not in sentence
    assert "{" not in sentence


def test_a_deadline_to_act_is_told_with_its_legal_day() -> None:
    assert [explain(step) for step in act_before(CALENDAR, date(2026, 11, 4), Term(30, DAYS)).steps] == [
        "须在 2026-11-04 之前 30 日办理，法定最后日 2026-10-05",
        "法定最后日 2026-10-05 非工作日，不顺延，应提前至 2026-09-30 办理",
    ]
