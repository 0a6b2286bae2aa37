"""What leaves whole: a project's dossier for another installation, and the history for process mining."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from api.access.rights import Right, require
from api.access.security import Here, Who
from api.dossier.arriving import take_in
from api.dossier.leaving import dossier
from api.exchange.ocel import ocel_parts
from api.http.answers import JSON, json_bytes
from api.http.project_ids import ProjectId
from api.http.requests import Asked, asking
from api.http.routing import Responses, Router, refuse_unknown_parameters
from api.http.staleness import MinPosition
from api.openapi.examples import examples_of

router = Router(prefix="/api/v1", tags=["往来 exchange"])

ZIP = "application/zip"
BINARY = {"schema": {"type": "string", "format": "binary"}}
DOSSIER: Responses = {200: {"content": {ZIP: BINARY}}}
OCEL: Responses = {200: {"content": {JSON: {"schema": {"type": "object"}, "examples": examples_of(["Ocel"])}}}}
UPLOAD = {"requestBody": {"required": True, "content": {ZIP: BINARY}}}
Import = Annotated[Asked, Depends(asking(Right.DOSSIER))]


@router.read("/projects/{project}/dossier", "exportDossier", DOSSIER)
async def leave(request: Request, account: Who, project: ProjectId, here: Here, _: MinPosition) -> Response:
    """项目档案：全部记录、所用目录与日历、计划，可由另一套系统导入 / A project's dossier for another installation."""
    require(account, Right.FEED)
    refuse_unknown_parameters(request)
    headers = {"Content-Disposition": f'attachment; filename="{project}.zip"', "Cache-Control": "no-store"}
    if request.method == "HEAD":
        return Response(None, 200, headers, ZIP)
    return Response(await run_in_threadpool(dossier, here, project), 200, headers, ZIP)


@router.post("/dossiers", operation_id="importDossier", status_code=201, openapi_extra=UPLOAD)
async def arrive(request: Request, ask: Import) -> Response:
    """导入项目档案：逐字节核对，全部或全不；两个时间不变，记下导入时间 / Take a dossier in, all of it or nothing."""
    command = replace(ask.command, version_required=False, via="import")
    data = await request.body()
    arrived = await run_in_threadpool(take_in, ask.here, data, command, preview=ask.preview)
    body = {"id": arrived.project, "code": arrived.code, "name": arrived.name, "events": arrived.events}
    if ask.preview:
        return Response(json_bytes(body), 200, {}, JSON)
    place = {"Location": f"/api/v1/projects/{arrived.project}", "Huhang-Position": str(ask.here.ledger.position())}
    return Response(json_bytes(body), 201, place, JSON)


@router.read("/ocel.json", "exportOcel", OCEL)
async def ocel(request: Request, account: Who, here: Here, _: MinPosition) -> Response:
    """全部项目的经过，OCEL 2.0，供过程挖掘 / The history of all projects as an OCEL 2.0 log."""
    require(account, Right.FEED)
    refuse_unknown_parameters(request)
    headers = {"Content-Disposition": 'attachment; filename="huhang-ocel.json"', "Cache-Control": "no-store"}
    if request.method == "HEAD":
        return Response(None, 200, headers, JSON)
    return StreamingResponse(ocel_parts(here), 200, headers, JSON)
