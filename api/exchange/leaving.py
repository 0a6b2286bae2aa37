"""What leaves as workbooks, for the API and the page alike: narrowed by reach, one page of rows in memory at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from api.exchange.board_sheet import BoardWords, board_sheet
from api.exchange.deadline_sheet import deadline_sheet
from api.exchange.service_list import Document, document, list_sheet
from api.exchange.templates import template_parts
from api.exchange.workbooks import MEDIA, Sheet, workbook_parts
from api.locale import text
from api.routers.lists import day_of
from api.routers.reads import Moment
from api.runtime import Runtime
from api.shown.deadlines import across_view
from api.words.naming import staff_words
from api.words.team_words import team_words
from projections.board.pages import board
from projections.database import reading
from projections.ops.accounts import Account
from projections.rows.checkpoints import read_position
from projections.views.deadlines import across

PAGE = 200


def pages(page: Callable[[str | None], tuple[Iterable[Any], str | None]]) -> Iterator[Any]:
    """The rows of all pages, one page at a time in memory."""
    cursor: str | None = None
    while True:
        rows, cursor = page(cursor)
        yield from rows
        if cursor is None:
            return


def told(filters: Mapping[str, Any], language: str) -> str:
    """The filters of an export, in a line; those not given are left out."""
    given = [f"{name}={value}" for name, value in filters.items() if value is not None]
    return text("history.between", language).join(given) or text("export.no_filters", language)


def board_of(
    here: Runtime,
    account: Account,
    filters: Mapping[str, str | None],
    sort: str,
    known_at: datetime | None,
    language: str,
) -> Sheet:
    """The board as a sheet. Raises DomainError as the board does, before the file begins."""
    today = day_of(here, known_at)
    rules = here.rulebook.at(known_at) if known_at else here.rules
    asked: dict[str, Any] = {**filters, "sort": sort, "calendar": rules.calendar, "known_at": known_at}
    asked["reach"] = here.reaches.of(account)

    def page(cursor: str | None) -> tuple[Iterable[Any], str | None]:
        found = board(here.views, today, limit=PAGE, cursor=cursor, **asked)
        return found.rows, found.next

    first = board(here.views, today, limit=1, **asked)
    words = BoardWords(language, rules.catalogue, here.directory.now().teams, here.accounts.names())
    return board_sheet(pages(page), words, today, first.position, told(filters, language))


def deadlines_of(here: Runtime, account: Account, filters: Mapping[str, Any], language: str) -> Sheet:
    """The open deadlines as a sheet."""
    today, reach = here.projects.today(), here.reaches.of(account)

    def page(cursor: str | None) -> tuple[Iterable[Any], str | None]:
        found = across(here.views, limit=PAGE, cursor=cursor, reach=reach, **filters)
        return (across_view(row, here.rules, today, language) for row in found.rows), found.next

    with reading(here.views) as connection:
        position = read_position(connection)
    words = BoardWords(language, here.rules.catalogue, here.directory.now().teams, here.accounts.names())
    return deadline_sheet(pages(page), words, today, position, told(filters, language))


def list_of(here: Runtime, project: UUID, language: str, at: Moment | None = None) -> Document:
    """The service list of a project as a document. Raises DomainError no_service_list."""
    as_of, known_at = (at.as_of, at.as_known_at) if at else (None, None)
    state, _ = here.projects.read(project, as_of, known_at)
    found = document(state, here.projects.rules_of(state, known_at), as_of or here.projects.today(), language)
    team = team_words(found.team, here.directory.now().teams, language) if found.team else ""
    return replace(found, team=team, specialist=staff_words(found.specialist, here.accounts.names([found.specialist])))


def filed(request: Request, name: str, sheets: Sequence[Sheet]) -> Response:
    """A workbook as an answer; HEAD makes none."""
    return handed_out(request, name, lambda: workbook_parts(sheets))


def list_filed(request: Request, found: Document, language: str) -> Response:
    return filed(request, f"service-list-{found.code}-v{found.version}", [list_sheet(found, language)])


def template_filed(request: Request, here: Runtime, language: str) -> Response:
    """The workbook to fill in for an import."""
    return handed_out(request, "import-template", lambda: template_parts(here.rules.catalogue, language))


def handed_out(request: Request, name: str, parts: Callable[[], Iterator[bytes]]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"', "Cache-Control": "no-store"}
    if request.method == "HEAD":
        return Response(None, 200, headers, MEDIA)
    return StreamingResponse(parts(), 200, headers, MEDIA)
