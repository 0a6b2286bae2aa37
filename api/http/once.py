"""A write beside the log acts once under its key: sent again it is answered as the first time, across any kill.

The answer is kept in the transaction of the act, so that there is either both or neither.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool

from api.http.answers import json_bytes
from api.http.requests import digest
from api.runtime import Runtime
from domain.errors import DomainError
from projections.ops.accounts import Account
from projections.ops.answered import ERASED, Answered, Note, unnoted

Done = TypeVar("Done")


@dataclass(frozen=True)
class Once:
    """Whose request it is, and the key under which it acts once; without a key it acts however often it is sent."""

    here: Runtime
    actor: str
    key: str | None
    digest: str

    async def act(
        self,
        do: Callable[[Note], Awaitable[Done]],
        shown: Callable[[Done], Any],
        *,
        kept: Callable[[Done], Any] | None = None,
        about: str = "",
        secret: bool = False,
    ) -> bytes:
        """Do it, unless it is done; the answer as it is sent.

        `shown` makes the answer of what was done, `kept` the one for a repetition where something is shown only once;
        `about`: the person it tells of; `secret`: the request holds a password.
        Raises DomainError idempotency_key_reused, answer_erased.
        """
        if self.key is None:
            return json_bytes(shown(await do(unnoted)))
        if known := await self.known():
            return known
        sealed = await self.here.bench.sealed(self.digest) if secret else self.digest

        def note(connection: Connection, done: Done) -> None:
            answer = json_bytes((kept or shown)(done)).decode()
            self.here.answered.keep(connection, Answered(self.actor, self.key or "", sealed, answer, about))

        try:
            return json_bytes(shown(await do(note)))
        except (DomainError, IntegrityError):
            if known := await self.known():  # the same request was quicker
                return known
            raise

    async def known(self) -> bytes | None:
        """The answer to the same request.

        Raises DomainError idempotency_key_reused for another one, answer_erased where it told of somebody erased.
        """
        found = await run_in_threadpool(self.here.answered.find, self.actor, self.key or "")
        if found is None:
            return None
        if found.answer == ERASED:
            raise DomainError("answer_erased", key=self.key or "")
        if found.digest != self.digest and not await self.here.bench.unseals(self.digest, found.digest):
            raise DomainError("idempotency_key_reused", key=self.key or "")
        return found.answer.encode()


async def once_of(request: Request, account: Account, here: Runtime, key: str | None) -> Once:
    """How a request acts once; what it asks in its query is part of it."""
    told = ""
    if key is not None:
        path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
        told = await run_in_threadpool(digest, request.method, f"{path}?{query}", await request.body())
    return Once(here, account.actor, key, told)
