"""What a forecast says: each date with its ground, so that it can be explained in words (`because.<basis>`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from domain.project.due.deadlines import Owner


class Basis(StrEnum):
    """The rule or fact a date came from. `matter`, `fact` and `on` of a `Because` say which one it followed."""

    # facts
    BEGUN = "begun"  # own pre-review or receipt
    GRANTED = "granted"
    EXEMPTED = "exempted"  # waived or declared not applicable
    FACT = "fact"  # a project fact (`fact`)
    REACHED = "reached"  # the milestone was reached
    # when a matter begins
    LANDED = "landed"  # it waits for nothing but the landing
    AFTER_GRANT = "after_grant"  # the last it depends on (`matter`) is granted
    AFTER_BEGIN = "after_begin"  # its pre-review follows the begin of `matter`
    AGAIN = "again"  # its last attempt ended without a grant, or the grant fell away
    AFTER_OBJECTIONS = "after_objections"  # the pre-review ended with objections: only an application is left
    OPINION_LAPSED = "opinion_lapsed"  # its ground fell away: everything begins anew
    # when it is granted
    LIMIT = "limit"  # the promised limit after it begins
    CLOCK = "clock"  # the promised limit of the running clock, with its stops and extensions
    STOP_END = "stop_end"  # the same, the open stop taken to end
    ANSWER = "answer"  # accepted when the answer is due, then the limit
    SUPPLEMENT = "supplement"  # the supplement taken to come in, then as a receipt
    OPINION_DUE = "opinion_due"  # an open pre-review ends within the limit
    OPINION = "opinion"  # a favourable opinion was given
    ISSUE_DAY = "issue_day"  # the issue day after the last it depends on (`matter`)
    # both, and milestones
    AFTER_WORKS = "after_works"  # works complete
    NOT_BEFORE = "not_before"  # rolled forward to the day of the reading
    LAST_GRANT = "last_grant"  # the last of several matters (`matter`)
    CONSTRUCTION_DAYS = "construction_days"  # so many days after the construction start


class Because(NamedTuple):
    """Why a date is what it is: the rule, the matter or fact it followed, and the day that counted."""

    basis: Basis
    on: date | None = None
    matter: str = ""
    fact: str = ""


class Foreseen(NamedTuple):
    """A date of a forecast. `actual`: it is a fact; `provisional` (暂估): an unofficial day was counted."""

    on: date
    because: Because
    actual: bool = False
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class MatterForecast:
    """One matter. `begins` is the begin its grant follows from: after a refusal, that of the next attempt.

    Both None where works complete is not known.
    """

    begins: Foreseen | None
    granted: Foreseen | None


@dataclass(frozen=True, slots=True)
class Hold:
    """The matter that holds the construction permit now, and whose move it is."""

    matter: str
    owner: Owner
    department: str


@dataclass(frozen=True)
class Forecast:
    """The plan of a project's listed matters with actual dates in place of planned ones; never an event.

    `critical_chain`: the open matters that set the permit's date one after the other, from the one that holds it
    now. Where the construction permit does not apply, `construction_permit` is the construction start (ruling 33).
    """

    as_of: date | None
    matters: Mapping[str, MatterForecast] = field(default_factory=dict)
    milestones: Mapping[str, Foreseen | None] = field(default_factory=dict)
    construction_permit: Foreseen | None = None
    construction_start: Foreseen | None = None
    construction_days: int | None = None
    critical_chain: tuple[str, ...] = ()
    held_by: Hold | None = None
