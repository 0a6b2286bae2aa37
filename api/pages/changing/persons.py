"""Erasing a person: what goes for good is counted before, and what only he can end himself is named."""

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool

from api.access.personal_data import erase as erased
from api.access.personal_data import export
from api.access.rights import Right
from api.http.requests import Asked
from api.pages.changing.changes import Change, Questions, Values, Wanted
from api.pages.forms.fields import Field
from projections.ops.answered import Note, unnoted

BACK = "/personal-data"
ERASED = ("account", "contacts", "sessions_and_tokens", "calendars", "imports", "kept_answers")


def who(form: Questions) -> list[Field]:
    return [form.suggested("staff", lambda known, _: known.people)]


async def erase(ask: Asked, values: Values) -> Wanted:
    """A person's data gone from the operational store."""
    staff = str(values.get("staff", "")).strip()
    told = await run_in_threadpool(export, ask.here, staff)

    async def gone(note: Note) -> object:
        of_himself = staff == ask.account.actor  # nothing of him stays, and he asks no more
        return await run_in_threadpool(erased, ask.here, staff, unnoted if of_himself else note)

    return Wanted(list(effect(ask, staff, told)), of=staff, beside=gone)


def effect(ask: Asked, staff: str, told: Mapping[str, Any]) -> Iterator[str]:
    """What goes, what stays, and what to look after first."""
    counts = {name: len(told[name]) for name in ERASED}
    counts["texts"] = sum(one["text"] is not None for one in told["concerns"])
    there = {name: count for name, count in counts.items() if count}
    words = [ask.say("person.counted", what=ask.say(f"person.{name}"), count=count) for name, count in there.items()]
    what = "effect.person-erase" if words else "effect.person-erase.nothing"
    yield ask.say(what, staff=staff, parts=ask.say("history.between").join(words))
    yield ask.say("effect.person-erase.stays", staff=staff)
    today = ask.here.projects.today()
    if held := sum(one["until"] is None or one["until"] > today for one in told["posts"]):
        yield ask.say("effect.person-erase.posts", count=held)
    if staff == ask.account.actor:
        yield ask.say("effect.person-erase.own")


PERSONS: Mapping[str, Change] = {"person-erase": Change(Right.ACCOUNTS, who, erase, back=BACK)}
