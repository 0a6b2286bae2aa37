"""我的一天 and 部门待办: what somebody has before him, what he was told, and what waits for his department's word."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BeforeValidator
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, rights_of
from api.access.security import Here
from api.http.project_ids import project_within_reach
from api.http.rendering import page_language, render
from api.http.routing import StrictRoute
from api.pages.mine.reminders import about, later_days
from api.pages.project.project import may_act
from api.pages.project.standing import usual_act
from api.pages.session import Visitor, require_signed_in
from api.runtime import Runtime
from api.schemas.fields import Day
from api.shown.agenda import agenda, dated
from api.shown.concerns import of_handler
from api.shown.reminders import reminder_view
from api.words.history_lines import Words
from api.words.naming import staff_words
from domain.concerns.concern import ConcernState
from domain.project.model.scoping import scope_names
from projections.lists.charges import open_within
from projections.lists.pending import count_pending, pending
from projections.lists.reminder_lists import open_for
from projections.lists.waiting import stopped
from projections.ops.accounts import Account

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

MY_DAY, QUEUE = "/day", "/queue"
MOST = 30  # reminders
CHOICES = 300  # projects to choose from

Item = Mapping[str, Any]
"""A deadline as the API shows it across projects."""
Done = Annotated[int, Query(ge=0, le=2**31)]
OptionalDay = Annotated[Day | None, BeforeValidator(lambda written: written or None)]


@router.get(MY_DAY)
async def my_day(request: Request, account: Visitor, here: Here, done: Done = 0) -> HTMLResponse:
    """What is overdue, due today and in the next ten working days, what waits for others, what he was told."""
    require_signed_in(account, Right.INTERNAL)
    values = await run_in_threadpool(before_him, here, account, page_language(request))
    return render(request, "my_day.html", account=account, done=done, may=may_act(account), **values)


def before_him(here: Runtime, account: Account, language: str) -> dict[str, Any]:
    """All that the page shows."""
    here.reminders.catch_up()
    today = here.projects.today()
    told = open_for(here.views, here.ledger.clock(), account.actor, MOST + 1)
    words = Words(language, here.rules.catalogue)
    views = [reminder_view(row, here.rules, today, language) for row in told[:MOST]]
    found, projects = agenda(here, account, language), in_hand(here, account)
    return {
        "agenda": found,
        "today": found["as_of"],
        "concerns": to_answer(here, account, today),
        "told": [{**one, "about": about(one, words)} for one in views],
        "told_complete": len(told) <= MOST,
        "may_answer": Right.ANSWER in rights_of(account),
        "days": later_days(here.rules.calendar, today),
        "projects": projects[:CHOICES],
        "projects_complete": len(projects) <= CHOICES,
        **named(here, dated(found), language),
    }


def in_hand(here: Runtime, account: Account) -> list[tuple[str, str]]:
    """The projects in which he may enter a day's acts, by code and name: one more than are offered, at most."""
    if Right.ACT not in rights_of(account):
        return []
    return [(one.code, one.name) for one in open_within(here.views, here.reaches.of(account), CHOICES + 1)]


@router.get(f"{MY_DAY}/acts")
async def acts_of_a_day(account: Visitor, here: Here, project: str, on: OptionalDay = None) -> RedirectResponse:
    """From the project and the day that somebody chose to the form of several acts of that day."""
    require_signed_in(account, Right.ACT)
    code = project.strip()
    await run_in_threadpool(project_within_reach, here, account, code)
    day = on or here.projects.today()
    return RedirectResponse(f"/projects/{quote(code, safe='')}/do/day?effective_on={day}", 303)


def to_answer(here: Runtime, account: Account, today: date) -> list[dict[str, Any]]:
    """The concerns that wait for his answer, the earliest due first."""
    open_ones = (one for one in here.concerns.all().values() if one.state is ConcernState.OPEN)
    return [
        {
            "title": one.title,
            "due_on": one.due_on,
            "provisional": False,
            "left": here.rules.calendar.working_days(today, one.due_on),
            "code": project.code,
            "name": project.name,
        }
        for one in sorted(of_handler(here, open_ones, account.actor), key=lambda one: one.due_on)
        for project in [here.projects.read(one.project)[0]]
    ]


def named(here: Runtime, items: Sequence[Item], language: str) -> dict[str, Any]:
    """The names that pages with deadlines show, which act each is met by, and where it is entered."""
    departments = here.rules.catalogue.departments
    return {
        "departments": {key: getattr(item, language) for key, item in departments.items()},
        "act_of": acts_of(here, items),
        "form": form_of,
    }


def acts_of(here: Runtime, items: Sequence[Item]) -> Callable[[Item], str | None]:
    """The act that is next of each deadline's matter."""
    found = stopped(here.views, {item["code"] for item in items})
    return lambda item: usual_act(item["kind"], stopped=(item["code"], item["matter"]) in found)


def form_of(code: str, matter: str, act: str | None = None) -> str:
    """The address of the form of an act."""
    asked = {"matter": matter, **({"act": act} if act else {})}
    return f"/projects/{code}/do/act?{urlencode(asked)}"


@router.get(QUEUE)
async def queue(request: Request, account: Visitor, here: Here, done: Done = 0) -> HTMLResponse:
    """An officer's: his department's matters by due day, and the entries that wait for its word."""
    require_signed_in(account, Right.CONFIRM)
    values = await run_in_threadpool(of_department, here, account, page_language(request))
    return render(request, "queue.html", account=account, done=done, may=may_act(account), **values)


def of_department(here: Runtime, account: Account, language: str) -> dict[str, Any]:
    words = Words(language, here.rules.catalogue)
    rows, found = pending(here.views, account.department), agenda(here, account, language)
    people = here.accounts.names({row["actor"] for row in rows})
    return {
        "agenda": found,
        "today": found["as_of"],
        "pending": [
            {
                **row,
                "what": said(row, words),
                "by": staff_words(row["actor"], people),
                "key": str(uuid4()),
                "own": row["actor"] == account.actor,
            }
            for row in rows
        ],
        "pending_count": count_pending(here.views, account.department),
        **named(here, dated(found), language),
    }


def said(row: Mapping[str, Any], words: Words) -> str:
    """What an entry says."""
    words = words.of_project(scope_names(row["scopes"], row["keepers"]))
    return words.happened(row["topic"], {}, {"matter": row["matter"]})
