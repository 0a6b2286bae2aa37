"""Concerns: raised by observers, enterprises and the service; answered by their handler; rated by who raised them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here, Who, runtime_of, signed_in
from api.errors import language_of
from api.http.answers import read, written
from api.http.paging import CursorText, Limit
from api.http.project_ids import project_within_reach
from api.http.requests import Asked, IdempotencyKey, IfMatch, Preview, asked, asking
from api.http.routing import Router, refuse_unknown_parameters
from api.http.staleness import OwnMinPosition
from api.routers.rulebook import freely, loaded
from api.schemas.concerns import ConcernAnswerBody, ConcernAssignBody, ConcernBody, ConcernRatingBody
from api.schemas.fields import Name
from api.shown.concerns import check_handling, concern_for, concern_view, of_handler, shown_to
from domain.concerns.concern import Concern, ConcernState
from domain.concerns.raising import Finding, Words, answering, assigning, raising, rating
from domain.log.ledger import Job
from projections.cursors import Order, page_of

router = Router(prefix="/api/v1", tags=["问题线索 concerns"])

ConcernName = Annotated[str, Path(description="问题线索的编号（答复中的 id）")]
Raise = Annotated[Asked, Depends(asking(Right.RAISE_CONCERN))]


class ConcernSort(StrEnum):
    """In which order concerns are listed."""

    STATE = "state"
    DUE = "due"
    NEWEST = "newest"


ORDERS: Mapping[ConcernSort, Order[Concern]] = {
    ConcernSort.STATE: Order(lambda one: f"{list(ConcernState).index(one.state)} {one.due_on} {one.id}"),
    ConcernSort.DUE: Order(lambda one: f"{one.due_on} {one.id}"),
    ConcernSort.NEWEST: Order(lambda one: f"{one.raised_on} {one.id}", descending=True),
}


@dataclass(frozen=True)
class AskedOfConcern(Asked):
    """A write on a concern."""

    concern: Concern


async def of_concern(
    request: Request,
    concern: ConcernName,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
    preview: Preview = False,
) -> AskedOfConcern:
    """The concern must be one the account may see; who may do what with it is looked at before the body is."""
    account, here = await signed_in(request), await runtime_of(request)
    act = request.url.path.rpartition("/")[2]
    require(account, Right.RAISE_CONCERN if act == "rate" else Right.HANDLE_CONCERN)
    found = await run_in_threadpool(concern_for, here, account, concern)
    if act != "rate":
        await run_in_threadpool(check_handling, here, account, found, assigning=act == "assign")
    refuse_unknown_parameters(request)
    return AskedOfConcern(**await asked(request, account, if_match, idempotency_key, preview), concern=found)


OfConcern = Annotated[AskedOfConcern, Depends(of_concern)]


@router.read("/concerns", "listConcerns")
async def of_all(
    request: Request,
    account: Who,
    here: Here,
    _: OwnMinPosition,
    state: Annotated[ConcernState | None, Query(description="open 待答复、answered 待评价、rated 已评价")] = None,
    project: Annotated[Name | None, Query(description="项目的 uuid 或编号")] = None,
    handler: Annotated[Name | None, Query(description="承办人编号；me 为本人。未指定承办人的，由项目专员承办")] = None,
    sort: Annotated[
        ConcernSort, Query(description="state（默认）未答复的在前、再按期限，due 按期限，newest 新提出的在前")
    ] = ConcernSort.STATE,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Response:
    """问题线索：未答复的在前，按期限 / Concerns, the open ones first, by due date, a page at a time."""
    refuse_unknown_parameters(request)
    language, today = language_of(request), here.projects.today()
    whose = account.actor if handler == "me" else handler

    def found() -> dict[str, Any]:
        of = project_within_reach(here, account, project) if project else None
        every = [one for one in here.concerns.all().values() if state in (None, one.state)]
        every = [one for one in every if of in (None, one.project)]
        every = of_handler(here, every, whose) if whose else every
        may_see = partial(shown_to, here, account)
        page, more = page_of(every, ORDERS[sort], f"concerns {sort}", limit, cursor, may_see)
        return {"as_of": today, "next": more, "items": [concern_view(here, one, today, language) for one in page]}

    return read(request, await run_in_threadpool(found), "c")


@router.read("/concerns/{concern}", "getConcern")
async def one(request: Request, concern: ConcernName, account: Who, here: Here, _: OwnMinPosition) -> Response:
    """一条问题线索及其文字 / One concern with its words."""
    refuse_unknown_parameters(request)
    language, today = language_of(request), here.projects.today()

    def found() -> dict[str, Any]:
        known = concern_for(here, account, concern)
        return concern_view(here, known, today, language, here.texts.read(known.texts))

    return read(request, await run_in_threadpool(found), "c")


@router.post("/concerns", operation_id="raiseConcern", status_code=201)
async def raise_concern(body: ConcernBody, ask: Raise) -> Response:
    """登记问题线索 / Raise a concern about a project."""
    here = ask.here
    project = await run_in_threadpool(project_within_reach, here, ask.account, body.project)
    wanted = Finding(project, body.title, body.at, body.handler or "", body.due_on, ask.account.role.value)
    job, words = raising(here.settings.district, freely(ask), wanted, body.text, here.rules.calendar)
    if ask.preview:
        return await loaded(ask, job)
    outcome = await here.carry_out(here.concerns.seen(job))
    await run_in_threadpool(here.texts.keep, words.id, body.text)
    answer = written(outcome, 201, id=str(job.stream))
    answer.headers["Location"] = f"/api/v1/concerns/{job.stream}"
    return answer


@router.post("/concerns/{concern}/assign", operation_id="assignConcern")
async def assign(body: ConcernAssignBody, ask: OfConcern) -> Response:
    """转交承办人或调整期限 / Have somebody else answer, or by another day."""
    district, concern = ask.here.settings.district, ask.concern.id
    job = assigning(district, freely(ask), concern, body.handler, body.due_on, body.reason)
    return await loaded(ask, ask.here.concerns.seen(job))


@router.post("/concerns/{concern}/answer", operation_id="answerConcern")
async def answer(body: ConcernAnswerBody, ask: OfConcern) -> Response:
    """答复 / Answer it; whoever raised it may rate the answer."""
    job, words = answering(ask.here.settings.district, freely(ask), ask.concern.id, body.text)
    return await with_words(ask, job, words, body.text)


async def with_words(ask: Asked, job: Job, words: Words, text: str) -> Response:
    """Do it, then keep its words: a repeated request does what is missing."""
    answered = await loaded(ask, ask.here.concerns.seen(job))
    if not ask.preview:
        await run_in_threadpool(ask.here.texts.keep, words.id, text)
    return answered


@router.post("/concerns/{concern}/rate", operation_id="rateConcern")
async def rate(body: ConcernRatingBody, ask: OfConcern) -> Response:
    """评价答复；不满意的重新答复 / Rate the answer; dissatisfied, it is answered once more."""
    here = ask.here
    job = rating(here.settings.district, freely(ask), ask.concern.id, body.rating, here.rules.calendar)
    return await loaded(ask, here.concerns.seen(job))
