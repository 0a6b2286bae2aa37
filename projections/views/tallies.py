"""What is counted of some attempts, added up over matters and departments, with exact quantiles."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from domain.project.record.conclusions import OUTCOMES as ENDS

OUTCOMES = tuple(outcome.value for outcome in ENDS.values())
QUANTILES = {"median": 50, "p80": 80, "p90": 90}  # percent


@dataclass(frozen=True)
class Tally:
    """`used`, `waited`: how often each number of days occurs, of the department's clock and from the first receipt.

    All but `prior` and `unconfirmed`, which say what is left out, count what is neither.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    used: Counter[int] = field(default_factory=Counter)
    waited: Counter[int] = field(default_factory=Counter)
    promised_judged: int = 0
    promised_in_time: int = 0
    statutory_judged: int = 0
    statutory_in_time: int = 0
    stopped_attempts: int = 0
    stopped_days: int = 0
    prior: int = 0
    unconfirmed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        names = [item.name for item in fields(self)]
        added: dict[str, Any] = {name: getattr(self, name) + getattr(other, name) for name in names}
        return Tally(**added)


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    return sum(tallies, Tally())


def quantile(often: Counter[int], percent: int) -> int | None:
    """The smallest value that at least so many percent do not exceed (nearest rank); None without any."""
    rank = -(-often.total() * percent // 100)
    for value in sorted(often):
        rank -= often[value]
        if rank <= 0:
            return value
    return None


def rate(part: int, whole: int) -> float | None:
    """A share, to four places; None of nothing."""
    return round(part / whole, 4) if whole else None
