"""我的提醒: what somebody was told and has not answered, each with its buttons; and what did not arrive."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require, rights_of
from api.access.security import Here
from api.http.rendering import page_language, render
from api.http.routing import StrictRoute
from api.pages.session import Visitor, back_to, refuse_other_sites, require_signed_in
from api.routers.answering import Reminder, reminder_for
from api.runtime import Runtime
from api.schemas.fields import Day
from api.shown.reminders import reminder_view
from api.words.history_lines import Words
from api.words.why_words import step_words
from domain.dates.calendar import WorkingCalendar
from domain.log.ledger import Command, Job
from domain.reminders.answers import LONGEST_SNOOZE, acknowledging, snoozing
from domain.reminders.nodes import Node
from projections.lists.reminder_lists import MAX_LIMIT, Standing, listed, on_the_list_of, open_for
from projections.ops.accounts import Account, Role

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

CHOICES = (1, 2, LONGEST_SNOOZE)  # working days ahead
PATH = "/reminders"
MOST = MAX_LIMIT
WITH_LIST = frozenset({Role.LEAD, Role.LEADERSHIP})


@router.get(PATH)
async def mine(
    request: Request,
    account: Visitor,
    here: Here,
    state: Annotated[Literal["", "undelivered", "listed"], Query()] = "",
) -> HTMLResponse:
    """What waits for an answer; who has none to give (the auditor, a visitor of the demo) sees everybody's."""
    answers = may_answer(account)
    reads = Right.INTERNAL in rights_of(account)
    require(account, Right.INTERNAL if state or (reads and not answers) else Right.ANSWER)
    language = page_language(request)
    rows, complete = await run_in_threadpool(LISTS[state], here, account, language)
    return render(
        request,
        "reminders.html",
        account=account,
        state=state,
        has_list=account.role in WITH_LIST,
        items=rows,
        complete=complete,
        may_answer=answers and not state,
        may_read=reads,
        days=later_days(here.rules.calendar, here.projects.today()),
        today=here.projects.today(),
    )


def may_answer(account: Account) -> bool:
    """Whether somebody has answers of his own to give."""
    return bool(account.token_id) and Right.ANSWER in rights_of(account)


Found = tuple[list[dict[str, Any]], bool]
"""Reminders as they are shown, the first `MOST`; and whether those are all."""


def waiting(here: Runtime, account: Account, language: str) -> Found:
    """The open reminders of a person, or of all on the projects within reach."""
    here.reminders.catch_up()
    now = here.ledger.clock()
    if may_answer(account):
        return cut(here, open_for(here.views, now, account.actor, MOST + 1), language)
    return cut(here, open_for(here.views, now, None, MOST + 1, here.reaches.of(account)), language)


def undelivered(here: Runtime, account: Account, language: str) -> Found:
    """What did not arrive, whoever it was for."""
    here.reminders.catch_up()
    now, reach = here.ledger.clock(), here.reaches.of(account)
    page = listed(here.views, now, standing=Standing.UNDELIVERED, limit=MOST, reader=account.actor, reach=reach)
    return shown(here, page.rows, language), page.next is None


def on_list(here: Runtime, account: Account, language: str) -> Found:
    """What went up to a lead or to leadership without a message."""
    here.reminders.catch_up()
    team = account.team if account.role is Role.LEAD else None
    rows = on_the_list_of(here.views, here.ledger.clock(), account.role.value, team, MOST + 1)
    return cut(here, rows, language)


LISTS = {"": waiting, "undelivered": undelivered, "listed": on_list}


def cut(here: Runtime, rows: Sequence[Any], language: str) -> Found:
    """The first of rows, of which one more than is shown was asked for."""
    return shown(here, rows[:MOST], language), len(rows) <= MOST


def shown(here: Runtime, rows: Sequence[Any], language: str) -> list[dict[str, Any]]:
    today, names = here.projects.today(), Words(language, here.rules.catalogue)
    views = (reminder_view(row, here.rules, today, language) for row in rows)
    return [{**one, "step_name": step_words(one["step"], language), "about": about(one, names)} for one in views]


def about(one: Mapping[str, Any], names: Words) -> str:
    """What a reminder is about, within its project: the matter, and what of it; a concern has no name here."""
    detail = names.detail(one["detail"]) if one["detail"] and one["kind"] != Node.CONCERN else ""
    return " · ".join(part for part in (one["matter_name"], detail) if part)


def later_days(calendar: WorkingCalendar, today: date) -> list[date]:
    """The days that the page offers to be reminded again."""
    return [calendar.nth_after(today, days) for days in CHOICES]


@router.post(f"{PATH}/{{reminder}}/ack")
async def acknowledge(request: Request, reminder: str, account: Visitor, here: Here) -> Response:
    """The button 确认收到."""
    one = await answering(request, account, here, reminder)
    return await done(request, here, acknowledging(one.stream, command(request, account), one.who, one.team))


@router.post(f"{PATH}/{{reminder}}/snooze")
async def snooze(
    request: Request, reminder: str, account: Visitor, here: Here, until: Annotated[Day, Form()]
) -> Response:
    """The button 稍后再提醒."""
    one = await answering(request, account, here, reminder)
    calendar = here.rules.calendar
    return await done(
        request, here, snoozing(one.stream, command(request, account), one.who, one.team, until, calendar)
    )


async def answering(request: Request, account: Account, here: Runtime, reminder: str) -> Reminder:
    """The reminder, for somebody who is signed in, has the right and comes from this very page."""
    refuse_other_sites(request)
    require_signed_in(account, Right.ANSWER)
    return await run_in_threadpool(reminder_for, here, account, reminder)


def command(request: Request, account: Account) -> Command:
    """The command of a button."""
    key = str(uuid4())
    return Command(
        id=f"{account.actor}/{key}", digest=key, actor=account.actor, via="web", request_id=request.state.request_id
    )


async def done(request: Request, here: Runtime, job: Job) -> Response:
    await here.carry_out(job)
    return RedirectResponse(back_to(request, PATH), 303)
