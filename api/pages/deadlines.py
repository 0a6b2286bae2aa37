"""期限: a month on one page, how much is due on which day in whose hands; and each day's deadlines."""

from calendar import Calendar
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BeforeValidator
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here
from api.http.filters import check_filters
from api.http.rendering import page_language, render
from api.pages.mine.day import named
from api.pages.project.project import may_act
from api.pages.session import Visitor
from api.runtime import Runtime
from api.schemas.fields import Day
from api.shown.deadlines import across_view
from domain.dates.calendar import WorkingCalendar
from projections.lists.deadline_days import between, counts
from projections.ops.accounts import Account

router = APIRouter(include_in_schema=False)

PATH = "/deadlines"
LIMIT = 50
OptionalDay = Annotated[Day | None, BeforeValidator(lambda written: written or None)]


@dataclass(frozen=True)
class Cell:
    """A day of the month: whose deadlines, whether people work on it."""

    day: date
    due: Counter[str]
    free: bool
    holiday: str
    provisional: bool


@router.get(PATH)
async def page(
    request: Request,
    account: Visitor,
    here: Here,
    on: OptionalDay = None,
    month: OptionalDay = None,
    department: Annotated[str, Query(max_length=100)] = "",
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """The month of a day (today's when none is named), and the deadlines of that day or of the whole month."""
    require(account, Right.INTERNAL)
    check_filters(here, department=department or None)
    language = page_language(request)
    first = (on or month or here.projects.today()).replace(day=1)
    values = await run_in_threadpool(month_of, here, account, first, on, department, cursor, language)
    return render(request, "deadlines.html", account=account, may=may_act(account), **values)


def month_of(
    here: Runtime, account: Account, first: date, on: date | None, department: str, cursor: str | None, language: str
) -> dict[str, Any]:
    """All that the page shows."""
    today, reach = here.projects.today(), here.reaches.of(account)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    due = counts(here.views, first, last, reach, department or None)
    begin, end = (on, on) if on else (max(first, today) if first <= today <= last else first, last)
    found = between(here.views, begin, end, reach, department=department or None, limit=LIMIT, cursor=cursor)
    items = [across_view(row, here.rules, today, language) for row in found.rows]
    return {
        "today": today,
        "on": on,
        "first": first,
        "begin": begin,
        "end": end,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": last + timedelta(days=1),
        "weeks": list(weeks(first, due, here.rules.calendar)),
        "items": items,
        "position": found.position,
        "next": address(on=on, month=first, department=department, cursor=found.next) if found.next else "",
        "department": department,
        "address": address,
        **named(here, items, language),
    }


def weeks(first: date, due: Mapping[date, Counter[str]], calendar: WorkingCalendar) -> Iterator[list[Cell | None]]:
    """The weeks of the month; None for the days of another."""
    for week in Calendar().monthdatescalendar(first.year, first.month):
        yield [cell(day, due, calendar) if day.month == first.month else None for day in week]


def cell(day: date, due: Mapping[date, Counter[str]], calendar: WorkingCalendar) -> Cell:
    free = not calendar.is_working_day(day)
    holiday = (calendar.holiday_name(day) or "") if free else ""
    return Cell(day, due.get(day, Counter()), free, holiday, calendar.is_provisional(day))


def address(**asked: object) -> str:
    """The address of another view of the deadlines."""
    return f"{PATH}?{urlencode({name: str(value) for name, value in asked.items() if value})}"
