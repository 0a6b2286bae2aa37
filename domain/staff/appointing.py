"""The commands of the directory: take and leave a post, be away and come back, hand projects over, name a task force.

Each is a job on one stream. A record refuses only the impossible: a day to come, a post left that was not held, an
absence on days on which one is away already, oneself as one's own substitute or successor.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from domain.deciding.possible import refuse_backwards, refuse_future
from domain.errors import DomainError
from domain.event import Event, shanghai_date, stamped
from domain.log.ledger import Command, Job
from domain.log.logs import Log
from domain.personal_data import refuse_personal_data
from domain.staff.people import Absence, People
from domain.staff.posts import (
    OF_DISTRICT,
    OF_PROJECT,
    AbsenceEnded,
    AbsencePlanned,
    Post,
    PostLeft,
    PostTaken,
    ProjectsHandedOver,
    TeamNamed,
    stream_of_post,
    stream_of_staff,
    stream_of_team,
)

TEAM_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who takes or leaves which post, from which day on; `of`: its department, task force or project."""

    staff: str
    post: Post
    of: str
    effective_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """Days away, both included, and who stands in."""

    staff: str
    first_on: date
    last_on: date
    substitute: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Projects that change hands."""

    staff: str
    successor: str
    team: str
    projects: tuple[UUID, ...]
    effective_on: date
    reason: str = ""


def taking(district: str, command: Command, wanted: Appointment) -> Job:
    """Take a post; nothing is recorded when it is held already. DomainError future_date, post_of_nothing, …"""
    stream = stream_of_post(district, wanted.staff, wanted.post, wanted.of)

    def decide(log: Log, moment: datetime) -> Sequence[Event]:
        refuse_impossible(wanted, moment)
        refuse_place(wanted)
        standing = [one for one in People(log).all() if is_of(one.staff, one.post, one.of, wanted) and not one.until]
        if standing:
            return []
        stamp = stamp_of(stream, district, command, moment, wanted.effective_on, wanted.reason)
        return [PostTaken(**stamp, staff=wanted.staff, post=wanted.post, of=wanted.of)]

    return Job(stream, command, decide)


def leaving(district: str, command: Command, wanted: Appointment) -> Job:
    """Leave a post. DomainError future_date, post_not_held, end_before_beginning."""
    stream = stream_of_post(district, wanted.staff, wanted.post, wanted.of)

    def decide(log: Log, moment: datetime) -> Sequence[Event]:
        refuse_impossible(wanted, moment)
        held = [one for one in People(log).all() if is_of(one.staff, one.post, one.of, wanted) and not one.until]
        if not held:
            raise DomainError("post_not_held", staff=wanted.staff, post=wanted.post.value, of=wanted.of)
        refuse_backwards(held[0].since, "effective_on", wanted.effective_on, named="effective_on")
        stamp = stamp_of(stream, district, command, moment, wanted.effective_on, wanted.reason)
        return [PostLeft(**stamp, staff=wanted.staff, post=wanted.post, of=wanted.of)]

    return Job(stream, command, decide)


def going_away(district: str, command: Command, wanted: Leave) -> Job:
    """Plan an absence. DomainError end_before_beginning, own_substitute, absence_overlaps."""
    stream = stream_of_staff(district, wanted.staff)

    def decide(log: Log, moment: datetime) -> Sequence[Event]:
        refuse_backwards(wanted.first_on, "last_on", wanted.last_on, named="first_on")
        refuse_contact(wanted.staff, wanted.substitute)
        if wanted.substitute == wanted.staff:
            raise DomainError("own_substitute", staff=wanted.staff)
        for other in absences_of(log, wanted.staff):
            if other.meets(wanted.first_on, wanted.last_on):
                days = {"first": other.first_on.isoformat(), "last": other.last_on.isoformat()}
                raise DomainError("absence_overlaps", staff=wanted.staff, absence=other.number, **days)
        days_away: dict[str, Any] = {"first_on": wanted.first_on, "last_on": wanted.last_on}
        stamp = stamp_of(stream, district, command, moment)
        return [AbsencePlanned(**stamp, staff=wanted.staff, **days_away, substitute=wanted.substitute)]

    return Job(stream, command, decide)


def coming_back(district: str, command: Command, staff: str, absence: int, returned_on: date) -> Job:
    """End an absence early; on its first day or before it did not take place. DomainError unknown_absence, …_over."""
    stream = stream_of_staff(district, staff)

    def decide(log: Log, moment: datetime) -> Sequence[Event]:
        found = next((one for one in absences_of(log, staff) if one.number == absence), None)
        if found is None:
            raise DomainError("unknown_absence", staff=staff, absence=absence)
        if returned_on > found.last_on:
            last = found.last_on.isoformat()
            raise DomainError("absence_over", staff=staff, absence=absence, last=last, on=returned_on.isoformat())
        stamp = stamp_of(stream, district, command, moment)
        return [AbsenceEnded(**stamp, staff=staff, absence=absence, returned_on=returned_on)]

    return Job(stream, command, decide)


def handing_over(district: str, command: Command, wanted: HandOver) -> Job:
    """Hand projects over; that each has another specialist follows. DomainError future_date, own_successor, …"""
    stream = stream_of_staff(district, wanted.staff)

    def decide(_: Log, moment: datetime) -> Sequence[Event]:
        refuse_future("effective_on", wanted.effective_on, shanghai_date(moment))
        refuse_personal_data(wanted.reason)
        refuse_contact(wanted.staff, wanted.successor)
        if wanted.successor == wanted.staff:
            raise DomainError("own_successor", staff=wanted.staff)
        if not wanted.projects:
            raise DomainError("nothing_to_hand_over", staff=wanted.staff)
        stamp = stamp_of(stream, district, command, moment, wanted.effective_on, wanted.reason)
        to: dict[str, Any] = {"successor": wanted.successor, "team": wanted.team, "projects": wanted.projects}
        return [ProjectsHandedOver(**stamp, staff=wanted.staff, **to)]

    return Job(stream, command, decide)


def naming(district: str, command: Command, team: str, name: str, reason: str = "") -> Job:
    """Call a task force so from today on; nothing is recorded when it is called so already."""
    stream = stream_of_team(district, team)

    def decide(log: Log, moment: datetime) -> Sequence[Event]:
        refuse_team_code(team)
        for written in (name, reason):
            refuse_personal_data(written)
        if People(log).teams.get(team) == name:
            return []
        stamp = stamp_of(stream, district, command, moment, reason=reason)
        return [TeamNamed(**stamp, team=team, name=name)]

    return Job(stream, command, decide)


def refuse_impossible(wanted: Appointment, moment: datetime) -> None:
    refuse_future("effective_on", wanted.effective_on, shanghai_date(moment))
    refuse_personal_data(wanted.reason)
    refuse_contact(wanted.staff)
    if (wanted.post in OF_DISTRICT) == bool(wanted.of):
        code = "post_of_something" if wanted.of else "post_of_nothing"
        raise DomainError(code, post=wanted.post.value, of=wanted.of)


def refuse_place(wanted: Appointment) -> None:
    """What a post is of stays in the log for good; a project is told by its uuid. Any post taken can be left.

    A task force has the code under which projects already are, in whatever letters: only who names one is told how.
    """
    if wanted.post not in OF_PROJECT:
        refuse_personal_data(wanted.of, "of")


def refuse_team_code(team: str) -> None:
    """A task force that is named has a short code, no telephone. DomainError personal_data, team_code."""
    refuse_personal_data(team, "team")
    if not TEAM_CODE.fullmatch(team):
        raise DomainError("team_code", field="team", team=team)


def refuse_contact(*staff: str) -> None:
    """A telephone or an address is no staff id: the log is never erased."""
    for one in staff:
        refuse_personal_data(one)


def is_of(staff: str, post: Post, of: str, wanted: Appointment) -> bool:
    return (staff, post, of) == (wanted.staff, wanted.post, wanted.of)


def absences_of(log: Log, staff: str) -> Sequence[Absence]:
    return People(log).absences.get(staff, ())


def stamp_of(
    stream: UUID, district: str, command: Command, moment: datetime, on: date | None = None, reason: str = ""
) -> dict[str, Any]:
    """The envelope, effective on a day or today."""
    stamp = command.stamp(stream, district, moment)
    return stamped(stamp, reason=reason, effective_on=on or shanghai_date(moment))
