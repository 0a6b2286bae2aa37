"""The command of a form: its key travels with the form, so that pressing twice records once."""

from hashlib import sha256
from uuid import uuid4

from fastapi import Request

from api.http.once import Once
from api.pages.forms.fields import KEY, Given
from api.runtime import Runtime
from domain.log.ledger import Command
from projections.ops.accounts import Account

LONGEST_KEY = 100
NOT_SAID = frozenset({"confirm", "version"})  # what a form carries besides what it says


def web_command(request: Request, account: Account, key: str, said: object, version: int | None = None) -> Command:
    """The command of somebody at a page; `said` is what the key stands for, `version` what it was decided on."""
    return Command(
        id=f"{account.actor}/{key[:LONGEST_KEY] or uuid4()}",
        digest=sha256(repr(said).encode()).hexdigest(),
        actor=account.actor,
        via="web",
        request_id=request.state.request_id,
        expected_version=version,
    )


def once_of_form(here: Runtime, account: Account, key: str, said: object) -> Once:
    """How a form acts once that changes the operational store alone; `said` is what the key stands for."""
    told = sha256(repr(said).encode()).hexdigest()
    return Once(here, account.actor, key[:LONGEST_KEY] or None, told)


def key_in(given: Given) -> str:
    """The key that came with a form; empty for none."""
    return (given.get(KEY) or [""])[0]


def said_in(given: Given) -> list[tuple[str, tuple[str, ...]]]:
    """What a form says, in one order."""
    return sorted((name, tuple(values)) for name, values in given.items() if name not in NOT_SAID)
