"""Posts, absences, hand-overs and the names of task forces as facts: who is who and who stands in (design §8).

What belongs to a task force stands in the task force's stream, all else in the person's own. Events hold staff ids and
nothing by which a person could be reached; of an absence they hold the days and who stands in, never why.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.event import Event, stream_id


class Post(StrEnum):
    """经办人, 部门负责人, 专班长, 专班成员, 分管领导, 督查, 企业联系人, 营商环境监督员 (his monitoring points)."""

    OFFICER = "officer"
    HEAD_OF_DEPARTMENT = "head_of_department"
    LEAD = "lead"
    MEMBER = "member"
    LEADERSHIP = "leadership"
    SUPERVISION = "supervision"
    ENTERPRISE = "enterprise"
    OBSERVER = "observer"


OF_DEPARTMENT = frozenset({Post.OFFICER, Post.HEAD_OF_DEPARTMENT})
OF_TEAM = frozenset({Post.LEAD, Post.MEMBER})
OF_PROJECT = frozenset({Post.ENTERPRISE, Post.OBSERVER})
OF_DISTRICT = frozenset({Post.LEADERSHIP, Post.SUPERVISION})


@dataclass(frozen=True, kw_only=True)
class DirectoryEvent(Event):
    """Something about who is who."""


@dataclass(frozen=True, kw_only=True)
class StaffEvent(DirectoryEvent):
    """Something about who somebody is; `staff` is his id."""

    staff: str


@dataclass(frozen=True, kw_only=True)
class TeamNamed(DirectoryEvent):
    """From `effective_on` on a task force is called so; with its first name it is there."""

    TOPIC = "TeamNamed"

    team: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PostTaken(StaffEvent):
    """From `effective_on` on a person holds a post; `of`: its department, task force or project.

    Several may hold the same one.
    """

    TOPIC = "PostTaken"

    post: Post
    of: str


@dataclass(frozen=True, kw_only=True)
class PostLeft(StaffEvent):
    """From `effective_on` on a person no longer holds a post; on the day he took it: it was taken by mistake."""

    TOPIC = "PostLeft"

    post: Post
    of: str


@dataclass(frozen=True, kw_only=True)
class AbsencePlanned(StaffEvent):
    """A person is away from `first_on` to `last_on`, both included; `substitute` stands in. Known ahead of its days."""

    TOPIC = "AbsencePlanned"

    first_on: date
    last_on: date
    substitute: str


@dataclass(frozen=True, kw_only=True)
class AbsenceEnded(StaffEvent):
    """A person is back on `returned_on`, earlier than planned; on the first day or before: he did not go.

    `absence`: the version of the event that planned it.
    """

    TOPIC = "AbsenceEnded"

    absence: int
    returned_on: date


@dataclass(frozen=True, kw_only=True)
class ProjectsHandedOver(StaffEvent):
    """A specialist gave projects to a successor, who is in charge of each of them from `effective_on` on.

    `team`: the task force they go to; empty when each stays in its own.
    """

    TOPIC = "ProjectsHandedOver"

    successor: str
    team: str
    projects: tuple[UUID, ...]


def stream_of_staff(district: str, staff: str) -> UUID:
    return stream_id(f"{district}/staff/{staff}")


def stream_of_team(district: str, team: str) -> UUID:
    return stream_id(f"{district}/team/{team}")


def stream_of_post(district: str, staff: str, post: Post, of: str) -> UUID:
    """The stream in which taking and leaving a post stands."""
    return stream_of_team(district, of) if post in OF_TEAM else stream_of_staff(district, staff)
