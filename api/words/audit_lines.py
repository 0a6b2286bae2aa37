"""The audit as it is read: who, what, both times, by which way, for whom, before → after, and marks."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from api.access.people import of_words
from api.runtime import Runtime
from api.words.history_lines import NAMELESS, Words, happened
from api.words.naming import staff_words
from api.words.why_words import step_words
from domain.access import AccessDigested
from domain.concerns.concern import ConcernEvent
from domain.errors import DomainError
from domain.event import TOPICS, Event
from domain.project.events.corrections import RecordCorrected
from domain.project.events.lifecycle import CodeClaimed, CodeReleased
from domain.project.model.evolution import ProjectEvent
from domain.project.model.scoping import scope_names
from domain.receivers import ReceiverEvent
from domain.reminders.digests import DigestEvent
from domain.reminders.events import ReminderAcknowledged, ReminderSnoozed, RungEvent
from domain.rulebook import RulebookEvent
from domain.staff.posts import OF_PROJECT, DirectoryEvent, Post, PostLeft, PostTaken, StaffEvent
from projections.database import reading
from projections.lists.audit import Found, Mark, Sought, pages
from projections.views.history import HistoryRow
from projections.views.portfolio import portfolio

Line = dict[str, Any]
Projects = Mapping[str, Mapping[str, Any]]
"""Code, name and scopes of projects by id."""
PAGE = 500  # rows of an export at a time
POSTS = (PostTaken.TOPIC, PostLeft.TOPIC)
FOR_OTHERS = (StaffEvent, ReminderAcknowledged, ReminderSnoozed)  # `staff` is whom it is about, not who was told


class Family(StrEnum):
    """What an event is about."""

    PROJECT = "project"
    REMINDER = "reminder"
    PEOPLE = "people"
    CONCERN = "concern"
    RULEBOOK = "rulebook"
    CODE = "code"
    RECEIVER = "receiver"
    ACCESS = "access"
    OTHER = "other"


OF_FAMILY: Mapping[Family, tuple[type[Event], ...]] = {
    Family.PROJECT: (ProjectEvent, RecordCorrected),
    Family.REMINDER: (RungEvent, DigestEvent),
    Family.PEOPLE: (DirectoryEvent,),
    Family.CONCERN: (ConcernEvent,),
    Family.RULEBOOK: (RulebookEvent,),
    Family.RECEIVER: (ReceiverEvent,),
    Family.ACCESS: (AccessDigested,),
    Family.CODE: (CodeClaimed, CodeReleased),
}


@cache
def family_of(topic: str) -> Family:
    """What the events of a topic are about."""
    return next((family for family, kinds in OF_FAMILY.items() if issubclass(TOPICS[topic], kinds)), Family.OTHER)


def topics_of(kind: str | None) -> frozenset[str] | None:
    """The topics that a kind stands for: a family's, or itself. Raises DomainError unknown_kind."""
    if kind is None:
        return None
    if kind in set(Family):
        return frozenset(topic for topic in TOPICS if family_of(topic) == kind)
    if kind not in TOPICS:
        nearest = get_close_matches(kind, [*Family, *TOPICS], 3) or list(Family)
        raise DomainError("unknown_kind", field="kind", kind=kind, known="、".join(nearest))
    return frozenset({kind})


def lines(here: Runtime, found: Sequence[Found], language: str) -> list[Line]:
    """Rows of the audit, with the names of their projects and people."""
    words = Words(language, here.rules.catalogue, here.directory.now().teams)
    names, people = names_of(here, found), people_of(here, found)
    return [line(row, words.of_project(names.get(row.project, {}).get("scopes", {})), names, people) for row in found]


def exported(here: Runtime, sought: Sought, language: str) -> Iterator[Line]:
    """All that is found, one page in memory."""
    for page in pages(here.views, sought, PAGE):
        yield from lines(here, page, language)


def names_of(here: Runtime, found: Sequence[Found]) -> Projects:
    """Code, name and scopes of the projects that rows are about."""
    p, wanted = portfolio.c, sorted({name for row in found if (name := row.project or project_of_post(row))})
    with reading(here.views) as connection:
        rows = connection.execute(select(p.project, p.code, p.name, p.scopes, p.keepers).where(p.project.in_(wanted)))
        return {
            row.project: {"code": row.code, "name": row.name, "scopes": scope_names(row.scopes, row.keepers)}
            for row in rows
        }


def people_of(here: Runtime, found: Sequence[Found]) -> Mapping[str, str]:
    """The names of those who acted, and for whom, by their ids: those whose account has one still."""
    return here.accounts.names({staff for row in found for staff in (row.actor, on_behalf_of(row)) if staff})


