"""A record's consequences as they read today, ready for what every command asks of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from domain.event import Event
from domain.project.events.applications import AcceptanceDeemed
from domain.project.model.evolution import Consequence
from domain.project.record.consequences import Key, Receipt, key_of, standing_consequences
from domain.project.record.expiring import ENDING_TOPICS

Recorded = dict[Key, Event | None]


@dataclass(frozen=True, eq=False)
class Settled:
    """The recorded consequences by what tells them apart; None for one that was voided.

    What only adds leaves them as they are, so that a command on a long record need not go through all of them.
    """

    recorded: Mapping[Key, Event | None]

    @classmethod
    def of(cls, log: Sequence[Event]) -> "Settled":
        """Those of a whole log."""
        return cls(standing_consequences(log))

    def plus(self, events: Iterable[Event]) -> "Settled":
        """With those among new events."""
        news = {key_of(event): event for event in events if isinstance(event, Consequence)}
        return Settled({**self.recorded, **news}) if news else self

    def about(self, subjects: Iterable[str]) -> Recorded:
        """Those about some matters, facts and stages."""
        return {key: event for subject in subjects for key, event in self.by_subject.get(subject, {}).items()}

    @cached_property
    def by_subject(self) -> Mapping[str, Recorded]:
        found: defaultdict[str, Recorded] = defaultdict(dict)
        for key, event in self.recorded.items():
            found[key[1]][key] = event
        return found

    @cached_property
    def ended(self) -> frozenset[Key]:
        """What time brought to an end."""
        return frozenset(key for key in self.recorded if key[0] in ENDING_TOPICS)

    @cached_property
    def deemed(self) -> frozenset[Receipt]:
        """The receipts that silence brought through."""
        return frozenset(
            (key[1], date.fromisoformat(key[2])) for key in self.recorded if key[0] == AcceptanceDeemed.TOPIC
        )
