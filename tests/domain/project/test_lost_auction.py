"""The land went to another: the opinions that stood on it lapse by themselves, nothing closes (design §4)."""

import pytest

from domain.project.model.phases import Phase
from tests.domain.project.divided import add
from tests.scenario import Scenario, day

AUCTION = "land_listing_grant"
ON_THE_LAND = "construction_planning_permit"  # waits for the land through the review of its scheme
FREE = "project_filing"  # waits for no land
REASON = "如实记录"


@pytest.fixture
def reviewed(scenario: Scenario) -> Scenario:
    """A favourable opinion of 02-04 on the land and one that needs none; the auction accepted on 02-02."""
    scenario.at("01-05 09:00").registered().listed().at("04-30 09:00")
    for matter in (ON_THE_LAND, FREE):
        scenario.act(matter, "pre-review-opinion", "02-04", REASON, result="favourable", started_on="2026-02-02")
    scenario.act(AUCTION, "receive", "02-02", REASON, receipt_no="1")
    scenario.act(AUCTION, "accept", "02-02", REASON)
    return scenario


def lost(scenario: Scenario, on: str = "03-10") -> Scenario:
    scenario.act(AUCTION, "refuse", on, REASON, document="成交公示")
    return scenario


def opinion(scenario: Scenario, matter: str = ON_THE_LAND, as_of: str | None = None) -> tuple[str | None, object]:
    review = scenario.matter(matter, as_of).review
    assert review
    return review.result, review.opinion_on


def test_the_opinions_on_the_land_lapse_on_the_day_it_was_lost(reviewed: Scenario) -> None:
    lost(reviewed)
    assert opinion(reviewed) == ("lapsed", day("03-10"))
    assert opinion(reviewed, as_of="03-09") == ("favourable", day("02-04"))
    assert reviewed.event("OpinionLapsed", ON_THE_LAND).lost_on == day("03-10")


def test_what_needs_no_land_keeps_its_opinion_and_nothing_closes(reviewed: Scenario) -> None:
    before = {key: matter.phase for key, matter in reviewed.read().matters.items()}
    lost(reviewed)
    assert opinion(reviewed, FREE) == ("favourable", day("02-04"))
    assert {key: matter.phase for key, matter in reviewed.read().matters.items()} == {**before, AUCTION: Phase.REFUSED}


def test_an_open_pre_review_on_the_land_ends_too(reviewed: Scenario) -> None:
    reviewed.act("construction_permit", "pre-review", "03-09", REASON)
    lost(reviewed)
    assert opinion(reviewed, "construction_permit") == ("lapsed", day("03-10"))


@pytest.mark.parametrize("act", ["grant", "close", "withdraw"])
def test_won_and_failed_auctions_leave_the_opinions_alone(reviewed: Scenario, act: str) -> None:
    """流拍 is another attempt."""
    reviewed.act(AUCTION, act, "03-10", REASON, **({"document": "成交确认书"} if act == "grant" else {}))
    assert opinion(reviewed) == ("favourable", day("02-04"))


def test_an_opinion_that_was_applied_upon_is_spent(reviewed: Scenario) -> None:
    reviewed.act(ON_THE_LAND, "receive", "03-09", REASON, receipt_no="1")
    lost(reviewed)
    assert opinion(reviewed) == ("favourable", day("02-04"))


@pytest.mark.parametrize(("given", "result"), [("03-10", "lapsed"), ("03-11", "favourable")])
def test_an_opinion_entered_later_lapses_by_its_own_day(scenario: Scenario, given: str, result: str) -> None:
    scenario.at("01-05 09:00").registered().listed().at("04-30 09:00")
    scenario.act(AUCTION, "receive", "02-02", REASON, receipt_no="1")
    scenario.act(AUCTION, "accept", "02-02", REASON)
    lost(scenario)
    started = f"2026-{given}"
    scenario.act(ON_THE_LAND, "pre-review-opinion", given, REASON, result="favourable", started_on=started)
    assert opinion(scenario)[0] == result


def test_a_refusal_that_was_no_loss_gives_the_opinions_back(reviewed: Scenario) -> None:
    lost(reviewed)
    reviewed.correct(reviewed.version_of("MatterRefused", AUCTION), void=True)
    assert opinion(reviewed) == ("favourable", day("02-04"))


def test_a_loss_on_another_day_moves_the_lapse(reviewed: Scenario) -> None:
    lost(reviewed)
    reviewed.correct(reviewed.version_of("MatterRefused", AUCTION), effective_on="2026-03-12")
    assert opinion(reviewed) == ("lapsed", day("03-12"))


def test_a_new_pre_review_after_the_loss_stands_until_the_next(reviewed: Scenario) -> None:
    lost(reviewed)
    reviewed.act(ON_THE_LAND, "pre-review-opinion", "03-20", REASON, result="favourable", started_on="2026-03-18")
    assert opinion(reviewed) == ("favourable", day("03-20"))
    reviewed.act(AUCTION, "receive", "03-20", REASON, receipt_no="2")
    reviewed.act(AUCTION, "accept", "03-20", REASON)
    lost(reviewed, "04-20")
    assert opinion(reviewed) == ("lapsed", day("04-20"))


