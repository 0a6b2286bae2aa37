"""Receivers of the log registered and let go on: the same steps for the API and for the pages."""

from uuid import UUID, uuid5

import httpx2
from starlette.concurrency import run_in_threadpool

from api.http.requests import Asked
from api.runtime import Runtime
from api.schemas.receivers import ReceiverBody, key_of
from domain.errors import DomainError
from domain.event import Event, stream_id
from domain.log.ledger import Job, Outcome
from domain.receivers import ReceiverPaused, ReceiverRegistered, ReceiverRemoved, registering, stream_of
from projections.ops.receivers import Receiver


def registration(ask: Asked, body: ReceiverBody) -> tuple[UUID, Job]:
    """The id of a new receiver and the job of registering it. Raises DomainError receiver_address, unknown_kind."""
    here, district = ask.here, ask.here.settings.district
    receiver = uuid5(stream_id(f"{district}/receiver"), ask.command.id)
    after = body.after if body.after is not None else here.ledger.position()
    return receiver, registering(district, ask.command, receiver, host_of(body.url), body.topics, after)


async def registered(here: Runtime, outcome: Outcome, body: ReceiverBody) -> None:
    """Keep its address and secret, and begin to send; a command sent again keeps nothing of one that was removed."""
    (event,) = (one for one in outcome.events if isinstance(one, ReceiverRegistered))
    await run_in_threadpool(keep, here, kept(event, body.url), key_of(body.secret))
    here.outbox.wake()


def keep(here: Runtime, receiver: Receiver, secret: bytes) -> None:
    """Have it, unless the log says that it was removed; asked again afterwards, for a removal may come in between."""
    if not isinstance(last_word(here, receiver.id), ReceiverRemoved):
        here.receivers.keep(receiver, secret)
    if isinstance(last_word(here, receiver.id), ReceiverRemoved):
        here.receivers.remove(receiver.id)


async def paused(here: Runtime, receiver: UUID) -> None:
    """Send it nothing for now; a command sent again after it was let go on does nothing."""
    await run_in_threadpool(pause, here, receiver)


def pause(here: Runtime, receiver: UUID) -> None:
    if isinstance(last_word(here, receiver), ReceiverPaused):
        here.receivers.pause(receiver)


async def resumed(here: Runtime, outcome: Outcome, receiver: UUID, after: int | None) -> None:
    """Let it go on; a command sent again does nothing when something else was said of it since."""
    await run_in_threadpool(resume, here, outcome, receiver, after)
    here.outbox.wake()


def resume(here: Runtime, outcome: Outcome, receiver: UUID, after: int | None) -> None:
    if outcome.version == last_word(here, receiver).originator_version:
        here.receivers.resume(receiver, after)


def last_word(here: Runtime, receiver: UUID) -> Event:
    """What was last recorded of a receiver that is in the log."""
    return here.ledger.load(stream_of(here.settings.district, receiver))[-1]


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
