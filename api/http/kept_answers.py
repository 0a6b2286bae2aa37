"""Answers that many ask for again and again: kept as bytes until anything is recorded or projected.

A board on the wall asks every few seconds, and most of the time nothing has changed. What an answer depends on besides
log and views is in its key: the very same request, by somebody who may see just the same, on the same day.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from api.http.answers import Representation, json_bytes, represented, respond, takes_packed
from projections.changes import Changes, State

MOST = 512  # some 50 kB each


@dataclass(frozen=True)
class Answer:
    """An answer as it is sent, and the state of the store before it was made."""

    sent: Representation
    state: State


class KeptAnswers:
    """The last answers of one installation, for one event loop."""

    def __init__(self, changes: Changes, most: int = MOST) -> None:
        self.changes = changes
        self.most = most
        self.answers: OrderedDict[Hashable, Answer] = OrderedDict()

    async def state(self) -> State:
        """The state of the store now."""
        return self.changes.state() if self.changes.instant else await run_in_threadpool(self.changes.state)

    async def again(self, request: Request, key: Hashable) -> Response | None:
        """The answer kept under a key, while nothing has changed."""
        known = self.answers.get(key)
        if known is None or known.state != await self.state():
            return None
        return respond(request, known.sent)

    async def read(
        self, request: Request, key: Hashable, tag: str, make: Callable[[], Awaitable[Mapping[str, Any]]]
    ) -> Response:
        """The answer made anew, and kept."""
        state = await self.state()
        sent = represented(json_bytes(await make()), tag, takes_packed(request))
        return respond(request, self.keep(key, Answer(sent, state)).sent)

    def keep(self, key: Hashable, answer: Answer) -> Answer:
        """Have it at hand; the one made longest ago goes."""
        self.answers[key] = answer
        self.answers.move_to_end(key)
        if len(self.answers) > self.most:
            self.answers.popitem(last=False)
        return answer
