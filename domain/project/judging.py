"""How a command is judged: put in place among the facts, checked against its own matter, its consequences drawn.

Nothing is refused because of another matter; what should not be is a code that needs a reason (design §2).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from domain.errors import DomainError
from domain.event import Event, Stamp
from domain.project.applications import AcceptanceDeemed
from domain.project.consequences import consequences
from domain.project.corrections import RecordCorrected
from domain.project.decisions import ServiceListGranted
from domain.project.evolution import Applied, Consequence, Day, MatterEvent, ProjectEvent, Rules, walk
from domain.project.irregularities import Codes, irregularities
from domain.project.lifecycle import ProjectRegistered
from domain.project.reading import facts
from domain.project.servicelist import SERVICE_LIST_MATTER, ServiceListIssued
from domain.project.state import Project


@dataclass(frozen=True)
class Judgement:
    """What a command would record: all events of the save, the codes that still need a reason, the state after."""

    events: tuple[Event, ...]
    needs_reason: tuple[tuple[int, Codes], ...]  # (index among the command's items, codes)
    days: tuple[Day, ...]  # the project's whole life, with the command in it

    @property
    def project(self) -> Project:
        return self.days[-1].project

    def confirmed(self) -> tuple[Event, ...]:
        """The events to save; refused while a code has no reason. Raises DomainError reason_required."""
        if self.needs_reason:
            codes = sorted({code.value for _, found in self.needs_reason for code in found})
            raise DomainError(
                "reason_required", codes="、".join(codes), items=[index for index, _ in self.needs_reason]
            )
        return self.events


def judge(
    log: Sequence[Event],
    entries: Sequence[Event],
    stamp: Stamp,
    rules: Rules,
    today: date,
    *,
    items: Sequence[int] | None = None,
    deem: frozenset[str] = frozenset(),
) -> Judgement:
    """Judge a command's own events as a whole (ruling 4).

    `stamp` is the envelope of the consequences, `items` the index of the item behind each entry, `deem` as in
    `consequences`. Raises DomainError: act_out_of_order and the other impossibilities.
    """
    entries = number(log, entries)
    news = consequences([*log, *entries], stamp, rules, today, deem)
    deemed = [event for event in news if isinstance(event, AcceptanceDeemed)]
    others = [event for event in news if not isinstance(event, AcceptanceDeemed)]
    save = number(log, [*deemed, *entries, *others])
    mine = save[len(deemed) : len(deemed) + len(entries)]
    own = {event.originator_version: item for event, item in zip(mine, items or count(), strict=False)}
    cause = f"v{max(own)}" if own else ""
    save = [replace(event, cause=cause) if is_derived(event, own) else event for event in save]
    days = tuple(walk(stamp["originator_id"], facts([*log, *save]), rules))
    refuse_impossible(days, touched(log, save, own), own)
    codes = irregularities(days, rules)
    save = [with_codes(event, codes) for event in save]
    return Judgement(tuple(save), tuple(unreasoned(save, codes, own)), days)


def number(log: Sequence[Event], events: Sequence[Event]) -> list[Event]:
    """The events with the versions they will have."""
    return [replace(event, originator_version=version) for version, event in enumerate(events, start=len(log) + 1)]


Touched = dict[str, int]  # the matters whose sequence a command touches, each with the first item that does


def touched(log: Sequence[Event], save: Sequence[Event], own: dict[int, int]) -> Touched:
    """Those acted on or corrected; the list's own matter by the list, and every matter by the day of the landing."""
    by_version = {event.originator_version: event for event in log}
    found: Touched = {}
    for event in save:
        if event.originator_version not in own:
            continue
        target = by_version.get(event.corrects) if isinstance(event, RecordCorrected) else event
        keys = [target.matter] if isinstance(target, MatterEvent) else []
        if isinstance(target, ServiceListIssued):
            keys = [SERVICE_LIST_MATTER]
        if isinstance(target, ProjectRegistered):
            keys = [other.matter for other in log if isinstance(other, MatterEvent)]
        for key in keys:
            found.setdefault(key, own[event.originator_version])
    return found


def is_derived(event: Event, own: dict[int, int]) -> bool:
    return event.originator_version not in own and not event.cause


def with_codes(event: Event, codes: dict[int, Codes]) -> Event:
    found = codes.get(event.originator_version)
    if not found or not isinstance(event, ProjectEvent):
        return event
    return replace(event, irregularities=tuple(code.value for code in found))


def unreasoned(save: Sequence[Event], codes: dict[int, Codes], own: dict[int, int]) -> list[tuple[int, Codes]]:
    """The command's events that carry a code and no reason; the list's own grant counts, other consequences not."""
    issued = next((own[event.originator_version] for event in save if isinstance(event, ServiceListIssued)), 0)
    return [
        (own.get(event.originator_version, issued), codes[event.originator_version])
        for event in save
        if event.originator_version in codes
        and not event.reason.strip()
        and (isinstance(event, ServiceListGranted) or not isinstance(event, Consequence))
    ]


def refuse_impossible(days: Sequence[Day], matters: Touched, own: dict[int, int]) -> None:
    """Raise the first problem among the touched matters, naming the act in the way."""
    for day in days:
        for applied in day.applied:
            event = applied.event
            if applied.problem and isinstance(event, MatterEvent) and event.matter in matters:
                raise explained(applied, event, days, own, matters[event.matter])


def explained(
    applied: Applied, event: MatterEvent, days: Sequence[Day], own: dict[int, int], touching: int
) -> DomainError:
    """The problem with its item's index, and which recorded act stands in the way."""
    problem = applied.problem or DomainError("act_out_of_order")
    if event.originator_version in own:
        way = act_before(days, event)
        index = own[event.originator_version]
    else:
        way, index = event, touching
    named = f"{way.ACT.value} {way.effective_on} (v{way.originator_version})" if way else "-"
    return DomainError(problem.code, **(problem.params | {"in_the_way": named, "index": index}))


def act_before(days: Sequence[Day], event: MatterEvent) -> MatterEvent | None:
    """The last act of the same matter that was possible before this one."""
    before = [
        applied.event
        for day in days
        for applied in day.applied
        if isinstance(applied.event, MatterEvent)
        and applied.event.matter == event.matter
        and applied.problem is None
        and applied.event.effective_on <= event.effective_on
    ]
    return before[-1] if before else None
