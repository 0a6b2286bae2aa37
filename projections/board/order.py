"""In which order the board shows its rows, and the ways in: how its pages are found however many projects there are.

A page is found along an index by the due day: the rows of a light are among those that are passed on the way. Where
they are few, the walk would pass nearly all rows; so the few are looked up by the day of their light first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, func, literal, or_, true

from domain.errors import DomainError
from domain.lights import Light
from projections.cursors import Cursor
from projections.views.portfolio import portfolio

LIGHTS = tuple(light.value for light in Light)
NEVER = literal(date.max)
Condition = ColumnElement[bool]

c = portfolio.c
RUNNING = c.state.is_(None)


@dataclass(frozen=True)
class Group:
    """Rows that stand together in an order: those of some lights, judged one by one on the way.

    `found`: the same rows as indexes by day have them, each condition some of them; none where there is no such way.
    """

    lights: frozenset[Light]
    which: Condition
    found: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Order:
    """A sort: groups in turn, each by a column and then the number."""

    column: Column[Any]
    groups: Callable[[date], Sequence[Group]] = lambda _: (Group(frozenset(Light), true()),)
    descending: bool = False

    @property
    def by(self) -> tuple[ColumnElement[Any], ...]:
        return (self.column.desc() if self.descending else self.column, c.number)

    def behind(self, cursor: Cursor) -> Condition:
        """The rows after the cursor within its group."""
        beyond = self.column < cursor.value if self.descending else self.column > cursor.value
        return or_(beyond, and_(self.column == cursor.value, c.number > cursor.number))

    def of_light(self, today: date, light: Light | None) -> Sequence[Group | None]:
        """The groups with the rows of one light only; None in place of those that have none of it."""
        return [narrowed(group, today, light) for group in self.groups(today)]


def narrowed(group: Group, today: date, light: Light | None) -> Group | None:
    """The rows of a group that are of a light."""
    if light is None:
        return group
    if light not in group.lights:
        return None
    found = group.found or ways_in(light, today)
    return Group(frozenset({light}), and_(group.which, light_is(light, today)), found)


def light_named(light: str) -> Light:
    """The light of a name. Raises DomainError unknown_light."""
    if light not in LIGHTS:
        raise DomainError("unknown_light", field="light", light=light, known="、".join(LIGHTS))
    return Light(light)


def light_is(light: Light, today: date) -> Condition:
    """The rows whose light it is on a day (ruling 35).

    Something is due after the day on which it becomes yellow: what is green has its next day before it.
    """
    if light in (Light.STOPPED, Light.BLUE):
        return c.state == light.value
    if light is Light.RED:
        return and_(RUNNING, come(c.red_on, today))
    if light is Light.YELLOW:
        return and_(RUNNING, come(c.yellow_on, today), still_to_come(c.red_on, today))
    return and_(RUNNING, still_to_come(c.yellow_on, today), c.sort_on > today)


def come(column: Column[Any], today: date) -> Condition:
    """The day has come; said so that no index by this day is taken, which would have to sort."""
    return func.coalesce(column, NEVER) <= today


def still_to_come(column: Column[Any], today: date) -> Condition:
    """It has not."""
    return func.coalesce(column, NEVER) > today


def ways_in(light: Light, today: date) -> tuple[Condition, ...]:
    """The rows of a light by the index of its day; the index by the state leads to the two that are states."""
    if light is Light.RED:
        return (and_(RUNNING, c.red_on <= today),)
    if light is Light.YELLOW:
        return (and_(RUNNING, c.yellow_on <= today, still_to_come(c.red_on, today)),)
    if light is Light.GREEN:
        return (and_(RUNNING, c.yellow_on > today), and_(RUNNING, c.yellow_on.is_(None)))
    return ()


def by_urgency(today: date) -> Sequence[Group]:
    """A statutory limit passed, other red, yellow, the rest."""
    red, yellow = light_is(Light.RED, today), light_is(Light.YELLOW, today)
    over = and_(RUNNING, c.over_statutory_on <= today, come(c.red_on, today))
    rest = or_(c.state.is_not(None), still_to_come(c.yellow_on, today))
    others = frozenset(Light) - {Light.RED, Light.YELLOW}
    return (
        Group(frozenset({Light.RED}), and_(red, come(c.over_statutory_on, today)), (over,)),
        Group(frozenset({Light.RED}), and_(red, still_to_come(c.over_statutory_on, today)), ways_in(Light.RED, today)),
        Group(frozenset({Light.YELLOW}), yellow, ways_in(Light.YELLOW, today)),
        Group(others, rest),
    )


ORDERS = {
    "urgency": Order(c.sort_on, by_urgency),
    "due": Order(c.sort_on),
    "code": Order(c.code),
    "landed": Order(c.landed_on, descending=True),
}