@pytest.fixture
def under_review(scenario: Scenario) -> Scenario:
    """A pre-review open on the land since 03-01; the auction accepted on 02-02."""
    scenario.at("01-05 09:00").registered().listed().at("04-30 09:00")
    scenario.act(AUCTION, "receive", "02-02", REASON, receipt_no="1")
    scenario.act(AUCTION, "accept", "02-02", REASON)
    scenario.act(ON_THE_LAND, "pre-review", "03-01", REASON)
    return scenario


def answer(scenario: Scenario, on: str = "03-20", result: str = "favourable", **values: str) -> None:
    scenario.act(ON_THE_LAND, "pre-review-opinion", on, REASON, result=result, **values)


@pytest.mark.parametrize("first", ["opinion", "loss"])
def test_an_open_pre_review_that_was_answered_after_the_loss_lapses_with_its_answer(
    under_review: Scenario, first: str
) -> None:
    """The opinion is a true act: whichever was entered first, it stays, and so does what can be done afterwards."""
    for enter in (answer, lost) if first == "opinion" else (lost, answer):
        enter(under_review)
    assert opinion(under_review) == ("lapsed", day("03-20"))
    assert opinion(under_review, as_of="03-19") == (None, None)
    assert under_review.event("OpinionLapsed").lost_on == day("03-10")
    under_review.act(ON_THE_LAND, "receive", "03-24", REASON, receipt_no="2")
    under_review.act(ON_THE_LAND, "grant", "03-25", REASON, document="1")
    assert under_review.matter(ON_THE_LAND).phase is Phase.GRANTED


@pytest.mark.parametrize("first", ["opinion", "loss"])
@pytest.mark.parametrize("on", ["03-10", "03-20"])
def test_what_the_department_itself_said_lapsed_does_not_lapse_again(
    under_review: Scenario, first: str, on: str
) -> None:
    steps = (lambda: answer(under_review, on, "lapsed"), lambda: lost(under_review))
    for enter in steps if first == "opinion" else reversed(steps):
        enter()
    assert opinion(under_review) == ("lapsed", day(on))
    under_review.act(ON_THE_LAND, "receive", "03-24", REASON, receipt_no="2")
    assert under_review.matter(ON_THE_LAND).phase is Phase.RECEIVED


@pytest.mark.parametrize("next_began", ["03-10", "03-18", "03-20"])
def test_the_answer_is_told_from_that_of_the_next_pre_review(under_review: Scenario, next_began: str) -> None:
    lost(under_review)
    answer(under_review, started_on=f"2026-{next_began}")
    first, second = under_review.matter(ON_THE_LAND).reviews
    assert (first.result, first.opinion_on) == ("lapsed", day("03-10"))
    assert (second.result, second.opinion_on) == ("favourable", day("03-20"))


def test_a_pre_review_that_began_on_the_day_of_a_late_answer_is_left_alone(under_review: Scenario) -> None:
    lost(under_review)
    answer(under_review)
    under_review.act(ON_THE_LAND, "pre-review", "03-20", REASON)
    first, second = under_review.matter(ON_THE_LAND).reviews
    assert (first.result, first.opinion_on) == ("lapsed", day("03-20"))
    assert second.result is None
    answer(under_review, "03-24")
    assert opinion(under_review) == ("favourable", day("03-24"))


def lost_again(scenario: Scenario, on: str) -> Scenario:
    scenario.act(AUCTION, "receive", "03-16", REASON, receipt_no="2")
    scenario.act(AUCTION, "accept", "03-16", REASON)
    return lost(scenario, on)


def test_what_lapsed_does_not_lapse_again_when_the_land_is_lost_again(reviewed: Scenario) -> None:
    lost_again(lost(reviewed), "04-20")
    assert opinion(reviewed) == ("lapsed", day("03-10"))
    assert [event.TOPIC for event in reviewed.log].count("OpinionLapsed") == 1


@pytest.mark.parametrize("second", ["03-18", "03-20", "04-20"])
def test_a_late_answer_lapses_once_before_or_after_the_next_loss(under_review: Scenario, second: str) -> None:
    answer(under_review)
    lost_again(lost(under_review), second)
    assert opinion(under_review) == ("lapsed", day("03-20"))
    assert [event.TOPIC for event in under_review.log].count("OpinionLapsed") == 1


def test_opinions_on_another_parcel_stand(scenario: Scenario) -> None:
    scenario.at("01-05 09:00").registered().listed().at("04-30 09:00")
    of_the_land = (AUCTION, "land_grant_contract", "land_use_planning_permit", "design_scheme_review", ON_THE_LAND)
    for parcel in ("north", "south"):
        scenario.do(add(parcel, "01-06", *of_the_land, kind="parcel"))
    for parcel in ("north", "south"):
        key, given = f"{ON_THE_LAND}:{parcel}", {"result": "favourable", "started_on": "2026-02-02"}
        scenario.act(key, "pre-review-opinion", "02-04", REASON, **given)
    scenario.act(f"{AUCTION}:south", "receive", "02-02", REASON, receipt_no="1")
    scenario.act(f"{AUCTION}:south", "accept", "02-02", REASON)
    scenario.act(f"{AUCTION}:south", "refuse", "03-10", REASON, document="成交公示")
    assert opinion(scenario, f"{ON_THE_LAND}:south") == ("lapsed", day("03-10"))
    assert opinion(scenario, f"{ON_THE_LAND}:north") == ("favourable", day("02-04"))
