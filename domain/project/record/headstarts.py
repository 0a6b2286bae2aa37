"""Head starts: matters begun before what they wait for was granted (压茬), opinions before the receipt (提前预审).

Design §5. A matter is begun by its own pre-review or acceptance; what is granted without either was never begun. It
overlaps when that was before the last of its applicable prerequisites was granted; what is waived or does not apply is
not waited for. An opinion came before the receipt when it was given on an earlier day; it held when it was favourable
and the first application was granted. One that lapsed with the land was given, and did not hold.
"""

from collections.abc import Container, Iterator
from datetime import date

from msgspec import Struct

from domain.project.events.reviews import Opinion
from domain.project.model.attempts import Review
from domain.project.model.phases import EXEMPT
from domain.project.model.prerequisites import applies, visible
from domain.project.model.state import Matter, Project

GIVEN = frozenset({Opinion.FAVOURABLE, Opinion.OBJECTIONS})


class HeadStart(Struct, frozen=True):
    """How a matter was begun. `prior`: before the landing.

    `overlapped`: None where nothing had to come before. `held`: of a favourable opinion before the receipt; None for
    other matters, and as long as neither the first application is decided nor the land lost.
    """

    key: str
    matter: str
    department: str
    team: str
    begun_on: date
    overlapped: bool | None
    reviewed: bool
    held: bool | None
    prior: bool
    unconfirmed: bool


def head_starts(project: Project, touched: Container[str] | None = None) -> Iterator[HeadStart]:
    """The matters of a project that have begun; those alone that some of the catalogue's matters can have changed."""
    for matter in project.matters.values():
        if touched is None or concerned(matter, touched):
            begun = begun_on(matter)
            if begun:
                yield head_start(project, matter, begun)


def begun_on(matter: Matter) -> date | None:
    """The day of its first pre-review or acceptance, whichever came first."""
    reviews = [review.started_on for review in matter.reviews[:1]]
    accepted = [attempt.accepted_on for attempt in matter.attempts if attempt.accepted_on]
    return min([*reviews, *accepted], default=None)


def concerned(matter: Matter, touched: Container[str]) -> bool:
    """It is one of these matters, or waits for one."""
    return matter.definition.id in touched or any(one in touched for one in matter.definition.depends_on)


def head_start(project: Project, matter: Matter, begun_on: date) -> HeadStart:
    """How one matter was begun."""
    opinion = opinion_before_receipt(matter)
    return HeadStart(
        key=matter.key,
        matter=matter.definition.id,
        department=matter.definition.department,
        team=project.team,
        begun_on=begun_on,
        overlapped=overlapped(project, matter, begun_on),
        reviewed=opinion is not None,
        held=held(matter, opinion) if opinion else None,
        prior=project.landed_on is not None and begun_on < project.landed_on,
        unconfirmed=bool(matter.unconfirmed),
    )


def overlapped(project: Project, matter: Matter, begun_on: date) -> bool | None:
    """Whether it was begun before the day of the last grant it waits for; None where it waits for nothing."""
    wanted = visible(project, matter.definition.depends_on, project.scopes.place(matter.key))
    others = [project.matters.get(key) for key in wanted if applies(project, key)]
    granted = [one.first_granted_on if one else None for one in others if one is None or one.phase not in EXEMPT]
    return any(on is None or on > begun_on for on in granted) if granted else None


def opinion_before_receipt(matter: Matter) -> Review | None:
    """The last opinion given on a day before the first receipt, or before the grant of what knows no receipt."""
    applied_on = matter.attempts[0].received_on if matter.attempts else matter.first_granted_on
    given = [
        review
        for review in matter.reviews
        if said(review) in GIVEN and review.opinion_on and (applied_on is None or review.opinion_on < applied_on)
    ]
    return given[-1] if given else None


def said(review: Review) -> str | None:
    """What the opinion was, even if it lapsed with the land afterwards."""
    return review.lapsed_from or review.result


def held(matter: Matter, opinion: Review) -> bool | None:
    """Whether the first application was granted on a favourable opinion that stood; None until it has ended."""
    if said(opinion) != Opinion.FAVOURABLE:
        return None
    if opinion.lapsed_from:
        return False
    granted_on = matter.first_granted_on
    if granted_on:
        return all(later.received_on > granted_on for later in matter.attempts[1:])
    return False if matter.attempts and matter.attempts[0].ended_on else None
