"""Concerns as the API shows them, and to whom (design §9)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api.access.rights import Right, rights_of
from api.errors import ProblemError
from api.locale import text
from api.runtime import Runtime
from domain.concerns.concern import Concern, ConcernState
from domain.dates.terms import days_left
from domain.errors import DomainError
from projections.ops.accounts import Account, Role


def shown_to(here: Runtime, account: Account, concern: Concern) -> bool:
    """Everybody sees what he raised himself or is to answer; the service also what is about its own projects."""
    if account.actor in (concern.raised_by, concern.handler):
        return True
    return Right.INTERNAL in rights_of(account) and here.reaches.covers(account, concern.project)


def concern_for(here: Runtime, account: Account, name: str) -> Concern:
    """A concern the account may see. Raises DomainError unknown_concern."""
    try:
        found = here.concerns.all().get(UUID(name))
    except ValueError:
        found = None
    if found is None or not shown_to(here, account, found):
        raise DomainError("unknown_concern", concern=name)
    return found


def handler_of(here: Runtime, concern: Concern) -> str:
    """Who is to answer: its handler, else the specialist in charge of its project; empty where nobody is."""
    return concern.handler or here.projects.read(concern.project)[0].specialist


def of_handler(here: Runtime, concerns: Iterable[Concern], staff: str) -> list[Concern]:
    """Those that a person is to answer; a project is looked up only where the concern itself names nobody."""
    return [one for one in concerns if one.handler in ("", staff) and handler_of(here, one) == staff]


def check_handling(here: Runtime, account: Account, concern: Concern, *, assigning: bool) -> None:
    """Who answers: the handler, the project's specialist, the lead of its task force; the last two also assign."""
    project = here.projects.read(concern.project)[0]
    in_charge = account.role in (Role.LEAD, Role.SPECIALIST) and here.reaches.of(account).covers(project)
    if not in_charge and (assigning or account.actor != concern.handler):
        named = f"{Right.HANDLE_CONCERN.value}:{concern.id}"
        raise ProblemError("right_missing", right=named, role=account.role.value)


def concern_view(
    here: Runtime, concern: Concern, today: date, language: str, words: Mapping[str, str | None] | None = None
) -> dict[str, Any]:
    """One concern; with its words where they were looked up, None for erased ones."""
    project, _ = here.projects.read(concern.project)
    open_ = concern.state is ConcernState.OPEN
    found = {
        "id": str(concern.id),
        "project": {"id": str(concern.project), "code": project.code, "name": project.name},
        "title": concern.title,
        "at": concern.at or None,
        "raised_by": concern.raised_by,
        "role": concern.role,
        "raised_on": concern.raised_on,
        "handler": handler_of(here, concern) or None,
        "due_on": concern.due_on,
        "days_left": days_left(here.rules.calendar, today, concern.due_on) if open_ else None,
        "state": concern.state,
        "state_name": text(f"concern.state.{concern.state.value}", language),
        "answered_on": concern.answered_on,
        "rating": concern.rating,
        "rating_name": text(f"concern.rating.{concern.rating.value}", language) if concern.rating else None,
    }
    return found if words is None else found | {"text": said(concern, words)[0], "answers": said(concern, words)[1:]}


def said(concern: Concern, words: Mapping[str, str | None]) -> Sequence[str | None]:
    """The words of a concern and of its answers."""
    return [words.get(one) for one in concern.texts]
