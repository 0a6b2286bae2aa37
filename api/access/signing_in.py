"""Signing in: a person proves who he is and gets a session; whatever is wrong is answered alike."""

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.errors import ProblemError
from api.runtime import Runtime
from domain.errors import DomainError
from projections.ops.registered import Registered
from projections.ops.tokens import Issued


def address_of(request: Request) -> str:
    """Where a request comes from, as the server knows it (behind a proxy: as the trusted proxy says)."""
    return request.client.host if request.client else ""


async def with_password(here: Runtime, account: str, password: str, address: str) -> Issued:
    """A session. Raises ProblemError sign_in_failed, sign_in_busy, too_many_sign_ins."""
    await admitted(here, account, address)
    found = await run_in_threadpool(here.accounts.find, account)
    known = found.password_hash if found and found.disabled_at is None else None
    if not await here.bench.fits(password, known) or found is None:
        raise ProblemError("sign_in_failed")
    await run_in_threadpool(here.throttle.succeeded, account, address)
    return await run_in_threadpool(here.accounts.open_session, found)


async def admitted(here: Runtime, account: str, address: str) -> None:
    """Count the try. Raises ProblemError too_many_sign_ins."""
    try:
        await run_in_threadpool(here.throttle.admit, account, address)
    except DomainError as refusal:
        seconds = str(refusal.params["seconds"])
        raise ProblemError("too_many_sign_ins", {"Retry-After": seconds}, **refusal.params) from refusal


async def change_password(here: Runtime, account: str, old: str, new: str, address: str) -> Issued:
    """Another password, for who knows the old one: every session of his ends, and he gets a new one."""
    await admitted(here, account, address)
    found: Registered = await run_in_threadpool(here.accounts.get, account)
    if not await here.bench.fits(old, found.password_hash):
        raise ProblemError("sign_in_failed")
    made = await here.bench.hashed(account, new)
    await run_in_threadpool(here.throttle.succeeded, account, address)
    await run_in_threadpool(here.accounts.set_password, account, made)
    return await run_in_threadpool(here.accounts.open_session, found)
