"""What projects are read by, loaded by the administrator: calendar years, catalogues, the reminder policy."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right
from api.access.security import Here, Who
from api.http.answers import JSON, event_row, json_bytes, read, written
from api.http.requests import Asked, asking
from api.http.routing import Router, refuse_unknown_parameters
from api.schemas.rulebook import CalendarYearBody, ContentBody
from api.shown.catalogue import catalogue_view
from api.shown.year_moves import move_view, moves_of_year
from domain.log.ledger import Command, Job, check_version
from domain.rulebook import CalendarYearLoaded
from scheduler.policy.file import new_policy

Load = Annotated[Asked, Depends(asking(Right.RULEBOOK))]

router = Router(prefix="/api/v1", tags=["规则 rulebook"])


def freely(ask: Asked) -> Command:
    """These streams are no project's: no version has to be named."""
    return replace(ask.command, version_required=False)


async def loaded(ask: Asked, job: Job, **foretold: Any) -> Response:
    """Load, or show what would be recorded, with what else there is to say; a version is compared where named."""
    if not ask.preview:
        return written(await ask.here.carry_out(job), **foretold)
    log = ask.here.ledger.load(job.stream)
    check_version(job.command, len(log))
    events = [event_row(event) for event in job.decide(log, ask.here.ledger.moment(log))]
    return Response(json_bytes({**foretold, "version": len(log), "events": events}), 200, {}, JSON)


@router.post("/calendar/years", operation_id="loadCalendarYear")
async def calendar_year(body: CalendarYearBody, ask: Load) -> Response:
    """载入一年的放假安排，未结事项的日期随之重算并记明原因 / Load a year's notice; open dates are worked out anew."""
    content = body.content()
    job = ask.here.rulebook.loading_year(freely(ask), body.year, content)
    if ask.preview:
        moves, complete = await run_in_threadpool(moves_of_year, ask.here, body.year, content, ask.language)
        return await loaded(ask, job, dates=[move_view(one) for one in moves], complete=complete)
    outcome = await ask.here.carry_out(job)
    for notice in outcome.events:
        if isinstance(notice, CalendarYearLoaded):
            for step in await run_in_threadpool(list, ask.here.reprojections.following(notice)):
                await ask.here.carry_out(step)
    return written(outcome)


@router.read("/catalogue", "getCatalogue")
async def catalogue_in_force(request: Request, _: Who, here: Here) -> Response:
    """现行事项目录：阶段、事项及时限、前置、一件事、证后事项 / The catalogue in force, for everybody signed in."""
    refuse_unknown_parameters(request)
    found = here.rules.catalogue
    return await run_in_threadpool(lambda: read(request, catalogue_view(found), found.digest[:16]))


@router.post("/catalogue", operation_id="loadCatalogue")
async def catalogue(body: ContentBody, ask: Load) -> Response:
    """载入一版事项目录；项目仍按各自的版本 / Load a catalogue; projects stay with theirs until they are moved."""
    job = await run_in_threadpool(ask.here.rulebook.loading_catalogue, freely(ask), body.content)
    return await loaded(ask, job)


@router.post("/policy", operation_id="loadPolicy")
async def policy(body: ContentBody, ask: Load) -> Response:
    """载入提醒规则 / Load a reminder policy; it is in force at once."""
    checked = new_policy(body.content)
    answer = await loaded(ask, ask.here.rulebook.loading_policy(freely(ask), body.content, checked.version))
    if not ask.preview:
        ask.here.sweeper.use(checked)
    return answer
