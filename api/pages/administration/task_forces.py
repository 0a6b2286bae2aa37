"""专班: which task forces there are, what they are called, who leads them and belongs to them, how much they have."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, rights_of
from api.access.security import Here
from api.http.rendering import render
from api.pages.changing.people import PEOPLE
from api.pages.session import Done, Visitor, require_signed_in
from api.runtime import Runtime
from api.words.naming import staff_words
from domain.staff.posts import Post
from projections.board.standings import teams
from projections.ops.accounts import Account

router = APIRouter(include_in_schema=False)

PATH = "/teams"


@router.get(PATH)
async def page(request: Request, account: Visitor, here: Here, done: Done = "") -> HTMLResponse:
    """Every task force, with what the reader may change of it."""
    require_signed_in(account, Right.INTERNAL)
    names = await run_in_threadpool(here.accounts.names)
    values: dict[str, Any] = {
        "teams": await run_in_threadpool(list, task_forces(here)),
        "named": lambda staff: staff_words(staff, names),
        "done": done if done in PEOPLE else "",
        "today": here.projects.today(),
    }
    return render(request, "teams.html", account=account, **may(account), **values)


def may(account: Account) -> dict[str, Any]:
    """What somebody may change: names, people of any task force, or those of his own."""
    rights = rights_of(account)
    return {
        "may_name": Right.TEAMS in rights,
        "appoints": Right.POSTS in rights,
        "own": "" if Right.TEAMS in rights else account.team,
    }


def task_forces(here: Runtime) -> Iterator[dict[str, Any]]:
    """Each task force with its people of today and the number of its projects."""
    people, today = here.directory.now(), here.projects.today()
    standing, _ = teams(here.views, today, known=people.known_teams())
    for one in standing:
        if one.team:
            yield {
                "team": one.team,
                "name": people.teams.get(one.team, ""),
                "leads": people.holders(Post.LEAD, one.team, today),
                "members": people.holders(Post.MEMBER, one.team, today),
                "projects": one.projects,
            }
