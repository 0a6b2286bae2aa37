"""How a command is judged: put in place among the facts, checked against its own matter, its consequences drawn.

Nothing is refused because of another matter; what should not be is a code that needs a reason (design §2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from domain.deciding.settling import COME_FIRST, quick_consequences
from domain.errors import DomainError
from domain.event import Event, Stamp
from domain.project.events.clocks import ClockSuspended, LimitExtended
from domain.project.events.confirmations import Verdict
from domain.project.events.corrections import RecordCorrected
from domain.project.events.decisions import ServiceListGranted
from domain.project.events.lifecycle import ProjectRegistered
from domain.project.events.service import ServiceEvent
from domain.project.events.servicelist import SERVICE_LIST_MATTER, ServiceListIssued
from domain.project.model.evolution import Applied, Consequence, Day, MatterEvent, ProjectEvent
from domain.project.model.rules import Rules
from domain.project.model.state import Project
from domain.project.record.consequences import consequences
from domain.project.record.irregularities import Codes, Irregularity, Judged
from domain.project.record.record import Record

AFTER_LIMIT = frozenset({Irregularity.SUSPENDED_AFTER_LIMIT, Irregularity.EXTENDED_AFTER_LIMIT})


@dataclass(frozen=True)
class Judgement:
    """What a command would record: all events of the save, the codes that still need a reason, the record after."""

    events: tuple[Event, ...]
    needs_reason: tuple[tuple[int, Codes], ...]  # (index among the command's items, codes)
    record: Record

    @property
    def project(self) -> Project:
        return self.record.project

    def confirmed(self) -> tuple[Event, ...]:
        """The events to save; refused while a code has no reason. Raises DomainError reason_required."""
        if self.needs_reason:
            codes = sorted({code.value for _, found in self.needs_reason for code in found})
            raise DomainError(
                "reason_required", codes="、".join(codes), items=[index for index, _ in self.needs_reason]
            )
        return self.events


def judge(
    record: Record,
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
    entries = number(record.log, entries)
    entered = record.plus(entries, rules)
    news = None if deem else quick_consequences(entered, entries, stamp, rules, today)
    if news is None:
        news = consequences(entered.log, stamp, rules, today, deem)
        entered = record
    deemed = [event for event in news if isinstance(event, COME_FIRST)]
    others = [event for event in news if not isinstance(event, COME_FIRST)]
    save = number(record.log, [*deemed, *entries, *others])
    mine = save[len(deemed) : len(deemed) + len(entries)]
    own = {event.originator_version: item for event, item in zip(mine, items or count(), strict=False)}
    cause = f"v{max(own)}" if own else ""
    save = [replace(event, cause=cause) if is_derived(event, own) else event for event in save]
    after = entered.plus(save[len(entered.log) - len(record.log) :], rules)
    if misfits := after.misfits:
        refuse_impossible(misfits, after.days, touched(record.log, save, own), own)
        refuse_impossible_course(misfits, entered_or_corrected(record.log, save, own))
    codes = after.codes_of(event.originator_version for event in save)
    save = [with_limits(with_codes(event, codes), after, rules) for event in save]
    return Judgement(tuple(save), tuple(unreasoned(save, codes, own)), after.recorded(record.log.extend(save)))


def number(log: Sequence[Event], events: Sequence[Event]) -> list[Event]:
    """The events with the versions they will have."""
    return [event.numbered(version) for version, event in enumerate(events, start=len(log) + 1)]


Touched = dict[str, int]  # the matters whose sequence a command touches, each with the first item that does


def touched(log: Sequence[Event], save: Sequence[Event], own: dict[int, int]) -> Touched:
    """Those acted on or corrected; the list's own matter by the list, and every matter by the day of the landing."""
    found: Touched = {}
    for event in save:
        if event.originator_version not in own:
            continue
        target = entry(log, event.corrects) if isinstance(event, RecordCorrected) else event
        keys = [target.matter] if isinstance(target, MatterEvent | Verdict) else []
        if isinstance(target, ServiceListIssued):
            keys = [SERVICE_LIST_MATTER]
        if isinstance(target, ProjectRegistered):
            keys = [other.matter for other in log if isinstance(other, MatterEvent)]
        for key in keys:
            found.setdefault(key, own[event.originator_version])
    return found


