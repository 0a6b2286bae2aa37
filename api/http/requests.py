"""From an HTTP request to a command: the key under which it acts once, its digest, the version it was decided on."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID, uuid4

import orjson
from fastapi import Header, Query, Request

from api.access.rights import Right, require, require_department
from api.access.security import here_of, signed_in
from api.errors import ProblemError, language_of
from api.http.project_ids import ProjectName, project_id
from api.http.routing import refuse_unknown_parameters
from api.locale import text
from api.runtime import Runtime
from domain.deciding.case import Actor
from domain.log.ledger import Command
from domain.project.model.evolution import catalogue_id
from projections.ops.accounts import Account

VERSION_TAG = r'^(\*|"[0-9]{1,9}(-[0-9a-f]+)?")$'
IfMatch = Annotated[
    str | None,
    Header(
        description='版本，如 "17"；`*` 表示不比较。对已有项目的写入必填（428），不一致时 412',
        json_schema_extra={"pattern": VERSION_TAG},
        examples=["*", '"17"'],
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$", description="幂等键：同键同请求只生效一次"),
]
Preview = Annotated[bool, Query(description="只预览影响，不保存")]
PREVIEWED = "预览 / A preview: nothing is stored"
ETAG = re.compile(r'^"(\d{1,9})(?:-[0-9a-f]+)?"$')


@dataclass(frozen=True)
class Asked:
    """Who asks whom, as what, and the command's envelope."""

    here: Runtime
    account: Account
    command: Command
    actor: Actor
    preview: bool
    language: str

    def say(self, key: str, **params: object) -> str:
        """Words in his language."""
        return text(key, self.language, **params)


@dataclass(frozen=True)
class AskedOfProject(Asked):
    """A write to one project."""

    project: UUID


def asking(right: Right) -> Callable[..., Awaitable[Asked]]:
    """The dependency of a write that needs a right; the right is checked before the body is (ruling 31)."""

    async def allowed(
        request: Request,
        if_match: IfMatch = None,
        idempotency_key: IdempotencyKey = None,
        preview: Preview = False,
    ) -> Asked:
        account = await signed_in(request)
        require(account, right)
        refuse_unknown_parameters(request)
        return Asked(**await asked(request, account, if_match, idempotency_key, preview))

    return allowed


def asking_of_project(right: Right) -> Callable[..., Awaitable[AskedOfProject]]:
    """As `asking`, of a project that is there; an officer acts on his own department's matters."""

    async def allowed(
        request: Request,
        project: ProjectName,
        if_match: IfMatch = None,
        idempotency_key: IdempotencyKey = None,
        preview: Preview = False,
    ) -> AskedOfProject:
        found = await project_id(request, project)
        account, here = await signed_in(request), here_of(request)
        require(account, right)
        matter = here.rules.catalogue.matters.get(catalogue_id(request.path_params.get("key", "")))
        if matter and right is not Right.CONFIRM:  # whose word it is says the entry, not the catalogue
            require_department(account, matter.department)
        refuse_unknown_parameters(request)
        return AskedOfProject(**await asked(request, account, if_match, idempotency_key, preview), project=found)

    return allowed


async def asked(
    request: Request, account: Account, if_match: str | None, idempotency_key: str | None, preview: bool
) -> dict[str, Any]:
    """What a write asks. To an existing project it names the version it was decided on, or `*`."""
    here = here_of(request)
    key = idempotency_key or str(uuid4())
    expected = parse_version(if_match) if if_match is not None and if_match.strip() != "*" else None
    command = Command(
        id=f"{account.actor}/{key}",
        digest=digest(request.method, request.scope["path"], await request.body()),
        actor=account.actor,
        via="api",
        request_id=request.state.request_id,
        expected_version=expected,
        version_required=if_match is None and not preview,
    )
    return {
        "here": here,
        "account": account,
        "command": command,
        "actor": Actor(account.role.value, account.department),
        "preview": preview,
        "language": language_of(request),
    }


def parse_version(if_match: str) -> int:
    """The version within `"17"` or `"17-<hash>"`; a time-travel tag is good for nothing here."""
    found = ETAG.match(if_match.strip())
    if found is None:
        raise ProblemError("if_match_form", if_match=if_match[:50])
    return int(found[1])


def digest(method: str, path: str, body: bytes) -> str:
    """SHA-256 of method, path and canonical body: the same request, however it is spaced."""
    try:
        canonical = orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS) if body else b""
    except orjson.JSONDecodeError:
        canonical = body
    return hashlib.sha256(b"\n".join([method.encode(), path.encode(), canonical])).hexdigest()
