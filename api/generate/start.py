"""Generating: an empty store filled with projects, the same for the same seed and day."""

from datetime import date

from api.generate.copying import Copier, Progress
from api.generate.telling import Life, Teller
from domain.errors import DomainError
from domain.log.ledger import Ledger
from domain.project.model.rules import Rules
from domain.rulebook import RulebookEvent

LIVES = 48  # told by commands; more projects than that are copies
LOOK = 100  # events


def generate(
    ledger: Ledger, rules: Rules, district: str, projects: int, seed: int, until: date, progress: Progress
) -> int:
    """Fill an empty store; the number of events. Raises DomainError: generate_store_not_empty, generate_projects."""
    if projects < 1:
        raise DomainError("generate_projects", count=projects)
    refuse_projects(ledger)
    lives = tell_lives(rules, district, min(projects, LIVES), seed, until)
    return Copier(ledger.recorder, district, seed).write(lives, projects, progress)


def tell_lives(rules: Rules, district: str, count: int, seed: int, until: date) -> list[Life]:
    """So many different lives."""
    return [Teller(rules, district, seed, place, until).tell() for place in range(count)]


def refuse_projects(ledger: Ledger) -> None:
    """A store with nothing but a rulebook may be filled."""
    if any(not isinstance(event, RulebookEvent) for _, event in ledger.after(0, LOOK)):
        raise DomainError("generate_store_not_empty")