def entry(log: Sequence[Event], version: int) -> Event | None:
    """The so-manyth event of a stream."""
    return log[version - 1] if 0 < version <= len(log) else None


def is_derived(event: Event, own: dict[int, int]) -> bool:
    return event.originator_version not in own and not event.cause


def with_codes(event: Event, codes: Mapping[int, Codes]) -> Event:
    found = codes.get(event.originator_version)
    if not found or not isinstance(event, ProjectEvent):
        return event
    return replace(event, irregularities=tuple(code.value for code in found))


def with_limits(event: Event, record: Record, rules: Rules) -> Event:
    """A stop or an extension that came after a limit names which (rulings, section 6)."""
    if not isinstance(event, ClockSuspended | LimitExtended) or AFTER_LIMIT.isdisjoint(event.irregularities):
        return event
    judged = next(
        Judged(applied, day.project, record.project, rules)
        for day in record.days
        for applied in day.applied
        if applied.event.originator_version == event.originator_version and type(applied.event) is type(event)
    )
    return replace(event, limits_passed=tuple(judged.passed()))


def unreasoned(save: Sequence[Event], codes: Mapping[int, Codes], own: dict[int, int]) -> list[tuple[int, Codes]]:
    """The command's events that carry a code and no reason; the list's own grant counts, other consequences not."""
    issued = next((own[event.originator_version] for event in save if isinstance(event, ServiceListIssued)), 0)
    return [
        (own.get(event.originator_version, issued), codes[event.originator_version])
        for event in save
        if event.originator_version in codes
        and not event.reason.strip()
        and (isinstance(event, ServiceListGranted) or not isinstance(event, Consequence))
    ]


def refuse_impossible(misfits: Sequence[Applied], days: Sequence[Day], matters: Touched, own: dict[int, int]) -> None:
    """Raise the first problem among the touched matters, naming the act in the way."""
    for applied in misfits:
        event = applied.event
        if isinstance(event, MatterEvent) and event.matter in matters:
            raise explained(applied, event, days, own, matters[event.matter])


def entered_or_corrected(log: Sequence[Event], save: Sequence[Event], own: dict[int, int]) -> dict[Event, int]:
    """A command's own entries and those it corrects, as recorded, each with its item."""
    mine = [event for event in save if event.originator_version in own]
    corrected = [(log[event.corrects - 1], event) for event in mine if isinstance(event, RecordCorrected)]
    items = [(event, event) for event in mine] + corrected
    return {target: own[event.originator_version] for target, event in items}


def refuse_impossible_course(misfits: Sequence[Applied], entered: dict[Event, int]) -> None:
    """Raise what is impossible about an entry on the project as a whole, and what another course makes impossible."""
    items = {event.originator_version: item for event, item in entered.items()}
    courses = [item for event, item in entered.items() if isinstance(event, ServiceEvent)]
    for one in misfits:
        version, problem = one.event.originator_version, one.problem or DomainError("project_ended")
        if isinstance(one.event, MatterEvent) and problem.code != "project_ended":
            continue
        if version in items:
            raise DomainError(problem.code, **(problem.params | {"index": items[version]}))
        if courses:
            raise DomainError("acts_after_end", in_the_way=in_the_way(one.event), index=courses[0])


def in_the_way(event: Event) -> str:
    """An entry as a refusal names it: what, when, and its version."""
    what = event.ACT.value if isinstance(event, MatterEvent) else event.TOPIC
    return f"{what} {event.effective_on} (v{event.originator_version})"


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
    named = in_the_way(way) if way else "-"
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
