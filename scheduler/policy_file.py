"""Reading a policy file: every flaw is a DomainError that names the place and what would be right there."""

import re
from datetime import time
from functools import cache
from importlib.resources import files
from string import Formatter

from domain.catalogue.plainfile import PlainFileError, parse_plain
from domain.errors import DomainError
from domain.nodes import Node
from projections.ops.accounts import Role
from scheduler.policy import LANGUAGES, Ladder, Overdue, Policy, Row, Window, Wording

PLACES = frozenset({"project", "matter", "due", "left", "over", "stopped"})
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@cache
def shipped_policy() -> Policy:
    """The default policy, shipped with the package."""
    return policy_of_content(shipped_policy_content())


def shipped_policy_content() -> object:
    """The content of the default policy, as parsed from its file."""
    return parse_plain(files("scheduler").joinpath("data/policy.yaml").read_text(encoding="utf-8"), "policy.yaml")


def read_policy(text: str, name: str) -> Policy:
    """The policy in a YAML or JSON text; DomainError policy_invalid names the place and what is wrong there."""
    try:
        content = parse_plain(text, name)
    except PlainFileError as error:
        raise flaw(error.place, error.cause) from error
    return policy_of_content(content)


def policy_of_content(content: object) -> Policy:
    """The policy of a content already parsed; DomainError policy_invalid."""
    top = mapping(content, "policy", {"version", "window", "rows"})
    rows = {kind_of(key): read_row(row, f"rows.{key}") for key, row in named(top["rows"], "rows").items()}
    return Policy(words(top["version"], "version"), read_window(top["window"]), rows)


def read_window(content: object) -> Window:
    hours = mapping(content, "window", {"opens", "closes"})
    opens, closes = clock(hours["opens"], "window.opens"), clock(hours["closes"], "window.closes")
    if closes <= opens:
        raise flaw("window.closes", "must be later than opens")
    return Window(opens, closes)


def read_row(content: object, place: str) -> Row:
    row = mapping(content, place, {"row", "ladders", "to", "wording"}, {"overdue"})
    wording = mapping(row["wording"], f"{place}.wording", set(LANGUAGES))
    return Row(
        number=number(row["row"], f"{place}.row", 1),
        ladders=read_ladders(row["ladders"], f"{place}.ladders"),
        overdue=read_overdue(row["overdue"], f"{place}.overdue") if "overdue" in row else None,
        to=tuple(role_of(role, f"{place}.to[{at}]") for at, role in enumerate(items(row["to"], f"{place}.to"))),
        wording={language: read_wording(wording[language], f"{place}.wording.{language}") for language in LANGUAGES},
    )


def read_ladders(content: object, place: str) -> tuple[Ladder, ...]:
    ladders = [read_ladder(item, f"{place}[{at}]") for at, item in enumerate(items(content, place))]
    ladders.sort(key=lambda ladder: ladder.shortest, reverse=True)
    lengths = [ladder.shortest for ladder in ladders]
    if len(set(lengths)) < len(lengths):
        raise flaw(place, "two ladders begin with the same length")
    if lengths[-1] != 0:
        raise flaw(place, "one ladder must begin from 0, so that every term has one")
    return tuple(ladders)


def read_ladder(content: object, place: str) -> Ladder:
    ladder = mapping(content, place, {"from", "before"})
    steps = enumerate(items(ladder["before"], f"{place}.before"))
    before = tuple(number(step, f"{place}.before[{at}]", 0) for at, step in steps)
    if len(set(before)) < len(before):
        raise flaw(f"{place}.before", "a step stands twice")
    return Ladder(number(ladder["from"], f"{place}.from", 0), before)


def read_overdue(content: object, place: str) -> Overdue:
    overdue = mapping(content, place, {"first", "every", "repeats"})
    first, every = (number(overdue[key], f"{place}.{key}", 1) for key in ("first", "every"))
    return Overdue(first, every, number(overdue["repeats"], f"{place}.repeats", 0))


def read_wording(content: object, place: str) -> Wording:
    parts = ("ahead", "overdue", "stopped", "provisional")
    wording = mapping(content, place, set(parts))
    return Wording(**{part: template(wording[part], f"{place}.{part}") for part in parts})


def template(content: object, place: str) -> str:
    """A text whose places are all known; a place is a bare name, so that no template reaches into an object."""
    text = words(content, place)
    try:
        used = {
            f"{field}{spec}{conversion or ''}"
            for _, field, spec, conversion in Formatter().parse(text)
            if field is not None
        }
    except ValueError as error:
        raise flaw(place, f"braces: {error}") from error
    if unknown := sorted(used - PLACES):
        raise flaw(place, f"unknown place {{{unknown[0]}}}: use {', '.join(sorted(PLACES))}")
    return text


def kind_of(key: str) -> Node:
    if key not in set(Node):
        raise flaw(f"rows.{key}", f"unknown kind of deadline: one of {', '.join(Node)}")
    return Node(key)


def role_of(value: object, place: str) -> Role:
    if value not in set(Role):
        raise flaw(place, f"unknown role {value!r}: one of {', '.join(Role)}")
    return Role(words(value, place))


def clock(value: object, place: str) -> time:
    if not isinstance(value, str) or not CLOCK.fullmatch(value):
        raise flaw(place, 'must be a time such as "08:30", in quotes')
    return time.fromisoformat(value)


def number(value: object, place: str, least: int) -> int:
    if type(value) is not int or value < least:
        raise flaw(place, f"must be a whole number, {least} or more")
    return value


def words(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise flaw(place, "must be a text")
    return value


def items(value: object, place: str) -> list[object]:
    if not isinstance(value, list) or not value:
        raise flaw(place, "must be a list with at least one entry")
    return value


def named(value: object, place: str) -> dict[str, object]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise flaw(place, "must be a mapping of names")
    return value


def mapping(
    value: object, place: str, required: set[str], optional: set[str] | frozenset[str] = frozenset()
) -> dict[str, object]:
    content = named(value, place)
    if unknown := sorted(set(content) - required - optional):
        raise flaw(f"{place}.{unknown[0]}", f"unknown: {', '.join(sorted(required | optional))} may stand here")
    if missing := sorted(required - set(content)):
        raise flaw(f"{place}.{missing[0]}", "is missing")
    return content


def flaw(place: str, cause: str) -> DomainError:
    return DomainError("policy_invalid", place=place, cause=cause)
