"""Receivers of the log registered and let go on: the same steps for the API and for the pages."""

from uuid import UUID, uuid5

import httpx2
from starlette.concurrency import run_in_threadpool

from api.requests import Asked
from api.runtime import Runtime
from api.schemas.receivers import ReceiverBody, key_of
from domain.errors import DomainError
from domain.event import stream_id
from domain.ledger import Job, Outcome
from domain.receivers import ReceiverRegistered, ReceiverResumed, registering
from projections.ops.receivers import Receiver


def registration(ask: Asked, body: ReceiverBody) -> tuple[UUID, Job]:
    """The id of a new receiver and the job of registering it. Raises DomainError receiver_address, unknown_kind."""
    here, district = ask.here, ask.here.settings.district
    receiver = uuid5(stream_id(f"{district}/receiver"), ask.command.id)
    after = body.after if body.after is not None else here.ledger.position()
    return receiver, registering(district, ask.command, receiver, host_of(body.url), body.topics, after)


async def registered(here: Runtime, outcome: Outcome, body: ReceiverBody) -> None:
    """Keep its address and secret, and begin to send."""
    (event,) = (one for one in outcome.events if isinstance(one, ReceiverRegistered))
    await run_in_threadpool(here.receivers.keep, kept(event, body.url), key_of(body.secret))
    here.outbox.wake()


async def resumed(here: Runtime, outcome: Outcome, receiver: UUID, after: int | None) -> None:
    """Let it go on; a command sent again that resumed nothing then does nothing now."""
    if not outcome.repeated or any(isinstance(event, ReceiverResumed) for event in outcome.events):
        await run_in_threadpool(here.receivers.resume, receiver, after)
    here.outbox.wake()


def host_of(address: str) -> str:
    """The host of an address. Raises DomainError receiver_address, which does not repeat it: it may hold a key."""
    try:
        host = httpx2.URL(address).host
    except (httpx2.InvalidURL, ValueError) as error:
        raise DomainError("receiver_address") from error
    if not host:
        raise DomainError("receiver_address")
    return host


def kept(event: ReceiverRegistered, address: str) -> Receiver:
    """What the sender needs to know of a new receiver."""
    return Receiver(
        id=event.receiver,
        address=address,
        host=event.host,
        topics=event.topics,
        position=event.after,
        paused=False,
        ended=False,
        sent=0,
        sent_at=None,
        failures=0,
        problem="",
        try_at=None,
        registered_at=event.recorded_at,
        registered_by=event.actor,
    )
