"""提前预审: an opinion without legal force, on a track of its own beside the phase."""

import pytest

from domain.project.model.limits import review_due
from domain.project.model.phases import Phase
from tests.domain.project.conftest import PERMIT
from tests.scenario import Scenario, day, refused


def test_a_pre_review_moves_no_phase_and_is_no_receipt(ready: Scenario) -> None:
    ready.act(PERMIT, "pre-review", "02-02")
    matter = ready.matter(PERMIT)
    assert (matter.phase, matter.attempts, matter.begun_on) == (Phase.PLANNED, (), day("02-02"))


def test_an_open_pre_review_is_due_its_promised_limit_after_its_start(ready: Scenario) -> None:
    """Ruling 17."""
    ready.act(PERMIT, "pre-review", "02-02")
    waiting = review_due(ready.matter(PERMIT), ready.rules.calendar)
    assert waiting
    assert waiting.due_on == day("02-05")


@pytest.mark.parametrize("result", ["favourable", "objections", "lapsed"])
def test_an_opinion_ends_it(ready: Scenario, result: str) -> None:
    """Ruling 22."""
    ready.act(PERMIT, "pre-review", "02-02")
    ready.act(PERMIT, "pre-review-opinion", "02-04", result=result)
    review = ready.matter(PERMIT).review
    assert review
    assert (review.result, review.opinion_on) == (result, day("02-04"))
    assert review_due(ready.matter(PERMIT), ready.rules.calendar) is None


def test_an_opinion_needs_a_start(ready: Scenario) -> None:
    """Rulings §5 (a)."""
    with refused("act_out_of_order"):
        ready.act(PERMIT, "pre-review-opinion", "02-04", result="favourable")


def test_an_opinion_given_with_its_start_is_two_acts_of_one_version(ready: Scenario) -> None:
    """Ruling 2."""
    ready.act(PERMIT, "pre-review-opinion", "02-04", result="favourable", started_on="02-02")
    open_one, given = ready.matter(PERMIT, "02-03").review, ready.matter(PERMIT, "02-04").review
    assert open_one
    assert given
    assert (open_one.started_on, open_one.result, given.result) == (day("02-02"), None, "favourable")
    assert ready.read("02-02").stages["planning_permission"].opened_on == day("2025-12-01")


def test_an_opinion_does_not_come_before_its_start(ready: Scenario) -> None:
    with refused("end_before_beginning", field="started_on"):
        ready.act(PERMIT, "pre-review-opinion", "02-04", result="favourable", started_on="02-05")


def test_the_start_given_with_an_opinion_is_correctable(ready: Scenario) -> None:
    ready.act(PERMIT, "pre-review-opinion", "02-04", result="favourable", started_on="02-02")
    version = ready.version_of("PreReviewOpinionGiven")
    ready.correct(version, started_on="2026-02-03", result="objections")
    review = ready.matter(PERMIT).review
    assert review
    assert (review.started_on, review.result) == (day("02-03"), "objections")
    with refused("end_before_beginning"):
        ready.correct(version, started_on="2026-02-05")
    with refused("act_out_of_order"):
        ready.correct(version, started_on=None)


def test_a_second_pre_review_needs_the_first_to_end(ready: Scenario) -> None:
    ready.act(PERMIT, "pre-review", "02-02")
    with refused("pre_review_open", matter=PERMIT):
        ready.act(PERMIT, "pre-review", "02-03")
    with refused("pre_review_open"):
        ready.act(PERMIT, "pre-review-opinion", "02-04", result="favourable", started_on="02-03")
    ready.act(PERMIT, "pre-review-opinion", "02-04", result="objections")
    ready.act(PERMIT, "pre-review", "02-04")
    assert len(ready.matter(PERMIT).reviews) == 2


def test_a_pre_review_does_not_begin_after_the_receipt(received: Scenario) -> None:
    with refused("act_out_of_order"):
        received.act(PERMIT, "pre-review", "03-03")


def test_a_late_opinion_is_recorded_after_the_receipt(ready: Scenario) -> None:
    """Rulings §5 (a): recorded in every phase, and no answer to the receipt."""
    ready.act(PERMIT, "pre-review", "02-02")
    ready.act(PERMIT, "receive", "03-02", receipt_no="JM-1")
    ready.act(PERMIT, "pre-review-opinion", "03-04", result="favourable")
    assert ready.matter(PERMIT).phase is Phase.RECEIVED
    assert ready.topics(ready.deem()) == ["AcceptanceDeemed"]


def test_the_pre_review_belongs_to_the_matter_not_to_the_attempt(ready: Scenario) -> None:
    """Ruling 21."""
    ready.act(PERMIT, "pre-review-opinion", "02-04", result="favourable", started_on="02-02")
    ready.act(PERMIT, "receive", "03-02", receipt_no="JM-1")
    ready.act(PERMIT, "withdraw", "03-04")
    ready.act(PERMIT, "receive", "03-09", receipt_no="JM-2")
    assert len(ready.matter(PERMIT).reviews) == 1
