"""Pre-review (提前预审): an opinion given in advance, without legal force; never a receipt."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from msgspec.structs import replace

from domain.errors import DomainError
from domain.project.model.attempts import Review
from domain.project.model.evolution import Consequence, MatterEvent, evolves_matter, guards, out_of_order
from domain.project.model.phases import Act
from domain.project.model.state import Matter, Project


class Opinion(StrEnum):
    """What a pre-review ends with; `lapsed` when its ground fell away (the land went to another)."""

    FAVOURABLE = "favourable"
    OBJECTIONS = "objections"
    LAPSED = "lapsed"


@dataclass(frozen=True, kw_only=True)
class PreReviewStarted(MatterEvent):
    """A department began to look at a matter before its application."""

    TOPIC = "PreReviewStarted"
    ACT = Act.PRE_REVIEW


@dataclass(frozen=True, kw_only=True)
class PreReviewOpinionGiven(MatterEvent):
    """The opinion; with `started_on` the start is entered in the same act."""

    TOPIC = "PreReviewOpinionGiven"
    ACT = Act.PRE_REVIEW_OPINION
    CORRECTABLE: ClassVar[frozenset[str]] = MatterEvent.CORRECTABLE | {"result", "started_on"}

    result: Opinion
    started_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class OpinionLapsed(MatterEvent, Consequence):
    """The land went to another on `lost_on`: what was said in advance of building there holds no more (design §4)."""

    TOPIC = "OpinionLapsed"
    ACT = Act.PRE_REVIEW_OPINION

    lost_on: date


@guards(Act.PRE_REVIEW)
def _one_at_a_time(project: Project, matter: Matter, event: PreReviewStarted) -> DomainError | None:
    return DomainError("pre_review_open", matter=matter.key) if matter.review_open else None


@guards(Act.PRE_REVIEW_OPINION)
def _needs_a_start(
    project: Project, matter: Matter, event: PreReviewOpinionGiven | OpinionLapsed
) -> DomainError | None:
    possible = can_lapse(matter, event) if isinstance(event, OpinionLapsed) else matter.review_open
    return None if possible else out_of_order(matter, event)


def can_lapse(matter: Matter, event: OpinionLapsed) -> bool:
    """A pre-review was begun by the loss; one that lapses later does so by its answer, and waits for it."""
    begun = begun_by(matter, event.lost_on)
    return bool(begun) and (event.effective_on == event.lost_on or matter.reviews[begun - 1].result is not None)


def begun_by(matter: Matter, on: date) -> int:
    """How many of its pre-reviews were begun by a day."""
    return sum(review.started_on <= on for review in matter.reviews)


@evolves_matter(PreReviewStarted)
def _started(matter: Matter, event: PreReviewStarted) -> Matter:
    return replace(matter, reviews=(*matter.reviews, Review(started_on=event.effective_on)))


@evolves_matter(PreReviewOpinionGiven)
def _opinion(matter: Matter, event: PreReviewOpinionGiven) -> Matter:
    review = replace(matter.reviews[-1], result=event.result.value, opinion_on=event.effective_on)
    return replace(matter, reviews=(*matter.reviews[:-1], review))


@evolves_matter(OpinionLapsed)
def _lapsed(matter: Matter, event: OpinionLapsed) -> Matter:
    place = begun_by(matter, event.lost_on) - 1
    was = matter.reviews[place]
    review = replace(was, result=Opinion.LAPSED.value, opinion_on=event.effective_on, lapsed_from=was.result)
    return replace(matter, reviews=(*matter.reviews[:place], review, *matter.reviews[place + 1 :]))
