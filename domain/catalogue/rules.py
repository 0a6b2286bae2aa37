"""Profile rules: `applies_when` and its like, as one small tree that both decides and explains.

So an answer and its reason cannot differ. `rule_reader` makes the tree from a rule's text.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Answer = bool | int | Decimal | str
"""A value of a profile: never a float (ruling 30)."""

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@dataclass(frozen=True)
class Constant:
    """`true` or `false`."""

    value: bool

    def holds(self, _profile: Mapping[str, Answer]) -> bool:
        """Its value, whatever the profile."""
        return self.value


@dataclass(frozen=True)
class Criterion:
    """`field operator value`; a boolean field alone is `field == true`; `in` has several values."""

    field: str
    operator: str
    values: tuple[Answer, ...]

    def holds(self, profile: Mapping[str, Answer]) -> bool:
        """Whether the profile's answer passes."""
        answer = profile[self.field]
        if self.operator == "in":
            return answer in self.values
        return _OPERATORS[self.operator](answer, self.values[0])


@dataclass(frozen=True)
class Not:
    """The opposite of a condition."""

    part: "Condition"

    def holds(self, profile: Mapping[str, Answer]) -> bool:
        """Whether the part does not hold."""
        return not self.part.holds(profile)


@dataclass(frozen=True)
class Both:
    """Two conditions joined by `and` (`every`) or `or`."""

    every: bool
    left: "Condition"
    right: "Condition"

    def holds(self, profile: Mapping[str, Answer]) -> bool:
        """Whether both parts, or one of them, hold."""
        if self.every:
            return self.left.holds(profile) and self.right.holds(profile)
        return self.left.holds(profile) or self.right.holds(profile)


Condition = Constant | Criterion | Not | Both


@dataclass(frozen=True)
class Rule:
    """A checked rule: its text, the fields it reads in the order of the text, and its condition."""

    text: str
    fields: tuple[str, ...]
    condition: Condition

    def holds(self, profile: Mapping[str, Answer]) -> bool:
        """Whether the rule holds for a complete profile."""
        return self.condition.holds(profile)

    def decisive(self, profile: Mapping[str, Answer]) -> tuple[Criterion, ...]:
        """The criteria that decided: of an `and` that fails only those that fail, and so on."""
        return tuple(dict.fromkeys(_decisive(self.condition, profile)))


def _decisive(condition: Condition, profile: Mapping[str, Answer]) -> Iterator[Criterion]:
    match condition:
        case Criterion():
            yield condition
        case Not():
            yield from _decisive(condition.part, profile)
        case Both():
            outcome = condition.holds(profile)
            for part in (condition.left, condition.right):
                if part.holds(profile) == outcome:
                    yield from _decisive(part, profile)
