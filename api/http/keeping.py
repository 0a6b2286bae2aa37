"""Routes whose answers are kept: the same request again is answered before its parameters are even looked at.

They were judged when the answer was made; who asks is looked at each time.
"""

from collections.abc import Hashable

from fastapi import Request, Response

from api.access.security import runtime_of, signed_in
from api.http.answers import takes_packed
from api.http.routing import Handler, StrictRoute
from api.runtime import Runtime
from projections.ops.accounts import Account


class KeptRoute(StrictRoute):
    """A route of a read that is asked again and again."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def kept(request: Request) -> Response:
            here = await runtime_of(request)
            key = key_of(here, await signed_in(request), request)
            return await here.kept.again(request, key) or await handle(request)

        return kept


def key_of(here: Runtime, account: Account, request: Request) -> Hashable:
    """What an answer depends on besides log and views."""
    asked = request.scope["path"], request.scope["query_string"], takes_packed(request)
    return *asked, account.role, account.scopes, here.reaches.of(account), here.projects.today()
