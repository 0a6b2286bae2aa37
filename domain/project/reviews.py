"""Pre-review (提前预审): an opinion given in advance, without legal force; never a receipt."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from msgspec.structs import replace

from domain.errors import DomainError
from domain.project.attempts import Review
from domain.project.evolution import Consequence, MatterEvent, evolves_matter, guards, out_of_order
from domain.project.phases import Act
from domain.project.state import Matter, Project


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
    possible = matter.review if isinstance(event, OpinionLapsed) else matter.review_open
    return None if possible else out_of_order(matter, event)


@evolves_matter(PreReviewStarted)
def _started(matter: Matter, event: PreReviewStarted) -> Matter:
    return replace(matter, reviews=(*matter.reviews, Review(started_on=event.effective_on)))


@evolves_matter(PreReviewOpinionGiven)
def _opinion(matter: Matter, event: PreReviewOpinionGiven) -> Matter:
    return with_opinion(matter, event.result, event.effective_on)


@evolves_matter(OpinionLapsed)
def _lapsed(matter: Matter, event: OpinionLapsed) -> Matter:
    return with_opinion(matter, Opinion.LAPSED, event.effective_on)


def with_opinion(matter: Matter, result: Opinion, on: date) -> Matter:
    """With the result of its last pre-review."""
    review = replace(matter.reviews[-1], result=result.value, opinion_on=on)
    return replace(matter, reviews=(*matter.reviews[:-1], review))
