"""A digest: one message that tells a person of many rungs. Its lines, and what is recorded once it was taken."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from domain.event import Event
from domain.log.ledger import Job
from domain.reminders.digests import Digest, DigestKind, failing_digest, is_closed, sending_digest
from domain.reminders.rungs import Recipient, Rung
from scheduler.due.rung import DueRung
from scheduler.policy.policy import LANGUAGES
from scheduler.policy.saying import COLON
from scheduler.sending.parcels import Through


@dataclass(frozen=True, slots=True)
class Item:
    """A rung that a person is told of in a digest; not `told`: it only stands there, and comes by itself on its day.

    `on`: in a list, the day on which he took over or was back.
    """

    due: DueRung
    to: Recipient
    told: bool = True
    on: date | None = None


@dataclass(frozen=True)
class Letter(ABC):
    """A message in lines that is known by its digest; there is one for each person, kind and period."""

    digest: Digest

    @property
    def stream(self) -> UUID:
        return self.digest.stream

    @property
    def about(self) -> UUID:
        return self.digest.id

    @property
    def answers(self) -> Rung | None:
        """Each line is acknowledged by itself, on the page or by the API."""
        return None

    def delivery(self, _to: Recipient) -> UUID:
        return self.digest.id

    def closed(self, log: Sequence[Event], _to: Recipient) -> bool:
        return is_closed(log)

    def sending(self, _to: Recipient, by: Through) -> Sequence[Job]:
        return [sending_digest(self.digest, by.channel, by.policy, ())]

    def failing(self, _to: Recipient, by: Through, problem: str, *, final: bool) -> Sequence[Job]:
        return [failing_digest(self.digest, by.channel, by.policy, problem, final=final)]

    def content(self, to: Recipient) -> dict[str, Any]:
        """The message: its lines in each language, and what they are about."""
        lines = {one: self.lines(one) for one in LANGUAGES}
        return {
            "district": self.digest.district,
            "kind": self.digest.kind,
            "on": self.digest.period,
            "staff": to.staff,
            "role": to.role,
            "text": {one: "\n".join(some) for one, some in lines.items()},
            "lines": lines,
            "items": self.abouts(),
        }

    @abstractmethod
    def lines(self, language: str) -> list[str]:
        """The head, and a numbered line for each item."""

    @abstractmethod
    def abouts(self) -> list[dict[str, Any]]:
        """What each line is about, for programs."""


@dataclass(frozen=True)
class DueDigest(Letter):
    """A digest with its items, what is due first in front; `head` is its first line in each language."""

    items: tuple[Item, ...]
    head: Mapping[str, str]

    def sending(self, _to: Recipient, by: Through) -> Sequence[Job]:
        """The digest, then each rung in its own stream, known by the digest's delivery."""
        told = [item for item in self.items if item.told]
        rungs = tuple(item.due.rung.id for item in told)
        return [sending_digest(self.digest, by.channel, by.policy, rungs), *(self.told(item, by) for item in told)]

    def told(self, item: Item, by: Through) -> Job:
        """That a rung was told in the digest."""
        due = item.due
        return by.reminders.sending(due.rung, item.to, by.channel, by.policy, due.foreseen_on, by.delivery)

    def abouts(self) -> list[dict[str, Any]]:
        return [about(item.due) for item in self.items]

    def lines(self, language: str) -> list[str]:
        """The project is named where the words do not, but to an enterprise that reports on one."""
        one = self.digest.kind is DigestKind.RECURRING and len({item.due.rung.project for item in self.items}) == 1
        return [self.head[language], *(line(n, item, language, known=one) for n, item in enumerate(self.items, 1))]


def line(number: int, item: Item, language: str, *, known: bool) -> str:
    words = item.due.text[language]
    named = known or item.due.project_name in words
    return f"{number}. {words}" if named else f"{number}. {item.due.project_name}{COLON[language]}{words}"


def about(due: DueRung) -> dict[str, Any]:
    """What a line of a digest is about, for programs."""
    rung = due.rung
    return {
        "rung": rung.id,
        "project": {"id": rung.project, "code": due.project_code, "name": due.project_name},
        "matter": rung.matter,
        "kind": rung.kind,
        "step": rung.step,
        "due_on": rung.due_on,
    }


def in_order(items: Sequence[Item]) -> tuple[Item, ...]:
    """What is due first in front; each rung once."""
    found = {item.due.rung.id: item for item in items}
    return tuple(sorted(found.values(), key=place))


def place(item: Item) -> tuple[date, str, str]:
    due = item.due
    return due.rung.due_on, due.project_code, str(due.rung.id)
