"""What can be wrong with a catalogue file, each with its place and what was probably meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from domain.errors import DomainError

LONGEST_SHOWN = 60


class Problem(StrEnum):
    """The kinds of flaw; the value is the key of its words in the locale files."""

    UNREADABLE = "catalogue_problem.unreadable"
    UNKNOWN_KEY = "catalogue_problem.unknown_key"
    MISSING_KEY = "catalogue_problem.missing_key"
    WRONG_TYPE = "catalogue_problem.wrong_type"
    NEGATIVE = "catalogue_problem.negative"
    UNKNOWN_VALUE = "catalogue_problem.unknown_value"
    UNKNOWN_REFERENCE = "catalogue_problem.unknown_reference"
    DUPLICATE = "catalogue_problem.duplicate"
    CYCLE = "catalogue_problem.cycle"
    CONTRADICTION = "catalogue_problem.contradiction"
    RULE_SYNTAX = "catalogue_problem.rule_syntax"
    RULE_FORBIDDEN = "catalogue_problem.rule_forbidden"
    RULE_NOT_BOOLEAN = "catalogue_problem.rule_not_boolean"
    RULE_UNKNOWN_FIELD = "catalogue_problem.rule_unknown_field"
    RULE_WRONG_TYPE = "catalogue_problem.rule_wrong_type"
    RULE_UNKNOWN_VALUE = "catalogue_problem.rule_unknown_value"


@dataclass(frozen=True)
class Flaw:
    """One flaw: where (`matters[12].depends_on[1]`), what kind, what stands there, what should stand there."""

    place: str
    problem: Problem
    found: str
    suggestion: str


def shown(value: object) -> str:
    """A value as it stands in a message: in one line, cut short."""
    words = "null" if value is None else str(value).lower() if isinstance(value, bool) else " ".join(str(value).split())
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…"


def nearest(word: object, choices: Iterable[str]) -> str:
    """The choice most like `word` ("did you mean"), or all of them when none is like it at all."""
    options = list(choices)
    close = get_close_matches(str(word), options, n=1, cutoff=0.5)
    return close[0] if close else " | ".join(options[:12])


def refusal(first: Flaw, *others: Flaw) -> DomainError:
    """The error `catalogue_invalid`: it names the first flaw and carries them all."""
    return DomainError(
        "catalogue_invalid",
        place=first.place,
        problem=first.problem,
        found=first.found,
        suggestion=first.suggestion,
        count=1 + len(others),
        flaws=(first, *others),
    )