def project_of_post(row: Found) -> str:
    """The id of the project that a post is of; empty for any other row."""
    return str(row.params["of"]) if row.topic in POSTS and row.params["post"] in OF_PROJECT else ""


def line(row: Found, words: Words, projects: Projects, people: Mapping[str, str]) -> Line:
    """One row."""
    of_project, project = isinstance(row, HistoryRow), projects.get(row.project, NAMELESS)
    other = on_behalf_of(row)
    return {
        "position": row.position,
        "recorded_at": row.recorded_at,
        "effective_on": row.effective_on,
        "effective_now": row.effective_now if isinstance(row, HistoryRow) else None,
        "kind": row.topic,
        "family": family_of(row.topic),
        "project": row.project or None,
        "project_code": project.get("code"),
        "project_name": project.get("name"),
        "stream": row.project if isinstance(row, HistoryRow) else row.stream,
        "version": row.version,
        "matter": row.matter or None,
        "actor": row.actor,
        "actor_name": people.get(row.actor),
        "via": row.via,
        "on_behalf_of": other,
        "on_behalf_of_name": other and named_for(row, other, words, people),
        "what": happened(row, words) if isinstance(row, HistoryRow) else beside(row, words, projects),
        "changes": changes_of(row.params),
        "reason": row.reason,
        "cause": row.cause,
        "marks": marks_of(row) if of_project else [],
        "irregularities": list(row.irregularities_now) if isinstance(row, HistoryRow) else [],
        "corrected_by": row.corrected_by if isinstance(row, HistoryRow) else None,
        "confirmed_by": row.confirmed_by if isinstance(row, HistoryRow) else None,
    }


def beside(row: Found, words: Words, projects: Projects = MappingProxyType({})) -> str:
    """What happened beside the projects, in words."""
    reason = words.say("history.mark.reason", reason=row.reason) if row.reason else ""
    about = {"matter": name} if (name := subject_words(row, words)) else {}
    if "step" in row.params:
        about["step"] = step_words(row.params["step"], words.language)
    if row.topic in POSTS:
        about["post"] = post_words(row.params, words, projects)
    return words.happened(row.topic, row.params, about) + reason


def subject_words(row: Found, words: Words) -> str:
    """What an entry is of: a matter, else its point; of a reminder the kind of date too, for a matter has several."""
    name = words.matter(row.matter) if row.matter else words.point(row.params)
    node = f"node.{row.params.get('kind')}"
    dated = words.say(node) if words.known(node) else ""
    return words.say("audit.dated", of=name, node=dated) if dated and dated != name else name


def post_words(params: Mapping[str, Any], words: Words, projects: Projects) -> str:
    """A post with its department, task force or project."""
    post, of = Post(params["post"]), str(params["of"])
    names = {of: f"{found['code']} {found['name']}"} if (found := projects.get(of)) else NAMELESS
    place = of_words(post, of, names, words.teams, words.catalogue, words.language)
    name = words.value("post", post.value)
    return words.say("history.scoped", name=name, scope=place) if place else name


def on_behalf_of(row: Found) -> str | None:
    """The department for which a specialist entered its act, or the person whose matter somebody else saw to."""
    if isinstance(row, HistoryRow):
        return row.params.get("decided_by") if row.unconfirmed else None
    staff: str | None = row.params.get("staff") if issubclass(TOPICS[row.topic], FOR_OTHERS) else None
    return staff if staff != row.actor else None


def named_for(row: Found, other: str, words: Words, people: Mapping[str, str]) -> str:
    """For whom, by name: a project's department, else a person."""
    return words.value("decided_by", other) if isinstance(row, HistoryRow) else staff_words(other, people)


def changes_of(params: Mapping[str, Any]) -> list[Line]:
    """before → after, where an event replaces something."""
    found = [{"field": name, "before": was, "after": params.get(name)} for name, was in params.get("was", {}).items()]
    return found + [change for change in params.get("changes", ()) if isinstance(change, dict)]


def marks_of(row: Found) -> list[Mark]:
    """What is to be known about an entry of a project."""
    if not isinstance(row, HistoryRow):
        return []
    marks = {
        Mark.LATE: row.late,
        Mark.CORRECTION: row.topic == RecordCorrected.TOPIC,
        Mark.CORRECTED: row.corrected_by is not None,
        Mark.IRREGULARITY: bool(row.irregularities or row.irregularities_now),
        Mark.UNCONFIRMED: row.unconfirmed and row.confirmed_by is None,
        Mark.CONTESTED: row.contested_by is not None,
    }
    return [mark for mark, stands in marks.items() if stands]
