"""挂图: the board at `/`, as it is or as it was known at a moment; kept up to date while it is open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require, rights_of
from api.access.security import Here
from api.http.filters import check_filters
from api.http.rendering import page_language, render
from api.pages.board.rows import RowWords, shown_rows
from api.pages.session import Visitor
from api.routers.lists import day_of, head_of
from api.runtime import Runtime
from api.schemas.fields import KnownAt
from api.words.team_words import team_words
from projections.board.heads import Heads
from projections.board.order import ORDERS
from projections.board.pages import Page, board
from projections.board.rows_at_hand import BUILT_AS
from projections.database import reading
from projections.lists.reminder_lists import count_undelivered
from projections.rows.checkpoints import read_position
from projections.views.reach import Reach

Then = Annotated[KnownAt | None, BeforeValidator(lambda written: written or None)]
"""An empty field of the form is none."""
Text = Annotated[str, Query(max_length=100)]

router = APIRouter(include_in_schema=False)

LIMIT = 50
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see of the board; empty is all."""

    light: str
    stage: str
    team: str
    specialist: str
    q: str
    sort: str
    known_on: date | None

    def asked(self, **other: object) -> dict[str, str]:
        """It as an address says it, some of it otherwise; what is empty is left out."""
        values = {**vars(self), "as_known_at": self.known_on, **other}
        values.pop("known_on")
        return {name: str(value) for name, value in values.items() if value and (name, value) != ("sort", "urgency")}

    def address(self, **other: object) -> str:
        return "/?" + urlencode(self.asked(**other))

    @property
    def filters(self) -> dict[str, str | None]:
        names = ("light", "stage", "team", "specialist", "q")
        return {name: getattr(self, name) or None for name in names}


@router.get("/")
async def board_page(
    request: Request,
    account: Visitor,
    here: Here,
    light: Text = "",
    stage: Text = "",
    team: Text = "",
    specialist: Text = "",
    q: Text = "",
    sort: Text = "urgency",
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    as_known_at: Then = None,
) -> Response:
    """The board: head figures, a row per project."""
    if account.token_id and Right.INTERNAL not in rights_of(account):
        return RedirectResponse("/mine", 303)
    require(account, Right.INTERNAL)
    check_filters(here, stage=stage or None)
    today = day_of(here, as_known_at)
    wanted = Wanted(light, stage, team, specialist.strip(), q, sort or "urgency", today if as_known_at else None)
    reach = here.reaches.of(account)
    names = await run_in_threadpool(here.accounts.names)
    asked = [request.url.query, page_language(request), account, reach, today, names]
    tag = await run_in_threadpool(tag_of, here, asked)
    if tag in request.headers.get("if-none-match", ""):
        return Response(None, 304, {"ETag": tag})
    page, head, undelivered = await run_in_threadpool(figures, here, reach, today, as_known_at, wanted, cursor)
    words = RowWords(page_language(request), here.rules.catalogue, today, here.directory.now().teams, names)
    shown = render(
        request,
        "board.html",
        rows=shown_rows(page.rows, words, here.directory.now(), here.concerns.open_by_project()),
        page=page,
        head=head,
        undelivered=undelivered,
        today=today,
        wanted=wanted,
        next=wanted.address(cursor=page.next) if page.next else "",
        paged=bool(cursor),
        yesterday=today - DAY,
        tomorrow=today + DAY if as_known_at and today < here.projects.today() else None,
        account=account,
        may_register=bool(account.token_id) and Right.REGISTER in rights_of(account),
        may_set_up=bool(account.token_id) and Right.TEAMS in rights_of(account),
        sorts=list(ORDERS),
        stages=words.stages,
        teams={one: team_words(one, words.teams, words.language) for one in teams_of(here, team)},
    )
    shown.headers["ETag"] = tag
    return shown


def tag_of(here: Runtime, asked: list[object]) -> str:
    """What the page is made from: how far the log is read and by which rules, the day, who asks for what how, names."""
    rules = here.rules
    with reading(here.views) as connection:
        made = read_position(connection), connection.execute(BUILT_AS).scalar()
    said = repr([*asked, *made, here.ledger.position(), rules.catalogue.digest, rules.calendar.version])
    return f'"b-{sha256(said.encode()).hexdigest()[:16]}"'


def figures(
    here: Runtime, reach: Reach, today: date, known_at: datetime | None, wanted: Wanted, cursor: str | None
) -> tuple[Page, Heads, int]:
    """The rows, what stands above them, and how many reminders did not arrive, which is said of the present alone."""
    calendar = (here.rulebook.at(known_at) if known_at else here.rules).calendar
    asked: Mapping[str, Any] = {**wanted.filters, "sort": wanted.sort, "cursor": cursor, "limit": LIMIT, "reach": reach}
    page = board(here.views, today, calendar=calendar, known_at=known_at, at_hand=here.board_rows, **asked)
    head = head_of(here, today, known_at, reach)
    if known_at:
        return page, head, 0
    here.reminders.catch_up()
    return page, head, count_undelivered(here.views, here.ledger.clock(), reach)


def teams_of(here: Runtime, chosen: str) -> Iterator[str]:
    """The task forces that have a name, a lead or a member, and the one that is chosen."""
    yield from sorted({*here.directory.now().known_teams(), *([chosen] if chosen else ())})
