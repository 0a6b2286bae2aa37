"""The page behind the link of a message. Looking changes nothing, since chat tools look at links by themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from api.access.security import Here
from api.http.rendering import page_language, render
from api.http.routing import StrictRoute
from api.runtime import Runtime
from api.words.history_lines import Words
from api.words.why_words import WhyWords, sentences
from domain.errors import DomainError
from domain.log.ledger import Command
from domain.log.logs import Log
from domain.reminders.answers import Answerer, acknowledgement, acknowledging, stream_of_reminder, told_to
from domain.reminders.events import ReminderAcknowledged, ReminderSent
from scheduler.audit.why import why_told
from scheduler.sending.links import PATH, Tap

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

Link = Annotated[str, Path(max_length=1000)]
UNSEEN = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True)
class Tapped:
    """A genuine link, what was sent, and whether it is answered."""

    tap: Tap
    stream: UUID
    sent: ReminderSent
    answered: ReminderAcknowledged | None


def opened(here: Runtime, link: str, now: datetime) -> Tapped:
    """What a link is about. Raises DomainError link_forged, link_expired, unknown_reminder."""
    tap = here.links.read(link, now)
    stream = stream_of_reminder(here.settings.district, tap.rung)
    log: Log = here.ledger.load(stream)
    (sent,) = told_to(log, Answerer(tap.staff), "")
    return Tapped(tap, stream, sent, acknowledgement(log, tap.staff))


def shown(here: Runtime, link: str, language: str) -> dict[str, Any]:
    """What the page says of it."""
    now = here.ledger.clock()
    try:
        found = opened(here, link, now)
    except DomainError as refusal:
        return {"refused": refusal.code}
    project, _ = here.projects.read(found.sent.project)
    catalogue = here.projects.rules_of(project).catalogue
    scopes = project.scopes.names
    reasons = why_told(here.witness, found.sent.rung, found.sent.staff)
    return {
        "refused": "",
        "sent": found.sent,
        "answered": found.answered,
        "project": project,
        "matter": Words(language, catalogue).matter(found.sent.matter, scopes),
        "reasons": sentences(reasons, WhyWords(language, catalogue, scopes)),
    }


@router.api_route(PATH + "{link}", methods=["GET", "HEAD"])
async def look(request: Request, link: Link, here: Here) -> HTMLResponse:
    """What the reminder says, and one button; or why the link is good for nothing."""
    values = await run_in_threadpool(shown, here, link, page_language(request))
    page = render(request, "tap.html", 404 if values["refused"] else 200, **values)
    page.headers.update(UNSEEN)
    return page


@router.post(PATH + "{link}")
async def tap(request: Request, link: Link, here: Here) -> Response:
    """Acknowledge, as the person of the link; a second tap changes nothing. The link is the right to do it."""
    try:
        found = await run_in_threadpool(opened, here, link, here.ledger.clock())
    except DomainError:
        return await look(request, link, here)
    who = found.tap.staff
    command = Command(
        id=f"{who}/link-{found.tap.rung}",
        digest=f"tap {found.tap.rung}",
        actor=who,
        via="web",
        request_id=request.state.request_id,
        cause="link",
    )
    await here.carry_out(acknowledging(found.stream, command, Answerer(who), ""))
    answer = RedirectResponse(f"{PATH}{link}", 303)
    answer.headers.update(UNSEEN)
    return answer
