"""Whom somebody may appoint, and for whom he may speak; posts and people as the API shows them (design §9)."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError

from api.access.rights import Right
from api.errors import ProblemError
from api.http.project_ids import looked_up
from api.http.staleness import PATIENCE
from api.locale import text
from api.runtime import Runtime
from api.schemas.fields import Name
from api.words.team_words import team_words
from domain.catalogue.model import Catalogue
from domain.errors import DomainError
from domain.staff.people import Absence, Holding, People
from domain.staff.posts import OF_DEPARTMENT, OF_PROJECT, OF_TEAM, Post
from projections.lists.charges import charges_of, in_charge
from projections.ops.accounts import Account, Role

NAME: TypeAdapter[str] = TypeAdapter(Name)


def department_or_project(here: Runtime, post: Post, of: str) -> str:
    """What a post is of, by its id. Raises DomainError unknown_department, unknown_project."""
    if post in OF_DEPARTMENT and of and of not in here.rules.catalogue.departments:
        raise DomainError("unknown_department", department=of)
    return str(project_named(here, of)) if post in OF_PROJECT and of else of


def refuse_unknown_department(here: Runtime, department: str) -> None:
    """That an account is of a department that there is. Raises DomainError unknown_choice, with all that there are."""
    known = here.rules.catalogue.departments
    if department and department not in known:
        raise DomainError("unknown_choice", field="department", written=department, known="、".join(known))


def noticed(here: Runtime, team: str, whose: str, language: str, post: Post | None = None) -> dict[str, Any]:
    """What whoever puts somebody into a task force ought to know, under its key; nothing when there is nothing."""
    found = new_team(here, team, whose, language, post)
    return {"warnings": [found]} if found else {}


def new_team(here: Runtime, team: str, whose: str, language: str, post: Post | None = None) -> dict[str, Any] | None:
    """A word to the wise where a task force is known from nothing else: its code may be a slip of the pen.

    Known is one with a name, people, a project, or the account or token of somebody else than `whose`; not by the
    `post` that he takes: said again it is as it was.
    """
    but = (whose, post) if post else None
    if not team or team in here.directory.now().known_teams(but) or in_charge(here.views, team):
        return None
    accounts = ((one.id, one.team) for one in here.accounts.listed())
    tokens = ((one.actor, one.team) for one in here.tokens.listed())
    if any(of == team and staff != whose for staff, of in (*accounts, *tokens)):
        return None
    return {"code": "new_team", "title": text("warning.new_team", language, team=team), "params": {"team": team}}


def legible(staff: str) -> str:
    """The id of a person that is about to be recorded: it stays in the log. Raises RequestValidationError."""
    try:
        return NAME.validate_python(staff)
    except ValidationError as error:
        raise RequestValidationError([{**one, "loc": ("path", "staff")} for one in error.errors()]) from error


def project_named(here: Runtime, name: str) -> UUID:
    """A project by uuid or code. Raises DomainError unknown_project."""
    found = looked_up(here, name)
    if found is None:
        raise DomainError("unknown_project", project=name)
    return found


def check_appointing(here: Runtime, account: Account, post: Post, of: str) -> None:
    """An administrator appoints anybody; a lead the members of his task force and the contacts of its projects."""
    if account.role is not Role.LEAD:
        return
    own_member = post is Post.MEMBER and of == account.team
    own_contact = post is Post.ENTERPRISE and bool(of) and here.projects.read(UUID(of))[0].team == account.team
    if not own_member and not own_contact:
        raise missing(account, Right.POSTS, f"{post.value}:{of}" if of else post.value)


def check_speaking_for(here: Runtime, account: Account, staff: str) -> None:
    """Everybody records his own absence, a lead those of his people, an administrator anybody's."""
    if staff == account.actor or account.role is Role.ADMIN:
        return
    if account.role is not Role.LEAD or not is_of_team(here, staff, account.team):
        raise missing(account, Right.ABSENCE, staff)


def is_of_team(here: Runtime, staff: str, team: str) -> bool:
    """Whether a person is one of a task force: its member, or in charge of one of its projects."""
    if here.directory.now().holds(staff, Post.MEMBER, team, here.projects.today()):
        return True
    here.projector.wait_for(here.ledger.position(), PATIENCE)  # who was put in charge just now counts
    return any(charge.team == team for charge in charges_of(here.views, staff))


def missing(account: Account, right: Right, of: str) -> ProblemError:
    return ProblemError("right_missing", right=f"{right.value}:{of}", role=account.role.value)


def holding_view(held: Holding, people: People, catalogue: Catalogue, today: date, language: str) -> dict[str, Any]:
    """One post: who holds it, of what, since when, and who stands in for him today."""
    away = people.absence(held.staff, today)
    return {
        "staff": held.staff,
        "post": held.post,
        "post_name": text(f"post.{held.post.value}", language),
        "of": held.of or None,
        "of_name": of_name(held, people, catalogue, language),
        "since": held.since,
        "until": held.until,
        "away_until": away.last_on if away else None,
        "substitute": people.present(held.staff, today) if away else None,
    }


def of_name(held: Holding, people: People, catalogue: Catalogue, language: str) -> str | None:
    """The name of a post's department or task force; the id of one that nobody named, and none of a project."""
    department = catalogue.departments.get(held.of) if held.post in OF_DEPARTMENT else None
    if department:
        return department.zh if language == "zh" else department.en
    return people.teams.get(held.of, held.of) if held.post in OF_TEAM else None


def of_words(
    post: Post, of: str, projects: Mapping[str, str], teams: Mapping[str, str], catalogue: Catalogue, language: str
) -> str:
    """The department, task force or project of a post as people know it; empty where it is of the whole district.

    `projects`: number and name by id; `teams`: what task forces are called.
    """
    if post in OF_PROJECT:
        return projects.get(of, "")
    if post in OF_TEAM:
        return team_words(of, teams, language)
    department = catalogue.departments.get(of)
    return of if department is None else department.zh if language == "zh" else department.en


def absence_view(absence: Absence, today: date) -> Mapping[str, Any]:
    """One absence, and how it stands."""
    return {
        "absence": absence.number,
        "first_on": absence.first_on,
        "last_on": absence.last_on,
        "substitute": absence.substitute,
        "state": state_of(absence, today),
    }


def state_of(absence: Absence, today: date) -> str:
    """planned, away, over, or cancelled: it did not take place."""
    if not absence.took_place:
        return "cancelled"
    if absence.on(today):
        return "away"
    return "planned" if today < absence.first_on else "over"
