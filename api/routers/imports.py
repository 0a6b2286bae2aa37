"""Ledgers in over HTTP: a file is checked first; without a problem it can be recorded, all of it or nothing."""

from collections.abc import Callable
from functools import partial
from pathlib import PurePath
from typing import Annotated, Any

import orjson
from fastapi import Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.security import Here, Who
from api.errors import ProblemError, language_of
from api.http.answers import JSON, json_bytes, read
from api.http.once import Once, once_of
from api.http.requests import PREVIEWED, IdempotencyKey, Preview
from api.http.routing import Router, refuse_unknown_parameters
from api.importing.outcomes import read_report
from api.importing.permits import tables_of
from api.importing.wording import as_json
from api.runtime import Runtime
from api.schemas.fields import Name
from domain.errors import DomainError
from projections.ops.accounts import Account
from projections.ops.answered import Note, unnoted
from projections.ops.imports import Import, Kind, State

router = Router(prefix="/api/v1", tags=["导入 imports"])

MEDIA = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/csv",
    "application/octet-stream",
)
BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
BODY: dict[str, Any] = {"requestBody": {"required": True, "content": dict.fromkeys(MEDIA, BINARY)}}
Id = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="导入的编号")]


def told(here: Runtime, one: Import, language: str) -> dict[str, Any]:
    """An import as its owner sees it; the report once there is one."""
    report = as_json(read_report(one.outcome), language, here.rules.catalogue) if one.outcome else None
    return {
        "id": one.id,
        "file": one.name,
        "state": one.state,
        "created_at": one.created_at,
        "done": one.done,
        "total": one.total,
        "report": report,
    }


@router.post("/imports", status_code=202, operation_id="checkImport", openapi_extra=BODY)
async def check(
    request: Request,
    account: Who,
    here: Here,
    name: Annotated[Name, Query(description="文件名", examples=["台账.xlsx"])] = "file",
    _: Annotated[bool, Query(alias="preview", description="检查本身就是预览：写不写都一样，什么也不记录")] = False,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """上传台账并检查，什么也不记录；进度与问题见 GET /imports/{id} / A file is taken in and checked, no more."""
    if not tables_of(account):
        raise ProblemError("right_missing", right="import", role=account.role.value)
    refuse_unknown_parameters(request)
    if request.headers.get("content-type", "").partition(";")[0] not in MEDIA:
        raise ProblemError("unsupported_file_type")
    content = await request.body()
    once = await once_of(request, account, here, idempotency_key)
    file = (PurePath(name).name or "file", content)
    answer = await handed_in(once, partial(taken_in, here, account, *file), language_of(request))
    return Response(answer, 202, {"Location": f"/api/v1/imports/{orjson.loads(answer)['id']}"}, JSON)


async def handed_in(once: Once, act: Callable[[Note], Import], language: str) -> bytes:
    """An import handed in once, as it stood then."""

    async def do(note: Note) -> Import:
        return await run_in_threadpool(act, note)

    return await once.act(do, lambda one: told(once.here, one, language))


def taken_in(here: Runtime, account: Account, name: str, content: bytes, note: Note = unnoted) -> Import:
    """The file in the store, and its check handed in. Raises DomainError import_queue_full."""
    return here.apart.submit(lambda: here.imports.new(account, name, content, here.ledger.clock(), note))


def own(here: Runtime, account: Account, id_: str, kind: Kind = Kind.LEDGER) -> Import:
    """An import of one's own. Raises DomainError unknown_import: another's is not there either."""
    found = here.imports.get(id_)
    if found is None or found.account.actor != account.actor or found.kind is not kind:
        raise DomainError("unknown_import", id=id_)
    return found


@router.read("/imports/{import_id}", "getImport")
async def progress(request: Request, import_id: Id, account: Who, here: Here) -> Response:
    """导入的进度与结果：每个问题的工作表、行、列和改法 / How far it is, and every problem by sheet, row and column."""
    refuse_unknown_parameters(request)
    one = await run_in_threadpool(own, here, account, import_id)
    return read(request, told(here, one, language_of(request)), "i")


@router.post(
    "/imports/{import_id}/record",
    status_code=202,
    operation_id="recordImport",
    responses={200: {"description": PREVIEWED, "content": {JSON: {}}}},
)
async def record(
    request: Request,
    import_id: Id,
    account: Who,
    here: Here,
    preview: Preview = False,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """检查无误后正式导入：全部成功，或什么也不记录；预览给出检查结果 / Record a file found good, or nothing."""
    refuse_unknown_parameters(request)
    if preview:
        one = await run_in_threadpool(recordable, here, account, import_id)
        return Response(json_bytes(told(here, one, language_of(request))), 200, {}, JSON)
    once = await once_of(request, account, here, idempotency_key)
    answer = await handed_in(once, partial(recorded, here, account, import_id), language_of(request))
    return Response(answer, 202, {}, JSON)


def recordable(here: Runtime, account: Account, id_: str) -> Import:
    """An import that can be recorded, with the report of its check, or that was. DomainError import_not_checked."""
    one = own(here, account, id_)
    if one.state not in (State.CHECKED, State.RECORDING, State.RECORDED):
        raise DomainError("import_not_checked", state=one.state.value)
    return one


def recorded(here: Runtime, account: Account, id_: str, note: Note = unnoted) -> Import:
    """The recording handed in, once; again, it is the same one. Raises DomainError import_queue_full."""
    one, going = recordable(here, account, id_), None
    if one.state is State.CHECKED:
        going = here.apart.submit(lambda: here.imports.go_on(id_, here.ledger.clock(), note))
    return going or recordable(here, account, id_)
