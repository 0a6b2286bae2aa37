"""人员: who holds which post and who is away; one's own days off, a lead's people, everybody for the administrator."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from api.access.people import holding_view, of_words
from api.access.rights import Right, rights_of
from api.access.security import Here
from api.http.rendering import page_language, render
from api.pages.changing.people import PEOPLE
from api.pages.session import Done, Visitor, require_signed_in
from api.runtime import Runtime
from api.words.naming import staff_words
from domain.staff.people import Holding, People
from domain.staff.posts import OF_PROJECT, OF_TEAM
from projections.database import reading
from projections.ops.accounts import Account, Role
from projections.views.portfolio import portfolio

router = APIRouter(include_in_schema=False)

PATH = "/people"


@router.get(PATH)
async def page(request: Request, account: Visitor, here: Here, done: Done = "") -> HTMLResponse:
    """Posts and absences, with what may be changed of them."""
    require_signed_in(account, Right.ABSENCE)
    values = await run_in_threadpool(his_people, here, account, page_language(request))
    may = [what for what, change in PEOPLE.items() if change.right in rights_of(account) and what != "return"]
    return render(request, "people.html", account=account, done=done if done in PEOPLE else "", may=may, **values)


def his_people(here: Runtime, account: Account, language: str) -> dict[str, Any]:
    """All that the page shows."""
    today, people, catalogue = here.projects.today(), here.directory.now(), here.rules.catalogue
    held = [one for one in seen_by(account, people) if one.on(today)]
    projects = projects_of(here, held)
    shown = [
        {
            **holding_view(one, people, catalogue, today, language),
            "of_words": of_words(one.post, one.of, projects, people.teams, catalogue, language),
        }
        for one in held
    ]
    staff = {account.actor, *(one.staff for one in held)}
    if account.role is Role.ADMIN:
        staff.update(people.absences)
    absences = [one for name in staff for one in people.absences.get(name, ()) if one.last_on >= today]
    names = here.accounts.names() if Right.INTERNAL in rights_of(account) else {}
    return {
        "named": lambda one: staff_words(one, names),
        "today": today,
        "posts": sorted(shown, key=lambda one: (one["post"], one["of"] or "", one["staff"])),
        "absences": sorted(absences, key=lambda one: (one.first_on, one.staff)),
        "stands_in_for": people.stands_in_for(account.actor, today),
    }


def projects_of(here: Runtime, held: Sequence[Holding]) -> Mapping[str, str]:
    """The projects of posts, by id: number and name."""
    p, wanted = portfolio.c, {one.of for one in held if one.post in OF_PROJECT}
    with reading(here.views) as connection:
        rows = connection.execute(select(p.project, p.code, p.name).where(p.project.in_(wanted)))
        return {row.project: f"{row.code} {row.name}" for row in rows}


def seen_by(account: Account, people: People) -> Iterator[Holding]:
    """All posts for the administrator, those of his task force for a lead, for everybody his own."""
    for one in people.all():
        of_team = account.role is Role.LEAD and one.post in OF_TEAM and one.of == account.team
        if account.role is Role.ADMIN or of_team or one.staff == account.actor:
            yield one
