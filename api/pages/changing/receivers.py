"""Changes of signed webhooks: a receiver registered, paused, let go on from a position, or removed."""

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool

from api.access.rights import Right
from api.http.requests import Asked
from api.pages.changing.changes import Change, Questions, Values, Wanted
from api.pages.forms.fields import Field
from api.receiving import host_of, paused, registered, registration, resumed
from api.schemas.receivers import ReceiverBody, ResumeBody, new_secret
from domain.errors import DomainError
from domain.event import SHANGHAI
from domain.log.ledger import Outcome
from domain.receivers import pausing, removing, resuming
from projections.ops.receivers import Receiver

BACK = "/webhooks"


def receiver_questions(form: Questions) -> list[Field]:
    return [
        form.ask("url", hint="url_hint", alone=True),
        form.ask("topics", "lines", required=False, hint="topics_hint"),
        form.ask("after", "number", required=False, hint="after_hint"),
        form.ask("secret", hint="secret_hint", value=new_secret(), alone=True),
    ]


def which(form: Questions) -> list[Field]:
    """A receiver by its host and the day since when it is one."""
    known = form.here.receivers.all()
    options = tuple((str(one.id), f"{one.host} · {one.registered_at.astimezone(SHANGHAI):%Y-%m-%d}") for one in known)
    return [form.ask("receiver", "select", options=options)]


def resume_questions(form: Questions) -> list[Field]:
    return [*which(form), form.ask("after", "number", required=False, hint="again_hint")]


async def receiver(ask: Asked, values: Values) -> Wanted:
    """Somebody gets the log sent."""
    body = ReceiverBody.model_validate(dict(values))
    _, job = registration(ask, body)
    topics = ask.say("history.between").join(body.topics) or ask.say("webhook.every_topic")
    since = ask.say("webhook.from_now" if body.after is None else "webhook.from", after=body.after)
    said = ask.say("effect.webhook", host=host_of(body.url), topics=topics, since=since)

    async def then(outcome: Outcome | None) -> None:
        if outcome:
            await registered(ask.here, outcome, body)

    return Wanted([said, ask.say("effect.webhook.secret")], job, then)


async def pause(ask: Asked, values: Values) -> Wanted:
    """Nothing is sent for now."""
    one = await named(ask, values)

    async def then(_: Outcome | None) -> None:
        await paused(ask.here, one.id)

    said = ask.say("effect.webhook-pause", host=one.host)
    return Wanted([said], pausing(ask.here.settings.district, ask.command, one.id), then)


async def remove(ask: Asked, values: Values) -> Wanted:
    """Forgotten, with its secret."""
    one = await named(ask, values)

    async def then(_: Outcome | None) -> None:
        await run_in_threadpool(ask.here.receivers.remove, one.id)

    said = ask.say("effect.webhook-remove", host=one.host)
    return Wanted([said], removing(ask.here.settings.district, ask.command, one.id), then)


async def resume(ask: Asked, values: Values) -> Wanted:
    """It goes on where it was, or once more from behind a position."""
    one = await named(ask, values)
    after = ResumeBody.model_validate({key: value for key, value in values.items() if key != "receiver"}).after
    job = resuming(ask.here.settings.district, ask.command, one.id, after)
    lag = ask.here.ledger.position() - (one.position if after is None else after)
    position = one.position if after is None else after
    said = ask.say("effect.webhook-resume", host=one.host, position=position, lag=max(0, lag))

    async def then(outcome: Outcome | None) -> None:
        if outcome:
            await resumed(ask.here, outcome, one.id, after)

    return Wanted([said], job, then)


async def named(ask: Asked, values: Values) -> Receiver:
    """The receiver that was chosen. Raises DomainError unknown_receiver."""
    wanted = str(values.get("receiver", ""))
    found = next((one for one in await run_in_threadpool(ask.here.receivers.all) if str(one.id) == wanted), None)
    if found is None:
        raise DomainError("unknown_receiver", receiver=wanted)
    return found


RECEIVERS: Mapping[str, Change] = {
    "webhook": Change(Right.RECEIVERS, receiver_questions, receiver, back=BACK),
    "webhook-pause": Change(Right.RECEIVERS, which, pause, back=BACK),
    "webhook-resume": Change(Right.RECEIVERS, resume_questions, resume, back=BACK),
    "webhook-remove": Change(Right.RECEIVERS, which, remove, back=BACK),
}
