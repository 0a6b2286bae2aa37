"""What an open page listens to: that a project changed which its reader may see."""

import re

from fastapi import APIRouter, Request, Response

from api.access.rights import Right, require
from api.access.security import COOKIE, Here, account_of
from api.http.streaming import Stream, told
from api.pages.session import DEMO_VISITOR, Visitor
from projections.ops.accounts import Account

POSITION = re.compile(r"[0-9]{1,15}")  # anything else is no position that a stream named

router = APIRouter(include_in_schema=False)


@router.get("/live")
async def live(request: Request, account: Visitor, here: Here) -> Response:
    """As long as the reader is signed in; a browser comes again by itself and says what it heard last."""
    require(account, Right.READ)
    secret, last = request.cookies.get(COOKIE, ""), POSITION.fullmatch(request.headers.get("last-event-id", ""))

    async def whoever() -> Account | None:
        return await account_of(here, secret) or (DEMO_VISITOR if here.demo else None)

    here.live.admit()
    return Stream(here, told(here, whoever, int(last[0]) if last else None))
