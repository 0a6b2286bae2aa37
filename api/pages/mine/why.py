"""The pages 为什么收到 and 为什么没收到, reached from 我的提醒."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here
from api.http.project_ids import project_within_reach
from api.http.rendering import page_language, render
from api.http.routing import StrictRoute
from api.pages.mine.reminders import PATH
from api.pages.session import Visitor
from api.routers.why import project_of_reminder, reasons_for, recipient_of, silences_of, words_of
from api.words.history_lines import Words
from api.words.why_words import WhyWords, sentences, silence_view
from scheduler.audit.why_not import Silence

router = APIRouter(include_in_schema=False, route_class=StrictRoute)

Asked = Annotated[str, Query(max_length=200)]


@router.get(f"{PATH}/why")
async def missing(
    request: Request, account: Visitor, here: Here, project: Asked = "", recipient: Asked = "", matter: Asked = ""
) -> HTMLResponse:
    """Why somebody was not told: node by node of a project."""
    require(account, Right.INTERNAL)
    whose = recipient_of(account, recipient.strip() or None)
    items = []
    if project.strip():
        named = await run_in_threadpool(project_within_reach, here, account, project.strip())
        words = await run_in_threadpool(words_of, here, page_language(request), named)
        found = await run_in_threadpool(silences_of, here, named, whose, None, matter.strip())
        items = [{**silence_view(one, words), "about": about(one, words)} for one in found]
    asked = {"project": project, "recipient": whose, "matter": matter}
    return render(request, "why_not.html", account=account, items=items, asked=asked)


def about(silence: Silence, words: WhyWords) -> str:
    """The matter and the duty of a node by their names."""
    names = Words(words.language, words.catalogue, scopes=words.scopes)
    parts = (names.matter(silence.matter) if silence.matter else "", names.detail(silence.detail))
    return " · ".join(part for part in parts if part)


@router.get(f"{PATH}/{{reminder}}/why")
async def received(
    request: Request, reminder: str, account: Visitor, here: Here, recipient: Asked = ""
) -> HTMLResponse:
    """Why somebody got a reminder."""
    whose = recipient_of(account, recipient or None)
    found = await run_in_threadpool(reasons_for, here, account, reminder, whose)
    project = await run_in_threadpool(project_of_reminder, here, reminder)
    words = await run_in_threadpool(words_of, here, page_language(request), project)
    return render(request, "why.html", account=account, recipient=whose, reasons=sentences(found, words))
